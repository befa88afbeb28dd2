/** What a person may enter about an interaction (INT-01..07). */
import * as z from "zod";
import { directions } from "../communications/words";
import { optional, required } from "../shared/entry";
import { interactionTypes } from "./types";

/** Longest interaction, in minutes: four weeks. */
const longest = 28 * 24 * 60;

export const followUpRequestShape = z.object({
  title: optional(200),
  /** Epoch ms. */
  dueAt: z.number().int(),
  /** Defaults to the person the interaction is assigned to. */
  ownerId: z.string().optional(),
});

export const interactionShape = z.object({
  /** "phone" is what older systems call a call (C28). */
  type: z.preprocess((value) => (value === "phone" ? "call" : value), z.enum(interactionTypes)),
  subject: required(200, "Say in a few words what it was about."),
  description: required(10_000, "Write what was said or done."),
  outcome: optional(1000),
  /** Epoch ms; judged by `dateProblem`. Absent means now. */
  interactionDate: z.number().or(z.nan()).optional(),
  duration: z
    .number()
    .int("Whole minutes only.")
    .min(0, "Minutes cannot be negative.")
    .max(longest, "Longer than four weeks; check the minutes.")
    .optional(),
  contactId: z.string().optional(),
  /** Of a call: who rang whom (COM-18); outbound when left out. */
  direction: z.enum(directions).optional(),
  contactMethod: optional(100),
  purpose: optional(100),
  successful: z.boolean().default(true),
  /** Defaults to the caller. */
  assignedTo: z.string().optional(),
  relatedQuoteId: z.string().optional(),
  relatedOrderId: z.string().optional(),
  relatedItemId: z.string().optional(),
  followUp: followUpRequestShape.optional(),
});
export type InteractionInput = z.input<typeof interactionShape>;

/** An edit names only what changes; the follow-up has functions of its own. */
export const interactionPatchShape = interactionShape
  .omit({ followUp: true, successful: true })
  .extend({ successful: z.boolean() })
  .partial();
export type InteractionPatch = z.input<typeof interactionPatchShape>;
