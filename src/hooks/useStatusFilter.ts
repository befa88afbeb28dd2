// A list by status and owner, chosen in the address, with the exact number of each status.
import type { Filter } from "../ui/FilterBar";
import { useFilterParams } from "../ui/useFilterParams";
import { useOwnerFilter } from "./useOwnerFilter";

/** Kept counts per status; undefined while they are on their way. */
type Counts<S extends string> = readonly { status: S; count: number }[] | undefined;

/** How many have a status that `has` says yes to; undefined while the counts are on their way. */
export function countedIn<S extends string>(
  counts: Counts<S>,
  has: (status: S) => boolean,
): number | undefined {
  return counts?.reduce((sum, row) => sum + (has(row.status) ? row.count : 0), 0);
}

/** The statuses to choose from, each with how many have it. */
export function statusOptions<S extends string>(
  statuses: readonly S[],
  words: Readonly<Record<S, string>>,
  counts: Counts<S>,
): Filter["options"] {
  return statuses.map((value) => ({
    value,
    label: words[value],
    count: countedIn(counts, (one) => one === value),
  }));
}

/**
 * `asked` is what the list is asked for and `countedOf` whose counts, "skip" until that is known; `shown(counts)` is what
 * ListPage takes of them.
 */
export function useStatusFilter<S extends string>(
  statuses: readonly S[],
  words: Readonly<Record<S, string>> & { status: string; owner: string },
) {
  const { filters, setFilters, key } = useFilterParams(["status", "owner"]);
  const { owner, isReady, choices } = useOwnerFilter(filters, words.owner);
  const status = (filters["status"]?.[0] as S | undefined) ?? null;
  return {
    asked: isReady ? { status, owner } : ("skip" as const),
    countedOf: isReady ? { owner } : ("skip" as const),
    shown: (counts: Counts<S>) => ({
      total: countedIn(counts, (one) => status === null || one === status),
      filters: {
        key,
        values: filters,
        onChange: setFilters,
        choices: [
          { id: "status", label: words.status, options: statusOptions(statuses, words, counts) },
          ...choices,
        ],
      },
    }),
  };
}
