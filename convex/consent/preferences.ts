/**
 * What a customer likes and how they want to be treated (CNS-08..10): a few
 * known wishes and, under their own names, others that no column exists for.
 * Pure; the form and every door read this shape.
 */
import * as z from "zod";
import type { Doc } from "../_generated/dataModel";
import { clean } from "../shared/text";

export type Preferences = NonNullable<Doc<"customers">["preferences"]>;

const word = (max: number) =>
  z
    .string()
    .transform(clean)
    .refine((text) => !/\p{Surrogate}/u.test(text), {
      message: "Remove the broken characters.",
      params: { rule: "badCharacters" },
    })
    .pipe(z.string().min(1, "Write something or leave it out.").max(max, `Use at most ${max} characters.`));

/** Longest JSON text of the other wishes, and how deep they may be nested. */
const longestExtra = 4_000;
const deepestExtra = 3;
const mostDietary = 20;

const known = new Set([
  "extra",
  "dietary",
  "travel_preferences",
  "marketing_consent",
  "smsReceipts",
  "emailReceipts",
]);

const knownShape = z.object({
  dietary: z
    .array(word(60), { error: "Enter a list, like vegan and nut-free." })
    .max(mostDietary, `Use at most ${mostDietary} entries.`)
    .optional(),
  travel_preferences: z
    .strictObject(
      { seat: word(60).optional(), class: word(60).optional() },
      { error: "Only seat and class." },
    )
    .optional(),
  marketing_consent: z.boolean().optional(),
  smsReceipts: z.boolean().optional(),
  emailReceipts: z.boolean().optional(),
});

const depth = (value: unknown): number =>
  typeof value === "object" && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depth)) : 0;

/** The object a JSON text stands for, or the object itself; undefined for anything else. */
function jsonObject(value: unknown): Record<string, unknown> | undefined {
  try {
    const read: unknown = typeof value === "string" ? JSON.parse(value) : value;
    return typeof read === "object" && read !== null && !Array.isArray(read)
      ? (read as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

export interface EnteredPreferences {
  preferences: Preferences;
  /** Mirrored by the record's own switch (CNS-03); undefined leaves it alone. */
  marketingConsent: boolean | undefined;
}

/** A JSON object, or its text, as other systems write it; keys not known are kept as they came. The stored form is accepted too, for undo. */
export const preferencesShape = z
  .preprocess(
    (value) => (typeof value === "string" ? (jsonObject(value) ?? value) : value),
    z.record(z.string(), z.unknown(), { error: "Enter a JSON object." }),
  )
  .transform((given, context): EnteredPreferences => {
    const checked = knownShape.safeParse(given);
    if (!checked.success) {
      for (const issue of checked.error.issues) {
        context.addIssue({ code: "custom", path: [...issue.path], message: issue.message });
      }
      return z.NEVER;
    }
    const others = {
      ...jsonObject(given["extra"]),
      ...Object.fromEntries(Object.entries(given).filter(([key]) => !known.has(key))),
    };
    const extra = JSON.stringify(others);
    if (extra.length > longestExtra || depth(others) > deepestExtra) {
      context.addIssue({
        code: "custom",
        message: `Use at most ${longestExtra} characters and ${deepestExtra} levels for other wishes.`,
        params: { rule: "tooLong" },
      });
      return z.NEVER;
    }
    const {
      dietary,
      travel_preferences: travel,
      marketing_consent,
      smsReceipts,
      emailReceipts,
    } = checked.data;
    return {
      marketingConsent: marketing_consent,
      preferences: {
        ...(dietary?.length ? { dietary: [...new Set(dietary)] } : {}),
        ...(travel === undefined || Object.keys(travel).length === 0 ? {} : { travel_preferences: travel }),
        ...(smsReceipts === undefined ? {} : { smsReceipts }),
        ...(emailReceipts === undefined ? {} : { emailReceipts }),
        ...(extra === "{}" ? {} : { extra }),
      },
    };
  });

/** As other systems read it: the inverse of the shape, with the consent mirrored in. */
export function readPreferences(
  customer: Pick<Doc<"customers">, "preferences" | "marketingConsent">,
): Record<string, unknown> {
  const { extra, smsReceipts = false, emailReceipts = false, ...wishes } = customer.preferences ?? {};
  return {
    ...(extra === undefined ? {} : (JSON.parse(extra) as Record<string, unknown>)),
    ...wishes,
    marketing_consent: customer.marketingConsent ?? false,
    smsReceipts,
    emailReceipts,
  };
}
