/** Packages of customers as the point of sale has them (PKG-07, POS-35). */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx, TenantQueryCtx } from "../functions";
import { belongsInPos, createInPos } from "./reverse";

/**
 * Brings the package to the point of sale as it is now, its customer before it where they are not there yet. Done twice it
 * is done once. False where nothing is to be told: the person left, or is one the point of sale does not get.
 */
export async function packageToPos(
  ctx: TenantMutationCtx,
  { customerPackageId }: Doc<"syncJobs">,
): Promise<boolean> {
  const sold =
    customerPackageId === undefined ? null : await ctx.db.find("customerPackages", customerPackageId);
  if (sold === null) return false;
  await createInPos(ctx, sold.customerId);
  const customer = await ctx.db.get("customers", sold.customerId);
  const { legacyId } = customer;
  if (legacyId === undefined || !belongsInPos(customer)) return false;
  const { name, price, currency, startsOn, expiresOn, sessionsTotal, sessionsUsed, status } = sold;
  const values = { name, price, currency, startsOn, expiresOn, sessionsTotal, sessionsUsed, status };
  const known = await ctx.db
    .query("legacyPackages")
    .withIndex("by_package", (q) => q.eq("customerPackageId", sold._id))
    .unique();
  if (known === null) {
    await ctx.db.insert("legacyPackages", {
      ...values,
      legacyCustomerId: legacyId,
      customerPackageId: sold._id,
      syncedAt: ctx.now,
      createdAt: ctx.now,
    });
    return true;
  }
  await ctx.db.patch("legacyPackages", known._id, {
    ...values,
    legacyCustomerId: legacyId,
    syncedAt: ctx.now,
  });
  return true;
}

export interface ListedPackage {
  customerPackageId: Id<"customerPackages">;
  name: string;
  status: Doc<"legacyPackages">["status"];
  sessionsTotal: number | null;
  sessionsUsed: number;
  /** Calendar day. */
  expiresOn: string | null;
  /** Epoch ms. */
  syncedAt: number;
}

/** Of one customer that are shown, the newest. */
const mostShown = 20;

export async function packagesInPos(ctx: TenantQueryCtx, legacyId: string): Promise<ListedPackage[]> {
  const rows = await ctx.db
    .query("legacyPackages")
    .withIndex("by_legacy", (q) => q.eq("legacyCustomerId", legacyId))
    .order("desc")
    .take(mostShown);
  return rows.map(
    ({ customerPackageId, name, status, sessionsTotal, sessionsUsed, expiresOn, syncedAt }) => ({
      customerPackageId,
      name,
      status,
      sessionsTotal: sessionsTotal ?? null,
      sessionsUsed,
      expiresOn: expiresOn ?? null,
      syncedAt,
    }),
  );
}
