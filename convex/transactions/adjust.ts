/**
 * Corrects what a customer has spent, without a sale (ORD-17): a transaction of its own, up or down, that counts in the
 * customer's sum and value, in no visit and in none of the organization's sales, and can be made void like a sale.
 */
import * as z from "zod";
import type { Id } from "../_generated/dataModel";
import type { OrgMutationCtx } from "../functions";
import { writableCustomer } from "../customers/access";
import { optional } from "../shared/entry";
import { fail } from "../shared/errors";
import { parse } from "../shared/validate";
import { refreshInsights } from "../value/refresh";
import { salesFactsOf } from "./facts";
import { insertTransaction } from "./record";
import { mostAmount } from "./words";

const adjustmentShape = z.object({
  amount: z
    .number({ error: "Enter by how much, above or below zero." })
    .refine((amount) => Number.isSafeInteger(amount) && amount !== 0 && Math.abs(amount) <= mostAmount, {
      message: "Enter by how much in minor units, above or below zero.",
      params: { rule: "whole" },
    }),
  reason: optional(500),
});

/**
 * `amount` in minor units of the organization's currency; below zero it takes away, never more than was spent.
 * VALIDATION_ERROR by field, NOT_FOUND, FORBIDDEN.
 */
export async function adjustSpending(
  ctx: OrgMutationCtx,
  customerId: string,
  input: { amount: number; reason?: string | undefined },
): Promise<Id<"transactions">> {
  const customer = await writableCustomer(ctx, customerId, "transactions:adjust");
  const { amount, reason } = parse(adjustmentShape, input);
  const { currency } = await ctx.settings();
  const facts = await salesFactsOf(ctx, customer._id);
  const spent = facts?.totals.find((one) => one.currency === currency)?.amount ?? 0;
  if (spent + amount < 0) {
    const message = "That is more than the customer has spent.";
    fail({ code: "VALIDATION_ERROR", issues: [{ path: "amount", rule: "tooMuch", message }] });
  }
  const note = reason === undefined ? {} : { note: reason };
  const sale = { at: ctx.now, amount, currency, method: "other" as const, ...note };
  const { _id } = await insertTransaction(ctx, customer, sale, { reason });
  await refreshInsights(ctx, customer._id);
  return _id;
}
