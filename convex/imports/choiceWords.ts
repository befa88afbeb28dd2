/** What other systems call a type, a status or a language of ours. Pure. */
import { choosableStatuses, customerTypes } from "../customers/words";
import type { CustomerDraft } from "../customers/shape";
import { fold } from "../shared/text";
import type { ImportField, Row } from "./fields";

const typeWords: Record<string, (typeof customerTypes)[number]> = {
  private: "individual",
  person: "individual",
  b2c: "individual",
  "частное лицо": "individual",
  "физ. лицо": "individual",
  физлицо: "individual",
  company: "business",
  corporate: "business",
  b2b: "business",
  компания: "business",
  юрлицо: "business",
};
const statusWords: Record<string, (typeof choosableStatuses)[number]> = {
  customer: "active",
  client: "active",
  enabled: "active",
  активен: "active",
  активный: "active",
  disabled: "inactive",
  неактивен: "inactive",
  неактивный: "inactive",
  лид: "lead",
  lost: "churned",
  ушёл: "churned",
};
/** By the word as it is compared. */
export const folded = <Value>(words: Record<string, Value>) =>
  new Map(Object.entries(words).map(([word, value]) => [fold(word), value]));
const types = new Map([...customerTypes.map((type) => [type, type] as const), ...folded(typeWords)]);
const statuses = new Map([
  ...choosableStatuses.map((status) => [status, status] as const),
  ...folded(statusWords),
]);
const languages = folded({
  en: "en",
  eng: "en",
  english: "en",
  ru: "ru",
  rus: "ru",
  russian: "ru",
  русский: "ru",
  английский: "en",
} as const);

/** Fields that are one of a few words; a word that none of them knows is refused as "unknownWord". */
export function addChoices(
  row: Row,
  draft: CustomerDraft,
  refuse: (field: ImportField, rule: string) => void,
): void {
  const choose = <Value>(
    field: ImportField,
    from: ReadonlyMap<string, Value>,
    set: (value: Value) => void,
  ) => {
    const written = row.get(field);
    if (written === undefined) return;
    const value = from.get(fold(written));
    if (value === undefined) refuse(field, "unknownWord");
    else set(value);
  };
  choose("type", types, (type) => (draft.type = type));
  choose("status", statuses, (status) => (draft.status = status));
  choose("preferredLanguage", languages, (language) => (draft.preferredLanguage = language));
}
