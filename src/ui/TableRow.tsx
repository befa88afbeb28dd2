// One row of a table, and what stands for rows that are still on their way.
import { memo, type MouseEvent, type ReactNode } from "react";
import { Skeleton } from "./Feedback";
import { noSingleClick, onSingleClick } from "./singleClick";
import type { Column } from "./tableView";

/** What a phone shows of a row: two lines with a right part each. */
export interface PhoneRow {
  title: ReactNode;
  titleEnd?: ReactNode;
  line?: ReactNode;
  lineEnd?: ReactNode;
}

interface RowProps<Row> {
  row: Row;
  id: string;
  index: number;
  domId: string;
  top: number;
  columns: readonly Column<Row>[];
  /** Cells after so many columns, and the tick that only a pointer brings out, are left out for now. */
  filled: number;
  isWhole: boolean;
  phoneRow: ((row: Row) => PhoneRow) | undefined;
  href: ((row: Row) => string) | undefined;
  onOpen: ((row: Row) => void) | undefined;
  active: boolean;
  /** Column the cell cursor is in; -1 for none. */
  cursor: number;
  editor: { column: string; node: ReactNode } | undefined;
  open: boolean;
  selectable: boolean;
  selected: boolean;
  onActivate: (index: number) => void;
  onToggle: (id: string, index: number, range: boolean) => void;
  /** Goes to the row's address without loading the app anew. */
  onFollow: (address: string) => void;
  selectWord: string;
}

const ignore = () => undefined;

/** Drawn again only when something of its own has changed. */
export const TableRow = memo(function TableRow<Row>(props: RowProps<Row>) {
  const { row, columns, href, onOpen } = props;
  const open = (event: MouseEvent) => {
    props.onActivate(props.index);
    const target = event.target as HTMLElement;
    const own = target.closest<HTMLElement>("a, button, input, select, label");
    const isLink = own?.classList.contains("table-link") ?? false;
    // A link opened in a new tab stays the browser's business.
    const isPlain = !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    const isEditable = target.closest(".table-cell[data-edit]:not([data-editing])") !== null;
    const link = own instanceof HTMLAnchorElement && own.target === "" ? own : null;
    if (isEditable && isPlain && event.detail > 0 && (!own || link)) {
      // Two presses edit the cell (DataTable).
      event.preventDefault();
      if (event.detail > 1) noSingleClick();
      else if (link) onSingleClick(() => location.assign(link.href));
      else if (onOpen) onSingleClick(() => onOpen(row));
      return;
    }
    if (own && !isLink) return;
    if (!isPlain) return;
    if (!onOpen && !isLink) return;
    event.preventDefault();
    if (onOpen) onOpen(row);
    else if (href) props.onFollow(href(row));
  };
  const shared = {
    id: props.domId,
    role: "row",
    "aria-rowindex": props.index + 2,
    "aria-selected": props.selectable ? props.selected : undefined,
    className: "table-row",
    "data-active": props.active || undefined,
    "data-open": props.open || undefined,
    "data-selected": props.selected || undefined,
    "data-open-able": onOpen ? true : undefined,
    style: { top: props.top },
    onClick: open,
  };
  if (props.phoneRow) {
    const lines = props.phoneRow(row);
    const title = href ? (
      <a className="table-link" href={href(row)}>
        {lines.title}
      </a>
    ) : (
      lines.title
    );
    return (
      <div {...shared} style={{ ...shared.style, width: "100%", minWidth: 0, display: "block" }}>
        <div role="gridcell" className="table-cell table-two">
          <span>{title}</span>
          <span>{lines.titleEnd}</span>
          <span>{lines.line}</span>
          <span>{lines.lineEnd}</span>
        </div>
      </div>
    );
  }
  return (
    <div {...shared}>
      {columns.slice(0, props.filled).map((column, index) => (
        <div
          key={column.id}
          role={index === 0 ? "rowheader" : "gridcell"}
          className={index === 0 ? "table-cell table-first" : "table-cell"}
          data-align={column.align}
          data-edit={column.edit && index > 0 ? index : undefined}
          data-cursor={props.cursor === index || undefined}
          data-editing={props.editor?.column === column.id || undefined}
        >
          {index === 0 && props.selectable && (
            <span className="table-tick">
              {props.isWhole && (
                <input
                  type="checkbox"
                  className="checkbox"
                  aria-label={props.selectWord}
                  tabIndex={-1}
                  checked={props.selected}
                  onClick={(event) => props.onToggle(props.id, props.index, event.shiftKey)}
                  onChange={ignore}
                />
              )}
            </span>
          )}
          {index === 0 && href ? (
            <a className="table-link" href={href(row)} tabIndex={-1}>
              {column.cell(row)}
            </a>
          ) : props.editor?.column === column.id ? (
            props.editor.node
          ) : (
            column.cell(row)
          )}
        </div>
      ))}
    </div>
  );
}) as <Row>(props: RowProps<Row>) => ReactNode;

/** Rows of the true layout while the first page loads. */
export function SkeletonRows<Row>({
  columns,
  phone,
  rowHeight,
}: {
  columns: readonly Column<Row>[];
  phone: boolean;
  rowHeight: number;
}) {
  return Array.from({ length: 14 }, (_, row) => (
    <div
      key={row}
      role="row"
      className="table-row"
      style={{
        top: row * rowHeight,
        opacity: 1 - row * 0.065,
        ...(phone ? { width: "100%", minWidth: 0, display: "block" } : {}),
      }}
    >
      {phone ? (
        <div role="gridcell" className="table-cell table-two">
          <Skeleton width={`${40 + ((row * 7) % 30)}%`} />
          <Skeleton width={48} />
          <Skeleton width={`${30 + ((row * 11) % 30)}%`} height={8} />
          <span />
        </div>
      ) : (
        columns.map((column, index) => (
          <div
            key={column.id}
            role="gridcell"
            className={index === 0 ? "table-cell table-first" : "table-cell"}
            data-align={column.align}
          >
            <Skeleton width={column.skeleton ?? `${45 + ((row * 13 + index * 7) % 35)}%`} />
          </div>
        ))
      )}
    </div>
  ));
}
