/** How a customer can be written to: the channels that have an address, whose it is, and whether messages really leave. */
import type { Id } from "../_generated/dataModel";
import type { OrgQueryCtx } from "../functions";
import { canWrite, readableCustomer } from "../customers/access";
import { mailConfigured } from "../mail/outbox";
import { channelOf } from "./channels";

export interface Way {
  channel: "email" | "whatsapp" | "sms";
  /** Absent for the customer's own address. */
  contactId: Id<"contacts"> | null;
  name: string;
  address: string;
}

/** Contacts offered beside the customer; more are written to from their own tab. */
const mostContacts = 20;

export async function waysOf(
  ctx: OrgQueryCtx,
  customerId: Id<"customers">,
): Promise<{
  ways: Way[];
  leaves: Record<Way["channel"], boolean>;
  mayWrite: boolean;
  /** Epoch ms of the customer's last message on WhatsApp: so far its window for free words reaches. */
  whatsappHeardAt: number | null;
}> {
  const customer = await readableCustomer(ctx, customerId, "communications:read");
  const ways = waysTo(null, customer.name, customer.email, customer.phoneE164);
  const contacts = await ctx.db
    .query("contacts")
    .withIndex("by_customer", (q) => q.eq("customerId", customer._id).eq("isActive", true))
    .take(mostContacts);
  for (const { _id, firstName, lastName, email, mobileE164, phoneE164 } of contacts)
    ways.push(...waysTo(_id, `${firstName} ${lastName}`.trim(), email, mobileE164 ?? phoneE164));
  return {
    ways: withoutRepeats(ways),
    leaves: {
      email: mailConfigured(),
      whatsapp: (await channelOf(ctx, "whatsapp"))?.isActive === true,
      sms: (await channelOf(ctx, "sms"))?.isActive === true,
    },
    mayWrite: await canWrite(ctx, customer, "communications:send"),
    whatsappHeardAt: await heardAt(ctx, customer._id),
  };
}

/** Messages looked through: behind so many of our own, an older one of theirs opens no window any more. */
const mostOwn = 50;

async function heardAt(ctx: OrgQueryCtx, customerId: Id<"customers">): Promise<number | null> {
  const newest = await ctx.db
    .query("communications")
    .withIndex("by_customer_type", (q) => q.eq("customerId", customerId).eq("communicationType", "whatsapp"))
    .order("desc")
    .take(mostOwn);
  return newest.find(({ direction }) => direction === "inbound")?.createdAt ?? null;
}

function waysTo(
  contactId: Way["contactId"],
  name: string,
  email: string | undefined,
  phone: string | undefined,
) {
  const ways: Way[] = [];
  if (email !== undefined) ways.push({ channel: "email", contactId, name, address: email });
  if (phone !== undefined) {
    ways.push({ channel: "whatsapp", contactId, name, address: phone });
    ways.push({ channel: "sms", contactId, name, address: phone });
  }
  return ways;
}

/** A company's first contact repeats its addresses; the first who has one keeps it. */
function withoutRepeats(ways: readonly Way[]): Way[] {
  return [
    ...new Map(ways.toReversed().map((way) => [`${way.channel} ${way.address}`, way])).values(),
  ].toReversed();
}
