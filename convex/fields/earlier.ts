/** Which field stood where this one stands before its kind was changed. Pure. */
import type { FieldDefinition } from "./table";

/** The field in whose place this one stands since its kind was changed last; null when there is none to go back to. */
export function earlierOf(fields: readonly FieldDefinition[], key: string): FieldDefinition | null {
  const earlier = fields.filter(({ replacedBy }) => replacedBy === key);
  return earlier.sort((a, b) => (b.archivedAt ?? 0) - (a.archivedAt ?? 0))[0] ?? null;
}
