/** Store credit, points and VIP tiers over REST (LOY-01..03, LOY-06). */
import * as z from "zod";
import { choiceColors } from "../../fields/words";
import { adjust, takeBack } from "../../loyalty/ledger";
import { balances, describeEntry, listEntries, type ListedEntry } from "../../loyalty/list";
import { shownTier, tiersOf } from "../../loyalty/tiers";
import { amountOf, loyaltyKinds, loyaltyUnits } from "../../loyalty/words";
import { amount, count, id, iso, listPage, moment, whole } from "../answer";
import { paging, selection, word } from "../entry";
import { childAt, customerAt } from "../place";
import { lists, reads, writes } from "../route";

const textOrNull = z.string().nullable();
const unit = z.enum(loyaltyUnits).describe("credit, in minor units of its currency, or points.");

const balancesAnswer = z.strictObject({
  availableCredit: amount,
  currency: z.string().describe("ISO 4217."),
  loyaltyPoints: count,
});

const entryAnswer = z.strictObject({
  id,
  unit,
  kind: z.enum(loyaltyKinds),
  delta: z.int().describe("What the balance moved by: minor units or points."),
  balanceAfter: count,
  currency: textOrNull,
  reason: z.string(),
  reference: textOrNull.describe("What it rests on: a receipt, an order."),
  isTakenBack: z.boolean().describe("A counter entry stands against it."),
  otherCustomerId: id.nullable().describe("The record it came from or went to in a merge."),
  actorName: z.string(),
  createdAt: moment,
});

const outward = (row: ListedEntry): z.output<typeof entryAnswer> => ({
  id: row._id,
  unit: row.unit,
  kind: row.kind,
  delta: row.delta,
  balanceAfter: row.balanceAfter,
  currency: row.currency,
  reason: row.reason,
  reference: row.reference,
  isTakenBack: row.isTakenBack,
  otherCustomerId: row.other?.customerId ?? null,
  actorName: row.actorName,
  createdAt: iso(row.at),
});

const tierAnswer = z.strictObject({
  id,
  name: z.string(),
  description: z.string(),
  color: z.enum(choiceColors),
  rank: z.int().describe("A higher one is better."),
  minLifetimeValue: amount.nullable().describe("Given from this lifetime value on; null: by hand only."),
  legacyTierId: z.int().nullable(),
  isArchived: z.boolean().describe("Not given any more."),
});

/** Money as the whole API takes it, or as text in the currency's own units, rounded to its digits (LOY-01). */
export const creditEntered = z
  .union([z.number(), z.string()])
  .nullable()
  .optional()
  .describe('Minor units as a number, or text in whole units, like "10.50", rounded to the currency.');

/** What is no amount goes on as it is not: shapes refuse it by field and in words. */
export function minorUnits(
  given: number | string | null | undefined,
  currency: string,
): number | null | undefined {
  return typeof given === "string" && given.trim() !== ""
    ? (amountOf(given, currency) ?? Number.NaN)
    : given === ""
      ? null
      : (given as number);
}

const largestPage = 25;

export const loyaltyRoutes = [
  reads({
    method: "GET",
    path: "/customers/{customer}/balances",
    group: "Loyalty",
    summary: "What a customer has: credit and points",
    permission: "credit:read",
    query: z.strictObject(selection),
    answer: balancesAnswer,
    handler: async (ctx, { params }) => {
      const { _id } = await customerAt(ctx, params);
      const { availableCredit, currency, loyaltyPoints } = await balances(ctx, _id);
      return { availableCredit, currency, loyaltyPoints };
    },
  }),
  lists({
    method: "GET",
    path: "/customers/{customer}/ledger",
    group: "Loyalty",
    summary: "Every movement of credit and points, newest first",
    permission: "credit:read",
    query: z.strictObject({ unit: unit.optional(), ...paging(largestPage), ...selection }),
    list: "entries",
    largestPage,
    answer: entryAnswer,
    handler: async (ctx, { params, query, page }) => {
      const { _id: customerId } = await customerAt(ctx, params);
      const asked = { customerId, unit: query.unit ?? null, paginationOpts: page };
      return listPage(await listEntries(ctx, asked), outward);
    },
  }),
  writes({
    method: "POST",
    path: "/customers/{customer}/ledger",
    group: "Loyalty",
    summary: "Add to a balance or spend from it; never below zero",
    permission: "credit:adjust",
    status: 201,
    body: z.strictObject({
      unit: unit.optional(),
      direction: z.enum(["add", "use"]),
      amount: creditEntered,
      reason: word,
      reference: word,
    }),
    example: {
      unit: "credit",
      direction: "add",
      amount: 2500,
      reason: "Sorry for the delay",
      reference: "R-1041",
    },
    answer: entryAnswer,
    handler: async (ctx, { params, body }) => {
      const { _id } = await customerAt(ctx, params);
      const { unit: of = "credit" } = body;
      const { currency } = await balances(ctx, _id);
      const { entryId } = await adjust(ctx, _id, {
        unit: of,
        direction: body.direction,
        // Points have no parts: what is not whole is refused, not rounded.
        amount: of === "credit" ? minorUnits(body.amount, currency) : Number(body.amount ?? Number.NaN),
        reason: body.reason ?? "",
        ...(body.reference ? { reference: body.reference } : {}),
      });
      return outward(await describeEntry(ctx, entryId));
    },
  }),
  writes({
    method: "POST",
    path: "/customers/{customer}/ledger/{entry}/take-back",
    group: "Loyalty",
    summary: "Take a movement back by a counter entry; the movement itself stays",
    permission: "credit:adjust",
    status: 201,
    body: z.strictObject({}),
    isBodyOptional: true,
    example: {},
    answer: entryAnswer,
    handler: async (ctx, { params }) => {
      const { _id } = await childAt(ctx, "loyaltyEntries", params, "entry");
      const { entryId } = await takeBack(ctx, _id);
      return outward(await describeEntry(ctx, entryId));
    },
  }),
  lists({
    method: "GET",
    path: "/vip-tiers",
    group: "Loyalty",
    summary: "The organization's VIP tiers, lowest first",
    permission: "vip:read",
    query: z.strictObject({ ...paging(50), ...selection }),
    list: "tiers",
    largestPage: 50,
    answer: tierAnswer,
    handler: async (ctx) =>
      whole(
        (await tiersOf(ctx))
          .map(shownTier)
          .map(({ _id, ...tier }): z.output<typeof tierAnswer> => ({ id: _id, ...tier })),
      ),
  }),
];
