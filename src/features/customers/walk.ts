// Walking a list from record to record: the list leaves the order it shows, with its filter and sort, and where it goes
// on; the record's page and sheet find their neighbours in it, and read further when the walk comes to its end, whether
// the list is still on screen or not.
import { useEffect } from "react";
import { useConvex } from "convex/react";
import { api } from "../../../convex/_generated/api";
import { unpack } from "../../../convex/customers/packed";
import { useOrg } from "../../data/org";
import { createStore } from "../../ui/store";
import type { CustomerListArgs, Following } from "../../hooks/useCustomers";

interface Walk {
  ids: readonly string[];
  args: CustomerListArgs;
  /** Where the list goes on; null at its end, and for a search, which is its best matches. */
  following: Following | null;
}

const walk = createStore<Walk>({ ids: [], args: {}, following: null });
/** What is read just now: two presses of J ask once. */
let reading: Following | null = null;

/** Called by the list with the rows it shows. */
export function useLeaveWalk(
  rows: readonly { _id: string }[] | undefined,
  args: CustomerListArgs,
  following: Following | null,
): void {
  useEffect(() => {
    if (rows !== undefined) walk.set({ ids: rows.map(({ _id }) => _id), args, following });
  }, [rows, args, following]);
}

export interface Neighbours {
  previous: string | null;
  next: string | null;
}

/** The records before and after this one in the list it was opened from; null where there is none. */
export function useNeighbours(customerId: string): Neighbours {
  const { orgId } = useOrg();
  const convex = useConvex();
  const { ids, args, following } = walk.use();
  const at = ids.indexOf(customerId);
  const isNearEnd = at !== -1 && at >= ids.length - 3;
  useEffect(() => {
    if (!isNearEnd || following === null || reading === following) return;
    reading = following;
    const [run, ...rest] = following.runs;
    if (run === undefined) return;
    convex
      .query(api.customers.listPacked, {
        ...args,
        fields: [],
        orgId,
        filters: run,
        cursor: following.cursor,
        numItems: 50,
      })
      .then(({ packed, isDone, continueCursor }) => {
        walk.set((now) => {
          // The list has moved on meanwhile by itself.
          if (now.following !== following) return now;
          const known = new Set(now.ids);
          const more = unpack(packed)
            .map(({ _id }) => _id as string)
            .filter((id) => !known.has(id));
          const onwards = isDone ? { runs: rest, cursor: null } : { ...following, cursor: continueCursor };
          return {
            ...now,
            ids: [...now.ids, ...more],
            following: onwards.runs.length === 0 ? null : onwards,
          };
        });
      })
      // The walk ends where it could not read further; the next record tries again.
      .catch(() => (reading = null));
  }, [isNearEnd, following, args, orgId, convex]);
  return at === -1
    ? { previous: null, next: null }
    : { previous: ids[at - 1] ?? null, next: ids[at + 1] ?? null };
}
