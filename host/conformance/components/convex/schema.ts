import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";

export default defineSchema({
  scores: defineTable({
    game: v.string(),
    points: v.number(),
    doubled: v.optional(v.number()),
  }).index("by_game", ["game"]),
  results: defineTable({ text: v.string() }),
  notes: defineTable({ text: v.string() }),
  ends: defineTable({ kind: v.string() }),
});
