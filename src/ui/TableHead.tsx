// The sticky header of a table: sort by press, resize by drag or arrow keys, reorder by drag or Alt with an arrow key.
import { useRef, type DragEvent, type KeyboardEvent, type ReactNode } from "react";
import { ArrowDownIcon, ArrowUpIcon } from "@radix-ui/react-icons";
import { useMessages } from "../i18n/messages";
import { uiMessages } from "./messages";
import type { Column, TableView } from "./tableView";

export interface Sort {
  column: string;
  direction: "asc" | "desc";
}

export function TableHead<Row>(props: {
  view: TableView<Row>;
  sort?: Sort;
  onSort?: (sort: Sort) => void;
  tick: ReactNode;
}) {
  const { view, sort, onSort } = props;
  return (
    <div role="rowgroup" style={{ display: "contents" }}>
      <div role="row" aria-rowindex={1} className="table-head">
        {view.columns.map((column, index) => {
          const sorted = sort?.column === column.id ? sort.direction : undefined;
          return (
            <div
              key={column.id}
              role="columnheader"
              aria-sort={sorted ? (sorted === "asc" ? "ascending" : "descending") : undefined}
              className={index === 0 ? "table-th table-first" : "table-th"}
              data-align={column.align}
              data-column={column.id}
              {...(index === 0 ? {} : moving(column.id, view))}
            >
              {index === 0 && props.tick}
              {column.sortable && onSort ? (
                <button
                  type="button"
                  onClick={() => onSort({ column: column.id, direction: sorted === "asc" ? "desc" : "asc" })}
                >
                  <span className="truncate">{column.header}</span>
                  {sorted === "asc" && <ArrowUpIcon aria-hidden />}
                  {sorted === "desc" && <ArrowDownIcon aria-hidden />}
                </button>
              ) : (
                <span className="truncate">{column.header}</span>
              )}
              <Grip column={column} view={view} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** How many places a column goes when it is dropped on another. */
function placesTo<Row>(view: TableView<Row>, id: string, target: string): number {
  const at = (one: string) => view.columns.findIndex((column) => column.id === one);
  return Math.max(1, at(target)) - at(id);
}

/** A header is dragged by itself, not by its grip; by keyboard it is the focused button that moves. */
function moving<Row>(id: string, view: TableView<Row>) {
  const kind = "text/x-orbit-column";
  return {
    draggable: true,
    onDragStart: (event: DragEvent) => {
      event.dataTransfer.setData(kind, id);
      event.dataTransfer.effectAllowed = "move";
    },
    onDragOver: (event: DragEvent<HTMLElement>) => {
      if (!event.dataTransfer.types.includes(kind)) return;
      event.preventDefault();
      event.currentTarget.dataset["drop"] = "";
    },
    onDragLeave: (event: DragEvent<HTMLElement>) => delete event.currentTarget.dataset["drop"],
    onDrop: (event: DragEvent<HTMLElement>) => {
      event.preventDefault();
      delete event.currentTarget.dataset["drop"];
      const dragged = event.dataTransfer.getData(kind);
      if (dragged !== "" && dragged !== id) view.move(dragged, placesTo(view, dragged, id));
    },
    onKeyDown: (event: KeyboardEvent) => {
      if (!event.altKey || (event.key !== "ArrowLeft" && event.key !== "ArrowRight")) return;
      event.preventDefault();
      view.move(id, event.key === "ArrowLeft" ? -1 : 1);
    },
  };
}

function Grip<Row>({ column, view }: { column: Column<Row>; view: TableView<Row> }) {
  const words = useMessages(uiMessages);
  const start = useRef({ x: 0, width: 0 });
  const width = view.widths[column.id] ?? column.width;
  return (
    <button
      type="button"
      className="table-grip"
      aria-label={words.resizeColumn({ what: column.header })}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === "ArrowLeft") view.setWidth(column.id, width - 16);
        if (event.key === "ArrowRight") view.setWidth(column.id, width + 16);
      }}
      onDoubleClick={() => view.setWidth(column.id, column.width)}
      onPointerDown={(event) => {
        // Without this the header itself would be dragged.
        event.preventDefault();
        start.current = { x: event.clientX, width };
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId))
          view.setWidth(column.id, start.current.width + event.clientX - start.current.x);
      }}
    />
  );
}
