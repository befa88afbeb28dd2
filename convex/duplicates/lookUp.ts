/** Which live customers are recognised by one thing, by index; each reads at most `most` rows of each of two ranges. */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantQueryCtx } from "../functions";
import { mailboxKey } from "./identity";

export interface Recognised {
  customerId: Id<"customers">;
  /** Name in Latin letters, where the look-up is one of names. */
  latin: string;
  /** Of a live customer's own row: what tells a narrower look-up's answer from a wider one's. */
  name?: string | undefined;
  email?: string | undefined;
}

const asFound = ({ customerId, latin, name, email }: Doc<"customerIdentities">): Recognised => ({
  customerId,
  latin: latin ?? name ?? "",
  name,
  email,
});

/** Everybody whose mail is delivered to the mailbox, however the address is written. */
export async function deliveredTo(ctx: TenantQueryCtx, mailbox: string, most: number): Promise<Recognised[]> {
  const rows = await ctx.db
    .query("customerIdentities")
    .withIndex("by_mailbox", (q) => q.eq("mailbox", mailbox))
    .take(most);
  return rows.map(asFound);
}

/** Exactly this e-mail, lower case. */
export async function withEmail(ctx: TenantQueryCtx, email: string, most: number): Promise<Recognised[]> {
  const rows = await ctx.db
    .query("customerIdentities")
    .withIndex("by_mailbox", (q) => q.eq("mailbox", mailboxKey(email)).eq("email", email))
    .take(most);
  return rows.map(asFound);
}

/** Other spellings of the mailbox: what is delivered to it and written otherwise. */
export async function withMailbox(ctx: TenantQueryCtx, mailbox: string, most: number): Promise<Recognised[]> {
  const table = () => ctx.db.query("customerIdentities");
  const before = await table()
    .withIndex("by_mailbox", (q) => q.eq("mailbox", mailbox).lt("email", mailbox))
    .take(most);
  const after = await table()
    .withIndex("by_mailbox", (q) => q.eq("mailbox", mailbox).gt("email", mailbox))
    .take(most);
  return [...before, ...after].map(asFound);
}

/** E.164, first or second number. */
export async function withPhone(ctx: TenantQueryCtx, e164: string, most: number): Promise<Recognised[]> {
  const rows = await ctx.db
    .query("customerIdentities")
    .withIndex("by_phone", (q) => q.eq("phone", e164))
    .take(most);
  return [...rows.map(asFound), ...(await withKey(ctx, "phone", e164, most))];
}

/** The same words; `sound` is theirs. */
export async function withName(
  ctx: TenantQueryCtx,
  { exact, sound }: { exact: string; sound: string },
  most: number,
): Promise<Recognised[]> {
  const rows = await ctx.db
    .query("customerIdentities")
    .withIndex("by_sound", (q) => q.eq("sound", sound).eq("name", exact))
    .take(most);
  return rows.map(asFound);
}

export async function withSound(ctx: TenantQueryCtx, sound: string, most: number): Promise<Recognised[]> {
  const rows = await ctx.db
    .query("customerIdentities")
    .withIndex("by_sound", (q) => q.eq("sound", sound))
    .take(most);
  return rows.map(asFound);
}

export async function withBirth(
  ctx: TenantQueryCtx,
  birth: string,
  sound: string,
  most: number,
): Promise<Recognised[]> {
  const rows = await ctx.db
    .query("customerIdentities")
    .withIndex("by_birth", (q) => q.eq("birth", birth).eq("sound", sound))
    .take(most);
  return rows.map(asFound);
}

/** The first place behind all texts that begin so. */
export const afterBeginning = (beginning: string) => `${beginning}\u{10FFFF}`;

/**
 * One word's sound and the first letter of another's ("MKTN H"), whichever comes first in the alphabet. Once there
 * are `most` of one kind the others are not asked for: the key is a crowd's.
 */
export async function withPartialSound(
  ctx: TenantQueryCtx,
  partial: string,
  most: number,
): Promise<Recognised[]> {
  const table = () => ctx.db.query("customerIdentities");
  const forward = await table()
    .withIndex("by_sound", (q) => q.gte("sound", partial).lt("sound", afterBeginning(partial)))
    .take(most);
  if (forward.length === most) return forward.map(asFound);
  const backward = await table()
    .withIndex("by_reversed", (q) => q.gte("reversed", partial).lt("reversed", afterBeginning(partial)))
    .take(most);
  if (backward.length === most) return backward.map(asFound);
  const others = await withKey(ctx, "partialSound", partial, most);
  const found = new Map([...forward, ...backward].map((row) => [row.customerId, asFound(row)]));
  for (const row of others) found.set(row.customerId, row);
  return [...found.values()];
}

/** A kind that few records have, or a contact's. */
export async function withKey(
  ctx: TenantQueryCtx,
  kind: Doc<"customerKeys">["kind"],
  key: string,
  most: number,
): Promise<Recognised[]> {
  const rows = await ctx.db
    .query("customerKeys")
    .withIndex("by_key", (q) => q.eq("kind", kind).eq("key", key))
    .take(most);
  return rows.map(({ customerId, name = "" }) => ({ customerId, latin: name }));
}
