/** What a person may enter about an organization and its settings; the forms read it too. */
import * as z from "zod";
import { mostBytes } from "../documents/types";
import { isCurrency } from "../shared/money";
import { clean } from "../shared/text";
import { visitRules } from "../transactions/words";

export const templates = ["generic", "tours", "retail", "services"] as const;
export type Template = (typeof templates)[number];

const currencyShape = z.string().refine(isCurrency, "Choose a currency");
const countryShape = z.string().regex(/^[A-Z]{2}$/, "Choose a country");
const timeZoneShape = z.string().refine(isTimeZone, "Choose a time zone");
const nameShape = z
  .string()
  .transform(clean)
  .pipe(z.string().min(2, "Enter the organization's name").max(80, "Use at most 80 characters"));

export const newOrganizationShape = z.object({
  name: nameShape,
  template: z.enum(templates),
  language: z.enum(["en", "ru"]),
  currency: currencyShape,
  country: countryShape,
  timeZone: timeZoneShape,
});
export type NewOrganization = z.input<typeof newOrganizationShape>;

const days = (most: number) =>
  z
    .number()
    .int("Enter whole days")
    .min(1, "Enter at least 1 day")
    .max(most, `Enter at most ${String(most)} days`);
const policyLevel = z.enum(["block", "confirm", "warn"]);

const mebibyte = 1024 * 1024;

/** Every setting of an organization (TEN-31); a save may name any part of them. */
export const settingsShape = z.object({
  name: nameShape,
  currency: currencyShape,
  language: z.enum(["en", "ru"]),
  country: countryShape,
  timeZone: timeZoneShape,
  codePrefix: z
    .string()
    .transform((text) => clean(text).toUpperCase())
    .pipe(
      z.string().regex(/^[A-Z][A-Z0-9]{0,7}-?$/, "Use up to 8 letters or digits, beginning with a letter"),
    ),
  activeWindowDays: days(3650),
  churn: z
    .object({ mediumAfterDays: days(3650), highAfterDays: days(3650) })
    .refine((churn) => churn.highAfterDays > churn.mediumAfterDays, {
      path: ["highAfterDays"],
      message: "High risk must come later than medium risk",
    }),
  identityPolicy: z.object({
    email: policyLevel,
    phone: policyLevel,
    name: policyLevel,
    requiredContact: z.enum(["either", "phone", "email", "both"]),
  }),
  recordVisibility: z.enum(["assigned", "team", "org"]),
  unassignedPoolVisible: z.boolean(),
  visitRule: z.enum(visitRules).optional(),
  unknownPosCustomer: z.enum(["queue", "refuse"]).optional(),
  salesExport: z.boolean().optional(),
  documentLimitBytes: z
    .number()
    .int("Enter whole megabytes")
    .min(mebibyte, "Allow at least 1 MB")
    .max(mostBytes, `Allow at most ${mostBytes / mebibyte} MB`)
    .optional(),
  modules: z.object({
    quotes: z.boolean(),
    leads: z.boolean(),
    tours: z.boolean(),
    pos: z.boolean(),
    forms: z.boolean().optional(),
    orders: z.boolean().optional(),
    jobs: z.boolean().optional(),
    transactions: z.boolean().optional(),
    packages: z.boolean().optional(),
    documents: z.boolean().optional(),
    loyalty: z.boolean().optional(),
    scores: z.boolean().optional(),
    profiles: z.boolean().optional(),
    inbox: z.boolean().optional(),
    campaigns: z.boolean().optional(),
  }),
  strictConsents: z.boolean().optional(),
});
export type SettingsInput = z.input<typeof settingsShape>;

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
