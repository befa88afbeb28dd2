/** The address in a marketing mail's headers, mounted by http.ts: a mail client's own unsubscribe button (CNS-13, RFC 8058). */
import type { HttpRouter } from "convex/server";
import { internal } from "../_generated/api";
import type { ActionCtx } from "../_generated/server";
import { httpAction } from "../functions";
import { tryRate } from "../limits/rates";
import { siteUrl } from "../shared/site";
import { oneClickPath, readConsentLink } from "./link";

export function mountUnsubscribe(http: HttpRouter): void {
  http.route({ pathPrefix: oneClickPath, method: "POST", handler: httpAction(take) });
  http.route({ pathPrefix: oneClickPath, method: "GET", handler: httpAction(show) });
}

/** More than the one field that such a request carries. */
const mostBytes = 4096;

const tokenOf = (request: Request) => new URL(request.url).pathname.slice(oneClickPath.length);

/**
 * 200 once the customer gets no more marketing, also when they got none before or are gone; 404 for a
 * token that is none; 400 for a body that is no such request; 429 for a program that goes on asking.
 */
async function take(ctx: ActionCtx, request: Request): Promise<Response> {
  const link = await readConsentLink(tokenOf(request));
  if (link === null) return new Response("This link is not valid", { status: 404 });
  const body = await request.text();
  if (body.length > mostBytes || !/List-Unsubscribe\b[^]*One-Click/.test(body))
    return new Response("Post List-Unsubscribe=One-Click", { status: 400 });
  // By customer: a mail provider posts for everybody from a few addresses.
  const waitMs = await tryRate(ctx, "unsubscribe", link.c);
  if (waitMs !== null)
    return new Response(null, { status: 429, headers: { "Retry-After": String(Math.ceil(waitMs / 1000)) } });
  await ctx.runMutation(internal.portal.applyUnsubscribe, { orgId: link.o, customerId: link.c });
  return new Response(null, { status: 200 });
}

/** Whoever opens the address sees the page; opening alone changes nothing, because scanners open everything. */
function show(_ctx: ActionCtx, request: Request): Promise<Response> {
  const location = `${siteUrl()}/u/${tokenOf(request)}`;
  return Promise.resolve(new Response(null, { status: 302, headers: { Location: location } }));
}
