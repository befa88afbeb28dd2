/** Customers over REST (API-01..07, API-13, API-14, API-38..41). */
import * as z from "zod";
import type { Id } from "../../_generated/dataModel";
import type { OrgMutationCtx, OrgQueryCtx } from "../../functions";
import { bookingSummary } from "../../bookings/summary";
import { deactivate, reactivate } from "../../customers/activation";
import { countSelected } from "../../customers/count";
import { removeByStaff, restoreByStaff } from "../../customers/deletion";
import { listCustomers } from "../../customers/list";
import { customerIdOf, openCustomer } from "../../customers/open";
import { assignByStaff } from "../../customers/owning";
import { searchCustomers } from "../../customers/search";
import { createByStaff, updateByStaff } from "../../customers/staff";
import { customerStatistics } from "../../customers/statistics";
import { setTags } from "../../customers/tags";
import { assignByStaff as assignTier } from "../../loyalty/assign";
import { creditEntered, minorUnits } from "./loyalty";
import { dayOf } from "../../shared/days";
import { fail } from "../../shared/errors";
import { reachFor } from "../../tenancy/permissions";
import { id, listPage } from "../answer";
import { customerAnswer, customerOutward, customerRow, rowOutward } from "../customerAnswer";
import { inclusion, paging, selection, word } from "../entry";
import { lists, reads, writes, type Dialect } from "../route";
import { customerFilters, filtersOf, sortOf } from "./customerFilters";

const addressPart = z.string().nullable().optional();

/** What the form takes, under the names of customers/shape.ts, which judges it in words and by field (VAL-01). */
const entered = {
  name: word,
  companyName: word,
  industry: word,
  website: word,
  type: word,
  status: word,
  customerSource: word,
  sourceDetail: word,
  phone: word,
  secondaryPhone: word,
  email: word,
  address: z
    .union([
      z.string(),
      z.strictObject({
        line1: addressPart,
        line2: addressPart,
        city: addressPart,
        state: addressPart,
        postalCode: addressPart,
        country: addressPart,
        street: addressPart,
        zipCode: addressPart,
      }),
    ])
    .nullable()
    .optional(),
  dateOfBirth: word,
  dateJoined: word,
  notes: word,
  /** Kept as text; a JSON object is taken as it is (CUS-25). */
  metadata: z
    .union([z.string(), z.record(z.string(), z.unknown())])
    .nullable()
    .optional(),
  preferredLanguage: word,
  smsConsent: z.boolean().optional(),
  emailConsent: z.boolean().optional(),
  marketingConsent: z.boolean().optional(),
  preferences: z
    .record(z.string(), z.unknown())
    .nullable()
    .optional()
    .describe("An object: dietary, travel_preferences, marketing_consent and wishes under other names."),
  custom: z
    .record(z.string(), z.unknown())
    .optional()
    .describe("Values of the organization's own fields by key."),
};
/** Computed, and in no answer's way back: a program that sends what it has read is told which of it cannot be. */
const lifetimeValue = z
  .number()
  .optional()
  .describe(
    "Computed from accepted quotes, bookings and sales; a value below zero is refused, any other is not written.",
  );
const decided = {
  tags: z.array(z.string()).optional(),
  ownerId: z.string().nullable().optional().describe("A member's id; null for nobody."),
  confirmDuplicate: z.boolean().optional(),
  reason: z.string().optional(),
};

/** What systems of old call the same fields (C09). */
export const customerAliases = {
  fullName: "name",
  full_name: "name",
  customer_name: "name",
  primaryPhone: "phone",
  primary_phone: "phone",
  contact_number: "phone",
  registrationDate: "dateJoined",
  date_joined: "dateJoined",
  sms_pdpa: "smsConsent",
  assignedTo: "ownerId",
  assigned_agent_id: "ownerId",
  updateReason: "reason",
  stable_hash_id: "stableHashId",
};

function fieldsOf<Body extends { metadata?: unknown }>(body: Body) {
  const { metadata } = body;
  return typeof metadata === "object" && metadata !== null
    ? { ...body, metadata: JSON.stringify(metadata) }
    : body;
}

/** VAL-15: below zero there is no value of a customer. */
function withoutComputed<Body extends { lifetimeValue?: number | undefined }>({
  lifetimeValue: value,
  ...rest
}: Body): Omit<Body, "lifetimeValue"> {
  if (value !== undefined && value < 0) fail({ code: "VALUE_CALC_ERROR", field: "lifetimeValue", value });
  return rest;
}

/** C65: where the organization is strict, a program says both consents, yes or no. */
function requireConsents(body: {
  smsConsent?: boolean | undefined;
  emailConsent?: boolean | undefined;
}): void {
  const issues = (["smsConsent", "emailConsent"] as const)
    .filter((path) => body[path] === undefined)
    .map((path) => ({
      path,
      rule: "required",
      message: "Say whether the customer has agreed: true or false.",
    }));
  if (issues.length > 0) fail({ code: "VALIDATION_ERROR", issues });
}

