/** Texts that are written once and sent often: of campaigns, of answers from the inbox (COM-10, COM-23). */
import { defineTable } from "convex/server";
import { v } from "convex/values";

export const templateChannelValidator = v.union(v.literal("email"), v.literal("whatsapp"), v.literal("sms"));
export const templateCategoryValidator = v.union(
  /** Leaves only with the customer's consent. */
  v.literal("marketing"),
  /** About something the customer asked for. */
  v.literal("transactional"),
  v.literal("service"),
);
export const templateTextValidator = v.object({
  /** E-mail alone has one. */
  subject: v.optional(v.string()),
  content: v.string(),
});
/** At least one of them is there; rendering.ts says which is taken. */
export const templateTextsValidator = v.object({
  en: v.optional(templateTextValidator),
  ru: v.optional(templateTextValidator),
});

/** Written only by templates/write.ts. Never deleted: what was sent goes on pointing at it; it is deactivated. */
export const messageTemplates = defineTable({
  orgId: v.id("organizations"),
  /** Unique in the organization whatever its case. */
  name: v.string(),
  /** Folded `name`. */
  nameKey: v.string(),
  channel: templateChannelValidator,
  category: templateCategoryValidator,
  texts: templateTextsValidator,
  /** Names of the places to be filled, of all languages, in the order in which they first stand. */
  variables: v.array(v.string()),
  /** False: not offered where messages are written. */
  isActive: v.boolean(),
  createdAt: v.number(),
  updatedAt: v.number(),
  createdBy: v.string(),
})
  .index("by_nameKey", ["orgId", "nameKey"])
  .index("by_active", ["orgId", "isActive", "nameKey"])
  .index("by_channel", ["orgId", "isActive", "channel", "nameKey"])
  .index("by_createdAt", ["orgId", "createdAt"]);
