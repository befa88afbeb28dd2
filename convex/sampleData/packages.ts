/** Packages for sample data: offered where an organization offers none, sold to some, and gone with the samples (DEP-12). */
import type { Doc } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { createPackage } from "../packages/catalogue";
import { insertSale } from "../packages/sell";
import { changePackage } from "../packages/keep";
import { dayMs } from "../shared/days";

/** Minor units of the organization's currency. */
const samplePackages = [
  {
    name: "Ten visits",
    description: "Ten visits at the price of eight",
    price: 80_000,
    sessions: 10,
    validDays: 180,
  },
  { name: "Care for a year", description: "Check and repair, all year", price: 54_000, validDays: 365 },
  {
    name: "Trial month",
    description: "Four visits to begin with",
    price: 19_000,
    sessions: 4,
    validDays: 30,
  },
];

/** Nothing where somebody offers packages. */
export async function makeSamplePackages(ctx: TenantMutationCtx): Promise<void> {
  const any = await ctx.db.query("packages").withIndex("by_name").first();
  if (any !== null) return;
  for (const offer of samplePackages) await createPackage(ctx, offer, { isSample: true });
}

/** Every third customer bought one: some half used, some run out. */
export async function giveSamplePackage(
  ctx: TenantMutationCtx,
  customer: Doc<"customers">,
  index: number,
): Promise<void> {
  if (index % 3 !== 0) return;
  const offers = await ctx.db
    .query("packages")
    .withIndex("by_origin", (q) => q.eq("isSample", true))
    .take(samplePackages.length);
  const offer = offers[(index / 3) % samplePackages.length];
  if (offer === undefined) return;
  const at = Math.max(customer.createdAt, ctx.now - (4 + ((index * 7) % 60)) * dayMs);
  const sold = await insertSale(ctx, customer, offer, { at, price: offer.price, method: "card" });
  if (sold.status === "active" && sold.sessionsTotal !== undefined)
    await changePackage(ctx, sold, "used", { sessionsUsed: 1 + (index % 3) });
}

/** The offers go, unless an own customer has bought one: then it is the organization's own from now on. */
export async function removeSamplePackages(ctx: TenantMutationCtx): Promise<void> {
  const offers = await ctx.db
    .query("packages")
    .withIndex("by_origin", (q) => q.eq("isSample", true))
    .take(samplePackages.length);
  for (const { _id } of offers) {
    const sold = await ctx.db
      .query("customerPackages")
      .withIndex("by_package", (q) => q.eq("packageId", _id))
      .first();
    if (sold === null) await ctx.db.delete("packages", _id);
    else await ctx.db.patch("packages", _id, { isSample: undefined });
  }
}
