/** Numbers over REST: of the organization, and what one customer is worth (ANA-01..13, CLV-01). */
import * as z from "zod";
import { readableCustomer } from "../../customers/access";
import { customerStatuses } from "../../customers/words";
import { growthRate, retentionRate } from "../../dashboard/rates";
import { dashboardSummary } from "../../dashboard/summary";
import { newCustomerTrend } from "../../dashboard/trend";
import { scoreRow } from "../../scores/refresh";
import { valueRow } from "../../value/insights";
import { amount, calendarDay, count, isoOrNull, moment } from "../answer";
import { selection } from "../entry";
import { customerAt } from "../place";
import { reads } from "../route";

const perCurrency = z.array(z.strictObject({ currency: z.string(), count, sum: amount }));

const valueParts = {
  acceptedQuotes: amount,
  orders: amount,
  bookings: amount,
  jobs: amount,
  transactions: amount,
};

const valueAnswer = z.strictObject({
  currency: z.string(),
  totalRevenue: amount,
  totalOrders: count,
  averageOrderValue: amount,
  lastOrderAt: moment.nullable(),
  breakdown: z
    .strictObject(valueParts)
    .nullable()
    .describe("The parts of totalRevenue: each as far as no other pays or fulfils it."),
  components: z
    .strictObject(valueParts)
    .nullable()
    .describe("The same by themselves: a quote, its order and its payment stand in each of three."),
  averageTransactionValue: amount.nullable(),
  predictedValue: amount.describe("Expected revenue of the next twelve months."),
  otherCurrencies: z.array(z.strictObject({ currency: z.string(), amount })),
  churnRisk: z.enum(["low", "medium", "high"]),
  churnReasons: z.array(
    z.strictObject({ reason: z.string(), fact: z.number(), effect: z.enum(["raises", "lowers"]) }),
  ),
  lastCalculated: moment,
});

const scoreAnswer = z.strictObject({
  score: z.number().describe("0 to 100, the sum of the factors' points."),
  factors: z.array(
    z.strictObject({
      factor: z.string(),
      weight: z.number(),
      value: z.number(),
      points: z.number(),
      fact: z.number(),
    }),
  ),
  lastCalculated: moment,
});

