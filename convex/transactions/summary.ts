/** Kept sums of sales: a customer's (ORD-10, ORD-12), and the organization's by day (ORD-13). */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, OrgQueryCtx } from "../functions";
import { canWrite, readableCustomer } from "../customers/access";
import { tally, tallyDays, type Cells } from "../tallies/read";
import { ownerKey } from "../tallies/metrics";
import { addDays, isDay } from "../shared/days";
import { fail } from "../shared/errors";
import { scopeOfOwner } from "../tenancy/scope";
import { salesFactsOf } from "./facts";
import type { PaymentMethod } from "./words";

/** Completed sales in the organization's currency; what was sold in others stands apart, not converted. */
export interface TransactionSummary {
  totalTransactions: number;
  /** Minor units of `currency`. */
  totalSpent: number;
  averageTransaction: number;
  currency: string;
  /** Epoch ms of the newest completed sale, in any currency; absent while there is none. */
  lastTransaction?: number;
  otherCurrencies: { currency: string; count: number; amount: number }[];
}

export async function transactionSummary(
  ctx: OrgQueryCtx | OrgMutationCtx,
  { _id: customerId }: Pick<Doc<"customers">, "_id">,
): Promise<TransactionSummary> {
  const { currency } = await ctx.settings();
  const facts = await salesFactsOf(ctx, customerId);
  const totals = facts?.totals ?? [];
  const own = totals.find((one) => one.currency === currency) ?? { count: 0, amount: 0 };
  const last =
    totals.length === 0
      ? null
      : await ctx.db
          .query("transactions")
          .withIndex("by_customer_status", (q) => q.eq("customerId", customerId).eq("status", "completed"))
          .order("desc")
          .first();
  return {
    totalTransactions: own.count,
    totalSpent: own.amount,
    averageTransaction: own.count === 0 ? 0 : Math.round(own.amount / own.count),
    currency,
    ...(last === null ? {} : { lastTransaction: last.at }),
    otherCurrencies: totals.filter((one) => one.currency !== currency),
  };
}

export interface CustomerSales extends TransactionSummary {
  /** Epoch ms; null for who never came (CUS-22). */
  firstVisit: number | null;
  lastVisit: number | null;
  firstTransaction: number | null;
  totalVisits: number;
  mayRecord: boolean;
}

export async function customerSales(ctx: OrgQueryCtx, customerId: string): Promise<CustomerSales> {
  const customer = await readableCustomer(ctx, customerId, "transactions:read");
  return {
    ...(await transactionSummary(ctx, customer)),
    firstVisit: customer.firstVisitAt ?? null,
    lastVisit: customer.lastVisitAt ?? null,
    firstTransaction: customer.firstTransactionAt ?? null,
    totalVisits: customer.totalVisits ?? 0,
    mayRecord: await canWrite(ctx, customer, "transactions:record"),
  };
}

export interface SalesTotals {
  count: number;
  /** The organization's own currency first, always there. */
  amounts: { currency: string; count: number; amount: number }[];
}

/** Most months of a range: each is a row or two. */
const mostMonths = 60;

/**
 * Of the completed sales of a range of days and a method, exact at any number of them; everybody's or one owner's.
 * VALIDATION_ERROR for a range beyond five years, FORBIDDEN for an owner out of reach.
 */
export async function salesTotals(
  ctx: OrgQueryCtx,
  {
    owner,
    from,
    to,
    method,
  }: {
    owner: Id<"users"> | "everybody" | null;
    from?: string | undefined;
    to?: string | undefined;
    method?: PaymentMethod | undefined;
  },
): Promise<SalesTotals> {
  await scopeOfOwner(ctx, "transactions:read", owner);
  const { currency } = await ctx.settings();
  const key = owner === "everybody" ? {} : { key: ownerKey(owner) };
  const isEverybodys = owner === "everybody";
  if (from === undefined && to === undefined) {
    const cells = await tally(ctx, isEverybodys ? "salesEver" : "salesEverByOwner", key);
    return summed(cells, currency, method);
  }
  const range = rangeOf(from, to);
  const cells = await tallyDays(ctx, isEverybodys ? "sales" : "salesByOwner", { ...key, ...range });
  const within = new Map(
    [...cells]
      .map(([name, amount]) => [name.split("."), amount] as const)
      .map(([[, ...rest], amount], at) => [`${rest.join(".")}.${at}`, amount] as const),
  );
  return summed(within, currency, method);
}

function rangeOf(from: string | undefined, to: string | undefined): { from: string; to: string } {
  const last = to ?? (from === undefined ? "" : addDays(from, mostMonths * 30));
  const first = from ?? (to === undefined ? "" : addDays(to, -mostMonths * 30));
  const isReal = isDay(first) && isDay(last);
  if (isReal && Date.parse(last) - Date.parse(first) <= mostMonths * 31 * 86_400_000)
    return { from: first, to: last };
  const issue = isReal
    ? { rule: "tooLong", message: "Choose a range of at most five years." }
    : { rule: "invalidDay", message: "Enter a real date as year-month-day." };
  return fail({ code: "VALIDATION_ERROR", issues: [{ path: "from", ...issue }] });
}

/** Cells begin with currency and method. */
function summed(cells: Cells, own: string, method: PaymentMethod | undefined): SalesTotals {
  const sums = new Map<string, { count: number; amount: number }>([[own, { count: 0, amount: 0 }]]);
  let count = 0;
  for (const [name, cell] of cells) {
    const [currency = "", paid] = name.split(".");
    if (method !== undefined && paid !== method) continue;
    const before = sums.get(currency) ?? { count: 0, amount: 0 };
    sums.set(currency, { count: before.count + cell.count, amount: before.amount + cell.sum });
    count += cell.count;
  }
  const amounts = [...sums].map(([currency, sum]) => ({ currency, ...sum }));
  return { count, amounts: amounts.filter((one) => one.currency === own || one.count !== 0) };
}
