/** Leads: one opportunity of one customer. A customer has many over time (LED-02, C34). */
import { defineTable } from "convex/server";
import { v } from "convex/values";

export const leadStatusValidator = v.union(
  v.literal("new"),
  v.literal("contacted"),
  v.literal("qualified"),
  v.literal("quoted"),
  v.literal("won"),
  v.literal("lost"),
);
export const leadSourceValidator = v.union(
  v.literal("whatsapp"),
  v.literal("website"),
  v.literal("manual"),
  v.literal("import"),
);
/** What a visitor agreed to, word for word as it was shown. */
export const consentValidator = v.object({
  text: v.string(),
  /** Revision of the form that showed the text. */
  rev: v.number(),
  at: v.number(),
});
export const answerValidator = v.object({ label: v.string(), value: v.string() });

/** Written only through leads/write.ts, which keeps tallies, stage history, history and the customer's status true. Deleted only with an import that is taken back, or with the sample data. */
export const leads = defineTable({
  orgId: v.id("organizations"),
  customerId: v.id("customers"),
  status: leadStatusValidator,
  source: leadSourceValidator,
  ownerId: v.optional(v.id("users")),
  title: v.optional(v.string()),
  /** Words of the customer; hostile text, shown as text only. */
  message: v.optional(v.string()),
  /** Answers to a form's own questions. */
  answers: v.array(answerValidator),
  /** Host and path of the page the lead came from; never its query. */
  sourcePage: v.optional(v.string()),
  referrerPath: v.optional(v.string()),
  /** Allow-listed campaign parameters, at most 200 characters each. */
  utm: v.optional(v.record(v.string(), v.string())),
  widgetId: v.optional(v.id("widgets")),
  consent: v.optional(consentValidator),
  /** 1 for a new lead; more when the same person asked again while it was open (WID-04). */
  inquiries: v.number(),
  lastInquiryAt: v.number(),
  /** Messages about it that nobody has read; absent until the first message (leads/messages.ts). */
  unreadMessagesCount: v.optional(v.number()),
  lastMessageAt: v.optional(v.number()),
  stageEnteredAt: v.number(),
  /** First time each was reached; kept when the lead moves on. */
  qualifiedAt: v.optional(v.number()),
  wonAt: v.optional(v.number()),
  lostAt: v.optional(v.number()),
  /** Came from outside and nobody has answered yet (performance/answers.ts); absent otherwise. */
  isWaiting: v.optional(v.literal(true)),
  /** When it was answered first, by whom, and by which interaction, message or move of its own. */
  answeredAt: v.optional(v.number()),
  answeredBy: v.optional(v.id("users")),
  answeredWith: v.optional(v.string()),
  /** Present while the lead is lost (LED-27). */
  lostReason: v.optional(v.string()),
  isSample: v.boolean(),
  createdAt: v.number(),
  updatedAt: v.number(),
  createdBy: v.string(),
  updatedBy: v.string(),
})
  .index("by_status", ["orgId", "status", "lastInquiryAt"])
  .index("by_owner", ["orgId", "ownerId", "status", "lastInquiryAt"])
  .index("by_source", ["orgId", "source", "status", "lastInquiryAt"])
  .index("by_customer", ["orgId", "customerId", "createdAt"])
  .index("by_waiting", ["orgId", "customerId", "isWaiting"])
  .index("by_answered", ["orgId", "answeredBy", "answeredAt"])
  .index("by_owner_created", ["orgId", "ownerId", "createdAt"])
  .index("by_createdAt", ["orgId", "createdAt"]);

/** One row per move (LED-26), for time in stage. Appended by leads/write.ts; never changed. */
export const leadStages = defineTable({
  orgId: v.id("organizations"),
  leadId: v.id("leads"),
  /** Absent on the row that opened the lead. */
  from: v.optional(leadStatusValidator),
  to: leadStatusValidator,
  at: v.number(),
  /** How long the lead had been in `from`, ms. */
  durationMs: v.number(),
  actor: v.string(),
  actorName: v.string(),
}).index("by_lead", ["orgId", "leadId", "at"]);
