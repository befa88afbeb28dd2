// Ticking rows of a table, and with Shift all from the one ticked before.
import { useCallback, useLayoutEffect, useRef } from "react";

interface Choice<Row> {
  rows: readonly Row[] | undefined;
  rowId: (row: Row) => string;
  selected: ReadonlySet<string> | undefined;
  onSelect: ((selected: ReadonlySet<string>) => void) | undefined;
}

/** Every row has this one function, so that a tick renders one row and not all of them. */
export function useRowChoice<Row>({ rows, rowId, selected, onSelect }: Choice<Row>) {
  const anchor = useRef(-1);
  const choice = useRef({ rows, rowId, selected, onSelect });
  useLayoutEffect(() => {
    choice.current = { rows, rowId, selected, onSelect };
  });
  return useCallback((id: string, index: number, range: boolean) => {
    const now = choice.current;
    if (!now.onSelect || !now.rows) return;
    const next = new Set(now.selected);
    const from = range && anchor.current >= 0 ? Math.min(anchor.current, index) : index;
    const to = range && anchor.current >= 0 ? Math.max(anchor.current, index) : index;
    const on = !next.has(id);
    for (let at = from; at <= to; at += 1) {
      const row = now.rows[at];
      if (!row) continue;
      if (on) next.add(now.rowId(row));
      else next.delete(now.rowId(row));
    }
    anchor.current = index;
    now.onSelect(next);
  }, []);
}
