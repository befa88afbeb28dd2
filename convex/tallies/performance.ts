/**
 * What a person did, by the day it was done (ANA-25): interactions, messages, answers, and what their customers bought.
 * Each row is counted by what stands on it alone, so that a recount comes to the same numbers.
 */
import type { Doc, Id } from "../_generated/dataModel";
import { userOf } from "../members/actors";
import { dayOf } from "../shared/days";
import type { Earned } from "../value/earned";
import { dayPlace, type TallyChange } from "./metrics";
import { moveByDay } from "./move";

/** Of whom it is, and of whom wrote it down; what Orbit logs by itself nobody wrote down. */
export function interactionTallies(entry: Doc<"interactions">, timeZone: string): TallyChange[] {
  const { part, cell } = dayPlace(dayOf(entry.interactionDate, timeZone));
  const one = { part, cell: `${cell}.${entry.type}`, count: 1, sum: 0 };
  const author = entry.automatic ? null : userOf(entry.createdBy);
  return [
    { metric: "responsible", key: entry.assignedTo, ...one },
    ...(author === null ? [] : [{ metric: "logged" as const, key: author, ...one }]),
  ];
}

/** A call is counted by its interaction; a message that came in, by who answered it. */
export function messageTallies(message: Doc<"communications">, timeZone: string): TallyChange[] {
  if (message.direction === "inbound") return answerTallies("message", message, timeZone);
  const author = userOf(message.createdBy);
  if (author === null || message.communicationType === "phone") return [];
  const { part, cell } = dayPlace(dayOf(message.createdAt, timeZone));
  return [
    { metric: "sent", key: author, part, cell: `${cell}.${message.communicationType}`, count: 1, sum: 0 },
  ];
}

interface Answered {
  createdAt: number;
  answeredAt?: number | undefined;
  answeredBy?: Id<"users"> | undefined;
}

/** How long something waited, with whoever answered it, on the day of the answer. */
export function answerTallies(
  kind: "lead" | "message",
  { createdAt, answeredAt, answeredBy }: Answered,
  timeZone: string,
): TallyChange[] {
  if (answeredAt === undefined || answeredBy === undefined) return [];
  const { part, cell } = dayPlace(dayOf(answeredAt, timeZone));
  const sum = Math.max(0, answeredAt - createdAt);
  return [{ metric: "answered", key: answeredBy, part, cell: `${cell}.${kind}`, count: 1, sum }];
}

interface Owned {
  ownerId?: Id<"users"> | undefined;
}

/** What a row brought, with the owner of its customer. */
export function earnedTallies(row: Owned, earned: readonly Earned[], timeZone: string): TallyChange[] {
  return earned.flatMap(({ at, ...one }) => earnedOnDay(row, [{ ...one, day: dayOf(at, timeZone) }]));
}

/** The same for what has its day already. */
export function earnedOnDay(
  { ownerId }: Owned,
  earned: readonly (Omit<Earned, "at"> & { day: string })[],
): TallyChange[] {
  if (ownerId === undefined) return [];
  return earned.map(({ source, currency, amount, day }) => {
    const { part, cell } = dayPlace(day);
    return {
      metric: "earnedByOwner",
      key: ownerId,
      part,
      cell: `${cell}.${source}.${currency}`,
      count: 1,
      sum: amount,
    };
  });
}

/** Moves an interaction's numbers from `before` to `after`; null is "not there". */
export const tallyInteraction = moveByDay("interactions", interactionTallies);

/** Moves a message's numbers from `before` to `after`; null is "not there". */
export const tallyMessage = moveByDay("communications", messageTallies);
