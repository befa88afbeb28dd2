/** What a person may enter on a quote (QUO-01, QUO-03, QUO-05). */
import * as z from "zod";
import { optional, required, text } from "../shared/entry";
import { isDay } from "../shared/days";
import { normalizeEmail } from "../shared/email";
import { isCurrency } from "../shared/money";
import { largestAmount, mostLines, priceLine, rateUnit } from "./pricing";

export const quoteLineShape = z
  .object({
    itemId: z.string().optional(),
    sku: optional(60),
    description: required(500, "Say what this line is for."),
    /** Thousandths. */
    quantity: z
      .number()
      .int()
      .min(1, "The quantity must be above 0.")
      .max(1_000_000_000, "Too large a quantity."),
    /** Minor units. */
    unitPrice: z
      .number()
      .int()
      .min(0, "The price cannot be negative.")
      .max(largestAmount, "Too large a price."),
    /** Basis points. */
    taxRate: z.number().int().min(0).max(rateUnit, "Tax is at most 100 %."),
  })
  .refine((line) => priceLine(line).net + priceLine(line).tax <= largestAmount, {
    message: "The sum of this line is too large.",
    path: ["unitPrice"],
  });

export const quoteShape = z.object({
  subject: required(200, "Give the quote a subject."),
  description: optional(5000),
  lines: z
    .array(quoteLineShape)
    .min(1, "Add at least one line.")
    .max(mostLines, `At most ${mostLines} lines.`),
  currency: z.string().refine(isCurrency, "Choose a currency.").optional(),
  /** Calendar day. */
  validUntil: z.string().refine(isDay, {
    message: "Enter the last day on which it may be accepted.",
    params: { rule: "invalidDay" },
  }),
  contactId: z.string().optional(),
  paymentTerms: optional(2000),
  deliveryTerms: optional(2000),
  notes: optional(5000),
  /** Taken when free; absent means the next number (QUO-04). */
  quoteNumber: text(40)
    .refine(
      (value) => /^[\p{L}\p{N}][\p{L}\p{N}/_.-]*$/u.test(value),
      "Use letters, digits and - . / _ only.",
    )
    .optional(),
});
export type QuoteInput = z.input<typeof quoteShape>;
export type QuoteFields = z.output<typeof quoteShape>;

export const quoteMailShape = z.object({
  to: z
    .string()
    .refine((value) => normalizeEmail(value) !== null, {
      message: "Enter an e-mail address like name@example.com.",
      params: { rule: "invalidEmail" },
    })
    .transform((value) => normalizeEmail(value) ?? value),
  message: optional(3000),
});

/** The customer's answer on the public page (QUO-14). */
export const answerShape = z.object({
  answer: z.enum(["accept", "reject"]),
  name: required(120, "Enter your name."),
  reason: optional(1000),
  /** What the customer had on screen; see answering.ts. */
  revision: z.number().int(),
  totalAmount: z.number().int(),
});
