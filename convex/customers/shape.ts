/**
 * What may be entered of a customer (VAL-01): the form, the screens' inline
 * edits, import, the lead form and the API all read this one file.
 */
import * as z from "zod";
import { preferencesShape, type EnteredPreferences } from "../consent/preferences";
import { creditSchema, pointsSchema, vipDaySchema } from "../loyalty/shape";
import { normalizeEmail } from "../shared/email";
import { isDay } from "../shared/days";
import { isPhone, toE164 } from "../shared/phone";
import { clean, fold } from "../shared/text";
import { choosableStatuses, customerSources, customerTypes, tagLimit } from "./words";

/** What the organization's settings add to the rules. */
export interface CustomerRules {
  /** ISO 3166 alpha-2: completes phones written without a country. */
  country: string;
  /** Calendar day in the organization's zone; a birthday is not after it. */
  today: string;
  requiredContact: "either" | "phone" | "email" | "both";
  /** ISO 4217; of the credit a customer begins with. */
  currency: string;
}

/** Empty text is the same as no text (VAL-25). */
const isBlank = (value: unknown) =>
  value === undefined || value === null || (typeof value === "string" && clean(value) === "");

/** For a new customer: blank means the field is absent. */
const optional = <S extends z.ZodType>(schema: S) =>
  z.preprocess((value) => (isBlank(value) ? undefined : value), schema.optional());

/** For a change: absent leaves the field alone, blank or null removes it. */
const clearable = <S extends z.ZodType>(schema: S) =>
  z.preprocess(
    (value) => (value === undefined ? undefined : isBlank(value) ? null : value),
    schema.nullable().optional(),
  );

/** Most characters of each text, and of each one of a list of them. */
export const longest = {
  name: 255,
  companyName: 255,
  industry: 120,
  website: 500,
  sourceDetail: 255,
  notes: 10_000,
  stableHashId: 255,
  legacyIds: 255,
  tags: 40,
  address: { line1: 500, line2: 255, city: 120, state: 120, postalCode: 20, country: 80 },
} as const;
export const shortestName = 2;
/** Scripts that write a whole word with one sign: such a name may be shorter (CUS-06 is about letters). */
const wordSign = /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]/u;
export const mostLegacyIds = 50;

/** Half a surrogate pair cannot be stored or sent. */
export const isWellFormed = (text: string) => !/\p{Surrogate}/u.test(text);

const text = (max: number) =>
  z
    .string()
    .transform(clean)
    .refine(isWellFormed, { message: "Remove the broken characters.", params: { rule: "badCharacters" } })
    .pipe(z.string().max(max, `Use at most ${max} characters.`));

const nameSchema = z
  .string({ error: "Enter a name." })
  .transform((value) => clean(value).replace(/\s+/gu, " "))
  .refine(isWellFormed, { message: "Remove the broken characters.", params: { rule: "badCharacters" } })
  .pipe(
    z
      .string()
      .check(({ value, issues }) => {
        if (value.length >= shortestName || wordSign.test(value)) return;
        issues.push({
          code: "too_small",
          origin: "string",
          minimum: shortestName,
          inclusive: true,
          input: value,
          message: `Enter a name of at least ${shortestName} characters.`,
        });
      })
      .max(longest.name, `Use at most ${longest.name} characters.`),
  );

const emailSchema = z
  .string()
  .refine((value) => normalizeEmail(value) !== null && isWellFormed(value), {
    message: "Enter an e-mail address like name@example.com.",
    params: { rule: "invalidEmail" },
  })
  .transform((value) => normalizeEmail(value) ?? "");

const phoneSchema = (country: string) =>
  z
    .string()
    .transform(clean)
    .refine((value) => isPhone(value) && toE164(value, country) !== null, {
      message: "Enter a phone number of 8 to 15 digits, like +7 701 234 56 78.",
      params: { rule: "invalidPhone" },
    });

const websiteSchema = text(longest.website)
  .transform(withScheme)
  .refine(isWebsite, {
    message: "Enter a web address like example.com.",
    params: { rule: "invalidUrl" },
  });

export function withScheme(value: string): string {
  return /^[a-z]+:/i.test(value) || value.includes(" ") ? value : `https://${value}`;
}

export function isWebsite(value: string): boolean {
  try {
    const url = new URL(value);
    return /^https?:$/.test(url.protocol) && /\.[\p{L}\d-]{2,}$/u.test(url.hostname);
  } catch {
    return false;
  }
}

export const firstDay = "1850-01-01";
const daySchema = z.string().refine((value) => isDay(value) && value >= firstDay, {
  message: "Enter a real date as year-month-day.",
  params: { rule: "invalidDay" },
});

const birthSchema = (today: string) =>
  daySchema.refine((value) => value <= today, {
    message: "The date of birth cannot be in the future.",
    params: { rule: "future" },
  });

const customSchema = z.record(z.string(), z.unknown());

