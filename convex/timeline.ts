/** Door: what happened with a customer, whichever room keeps it. */
import { paginationOptsValidator } from "convex/server";
import { v } from "convex/values";
import { orgMutation, orgQuery } from "./functions";
import { timelineKinds } from "./timeline/kinds";
import { timelineCountsOf, timelineOf } from "./timeline/read";
import { recentEvents } from "./timeline/stream";
import { noteVisit, whileAway } from "./timeline/visits";

/** Newest first, a page of at most 30, all kinds or one (INT-22, INT-23). NOT_FOUND outside the caller's scope. */
export const list = orgQuery({
  permission: "interactions:read",
  args: {
    customerId: v.string(),
    kind: v.union(v.null(), ...timelineKinds.map((kind) => v.literal(kind))),
    paginationOpts: paginationOptsValidator,
  },
  handler: (ctx, args) => timelineOf(ctx, args),
});

/** Exact number of entries per kind (INT-23). */
export const counts = orgQuery({
  permission: "interactions:read",
  args: { customerId: v.string() },
  handler: (ctx, args) => timelineCountsOf(ctx, args),
});

/** What others did since the caller last opened the record; null when that is nothing, or there was no earlier visit. */
export const away = orgQuery({
  permission: "interactions:read",
  args: { customerId: v.string() },
  handler: (ctx, args) => whileAway(ctx, args),
});

/** The caller opened the record. */
export const visit = orgMutation({
  permission: "interactions:read",
  args: { customerId: v.string() },
  handler: (ctx, args) => noteVisit(ctx, args),
});

/** The newest events of all customers in the caller's reach (INT-28). */
export const recent = orgQuery({
  permission: "dashboard:read",
  args: {},
  handler: (ctx) => recentEvents(ctx),
});
