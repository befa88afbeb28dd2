// What a row of interactions, notes or documents says, in words.
import type { RowKind } from "../../../convex/imports/fields";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { messages as documentMessages } from "../documents/messages";
import { messages as interactionMessages } from "../interactions/messages";
import { messages as noteMessages } from "../notes/messages";

/** The value of a field that only such rows have, as it is shown; null for every other. */
export function useEntryValues(of: RowKind): (field: string, value: unknown) => string | null {
  const format = useFormat();
  const interactions = useMessages(interactionMessages);
  const notes = useMessages(noteMessages);
  const documents = useMessages(documentMessages);
  const words: Partial<Record<RowKind, object>> = { interactions, notes, documents };
  return (field, value) => {
    if (field === "entryDate" && typeof value === "number") return format.date(value, "dateTime");
    if (field !== "entryType" || typeof value !== "string") return null;
    const word = (words[of] as Record<string, unknown> | undefined)?.[value];
    return typeof word === "string" ? word : value;
  };
}
