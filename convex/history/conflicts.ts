/** What an undo would overwrite. Pure. */
import { isSameValue } from "../shared/conflict";
import type { FieldConflict } from "../shared/errors";
import type { Change } from "./record";

/** Fields that no longer have the value the entry gave them; `mine` is what the undo would bring back. */
export function conflictsOf(changes: readonly Change[], row: object): FieldConflict[] {
  return changes.flatMap(({ field, from, to }) => {
    const theirs = (row as Record<string, unknown>)[field];
    return isSameValue(theirs, to) ? [] : [{ field, mine: from ?? null, theirs: theirs ?? null }];
  });
}
