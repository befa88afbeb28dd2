/** What a person may enter on an order (ORD-01, ORD-02); form, API and server read it. */
import * as z from "zod";
import { mostLines } from "../quotes/pricing";
import { quoteLineShape } from "../quotes/shape";
import { optional } from "../shared/entry";
import { isCurrency } from "../shared/money";

export const orderAddressShape = z.object({
  line1: optional(200),
  line2: optional(200),
  city: optional(100),
  state: optional(100),
  postalCode: optional(20),
  country: optional(100),
});

export const orderShape = z.object({
  lines: z
    .array(quoteLineShape)
    .min(1, "Add at least one line.")
    .max(mostLines, `At most ${mostLines} lines.`),
  /** The organization's unless told. */
  currency: z
    .string()
    .refine(isCurrency, { message: "Choose a currency.", params: { rule: "invalidCurrency" } })
    .optional(),
  /** The customer's own unless told. */
  address: orderAddressShape.optional(),
  note: optional(5000),
});
export type OrderInput = z.input<typeof orderShape>;

/** Why an order is cancelled or refunded. */
export const orderReasonShape = optional(500);
