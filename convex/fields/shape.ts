/** What may be entered of a field's definition; the editor and the server read it alike. */
import * as z from "zod";
import { required as requiredText, text } from "../shared/entry";
import { isCurrency } from "../shared/money";
import { fold } from "../shared/text";
import { measuresOf, rollUpSources, wordsOf } from "./rollUpWords";
import type { FieldDefinition } from "./table";
import {
  choiceColors,
  fieldTypes,
  longestExpression,
  longestHelp,
  longestLabel,
  longestSection,
  mostChoices,
  relationTargets,
} from "./words";

const access = z.enum(["hidden", "read", "write"]);

const choiceSchema = z.object({
  id: z.string().max(20).optional(),
  label: requiredText(longestLabel, "Enter a name for this value."),
  color: z.enum(choiceColors),
});

const rollUpSchema = z
  .object({
    source: z.enum(rollUpSources),
    measure: z.enum(["count", "sum", "min", "max"]),
    of: z.string().max(40).optional(),
    only: z.array(z.string().max(40)).max(20),
  })
  .superRefine(({ source, measure, of, only }, context) => {
    const refuse = (path: string) =>
      context.addIssue({
        code: "custom",
        path: [path],
        message: "Choose one of the values.",
        params: { rule: "invalid_value" },
      });
    if (measure !== "count" && !measuresOf(source, measure).includes(of ?? "")) refuse("of");
    if (only.some((word) => !wordsOf(source).includes(word))) refuse("only");
  });

export const fieldDraftShape = z
  .object({
    label: requiredText(longestLabel, "Enter a name.").refine((label) => !/[{}]/.test(label), {
      message: "Leave out the braces.",
      params: { rule: "braces" },
    }),
    type: z.enum(fieldTypes),
    section: text(longestSection),
    help: text(longestHelp),
    required: z.boolean(),
    unique: z.boolean(),
    searchable: z.boolean(),
    access: z.object({ manager: access, sales: access, support: access, brand: access }),
    precision: z.number().int().min(0).max(6),
    currency: z
      .string()
      .refine(isCurrency, { message: "Choose a currency.", params: { rule: "invalid_value" } }),
    choices: z.array(choiceSchema).max(mostChoices),
    target: z.enum(relationTargets),
    expression: z.string().max(longestExpression),
    rollUp: rollUpSchema,
  })
  .superRefine(({ type, choices, expression }, context) => {
    const refuse = (path: (string | number)[], rule: string, message: string) =>
      context.addIssue({ code: "custom", path, message, params: { rule } });
    if (type === "select" || type === "multiSelect") {
      if (choices.length === 0) refuse(["choices"], "required", "Enter at least one value.");
      const seen = new Set<string>();
      choices.forEach(({ label }, index) => {
        if (seen.has(fold(label)))
          refuse(["choices", index, "label"], "taken", "This value is in the list already.");
        seen.add(fold(label));
      });
    }
    if (type === "formula" && expression.trim() === "")
      refuse(["expression"], "required", "Enter a formula.");
  });

/** A definition as the editor hands it over; options of other kinds are ignored. */
export type FieldDraft = z.input<typeof fieldDraftShape>;

/** What the editor starts with: everybody of the staff writes it, a brand's people do not see it. */
export function emptyDraft(currency: string): FieldDraft {
  return {
    label: "",
    type: "text",
    section: "",
    help: "",
    required: false,
    unique: false,
    searchable: false,
    access: { manager: "write", sales: "write", support: "write", brand: "hidden" },
    precision: 0,
    currency,
    choices: [],
    target: "customers",
    expression: "",
    rollUp: { source: "quotes", measure: "count", only: [] },
  };
}

export function draftOf(field: FieldDefinition, currency: string): FieldDraft {
  const empty = emptyDraft(currency);
  return {
    ...empty,
    label: field.label,
    type: field.type,
    section: field.section,
    help: field.help ?? "",
    required: field.required,
    unique: field.unique,
    searchable: field.searchable,
    access: field.access,
    precision: field.precision ?? 0,
    currency: field.currency ?? currency,
    choices: (field.choices ?? [])
      .filter(({ archived }) => archived !== true)
      .map(({ id, label, color }) => ({ id, label, color })),
    target: field.target ?? "customers",
    expression: field.expression ?? "",
    rollUp: field.rollUp ?? empty.rollUp,
  };
}
