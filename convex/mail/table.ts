/** Mail on its way out. An organization's own mail is `outbox`; mail about a person's account is `platformMail`. */
import { defineTable } from "convex/server";
import { v } from "convex/values";

export const mailStatusValidator = v.union(
  /** Waiting for its turn or for the next try. */
  v.literal("queued"),
  /** A try is under way; a try that never reports back is repeated after a while. */
  v.literal("sending"),
  /** Taken by the provider. */
  v.literal("sent"),
  /** Reported by the provider's webhook. */
  v.literal("delivered"),
  v.literal("bounced"),
  /** All tries are used up or the provider refused for good; waits for a replay. */
  v.literal("failed"),
  /** No mail provider is configured; the text can be read and its link copied. */
  v.literal("held"),
);

const mailFields = {
  to: v.string(),
  subject: v.string(),
  text: v.string(),
  html: v.string(),
  /** What it is about: "invitation", "quote", "verifyEmail", … */
  kind: v.string(),
  /** The one link of the mail, so that a person without a provider can copy it. */
  link: v.optional(v.string()),
  replyTo: v.optional(v.string()),
  /** The same key is never enqueued twice. */
  idempotencyKey: v.string(),
  status: mailStatusValidator,
  attempts: v.number(),
  /** Epoch ms of the next try; when `sending`, when the try counts as lost. */
  nextAttemptAt: v.number(),
  lastError: v.optional(v.string()),
  providerId: v.optional(v.string()),
  sentAt: v.optional(v.number()),
  createdAt: v.number(),
  updatedAt: v.number(),
};

/** Written by mail/outbox.ts and mail/delivery.ts; kept as the record of what left the organization. */
export const outbox = defineTable({
  orgId: v.id("organizations"),
  ...mailFields,
  /** The customer of a marketing mail, as text: a mail is no child of a customer, and erasing finds it by its key. */
  marketingTo: v.optional(v.string()),
  /** The message in the customer's conversation that this mail carries, as text like `marketingTo`. */
  messageId: v.optional(v.string()),
  /** Of a marketing mail: the address of its unsubscribe header. */
  unsubscribeUrl: v.optional(v.string()),
})
  .index("by_createdAt", ["orgId", "createdAt"])
  .index("by_status", ["orgId", "status", "createdAt"])
  .index("by_idempotencyKey", ["orgId", "idempotencyKey"])
  .index("by_message", ["orgId", "messageId"])
  .index("global_due", ["status", "nextAttemptAt"])
  .index("global_providerId", ["providerId"]);

/** Verification and reset mails, before any organization is known. Swept a week after they were written. */
export const platformMail = defineTable(mailFields)
  .index("by_status", ["status", "nextAttemptAt"])
  .index("by_idempotencyKey", ["idempotencyKey"])
  .index("by_providerId", ["providerId"])
  .index("by_createdAt", ["createdAt"]);
