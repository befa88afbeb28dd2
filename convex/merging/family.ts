/** All records of one person: the one that stays and, through any number of merges, those that went into it. */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantQueryCtx } from "../functions";
import { fail } from "../shared/errors";

/** Records of one person merged into one another; more is no person. */
const mostRecords = 100;

export async function familyOf(
  ctx: TenantQueryCtx,
  customer: Pick<Doc<"customers">, "_id">,
): Promise<Id<"customers">[]> {
  const family = [customer._id];
  for (const id of family) {
    const merged = await ctx.db
      .query("mergedRecords")
      .withIndex("by_primary", (q) => q.eq("primaryCustomerId", id))
      .take(mostRecords + 1);
    for (const { customerId, undoneAt } of merged) {
      if (undoneAt === undefined && !family.includes(customerId)) family.push(customerId);
    }
    if (family.length > mostRecords)
      fail({ code: "LIMIT_EXCEEDED", what: "merged records", limit: mostRecords });
  }
  return family;
}
