/**
 * Corrects what a customer has spent, without a sale (ORD-17): a transaction of its own, up or down, that counts in the
 * customer's sum and value, in no visit and in none of the organization's sales, and can be made void like a sale.
 */
import * as z from "zod";
import type { Id } from "../_generated/dataModel";
import type { OrgMutationCtx } from "../functions";
import { writableCustomer } from "../customers/access";
import { recordChange } from "../history/record";
import { optional } from "../shared/entry";
import { dayOf } from "../shared/days";
import { fail } from "../shared/errors";
import { parse } from "../shared/validate";
import { refreshInsights } from "../value/refresh";
import { salesFactsOf } from "./facts";
import { placeOf, saleText, settle, toldOf } from "./record";
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
  const { currency, timeZone } = await ctx.settings();
  const facts = await salesFactsOf(ctx, customer._id);
  const spent = facts?.totals.find((one) => one.currency === currency)?.amount ?? 0;
  if (spent + amount < 0) {
    const message = "That is more than the customer has spent.";
    fail({ code: "VALIDATION_ERROR", issues: [{ path: "amount", rule: "tooMuch", message }] });
  }
  const id = await ctx.db.insert("transactions", {
    customerId: customer._id,
    at: ctx.now,
    day: dayOf(ctx.now, timeZone),
    amount,
    currency,
    method: "other",
    ...(reason === undefined ? {} : { note: reason }),
    status: "adjusted",
    isAdjustment: true,
    ownerId: customer.ownerId,
    searchText: saleText({ note: reason }),
    createdAt: ctx.now,
    updatedAt: ctx.now,
    createdBy: ctx.actor.id,
    createdByName: ctx.actor.name,
  });
  const row = await ctx.db.get("transactions", id);
  await settle(ctx, null, row);
  await recordChange(
    ctx,
    {
      entity: "transactions",
      entityId: id,
      customerId: customer._id,
      action: "adjusted",
      changes: toldOf(row),
      ...(reason === undefined ? {} : { reason }),
    },
    placeOf(row, row.at),
    customer,
  );
  await refreshInsights(ctx, customer._id);
  return id;
}
