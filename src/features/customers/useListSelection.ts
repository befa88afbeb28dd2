// What is ticked in the list: rows by name, or everything the filter finds but the rows named.
import { useCallback, useMemo, useState } from "react";
import type { CustomerFilters } from "../../../convex/customers/filterShape";
import type { BulkTarget } from "./BulkBar";
import type { CustomerRow } from "../../hooks/useCustomers";

interface Selected {
  /** Of which list; another list begins with nothing ticked. */
  key: string;
  everything: boolean;
  ids: ReadonlySet<string>;
}

const none: ReadonlySet<string> = new Set();
const rowId = (row: CustomerRow) => row._id;

export function useListSelection(props: {
  listKey: string;
  rows: readonly CustomerRow[] | undefined;
  filters: CustomerFilters;
  count: number | undefined;
}) {
  const { listKey, rows, filters, count } = props;
  const [chosen, setChosen] = useState<Selected>({ key: listKey, everything: false, ids: none });
  const { everything, ids }: Selected =
    chosen.key === listKey ? chosen : { key: listKey, everything: false, ids: none };
  /** Of the rows that are loaded. */
  const selected = useMemo(
    () => (everything ? new Set((rows ?? []).map(rowId).filter((id) => !ids.has(id))) : ids),
    [everything, ids, rows],
  );
  const select = useCallback(
    (next: ReadonlySet<string>) =>
      setChosen((before) => {
        const isEverything = before.key === listKey && before.everything;
        if (!isEverything || next.size === 0) return { key: listKey, everything: false, ids: next };
        const left = (rows ?? []).map(rowId).filter((id) => !next.has(id));
        return { key: listKey, everything: true, ids: new Set(left) };
      }),
    [listKey, rows],
  );
  const target: BulkTarget = everything
    ? { kind: "everything", filters, except: [...ids] }
    : { kind: "rows", customerIds: [...ids] };
  return {
    isEverything: everything,
    selected,
    select,
    target,
    count: everything && count !== undefined ? count - ids.size : selected.size,
    selectEverything: () => setChosen({ key: listKey, everything: true, ids: none }),
    clear: () => setChosen({ key: listKey, everything: false, ids: none }),
  };
}
