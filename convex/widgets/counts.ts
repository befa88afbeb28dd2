/** Statistics of a form (WID-15): exact, and written without two visitors waiting for one row. */
import type { Id } from "../_generated/dataModel";
import type { TenantMutationCtx, TenantQueryCtx } from "../functions";

const shards = 4;

export type Counted = "views" | "accepted" | "held" | "dropped" | "refused";
export type Counts = Record<Counted, number>;

const nothing = (): Counts => ({ views: 0, accepted: 0, held: 0, dropped: 0, refused: 0 });

/** Adds one, to all time and to the day. */
export async function count(ctx: TenantMutationCtx, widgetId: Id<"widgets">, what: Counted): Promise<void> {
  const shard = Math.floor(Math.random() * shards);
  for (const day of ["", new Date(ctx.now).toISOString().slice(0, 10)]) {
    const row = await ctx.db
      .query("widgetCounts")
      .withIndex("by_day", (q) => q.eq("widgetId", widgetId).eq("day", day).eq("shard", shard))
      .unique();
    if (row === null) await ctx.db.insert("widgetCounts", { widgetId, day, shard, ...nothing(), [what]: 1 });
    else await ctx.db.patch("widgetCounts", row._id, { [what]: row[what] + 1 });
  }
}

/** All time. */
export async function totals(ctx: TenantQueryCtx, widgetId: Id<"widgets">): Promise<Counts> {
  return (await byDay(ctx, widgetId, "", "")).get("") ?? nothing();
}

/** Days from `from` to `to`, both included; days without visitors are absent. */
export async function byDay(
  ctx: TenantQueryCtx,
  widgetId: Id<"widgets">,
  from: string,
  to: string,
): Promise<Map<string, Counts>> {
  const rows = await ctx.db
    .query("widgetCounts")
    .withIndex("by_day", (q) => q.eq("widgetId", widgetId).gte("day", from).lte("day", to))
    .collect();
  const days = new Map<string, Counts>();
  for (const row of rows) {
    const sum = days.get(row.day) ?? nothing();
    for (const what of Object.keys(sum) as Counted[]) sum[what] += row[what];
    days.set(row.day, sum);
  }
  return days;
}