/** What other systems keep with the customer: any JSON object, handed over and kept as text (CUS-25). */
const metadataSchema = z
  .string()
  .max(16_000, "Use at most 16,000 characters.")
  .refine(isWellFormed, { message: "Remove the broken characters.", params: { rule: "badCharacters" } })
  .refine(isJsonObject, {
    message: 'Enter a JSON object, like {"loyaltyCard": "42"}.',
    params: { rule: "invalidJson" },
  });

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

const addressPart = (max: number) => optional(text(max));

/** One shape is stored; street/zipCode and a legacy one-line text are accepted (C10, CUS-19). */
const addressSchema = z.preprocess(
  (value) => {
    if (typeof value === "string") return { line1: value };
    if (typeof value !== "object" || value === null) return value;
    const given = value as Record<string, unknown>;
    return {
      ...given,
      line1: given["line1"] ?? given["street"],
      postalCode: given["postalCode"] ?? given["zipCode"],
    };
  },
  z
    .object({
      line1: addressPart(longest.address.line1),
      line2: addressPart(longest.address.line2),
      city: addressPart(longest.address.city),
      state: addressPart(longest.address.state),
      postalCode: addressPart(longest.address.postalCode),
      country: addressPart(longest.address.country),
    })
    .transform(
      (address) =>
        Object.fromEntries(Object.entries(address).filter(([, part]) => part !== undefined)) as Address,
    ),
);

export interface Address {
  line1?: string;
  line2?: string;
  city?: string;
  state?: string;
  postalCode?: string;
  country?: string;
}

/** Kept once each, compared without case and accents, in the order given. */
export const tagsSchema = z
  .array(text(longest.tags))
  .transform(onceEach)
  .pipe(z.array(z.string()).max(tagLimit, `Use at most ${tagLimit} tags.`));

export function onceEach(tags: readonly string[]): string[] {
  const kept = new Map<string, string>();
  for (const tag of tags) {
    const key = fold(tag);
    if (key !== "" && !kept.has(key)) kept.set(key, tag.replace(/\s+/gu, " "));
  }
  return [...kept.values()];
}

/** `private` is the older word for individual (C03). */
const typeSchema = z.preprocess(
  (value) => (value === "private" ? "individual" : value),
  z.enum(customerTypes, "Choose individual, business or enterprise."),
);
const statusSchema = z.enum(choosableStatuses, "Choose one of the statuses offered.");
const sourceSchema = z.enum(customerSources, "Choose one of the sources offered.");
const languageSchema = z.enum(["en", "ru"]);

/** Fields that a person may enter and later change. */
function fields(rules: Pick<CustomerRules, "country" | "today">) {
  const phone = phoneSchema(rules.country);
  return {
    email: emailSchema,
    phone,
    secondaryPhone: phone,
    companyName: text(longest.companyName),
    industry: text(longest.industry),
    website: websiteSchema,
    sourceDetail: text(longest.sourceDetail),
    address: addressSchema,
    dateOfBirth: birthSchema(rules.today),
    notes: text(longest.notes),
    metadata: metadataSchema,
  };
}

function mapFields<
  F extends Record<string, z.ZodType>,
  W extends <S extends z.ZodType>(schema: S) => z.ZodType,
>(given: F, wrap: W) {
  return Object.fromEntries(Object.entries(given).map(([name, schema]) => [name, wrap(schema)]));
}

/** The fields above once parsed: absent when not given. */
interface OptionalFields {
  email?: string | undefined;
  phone?: string | undefined;
  secondaryPhone?: string | undefined;
  companyName?: string | undefined;
  industry?: string | undefined;
  website?: string | undefined;
  sourceDetail?: string | undefined;
  address?: Address | undefined;
  dateOfBirth?: string | undefined;
  notes?: string | undefined;
  metadata?: string | undefined;
}

/** A checked new customer; what the organization or the clock decides is filled in by write.ts. */
export interface CustomerInput extends OptionalFields {
  name: string;
  type?: (typeof customerTypes)[number] | undefined;
  status?: (typeof choosableStatuses)[number] | undefined;
  customerSource?: (typeof customerSources)[number] | undefined;
  preferredLanguage?: "en" | "ru" | undefined;
  smsConsent?: boolean | undefined;
  emailConsent?: boolean | undefined;
  marketingConsent?: boolean | undefined;
  /** Checked and taken apart by consent/preferences.ts. */
  preferences?: EnteredPreferences | undefined;
  tags?: string[] | undefined;
  dateJoined?: string | undefined;
  legacyIds?: string[] | undefined;
  stableHashId?: string | undefined;
  /** What the customer begins with: minor units of the organization's currency, and points (CUS-55). */
  availableCredit?: number | undefined;
  loyaltyPoints?: number | undefined;
  /** The VIP tier, and the calendar day since when; today unless told. */
  vipTierId?: string | undefined;
  vipStatusDate?: string | undefined;
  /** Values of the organization's own fields by key; fields/enter.ts checks them against their definitions. */
  custom?: Record<string, unknown> | undefined;
}

