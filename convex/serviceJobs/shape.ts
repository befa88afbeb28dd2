/** What a person may enter of a job; form, API and server read it (ORD-19). */
import * as z from "zod";
import { largestAmount } from "../quotes/pricing";
import { optional, required } from "../shared/entry";
import { isCurrency } from "../shared/money";

/** Nothing before 1990 and nothing after 2100 is meant. */
const earliest = Date.UTC(1990, 0, 1);
const latest = Date.UTC(2100, 0, 1);

export const serviceJobShape = z.object({
  title: required(200, "Say what is to be done."),
  description: optional(5000),
  /** Minor units. */
  totalAmount: z
    .number({ error: "Enter what it is worth." })
    .refine((value) => Number.isSafeInteger(value) && value >= 0 && value <= largestAmount, {
      message: "Enter what it is worth, nought or more.",
      params: { rule: "invalidMoney" },
    }),
  /** The organization's unless told. */
  currency: z
    .string()
    .refine(isCurrency, { message: "Choose a currency.", params: { rule: "invalidCurrency" } })
    .optional(),
  /** Epoch ms. */
  scheduledAt: z
    .number()
    .or(z.nan())
    .refine((at) => Number.isSafeInteger(at) && at >= earliest && at <= latest, {
      message: "Enter when it is to be done.",
      params: { rule: "invalidInstant" },
    })
    .nullable()
    .optional()
    .transform((at) => at ?? undefined),
});
export type ServiceJobInput = z.input<typeof serviceJobShape>;
