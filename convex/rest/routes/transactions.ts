/** Recorded sales over REST (ORD-08, ORD-10, ORD-15, ORD-22, ORD-23). */
import * as z from "zod";
import type { Id } from "../../_generated/dataModel";
import {
  customerTransactions,
  listTransactions,
  readTransaction,
  transactionsOfLegacyId,
  type ListedTransaction,
} from "../../transactions/list";
import { recordTransaction } from "../../transactions/record";
import { transactionSummary } from "../../transactions/summary";
import { restoreTransaction, voidTransaction } from "../../transactions/void";
import { paymentMethods, transactionStatuses } from "../../transactions/words";
import { amount, calendarDay, count, id, iso, listPage, moment } from "../answer";
import { day, looseInstant, paging, selection, word } from "../entry";
import { minorUnits, creditEntered } from "./loyalty";
import { customerAt } from "../place";
import { lists, reads, writes } from "../route";

const textOrNull = z.string().nullable();
const method = z.enum(paymentMethods);

const transactionAnswer = z.strictObject({
  id,
  customerId: id,
  customerCode: z.string(),
  customerName: z.string(),
  legacyPosCustomerId: textOrNull.describe("The customer's id in the older system."),
  externalId: textOrNull.describe("The sale's id in the system it came from."),
  date: moment,
  day: calendarDay.describe("In the organization's time zone."),
  amount,
  currency: z.string().describe("ISO 4217."),
  paymentMethod: method,
  reference: textOrNull.describe("A receipt's number."),
  note: textOrNull,
  quoteId: id.nullable().describe("The accepted quote that it pays."),
  orderId: id.nullable().describe("The order that it pays."),
  jobId: id.nullable().describe("The job that it pays."),
  customerPackageId: id.nullable().describe("The package that was sold in it."),
  packageName: textOrNull,
  status: z
    .enum(transactionStatuses)
    .describe("Void ones count nowhere; adjusted ones correct what was spent and are no sales."),
  voidedAt: moment.nullable(),
  voidReason: textOrNull,
  createdAt: moment,
  createdByName: z.string(),
});

const outward = (row: ListedTransaction): z.output<typeof transactionAnswer> => ({
  id: row._id,
  customerId: row.customerId,
  customerCode: row.customerCode,
  customerName: row.customerName,
  legacyPosCustomerId: row.legacyPosCustomerId,
  externalId: row.externalId,
  date: iso(row.at),
  day: row.day,
  amount: row.amount,
  currency: row.currency,
  paymentMethod: row.method,
  reference: row.reference,
  note: row.note,
  quoteId: row.quoteId,
  orderId: row.orderId,
  jobId: row.serviceJobId,
  customerPackageId: row.customerPackageId,
  packageName: row.packageName,
  status: row.status,
  voidedAt: row.voided === null ? null : iso(row.voided.at),
  voidReason: row.voided?.reason ?? null,
  createdAt: iso(row.createdAt),
  createdByName: row.createdByName,
});

const largestPage = 50;

const filters = {
  from: day.optional().describe("First day, in the organization's time zone."),
  to: day.optional().describe("Last day."),
  minAmount: z
    .string()
    .regex(/^\d{1,12}$/, "Enter a whole number.")
    .transform(Number)
    .optional()
    .describe("Minor units."),
  paymentMethod: method.optional(),
  search: z.string().max(200).optional().describe("Words of the reference, the note or an id."),
};
interface Filters {
  from?: string | undefined;
  to?: string | undefined;
  minAmount?: number | undefined;
  paymentMethod?: (typeof paymentMethods)[number] | undefined;
  search?: string | undefined;
}
const filterOf = ({ from, to, minAmount, paymentMethod, search }: Filters) => ({
  ...(from === undefined ? {} : { from }),
  ...(to === undefined ? {} : { to }),
  ...(minAmount === undefined ? {} : { minAmount }),
  ...(paymentMethod === undefined ? {} : { method: paymentMethod }),
  ...(search === undefined ? {} : { search }),
});

