/** What may be entered of an item of the catalogue; form and API read it (ORD-07). */
import * as z from "zod";
import { largestAmount, rateUnit } from "../quotes/pricing";
import { optional, required, text } from "../shared/entry";
import { isCurrency } from "../shared/money";

export const itemShape = z.object({
  sku: text(60)
    .refine((value) => value !== "", {
      message: "Enter the code under which it is sold.",
      params: { rule: "required" },
    })
    .refine((value) => !/\s/.test(value), {
      message: "A code has no spaces.",
      params: { rule: "noSpaces" },
    }),
  name: required(200, "Say what it is."),
  description: optional(2000),
  category: optional(80),
  /** Minor units. */
  unitPrice: z
    .number({ error: "Enter a price." })
    .refine(Number.isSafeInteger, { message: "Enter a price.", params: { rule: "invalidMoney" } })
    .refine((price) => price >= 0 && price <= largestAmount, {
      message: "The price cannot be negative or beyond ten trillion minor units.",
      params: { rule: "invalidMoney" },
    }),
  /** The organization's unless told. */
  currency: z
    .string()
    .refine(isCurrency, { message: "Choose a currency.", params: { rule: "invalidCurrency" } })
    .optional(),
  /** Basis points. */
  taxRate: z
    .number({ error: "Tax is 0 to 100 %." })
    .refine((rate) => Number.isInteger(rate) && rate >= 0 && rate <= rateUnit, {
      message: "Tax is 0 to 100 %.",
      params: { rule: "taxRate" },
    })
    .default(0),
});
export type ItemInput = z.input<typeof itemShape>;
