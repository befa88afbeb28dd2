/** Words of a record's own fields for full-text search. Pure. */
import { words } from "../shared/text";
import type { CustomValues, FieldDefinition } from "./table";
import { plainText } from "./values";

/** Search text stays a small part of its document. */
const mostWords = 400;

export function searchedWords(
  custom: CustomValues | undefined,
  fields: readonly FieldDefinition[],
): string[] {
  if (custom === undefined) return [];
  const found = new Set<string>();
  for (const field of fields) {
    const value = custom[field.key];
    if (!field.searchable || value === undefined) continue;
    for (const word of words(plainText(field, value))) {
      if (found.size >= mostWords) return [...found];
      found.add(word);
    }
  }
  return [...found];
}