export const transactionRoutes = [
  lists({
    method: "GET",
    path: "/customers/{customer}/transactions",
    group: "Transactions",
    summary: "Sales of a customer, newest first, with the total of all of them",
    permission: "transactions:read",
    query: z.strictObject({ ...filters, ...paging(largestPage), ...selection }),
    list: "transactions",
    largestPage,
    answer: transactionAnswer,
    handler: async (ctx, { params, query, page }) => {
      const { _id } = await customerAt(ctx, params);
      return listPage(await customerTransactions(ctx, _id, filterOf(query), page), outward);
    },
    beside: {
      answer: z.object({
        totalAmount: amount.describe("Of all completed sales of the customer, whatever page or filter."),
        currency: z.string().describe("ISO 4217."),
        otherCurrencies: z
          .array(z.strictObject({ currency: z.string(), count, amount }))
          .describe("Sold in other currencies, not converted."),
      }),
      handler: async (ctx, { params }) => {
        const { totalSpent, currency, otherCurrencies } = await transactionSummary(
          ctx,
          await customerAt(ctx, params),
        );
        return { totalAmount: totalSpent, currency, otherCurrencies };
      },
    },
  }),
  writes({
    method: "POST",
    path: "/customers/{customer}/transactions",
    group: "Transactions",
    summary: "Record a sale; the same externalId twice is one sale",
    permission: "transactions:record",
    status: 201,
    body: z.strictObject({
      amount: creditEntered,
      currency: word,
      date: looseInstant.optional().describe("Now unless told."),
      paymentMethod: z.string().optional(),
      reference: word,
      note: word,
      externalId: word,
      legacyPosCustomerId: word,
      quoteId: word,
      orderId: word,
      jobId: word,
    }),
    aliases: { transactionDate: "date", posCustomerId: "legacyPosCustomerId", method: "paymentMethod" },
    example: { amount: 4990, date: "2026-03-31T09:00:00Z", paymentMethod: "card", reference: "R-1041" },
    answer: transactionAnswer,
    handler: async (ctx, { params, body }) => {
      const { _id } = await customerAt(ctx, params);
      const { amount: given, date, paymentMethod, jobId, ...texts } = body;
      const settings = await ctx.settings();
      const named = Object.fromEntries(Object.entries(texts).filter(([, text]) => text));
      const { transactionId } = await recordTransaction(ctx, _id, {
        ...named,
        ...(jobId ? { serviceJobId: jobId } : {}),
        amount: minorUnits(given, texts.currency ?? settings.currency),
        ...(date === undefined ? {} : { at: date }),
        ...(paymentMethod === undefined ? {} : { method: paymentMethod }),
      });
      return outward(await readTransaction(ctx, transactionId));
    },
  }),
  lists({
    method: "GET",
    path: "/transactions",
    group: "Transactions",
    summary: "Sales of all customers, newest first; or those under a customer's id in the older system",
    permission: "transactions:read",
    query: z.strictObject({
      ...filters,
      owner: z.string().max(64).optional().describe("A member's id; everybody's unless told."),
      legacyPosCustomerId: z.string().max(120).optional(),
      ...paging(largestPage),
      ...selection,
    }),
    list: "transactions",
    largestPage,
    answer: transactionAnswer,
    handler: async (ctx, { query, page }) => {
      if (query.legacyPosCustomerId !== undefined)
        return listPage(await transactionsOfLegacyId(ctx, query.legacyPosCustomerId, page), outward);
      const owner = query.owner === undefined ? "everybody" : (query.owner as Id<"users">);
      return listPage(await listTransactions(ctx, { owner, filter: filterOf(query) }, page), outward);
    },
  }),
  reads({
    method: "GET",
    path: "/transactions/{transaction}",
    group: "Transactions",
    summary: "Read one sale, by id or by its externalId",
    permission: "transactions:read",
    query: z.strictObject(selection),
    answer: transactionAnswer,
    handler: async (ctx, { params }) => outward(await readTransaction(ctx, params["transaction"]!)),
  }),
  writes({
    method: "POST",
    path: "/transactions/{transaction}/void",
    group: "Transactions",
    summary: "Take a sale out of every number it counted in",
    permission: "transactions:void",
    body: z.strictObject({ reason: z.string().optional() }),
    isBodyOptional: true,
    example: { reason: "Wrong amount" },
    answer: transactionAnswer,
    handler: async (ctx, { params, body }) => {
      const { _id } = await readTransaction(ctx, params["transaction"]!);
      await voidTransaction(ctx, _id, body.reason);
      return outward(await readTransaction(ctx, _id));
    },
  }),
  writes({
    method: "POST",
    path: "/transactions/{transaction}/restore",
    group: "Transactions",
    summary: "Bring a void sale back",
    permission: "transactions:void",
    body: z.strictObject({}),
    isBodyOptional: true,
    example: {},
    answer: transactionAnswer,
    handler: async (ctx, { params }) => {
      const { _id } = await readTransaction(ctx, params["transaction"]!);
      await restoreTransaction(ctx, _id);
      return outward(await readTransaction(ctx, _id));
    },
  }),
];
