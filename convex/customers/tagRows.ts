/** Rows of customerTags: kept equal to `customers.tags`, with copies of the fields lists sort by. */
import type { Doc } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { fold } from "../shared/text";

const copied = ["ownerId", "nameSort", "createdAt", "lastContactAt", "lifetimeValue"] as const;

/** The tags with the organization's own spelling of each: "vip" becomes "VIP" where that came first. */
export async function canonicalTags(ctx: TenantMutationCtx, tags: readonly string[]): Promise<string[]> {
  const spelt: string[] = [];
  for (const tag of tags) {
    const known = await ctx.db
      .query("customerTags")
      .withIndex("by_tag_name", (q) => q.eq("key", fold(tag)))
      .first();
    spelt.push(known?.tag ?? tag);
  }
  return spelt;
}

export async function syncTagRows(
  ctx: TenantMutationCtx,
  before: Doc<"customers"> | null,
  customer: Doc<"customers">,
): Promise<void> {
  const wanted = new Map(customer.status === "deleted" ? [] : customer.tags.map((tag) => [fold(tag), tag]));
  const hadNone = before === null || before.status === "deleted" || before.tags.length === 0;
  if (hadNone && wanted.size === 0) return;
  const isSame =
    before !== null &&
    before.status === customer.status &&
    copied.every((field) => before[field] === customer[field]) &&
    before.tags.join("\n") === customer.tags.join("\n");
  if (isSame) return;

  const copies = {
    ownerId: customer.ownerId,
    nameSort: customer.nameSort,
    createdAt: customer.createdAt,
    lastContactAt: customer.lastContactAt,
    lifetimeValue: customer.lifetimeValue,
  };
  const stored = hadNone
    ? []
    : await ctx.db
        .query("customerTags")
        .withIndex("by_customer", (q) => q.eq("customerId", customer._id))
        .collect();
  for (const row of stored) {
    const tag = wanted.get(row.key);
    if (tag === undefined) await ctx.db.delete("customerTags", row._id);
    else await ctx.db.patch("customerTags", row._id, { ...copies, tag });
    wanted.delete(row.key);
  }
  for (const [key, tag] of wanted) {
    await ctx.db.insert("customerTags", { customerId: customer._id, key, tag, ...copies });
  }
}
