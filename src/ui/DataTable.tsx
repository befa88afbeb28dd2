// The list of everything: virtual rows of a fixed height, a sticky header and first column, the whole of it by keyboard.
// The grid keeps the focus itself (aria-activedescendant), because a focused row may be scrolled out and unmounted.
import {
  type ComponentType,
  lazy,
  Suspense,
  useCallback,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type CSSProperties,
  type KeyboardEvent,
  type ReactNode,
} from "react";
import { useNavigate } from "react-router";
import { useMessages } from "../i18n/messages";
import { uiMessages } from "./messages";
import { Pencil1Icon } from "@radix-ui/react-icons";
import { isTyping, keyName, moveRow } from "./keyboard";
import { ROW_HEIGHT, useDensity, type Density } from "./preferences";
import { Checkbox } from "./Checkbox";
import { TableHead, type Sort } from "./TableHead";
import { SkeletonRows, TableRow, type PhoneRow } from "./TableRow";
import { layoutOf, TableSection, type Section } from "./TableSection";
import type { CellEdit, TableView } from "./tableView";
import { useTableWindow } from "./tableWindow";
import { useIsPhone } from "./useMedia";
import { useAnchoredScroll } from "./useAnchoredScroll";
import { useEdges } from "./useEdges";
import { topOf, useRowMenu, type RowMenuProps } from "./useRowMenu";
import "./DataTable.css";

export type { Sort } from "./TableHead";
export type { PhoneRow } from "./TableRow";
export type { RowMenuProps } from "./useRowMenu";

const CellEditor = lazy(() => import("./CellEditor"));

export interface DataTableProps<Row> {
  /** Names the table for screen readers: "Customers". */
  label: string;
  view: TableView<Row>;
  /** The rows loaded so far; undefined while the first page loads (skeleton rows of the true layout). */
  rows: readonly Row[] | undefined;
  /** Must be a stable function (module level or useCallback), as must `href`, `phoneRow`, `onOpen`. */
  rowId: (row: Row) => string;
  /** The address of a row: the first cell becomes a real link. */
  href?: (row: Row) => string;
  /** Enter or a click on the row. */
  onOpen?: (row: Row) => void;
  /** The row shown in the sheet beside the table; J/K then walk the open record. */
  openId?: string | null;
  sort?: Sort;
  onSort?: (sort: Sort) => void;
  /** Convex's pagination status, and its loadMore. Called when the end comes near. */
  status?: "LoadingFirstPage" | "CanLoadMore" | "LoadingMore" | "Exhausted";
  onLoadMore?: () => void;
  /** The exact number of rows of the whole list, if known. */
  total?: number;
  selected?: ReadonlySet<string>;
  onSelect?: (selected: ReadonlySet<string>) => void;
  /** How many are selected, where that is more than the rows named: everything a filter finds. */
  selectedCount?: number;
  /** Buttons of the bar shown at the bottom while something is selected. */
  selectionBar?: ReactNode;
  phoneRow?: (row: Row) => PhoneRow;
  /** A lazy component: opened by the row's dots, a right click, Shift+F10 or the menu key. */
  rowMenu?: ComponentType<RowMenuProps<Row>>;
  /** Shown instead of rows when there are none. */
  empty?: ReactNode;
  /** Row height of a saved view; the person's own otherwise. */
  density?: Density;
  /** Groups of the rows, in order; the rows of all of them are in `rows`, one group after the other. */
  sections?: readonly Section[];
  /** One quiet line over the end of the table: how far a long search has come. */
  note?: ReactNode;
  /** Changes when the list becomes another list (filters, sort): scrolls to the top. */
  resetKey?: string;
}

const PHONE_ROW = 62;
const HEAD = 32;
/** Room under the last row while the bar of the selection floats there. */
const SELECTION_BAR = 64;

