/** The exact number of customers under the list's filters, from the tallies: a few rows, never a scan. */
import type { OrgQueryCtx } from "../functions";
import { countCustomers } from "../tallies/customers";
import { select, type CustomerFilters } from "./filters";

export async function countSelected(ctx: OrgQueryCtx, filters: CustomerFilters): Promise<number> {
  const { scope, statuses, types, owners, tagKey, isActive, matches } = await select(ctx, filters);
  if (owners?.length === 0) return 0;
  if (scope.kind === "customers") {
    const linked = await Promise.all(scope.ids.map(async (id) => await ctx.db.find("customers", id)));
    return linked.filter((customer) => customer !== null && matches(customer)).length;
  }
  const tag = tagKey === undefined ? undefined : await spelling(ctx, tagKey);
  if (tag === null) return 0;
  let count = 0;
  for (const status of statuses.length === 0 ? [undefined] : statuses) {
    for (const type of types.length === 0 ? [undefined] : types) {
      count += await countCustomers(ctx, {
        ...(status === undefined ? {} : { status }),
        ...(type === undefined ? {} : { type }),
        ...(isActive === undefined ? {} : { isActive }),
        ...(tag === undefined ? {} : { tag }),
        ...(owners === undefined ? {} : { owners }),
      });
    }
  }
  return count;
}

/** Tallies know a tag by the organization's spelling; null when nobody has it. */
async function spelling(ctx: OrgQueryCtx, key: string): Promise<string | null> {
  const row = await ctx.db
    .query("customerTags")
    .withIndex("by_tag_name", (q) => q.eq("key", key))
    .first();
  return row?.tag ?? null;
}
