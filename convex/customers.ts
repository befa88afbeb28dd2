/** Door: customers, as staff of one organization know them. */
import { v } from "convex/values";
import { deactivate as deactivateRecord, reactivate as reactivateRecord } from "./customers/activation";
import { askForAccess } from "./customers/askAccess";
import { checkDuplicates as check } from "./customers/check";
import { countPage, countSelected } from "./customers/count";
import { filtersValidator } from "./customers/filterShape";
import { listArgs, listCustomers, listPackedCustomers } from "./customers/list";
import { openCustomer } from "./customers/open";
import { assignableMembers, assignByStaff, claim as claimRecord } from "./customers/owning";
import { formRules } from "./customers/rules";
import { searchCustomers, searchPackedCustomers } from "./customers/search";
import { removeByStaff, restoreByStaff } from "./customers/deletion";
import { createByStaff, updateByStaff } from "./customers/staff";
import { setTags as replaceTags, tagsInUse } from "./customers/tags";
import { orgMutation, orgQuery } from "./functions";
import { mergeCustomers } from "./merging/merge";

const text = v.optional(v.union(v.string(), v.null()));

/** Loose on purpose: customers/shape.ts says what is wrong with a field, in words and by name. */
const entered = {
  name: text,
  companyName: text,
  industry: text,
  website: text,
  type: text,
  status: text,
  customerSource: text,
  sourceDetail: text,
  phone: text,
  secondaryPhone: text,
  email: text,
  address: v.optional(
    v.union(
      v.string(),
      v.null(),
      v.object({
        line1: text,
        line2: text,
        city: text,
        state: text,
        postalCode: text,
        country: text,
        street: text,
        zipCode: text,
      }),
    ),
  ),
  dateOfBirth: text,
  dateJoined: text,
  notes: text,
  /** A JSON object as text (CUS-25). */
  metadata: text,
  preferredLanguage: text,
  smsConsent: v.optional(v.boolean()),
  emailConsent: v.optional(v.boolean()),
  marketingConsent: v.optional(v.boolean()),
  /** `{dietary[], travel_preferences{seat, class}, marketing_consent, smsReceipts, emailReceipts, …}` or its JSON text; null removes all. */
  preferences: v.optional(v.any()),
  /** Values of the organization's own fields by key (api.fields.list); null or "" removes one. */
  custom: v.optional(v.record(v.string(), v.any())),
};

/**
 * Creates a customer (CUS-37). Refuses with VALIDATION_ERROR by field,
 * DUPLICATE_CUSTOMER or CUSTOMER_NAME_CONFLICT with the matches; where
 * `confirmable`, repeat with `confirmDuplicate: true` and a reason.
 */
export const create = orgMutation({
  permission: "customers:create",
  args: {
    input: v.object({
      ...entered,
      tags: v.optional(v.array(v.string())),
      /** What the customer begins with: minor units, points, a tier; needs credit:adjust and vip:assign (CUS-55). */
      availableCredit: v.optional(v.union(v.number(), v.null())),
      loyaltyPoints: v.optional(v.union(v.number(), v.null())),
      vipTierId: text,
    }),
    /** Default: a sales person owns what they create, others leave it unassigned. */
    ownerId: v.optional(v.union(v.id("users"), v.null())),
    customerCode: v.optional(v.string()),
    confirmDuplicate: v.optional(v.boolean()),
    reason: v.optional(v.string()),
    /** The website's profile of the same person (api.profiles.suggest); PROFILE_LINK_FAILED when it is not free (PRL-04). */
    linkedProfileId: v.optional(v.union(v.string(), v.null())),
  },
  handler: (ctx, args) => createByStaff(ctx, args),
});

/** Possible duplicates of what is being typed, at most five, with the sum of points (DUP-01, DUP-05, DUP-26). */
export const checkDuplicates = orgQuery({
  permission: "customers:create",
  args: {
    name: v.optional(v.string()),
    phone: v.optional(v.string()),
    secondaryPhone: v.optional(v.string()),
    email: v.optional(v.string()),
    excludeId: v.optional(v.string()),
  },
  handler: (ctx, args) => check(ctx, args),
});

/** Asks whoever looks after a masked match for access to it (DUP-26); `match` counts the cards of checkDuplicates from 0. */
export const askAccess = orgMutation({
  permission: "customers:create",
  args: {
    name: v.optional(v.string()),
    phone: v.optional(v.string()),
    secondaryPhone: v.optional(v.string()),
    email: v.optional(v.string()),
    match: v.number(),
  },
  handler: (ctx, args) => askForAccess(ctx, args),
});

/** The organization's rules for entering customers, for forms. */
export const rules = orgQuery({
  permission: "customers:read",
  args: {},
  handler: (ctx) => formRules(ctx),
});

/** A page of the list in the order asked for; follow `continueCursor` until `isDone` (SRC-12, SRC-13). */
export const list = orgQuery({
  permission: "customers:read",
  args: listArgs,
  handler: (ctx, args) => listCustomers(ctx, args),
});

/** The same page with only the fields asked for, each row an array (customers/packed.ts): what a list on a screen asks. */
export const listPacked = orgQuery({
  permission: "customers:read",
  args: { ...listArgs, fields: v.array(v.string()) },
  handler: (ctx, args) => listPackedCustomers(ctx, args),
});

/** Exactly how many customers the filters select for this caller; null where only counting the rows tells it (countPage). */
export const count = orgQuery({
  permission: "customers:read",
  args: { filters: v.optional(filtersValidator) },
  handler: (ctx, { filters }) => countSelected(ctx, filters ?? {}),
});

