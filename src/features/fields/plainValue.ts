// A value as one line of text: for the history, where values stand beside each other.
import type { useFormat } from "../../i18n/format";
import { isDay } from "./kinds";
import type { ShownField } from "./useFields";

export function plainValue(
  field: ShownField,
  value: unknown,
  format: ReturnType<typeof useFormat>,
  words: { yes: string; no: string },
): string {
  const label = (id: string) => field.choices?.find((choice) => choice.id === id)?.label ?? id;
  if (Array.isArray(value)) return format.list((value as string[]).map(label));
  if (typeof value === "boolean") return value ? words.yes : words.no;
  if (typeof value === "number") {
    if (field.currency !== undefined) return format.money(value, field.currency);
    return format.number(value, { maximumFractionDigits: 6 });
  }
  const text = String(value as string);
  if (field.type === "select") return label(text);
  return isDay(field) ? format.day(text) : text;
}
