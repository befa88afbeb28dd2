/** Clerk's webhook, mounted by http.ts. */
import type { HttpRouter } from "convex/server";
import { Webhook } from "svix";
import { internal } from "../_generated/api";
import type { ActionCtx } from "../_generated/server";
import { httpAction } from "../functions";

export function mountClerk(http: HttpRouter): void {
  http.route({ path: "/clerk/webhook", method: "POST", handler: httpAction(takeNews) });
}

/** More than any event of Clerk; a larger body is not one. */
const mostBytes = 256 * 1024;

/** 200 once taken (also the second time), 400 for a bad signature, 404 while no secret is set; a 500 is sent again by Clerk. */
async function takeNews(ctx: ActionCtx, request: Request): Promise<Response> {
  const secret = process.env.CLERK_WEBHOOK_SECRET;
  if (!secret) return new Response("No webhook is expected here", { status: 404 });
  const body = await request.text();
  if (body.length > mostBytes) return new Response("Too large", { status: 413 });
  const deliveryId = request.headers.get("svix-id");
  let event: unknown;
  try {
    event = new Webhook(secret).verify(body, Object.fromEntries(request.headers));
  } catch {
    return new Response("The signature does not match", { status: 400 });
  }
  const { type, data } = event as { type?: unknown; data?: unknown };
  if (typeof type !== "string" || deliveryId === null) return new Response("No event", { status: 400 });
  await ctx.runMutation(internal.clerk.receive, { deliveryId, type, data });
  return new Response(null, { status: 200 });
}
