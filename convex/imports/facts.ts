/** What of a customer an import may fill or change: stored ones, and those that earlier rows of a file become. Pure. */
import type { Doc } from "../_generated/dataModel";
import type { CustomerInput } from "../customers/shape";
import { dayOf } from "../shared/days";
import { toE164 } from "../shared/phone";

/** The fields that the dry run compares; the organization's own are in `custom`. */
export const factNames = [
  "name",
  "type",
  "status",
  "isActive",
  "customerSource",
  "sourceDetail",
  "email",
  "phone",
  "phoneE164",
  "secondaryPhone",
  "secondaryPhoneE164",
  "companyName",
  "industry",
  "website",
  "address",
  "dateOfBirth",
  "dateJoined",
  "notes",
  "preferredLanguage",
  "smsConsent",
  "emailConsent",
  "marketingConsent",
  "tags",
  "ownerId",
  "legacyIds",
  "stableHashId",
  "availableCredit",
  "loyaltyPoints",
  "vipTierId",
  "vipStatusDate",
  "custom",
] as const satisfies readonly (keyof Doc<"customers">)[];
export type ImportFacts = Pick<Doc<"customers">, (typeof factNames)[number]>;

export function factsOf(customer: Doc<"customers">): ImportFacts {
  const facts: Partial<Record<keyof ImportFacts, unknown>> = {};
  for (const name of factNames) if (customer[name] !== undefined) facts[name] = customer[name];
  return facts as ImportFacts;
}

export interface Defaults {
  country: string;
  timeZone: string;
  language: "en" | "ru";
  /** Calendar day in the organization's zone. */
  today: string;
}

/** What a row's new customer will be, as customers/write.ts makes it. */
export function factsOfNew(
  input: CustomerInput,
  { createdAt, ownerId }: { createdAt: number | undefined; ownerId: string | undefined },
  { country, timeZone, language, today }: Defaults,
): ImportFacts {
  const e164 = (phone: string | undefined) =>
    (phone === undefined ? null : toE164(phone, country)) ?? undefined;
  const facts = {
    ...input,
    type: input.type ?? "individual",
    status: input.status ?? "active",
    isActive: true,
    customerSource: input.customerSource ?? "Walk In",
    phoneE164: e164(input.phone),
    secondaryPhoneE164: e164(input.secondaryPhone),
    dateJoined: input.dateJoined ?? (createdAt === undefined ? today : dayOf(createdAt, timeZone)),
    preferredLanguage: input.preferredLanguage ?? language,
    smsConsent: input.smsConsent ?? false,
    emailConsent: input.emailConsent ?? false,
    tags: input.tags ?? [],
    legacyIds: input.legacyIds ?? [],
    ownerId,
    ...(input.vipTierId === undefined ? {} : { vipStatusDate: input.vipStatusDate ?? today }),
  };
  return facts as unknown as ImportFacts;
}
