/**
 * Reads of sales: one customer's, the whole organization's (ORD-10, ORD-11, ORD-13). Newest first, by index; a page
 * reads a fixed number of rows and shows those that match, so it may be shorter than asked for, even empty, and go on.
 */
import type { PaginationOptions, PaginationResult } from "convex/server";
import { v, type Infer } from "convex/values";
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, OrgQueryCtx } from "../functions";
import { canWrite, readableCustomer } from "../customers/access";
import { ownerNames } from "../customers/row";
import { fail } from "../shared/errors";
import { boundedPage } from "../shared/pages";
import { inScope, scopeOf, scopeOfOwner } from "../tenancy/scope";
import { hasWords, saleWords } from "./searched";
import { paymentMethodValidator } from "./table";
import type { PaymentMethod, TransactionStatus } from "./words";

export const transactionFilterValidator = v.object({
  /** Calendar days of the organization, both included. */
  from: v.optional(v.string()),
  to: v.optional(v.string()),
  /** Minor units, of whatever currency. */
  minAmount: v.optional(v.number()),
  method: v.optional(paymentMethodValidator),
  /** Words of the reference, the note or an id; each as it begins. */
  search: v.optional(v.string()),
});
export type TransactionFilter = Infer<typeof transactionFilterValidator>;

export interface ListedTransaction {
  _id: Id<"transactions">;
  customerId: Id<"customers">;
  customerCode: string;
  customerName: string;
  at: number;
  /** Calendar day of the sale. */
  day: string;
  /** Minor units of `currency`. */
  amount: number;
  currency: string;
  method: PaymentMethod;
  reference: string | null;
  note: string | null;
  externalId: string | null;
  legacyPosCustomerId: string | null;
  quoteId: Id<"quotes"> | null;
  quoteNumber: string | null;
  orderId: Id<"orders"> | null;
  orderNumber: string | null;
  serviceJobId: Id<"serviceJobs"> | null;
  /** The package that was sold in it. */
  customerPackageId: Id<"customerPackages"> | null;
  packageName: string | null;
  status: TransactionStatus;
  /** It corrects what was spent and is no sale, even while it is void. */
  isAdjustment: boolean;
  receipts: NonNullable<Doc<"transactions">["receipts"]>;
  voided: { at: number; byName: string; reason: string | null } | null;
  createdAt: number;
  createdByName: string;
  /** The caller may void it, or bring it back. */
  mayVoid: boolean;
}

/** Rows a page reads; each shown one may join a customer, a quote, an order and a package. */
const mostRows = 60;

export async function customerTransactions(
  ctx: OrgQueryCtx,
  customerId: string,
  filter: TransactionFilter,
  page: PaginationOptions,
): Promise<PaginationResult<ListedTransaction>> {
  const customer = await readableCustomer(ctx, customerId, "transactions:read");
  const words = saleWords(filter.search ?? "");
  const found = await (
    words.length === 0
      ? ctx.db
          .query("transactions")
          .withIndex("by_customer", (q) => q.eq("customerId", customer._id))
          .order("desc")
      : ctx.db
          .query("transactions")
          .withSearchIndex("search", (q) =>
            q.search("searchText", words.join(" ")).eq("customerId", customer._id),
          )
  ).paginate(boundedPage(page, mostRows));
  const rows = found.page.filter((row) => passes(row, filter));
  const mayVoid = await canWrite(ctx, customer, "transactions:void");
  return {
    ...found,
    page: await Promise.all(rows.map((row) => listed(ctx, row, { customer, mayVoid }))),
  };
}

/** Everybody's, or one owner's within reach; who does not see everybody's names the owner (null: the unassigned). */
export async function listTransactions(
  ctx: OrgQueryCtx,
  { owner, filter }: { owner: Id<"users"> | "everybody" | null; filter: TransactionFilter },
  page: PaginationOptions,
): Promise<PaginationResult<ListedTransaction>> {
  const scope = await scopeOfOwner(ctx, "transactions:read", owner);
  const found = await ordered(ctx, owner, filter).paginate(boundedPage(page, mostRows));
  const rows: ListedTransaction[] = [];
  for (const row of found.page) {
    if (!passes(row, filter)) continue;
    const customer = await ctx.db.find("customers", row.customerId);
    // The owner of a sale may have lost the customer a moment ago; such rows are not shown.
    if (customer === null || !inScope(scope, customer)) continue;
    rows.push(
      await listed(ctx, row, { customer, mayVoid: await canWrite(ctx, customer, "transactions:void") }),
    );
  }
  return { ...found, page: rows };
}

