/**
 * The one list of what customers can be filtered by. From an entry follow the
 * arguments a filter takes (conditions.ts), its predicate (compile.ts), the
 * facet rows kept for it (facets.ts) and, on the screen, chip and editor. A
 * new field, of Orbit's own or of an organization, is one more entry.
 * Pure.
 */
import type { Doc } from "../_generated/dataModel";
import { dayOf } from "../shared/days";
import { fold } from "../shared/text";
import { customerSources, customerStatuses, customerTypes } from "./words";

/**
 * What a filter compares a customer by:
 *  choice  words of which the customer has none, one or several (status, tags)
 *  flag    yes or no
 *  day     calendar day in the organization's time zone
 *  number  counts, points, or minor units of money
 */
export type FieldKind = "choice" | "flag" | "day" | "number";

export interface FilterField {
  kind: FieldKind;
  /** Every word there can be, where the list is closed. */
  choices?: readonly string[];
  /** Words are typed by people: compared without case and accents. */
  folded?: boolean;
  /** Some customers have no value: "is empty" makes sense. */
  optional?: boolean;
  /** Amounts are minor units of the organization's currency. */
  money?: boolean;
  /** Numbers are whole and at most this, so that each is a facet of its own. */
  most?: number;
  /** The sort that runs in the order of this field, so that a range of it can be read by index. */
  sort?: string;
  /** The customer's words, flag, day or number; null or [] when it has none. */
  read(customer: Doc<"customers">, timeZone: string): FieldReading;
}
export type FieldReading = readonly string[] | string | number | boolean | null;

const dayOfInstant =
  (field: "createdAt" | "lastContactAt" | "nextFollowUpAt" | "lastVisitAt") =>
  (customer: Doc<"customers">, timeZone: string): string | null => {
    const at = customer[field];
    return at === undefined || at === 0 ? null : dayOf(at, timeZone);
  };

export const filterFields = {
  status: { kind: "choice", choices: customerStatuses, read: ({ status }) => [status] },
  type: { kind: "choice", choices: customerTypes, read: ({ type }) => [type] },
  /** Ids of people; a filter may also say "me", and "team:<id>" for everybody of a team. */
  owner: { kind: "choice", optional: true, read: ({ ownerId }) => (ownerId === undefined ? [] : [ownerId]) },
  tag: { kind: "choice", optional: true, folded: true, read: ({ tags }) => tags.map(fold) },
  source: { kind: "choice", choices: customerSources, read: ({ customerSource }) => [customerSource] },
  industry: {
    kind: "choice",
    optional: true,
    folded: true,
    read: ({ industry }) => (industry === undefined ? [] : [fold(industry)]),
  },
  language: { kind: "choice", choices: ["en", "ru"], read: ({ preferredLanguage }) => [preferredLanguage] },
  risk: { kind: "choice", choices: ["low", "medium", "high"], read: ({ churnRisk }) => [churnRisk] },
  importJob: {
    kind: "choice",
    optional: true,
    read: ({ importJobId }) => (importJobId === undefined ? [] : [importJobId]),
  },
  /** Ids of tiers. */
  vip: {
    kind: "choice",
    optional: true,
    read: ({ vipTierId }) => (vipTierId === undefined ? [] : [vipTierId]),
  },
  /** Who has none has no value, and no facet: "is filled" is who has credit. */
  credit: {
    kind: "number",
    money: true,
    optional: true,
    read: ({ availableCredit }) => availableCredit ?? null,
  },
  points: { kind: "number", optional: true, read: ({ loyaltyPoints }) => loyaltyPoints ?? null },
  active: { kind: "flag", read: ({ isActive }) => isActive },
  smsConsent: { kind: "flag", read: ({ smsConsent }) => smsConsent },
  emailConsent: { kind: "flag", read: ({ emailConsent }) => emailConsent },
  marketingConsent: { kind: "flag", read: ({ marketingConsent }) => marketingConsent === true },
  hasPhone: { kind: "flag", read: ({ phone }) => phone !== undefined },
  hasEmail: { kind: "flag", read: ({ email }) => email !== undefined },
  createdAt: { kind: "day", sort: "createdAt", read: dayOfInstant("createdAt") },
  dateJoined: { kind: "day", sort: "dateJoined", read: ({ dateJoined }) => dateJoined },
  lastContactAt: {
    kind: "day",
    optional: true,
    sort: "lastContactAt",
    read: dayOfInstant("lastContactAt"),
  },
  nextFollowUpAt: {
    kind: "day",
    optional: true,
    sort: "nextFollowUpAt",
    read: dayOfInstant("nextFollowUpAt"),
  },
  /** Who never came has no value: a range leaves them out (SRC-06). */
  lastVisitAt: { kind: "day", optional: true, read: dayOfInstant("lastVisitAt") },
  totalVisits: { kind: "number", optional: true, read: ({ totalVisits }) => totalVisits ?? null },
  lifetimeValue: {
    kind: "number",
    money: true,
    sort: "lifetimeValue",
    read: ({ lifetimeValue }) => lifetimeValue,
  },
  leadScore: {
    kind: "number",
    most: 100,
    optional: true,
    sort: "leadScore",
    read: ({ leadScore }) => leadScore ?? null,
  },
} as const satisfies Record<string, FilterField>;

export type FilterFieldId = keyof typeof filterFields;

/** Where fields are looked up: Orbit's own, and those an organization has added. */
export type FieldRegistry = ReadonlyMap<string, FilterField>;

export const standardFields: FieldRegistry = new Map(Object.entries(filterFields));