export const analyticsRoutes = [
  reads({
    method: "GET",
    path: "/customers/analytics/kpis",
    group: "Analytics",
    summary: "The dashboard's numbers: everybody's, or those of the member's own portfolio",
    permission: "dashboard:read",
    query: z.strictObject(selection),
    answer: z.strictObject({
      reach: z.enum(["organization", "portfolio"]),
      today: calendarDay.describe("In the organization's time zone."),
      timeZone: z.string(),
      totalCustomers: count,
      newCustomersThisMonth: count,
      newCustomersLastMonth: count,
      monthlyGrowthRate: z
        .number()
        .nullable()
        .describe("Percent, one decimal; null while last month had none."),
      activeCustomers: count.describe("Came or bought within activeWindowDays."),
      contactedCustomers: count.describe("In touch within activeWindowDays."),
      activeWindowDays: count,
      vipCustomers: count,
      retentionRate: z
        .number()
        .nullable()
        .describe("Percent of those who came that came again, one decimal; null while nobody did."),
      averageVisitsPerCustomer: z.number().describe("Two decimals."),
      averageTransactionValue: amount,
      totalLifetimeValue: amount.describe("In currency; other currencies stand in lifetimeValues."),
      averageLifetimeValue: amount,
      currency: z.string(),
      lifetimeValues: perCurrency,
      openLeads: count,
      dueFollowUps: count,
      lateFollowUps: count,
      openQuotes: perCurrency,
      byStatus: z.partialRecord(z.enum(customerStatuses), count),
    }),
    handler: async (ctx, { now }) => {
      const numbers = await dashboardSummary(ctx, now);
      const { newThisMonth, newLastMonth, customers, value, byStatus, visits, sales } = numbers;
      const own = value[0]!;
      return {
        reach: numbers.reach,
        today: numbers.today,
        timeZone: numbers.timeZone,
        totalCustomers: customers,
        newCustomersThisMonth: newThisMonth,
        newCustomersLastMonth: newLastMonth,
        monthlyGrowthRate: percent(growthRate(newThisMonth, newLastMonth)),
        activeCustomers: numbers.active,
        contactedCustomers: numbers.contacted,
        activeWindowDays: numbers.activeWindowDays,
        vipCustomers: numbers.vip,
        retentionRate: percent(retentionRate(visits)),
        averageVisitsPerCustomer: customers === 0 ? 0 : Math.round((visits.total / customers) * 100) / 100,
        averageTransactionValue: sales.count === 0 ? 0 : Math.round(sales.sum / sales.count),
        totalLifetimeValue: own.sum,
        averageLifetimeValue: customers === 0 ? 0 : Math.round(own.sum / customers),
        currency: own.currency,
        lifetimeValues: value.map(({ currency, customers: holders, sum }) => ({
          currency,
          count: holders,
          sum,
        })),
        openLeads: numbers.openLeads,
        dueFollowUps: numbers.dueFollowUps,
        lateFollowUps: numbers.lateFollowUps,
        openQuotes: numbers.openQuotes,
        byStatus: Object.fromEntries(byStatus.map(({ status, count: held }) => [status, held])),
      };
    },
  }),
  reads({
    method: "GET",
    path: "/customers/analytics/trends",
    group: "Analytics",
    summary: "New customers of the last 30 days or 12 months, the oldest first",
    permission: "dashboard:read",
    query: z.strictObject({ period: z.enum(["days", "months"]).optional(), ...selection }),
    answer: z.strictObject({
      registrations: z.array(
        z.strictObject({
          date: z.string().describe("YYYY-MM-DD, or YYYY-MM for months."),
          newCustomers: count,
        }),
      ),
    }),
    handler: async (ctx, { query, now }) => ({
      registrations: await newCustomerTrend(ctx, now, query.period ?? "days"),
    }),
  }),
  reads({
    method: "GET",
    path: "/customers/{customer}/value",
    group: "Analytics",
    summary: "What a customer is worth, why it may leave, and its lead score; null until first computed",
    permission: "scores:read",
    query: z.strictObject(selection),
    answer: z.strictObject({ value: valueAnswer.nullable(), score: scoreAnswer.nullable() }),
    handler: async (ctx, { params }) => {
      const { _id } = await readableCustomer(ctx, (await customerAt(ctx, params))._id, "scores:read");
      const value = await valueRow(ctx, _id);
      const score = await scoreRow(ctx, _id);
      return {
        value:
          value === null
            ? null
            : {
                currency: value.currency,
                totalRevenue: value.totalRevenue,
                totalOrders: value.totalOrders,
                averageOrderValue: value.averageOrderValue,
                lastOrderAt: isoOrNull(value.lastOrderAt),
                breakdown:
                  value.breakdown === undefined
                    ? null
                    : { orders: 0, bookings: 0, jobs: 0, ...value.breakdown },
                components:
                  value.components === undefined ? null : { bookings: 0, jobs: 0, ...value.components },
                averageTransactionValue: value.averageTransactionValue ?? null,
                predictedValue: value.predictedValue,
                otherCurrencies: value.otherCurrencies,
                churnRisk: value.churnRisk,
                churnReasons: value.churnReasons,
                lastCalculated: isoOrNull(value.lastCalculated)!,
              },
        score:
          score === null
            ? null
            : {
                score: score.score,
                factors: score.factors,
                lastCalculated: isoOrNull(score.lastCalculated)!,
              },
      };
    },
  }),
];

/** Percent with one decimal. */
const percent = (share: number | null) => (share === null ? null : Math.round(share * 1000) / 10);
