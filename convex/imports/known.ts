/** Who has a key of an imported row already. */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantQueryCtx } from "../functions";

/** The live customer with this key, or null. A key is "legacy:…", "email:…" or "phone:…". Reads at most three documents. */
export async function findKnown(ctx: TenantQueryCtx, key: string): Promise<Doc<"customers"> | null> {
  const separator = key.indexOf(":");
  const kind = key.slice(0, separator);
  const value = key.slice(separator + 1);
  if (kind === "email" || kind === "phone") {
    const found = await ctx.db
      .query("customerKeys")
      .withIndex("by_key", (q) => q.eq("kind", kind).eq("key", value))
      .first();
    if (found !== null) return await live(ctx, found.customerId);
  }
  const imported = await ctx.db
    .query("importedKeys")
    .withIndex("by_key", (q) => q.eq("key", key))
    .first();
  return imported === null ? null : await live(ctx, imported.customerId);
}

async function live(ctx: TenantQueryCtx, id: Id<"customers">): Promise<Doc<"customers"> | null> {
  const customer = await ctx.db.find("customers", id);
  return customer === null || customer.status === "deleted" ? null : customer;
}
