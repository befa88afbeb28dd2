/** Moves the numbers of one row from what it was to what it is; null is "not there". */
import type { TenantMutationCtx } from "../functions";
import { bump } from "./bump";
import { difference } from "./difference";
import type { TallyChange } from "./metrics";

interface Counted {
  createdAt: number;
  _creationTime: number;
}

export type Move<Row> = (ctx: TenantMutationCtx, before: Row | null, after: Row | null) => Promise<void>;

/** For rows of one table (`source`) that are counted by what stands on them. */
export function moveOf<Row extends Counted>(source: string, counted: (row: Row) => TallyChange[]): Move<Row> {
  return async (ctx, before, after) => {
    const row = after ?? before;
    if (row === null) return;
    const place = { source, at: row.createdAt, creationTime: row._creationTime };
    const was = before === null ? [] : counted(before);
    await bump(ctx, place, difference(was, after === null ? [] : counted(after)));
  };
}

/** For rows that are counted by the day as well, in the organization's zone. */
export function moveByDay<Row extends Counted>(
  source: string,
  counted: (row: Row, timeZone: string) => TallyChange[],
): Move<Row> {
  return async (ctx, before, after) => {
    if (before === null && after === null) return;
    const { timeZone } = await ctx.settings();
    await moveOf<Row>(source, (row) => counted(row, timeZone))(ctx, before, after);
  };
}
