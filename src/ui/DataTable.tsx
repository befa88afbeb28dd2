// The list of everything: virtual rows of a fixed height, a sticky header and first column, the whole of it by keyboard.
// The grid keeps the focus itself (aria-activedescendant), because a focused row may be scrolled out and unmounted.
import {
  type ComponentType,
  useCallback,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
  type CSSProperties,
  type ReactNode,
} from "react";
import { useNavigate } from "react-router";
import { useMessages } from "../i18n/messages";
import { uiMessages } from "./messages";
import { ROW_HEIGHT, useDensity, type Density } from "./preferences";
import { Checkbox } from "./Checkbox";
import { TableHead, type Sort } from "./TableHead";
import { SkeletonRows, TableRow, type PhoneRow } from "./TableRow";
import { layoutOf, TableSection, type Section } from "./TableSection";
import type { TableView } from "./tableView";
import { useTellPosition, type PageStatus, type TablePosition } from "./tablePosition";
import { useTableWindow } from "./tableWindow";
import { useIsPhone } from "./useMedia";
import { useAnchoredScroll } from "./useAnchoredScroll";
import { useCellEditing } from "./useCellEditing";
import { editableCell, useCellPencil } from "./useCellPencil";
import { useEdges } from "./useEdges";
import { useKeptScroll } from "./useKeptScroll";
import { useRowChoice } from "./useRowChoice";
import { useRowMenu, type RowMenuProps } from "./useRowMenu";
import { useTableKeys } from "./useTableKeys";
import "./DataTable.css";

export type { Sort } from "./TableHead";
export type { PhoneRow } from "./TableRow";
export type { RowMenuProps } from "./useRowMenu";

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
  status?: PageStatus;
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
  /** Keys that open one deed of the row's menu at once: `{ A: "assign" }`. */
  deeds?: Readonly<Record<string, string>>;
  /** Shown instead of rows when there are none. */
  empty?: ReactNode;
  /** Row height of a saved view; the person's own otherwise. */
  density?: Density;
  /** Groups of the rows, in order; the rows of all of them are in `rows`, one group after the other. */
  sections?: readonly Section[];
  /** One quiet line over the end of the table: how far a long search has come. */
  note?: ReactNode;
  /** Changes when the list becomes another list (filters, sort): scrolls to the top. Coming back to the same, to where it was. */
  resetKey?: string;
  /** Told which rows are in sight, for a `Pager` outside the table. */
  position?: TablePosition;
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
  const { whole } = inSight;
  const isDrawn = whole.end > 0;
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

  useKeptScroll(scroll, props.resetKey ?? "", count);

  useTellPosition({ position: props.position, scroll, layout, rowHeight, count, status, onLoadMore });

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

  const columns = view.columns;
  const cells = useCellEditing({ rows, columns, rowId, onActivate: setActive, scroll });
  const { cursor } = cells;

  const selecting = selected !== undefined && selected.size > 0;
  const toggle = useRowChoice({ rows, rowId, selected, onSelect });

  const rowMenu = useRowMenu({ rows, rowId, gridId, Surface: props.rowMenu, onActivate: setActive });
  const onKey = useTableKeys({
    rows,
    rowId,
    scroll,
    active,
    openId: openId ?? null,
    pageOf: (height) => Math.max(1, Math.floor((height - headHeight) / rowHeight) - 1),
    goTo,
    cells,
    onOpen,
    onMenu: rowMenu.open,
    deeds: props.deeds,
    pointedAt: rowMenu.pointedAt,
    onToggle: onSelect && toggle,
    onClear: onSelect && selecting ? () => onSelect(new Set()) : undefined,
  });

  const filled = filledColumns(view, inSight.right);
  const widths = columns.map((column) => view.widths[column.id] ?? column.width);
  const style = {
    "--columns": widths.map((width, index) => gridTrack(width, index === widths.length - 1)).join(" "),
    "--columns-width": `${widths.reduce((sum, width) => sum + width, 0)}px`,
    "--row": `${rowHeight}px`,
  } as CSSProperties;
  const allSelected = count > 0 && selected !== undefined && selected.size >= count;
  const selectedCount = props.selectedCount ?? selected?.size ?? 0;
  const pencil = useCellPencil();

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
        onDoubleClick={(event) => {
          const found = editableCell(event.target as Element);
          if (found && !cells.isEditing && cells.start(found.row, found.column, 0)) event.preventDefault();
        }}
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
            pencil.onPointerOver(event.target as Element);
            rowMenu.onPointerOver(event);
          }}
          onPointerLeave={() => {
            pencil.onPointerLeave();
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
            const place = layout.placeOf(index);
            const isWhole = place >= whole.first && place < whole.end;
            return (
              <TableRow
                key={id}
                row={row}
                id={id}
                index={index}
                domId={`${gridId}-${index}`}
                top={place * rowHeight}
                columns={columns}
                filled={isWhole ? columns.length : filled}
                isWhole={isWhole}
                phoneRow={phone ? props.phoneRow : undefined}
                href={props.href}
                onOpen={onOpen}
                active={index === active}
                cursor={index === active && cursor > 0 && !phone ? cursor : -1}
                editor={cells.editorOf(id, index)}
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
          {!phone && !cells.isEditing && rowMenu.dots(rowHeight)}
          {!cells.isEditing &&
            pencil.pencil(
              rowHeight,
              (column) => words.edit({ what: columns[column]?.header ?? "" }),
              (row, column) => cells.start(row, column, 0),
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
