/** The proof of every consent: who said yes or no, when, how, and to which words (CNS-06). */
import { defineTable } from "convex/server";
import { v } from "convex/values";
import { channelValidator } from "../history/table";

/** What the record's switches are for. */
export const consentPurposeValidator = v.union(v.literal("email"), v.literal("sms"), v.literal("marketing"));

/**
 * Appended only by consent/record.ts, in the transaction that changes the
 * record's switches; never edited. Moves with a merge, goes only when the
 * customer is erased.
 */
export const consentEvents = defineTable({
  orgId: v.id("organizations"),
  customerId: v.id("customers"),
  /** "processing": agreed to the words of a form, which allow no marketing by themselves. */
  purpose: v.union(...consentPurposeValidator.members, v.literal("processing")),
  /** True: agreed. False: refused or taken back. */
  granted: v.boolean(),
  at: v.number(),
  actor: v.string(),
  /** Name at the time. */
  actorName: v.string(),
  channel: channelValidator,
  source: v.union(
    v.literal("staff"),
    v.literal("form"),
    v.literal("import"),
    v.literal("customer"),
    v.literal("merge"),
    v.literal("system"),
  ),
  /** The exact words agreed to, and which version of them where they are numbered. */
  wording: v.optional(v.string()),
  wordingVersion: v.optional(v.number()),
  /** What proves it: "said on the phone", the page a form stood on, a document's name. */
  proof: v.optional(v.string()),
  /** The history entry of the change; a form's words come with the lead's own entry. */
  auditId: v.optional(v.id("auditLog")),
})
  .index("by_customer", ["orgId", "customerId", "at"])
  .index("by_customer_purpose", ["orgId", "customerId", "purpose", "at"]);
