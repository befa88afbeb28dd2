/** What staff write down about a customer, and whom they call to it. */
import { defineTable } from "convex/server";
import { v } from "convex/values";

export const noteTypeValidator = v.union(
  v.literal("general"),
  v.literal("complaint"),
  v.literal("feedback"),
  v.literal("request"),
  v.literal("preference"),
  v.literal("other"),
);

/** Written only through notes/write.ts (NOT-01). */
export const notes = defineTable({
  orgId: v.id("organizations"),
  customerId: v.id("customers"),
  noteType: noteTypeValidator,
  noteText: v.string(),
  /** False: the customer and brand users may read it (NOT-03). */
  isInternal: v.boolean(),
  isPinned: v.boolean(),
  /** A removed note stays for its undo and for the history; only erasing the customer deletes it. */
  isRemoved: v.boolean(),
  /** Colleagues named with "@" in the text. */
  mentioned: v.array(v.id("users")),
  createdAt: v.number(),
  updatedAt: v.number(),
  createdBy: v.string(),
  createdByName: v.string(),
  updatedBy: v.string(),
})
  .index("by_customer", ["orgId", "customerId", "isRemoved", "createdAt"])
  .index("by_customer_type", ["orgId", "customerId", "isRemoved", "noteType", "createdAt"])
  .index("by_visible", ["orgId", "customerId", "isRemoved", "isInternal", "createdAt"])
  .index("by_visible_type", ["orgId", "customerId", "isRemoved", "isInternal", "noteType", "createdAt"])
  .index("by_pinned", ["orgId", "customerId", "isPinned", "createdAt"]);

/** One row per note and person named in it, until the note is removed. Written only through notes/mentions.ts. */
export const mentions = defineTable({
  orgId: v.id("organizations"),
  userId: v.id("users"),
  noteId: v.id("notes"),
  byName: v.string(),
  at: v.number(),
  isRead: v.boolean(),
})
  .index("by_user", ["orgId", "userId", "isRead", "at"])
  .index("by_note", ["orgId", "noteId"]);

/** One row per note that stands: how search finds it. Written only through notes/words.ts. */
export const noteWords = defineTable({
  orgId: v.id("organizations"),
  noteId: v.id("notes"),
  customerId: v.id("customers"),
  /** The customer's, copied: search is scoped by it. */
  ownerId: v.optional(v.id("users")),
  isInternal: v.boolean(),
  /** Folded, in Latin letters, each once. */
  words: v.string(),
})
  .index("by_note", ["orgId", "noteId"])
  .index("by_customer", ["orgId", "customerId", "ownerId"])
  .searchIndex("search", {
    searchField: "words",
    filterFields: ["orgId", "customerId", "ownerId", "isInternal"],
  });
