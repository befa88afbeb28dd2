/** What may be entered of a booking, a payment and a participant; forms and the API read it. */
import * as z from "zod";
import { isDay } from "../shared/days";
import { optional } from "../shared/entry";
import { amountText, isCurrency } from "../shared/money";
import { mostSeats } from "../tours/words";
import { paymentMethods } from "../transactions/words";
import { mostAmount, paymentStatuses } from "./words";

const whole = (sentence: string) =>
  z
    .number({ error: sentence })
    .or(z.nan())
    .refine(Number.isSafeInteger, { message: sentence, params: { rule: "whole" } });

const currency = z.string().refine(isCurrency, {
  message: "Enter a currency by its three letters, like USD.",
  params: { rule: "invalidCurrency" },
});

const people = whole("Enter how many people travel.").refine((value) => !(value < 1 || value > mostSeats), {
  message: "Enter how many people travel: at least one.",
  params: { rule: "people" },
});

/** Nought is a trip that was given away. */
const total = whole("Enter the total.")
  .refine((value) => !(value < 0), { message: "A total cannot be below zero.", params: { rule: "negative" } })
  .refine((value) => !(value > mostAmount), {
    message: "This total is too high.",
    params: { rule: "tooHigh" },
  });

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** A JSON object as text (TRV-29). */
const metadata = z
  .string()
  .max(16_000, "Use at most 16,000 characters.")
  .refine(isJsonObject, {
    message: 'Enter a JSON object, like {"hotel": "Lake view"}.',
    params: { rule: "invalidJson" },
  });

export const bookingShape = z.object({
  tourDepartureId: z
    .string({ error: "Choose a departure." })
    .refine((value) => value !== "", { message: "Choose a departure.", params: { rule: "required" } }),
  numParticipants: people,
  /** Price times people unless told (TRV-07). */
  totalAmount: total.optional(),
  /** The departure's unless told. */
  currency: currency.optional(),
  /** Why the total is another. */
  totalReason: optional(500),
  leadId: z.string().optional(),
  quoteId: z.string().optional(),
  note: optional(2000),
  metadata: metadata.optional(),
});
export type BookingInput = z.input<typeof bookingShape>;

/** `totalAmount: null` goes back to price times people. */
export const bookingChangesShape = z.object({
  numParticipants: people.optional(),
  totalAmount: total.nullable().optional(),
  totalReason: optional(500),
  note: optional(2000),
  metadata: metadata.optional(),
});
export type BookingChanges = z.input<typeof bookingChangesShape>;

/** `ownCurrency` (ISO 4217) is of a payment that names none. */
export const paymentShape = (ownCurrency: string) =>
  z
    .object({
      amount: whole("Enter an amount above zero.").refine((value) => !(value <= 0), {
        message: "Enter an amount above zero.",
        params: { rule: "positive" },
      }),
      currency: currency.optional(),
      rate: z
        .number({ error: "Enter the rate." })
        .or(z.nan())
        .refine((value) => value > 0 && value <= 1_000_000_000, {
          message: "Enter the rate: how much one unit of the payment is in the booking's currency.",
          params: { rule: "rate" },
        })
        .optional(),
      /** Today unless told. */
      paymentDate: z
        .string({ error: "Choose the day of the payment." })
        .refine(isDay, {
          message: "Enter a real date as year-month-day.",
          params: { rule: "invalidDay" },
        })
        .optional(),
      paymentMethod: z
        .enum(paymentMethods, { error: `Choose how it was paid: ${paymentMethods.join(", ")}.` })
        .default("other"),
      status: z
        .enum(paymentStatuses, { error: `Choose one of ${paymentStatuses.join(", ")}.` })
        .default("completed"),
      reference: optional(120),
      transactionId: z.string().optional(),
    })
    .superRefine(({ amount, currency: own = ownCurrency }, context) => {
      if (!(amount > mostAmount)) return;
      context.addIssue({
        code: "custom",
        path: ["amount"],
        message: `One payment goes up to ${amountText(mostAmount, own)}.`,
        params: { rule: "tooMuchPaid", limit: { minor: mostAmount, currency: own } },
      });
    });
export type PaymentInput = z.input<ReturnType<typeof paymentShape>>;

export const participantShape = z
  .object({
    customerId: z.string().optional(),
    guestName: optional(120),
    dietary: optional(200),
  })
  .refine(({ customerId, guestName }) => (customerId === undefined) !== (guestName === undefined), {
    path: ["guestName"],
    message: "Choose a customer, or enter a guest's name.",
    params: { rule: "participant" },
  });
export type ParticipantInput = z.input<typeof participantShape>;
