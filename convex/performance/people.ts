/**
 * What each person did in a period (ANA-25, REP-12): sums of tallies kept by day, so that a period costs a row for each
 * month of it and person, however much was done.
 */
import type { PaginationOptions, PaginationResult } from "convex/server";
import type { Doc, Id } from "../_generated/dataModel";
import { byCurrency } from "../dashboard/figures";
import type { OrgQueryCtx } from "../functions";
import { interactionTypes, type InteractionType } from "../interactions/types";
import { boundedPage } from "../shared/pages";
import type { Metric } from "../tallies/metrics";
import { tallyDays, total, type Cells } from "../tallies/read";
import { earnedSources, type EarnedSource } from "../value/earned";
import { checkedPeriod, type Period } from "./period";

export interface PersonNumbers {
  userId: Id<"users">;
  name: string;
  role: Doc<"memberships">["role"];
  teamId: Id<"teams"> | null;
  /** False for somebody who has left; listed where they did something. */
  isActive: boolean;
  /** Interactions they are responsible for, by kind, those that Orbit logged itself among them. */
  interactions: number;
  byType: Partial<Record<InteractionType, number>>;
  /** Interactions they wrote down themselves, whoever is responsible. */
  logged: number;
  /** Of `interactions`. */
  calls: number;
  /** Messages sent: e-mail, WhatsApp, SMS, chat. */
  messages: number;
  /** Leads of theirs that came in the period, and those of them that are won by now. */
  leads: number;
  won: number;
  /** What their customers bought, the organization's currency first; minor units. Each deal counts once. */
  revenue: { currency: string; sum: number; count: number }[];
  bySource: { source: EarnedSource; currency: string; sum: number; count: number }[];
  /** Messages and leads from outside that they answered first. */
  answers: number;
  /** Of `answers`. */
  answeredLeads: number;
  /** Mean of the time those had waited, ms; null without any. */
  responseMs: number | null;
}

/** People of one page: each is some thirty rows for a year. */
const mostPeople = 25;

/** People by name, those who have left after the others; for `own` reach oneself alone. VALIDATION_ERROR. */
export async function peopleNumbers(
  ctx: OrgQueryCtx,
  asked: Period,
  page: PaginationOptions,
): Promise<PaginationResult<PersonNumbers>> {
  const period = checkedPeriod(asked);
  if (ctx.reach !== "all") {
    const own = await numbersOf(ctx, ctx.member, period);
    return { page: [own], isDone: true, continueCursor: "" };
  }
  const found = await ctx.db
    .query("memberships")
    .withIndex("by_status_name")
    .paginate(boundedPage(page, mostPeople));
  const people = await Promise.all(found.page.map((member) => numbersOf(ctx, member, period)));
  // Brand users do no work here, whoever has left did it before.
  return { ...found, page: people.filter((person) => isListed(person)) };
}

function isListed(person: PersonNumbers): boolean {
  if (person.isActive && person.role !== "brand") return true;
  const { interactions, logged, messages, leads, answers, bySource } = person;
  return interactions + logged + messages + leads + answers + bySource.length > 0;
}

async function numbersOf(
  ctx: OrgQueryCtx,
  member: Doc<"memberships">,
  period: Period,
): Promise<PersonNumbers> {
  const of = (metric: Metric) => tallyDays(ctx, metric, { key: member.userId, ...period });
  const { currency } = await ctx.settings();
  const [responsible, logged, sent, came, earned, answered] = await Promise.all([
    byKind(of("responsible")),
    byKind(of("logged")),
    byKind(of("sent")),
    byKind(of("cameByOwner")),
    byKind(of("earnedByOwner")),
    byKind(of("answered")),
  ]);
  const answers = total(answered);
  const types = interactionTypes.flatMap((type) => {
    const count = responsible.get(type)?.count ?? 0;
    return count === 0 ? [] : [[type, count] as const];
  });
  return {
    userId: member.userId,
    name: member.name,
    role: member.role,
    teamId: member.teamId ?? null,
    isActive: member.status === "active",
    interactions: total(responsible).count,
    byType: Object.fromEntries(types),
    logged: total(logged).count,
    calls: responsible.get("call")?.count ?? 0,
    messages: total(sent).count,
    leads: total(came).count,
    won: came.get("won")?.count ?? 0,
    revenue: byCurrency(earned, 1, () => true, currency),
    bySource: earnedSources.flatMap((source) =>
      byCurrency(earned, 1, ([first]) => first === source, currency)
        .filter(({ count }) => count > 0)
        .map((amount) => ({ source, ...amount })),
    ),
    answers: answers.count,
    answeredLeads: answered.get("lead")?.count ?? 0,
    responseMs: answers.count === 0 ? null : Math.round(answers.sum / answers.count),
  };
}

/** The days of the period added up: from "2026-11-27.call" to "call". */
async function byKind(days: Promise<Cells>): Promise<Cells> {
  const kinds: Cells = new Map();
  for (const [name, { count, sum }] of await days) {
    const kind = name.slice(name.indexOf(".") + 1);
    const before = kinds.get(kind) ?? { count: 0, sum: 0 };
    kinds.set(kind, { count: before.count + count, sum: before.sum + sum });
  }
  return kinds;
}
