/**
 * What one row brought, as far as no other row pays or fulfils it (C25): the same parts as a customer's value
 * (value/lifetime.ts), each with its instant. Pure; a row says it by itself, so that it can be counted by day.
 */
import { worthOf } from "../bookings/worth";
import type { Doc } from "../_generated/dataModel";

export const earnedSources = ["acceptedQuotes", "orders", "jobs", "bookings", "transactions"] as const;
export type EarnedSource = (typeof earnedSources)[number];

export interface Earned {
  source: EarnedSource;
  currency: string;
  /** Minor units; below zero where an adjustment takes something away. */
  amount: number;
  /** Epoch ms. */
  at: number;
}

/** Two readings of an accepted quote: what is still only a promise, and what was booked of it. */
export function earnedByQuote(quote: Doc<"quotes">): Earned[] {
  if (quote.status !== "accepted") return [];
  const { totalAmount, currency, paidAmount = 0, isOrdered = false, booked } = quote;
  const at = quote.acceptedAt ?? quote.createdAt;
  const open = isOrdered ? 0 : Math.max(0, totalAmount - Math.max(paidAmount, booked?.amount ?? 0));
  const bookedWorth = Math.max(0, (booked?.worth ?? 0) - paidAmount);
  return [
    ...(open === 0 ? [] : [{ source: "acceptedQuotes" as const, currency, amount: open, at }]),
    ...(bookedWorth === 0 ? [] : [{ source: "bookings" as const, currency, amount: bookedWorth, at }]),
  ];
}

/** An order that was fulfilled, a job that was completed: what no sale has paid of it. */
export function earnedByWork(source: "orders" | "jobs", row: Doc<"orders"> | Doc<"serviceJobs">): Earned[] {
  const { realizedAt, totalAmount, paidAmount = 0, currency } = row;
  const unpaid = Math.max(0, totalAmount - paidAmount);
  return realizedAt === undefined || unpaid === 0
    ? []
    : [{ source, currency, amount: unpaid, at: realizedAt }];
}

/** A booking by itself; one that makes a quote real counts with the quote. */
export function earnedByBooking(booking: Doc<"bookings">): Earned[] {
  const amount = booking.quoteId === undefined ? worthOf(booking) : 0;
  const { currency, createdAt: at } = booking;
  return amount === 0 ? [] : [{ source: "bookings", currency, amount, at }];
}

/** A sale on the day it has, an adjustment likewise; void ones brought nothing. */
export function earnedBySale(sale: Doc<"transactions">): (Omit<Earned, "at"> & { day: string })[] {
  const { status, currency, amount, day } = sale;
  return status === "completed" || status === "adjusted"
    ? [{ source: "transactions", currency, amount, day }]
    : [];
}
