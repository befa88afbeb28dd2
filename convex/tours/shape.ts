/** What may be entered of a tour and of a departure; forms and the API read it. */
import * as z from "zod";
import { isDay } from "../shared/days";
import { optional, required } from "../shared/entry";
import { isCurrency } from "../shared/money";
import { longestTrip, mostPrice, mostSeats } from "./words";

const whole = (sentence: string) =>
  z
    .number({ error: sentence })
    .or(z.nan())
    .refine(Number.isSafeInteger, { message: sentence, params: { rule: "whole" } });

const between = (least: number, most: number, sentence: string) =>
  whole(sentence).refine((value) => !(value < least || value > most), {
    message: sentence,
    params: { rule: "outside" },
  });

/** Of one person, minor units; nought is a trip that costs nothing. */
const price = whole("Enter a price.")
  .refine((value) => !(value < 0), { message: "A price cannot be below zero.", params: { rule: "negative" } })
  .refine((value) => !(value > mostPrice), {
    message: "This price is too high.",
    params: { rule: "tooHigh" },
  });

const currency = z.string().refine(isCurrency, {
  message: "Enter a currency by its three letters, like USD.",
  params: { rule: "invalidCurrency" },
});

const capacity = between(1, mostSeats, `Enter a number of places from 1 to ${mostSeats}.`);

const tourFields = z.object({
  name: required(120, "Enter the tour's name."),
  description: optional(4000),
  basePrice: price,
  /** The organization's unless told. */
  currency: currency.optional(),
  capacity,
  durationDays: between(1, longestTrip, `Enter a number of days from 1 to ${longestTrip}.`),
  active: z.boolean({ error: "Say true or false." }),
});
export const tourShape = tourFields.extend({ active: tourFields.shape.active.default(true) });
export type TourInput = z.input<typeof tourShape>;
export const tourChangesShape = tourFields.partial();
export type TourChanges = z.input<typeof tourChangesShape>;

/** Price, currency and capacity are the tour's unless told (TRV-03). */
export const departureShape = z.object({
  departureDate: z.string({ error: "Choose the day of departure." }).refine(isDay, {
    message: "Enter a real date as year-month-day.",
    params: { rule: "invalidDay" },
  }),
  price: price.optional(),
  currency: currency.optional(),
  capacity: capacity.optional(),
});
export type DepartureInput = z.input<typeof departureShape>;
export const departureChangesShape = departureShape.partial();
export type DepartureChanges = z.input<typeof departureChangesShape>;
