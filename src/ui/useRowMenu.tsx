// The menu of a table's row: from the dots beside the pointer, a right click, Shift+F10 or the menu key. Rows have no
// elements of their own for it: one button and one menu serve all of them.
import {
  Suspense,
  useCallback,
  useRef,
  useState,
  type ComponentType,
  type MouseEvent,
  type PointerEvent,
  type ReactNode,
  type RefObject,
} from "react";
import { DotsHorizontalIcon } from "@radix-ui/react-icons";
import { useMessages } from "../i18n/messages";
import { uiMessages } from "./messages";

export interface RowMenuProps<Row> {
  row: Row;
  /** Asked for by its own key (`deeds` of the table) instead of being chosen from the menu; null shows the menu. */
  deed: string | null;
  /** Where the menu opens. */
  anchor: RefObject<HTMLElement | null>;
  /** Once nothing of the menu, nor of a dialog it opened, is left on the screen. */
  onClose: () => void;
}

interface Place {
  row: number;
  top: number;
  right: number;
}

export function useRowMenu<Row>(props: {
  rows: readonly Row[] | undefined;
  rowId: (row: Row) => string;
  gridId: string;
  /** Lazy; absent where rows have no menu. */
  Surface: ComponentType<RowMenuProps<Row>> | undefined;
  onActivate: (index: number) => void;
}) {
  const { rows, rowId, gridId, Surface, onActivate } = props;
  const words = useMessages(uiMessages);
  const [over, setOver] = useState<Place | null>(null);
  const [shown, setShown] = useState<{ row: Row; deed: string | null; x: number; y: number } | null>(null);
  const anchor = useRef<HTMLSpanElement>(null);
  const close = useCallback(() => {
    setShown(null);
    document.getElementById(gridId)?.focus({ preventScroll: true });
  }, [gridId]);
  /** At a point of the window, or under the beginning of the row. */
  const show = useCallback(
    (index: number, deed: string | null = null, point?: { x: number; y: number }) => {
      const row = rows?.[index];
      const line = document.getElementById(`${gridId}-${index}`)?.getBoundingClientRect();
      if (row === undefined || line === undefined) return;
      onActivate(index);
      setShown({ row, deed, ...(point ?? { x: Math.max(line.left, 0) + 40, y: line.bottom }) });
    },
    [rows, gridId, onActivate],
  );
  const dots = (rowHeight: number): ReactNode =>
    Surface && over !== null ? (
      <button
        type="button"
        className="table-pencil"
        tabIndex={-1}
        // For pointers; keys have Shift+F10, and a grid may hold nothing but rows.
        aria-hidden
        title={words.rowActions}
        style={{ transform: `translate(${over.right - 30}px, ${over.top + (rowHeight - 22) / 2}px)` }}
        onClick={(event) => {
          const { left, bottom } = event.currentTarget.getBoundingClientRect();
          show(over.row, null, { x: left, y: bottom + 4 });
        }}
      >
        <DotsHorizontalIcon aria-hidden />
      </button>
    ) : null;

  return {
    open: Surface ? show : undefined,
    /** The row under the pointer. */
    pointedAt: over?.row ?? null,
    onPointerOver: (event: PointerEvent) => {
      if (Surface) setOver(placeOf(event.target as Element));
    },
    onPointerLeave: () => setOver(null),
    onContextMenu: (event: MouseEvent) => {
      const target = event.target as Element;
      const place = placeOf(target)(null);
      // Links keep the browser's own menu: they are opened in new tabs and copied from there.
      if (!Surface || place === null || target.closest("a[href], input")) return;
      event.preventDefault();
      show(place.row, null, { x: event.clientX, y: event.clientY });
    },
    dots,
    surface: Surface && shown !== null && (
      <>
        <span
          ref={anchor}
          key={`${shown.x} ${shown.y}`}
          style={{ position: "fixed", left: shown.x, top: shown.y }}
        />
        <Suspense>
          <Surface key={rowId(shown.row)} row={shown.row} deed={shown.deed} anchor={anchor} onClose={close} />
        </Suspense>
      </>
    ),
  };
}

/** The row under the pointer; the same object while it stays the same row. */
function placeOf(target: Element): (now: Place | null) => Place | null {
  if (target.closest(".table-pencil")) return (now) => now;
  const line = target.closest<HTMLElement>(".table-row");
  const cell = line?.querySelector<HTMLElement>(".table-first");
  if (!line || !cell) return () => null;
  const row = Number(line.ariaRowIndex) - 2;
  const [top, right] = [topOf(line), cell.offsetLeft + cell.offsetWidth];
  return (now) => (now?.row === row && now.top === top && now.right === right ? now : { row, top, right });
}

/** Rows are placed by their distance from the top of all rows (TableRow.tsx). */
export const topOf = (line: HTMLElement): number => Number.parseFloat(line.style.top) || 0;
