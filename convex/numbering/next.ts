/** Hands out running numbers; two transactions that ask at once are serialized by the counter row. */
import type { TenantMutationCtx } from "../functions";

/** Takes `count` consecutive numbers of a key and returns the first. Gaps appear only when a taker drops its own. */
export async function takeNumbers(ctx: TenantMutationCtx, key: string, count = 1): Promise<number> {
  const counter = await find(ctx, key);
  if (counter === null) {
    await ctx.db.insert("counters", { key, value: count });
    return 1;
  }
  await ctx.db.patch("counters", counter._id, { value: counter.value + count });
  return counter.value + 1;
}

/** Makes the next number larger than one that came from outside (CUS-04). */
export async function passNumber(ctx: TenantMutationCtx, key: string, number: number): Promise<void> {
  const counter = await find(ctx, key);
  if (counter === null) await ctx.db.insert("counters", { key, value: number });
  else if (counter.value < number) await ctx.db.patch("counters", counter._id, { value: number });
}

async function find(ctx: TenantMutationCtx, key: string) {
  return await ctx.db
    .query("counters")
    .withIndex("by_key", (q) => q.eq("key", key))
    .unique();
}
