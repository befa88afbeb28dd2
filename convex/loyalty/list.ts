/** A customer's balances and the ledger behind them, newest first. */
import type { PaginationOptions, PaginationResult } from "convex/server";
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, OrgQueryCtx } from "../functions";
import { canWrite, readableCustomer } from "../customers/access";
import { balanceOf, currencyOfCredit, isReversible, isTakenBack } from "./ledger";
import type { LoyaltyKind, LoyaltyUnit } from "./words";

export interface Balances {
  /** Minor units of `currency`. */
  availableCredit: number;
  currency: string;
  loyaltyPoints: number;
  /** The caller may add, spend and take back. */
  mayAdjust: boolean;
}

export async function balances(ctx: OrgQueryCtx | OrgMutationCtx, customerId: string): Promise<Balances> {
  const customer = await readableCustomer(ctx, customerId, "credit:read");
  return {
    availableCredit: balanceOf(customer, "credit"),
    currency: currencyOfCredit(customer, await ctx.settings()),
    loyaltyPoints: balanceOf(customer, "points"),
    mayAdjust: await canWrite(ctx, customer, "credit:adjust"),
  };
}

export interface ListedEntry {
  _id: Id<"loyaltyEntries">;
  unit: LoyaltyUnit;
  kind: LoyaltyKind;
  /** Minor units of `currency`, or points. */
  delta: number;
  balanceAfter: number;
  currency: string | null;
  reason: string;
  reference: string | null;
  at: number;
  actorName: string;
  /** A counter entry stands against it. */
  isTakenBack: boolean;
  mayTakeBack: boolean;
  /** The record that the balance came from or went to in a merge. */
  other: { customerId: Id<"customers">; customerCode: string; name: string } | null;
}

/** Each row looks for its counter entry and, after a merge, for the other record. */
const largestPage = 25;

export async function listEntries(
  ctx: OrgQueryCtx,
  args: { customerId: string; unit: LoyaltyUnit | null; paginationOpts: PaginationOptions },
): Promise<PaginationResult<ListedEntry>> {
  const customer = await readableCustomer(ctx, args.customerId, "credit:read");
  const mayAdjust = await canWrite(ctx, customer, "credit:adjust");
  const { unit } = args;
  const rows =
    unit === null
      ? ctx.db.query("loyaltyEntries").withIndex("by_customer", (q) => q.eq("customerId", customer._id))
      : ctx.db
          .query("loyaltyEntries")
          .withIndex("by_customer_unit", (q) => q.eq("customerId", customer._id).eq("unit", unit));
  const found = await rows
    .order("desc")
    .paginate({ ...args.paginationOpts, numItems: Math.min(args.paginationOpts.numItems, largestPage) });
  return { ...found, page: await Promise.all(found.page.map((row) => described(ctx, row, mayAdjust))) };
}

/** One entry, as the list shows it to somebody who may move balances. */
export async function describeEntry(
  ctx: OrgQueryCtx | OrgMutationCtx,
  entryId: Id<"loyaltyEntries">,
): Promise<ListedEntry> {
  return await described(ctx, await ctx.db.get("loyaltyEntries", entryId), true);
}

async function described(
  ctx: OrgQueryCtx | OrgMutationCtx,
  row: Doc<"loyaltyEntries">,
  mayAdjust: boolean,
): Promise<ListedEntry> {
  const isBack = isReversible(row) && (await isTakenBack(ctx, row));
  const other =
    row.otherCustomerId === undefined ? null : await ctx.db.find("customers", row.otherCustomerId);
  return {
    _id: row._id,
    unit: row.unit,
    kind: row.kind,
    delta: row.delta,
    balanceAfter: row.balanceAfter,
    currency: row.currency ?? null,
    reason: row.reason,
    reference: row.reference ?? null,
    at: row.at,
    actorName: row.actorName,
    isTakenBack: isBack,
    mayTakeBack: mayAdjust && isReversible(row) && !isBack,
    other:
      other === null ? null : { customerId: other._id, customerCode: other.customerCode, name: other.name },
  };
}