function ordered(ctx: OrgQueryCtx, owner: Id<"users"> | "everybody" | null, filter: TransactionFilter) {
  const table = ctx.db.query("transactions");
  const words = saleWords(filter.search ?? "");
  if (words.length > 0) {
    return table.withSearchIndex("search", (q) => {
      const search = q.search("searchText", words.join(" "));
      return owner === "everybody" ? search : search.eq("ownerId", owner ?? undefined);
    });
  }
  // A day lies within these instants in every time zone; what is outside it is left out by `passes`.
  const from = filter.from === undefined ? 0 : Date.parse(`${filter.from}T00:00:00Z`) - zoneSpread;
  const to =
    filter.to === undefined
      ? Number.MAX_SAFE_INTEGER
      : Date.parse(`${filter.to}T00:00:00Z`) + 86_400_000 + zoneSpread;
  const range =
    owner === "everybody"
      ? table.withIndex("by_at", (q) => q.gte("at", from).lte("at", to))
      : table.withIndex("by_owner", (q) =>
          q
            .eq("ownerId", owner ?? undefined)
            .gte("at", from)
            .lte("at", to),
        );
  return range.order("desc");
}
/** Zones are up to 14 hours from UTC. */
const zoneSpread = 14 * 3_600_000;

function passes(
  row: Doc<"transactions">,
  { from, to, minAmount, method, search = "" }: TransactionFilter,
): boolean {
  if (search !== "" && !hasWords(row.searchText, saleWords(search))) return false;
  if (from !== undefined && row.day < from) return false;
  if (to !== undefined && row.day > to) return false;
  if (method !== undefined && row.method !== method) return false;
  return minAmount === undefined || row.amount >= minAmount;
}

/** One sale, by id or by the other system's id. NOT_FOUND unless the caller sees its customer. */
export async function readTransaction(
  ctx: OrgQueryCtx | OrgMutationCtx,
  key: string,
): Promise<ListedTransaction> {
  const id = ctx.db.normalizeId("transactions", key);
  const row =
    id !== null
      ? await ctx.db.find("transactions", id)
      : await ctx.db
          .query("transactions")
          .withIndex("by_externalId", (q) => q.eq("externalId", key))
          .first();
  if (row === null) return fail({ code: "NOT_FOUND", entity: "transactions" });
  const customer = await readableCustomer(ctx, row.customerId, "transactions:read");
  return await listed(ctx, row, { customer, mayVoid: await canWrite(ctx, customer, "transactions:void") });
}

/** Sales by the customer's id in the older system, newest first (ORD-15). */
export async function transactionsOfLegacyId(
  ctx: OrgQueryCtx,
  legacyPosCustomerId: string,
  page: PaginationOptions,
): Promise<PaginationResult<ListedTransaction>> {
  const scope = await scopeOf(ctx, "transactions:read");
  const found = await ctx.db
    .query("transactions")
    .withIndex("by_legacyPos", (q) => q.eq("legacyPosCustomerId", legacyPosCustomerId))
    .order("desc")
    .paginate(boundedPage(page, mostRows));
  const rows: ListedTransaction[] = [];
  for (const row of found.page) {
    const customer = await ctx.db.find("customers", row.customerId);
    if (customer === null || !inScope(scope, customer)) continue;
    rows.push(
      await listed(ctx, row, { customer, mayVoid: await canWrite(ctx, customer, "transactions:void") }),
    );
  }
  return { ...found, page: rows };
}

async function listed(
  ctx: OrgQueryCtx | OrgMutationCtx,
  row: Doc<"transactions">,
  { customer, mayVoid }: { customer: Doc<"customers">; mayVoid: boolean },
): Promise<ListedTransaction> {
  const quote = row.quoteId === undefined ? null : await ctx.db.find("quotes", row.quoteId);
  const order = row.orderId === undefined ? null : await ctx.db.find("orders", row.orderId);
  const sold =
    row.customerPackageId === undefined ? null : await ctx.db.find("customerPackages", row.customerPackageId);
  const { voided } = row;
  return {
    _id: row._id,
    customerId: customer._id,
    customerCode: customer.customerCode,
    customerName: customer.name,
    at: row.at,
    day: row.day,
    amount: row.amount,
    currency: row.currency,
    method: row.method,
    reference: row.reference ?? null,
    note: row.note ?? null,
    externalId: row.externalId ?? null,
    legacyPosCustomerId: row.legacyPosCustomerId ?? null,
    quoteId: row.quoteId ?? null,
    quoteNumber: quote?.quoteNumber ?? null,
    orderId: row.orderId ?? null,
    orderNumber: order?.orderNumber ?? null,
    serviceJobId: row.serviceJobId ?? null,
    customerPackageId: row.customerPackageId ?? null,
    packageName: sold?.name ?? null,
    status: row.status,
    isAdjustment: row.isAdjustment ?? false,
    receipts: row.receipts ?? [],
    voided:
      voided === undefined
        ? null
        : { at: voided.at, byName: voided.actorName, reason: voided.reason ?? null },
    createdAt: row.createdAt,
    createdByName: row.createdByName,
    mayVoid,
  };
}

/** Owners whose sales the caller may list one by one; null where everybody's are theirs to see. */
export async function salesOwners(
  ctx: OrgQueryCtx,
): Promise<{ ownerId: Id<"users"> | null; name: string }[] | null> {
  const scope = await scopeOf(ctx, "transactions:read");
  if (scope.kind === "all") return null;
  if (scope.kind !== "owners") return [];
  const names = await ownerNames(
    ctx,
    scope.owners.map((owner) => owner ?? undefined),
  );
  return scope.owners.map((ownerId) => ({
    ownerId,
    name: ownerId === null ? "" : (names.get(ownerId) ?? ""),
  }));
}
