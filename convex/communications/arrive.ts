/** A message that comes in: taken once, to the customer it is from, or into the queue of those nobody knows (COM-06, COM-13). */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { createCustomer } from "../customers/write";
import { takeInquiry } from "../leads/intake";
import { openLeadOf } from "../leads/customerStatus";
import { isSwitchedOff } from "../tenancy/modules";
import { expectFiles } from "./files";
import { asReceived, taken, type Incoming } from "./incoming";
import { findSender } from "./match";
import { recordMessage } from "./record";
import { queueMessage } from "./unmatched";

/** "known": the event came before; "matched" and "created" stand on a customer; "queued" waits for somebody to decide. */
export async function takeMessage(
  ctx: TenantMutationCtx,
  given: Incoming,
): Promise<"known" | "matched" | "created" | "queued"> {
  const incoming: Incoming = {
    ...given,
    fromName: taken(given.fromName, 100),
    subject: taken(given.subject, 500),
    body: taken(given.body),
    at: Number.isFinite(given.at) ? given.at : ctx.now,
  };
  if (await isKnown(ctx, incoming.providerId)) return "known";
  const sender = await findSender(ctx, incoming.channel === "email" ? "email" : "phone", incoming.from);
  if (sender !== null && sender !== "several") {
    const lead = await openLeadOf(ctx, sender.customer._id);
    await receive(ctx, sender.customer, incoming, {
      ...(sender.contactId === undefined ? {} : { contactId: sender.contactId }),
      ...(lead === null ? {} : { leadId: lead._id }),
    });
    return "matched";
  }
  if (sender === null && incoming.channel === "whatsapp" && (await mayOpen(ctx))) {
    await newcomer(ctx, incoming);
    return "created";
  }
  await queueMessage(ctx, incoming);
  return "queued";
}

/** Writes a message that came in onto its customer. */
export async function receive(
  ctx: TenantMutationCtx,
  customer: Doc<"customers">,
  incoming: Incoming,
  about: { contactId?: Id<"contacts">; leadId?: Id<"leads"> } = {},
): Promise<Id<"communications">> {
  const { files = [], ...message } = incoming;
  const messageId = await recordMessage(ctx, customer, { ...about, ...asReceived(message, message.at) });
  await expectFiles(ctx, { messageId }, files);
  return messageId;
}

/** Whether a phone alone makes a customer here; elsewhere somebody decides in the queue. */
async function mayOpen(ctx: TenantMutationCtx): Promise<boolean> {
  const { requiredContact } = (await ctx.settings()).identityPolicy;
  return requiredContact === "either" || requiredContact === "phone";
}

/** COM-06: a stranger on WhatsApp becomes a customer with a lead, through the gatekeeper of all inquiries (DUP-25). */
async function newcomer(ctx: TenantMutationCtx, incoming: Incoming): Promise<void> {
  const { language, modules } = await ctx.settings();
  // A name of signs alone is none; the number stands in.
  const letters = incoming.fromName?.match(/\p{L}/gu)?.length ?? 0;
  const name = letters >= 2 ? incoming.fromName! : incoming.from;
  if (isSwitchedOff(modules, "leads")) {
    const { customerId } = await createCustomer(
      ctx,
      { name, phone: incoming.from, customerSource: "Social Media", preferredLanguage: language },
      { duplicates: "collect" },
    );
    await receive(ctx, await ctx.db.get("customers", customerId), incoming);
    return;
  }
  const { customerId, leadId } = await takeInquiry(
    ctx,
    {
      person: { name, phone: incoming.from },
      language,
      source: "whatsapp",
      message: incoming.body?.slice(0, 5_000),
    },
    { reuseOpenLead: true, tags: [], customerSource: "Social Media" },
  );
  await receive(ctx, await ctx.db.get("customers", customerId), incoming, { leadId });
}

async function isKnown(ctx: TenantMutationCtx, providerId: string): Promise<boolean> {
  const recorded = await ctx.db
    .query("communications")
    .withIndex("by_provider", (q) => q.eq("providerId", providerId))
    .first();
  if (recorded !== null) return true;
  const queued = await ctx.db
    .query("unmatchedMessages")
    .withIndex("by_provider", (q) => q.eq("providerId", providerId))
    .first();
  return queued !== null;
}
