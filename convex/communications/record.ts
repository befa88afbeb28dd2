/**
 * The one write path of messages: whatever channel one came through, the row,
 * its conversations, the customer's last contact, history and timeline are
 * written here together, in one transaction (COM-16, COM-19).
 */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, TenantMutationCtx } from "../functions";
import { writableCustomer } from "../customers/access";
import { touchCustomer } from "../customers/write";
import { recordChange } from "../history/record";
import { dateProblem } from "../interactions/types";
import { fail, type FieldIssue } from "../shared/errors";
import { parse } from "../shared/validate";
import type { NewRow } from "../tenancy/tenantDb";
import type { TimelineKind } from "../timeline/kinds";
import { handOverEntries } from "../timeline/write";
import { answerByMessage, beginWaiting } from "../performance/answers";
import { tallyMessage } from "../tallies/performance";
import { refreshInsights } from "../value/refresh";
import { communicationShape, type CommunicationInput } from "./shape";
import { countMessage, uncountMessage } from "./threads";
import type { CommunicationType } from "./words";

/** What a message is about, each of the same customer (COM-04). */
export interface About {
  contactId?: Id<"contacts"> | undefined;
  leadId?: Id<"leads"> | undefined;
  bookingId?: Id<"bookings"> | undefined;
}

export type NewMessage = Omit<
  NewRow<"communications">,
  "customerId" | "createdAt" | "updatedAt" | "createdBy" | "isUnread"
> & {
  /** Epoch ms when it was sent or came; now unless told, and never later. */
  createdAt?: number;
};

/** For rooms: writes a message of a customer. The caller has checked who may, and that what it is about is theirs. */
export async function recordMessage(
  ctx: TenantMutationCtx,
  customer: Doc<"customers">,
  { createdAt, ...message }: NewMessage,
): Promise<Id<"communications">> {
  const at = Math.min(createdAt ?? ctx.now, ctx.now);
  // What came from a customer waits to be looked at; what was written down afterwards does not.
  const isUnread = message.direction === "inbound" && message.deliveryStatus === "received";
  const id = await ctx.db.insert("communications", {
    ...message,
    ...(isUnread ? { isUnread } : {}),
    customerId: customer._id,
    createdAt: at,
    updatedAt: ctx.now,
    createdBy: ctx.actor.id,
  });
  const told = await ctx.db.get("communications", id);
  await countMessage(ctx, told);
  await tallyMessage(ctx, null, told);
  if (isUnread) await beginWaiting(ctx, told);
  // A call is told by its interaction, once (COM-18).
  if (message.interactionId !== undefined) return id;
  if (message.direction === "outbound" && !message.isMarketing) await answerByMessage(ctx, told);
  await recordChange(
    ctx,
    {
      entity: "communications",
      entityId: id,
      customerId: customer._id,
      action: message.direction === "inbound" ? "received" : "sent",
      changes: [
        { field: "communicationType", to: message.communicationType },
        ...(message.subject === undefined ? [] : [{ field: "subject", to: message.subject }]),
      ],
    },
    { kind: kinds[message.communicationType], at },
  );
  if (at > customer.lastContactAt) await touchCustomer(ctx, customer._id, { lastContactAt: at });
  await refreshInsights(ctx, customer._id);
  return id;
}

/** As the timeline names them. */
const kinds: Record<CommunicationType, TimelineKind> = {
  whatsapp: "whatsapp",
  email: "email",
  sms: "sms",
  phone: "call",
  chat: "chat",
};

/**
 * Writes down a message that was exchanged elsewhere (COM-01). VALIDATION_ERROR by field, NOT_FOUND, FORBIDDEN; the
 * same id of WhatsApp is one message, however often it is told.
 */
