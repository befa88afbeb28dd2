/** Who has the keys of imported rows already; keys.ts says what keys there are. */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantQueryCtx } from "../functions";
import { withLegacyId } from "../customers/legacy";
import { holderOfHash } from "../duplicates/find";
import { mailboxKey } from "../duplicates/identity";
import { withEmail } from "../duplicates/lookUp";
import { firstOfEach } from "../shared/firstOfEach";
import { ownFieldKey } from "./fields";
import { partsOf } from "./keys";

interface Found {
  customerId: Id<"customers">;
  key: string;
}

interface Spent {
  documents: number;
}
function counted<Row>(spent: Spent, rows: Row[]): Row[] {
  spent.documents += rows.length;
  return rows;
}

/**
 * The live customer of each key that has one; `spent` counts the documents read. A thousand keys in an
 * organization that knows none of them read nothing and ask six times; at
 * worst a key costs four documents and two questions.
 */
export async function findKnown(
  ctx: TenantQueryCtx,
  keys: Iterable<string>,
  spent: Spent = { documents: 0 },
): Promise<Map<string, Doc<"customers">>> {
  const wanted = [...new Set(keys)];
  const ids = new Map<string, Id<"customers">>();
  const valuesOf = (prefix: string) =>
    wanted.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
  for (const [email, customerId] of await withEmails(ctx, valuesOf("email:"), spent))
    ids.set(`email:${email}`, customerId);
  for (const [phone, customerId] of await withPhones(ctx, valuesOf("phone:"), spent))
    ids.set(`phone:${phone}`, customerId);
  const hash = "hash:";
  const held = await firstOfEach<Found>(valuesOf(hash), async (from, to, most) => {
    const rows = await ctx.db
      .query("customers")
      .withIndex("by_stableHashId", (q) => q.gte("stableHashId", from).lte("stableHashId", to))
      .take(most);
    return counted(spent, rows).map(({ _id, stableHashId = "" }) => ({ customerId: _id, key: stableHashId }));
  });
  for (const value of held.keys()) {
    // Archived records keep theirs: the first need not be the live one.
    const holder = await holderOfHash(ctx, value);
    if (holder !== null) ids.set(hash + value, holder._id);
  }
  const legacy = "legacy:";
  const older = await firstOfEach<Found & { isLive: boolean }>(valuesOf(legacy), async (from, to, most) => {
    const rows = await ctx.db
      .query("customers")
      .withIndex("by_legacyId", (q) => q.gte("legacyId", from).lte("legacyId", to))
      .take(most);
    return counted(spent, rows).map(({ _id, legacyId = "", status }) => ({
      customerId: _id,
      key: legacyId,
      isLive: status !== "deleted",
    }));
  });
  for (const [value, first] of older) {
    const holder = first.isLive ? first.customerId : (await withLegacyId(ctx, value))?._id;
    if (!first.isLive) spent.documents += 1;
    if (holder !== undefined) ids.set(legacy + value, holder);
  }
  for (const key of wanted) {
    // Most keys are neither: not a promise for each.
    if (!key.startsWith("code:") && !key.startsWith("custom.")) continue;
    const [kind, value] = partsOf(key);
    const id = kind === "code" ? await withCode(ctx, value) : await withOwnValue(ctx, kind, value);
    if (id !== null) ids.set(key, id);
    if (id !== null) spent.documents += 1;
  }
  const others = wanted.filter((key) => !ids.has(key) && !key.startsWith("custom."));
  const imported = await firstOfEach<Found>(others, async (from, to, most) =>
    counted(
      spent,
      await ctx.db
        .query("importedKeys")
        .withIndex("by_key", (q) => q.gte("key", from).lte("key", to))
        .take(most),
    ),
  );
  for (const [key, { customerId }] of imported) ids.set(key, customerId);
  spent.documents += new Set(ids.values()).size;
  return await liveOnes(ctx, ids);
}

/** The first who has each e-mail. */
async function withEmails(
  ctx: TenantQueryCtx,
  emails: readonly string[],
  spent: Spent,
): Promise<Map<string, Id<"customers">>> {
  const mailboxes = new Map(emails.map((email) => [email, mailboxKey(email)]));
  const byMailbox = await firstOfEach(mailboxes.values(), async (from, to, most) => {
    const rows = await ctx.db
      .query("customerIdentities")
      .withIndex("by_mailbox", (q) => q.gte("mailbox", from).lte("mailbox", to))
      .take(most);
    return counted(spent, rows).map((row) => ({ ...row, key: row.mailbox ?? "" }));
  });
  const found = new Map<string, Id<"customers">>();
  for (const [email, mailbox] of mailboxes) {
    const first = byMailbox.get(mailbox);
    if (first === undefined) continue;
    // The mailbox is known in another spelling first.
    const holder = first.email === email ? first : counted(spent, await withEmail(ctx, email, 1))[0];
    if (holder !== undefined) found.set(email, holder.customerId);
  }
  return found;
}

/** The first who has each phone, and where nobody has, who has it as a second one. */
async function withPhones(
  ctx: TenantQueryCtx,
  phones: readonly string[],
  spent: Spent,
): Promise<Map<string, Id<"customers">>> {
  const second = await firstOfEach<Found>(phones, async (from, to, most) =>
    counted(
      spent,
      await ctx.db
        .query("customerKeys")
        .withIndex("by_key", (q) => q.eq("kind", "phone").gte("key", from).lte("key", to))
        .take(most),
    ),
  );
  const first = await firstOfEach<Found>(phones, async (from, to, most) => {
    const rows = await ctx.db
      .query("customerIdentities")
      .withIndex("by_phone", (q) => q.gte("phone", from).lte("phone", to))
      .take(most);
    return counted(spent, rows).map(({ customerId, phone = "" }) => ({ customerId, key: phone }));
  });
  return new Map([...second, ...first].map(([phone, { customerId }]) => [phone, customerId]));
}

async function withCode(ctx: TenantQueryCtx, customerCode: string): Promise<Id<"customers"> | null> {
  const found = await ctx.db
    .query("customers")
    .withIndex("by_code", (q) => q.eq("customerCode", customerCode))
    .first();
  return found?._id ?? null;
}

/** A unique field of the organization's own; the value is its place in the index, as JSON. */
async function withOwnValue(
  ctx: TenantQueryCtx,
  kind: string,
  json: string,
): Promise<Id<"customers"> | null> {
  const fieldKey = ownFieldKey(kind);
  if (fieldKey === null) return null;
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return null;
  }
  if (typeof value !== "string" && typeof value !== "number") return null;
  const place = value;
  const found = await ctx.db
    .query("fieldValues")
    .withIndex("by_value", (q) => q.eq("fieldKey", fieldKey).eq("value", place))
    .first();
  return found?.customerId ?? null;
}

/** One look per customer, however many of its keys were met. */
async function liveOnes(
  ctx: TenantQueryCtx,
  ids: ReadonlyMap<string, Id<"customers">>,
): Promise<Map<string, Doc<"customers">>> {
  const live = new Map<Id<"customers">, Doc<"customers">>();
  for (const id of new Set(ids.values())) {
    const customer = await ctx.db.find("customers", id);
    if (customer !== null && customer.status !== "deleted") live.set(id, customer);
  }
  return new Map([...ids].flatMap(([key, id]) => (live.has(id) ? [[key, live.get(id)!] as const] : [])));
}
