/** What may be entered of a sale; form and API read it. */
import * as z from "zod";
import { optional } from "../shared/entry";
import { amountText, isCurrency } from "../shared/money";
import { clockLeeway, earliestSale, mostAmount, paymentMethods } from "./words";

const amountSchema = z
  .number({ error: "Enter an amount above zero." })
  .refine(Number.isSafeInteger, {
    message: "Enter an amount with the digits that the currency has.",
    params: { rule: "whole" },
  })
  .refine((amount) => amount > 0, { message: "Enter an amount above zero.", params: { rule: "positive" } });

/** `now` is what the sale may not be later than, epoch ms; `ownCurrency` (ISO 4217) is of a sale that names none. */
export const transactionShape = (now: number, ownCurrency: string) =>
  z
    .object({
      /** Minor units. */
      amount: amountSchema,
      /** The organization's unless told. */
      currency: z
        .string()
        .refine(isCurrency, {
          message: "Enter a currency by its three letters, like USD.",
          params: { rule: "invalidCurrency" },
        })
        .optional(),
      /** Epoch ms; now unless told. */
      at: z
        .number({ error: "Enter the date of the sale." })
        .or(z.nan())
        .refine((at) => Number.isSafeInteger(at) && at >= earliestSale, {
          message: "Enter the date of the sale.",
          params: { rule: "invalidDate" },
        })
        .refine((at) => !(at > now + clockLeeway), {
          message: "A sale cannot be in the future.",
          params: { rule: "future" },
        })
        .optional(),
      method: z
        .enum(paymentMethods, { error: `Choose how it was paid: ${paymentMethods.join(", ")}.` })
        .default("other"),
      reference: optional(120),
      note: optional(2000),
      externalId: optional(120),
      legacyPosCustomerId: optional(120),
      quoteId: z.string().optional(),
      orderId: z.string().optional(),
      serviceJobId: z.string().optional(),
    })
    .superRefine(({ amount, currency = ownCurrency }, context) => {
      if (amount <= mostAmount) return;
      context.addIssue({
        code: "custom",
        path: ["amount"],
        message: `One sale goes up to ${amountText(mostAmount, currency)}.`,
        params: { rule: "tooMuch", limit: { minor: mostAmount, currency } },
      });
    });
export type TransactionInput = z.input<ReturnType<typeof transactionShape>>;