/** What is no id of a member is refused where members are looked up (INVALID_ASSIGNMENT). */
const memberId = (given: string) => given as Id<"users">;

/** `now`: epoch ms of the request, for what is still to come. */
export async function opened(
  ctx: OrgQueryCtx | OrgMutationCtx,
  customer: string,
  dialect: Dialect,
  now: number,
) {
  const open = await openCustomer(ctx, { customer });
  const today = dayOf(now, (await ctx.settings()).timeZone);
  const bookings = reachFor(ctx, "bookings:read") === "none" ? null : await bookingSummary(ctx, open, today);
  return customerOutward(open, dialect, bookings, await customerStatistics(ctx, open, now));
}

/** Masked where the caller may not see the record (DUP-26). */
export const duplicateFact = z.strictObject({
  customerId: id.nullable(),
  name: z.string(),
  customerCode: z.string().nullable(),
  ownerName: z.string().nullable(),
  score: z.number(),
  reasons: z.array(z.string()),
});

const reasonBody = z.strictObject({ reason: z.string().optional() });
const largestPage = 50;

/** Everything that hangs on a customer and is a list (CUS-49). */
const related = [
  "contacts",
  "interactions",
  "follow-ups",
  "notes",
  "documents",
  "quotes",
  "orders",
  "jobs",
  "transactions",
  "packages",
  "bookings",
  "leads",
  "history",
  "merges",
] as const;

