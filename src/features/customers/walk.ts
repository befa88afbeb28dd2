// Walking a list from record to record: the list leaves the order it shows, with its filter and sort, and the record's
// page and sheet find their neighbours in it.
import { useEffect } from "react";
import { createStore } from "../../ui/store";

interface Walk {
  ids: readonly string[];
  /** Reads further while the list is on screen; without effect from a record's own page. */
  loadMore: () => void;
}

const walk = createStore<Walk>({ ids: [], loadMore: () => {} });

/** Called by the list with the rows it shows. */
export function useLeaveWalk(rows: readonly { _id: string }[] | undefined, loadMore: () => void): void {
  useEffect(() => {
    if (rows !== undefined) walk.set({ ids: rows.map(({ _id }) => _id), loadMore });
  }, [rows, loadMore]);
  useEffect(() => () => walk.set((last) => ({ ...last, loadMore: () => {} })), []);
}

export interface Neighbours {
  previous: string | null;
  next: string | null;
}

/** The records before and after this one in the list it was opened from; null where there is none. */
export function useNeighbours(customerId: string): Neighbours {
  const { ids, loadMore } = walk.use();
  const at = ids.indexOf(customerId);
  const isNearEnd = at !== -1 && at >= ids.length - 2;
  useEffect(() => {
    if (isNearEnd) loadMore();
  }, [isNearEnd, loadMore]);
  return at === -1
    ? { previous: null, next: null }
    : { previous: ids[at - 1] ?? null, next: ids[at + 1] ?? null };
}
