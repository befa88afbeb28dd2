/** Door: the REST API's transactions. All internal: the endpoint (rest/serve.ts) is the only way in. */
import { v } from "convex/values";
import { internal } from "./_generated/api";
import { apiMutation, apiQuery, systemMutation } from "./functions";
import { admit as admitRequest, type Admission } from "./rest/admit";
import { sweepReplies } from "./rest/replies";
import { checkUpload, routeNamed, runRead, runWrite } from "./rest/run";
import { apiCallerValidator } from "./tenancy/apiCaller";

/** Who calls, and whether there is anything left of their rate; `now` is the request's time, epoch ms. */
export const admit = systemMutation({
  args: { caller: apiCallerValidator, ip: v.union(v.string(), v.null()), now: v.number() },
  handler: (ctx, args): Promise<Admission> => admitRequest(ctx, args),
});

/** A route that changes nothing, or the total of its list. Answers JSON. */
export const read = apiQuery({
  args: {
    route: v.string(),
    request: v.string(),
    part: v.union(v.literal("main"), v.literal("total"), v.literal("beside")),
    at: v.number(),
  },
  permission: ({ route }) => routeNamed(route).permission,
  handler: (ctx, { at, ...args }): Promise<string> => runRead(ctx, { ...args, now: at }),
});

/** What can be said against an upload before its file is kept; its largest size in bytes. */
export const beforeUpload = apiQuery({
  args: { route: v.string(), request: v.string(), at: v.number() },
  permission: ({ route }) => routeNamed(route).permission,
  handler: (ctx, { at, ...args }) => checkUpload(ctx, { ...args, now: at }),
});

/** A route that changes something; the same Idempotency-Key is carried out once (API-44). */
export const write = apiMutation({
  args: {
    route: v.string(),
    request: v.string(),
    idempotency: v.union(v.object({ key: v.string(), fingerprint: v.string() }), v.null()),
  },
  permission: ({ route }) => routeNamed(route).permission,
  handler: (ctx, args) => runWrite(ctx, args),
});

/** Cron: forgets answers a day old. */
export const sweep = systemMutation({
  args: {},
  handler: async (ctx): Promise<null> => {
    if (await sweepReplies(ctx)) await ctx.scheduler.runAfter(0, internal.rest.sweep, {});
    return null;
  },
});
