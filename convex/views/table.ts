/** Ways to look at a list that people keep and share (SRC-14). */
import { defineTable } from "convex/server";
import { v } from "convex/values";
import { groupValidator } from "../customers/conditions";

export const audienceValidator = v.union(v.literal("private"), v.literal("team"), v.literal("org"));

/** Everything that makes a list look as it does; what is absent is as the list begins. */
export const lookValidator = v.object({
  where: v.optional(groupValidator),
  sort: v.optional(v.object({ column: v.string(), direction: v.union(v.literal("asc"), v.literal("desc")) })),
  groupBy: v.optional(v.string()),
  /** Ids of the columns shown, in their order. */
  columns: v.optional(v.array(v.string())),
  /** Widths in CSS pixels by column. */
  widths: v.optional(v.record(v.string(), v.number())),
  density: v.optional(v.union(v.literal("compact"), v.literal("standard"), v.literal("relaxed"))),
});

/** Written only by views/write.ts. */
export const savedViews = defineTable({
  orgId: v.id("organizations"),
  name: v.string(),
  look: lookValidator,
  audience: audienceValidator,
  /** For whom, when shared with a team. */
  teamId: v.optional(v.id("teams")),
  ownerId: v.id("users"),
  /** Grows with every change, so that two people do not overwrite each other. */
  revision: v.number(),
  /** Epoch ms; a deleted view can be brought back. */
  deletedAt: v.optional(v.number()),
  createdAt: v.number(),
  updatedAt: v.number(),
})
  .index("by_owner", ["orgId", "ownerId", "deletedAt", "name"])
  .index("by_audience", ["orgId", "audience", "teamId", "deletedAt", "name"]);

/** What a view is to one person; at most one row per person and view, none when it is nothing. */
export const viewMarks = defineTable({
  orgId: v.id("organizations"),
  userId: v.id("users"),
  viewId: v.id("savedViews"),
  /** In the sidebar, ordered by position. */
  isFavourite: v.boolean(),
  position: v.number(),
  /** The list opens with it. */
  isDefault: v.boolean(),
}).index("by_user", ["orgId", "userId", "viewId"]);
