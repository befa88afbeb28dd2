/** What may be entered of credit, points and tiers; forms, files and the API read it too. */
import * as z from "zod";
import { choiceColors } from "../fields/words";
import { isDay } from "../shared/days";
import { optional, required, text } from "../shared/entry";
import { amountText } from "../shared/money";
import { longestTierName, loyaltyUnits, mostCredit, mostPoints } from "./words";

const whole = (what: string) =>
  z.number({ error: what }).refine(Number.isSafeInteger, { message: what, params: { rule: "whole" } });

/** Minor units of the currency (ISO 4217). */
export const creditSchema = (currency: string) =>
  whole("Enter an amount of credit.")
    .refine((value) => value >= 0, { message: "Credit cannot be below zero.", params: { rule: "negative" } })
    .refine((value) => value <= mostCredit, {
      message: `Credit goes up to ${amountText(mostCredit, currency)}.`,
      params: { rule: "tooMuchCredit", limit: { minor: mostCredit, currency } },
    });

export const pointsSchema = whole("Points are whole numbers.")
  .refine((value) => value >= 0, { message: "Points cannot be below zero.", params: { rule: "negative" } })
  .refine((value) => value <= mostPoints, {
    message: "Points go up to 999,999,999.",
    params: { rule: "tooManyPoints" },
  });

/** Calendar day. */
export const vipDaySchema = z
  .string()
  .refine(isDay, { message: "Enter a real date as year-month-day.", params: { rule: "invalidDay" } });

const amountMissing = { message: "Enter an amount above zero.", params: { rule: "positive" } };

/** A movement of a balance: so much more or less, and why. Credit is in minor units of the currency (ISO 4217). */
export const movementShape = (currency: string) =>
  z
    .object({
      unit: z.enum(loyaltyUnits),
      direction: z.enum(["add", "use"]),
      amount: whole("Enter a whole amount."),
      reason: required(500, "Say why, in a few words."),
      reference: optional(120),
    })
    .superRefine(({ unit, amount }, context) => {
      if (!Number.isSafeInteger(amount)) return;
      const limit = (unit === "credit" ? creditSchema(currency) : pointsSchema).safeParse(amount);
      const message = amount <= 0 ? amountMissing : limit.error?.issues[0];
      if (message === undefined) return;
      const params = "params" in message ? message.params : {};
      context.addIssue({ code: "custom", path: ["amount"], message: message.message, params });
    });
export type Movement = z.output<ReturnType<typeof movementShape>>;

export const tierShape = z.object({
  name: required(longestTierName, "Enter the tier's name."),
  description: text(500).default(""),
  color: z.enum(choiceColors).default("info"),
  /** Minor units; null: by hand only. */
  minLifetimeValue: whole("Enter an amount.")
    .refine((value) => value > 0 && value <= 1_000_000_000_000, amountMissing)
    .nullable()
    .default(null),
  legacyTierId: whole("Enter a whole number.").nullable().default(null),
});
export type TierInput = z.input<typeof tierShape>;
