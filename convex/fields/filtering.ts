/** The organization's own fields as entries of the list's registry of filters. Pure. */
import type { FieldReading, FieldRegistry, FilterField } from "../customers/fields";
import { standardFields } from "../customers/fields";
import { fold } from "../shared/text";
import { leftOf } from "./leftovers";
import type { FieldDefinition } from "./table";

type Filtered = Pick<FieldDefinition, "key" | "type"> &
  Partial<Pick<FieldDefinition, "result" | "rollUp" | "choices" | "currency" | "replaces">>;

/** Null for kinds that cannot be compared: long texts are found by search. */
export function filterOf(field: Filtered): FilterField | null {
  const { key } = field;
  const stored = ({ custom }: { custom?: FieldDefinitionValues }) => custom?.[key];
  switch (kindOf(field)) {
    case "text":
      return {
        kind: "choice",
        optional: true,
        folded: true,
        read: (customer) => words(stored(customer), (text) => fold(text)),
      };
    case "choice":
      return {
        kind: "choice",
        optional: true,
        ...(field.choices === undefined ? {} : { choices: field.choices.map(({ id }) => id) }),
        read: (customer) => words(stored(customer), (id) => id),
      };
    case "flag":
      return { kind: "flag", read: (customer) => stored(customer) === true };
    case "day":
      return { kind: "day", optional: true, read: (customer) => day(stored(customer)) };
    case "number":
      return {
        kind: "number",
        optional: true,
        ...(field.type === "money" ? { money: true } : {}),
        read: (customer) => {
          const value = stored(customer);
          return typeof value === "number" ? value : null;
        },
      };
    case null:
      return null;
  }
}

type FieldDefinitionValues = Record<string, string | number | boolean | string[]>;

function kindOf({ type, result, rollUp }: Filtered): "text" | "choice" | "flag" | "day" | "number" | null {
  switch (type) {
    case "longText":
      return null;
    case "select":
    case "multiSelect":
    case "relation":
      return "choice";
    case "checkbox":
      return "flag";
    case "date":
      return "day";
    case "number":
    case "money":
      return "number";
    case "rollUp":
      return rollUp?.of !== undefined && isDayMeasure(rollUp.of) ? "day" : "number";
    case "formula":
      return result === "checkbox"
        ? "flag"
        : result === "date"
          ? "day"
          : result === "number"
            ? "number"
            : "text";
    default:
      return "text";
  }
}

/** Measures of a roll-up that are days rather than numbers. */
export function isDayMeasure(of: string): boolean {
  return of === "date" || of === "dueAt" || of === "acceptedAt";
}

function words(value: unknown, spelt: (word: string) => string): FieldReading {
  if (Array.isArray(value)) return (value as string[]).map(spelt);
  return typeof value === "string" ? [spelt(value)] : [];
}

function day(value: unknown): string | null {
  return typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value) ? value : null;
}

/** Whether a list can be in the order of this field; yes and no are filtered or grouped instead. */
export function isSortable(field: Filtered): boolean {
  const kind = kindOf(field);
  return kind !== null && kind !== "flag" && field.type !== "multiSelect" && field.type !== "relation";
}

/** Finds the records whose earlier value did not fit the field's new kind. */
export function leftFilter({ key, replaces }: Filtered): [string, FilterField][] {
  if (replaces === undefined) return [];
  const name = leftOf(key);
  return [[name, { kind: "flag", read: ({ custom }) => custom?.[name] !== undefined }]];
}

/** Orbit's own fields and these. */
export function registryWith(fields: readonly Filtered[]): FieldRegistry {
  if (fields.length === 0) return standardFields;
  const own = fields.flatMap((field) => {
    const filter = filterOf(field);
    return [...(filter === null ? [] : [[field.key, filter] as const]), ...leftFilter(field)];
  });
  return new Map([...standardFields, ...own]);
}
