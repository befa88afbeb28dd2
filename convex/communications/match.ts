/** Whose address it is: a customer's own, a contact's (CON-13), or one that wrote before and was linked by hand. */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantQueryCtx } from "../functions";
import { deliveredTo, withPhone } from "../duplicates/lookUp";
import { mailboxKey } from "../duplicates/identity";

export interface Sender {
  customer: Doc<"customers">;
  contactId?: Id<"contacts">;
}

/** More than this share one address: it proves nothing by itself. */
const most = 5;

/**
 * The one live customer behind an address, by exact keys alone; null for a stranger. "several" where more than one
 * has it and no earlier message says which: people decide.
 */
export async function findSender(
  ctx: TenantQueryCtx,
  kind: "email" | "phone",
  address: string,
): Promise<Sender | "several" | null> {
  const own =
    kind === "email"
      ? await deliveredTo(ctx, mailboxKey(address), most)
      : await withPhone(ctx, address, most);
  const ownIds = [...new Set(own.map(({ customerId }) => customerId))];
  if (ownIds.length > 1) return (await earlier(ctx, address, ownIds)) ?? "several";
  const [ownId] = ownIds;
  if (ownId !== undefined) return await alive(ctx, ownId);
  const keys = await ctx.db
    .query("customerKeys")
    .withIndex("by_key", (q) =>
      q.eq("kind", kind === "email" ? "contactEmail" : "contactPhone").eq("key", address),
    )
    .take(most);
  const ofContacts = [...new Set(keys.map(({ customerId }) => customerId))];
  if (ofContacts.length > 1) return (await earlier(ctx, address, ofContacts)) ?? "several";
  const [first] = keys;
  if (first === undefined) return await earlier(ctx, address, null);
  const found = await alive(ctx, first.customerId);
  return found === null || first.contactId === undefined ? found : { ...found, contactId: first.contactId };
}

/** Whose the newest message from this address is, among these customers or among all. */
async function earlier(
  ctx: TenantQueryCtx,
  address: string,
  among: readonly Id<"customers">[] | null,
): Promise<Sender | null> {
  const message = await ctx.db
    .query("communications")
    .withIndex("by_from", (q) => q.eq("from", address))
    .order("desc")
    .first();
  if (message === null || (among !== null && !among.includes(message.customerId))) return null;
  const found = await alive(ctx, message.customerId);
  return found === null || message.contactId === undefined
    ? found
    : { ...found, contactId: message.contactId };
}

async function alive(ctx: TenantQueryCtx, customerId: Id<"customers">): Promise<Sender | null> {
  const customer = await ctx.db.find("customers", customerId);
  return customer === null || customer.status === "deleted" ? null : { customer };
}
