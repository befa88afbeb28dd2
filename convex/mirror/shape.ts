/**
 * What the point of sale tells of a customer, in an event or a row of a file,
 * under its own names and ours. Pure: the page checks a file with it before it is sent.
 */
import * as z from "zod";
import { isDay } from "../shared/days";
import { parseMoney } from "../shared/money";
import { clean } from "../shared/text";

/** Field -> the names it comes under, letters and digits only; the point of sale's own come first. */
const names = {
  legacyId: ["id", "legacyid", "legacycustomerid", "legacyposcustomerid", "customerid"],
  name: ["customername", "name", "fullname", "displayname"],
  phone: ["contactnumber", "phone", "primaryphone", "phonenumber"],
  email: ["email"],
  address: ["address", "addressline1"],
  dateOfBirth: ["dateofbirth", "birthday"],
  credit: ["availablecredit"],
  points: ["availablepoint", "availablepoints", "loyaltypoints"],
  stableHashId: ["stablehashid"],
  dateJoined: ["datejoined", "createdat"],
  smsConsent: ["smspdpa", "smsconsent"],
  emailConsent: ["emailpdpa", "emailconsent"],
  changedAt: ["updatetime", "updatedat"],
} as const;
export type LegacyField = keyof typeof names;

const bare = (heading: string) => heading.toLowerCase().replace(/[^a-z0-9]/g, "");

/** A payload under the names of its fields; what nobody knows is left out, and an empty value says nothing. */
export function fieldsOfPayload(
  payload: Readonly<Record<string, unknown>>,
): Partial<Record<LegacyField, string>> {
  const given = new Map(
    Object.entries(payload).flatMap(([heading, value]) => {
      const text = textOf(value);
      return text === "" ? [] : [[bare(heading), text] as const];
    }),
  );
  const fields: Partial<Record<LegacyField, string>> = {};
  for (const [field, words] of Object.entries(names) as [LegacyField, readonly string[]][]) {
    const word = words.find((one) => given.has(one));
    if (word !== undefined) fields[field] = given.get(word)!;
  }
  return fields;
}

function textOf(value: unknown): string {
  if (typeof value === "string") return clean(value);
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}

const text = (most: number) =>
  z
    .string()
    .refine((value) => !/\p{Surrogate}/u.test(value), {
      message: "Remove the broken characters.",
      params: { rule: "badCharacters" },
    })
    .pipe(z.string().max(most, `Use at most ${most} characters.`));

export const legacyIdShape = text(255).pipe(z.string().min(1, "The row has no id."));

/** "2024-05-01", and a time after it, which is left out. */
const day = z
  .string()
  .transform((value) => value.slice(0, 10))
  .refine(isDay, { message: "Enter a real date as year-month-day.", params: { rule: "invalidDay" } });

const instant = z
  .string()
  .transform((value) => (/^\d{11,}$/.test(value) ? Number(value) : Date.parse(value)))
  .refine(Number.isFinite, { message: "Enter a date and time.", params: { rule: "invalidInstant" } });

const yes = z.string().transform((value) => /^(true|t|1|yes|y)$/i.test(value));

/** A row as the mirror keeps it. What is wrong with a phone or an e-mail is the sync's to say: the mirror keeps what there is. */
export function legacyRowShape(currency: string) {
  return z.object({
    legacyId: legacyIdShape,
    name: text(255).optional(),
    phone: text(50).optional(),
    email: text(255).optional(),
    address: text(500).optional(),
    dateOfBirth: day.optional(),
    stableHashId: text(255).optional(),
    credit: z
      .string()
      .transform((value) => parseMoney(value, currency))
      .refine((minor): minor is number => minor !== null && minor >= 0, {
        message: "Enter an amount of money of zero or more.",
        params: { rule: "invalidMoney" },
      })
      .optional(),
    points: z
      .string()
      .regex(/^\d{1,9}(\.0+)?$/, "Enter whole points of zero or more.")
      .transform(Number)
      .optional(),
    dateJoined: day.optional(),
    smsConsent: yes.optional(),
    emailConsent: yes.optional(),
    changedAt: instant.optional(),
  });
}
export type LegacyRow = z.output<ReturnType<typeof legacyRowShape>>;
