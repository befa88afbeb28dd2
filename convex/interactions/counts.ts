/** Entries per type of one customer, exact in the transaction of each entry (INT-23). */
import type { Id } from "../_generated/dataModel";
import type { TenantMutationCtx, TenantQueryCtx } from "../functions";

export async function countsOf(
  ctx: TenantQueryCtx,
  customerId: Id<"customers">,
): Promise<Record<string, number>> {
  return (await find(ctx, customerId))?.counts ?? {};
}

export async function bumpCount(
  ctx: TenantMutationCtx,
  customerId: Id<"customers">,
  type: string,
  by: number,
): Promise<void> {
  const row = await find(ctx, customerId);
  if (row === null) {
    await ctx.db.insert("interactionCounts", { customerId, counts: { [type]: by } });
    return;
  }
  const { [type]: count = 0, ...others } = row.counts;
  const next = count + by;
  const counts = next === 0 ? others : { ...others, [type]: next };
  if (Object.keys(counts).length === 0) await ctx.db.delete("interactionCounts", row._id);
  else await ctx.db.patch("interactionCounts", row._id, { counts });
}

async function find(ctx: TenantQueryCtx, customerId: Id<"customers">) {
  return await ctx.db
    .query("interactionCounts")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId))
    .unique();
}
