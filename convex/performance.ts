/** Door: what each person of the organization did in a period (ANA-25, REP-12). */
import { paginationOptsValidator } from "convex/server";
import { v } from "convex/values";
import { orgQuery } from "./functions";
import { behindValidator, rowsBehind } from "./performance/behind";
import { peopleNumbers } from "./performance/people";

/** Calendar days of the organization, both included, 366 at most. */
const period = { from: v.string(), to: v.string() };

/** People by name with their numbers; who leads nobody gets the one row of themselves. VALIDATION_ERROR. */
export const people = orgQuery({
  permission: "performance:read",
  args: { ...period, paginationOpts: paginationOptsValidator },
  handler: (ctx, { from, to, paginationOpts }) => peopleNumbers(ctx, { from, to }, paginationOpts),
});

/** The rows behind one number, newest first. FORBIDDEN, NOT_FOUND, VALIDATION_ERROR. */
export const behind = orgQuery({
  permission: "performance:read",
  args: { userId: v.id("users"), what: behindValidator, ...period, paginationOpts: paginationOptsValidator },
  handler: (ctx, { userId, what, from, to, paginationOpts }) =>
    rowsBehind(ctx, { userId, what, period: { from, to } }, paginationOpts),
});
