/** The mail provider's webhook, mounted by http.ts: delivered, bounced, complained. */
import type { HttpRouter } from "convex/server";
import { Webhook } from "svix";
import { internal } from "../_generated/api";
import type { ActionCtx } from "../_generated/server";
import { readReceived, type ReceivedMail } from "../communications/received";
import { httpAction } from "../functions";

export function mountMail(http: HttpRouter): void {
  http.route({ path: "/resend/webhook", method: "POST", handler: httpAction(takeReport) });
}

/** More than any event of the provider; a larger body is not one. */
const mostBytes = 256 * 1024;

/**
 * 200 for a verified event, known or not, so that it is not sent again; 401 for a bad
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
    return new Response("The signature does not match", { status: 401 });
  }
  const received = readReceived(event);
  if (received !== null) return await takeReceived(ctx, received);
  const { type, data } = event as { type?: unknown; data?: { email_id?: unknown } };
  if (typeof type === "string" && typeof data?.email_id === "string") {
    await ctx.runMutation(internal.outbox.report, { providerId: data.email_id, event: type });
  }
  return new Response(null, { status: 200 });
}

/** A mail to one of the organizations' addresses (COM-13); one to nobody's address is left aside, and said so in the log. */
async function takeReceived(ctx: ActionCtx, mail: ReceivedMail): Promise<Response> {
  const domain = process.env["RESEND_INBOUND_DOMAIN"]?.toLowerCase();
  const ours = mail.to.filter((address) => domain && address.endsWith(`@${domain}`));
  // "altay+anything@in.example" is altay's as well.
  const slugs = ours.map((address) => address.slice(0, address.indexOf("@")).split("+")[0]!);
  const receiver = await ctx.runQuery(internal.channels.mailReceiver, { slugs });
  if (receiver === null) {
    console.warn("A mail was received for an address that is no organization's; see RESEND_INBOUND_DOMAIN");
    return new Response(null, { status: 200 });
  }
  const { emailId, from, fromName, subject, at, files } = mail;
  await ctx.runMutation(internal.channels.take, {
    orgId: receiver.orgId,
    incoming: {
      channel: "email",
      providerId: emailId,
      from,
      to: `${receiver.slug}@${domain}`,
      at: Number.isFinite(at) ? at : Date.now(),
      ...(fromName === null ? {} : { fromName }),
      ...(subject === null ? {} : { subject }),
      files,
    },
  });
  return new Response(null, { status: 200 });
}
