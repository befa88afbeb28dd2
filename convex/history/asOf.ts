/** A record as it was, from the record as it is and what changed since. Pure; the screen does it, a page at a time. */

interface Step {
  changes: readonly { field: string; from?: unknown }[];
}

/** Goes back through `newestFirst`; an absent `from` means that the field was empty. */
export function rewind(
  now: Readonly<Record<string, unknown>>,
  newestFirst: readonly Step[],
): Record<string, unknown> {
  const then: Record<string, unknown> = { ...now };
  for (const { changes } of newestFirst) {
    for (const { field, from } of changes) {
      if (from === undefined) delete then[field];
      else then[field] = from;
    }
  }
  return then;
}
