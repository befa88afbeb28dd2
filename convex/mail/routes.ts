/** The mail provider's webhook, mounted by http.ts: delivered, bounced, complained. */
import type { HttpRouter } from "convex/server";
import { Webhook } from "svix";
import { internal } from "../_generated/api";
import type { ActionCtx } from "../_generated/server";
import { httpAction } from "../functions";

export function mountMail(http: HttpRouter): void {
  http.route({ path: "/resend/webhook", method: "POST", handler: httpAction(takeReport) });
}

/** More than any event of the provider; a larger body is not one. */
const mostBytes = 256 * 1024;

/**
 * 200 for a verified event, known or not, so that it is not sent again; 400 for a bad
 * signature; 404 while no secret is set. Needs no memory of past events: an event only
 * ever moves a mail to the state it names.
 */
async function takeReport(ctx: ActionCtx, request: Request): Promise<Response> {
  const secret = process.env.RESEND_WEBHOOK_SECRET;
  if (!secret) return new Response("No webhook is expected here", { status: 404 });
  const body = await request.text();
  if (body.length > mostBytes) return new Response("Too large", { status: 413 });
  let event: unknown;
  try {
    event = new Webhook(secret).verify(body, Object.fromEntries(request.headers));
  } catch {
    return new Response("The signature does not match", { status: 400 });
  }
  const { type, data } = event as { type?: unknown; data?: { email_id?: unknown } };
  if (typeof type === "string" && typeof data?.email_id === "string") {
    await ctx.runMutation(internal.outbox.report, { providerId: data.email_id, event: type });
  }
  return new Response(null, { status: 200 });
}
