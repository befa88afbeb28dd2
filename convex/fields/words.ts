/** The fixed words of custom fields: kinds, limits, and who may do what with a field. Pure. */
import type { Role } from "../tenancy/permissions";

/** What a person enters, and the two kinds that Orbit works out by itself. */
export const fieldTypes = [
  "text",
  "longText",
  "number",
  "money",
  "date",
  "select",
  "multiSelect",
  "checkbox",
  "url",
  "email",
  "phone",
  "relation",
  "formula",
  "rollUp",
] as const;
export type FieldType = (typeof fieldTypes)[number];

/** Records that can have fields of an organization's own. */
export const fieldEntities = ["customers"] as const;
export type FieldEntity = (typeof fieldEntities)[number];

export type FieldAccess = "hidden" | "read" | "write";

/** Admins define fields and always write them, so that nobody locks everybody out. */
export const restrictableRoles = ["manager", "sales", "support", "brand"] as const satisfies readonly Role[];

/** Colours of choices, by what they say. */
export const choiceColors = ["neutral", "info", "positive", "warning", "danger", "live"] as const;
export type ChoiceColor = (typeof choiceColors)[number];

export const relationTargets = ["customers", "members"] as const;
export type RelationTarget = (typeof relationTargets)[number];

export const formulaTypes = ["number", "text", "date", "checkbox"] as const;
export type FormulaType = (typeof formulaTypes)[number];

/** Fields in use per entity; every customer carries a value, an index row and facet rows for each. */
export const mostFields = 60;
/** With the archived ones: all definitions of an entity are one document. */
export const mostFieldsEver = 150;
export const mostChoices = 100;
/** Choices of all fields of an entity together. */
export const mostChoicesEver = 1500;
/** Choices of one multi-select value. */
export const mostChosen = 20;
export const longestLabel = 60;
export const longestHelp = 300;
export const longestSection = 40;
export const longestText = 255;
export const longestLongText = 10_000;
export const longestUrl = 500;
export const longestExpression = 1000;
/** Beyond this a double does not hold every whole number. */
export const largestNumber = 1e15;

/** Kinds whose value nobody enters. */
export function isComputed(type: FieldType): boolean {
  return type === "formula" || type === "rollUp";
}

/** Kinds of which two records can be told apart by value. */
export function canBeUnique(type: FieldType): boolean {
  return ["text", "number", "date", "url", "email", "phone"].includes(type);
}

/** Kinds whose words full-text search can find. */
export function canBeSearched(type: FieldType): boolean {
  return ["text", "longText", "select", "multiSelect", "url", "email", "phone"].includes(type);
}
