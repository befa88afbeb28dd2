/** Organizations, the people in them, and how each organization has set Orbit up. */
import { defineTable } from "convex/server";
import { v } from "convex/values";
import { stageValidator } from "../mirror/table";

export const roleValidator = v.union(
  v.literal("admin"),
  v.literal("manager"),
  v.literal("sales"),
  v.literal("support"),
  v.literal("brand"),
);
export const languageValidator = v.union(v.literal("en"), v.literal("ru"));
export const templateValidator = v.union(
  v.literal("generic"),
  v.literal("tours"),
  v.literal("retail"),
  v.literal("services"),
);

/** Written at sign-up and by an admin; never deleted while members exist. */
export const organizations = defineTable({
  name: v.string(),
  /** Address of the organization in routes; unique, lower case, never reused. */
  slug: v.string(),
  template: templateValidator,
  status: v.union(v.literal("active"), v.literal("suspended"), v.literal("deleted")),
  /** Id at the outside identity provider, when there is one. */
  externalId: v.optional(v.string()),
  /** When the provider last changed it, epoch ms; older news is ignored. */
  externalUpdatedAt: v.optional(v.number()),
  createdAt: v.number(),
  updatedAt: v.number(),
})
  .index("by_slug", ["slug"])
  .index("by_externalId", ["externalId"]);

/** A person, once for all organizations. Written by sign-up, invitation and provider webhooks. */
export const users = defineTable({
  /** issuer|subject of an outside provider; local accounts have none (the token's subject is the user id). */
  tokenIdentifier: v.optional(v.string()),
  /** Lower case. */
  email: v.string(),
  emailVerified: v.boolean(),
  name: v.string(),
  preferredLanguage: languageValidator,
  preferredCurrency: v.string(),
  imageUrl: v.optional(v.string()),
  externalUpdatedAt: v.optional(v.number()),
  createdAt: v.number(),
  updatedAt: v.number(),
})
  .index("by_tokenIdentifier", ["tokenIdentifier"])
  .index("by_email", ["email"]);

/** The authority of every staff function. One row per person and organization, never deleted. */
export const memberships = defineTable({
  orgId: v.id("organizations"),
  userId: v.id("users"),
  role: roleValidator,
  status: v.union(v.literal("active"), v.literal("deactivated")),
  teamId: v.optional(v.id("teams")),
  territory: v.optional(v.string()),
  /** Copies of the person's name and e-mail, kept so that lists need no join. */
  name: v.string(),
  email: v.string(),
  /** Only for role brand: the customers this person may see (TEN-10). */
  linkedCustomerIds: v.optional(v.array(v.id("customers"))),
  joinedAt: v.number(),
  /** Round-robin turn for new leads: epoch ms of the last lead given. */
  lastLeadAt: v.optional(v.number()),
  /** Id of the membership at the outside identity provider, and when it last changed there. */
  externalId: v.optional(v.string()),
  externalUpdatedAt: v.optional(v.number()),
  createdAt: v.number(),
  updatedAt: v.number(),
})
  .index("global_user", ["userId"])
  .index("by_userId", ["orgId", "userId"])
  .index("by_email", ["orgId", "email"])
  .index("by_status_name", ["orgId", "status", "name"])
  .index("by_teamId", ["orgId", "teamId"])
  .index("by_role", ["orgId", "role", "status"]);

export const teams = defineTable({
  orgId: v.id("organizations"),
  name: v.string(),
  createdAt: v.number(),
  updatedAt: v.number(),
}).index("by_name", ["orgId", "name"]);

const policyLevel = v.union(v.literal("block"), v.literal("confirm"), v.literal("warn"));

/** Exactly one row per organization (TEN-31). */
export const orgSettings = defineTable({
  orgId: v.id("organizations"),
  currency: v.string(),
  language: languageValidator,
  /** ISO 3166 alpha-2; reads phones written without a country. */
  country: v.string(),
  /** IANA name; calendar days of the organization are counted in it. */
  timeZone: v.string(),
  codePrefix: v.string(),
  /** A customer who came or bought within so many days counts as active (C24). */
  activeWindowDays: v.number(),
  churn: v.object({
    /** Days without contact after which risk is at least medium, then high. */
    mediumAfterDays: v.number(),
    highAfterDays: v.number(),
  }),
  identityPolicy: v.object({
    email: policyLevel,
    phone: policyLevel,
    name: policyLevel,
    requiredContact: v.union(v.literal("either"), v.literal("phone"), v.literal("email"), v.literal("both")),
  }),
  recordVisibility: v.union(v.literal("assigned"), v.literal("team"), v.literal("org")),
  unassignedPoolVisible: v.boolean(),
  /** What counts as a visit (C56); absent: every sale and every visit. */
  visitRule: v.optional(v.union(v.literal("perTransaction"), v.literal("perDay"))),
  /** What becomes of a till's sale under an id that nobody has (POS-16); absent: it waits to be assigned. */
  unknownPosCustomer: v.optional(v.union(v.literal("queue"), v.literal("refuse"))),
  /** Sales may export customers that are theirs; absent means no. */
  salesExport: v.optional(v.boolean()),
  /** Largest document, in bytes; absent means as large as Orbit can give out (documents/types.ts). */
  documentLimitBytes: v.optional(v.number()),
  /** Parts that can be switched off (tenancy/modules.ts); absent is on. Tours and the point of sale are what a template is for. */
  modules: v.object({
    quotes: v.boolean(),
    leads: v.boolean(),
    tours: v.boolean(),
    pos: v.boolean(),
    forms: v.optional(v.boolean()),
    orders: v.optional(v.boolean()),
    jobs: v.optional(v.boolean()),
    transactions: v.optional(v.boolean()),
    packages: v.optional(v.boolean()),
    documents: v.optional(v.boolean()),
    loyalty: v.optional(v.boolean()),
    scores: v.optional(v.boolean()),
    profiles: v.optional(v.boolean()),
    inbox: v.optional(v.boolean()),
    campaigns: v.optional(v.boolean()),
  }),
  /** The way from an older point of sale (mirror/words.ts), written by mirror/state.ts; absent: there is none. */
  transition: v.optional(v.object({ stage: stageValidator, isPaused: v.boolean() })),
  /** New customers over the API must say both consents (C65); absent means no. */
  strictConsents: v.optional(v.boolean()),
  /** Version of the search texts that every customer has (customers/searchText.ts); absent for an older Orbit's. */
  searchVersion: v.optional(v.number()),
  createdAt: v.number(),
  updatedAt: v.number(),
})
  .index("by_orgId", ["orgId"])
  .index("global_searchVersion", ["searchVersion"]);
