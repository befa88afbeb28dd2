/**
 * How people work during the transition (POS-29, POS-30): how long looking for a customer and adding one takes, in Orbit
 * and in the older point of sale, and who works with Orbit's own customers. Screens measure and tell of several at once.
 */
import * as z from "zod";
import type { OrgMutationCtx, TenantQueryCtx } from "../functions";
import { addDays, dayOf } from "../shared/days";
import { parse } from "../shared/validate";
import { mostUses } from "./words";

/** Longer than this somebody went away in between; it says nothing of the work. */
const longestMs = 30 * 60_000;
/** Days that the figures look back. */
export const usedWithinDays = 30;

const usesShape = z
  .array(
    z.object({
      flow: z.enum(["new", "older"]),
      deed: z.enum(["lookup", "creation"]),
      ms: z.number().finite().nonnegative("Send how long it took in milliseconds."),
    }),
  )
  .max(mostUses, `Tell of at most ${mostUses} at once.`);
export type Use = z.input<typeof usesShape>[number];

/** Adds what a screen measured. Without an older point of sale nothing is kept. VALIDATION_ERROR. */
export async function noteUses(ctx: OrgMutationCtx, given: readonly Use[]): Promise<void> {
  const uses = parse(usesShape, given).filter(({ ms }) => ms <= longestMs);
  const { transition, timeZone } = await ctx.settings();
  if (transition === undefined || uses.length === 0) return;
  const day = dayOf(ctx.now, timeZone);
  const sums = new Map<string, Pick<Use, "flow" | "deed"> & { count: number; ms: number }>();
  for (const { flow, deed, ms } of uses) {
    const sum = sums.get(`${flow}.${deed}`) ?? { flow, deed, count: 0, ms: 0 };
    sums.set(`${flow}.${deed}`, { ...sum, count: sum.count + 1, ms: sum.ms + Math.round(ms) });
  }
  for (const { flow, deed, count, ms } of sums.values()) {
    const row = await ctx.db
      .query("transitionTimes")
      .withIndex("by_day", (q) => q.eq("day", day).eq("flow", flow).eq("deed", deed))
      .unique();
    if (row === null) await ctx.db.insert("transitionTimes", { day, flow, deed, count, ms });
    else await ctx.db.patch("transitionTimes", row._id, { count: row.count + count, ms: row.ms + ms });
  }
  if (uses.some(({ flow }) => flow === "new")) await noteStaff(ctx, day);
}

async function noteStaff(ctx: OrgMutationCtx, day: string): Promise<void> {
  const userId = ctx.user._id;
  const row = await ctx.db
    .query("transitionStaff")
    .withIndex("by_userId", (q) => q.eq("userId", userId))
    .unique();
  if (row === null) await ctx.db.insert("transitionStaff", { userId, day });
  else if (row.day < day) await ctx.db.patch("transitionStaff", row._id, { day });
}

export interface Times {
  /** Mean in ms; null where nothing was measured. */
  lookup: number | null;
  creation: number | null;
}

/** Means of the last thirty days; at most four rows for each. */
export async function meanTimes(ctx: TenantQueryCtx, today: string): Promise<Record<Use["flow"], Times>> {
  const rows = await ctx.db
    .query("transitionTimes")
    .withIndex("by_day", (q) => q.gt("day", addDays(today, -usedWithinDays)).lte("day", today))
    .collect();
  const mean = (flow: Use["flow"], deed: Use["deed"]) => {
    const of = rows.filter((row) => row.flow === flow && row.deed === deed);
    const count = of.reduce((sum, row) => sum + row.count, 0);
    return count === 0 ? null : Math.round(of.reduce((sum, row) => sum + row.ms, 0) / count);
  };
  const times = (flow: Use["flow"]): Times => ({
    lookup: mean(flow, "lookup"),
    creation: mean(flow, "creation"),
  });
  return { new: times("new"), older: times("older") };
}

/** Active members who work with customers, and those of them who did so in Orbit within the days above. */
export async function staffUse(
  ctx: TenantQueryCtx,
  today: string,
): Promise<{ staff: number; using: number }> {
  const users = await ctx.db
    .query("transitionStaff")
    .withIndex("by_day", (q) => q.gt("day", addDays(today, -usedWithinDays)))
    .collect();
  const members = await ctx.db
    .query("memberships")
    .withIndex("by_status_name", (q) => q.eq("status", "active"))
    .collect();
  const staff = new Set<string>(members.filter(({ role }) => role !== "brand").map(({ userId }) => userId));
  return { staff: staff.size, using: users.filter(({ userId }) => staff.has(userId)).length };
}
