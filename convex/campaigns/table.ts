/** Marketing that goes to many customers at once, and what became of each of them (CNS-07). */
import { defineTable } from "convex/server";
import { v } from "convex/values";
import { filtersValidator } from "../customers/filterShape";
import { templateTextsValidator } from "../templates/table";

export const audienceValidator = v.union(
  /** As the view is when the audience is looked through. */
  v.object({ kind: v.literal("view"), viewId: v.id("savedViews") }),
  v.object({ kind: v.literal("filter"), filters: filtersValidator }),
);

/**
 * Written only by campaigns/write.ts, check.ts and send.ts. How far it is, its
 * jobs say; a field of its own would be a second truth. Never deleted: archived.
 */
export const campaigns = defineTable({
  orgId: v.id("organizations"),
  name: v.string(),
  templateId: v.id("messageTemplates"),
  /** For the template's places that are not the customer's own, the same for everybody. */
  values: v.record(v.string(), v.string()),
  audience: audienceValidator,
  /** The latest look through the audience; gone once what it rests on was changed. */
  check: v.optional(
    v.object({
      jobId: v.id("jobs"),
      /** In whose name, and so with whose view of the customers. */
      userId: v.id("users"),
      /** What the audience came to, its days counted from then. */
      filters: filtersValidator,
    }),
  ),
  /** Which recipients are the latest; grows with every look. */
  round: v.number(),
  /** From the moment it was sent on. */
  sending: v.optional(
    v.object({
      jobId: v.id("jobs"),
      userId: v.id("users"),
      /** The words as they were when it was sent. */
      texts: templateTextsValidator,
    }),
  ),
  isArchived: v.boolean(),
  createdAt: v.number(),
  updatedAt: v.number(),
  createdBy: v.string(),
})
  .index("by_createdAt", ["orgId", "createdAt"])
  .index("by_archived", ["orgId", "isArchived", "createdAt"]);

export const recipientStatusValidator = v.union(
  /** Will get it. */
  v.literal("ready"),
  /** Its mail is in the outbox, which knows what became of it. */
  v.literal("sent"),
  v.literal("skipped"),
);
export const skipReasonValidator = v.union(
  v.literal("deleted"),
  v.literal("inactive"),
  v.literal("noAddress"),
  v.literal("noMarketingConsent"),
  /** Had agreed and took it back. */
  v.literal("unsubscribed"),
  v.literal("noChannelConsent"),
  /** Another record of the same campaign has the same address. */
  v.literal("doubled"),
  /** A place of the text that nothing fills. */
  v.literal("missingVariable"),
);

/** One per customer of the audience and round, written by the steps of check.ts and send.ts. */
export const campaignRecipients = defineTable({
  orgId: v.id("organizations"),
  campaignId: v.id("campaigns"),
  round: v.number(),
  customerId: v.id("customers"),
  status: recipientStatusValidator,
  reason: v.optional(skipReasonValidator),
  /** Where it goes; absent for who has none, and once the person was erased. */
  address: v.optional(v.string()),
  mailId: v.optional(v.id("outbox")),
})
  .index("by_round", ["orgId", "campaignId", "round"])
  .index("by_status", ["orgId", "campaignId", "round", "status"])
  .index("by_reason", ["orgId", "campaignId", "round", "reason"])
  .index("by_address", ["orgId", "campaignId", "round", "address"])
  .index("by_customer", ["orgId", "customerId", "campaignId"]);
