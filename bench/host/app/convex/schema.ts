import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";

export default defineSchema({
  /** Rows of about 600 bytes, as a customer has. */
  items: defineTable({
    channel: v.string(),
    rank: v.number(),
    name: v.string(),
    email: v.string(),
    status: v.string(),
    note: v.string(),
  })
    .index("by_channel", ["channel", "rank"])
    .index("by_rank", ["rank"]),
  counters: defineTable({ name: v.string(), text: v.string() }).index("by_name", ["name"]),
  texts: defineTable({ tenant: v.string(), status: v.string(), words: v.string() }).searchIndex(
    "search_words",
    { searchField: "words", filterFields: ["tenant", "status"] },
  ),
});
