/** Reads of sold packages: one customer's, a package's buyers, one by id, and the kept counts (PKG-01..04). */
import type { PaginationOptions, PaginationResult } from "convex/server";
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, OrgQueryCtx, TenantQueryCtx } from "../functions";
import { canWrite, readableCustomer } from "../customers/access";
import { fail } from "../shared/errors";
import { boundedPage } from "../shared/pages";
import { tally, total } from "../tallies/read";
import { inScope, scopeOf } from "../tenancy/scope";
import { saleOf } from "./cancel";
import { packageAt } from "./catalogue";
import { sessionsLeft } from "./status";
import type { PackageStatus } from "./words";

export interface ListedPackage {
  _id: Id<"customerPackages">;
  packageId: Id<"packages">;
  customerId: Id<"customers">;
  customerCode: string;
  customerName: string;
  name: string;
  /** Minor units of `currency`. */
  price: number;
  currency: string;
  purchasedAt: number;
  /** Calendar days; the last one still counts. */
  startsOn: string;
  expiresOn: string | null;
  /** Null: no limit. */
  sessionsTotal: number | null;
  sessionsUsed: number;
  sessionsLeft: number | null;
  status: PackageStatus;
  note: string | null;
  cancelled: { at: number; byName: string; reason: string | null } | null;
  /** The sale in which it was bought; null for a gift. */
  transactionId: Id<"transactions"> | null;
  createdAt: number;
  createdByName: string;
  mayUse: boolean;
  mayCancel: boolean;
}

/** Rows a page reads; each joins a customer and a sale. */
const largestPage = 60;

/** The newest first: current ones, past ones, or all of them. */
export async function packagesOfCustomer(
  ctx: OrgQueryCtx,
  customerId: string,
  group: "current" | "past" | "all",
  page: PaginationOptions,
): Promise<PaginationResult<ListedPackage>> {
  const customer = await readableCustomer(ctx, customerId, "packages:read");
  const table = ctx.db.query("customerPackages");
  const rows =
    group === "all"
      ? table.withIndex("by_customer", (q) => q.eq("customerId", customer._id))
      : table.withIndex("by_customer_current", (q) =>
          q.eq("customerId", customer._id).eq("isCurrent", group === "current"),
        );
  const found = await rows.order("desc").paginate(boundedPage(page, largestPage));
  return { ...found, page: await Promise.all(found.page.map((row) => listed(ctx, row, customer))) };
}

/** Who bought it, the newest first: everybody, or one owner's customers within reach (FORBIDDEN). A page may be short and still go on. */
export async function buyersOf(
  ctx: OrgQueryCtx,
  packageId: string,
  owner: Id<"users"> | "everybody" | null,
  page: PaginationOptions,
): Promise<PaginationResult<ListedPackage>> {
  const scope = await scopeOf(ctx, "packages:read");
  const isReached =
    scope.kind === "all" ||
    (scope.kind === "owners" && owner !== "everybody" && scope.owners.includes(owner));
  if (!isReached) fail({ code: "FORBIDDEN", permission: "packages:read" });
  const { _id } = await packageAt(ctx, packageId);
  const table = ctx.db.query("customerPackages");
  const sold =
    owner === "everybody"
      ? table.withIndex("by_package", (q) => q.eq("packageId", _id))
      : table.withIndex("by_package_owner", (q) => q.eq("packageId", _id).eq("ownerId", owner ?? undefined));
  const found = await sold.order("desc").paginate(boundedPage(page, largestPage));
  const rows: ListedPackage[] = [];
  for (const row of found.page) {
    const customer = await ctx.db.find("customers", row.customerId);
    // The owner may have lost the customer a moment ago; such rows are not shown.
    if (customer !== null && inScope(scope, customer)) rows.push(await listed(ctx, row, customer));
  }
  return { ...found, page: rows };
}

/** NOT_FOUND unless the caller sees its customer. */
export async function readSold(ctx: OrgQueryCtx | OrgMutationCtx, key: string): Promise<ListedPackage> {
  const row = await ctx.db.getNamed("customerPackages", key);
  return await listed(ctx, row, await readableCustomer(ctx, row.customerId, "packages:read"));
}

async function listed(
  ctx: OrgQueryCtx | OrgMutationCtx,
  row: Doc<"customerPackages">,
  customer: Doc<"customers">,
): Promise<ListedPackage> {
  const { cancelled } = row;
  return {
    _id: row._id,
    packageId: row.packageId,
    customerId: customer._id,
    customerCode: customer.customerCode,
    customerName: customer.name,
    name: row.name,
    price: row.price,
    currency: row.currency,
    purchasedAt: row.purchasedAt,
    startsOn: row.startsOn,
    expiresOn: row.expiresOn ?? null,
    sessionsTotal: row.sessionsTotal ?? null,
    sessionsUsed: row.sessionsUsed,
    sessionsLeft: sessionsLeft(row),
    status: row.status,
    note: row.note ?? null,
    cancelled:
      cancelled === undefined
        ? null
        : { at: cancelled.at, byName: cancelled.actorName, reason: cancelled.reason ?? null },
    transactionId: (await saleOf(ctx, row._id))?._id ?? null,
    createdAt: row.createdAt,
    createdByName: row.createdByName,
    mayUse: await canWrite(ctx, customer, "packages:use"),
    mayCancel: await canWrite(ctx, customer, "packages:cancel"),
  };
}

/** PKG-04. Cancelled ones count nowhere. */
export interface PackageSummary {
  activePackages: number;
  totalPackages: number;
  /** Epoch ms; absent while there is none. */
  lastPackagePurchase?: number;
}

/** Kept, not counted: a handful of rows whatever the customer bought. */
export async function packageSummary(
  ctx: TenantQueryCtx,
  customerId: Id<"customers">,
): Promise<PackageSummary> {
  const cells = await tally(ctx, "packagesOfCustomer", { key: customerId });
  const totalPackages = total(cells).count;
  if (totalPackages === 0) return { activePackages: 0, totalPackages };
  const newest = await Promise.all(
    (["active", "used", "expired"] as const).map((status) =>
      ctx.db
        .query("customerPackages")
        .withIndex("by_customer_status", (q) => q.eq("customerId", customerId).eq("status", status))
        .order("desc")
        .first(),
    ),
  );
  return {
    activePackages: cells.get("active")?.count ?? 0,
    totalPackages,
    lastPackagePurchase: Math.max(...newest.map((row) => row?.purchasedAt ?? 0)),
  };
}
