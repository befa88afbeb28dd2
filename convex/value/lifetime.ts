/** Lifetime value from what was accepted, sold and booked, pure (CLV-03, CLV-07, CLV-18, CLV-25). All amounts in minor units. */
import { dayMs } from "../shared/days";
import type { ChurnRisk } from "./churn";

/** What was accepted, and what of it nothing else counts yet. */
export interface Purchase {
  /** Not paid by a sale yet. */
  amount: number;
  /** All that was accepted; the same unless told. */
  whole?: number;
  /** Sales have paid it, or the order it became speaks for it: it counts among the accepted only. */
  isSettled?: boolean;
  currency: string;
  /** Epoch ms. */
  at: number;
}

interface Parts {
  acceptedQuotes: number;
  orders: number;
  bookings: number;
  jobs: number;
  transactions: number;
}

export interface LifetimeValue {
  totalRevenue: number;
  totalOrders: number;
  averageOrderValue: number;
  lastOrderAt: number | null;
  /** The parts of the total, in its currency; together they are it (CLV-06). */
  breakdown: Parts;
  /** The same by themselves: a quote, its order and its payment stand in each of three. */
  components: Parts;
  averageTransactionValue: number;
  /** Not converted: there is no rate in the books, and a guess would be a wrong number. */
  otherCurrencies: { currency: string; amount: number }[];
}

/** Sums of recorded sales, or of bookings, by currency, and when the newest was. */
export interface Sold {
  totals: readonly { currency: string; count: number; amount: number }[];
  lastAt: number | null;
}
export const nothingSold: Sold = { totals: [], lastAt: null };

/** Sums of what orders and jobs brought, by source and currency, and when the first and the newest of it was. */
export interface Revenue {
  totals: readonly {
    source: "orders" | "jobs";
    currency: string;
    count: number;
    amount: number;
    /** What no sale has paid of it. */
    unpaidCount: number;
    unpaid: number;
  }[];
  firstAt: number | null;
  lastAt: number | null;
}
export const noRevenue: Revenue = { totals: [], firstAt: null, lastAt: null };

export function lifetimeOf(
  purchases: readonly Purchase[],
  currency: string,
  sold: Sold = nothingSold,
  revenue: Revenue = noRevenue,
  booked: Sold = nothingSold,
): LifetimeValue {
  const others = new Map<string, number>();
  const addTo = (code: string, amount: number) => others.set(code, (others.get(code) ?? 0) + amount);
  const own = sold.totals.find((one) => one.currency === currency) ?? { count: 0, amount: 0 };
  for (const total of sold.totals) if (total.currency !== currency) addTo(total.currency, total.amount);
  const breakdown: Parts = {
    acceptedQuotes: 0,
    orders: 0,
    bookings: 0,
    jobs: 0,
    transactions: own.amount,
  };
  const components: Parts = { ...breakdown };
  let totalOrders = own.count;
  let lastOrderAt = later(later(sold.lastAt, revenue.lastAt), booked.lastAt);
  for (const { currency: code, count, amount } of booked.totals) {
    if (code !== currency) {
      addTo(code, amount);
      continue;
    }
    breakdown.bookings += amount;
    components.bookings += amount;
    totalOrders += count;
  }
  for (const total of revenue.totals) {
    if (total.currency !== currency) {
      addTo(total.currency, total.unpaid);
      continue;
    }
    breakdown[total.source] += total.unpaid;
    components[total.source] += total.amount;
    totalOrders += total.unpaidCount;
  }
  for (const purchase of purchases) {
    const { amount, whole = amount, isSettled = false } = purchase;
    if (purchase.currency === currency) components.acceptedQuotes += whole;
    if (isSettled) continue;
    lastOrderAt = later(lastOrderAt, purchase.at);
    if (purchase.currency === currency) {
      breakdown.acceptedQuotes += amount;
      totalOrders += 1;
    } else addTo(purchase.currency, amount);
  }
  const totalRevenue = Object.values(breakdown).reduce<number>((sum, part) => sum + part, 0);
  return {
    totalRevenue,
    totalOrders,
    averageOrderValue: totalOrders === 0 ? 0 : Math.round(totalRevenue / totalOrders),
    lastOrderAt,
    breakdown,
    components,
    averageTransactionValue: own.count === 0 ? 0 : Math.round(own.amount / own.count),
    otherCurrencies: [...others]
      .map(([code, amount]) => ({ currency: code, amount }))
      .filter(({ amount }) => amount !== 0)
      .sort((a, b) => (a.currency < b.currency ? -1 : 1)),
  };
}

const later = (a: number | null, b: number | null): number | null =>
  a === null ? b : b === null ? a : Math.max(a, b);

/** How much of the usual buying is expected to go on at each risk. */
const retention: Record<ChurnRisk, number> = { low: 1, medium: 0.5, high: 0.15 };
const yearMs = 365 * dayMs;
/** Two purchases in one week do not mean a hundred a year. */
export const shortestSpan = 90 * dayMs;

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
