/** Who wrote over whom: which fields moved on between somebody's reading and writing. Pure. */
import type { FieldConflict } from "./errors";

/**
 * Fields of `patch` whose stored value is not the one the writer saw. A field that already holds what the patch
 * brings is no conflict: both people meant the same.
 */
export function staleFields(
  stored: object,
  patch: object,
  expected: Readonly<Record<string, unknown>>,
): FieldConflict[] {
  const conflicts: FieldConflict[] = [];
  for (const [field, seen] of Object.entries(expected)) {
    if (!(field in patch)) continue;
    const theirs = (stored as Record<string, unknown>)[field];
    const mine = (patch as Record<string, unknown>)[field];
    if (isSameValue(theirs, seen) || isSameValue(theirs, mine)) continue;
    conflicts.push({ field, mine: mine ?? null, theirs: theirs ?? null });
  }
  return conflicts;
}

/** Absent, null and "" are all "empty"; objects are compared by their filled parts in any order. */
export function isSameValue(a: unknown, b: unknown): boolean {
  return JSON.stringify(plain(a)) === JSON.stringify(plain(b));
}

function plain(value: unknown): unknown {
  if (value === undefined || value === null || value === "") return null;
  if (typeof value === "string") return value.trim();
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object") return value;
  return Object.entries(value)
    .map(([key, part]) => [key, plain(part)] as const)
    .filter(([, part]) => part !== null)
    .sort(([one], [other]) => (one < other ? -1 : 1));
}
