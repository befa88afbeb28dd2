/** Drop-in forms on other people's websites: their set-up, what was sent through them, and what waits for a look. */
import { defineTable } from "convex/server";
import { v } from "convex/values";
import { answerValidator, consentValidator } from "../leads/table";

export const fieldKindValidator = v.union(
  v.literal("name"),
  v.literal("email"),
  v.literal("phone"),
  v.literal("company"),
  v.literal("message"),
  v.literal("text"),
  v.literal("choice"),
);

/** What a visitor sees; every save makes a new revision. */
export const formValidator = v.object({
  title: v.string(),
  intro: v.string(),
  /** Empty labels mean the built-in word in the visitor's language. */
  fields: v.array(
    v.object({
      /** Name of the input; "name", "email", … or "q1", "q2", … for the form's own questions. */
      key: v.string(),
      kind: fieldKindValidator,
      label: v.string(),
      required: v.boolean(),
      /** For kind choice only. */
      options: v.array(v.string()),
    }),
  ),
  /** Empty text means that no consent is asked. */
  consent: v.object({ text: v.string(), required: v.boolean() }),
  submitLabel: v.string(),
  successText: v.string(),
  /** https only; empty means that the success text is shown in place. */
  redirectUrl: v.string(),
  language: v.union(v.literal("en"), v.literal("ru")),
  theme: v.object({
    /** "#rrggbb" */
    accent: v.string(),
    /** Pixels. */
    radius: v.number(),
    scheme: v.union(v.literal("light"), v.literal("dark"), v.literal("auto")),
  }),
});

/** Written by staff with widgets:manage. Never deleted, only disabled. */
export const widgets = defineTable({
  orgId: v.id("organizations"),
  kind: v.literal("leadForm"),
  name: v.string(),
  /** Publishable key: identifies, never authorises. Unique over all organizations. */
  publicKey: v.string(),
  active: v.boolean(),
  /** Number of the published revision; starts at 1. */
  rev: v.number(),
  form: formValidator,
  /** "https://example.com" or "https://*.example.com"; empty means this site's own pages only. */
  allowedOrigins: v.array(v.string()),
  /** Accept pages that cannot name their origin; what they send is always held for review. */
  allowSandboxed: v.boolean(),
  /** Gets new leads of new customers; absent means in turn. */
  defaultOwnerId: v.optional(v.id("users")),
  /** Tags for customers that the form creates. */
  tags: v.array(v.string()),
  /** A known person with an open lead: add to it (true) or open a second lead (WID-04). */
  reuseOpenLead: v.boolean(),
  createdAt: v.number(),
  updatedAt: v.number(),
})
  .index("global_key", ["publicKey"])
  .index("by_createdAt", ["orgId", "createdAt"]);

/** Every published form of a widget: a visitor is held to the form they saw. Appended on save; never changed. */
export const widgetRevisions = defineTable({
  orgId: v.id("organizations"),
  widgetId: v.id("widgets"),
  rev: v.number(),
  form: formValidator,
  createdAt: v.number(),
}).index("by_rev", ["orgId", "widgetId", "rev"]);

/**
 * One row per submission that passed the form's checks, whatever became of it:
 * makes a repeated request harmless for 24 hours and stays as the log for 30
 * days, then cleanUp.ts deletes it. Holds no answers.
 */
export const widgetSubmissions = defineTable({
  orgId: v.id("organizations"),
  widgetId: v.id("widgets"),
  /** The visitor's id of the rendered form; retries carry the same. */
  uuid: v.string(),
  /** Of the signed form token; "" for a post without script. One token makes one submission. */
  nonce: v.string(),
  /** What the visitor was told; says nothing of the outcome. */
  receipt: v.string(),
  outcome: v.union(v.literal("accepted"), v.literal("held"), v.literal("dropped")),
  reasons: v.array(v.string()),
  /** Keyed hash of the address; absent where the address is unknown. */
  ipHash: v.optional(v.string()),
  leadId: v.optional(v.id("leads")),
  createdAt: v.number(),
})
  .index("by_uuid", ["orgId", "widgetId", "uuid"])
  .index("by_nonce", ["orgId", "widgetId", "nonce"])
  .index("global_createdAt", ["createdAt"]);

/** Submissions that wait for a person: suspicious, or beyond the key's budget. Settled rows are deleted after 30 days. */
export const heldSubmissions = defineTable({
  orgId: v.id("organizations"),
  widgetId: v.id("widgets"),
  status: v.union(v.literal("waiting"), v.literal("accepted"), v.literal("discarded")),
  /** Why it was held, as stable words: "budget", "links", "sandboxed", … */
  reasons: v.array(v.string()),
  person: v.object({
    name: v.optional(v.string()),
    email: v.optional(v.string()),
    phone: v.optional(v.string()),
    company: v.optional(v.string()),
    message: v.optional(v.string()),
  }),
  answers: v.array(answerValidator),
  consent: v.optional(consentValidator),
  sourcePage: v.optional(v.string()),
  referrerPath: v.optional(v.string()),
  utm: v.record(v.string(), v.string()),
  leadId: v.optional(v.id("leads")),
  reviewedBy: v.optional(v.id("users")),
  reviewedAt: v.optional(v.number()),
  createdAt: v.number(),
})
  .index("by_status", ["orgId", "status", "createdAt"])
  .index("by_lead", ["orgId", "leadId"])
  .index("global_reviewedAt", ["reviewedAt"]);

/** Views and outcomes, spread over shards so that visitors do not wait for each other. Day "" is all time. */
export const widgetCounts = defineTable({
  orgId: v.id("organizations"),
  widgetId: v.id("widgets"),
  /** UTC day, or "" for all days together. */
  day: v.string(),
  shard: v.number(),
  views: v.number(),
  accepted: v.number(),
  held: v.number(),
  dropped: v.number(),
  refused: v.number(),
}).index("by_day", ["orgId", "widgetId", "day", "shard"]);
