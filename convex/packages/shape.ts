/** What may be entered of a package and of its sale; forms and API read it. */
import * as z from "zod";
import { isDay } from "../shared/days";
import { optional, required } from "../shared/entry";
import { amountText, isCurrency } from "../shared/money";
import { clockLeeway, earliestSale, mostAmount, paymentMethods } from "../transactions/words";
import { mostSessions, mostValidDays } from "./words";

const currencySchema = z.string().refine(isCurrency, {
  message: "Enter a currency by its three letters, like USD.",
  params: { rule: "invalidCurrency" },
});

const priceSchema = z
  .number({ error: "Enter a price; 0 for a gift." })
  .refine(Number.isSafeInteger, {
    message: "Enter a price with the digits that the currency has.",
    params: { rule: "whole" },
  })
  .refine((price) => price >= 0, { message: "A price cannot be below zero.", params: { rule: "negative" } });

/** A whole number from 1 to `most`; null for no limit. */
const countSchema = (most: number, rule: string, sentence: string) =>
  z
    .number({ error: sentence })
    .refine((count) => Number.isSafeInteger(count) && count >= 1 && count <= most, {
      message: sentence,
      params: { rule },
    })
    .nullable()
    .default(null);

function refuseTooMuch(price: number | undefined, currency: string, context: z.RefinementCtx): void {
  if (price === undefined || price <= mostAmount) return;
  context.addIssue({
    code: "custom",
    path: ["price"],
    message: `A package goes up to ${amountText(mostAmount, currency)}.`,
    params: { rule: "tooMuchPrice", limit: { minor: mostAmount, currency } },
  });
}

/** `ownCurrency` (ISO 4217) is of a package that names none. */
export const packageShape = (ownCurrency: string) =>
  z
    .object({
      name: required(120, "Enter the package's name."),
      description: optional(2000),
      /** Minor units. */
      price: priceSchema,
      currency: currencySchema.optional(),
      sessions: countSchema(
        mostSessions,
        "sessions",
        "Enter a whole number of sessions from 1 to 10,000, or none for no limit.",
      ),
      validDays: countSchema(
        mostValidDays,
        "validDays",
        "Enter a whole number of days from 1 to 11,000, or none for no end.",
      ),
    })
    .superRefine(({ price, currency = ownCurrency }, context) => refuseTooMuch(price, currency, context));
export type PackageInput = z.input<ReturnType<typeof packageShape>>;

/** A sale of a package. `now` is what it may not be later than, epoch ms; `currency` is the package's. */
export const packageSaleShape = (now: number, currency: string) =>
  z
    .object({
      /** Minor units; the package's own unless told. */
      price: priceSchema.optional(),
      /** Epoch ms; now unless told. */
      at: z
        .number({ error: "Enter the date of the sale." })
        .refine((at) => Number.isSafeInteger(at) && at >= earliestSale, {
          message: "Enter the date of the sale.",
          params: { rule: "invalidDate" },
        })
        .refine((at) => !(at > now + clockLeeway), {
          message: "A sale cannot be in the future.",
          params: { rule: "future" },
        })
        .optional(),
      /** Calendar day; the day of the sale unless told. */
      startsOn: z
        .string()
        .refine(isDay, { message: "Enter a real date as year-month-day.", params: { rule: "invalidDay" } })
        .nullish(),
      method: z
        .enum(paymentMethods, { error: `Choose how it was paid: ${paymentMethods.join(", ")}.` })
        .default("other"),
      reference: optional(120),
      note: optional(2000),
    })
    .superRefine(({ price }, context) => refuseTooMuch(price, currency, context));
export type PackageSaleInput = z.input<ReturnType<typeof packageSaleShape>>;