/** Counts rows on from a cursor: add up `count` until `continueCursor` is null. */
export const countOn = orgQuery({
  permission: "customers:read",
  args: { filters: filtersValidator, cursor: v.union(v.string(), v.null()) },
  handler: (ctx, args) => countPage(ctx, args),
});

const searchArgs = {
  text: v.string(),
  filters: v.optional(filtersValidator),
  limit: v.optional(v.number()),
};

/** The best matches of a text under the filters, at most 50 (SRC-01, SRC-02). */
export const search = orgQuery({
  permission: "customers:read",
  args: searchArgs,
  handler: (ctx, args) => searchCustomers(ctx, args),
});

/** The same matches with only the fields asked for, each row an array (customers/packed.ts). */
export const searchPacked = orgQuery({
  permission: "customers:read",
  args: { ...searchArgs, fields: v.array(v.string()) },
  handler: (ctx, args) => searchPackedCustomers(ctx, args),
});

/** One customer by id or code, with what the caller may do with it (CUS-49). */
export const get = orgQuery({
  permission: "customers:read",
  args: { customer: v.string() },
  handler: (ctx, args) => openCustomer(ctx, args),
});

/**
 * Changes one or many fields; null or "" removes a field (CUS-38, VAL-25). Returns the history entry for undo.
 * `expected` holds the values the caller saw, by field: a field that has moved on refuses the whole change with
 * CONFLICT, which carries both values; fields not named are not looked at.
 */
export const update = orgMutation({
  permission: "customers:update",
  args: {
    customerId: v.string(),
    patch: v.object(entered),
    expected: v.optional(v.record(v.string(), v.any())),
    confirmDuplicate: v.optional(v.boolean()),
    reason: v.optional(v.string()),
  },
  handler: (ctx, args) => updateByStaff(ctx, args),
});

/** Gives the customer to a member, or to nobody (TEN-19). */
export const assign = orgMutation({
  permission: "customers:assign",
  args: {
    customerId: v.string(),
    ownerId: v.union(v.id("users"), v.null()),
    reason: v.optional(v.string()),
  },
  handler: (ctx, args) => assignByStaff(ctx, args),
});

/** Takes an unassigned customer for oneself. */
export const claim = orgMutation({
  permission: "customers:claim",
  args: { customerId: v.string() },
  handler: (ctx, args) => claimRecord(ctx, args),
});

/** Members who can own customers, by name; `beginning` narrows. */
export const owners = orgQuery({
  permission: "members:read",
  args: { beginning: v.optional(v.string()) },
  handler: (ctx, args) => assignableMembers(ctx, args),
});

/** Replaces the tags (CUS-23). */
export const setTags = orgMutation({
  permission: "customers:tag",
  args: { customerId: v.string(), tags: v.array(v.string()) },
  handler: (ctx, args) => replaceTags(ctx, args),
});

/** Tags the organization uses, for suggestions and filters. */
export const tags = orgQuery({
  permission: "tags:read",
  args: {},
  handler: (ctx) => tagsInUse(ctx),
});

/** Switches the record off; the reason is required and kept (CUS-41). */
export const deactivate = orgMutation({
  permission: "customers:deactivate",
  args: { customerId: v.string(), reason: v.string() },
  handler: (ctx, args) => deactivateRecord(ctx, args),
});

/** Switches the record on again (CUS-42). */
export const reactivate = orgMutation({
  permission: "customers:reactivate",
  args: { customerId: v.string(), reason: v.optional(v.string()) },
  handler: (ctx, args) => reactivateRecord(ctx, args),
});

/**
 * Merges records of one person into the primary one (DUP-11); flags of the
 * strategy are true unless said otherwise, `fieldChoices` names the record
 * whose value a field takes. REASON_REQUIRED, MERGE_INVALID, MERGE_CONFLICT,
 * VALIDATION_ERROR. A long history moves on in the job returned.
 */
export const merge = orgMutation({
  permission: "customers:merge",
  args: {
    primaryCustomerId: v.string(),
    secondaryCustomerIds: v.array(v.string()),
    mergeStrategy: v.optional(
      v.object({
        keepPrimaryContact: v.optional(v.boolean()),
        combineTransactionHistory: v.optional(v.boolean()),
        combinePackages: v.optional(v.boolean()),
        combineNotes: v.optional(v.boolean()),
      }),
    ),
    mergeReason: v.optional(v.string()),
    fieldChoices: v.optional(v.record(v.string(), v.string())),
  },
  handler: (ctx, args) => mergeCustomers(ctx, args),
});

/** Takes the record out of sight without destroying anything; admin and manager still find it (CUS-43). */
export const remove = orgMutation({
  permission: "customers:delete",
  args: { customerId: v.string(), reason: v.optional(v.string()) },
  handler: (ctx, args) => removeByStaff(ctx, args),
});

/**
 * Brings a deleted record back to the status it had (CUS-47). DUPLICATE_CUSTOMER or CUSTOMER_NAME_CONFLICT when
 * somebody else has its e-mail, phone or name by now.
 */
export const restore = orgMutation({
  permission: "customers:delete",
  args: {
    customerId: v.string(),
    confirmDuplicate: v.optional(v.boolean()),
    reason: v.optional(v.string()),
  },
  handler: (ctx, args) => restoreByStaff(ctx, args),
});
