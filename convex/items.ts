/** Door: the catalogue of what an organization sells. */
import { paginationOptsValidator } from "convex/server";
import { v } from "convex/values";
import { orgMutation, orgQuery } from "./functions";
import { findItems, itemCounts, listItems, readItem } from "./items/list";
import { createItem, setItemActive, updateItem } from "./items/write";

/** Values are judged by items/shape.ts. */
const entryValidator = v.object({
  sku: v.string(),
  name: v.string(),
  description: v.optional(v.string()),
  category: v.optional(v.string()),
  /** Minor units. */
  unitPrice: v.number(),
  currency: v.optional(v.string()),
  /** Basis points. */
  taxRate: v.optional(v.number()),
});

/** By name, or those with the words of `search`; a page shows what matches, so it may be short, even empty, and go on. */
export const list = orgQuery({
  permission: "items:read",
  args: { isActive: v.boolean(), search: v.string(), paginationOpts: paginationOptsValidator },
  handler: (ctx, { paginationOpts, ...filter }) => listItems(ctx, filter, paginationOpts),
});

/** Exact numbers: what is sold, what was archived. */
export const counts = orgQuery({
  permission: "items:read",
  args: {},
  handler: (ctx) => itemCounts(ctx),
});

/** One item; NOT_FOUND when the id is none. */
export const get = orgQuery({
  permission: "items:read",
  args: { itemId: v.string() },
  handler: (ctx, { itemId }) => readItem(ctx, itemId),
});

/** At most eight items that a line's text may mean, codes first (QUO-20). */
export const find = orgQuery({
  permission: "items:read",
  args: { text: v.string() },
  handler: (ctx, { text }) => findItems(ctx, text.slice(0, 100)),
});

/** Adds an item (ORD-07). VALIDATION_ERROR by field, `taken` for a code that another item has. */
export const create = orgMutation({
  permission: "items:manage",
  args: { input: entryValidator },
  handler: (ctx, { input }) => createItem(ctx, input),
});

/** Replaces what is known of an item; lines already written keep what they say. */
export const update = orgMutation({
  permission: "items:manage",
  args: { itemId: v.id("items"), input: entryValidator },
  handler: async (ctx, { itemId, input }): Promise<null> => {
    await updateItem(ctx, itemId, input);
    return null;
  },
});

/** Archives an item, or brings it back. */
export const setActive = orgMutation({
  permission: "items:manage",
  args: { itemId: v.id("items"), isActive: v.boolean() },
  handler: async (ctx, { itemId, isActive }): Promise<null> => {
    await setItemActive(ctx, itemId, isActive);
    return null;
  },
});