/** A checked change: absent leaves alone, null removes. */
export type CustomerPatch = {
  [K in keyof OptionalFields]: OptionalFields[K] | null;
} & { preferences?: EnteredPreferences | null | undefined } & Pick<
    Partial<CustomerInput>,
    | "name"
    | "type"
    | "status"
    | "customerSource"
    | "preferredLanguage"
    | "smsConsent"
    | "emailConsent"
    | "marketingConsent"
    | "dateJoined"
    | "custom"
  >;

/** What a form or a file may hand over for a new customer; everything is checked again on the server. */
export type CustomerDraft = { [K in keyof CustomerInput]?: unknown };

const contactMissing: Record<CustomerRules["requiredContact"], string> = {
  either: "Primary phone or email is required",
  phone: "Primary phone is required",
  email: "Email is required",
  both: "Primary phone and email are required",
};

export function hasRequiredContact(
  required: CustomerRules["requiredContact"],
  contact: { phone?: string | null | undefined; email?: string | null | undefined },
): boolean {
  const phone = !isBlank(contact.phone);
  const email = !isBlank(contact.email);
  return { either: phone || email, phone, email, both: phone && email }[required];
}

/** The issue shown when the policy's contact is missing (VAL-08). */
export function contactIssue(required: CustomerRules["requiredContact"]) {
  return {
    path: required === "email" ? "email" : "phone",
    rule: "contactRequired",
    message: contactMissing[required],
  };
}

/** Building a shape costs forty times more than using it, so those of the latest rules are kept. */
function kept<Rules, Shape>(build: (rules: Rules) => Shape): (rules: Rules) => Shape {
  const shapes = new Map<string, Shape>();
  return (rules) => {
    const key = JSON.stringify(rules);
    let shape = shapes.get(key);
    if (shape === undefined) {
      if (shapes.size >= keptShapes) shapes.clear();
      shape = build(rules);
      shapes.set(key, shape);
    }
    return shape;
  };
}
/** Organizations' rules in use at once, roughly; a shape holds some hundred kilobytes. */
const keptShapes = 20;

const rulesOfShape = new WeakMap<z.ZodType, CustomerRules>();

/** The rules that say all about a shape, if it came from newCustomerShape as it is; one that was made stricter since is another. */
export const rulesOf = (shape: z.ZodType): CustomerRules | undefined => rulesOfShape.get(shape);

/** Shape of a new customer under the organization's rules. */
export const newCustomerShape = kept((rules: CustomerRules): z.ZodType<CustomerInput> => {
  const shape = z
    .object({
      name: nameSchema,
      type: optional(typeSchema),
      status: optional(statusSchema),
      customerSource: optional(sourceSchema),
      preferredLanguage: optional(languageSchema),
      smsConsent: optional(z.boolean()),
      emailConsent: optional(z.boolean()),
      marketingConsent: optional(z.boolean()),
      preferences: optional(preferencesShape),
      tags: optional(tagsSchema),
      dateJoined: optional(daySchema),
      legacyIds: optional(z.array(text(longest.legacyIds)).max(mostLegacyIds)),
      stableHashId: optional(text(longest.stableHashId)),
      availableCredit: optional(creditSchema(rules.currency)),
      loyaltyPoints: optional(pointsSchema),
      vipTierId: optional(z.string().max(64)),
      vipStatusDate: optional(vipDaySchema),
      custom: customSchema.optional(),
      ...mapFields(fields(rules), optional),
    })
    .superRefine((customer, context) => {
      const given = customer as CustomerInput;
      if (hasRequiredContact(rules.requiredContact, given)) return;
      const issue = contactIssue(rules.requiredContact);
      context.addIssue({
        code: "custom",
        path: [issue.path],
        message: issue.message,
        params: { rule: issue.rule },
      });
    }) as unknown as z.ZodType<CustomerInput>;
  rulesOfShape.set(shape, rules);
  return shape;
});

/** Shape of a change to one or many fields. */
export const customerPatchShape = kept(
  (rules: Pick<CustomerRules, "country" | "today">): z.ZodType<CustomerPatch> => {
    return z.strictObject({
      name: nameSchema.optional(),
      type: typeSchema.optional(),
      status: statusSchema.optional(),
      customerSource: sourceSchema.optional(),
      preferredLanguage: languageSchema.optional(),
      smsConsent: z.boolean().optional(),
      emailConsent: z.boolean().optional(),
      marketingConsent: z.boolean().optional(),
      preferences: clearable(preferencesShape),
      dateJoined: daySchema.optional(),
      custom: customSchema.optional(),
      ...mapFields(fields(rules), clearable),
    }) as unknown as z.ZodType<CustomerPatch>;
  },
);

/** Reasons people give for what they do; required where `required` is true. */
export const reasonSchema = z
  .string()
  .transform(clean)
  .refine(isWellFormed, { message: "Remove the broken characters.", params: { rule: "badCharacters" } })
  .pipe(z.string().max(500, "Use at most 500 characters."));
