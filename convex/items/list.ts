/** Reads of the catalogue: its list, one item, and what a line's text may mean (ORD-07, QUO-20). */
import type { PaginationOptions, PaginationResult } from "convex/server";
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgQueryCtx, TenantQueryCtx } from "../functions";
import { searchWords } from "../search/words";
import { boundedPage } from "../shared/pages";
import { fold } from "../shared/text";
import { tally } from "../tallies/read";

export interface ShownItem {
  _id: Id<"items">;
  sku: string;
  name: string;
  description: string | null;
  category: string | null;
  /** Minor units of `currency`, without tax. */
  unitPrice: number;
  currency: string;
  /** Basis points. */
  taxRate: number;
  isActive: boolean;
  createdAt: number;
  updatedAt: number;
}

const shown = (item: Doc<"items">): ShownItem => ({
  _id: item._id,
  sku: item.sku,
  name: item.name,
  description: item.description ?? null,
  category: item.category ?? null,
  unitPrice: item.unitPrice,
  currency: item.currency,
  taxRate: item.taxRate,
  isActive: item.isActive,
  createdAt: item.createdAt,
  updatedAt: item.updatedAt,
});

const largestPage = 100;

/** By name, or by likeness to `search`; those that are sold, or those that were archived. */
export async function listItems(
  ctx: OrgQueryCtx,
  { isActive, search }: { isActive: boolean; search: string },
  page: PaginationOptions,
): Promise<PaginationResult<ShownItem>> {
  const words = searchWords(search);
  const found = await (
    words.length === 0
      ? ctx.db.query("items").withIndex("by_name", (q) => q.eq("isActive", isActive))
      : ctx.db
          .query("items")
          .withSearchIndex("search", (q) => q.search("searchText", words.join(" ")).eq("isActive", isActive))
  ).paginate(boundedPage(page, largestPage));
  return { ...found, page: found.page.filter((item) => hasAll(item, words)).map(shown) };
}

/** Exact numbers of what is sold and of what was archived. */
export async function itemCounts(ctx: TenantQueryCtx): Promise<{ active: number; archived: number }> {
  const cells = await tally(ctx, "items");
  return { active: cells.get("active")?.count ?? 0, archived: cells.get("archived")?.count ?? 0 };
}

/** NOT_FOUND for what is no item of the organization. */
export async function readItem(ctx: TenantQueryCtx, id: string): Promise<ShownItem> {
  return shown(await ctx.db.getNamed("items", id));
}

/** What a picker offers at once. */
const offered = 8;

/** For a line that is being written: items whose code begins with the text first, then those with its words. Only what is sold. */
export async function findItems(ctx: TenantQueryCtx, text: string): Promise<ShownItem[]> {
  const key = fold(text);
  if (key === "") {
    const first = await ctx.db
      .query("items")
      .withIndex("by_name", (q) => q.eq("isActive", true))
      .take(offered);
    return first.map(shown);
  }
  const byCode = await ctx.db
    .query("items")
    .withIndex("by_sku", (q) => q.gte("skuKey", key).lt("skuKey", `${key}\u{10FFFF}`))
    .take(offered);
  const words = searchWords(text);
  const byWords =
    words.length === 0
      ? []
      : await ctx.db
          .query("items")
          .withSearchIndex("search", (q) => q.search("searchText", words.join(" ")).eq("isActive", true))
          .take(offered);
  const found = new Map<string, Doc<"items">>();
  for (const item of [
    ...byCode.filter(({ isActive }) => isActive),
    ...byWords.filter((one) => hasAll(one, words)),
  ])
    found.set(item._id, item);
  return [...found.values()].slice(0, offered).map(shown);
}

/** The index finds what has any of the words; each must begin one of the item's. */
function hasAll({ searchText }: Doc<"items">, words: readonly string[]): boolean {
  const own = searchText.split(" ");
  return words.every((word) => own.some((one) => one.startsWith(word)));
}
