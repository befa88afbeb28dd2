// Kept counts per status, added up where a list tells how many it has.

/** How many have a status that `has` says yes to; undefined while the counts are on their way. */
export function countedIn<S extends string>(
  counts: readonly { status: S; count: number }[] | undefined,
  has: (status: S) => boolean,
): number | undefined {
  return counts?.reduce((sum, row) => sum + (has(row.status) ? row.count : 0), 0);
}
