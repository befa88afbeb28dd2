/** Who has the keys of imported rows already; keys.ts says what keys there are. */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantQueryCtx } from "../functions";
import { holderOfHash } from "../duplicates/find";
import { firstOfEach } from "../shared/firstOfEach";
import { ownFieldKey } from "./fields";
import { partsOf } from "./keys";

type Key = Pick<Doc<"customerKeys">, "customerId" | "key">;
const recognised = ["email", "phone"] as const;

/**
 * The live customer of each key that has one; `spent` counts the documents read. A thousand keys in an
 * organization that knows none of them read nothing and ask three times; at
 * worst a key costs four documents and two questions.
 */
export async function findKnown(
  ctx: TenantQueryCtx,
  keys: Iterable<string>,
  spent: { documents: number } = { documents: 0 },
): Promise<Map<string, Doc<"customers">>> {
  const counted = <Row>(rows: Row[]): Row[] => {
    spent.documents += rows.length;
    return rows;
  };
  const wanted = [...new Set(keys)];
  const ids = new Map<string, Id<"customers">>();
  for (const kind of recognised) {
    const prefix = `${kind}:`;
    const values = wanted.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
    const found = await firstOfEach<Key>(values, async (from, to, most) =>
      counted(
        await ctx.db
          .query("customerKeys")
          .withIndex("by_key", (q) => q.eq("kind", kind).gte("key", from).lte("key", to))
          .take(most),
      ),
    );
    for (const [value, { customerId }] of found) ids.set(prefix + value, customerId);
  }
  const hash = "hash:";
  const hashes = wanted.filter((key) => key.startsWith(hash)).map((key) => key.slice(hash.length));
  const held = await firstOfEach<Key>(hashes, async (from, to, most) => {
    const rows = await ctx.db
      .query("customers")
      .withIndex("by_stableHashId", (q) => q.gte("stableHashId", from).lte("stableHashId", to))
      .take(most);
    return counted(rows).map(({ _id, stableHashId = "" }) => ({ customerId: _id, key: stableHashId }));
  });
  for (const value of held.keys()) {
    // Archived records keep theirs: the first need not be the live one.
    const holder = await holderOfHash(ctx, value);
    if (holder !== null) ids.set(hash + value, holder._id);
  }
  for (const key of wanted) {
    const [kind, value] = partsOf(key);
    const id = kind === "code" ? await withCode(ctx, value) : await withOwnValue(ctx, kind, value);
    if (id !== null) ids.set(key, id);
    if (id !== null) spent.documents += 1;
  }
  const others = wanted.filter((key) => !ids.has(key) && !key.startsWith("custom."));
  const imported = await firstOfEach<Key>(others, async (from, to, most) =>
    counted(
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
