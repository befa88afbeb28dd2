// Editing cells of a table: the cell that arrow keys have reached in the active row, and whether it is being edited.
import { Suspense, useCallback, useState, type ReactNode, type RefObject } from "react";
import { later } from "./later";
import type { CellEdit, Column } from "./tableView";

const CellEditor = later(() => import("./CellEditor"));

export function useCellEditing<Row>(props: {
  rows: readonly Row[] | undefined;
  columns: readonly Column<Row>[];
  rowId: (row: Row) => string;
  onActivate: (index: number) => void;
  scroll: RefObject<HTMLElement | null>;
}) {
  const { rows, columns, rowId, onActivate, scroll } = props;
  const [cursor, setCursor] = useState(0);
  const [editing, setEditing] = useState<{ id: string; column: string; edit: CellEdit } | null>(null);
  /** Edits the cell `from`, or the next editable one by `step`; false when there is none. */
  const start = useCallback(
    (index: number, from: number, step: -1 | 0 | 1): boolean => {
      const row = rows?.[index];
      for (let at = from; row !== undefined && at >= 0 && at < columns.length; at += step) {
        const edit = columns[at]?.edit?.(row);
        if (edit) {
          onActivate(index);
          setCursor(at);
          setEditing({ id: rowId(row), column: columns[at]!.id, edit });
          return true;
        }
        if (step === 0) return false;
      }
      return false;
    },
    [rows, columns, rowId, onActivate],
  );
  const finish = (index: number, value: string | null, next: -1 | 0 | 1) => {
    const { edit } = editing!;
    setEditing(null);
    if (value !== null) void edit.save(value);
    if (next === 0 || !start(index, cursor + next, next)) scroll.current?.focus({ preventScroll: true });
  };
  const walk = useCallback(
    (step: -1 | 1) => setCursor((now) => Math.max(0, Math.min(columns.length - 1, now + step))),
    [columns],
  );
  /** The editor of a row, where one of its cells is being edited. */
  const editorOf = (id: string, index: number): { column: string; node: ReactNode } | undefined =>
    editing?.id !== id
      ? undefined
      : {
          column: editing.column,
          node: (
            <Suspense>
              <CellEditor
                key={editing.column}
                label={columns.find((column) => column.id === editing.column)?.header ?? ""}
                edit={editing.edit}
                onDone={(value, next) => finish(index, value, next)}
              />
            </Suspense>
          ),
        };
  return { cursor, walk, start, editorOf, isEditing: editing !== null };
}
