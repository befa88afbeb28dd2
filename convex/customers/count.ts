/**
 * The exact number of customers under the list's filters. From the tallies or
 * the facets: a few documents, live. Where neither tells, the rows are counted
 * page by page, and the caller adds the pages up.
 */
import type { OrgQueryCtx } from "../functions";
import { countCustomers } from "../tallies/customers";
import { everyLeaf } from "./compile";
import { select, type Selection } from "./filters";
import type { CustomerFilters } from "./filterShape";
import { pageOfCustomers } from "./list";
import { matchingOf } from "./matching";
import { cursorOf } from "./streams";

/** Documents the facets may take: more where they tell the number, fewer where a few matches are read besides. */
const facetReads = { exact: 170, inexact: 115 };
const rowReads = 60;

/** The number, or null when only counting the rows tells it (countPage). */
export async function countSelected(ctx: OrgQueryCtx, filters: CustomerFilters): Promise<number | null> {
  const selection = await select(ctx, filters);
  const { scope, owners, isPlain, matches } = selection;
  if (owners?.length === 0) return 0;
  if (scope.kind === "customers") {
    const linked = await Promise.all(scope.ids.map(async (id) => await ctx.db.find("customers", id)));
    return linked.filter((customer) => customer !== null && matches(customer)).length;
  }
  if (isPlain) return await countPlain(ctx, selection);
  const isExact = everyLeaf(selection.tree).every((leaf) => leaf.exact);
  const matching = await matchingOf(ctx, selection, { budget: facetReads[isExact ? "exact" : "inexact"] });
  if (matching === null) return null;
  if (isExact) return matching.count;
  if (matching.count > rowReads) return null;
  let count = 0;
  for (const slot of matching.slots()) {
    const customer = await ctx.db
      .query("customers")
      .withIndex("by_slot", (q) => q.eq("slot", slot))
      .first();
    if (customer !== null && matches(customer)) count++;
  }
  return count;
}

async function countPlain(
  ctx: OrgQueryCtx,
  { statuses, types, owners, tagKey, isActive }: Selection,
): Promise<number> {
  return await countCustomers(ctx, {
    ...(statuses.length === 0 ? {} : { statuses }),
    ...(types.length === 0 ? {} : { types }),
    ...(isActive === undefined ? {} : { isActive }),
    ...(tagKey === undefined ? {} : { tag: tagKey }),
    ...(owners === undefined ? {} : { owners }),
  });
}

/** Counts on from a cursor; add the counts up until `continueCursor` is null. */
export async function countPage(
  ctx: OrgQueryCtx,
  args: { filters: CustomerFilters; cursor: string | null },
): Promise<{ count: number; looked: number; continueCursor: string | null }> {
  const { rows, next, looked } = await pageOfCustomers(ctx, args);
  return { count: rows.length, looked, continueCursor: next === null ? null : cursorOf(next) };
}