export async function recordCommunication(
  ctx: OrgMutationCtx,
  customerId: string,
  input: CommunicationInput,
  about: About = {},
): Promise<Id<"communications">> {
  const customer = await writableCustomer(ctx, customerId, "communications:send");
  const { createdAt, ...fields } = parse(communicationShape, input);
  if (createdAt !== undefined && dateProblem("call", createdAt, ctx.now) !== null) {
    const message = "Enter when it happened: after 1990 and not in the future.";
    fail({ code: "VALIDATION_ERROR", issues: [{ path: "createdAt", rule: "invalidDate", message }] });
  }
  await checkAbout(ctx, customer._id, about);
  const known =
    fields.whatsappMessageId === undefined ? null : await messageByWhatsapp(ctx, fields.whatsappMessageId);
  if (known !== null) {
    if (known.customerId === customer._id) return known._id;
    const message = "Another customer has this message already.";
    fail({ code: "VALIDATION_ERROR", issues: [{ path: "whatsappMessageId", rule: "taken", message }] });
  }
  return await recordMessage(ctx, customer, {
    ...defined(fields),
    ...defined(about),
    deliveryStatus: "recorded",
    ...(createdAt === undefined ? {} : { createdAt }),
  });
}

/** COM-04, CON-11: what a message is about must be the customer's own; what is not there is told like another's. */
export async function checkAbout(
  ctx: TenantMutationCtx,
  customerId: Id<"customers">,
  { contactId, leadId, bookingId }: About,
): Promise<void> {
  const issues: FieldIssue[] = [];
  const refuse = (path: keyof About, what: string) =>
    issues.push({ path, rule: "otherCustomer", message: `Choose a ${what} of this customer.` });
  const contact = contactId === undefined ? null : await ctx.db.find("contacts", contactId);
  if (contactId !== undefined && contact?.customerId !== customerId) refuse("contactId", "contact");
  const lead = leadId === undefined ? null : await ctx.db.find("leads", leadId);
  if (leadId !== undefined && lead?.customerId !== customerId) refuse("leadId", "lead");
  const booking = bookingId === undefined ? null : await ctx.db.find("bookings", bookingId);
  if (bookingId !== undefined && booking?.customerId !== customerId) refuse("bookingId", "booking");
  if (issues.length > 0) fail({ code: "VALIDATION_ERROR", issues });
}

/** What becomes of a message: its status, its id at the provider, a text that came later. Counts are not touched. */
export async function settleMessage(
  ctx: TenantMutationCtx,
  messageId: Id<"communications">,
  fields: Partial<
    Pick<
      Doc<"communications">,
      | "deliveryStatus"
      | "whatsappStatus"
      | "whatsappMessageId"
      | "providerId"
      | "error"
      | "attempts"
      | "nextAttemptAt"
      | "isUncertain"
    >
  >,
): Promise<void> {
  await ctx.db.patch("communications", messageId, { ...fields, updatedAt: ctx.now });
}

/** A message goes to another customer, with what is told of it; what it was about stays behind. */
export async function moveMessage(
  ctx: TenantMutationCtx,
  message: Doc<"communications">,
  customerId: Id<"customers">,
): Promise<void> {
  if (message.customerId === customerId) return;
  await ctx.db.patch("communications", message._id, {
    customerId,
    contactId: undefined,
    leadId: undefined,
    bookingId: undefined,
    updatedAt: ctx.now,
  });
  await uncountMessage(ctx, message);
  await countMessage(ctx, await ctx.db.get("communications", message._id));
  await handOverEntries(ctx, "communications", message._id, customerId);
}

export async function messageByWhatsapp(
  ctx: TenantMutationCtx,
  whatsappMessageId: string,
): Promise<Doc<"communications"> | null> {
  return await ctx.db
    .query("communications")
    .withIndex("by_whatsapp", (q) => q.eq("whatsappMessageId", whatsappMessageId))
    .first();
}

function defined<Fields extends object>(
  fields: Fields,
): { [F in keyof Fields]: Exclude<Fields[F], undefined> } {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [F in keyof Fields]: Exclude<Fields[F], undefined> };
}