/** A table of any length. See src/ui/README.md for a whole list screen. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { rows, rowId, view, onOpen, openId, selected, onSelect, status, onLoadMore } = props;
  const words = useMessages(uiMessages);
  const phone = useIsPhone() && props.phoneRow !== undefined;
  const own = useDensity();
  const density = props.density ?? own;
  const rowHeight = phone ? PHONE_ROW : ROW_HEIGHT[density];
  const scroll = useRef<HTMLDivElement>(null);
  const gridId = useId();
  const [active, setActive] = useState(-1);
  const count = rows?.length ?? 0;
  const isEmpty =
    rows !== undefined &&
    count === 0 &&
    !props.sections?.length &&
    props.empty !== undefined &&
    status !== "LoadingFirstPage";
  const headHeight = phone ? 0 : HEAD;
  useEdges(scroll, rows !== undefined && !isEmpty, view);
  const { sections } = props;
  const layout = useMemo(() => layoutOf(sections, count), [sections, count]);
  const inSight = useTableWindow(scroll, rowHeight, layout.length > 0);
  const first = Math.max(0, layout.rowAt(inSight.first));
  const end = Math.min(layout.rowAt(inSight.end), count);

  // The next page is asked for one screen before the end is reached, but not while the first is being drawn.
  const isDrawn = inSight.right === Infinity;
  useEffect(() => {
    if (isDrawn && status === "CanLoadMore" && end > count - 30) onLoadMore?.();
  }, [isDrawn, status, end, count, onLoadMore]);

  const { fresh, showFresh } = useAnchoredScroll({
    rows,
    rowId,
    rowHeight,
    scroll,
    resetKey: props.resetKey,
  });

  const goTo = useCallback(
    (index: number) => {
      setActive(index);
      const element = scroll.current;
      if (!element) return;
      const top = layout.placeOf(index) * rowHeight;
      if (top < element.scrollTop) element.scrollTop = top;
      else if (top + rowHeight + headHeight > element.scrollTop + element.clientHeight)
        element.scrollTop = top + rowHeight + headHeight - element.clientHeight;
    },
    [rowHeight, headHeight, layout],
  );

  // The cell that arrow keys have reached in the active row, and whether it is being edited.
  const columns = view.columns;
  const [cursor, setCursor] = useState(0);
  const [editing, setEditing] = useState<{ id: string; column: string; edit: CellEdit } | null>(null);
  const startEdit = useCallback(
    (index: number, from: number, step: -1 | 0 | 1): boolean => {
      const row = rows?.[index];
      for (let at = from; row !== undefined && at >= 0 && at < columns.length; at += step) {
        const edit = columns[at]?.edit?.(row);
        if (edit) {
          setActive(index);
          setCursor(at);
          setEditing({ id: rowId(row), column: columns[at]!.id, edit });
          return true;
        }
        if (step === 0) return false;
      }
      return false;
    },
    [rows, columns, rowId],
  );
  const finishEdit = (index: number, value: string | null, next: -1 | 0 | 1) => {
    const { edit } = editing!;
    setEditing(null);
    if (value !== null) void edit.save(value);
    if (next === 0 || !startEdit(index, cursor + next, next)) scroll.current?.focus({ preventScroll: true });
  };

  const anchor = useRef(-1);
  const selecting = selected !== undefined && selected.size > 0;
  // Every row has this one function, so that a tick renders one row and not all of them.
  const choice = useRef({ rows, rowId, selected, onSelect });
  useLayoutEffect(() => {
    choice.current = { rows, rowId, selected, onSelect };
  });
  const toggle = useCallback((id: string, index: number, range: boolean) => {
    const { rows, rowId, selected, onSelect } = choice.current;
    if (!onSelect || !rows) return;
    const next = new Set(selected);
    const from = range && anchor.current >= 0 ? Math.min(anchor.current, index) : index;
    const to = range && anchor.current >= 0 ? Math.max(anchor.current, index) : index;
    const on = !next.has(id);
    for (let at = from; at <= to; at += 1) {
      const row = rows[at];
      if (!row) continue;
      if (on) next.add(rowId(row));
      else next.delete(rowId(row));
    }
    anchor.current = index;
    onSelect(next);
  }, []);

  const rowMenu = useRowMenu({ rows, rowId, gridId, Surface: props.rowMenu, onActivate: setActive });
  const openMenu = rowMenu.open;

  const isOpen = openId !== undefined && openId !== null;
  const onKey = useCallback(
    (event: KeyboardEvent | globalThis.KeyboardEvent): boolean => {
      const name = keyName(event);
      const page = Math.max(
        1,
        Math.floor(((scroll.current?.clientHeight ?? 400) - headHeight) / rowHeight) - 1,
      );
      const at = isOpen && rows ? rows.findIndex((row) => rowId(row) === openId) : active;
      const moved = moveRow(name === "J" ? "j" : name === "K" ? "k" : name, at, count, page);
      if (moved !== null) {
        goTo(moved);
        const row = rows?.[moved];
        if (row && isOpen) onOpen?.(row);
        return true;
      }
      const row = rows?.[at];
      if (!row) return false;
      if (name === "ArrowRight" || name === "ArrowLeft") {
        setCursor((now) => Math.max(0, Math.min(columns.length - 1, now + (name === "ArrowRight" ? 1 : -1))));
        return true;
      }
      if (name === "Enter" && cursor > 0 && startEdit(at, cursor, 0)) return true;
      if ((name === "E" || name === "F2") && startEdit(at, Math.max(cursor, 0), 1)) return true;
      if (openMenu && ["Shift+F10", "ContextMenu", "."].includes(name)) openMenu(at);
      else if (name === "Enter" && onOpen) onOpen(row);
      else if ((name === "Space" || name === "X") && onSelect) toggle(rowId(row), at, event.shiftKey);
      else if (name === "Escape" && selected && selected.size > 0) onSelect?.(new Set());
      else return false;
      return true;
    },
    [
      active,
      columns,
      count,
      cursor,
      startEdit,
      goTo,
      headHeight,
      onOpen,
      onSelect,
      openId,
      isOpen,
      openMenu,
      rowHeight,
      rowId,
      rows,
      selected,
      toggle,
    ],
  );

  // J and K work from anywhere on the page that is not a text field, as they do beside an open record.
  useEffect(() => {
    const listen = (event: globalThis.KeyboardEvent) => {
      if (event.defaultPrevented || isTyping(event.target) || scroll.current?.contains(event.target as Node))
        return;
      if (document.querySelector(".overlay, .menu")) return;
      if (!/^[JK]$/.test(keyName(event)) || !onKey(event)) return;
      event.preventDefault();
      // Where nothing else has the focus the table takes it, so that Enter, Space and the arrows go on from there.
      if (document.activeElement === document.body) scroll.current?.focus({ preventScroll: true });
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, [onKey]);

  const filled = filledColumns(view, inSight.right);
  const widths = columns.map((column) => view.widths[column.id] ?? column.width);
  const style = {
    "--columns": widths.map((width, index) => gridTrack(width, index === widths.length - 1)).join(" "),
    "--columns-width": `${widths.reduce((sum, width) => sum + width, 0)}px`,
    "--row": `${rowHeight}px`,
  } as CSSProperties;
  const allSelected = count > 0 && selected !== undefined && selected.size >= count;
  const selectedCount = props.selectedCount ?? selected?.size ?? 0;
  const [hovered, setHovered] = useState<Hovered | null>(null);

  const navigate = useNavigate();
  const latest = useRef(navigate);
  useEffect(() => {
    latest.current = navigate;
  });
  const follow = useCallback((address: string) => void latest.current(address), []);

  if (isEmpty) return <div className="table">{props.empty}</div>;
  return (
    <div className="table" style={style}>
      <div
        ref={scroll}
        className="table-scroll"
        role="grid"
        id={gridId}
        aria-label={props.label}
        aria-rowcount={props.total ?? (status === "Exhausted" ? count + 1 : -1)}
        aria-busy={rows === undefined || undefined}
        aria-multiselectable={onSelect ? true : undefined}
        aria-activedescendant={active >= 0 && active < count ? `${gridId}-${active}` : undefined}
        tabIndex={0}
        data-selecting={selecting || undefined}
        onContextMenu={rowMenu.onContextMenu}
        onFocus={(event) => {
          if (event.target === event.currentTarget && active < 0 && count > 0)
            setActive(layout.rowAt(Math.floor(event.currentTarget.scrollTop / rowHeight)));
        }}
        onKeyDown={(event) => {
          if (event.target !== event.currentTarget) return;
          if (onKey(event)) event.preventDefault();
        }}
      >
        {!phone && (
          <TableHead
            view={view}
            {...(props.sort ? { sort: props.sort } : {})}
            {...(props.onSort ? { onSort: props.onSort } : {})}
            tick={
              onSelect && rows ? (
                <span className="table-tick">
                  <Checkbox
                    aria-label={words.selectAll}
                    checked={allSelected}
                    indeterminate={selecting && !allSelected}
                    onChange={() => onSelect(allSelected ? new Set() : new Set(rows.map(rowId)))}
                  />
                </span>
              ) : null
            }
          />
        )}
        <div
          role="rowgroup"
          style={{
            position: "relative",
            height: rows ? layout.length * rowHeight + (selecting ? SELECTION_BAR : 0) : undefined,
            minWidth: "max-content",
          }}
          onPointerOver={(event) => {
            setHovered(editableAt(event.target as Element));
            rowMenu.onPointerOver(event);
          }}
          onPointerLeave={() => {
            setHovered(null);
            rowMenu.onPointerLeave();
          }}
        >
          {rows === undefined && <SkeletonRows columns={columns} phone={phone} rowHeight={rowHeight} />}
          {layout.headings
            .filter(({ place }) => place >= inSight.first && place < inSight.end)
            .map(({ section, place }) => (
              <TableSection key={section.id} section={section} top={place * rowHeight} />
            ))}
          {rows?.slice(first, end).map((row, offset) => {
            const index = first + offset;
            const id = rowId(row);
            return (
              <TableRow
                key={id}
                row={row}
                id={id}
                index={index}
                domId={`${gridId}-${index}`}
                top={layout.placeOf(index) * rowHeight}
                columns={columns}
                filled={filled}
                isWhole={isDrawn}
                phoneRow={phone ? props.phoneRow : undefined}
                href={props.href}
                onOpen={onOpen}
                active={index === active}
                cursor={index === active && cursor > 0 && !phone ? cursor : -1}
                editor={
                  editing?.id === id
                    ? {
                        column: editing.column,
                        node: (
                          <Suspense>
                            <CellEditor
                              key={editing.column}
                              label={columns.find((column) => column.id === editing.column)?.header ?? ""}
                              edit={editing.edit}
                              onDone={(value, next) => finishEdit(index, value, next)}
                            />
                          </Suspense>
                        ),
                      }
                    : undefined
                }
                open={openId === id}
                selectable={onSelect !== undefined}
                selected={selected?.has(id) ?? false}
                onActivate={setActive}
                onToggle={toggle}
                onFollow={follow}
                selectWord={words.selectRow}
              />
            );
          })}
          {!phone && editing === null && rowMenu.dots(rowHeight)}
          {hovered !== null && editing === null && (
            <button
              type="button"
              className="table-pencil"
              tabIndex={-1}
              // For pointers; keys have E, and a grid may hold nothing but rows.
              aria-hidden
              title={words.edit({ what: columns[hovered.column]?.header ?? "" })}
              style={{
                transform: `translate(${hovered.right - 28}px, ${hovered.top + (rowHeight - 22) / 2}px)`,
              }}
              onClick={() => startEdit(hovered.row, hovered.column, 0)}
            >
              <Pencil1Icon aria-hidden />
            </button>
          )}
        </div>
      </div>
      {rowMenu.surface}
      {props.note !== undefined && !selecting && (
        <div className="table-note" role="status">
          {props.note}
        </div>
      )}
      {fresh > 0 && (
        <button type="button" className="table-new" onClick={showFresh}>
          ↑ {words.newRows({ n: fresh })}
        </button>
      )}
      {selecting && (
        <div className="table-bar" role="toolbar" aria-label={words.selected({ n: selectedCount })}>
          <span className="numeric" role="status">
            {words.selected({ n: selectedCount })}
          </span>
          {props.selectionBar}
        </div>
      )}
    </div>
  );
}

/** The editable cell under the pointer, for the one pencil that all cells share. */
interface Hovered {
  row: number;
  column: number;
  top: number;
  right: number;
}

function editableAt(target: Element): ((now: Hovered | null) => Hovered | null) | null {
  if (target.closest(".table-pencil")) return (now) => now;
  const cell = target.closest<HTMLElement>(".table-cell[data-edit]");
  const line = cell?.closest<HTMLElement>(".table-row");
  if (!cell || !line) return null;
  const row = Number(line.ariaRowIndex) - 2;
  const column = Number(cell.dataset["edit"]);
  return (now) =>
    now?.row === row && now.column === column
      ? now
      : { row, column, top: topOf(line), right: cell.offsetLeft + cell.offsetWidth };
}
const gridTrack = (width: number, last: boolean) => (last ? `minmax(${width}px, 1fr)` : `${width}px`);

/** How many columns begin before `right`. */
function filledColumns<Row>({ columns, widths }: TableView<Row>, right: number): number {
  let left = 0;
  const beyond = columns.findIndex((column) => {
    const isBeyond = left >= right;
    left += widths[column.id] ?? column.width;
    return isBeyond;
  });
  return beyond === -1 ? columns.length : beyond;
}
