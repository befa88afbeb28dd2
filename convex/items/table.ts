/** The catalogue: what an organization sells, by its code (ORD-07). */
import { defineTable } from "convex/server";
import { v } from "convex/values";

/** Written only by items/write.ts. Never deleted: lines of quotes and orders go on pointing at it; it is archived. */
export const items = defineTable({
  orgId: v.id("organizations"),
  /** As it is written; unique in the organization whatever its case. */
  sku: v.string(),
  /** Folded `sku`. */
  skuKey: v.string(),
  name: v.string(),
  /** Folded `name`, for the list's order. */
  nameKey: v.string(),
  description: v.optional(v.string()),
  category: v.optional(v.string()),
  /** Minor units of `currency`, without tax. */
  unitPrice: v.number(),
  currency: v.string(),
  /** Basis points: 1200 is 12 %. */
  taxRate: v.number(),
  /** False: archived; not offered any more. */
  isActive: v.boolean(),
  /** Code, name and category, as the index spells them. */
  searchText: v.string(),
  createdAt: v.number(),
  updatedAt: v.number(),
  createdBy: v.string(),
})
  .index("by_sku", ["orgId", "skuKey"])
  .index("by_name", ["orgId", "isActive", "nameKey"])
  .index("by_createdAt", ["orgId", "createdAt"])
  .searchIndex("search", { searchField: "searchText", filterFields: ["orgId", "isActive"] });
