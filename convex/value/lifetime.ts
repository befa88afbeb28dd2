/** Lifetime value from what was accepted and what was sold, pure (CLV-03, CLV-07, CLV-18, CLV-25). All amounts in minor units. */
import { dayMs } from "../shared/days";
import type { ChurnRisk } from "./churn";

/** What was accepted and is not paid yet, or a sale by itself. */
export interface Purchase {
  amount: number;
  currency: string;
  /** Epoch ms. */
  at: number;
}

export interface LifetimeValue {
  totalRevenue: number;
  totalOrders: number;
  averageOrderValue: number;
  lastOrderAt: number | null;
  /** The parts of the total, in its currency; together they are it (CLV-06). */
  breakdown: { acceptedQuotes: number; transactions: number };
  averageTransactionValue: number;
  /** Not converted: there is no rate in the books, and a guess would be a wrong number. */
  otherCurrencies: { currency: string; amount: number }[];
}

/** Sums of recorded sales by currency, and when the newest was. */
export interface Sold {
  totals: readonly { currency: string; count: number; amount: number }[];
  lastAt: number | null;
}
export const nothingSold: Sold = { totals: [], lastAt: null };

export function lifetimeOf(
  purchases: readonly Purchase[],
  currency: string,
  sold: Sold = nothingSold,
): LifetimeValue {
  const others = new Map<string, number>();
  const own = sold.totals.find((one) => one.currency === currency) ?? { count: 0, amount: 0 };
  for (const total of sold.totals) if (total.currency !== currency) others.set(total.currency, total.amount);
  let totalRevenue = own.amount;
  let totalOrders = own.count;
  let lastOrderAt = sold.lastAt;
  for (const purchase of purchases) {
    lastOrderAt = Math.max(lastOrderAt ?? 0, purchase.at);
    if (purchase.currency === currency) {
      totalRevenue += purchase.amount;
      totalOrders += 1;
    } else {
      others.set(purchase.currency, (others.get(purchase.currency) ?? 0) + purchase.amount);
    }
  }
  return {
    totalRevenue,
    totalOrders,
    averageOrderValue: totalOrders === 0 ? 0 : Math.round(totalRevenue / totalOrders),
    lastOrderAt,
    breakdown: { acceptedQuotes: totalRevenue - own.amount, transactions: own.amount },
    averageTransactionValue: own.count === 0 ? 0 : Math.round(own.amount / own.count),
    otherCurrencies: [...others]
      .map(([code, amount]) => ({ currency: code, amount }))
      .sort((a, b) => (a.currency < b.currency ? -1 : 1)),
  };
}

/** How much of the usual buying is expected to go on at each risk. */
const retention: Record<ChurnRisk, number> = { low: 1, medium: 0.5, high: 0.15 };
const yearMs = 365 * dayMs;
/** Two purchases in one week do not mean a hundred a year. */
const shortestSpan = 90 * dayMs;

/**
 * Expected revenue of the next twelve months: repeat purchases per year so far
 * x average value x retention. A single purchase predicts nothing, so a regular
 * buyer is always ahead of a one-off of the same total (CLV-07).
 */
export function predictedOf(
  value: Pick<LifetimeValue, "totalOrders" | "averageOrderValue">,
  firstOrderAt: number | null,
  now: number,
  risk: ChurnRisk,
): number {
  if (firstOrderAt === null || value.totalOrders < 2) return 0;
  const span = Math.max(shortestSpan, now - firstOrderAt);
  const perYear = ((value.totalOrders - 1) * yearMs) / span;
  return Math.round(perYear * value.averageOrderValue * retention[risk]);
}
