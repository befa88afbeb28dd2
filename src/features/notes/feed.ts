// Two lists that load by pages, shown as one in order of time. Pure.

export interface LoadedList<Row> {
  rows: readonly Row[];
  /** Everything there is has been loaded. */
  isWhole: boolean;
}

/**
 * Both lists, newest first, down to the point that both have reached: an older
 * row waits until the other list has been loaded past it, or it would move when
 * that list's rows come in between. `next` is the list to load for more.
 */
export function mergeFeeds<A, B>(
  a: LoadedList<A>,
  b: LoadedList<B>,
  timeOfA: (row: A) => number,
  timeOfB: (row: B) => number,
): { rows: ({ from: "a"; row: A } | { from: "b"; row: B })[]; next: "a" | "b" | null } {
  const reachOf = (isWhole: boolean, oldest: number | undefined) =>
    isWhole ? -Infinity : (oldest ?? Infinity);
  const reachA = reachOf(a.isWhole, a.rows.length === 0 ? undefined : timeOfA(a.rows.at(-1)!));
  const reachB = reachOf(b.isWhole, b.rows.length === 0 ? undefined : timeOfB(b.rows.at(-1)!));
  const reach = Math.max(reachA, reachB);
  const rows = [
    ...a.rows.map((row) => ({ from: "a" as const, row, at: timeOfA(row) })),
    ...b.rows.map((row) => ({ from: "b" as const, row, at: timeOfB(row) })),
  ]
    .filter(({ at }) => at >= reach)
    .toSorted((one, other) => other.at - one.at);
  const next = a.isWhole && b.isWhole ? null : reachA >= reachB && !a.isWhole ? "a" : b.isWhole ? "a" : "b";
  return { rows, next };
}