export const customerRoutes = [
  lists({
    method: "GET",
    path: "/customers",
    group: "Customers",
    summary: "List or search customers",
    permission: "customers:read",
    query: z.strictObject({ ...customerFilters, ...paging(largestPage), ...selection }),
    list: "customers",
    largestPage,
    answer: customerRow,
    handler: async (ctx, { query, page, dialect, now }) => {
      const filters = filtersOf(query, now);
      if (query.search !== undefined) {
        // The best matches, at most fifty, in the order of their fitness; no further page.
        const { rows } = await searchCustomers(ctx, { text: query.search, filters, limit: page.numItems });
        return { items: rows.map((row) => rowOutward(row, dialect)), nextCursor: null };
      }
      const found = await listCustomers(ctx, { filters, ...sortOf(query), ...page });
      return listPage(found, (row) => rowOutward(row, dialect));
    },
    total: async (ctx, { query, now }) =>
      query.search === undefined ? await countSelected(ctx, filtersOf(query, now)) : null,
  }),
  writes({
    method: "POST",
    path: "/customers",
    group: "Customers",
    summary: "Create a customer",
    permission: "customers:create",
    status: 201,
    body: z.strictObject({
      ...entered,
      ...decided,
      lifetimeValue,
      customerCode: z.string().optional(),
      linkedProfileId: z
        .string()
        .nullable()
        .optional()
        .describe("Id of the website profile this customer is."),
      availableCredit: creditEntered,
      loyaltyPoints: z.number().nullable().optional(),
      vipTierId: z.string().nullable().optional().describe("See GET /vip-tiers."),
      stableHashId: z
        .string()
        .optional()
        .describe("Id of the person in an older system, made to stay the same; one customer's only."),
    }),
    aliases: customerAliases,
    example: { name: "Ada Lovelace", email: "ada@example.com", phone: "+7 701 234 56 78", tags: ["vip"] },
    answer: customerAnswer
      .partial()
      .required({ id: true, customerCode: true, name: true })
      .extend({
        duplicateWarnings: z.array(duplicateFact),
        customer: customerAnswer
          .partial()
          .required({ id: true, customerCode: true, name: true })
          .optional()
          .describe("The same record once more, for programs that look for it here; not under /api/crm."),
      }),
    handler: async (ctx, { body, dialect }) => {
      const { ownerId, confirmDuplicate, reason, customerCode, linkedProfileId, ...given } = body;
      const entry = withoutComputed(given);
      const { currency, strictConsents } = await ctx.settings();
      if (strictConsents === true) requireConsents(entry);
      const input = { ...entry, availableCredit: minorUnits(entry.availableCredit, currency) };
      const { customerId, duplicateWarnings } = await createByStaff(ctx, {
        input: fieldsOf(input),
        ...(ownerId === undefined ? {} : { ownerId: ownerId === null ? null : memberId(ownerId) }),
        ...(confirmDuplicate === undefined ? {} : { confirmDuplicate }),
        ...(reason === undefined ? {} : { reason }),
        ...(customerCode === undefined ? {} : { customerCode }),
        ...(linkedProfileId === undefined ? {} : { linkedProfileId }),
      });
      // A key that may only hand customers in does not get to read them.
      const row = await ctx.db.get("customers", customerId);
      const { customerCode: code, name } = row;
      const seen = await opened(ctx, customerId, dialect, ctx.now).catch(() => ({
        id: customerId,
        customerCode: code,
        name,
      }));
      return { ...seen, ...(dialect === "crm" ? {} : { customer: seen }), duplicateWarnings };
    },
  }),
  reads({
    method: "GET",
    path: "/customers/{customer}",
    group: "Customers",
    summary: "Read one customer, by id, code or the id of an older system",
    permission: "customers:read",
    query: z.strictObject({ ...selection, ...inclusion(related) }),
    includes: related,
    sections: {
      bookings: "bookings",
      jobs: "jobs",
      offers: "quotes",
      leads: "leads",
      activities: "interactions",
    },
    answer: customerAnswer,
    handler: (ctx, { params, dialect, now }) => opened(ctx, params["customer"]!, dialect, now),
  }),
  writes({
    method: "PUT",
    path: "/customers/{customer}",
    group: "Customers",
    summary: "Change some fields; null removes one",
    permission: "customers:update",
    body: z.strictObject({
      ...entered,
      ...decided,
      lifetimeValue,
      vipTierId: z.string().nullable().optional().describe("A tier from today on; null takes it away."),
      expected: z
        .record(z.string(), z.unknown())
        .optional()
        .describe("The values the caller has read: a field that has moved on refuses the change."),
    }),
    aliases: customerAliases,
    example: { notes: "Prefers mornings", reason: "She called" },
    answer: customerAnswer,
    handler: async (ctx, { params, body, dialect }) => {
      const { ownerId, tags, vipTierId, confirmDuplicate, reason, expected, ...given } = body;
      const patch = withoutComputed(given);
      const customerId = await customerIdOf(ctx, params["customer"]!);
      const why = reason === undefined ? {} : { reason };
      const isOther = ownerId !== undefined || tags !== undefined || vipTierId !== undefined;
      if (Object.keys(patch).length > 0 || !isOther) {
        await updateByStaff(ctx, {
          customerId,
          patch: fieldsOf(patch),
          ...why,
          ...(expected === undefined ? {} : { expected }),
          ...(confirmDuplicate === undefined ? {} : { confirmDuplicate }),
        });
      }
      if (vipTierId !== undefined) await assignTier(ctx, { customerId, tierId: vipTierId, ...why });
      if (tags !== undefined) await setTags(ctx, { customerId, tags });
      if (ownerId !== undefined) {
        const owner = ownerId === null ? null : memberId(ownerId);
        await assignByStaff(ctx, { customerId, ownerId: owner, ...why });
      }
      return await opened(ctx, customerId, dialect, ctx.now);
    },
  }),
  writes({
    method: "DELETE",
    path: "/customers/{customer}",
    group: "Customers",
    summary: "Switch a customer off with a reason, or delete it with mode=delete; both can be taken back",
    permission: "customers:read",
    query: z.strictObject({
      mode: z.enum(["deactivate", "delete"]).optional(),
      reason: z.string().optional(),
    }),
    body: reasonBody,
    isBodyOptional: true,
    example: { reason: "Moved away" },
    answer: z.strictObject({ id, status: customerRow.shape.status, isActive: z.boolean() }),
    handler: async (ctx, { params, query, body, dialect }) => {
      const customerId = await customerIdOf(ctx, params["customer"]!);
      const reason = body.reason ?? query.reason;
      // The alias has always deleted, the base path has always switched off (C13).
      const mode = query.mode ?? (dialect === "crm" ? "delete" : "deactivate");
      const { customerId: gone } =
        mode === "delete"
          ? await removeByStaff(ctx, { customerId, ...(reason === undefined ? {} : { reason }) })
          : await deactivate(ctx, { customerId, reason: reason ?? "" });
      const { status, isActive } = await ctx.db.get("customers", gone);
      return { id: gone, status, isActive };
    },
  }),
  writes({
    method: "POST",
    path: "/customers/{customer}/restore",
    group: "Customers",
    summary: "Bring a deleted customer back",
    permission: "customers:delete",
    body: z.strictObject({ confirmDuplicate: z.boolean().optional(), reason: z.string().optional() }),
    isBodyOptional: true,
    example: {},
    answer: customerAnswer,
    handler: async (ctx, { params, body, dialect }) => {
      const customerId = await customerIdOf(ctx, params["customer"]!);
      await restoreByStaff(ctx, { customerId, ...body });
      return await opened(ctx, customerId, dialect, ctx.now);
    },
  }),
  writes({
    method: "POST",
    path: "/customers/{customer}/reactivate",
    group: "Customers",
    summary: "Switch a customer on again",
    permission: "customers:reactivate",
    body: reasonBody,
    isBodyOptional: true,
    example: {},
    answer: customerAnswer,
    handler: async (ctx, { params, body, dialect }) => {
      const customerId = await customerIdOf(ctx, params["customer"]!);
      await reactivate(ctx, { customerId, ...body });
      return await opened(ctx, customerId, dialect, ctx.now);
    },
  }),
];
