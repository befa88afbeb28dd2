/** What each person did, over REST (ANA-25, REP-12). */
import * as z from "zod";
import { interactionTypes } from "../../interactions/types";
import { peopleNumbers, type PersonNumbers } from "../../performance/people";
import { roles } from "../../tenancy/permissions";
import { earnedSources } from "../../value/earned";
import { amount, calendarDay, count, id, listPage } from "../answer";
import { paging, selection } from "../entry";
import { lists } from "../route";

const largestPage = 25;

const personAnswer = z.strictObject({
  userId: id,
  name: z.string(),
  role: z.enum(roles),
  isActive: z.boolean().describe("False for somebody who has left."),
  interactions: count.describe("Those they are responsible for."),
  interactionsByType: z.partialRecord(z.enum(interactionTypes), count),
  loggedInteractions: count.describe("Those they wrote down themselves."),
  calls: count.describe("Of interactions."),
  messages: count.describe("Sent: e-mail, WhatsApp, SMS, chat."),
  leads: count.describe("Theirs that came in the period."),
  wonLeads: count.describe("Of those, the ones that are won by now."),
  conversionRate: z.number().nullable().describe("Percent, one decimal; null without leads."),
  revenue: z
    .array(z.strictObject({ currency: z.string(), count, sum: amount }))
    .describe("What their customers bought; each deal counts once."),
  revenueBySource: z.array(
    z.strictObject({ source: z.enum(earnedSources), currency: z.string(), count, sum: amount }),
  ),
  answers: count.describe("Messages and leads from outside that they answered first."),
  responseSeconds: z.number().nullable().describe("Mean of the time those had waited."),
});

const personOutward = (person: PersonNumbers): z.output<typeof personAnswer> => ({
  userId: person.userId,
  name: person.name,
  role: person.role,
  isActive: person.isActive,
  interactions: person.interactions,
  interactionsByType: person.byType,
  loggedInteractions: person.logged,
  calls: person.calls,
  messages: person.messages,
  leads: person.leads,
  wonLeads: person.won,
  conversionRate: person.leads === 0 ? null : Math.round((person.won / person.leads) * 1000) / 10,
  revenue: person.revenue,
  revenueBySource: person.bySource,
  answers: person.answers,
  responseSeconds: person.responseMs === null ? null : Math.round(person.responseMs / 1000),
});

export const performanceRoutes = [
  lists({
    method: "GET",
    path: "/customers/analytics/people",
    group: "Analytics",
    summary: "What each person did in a period, by name; who leads nobody sees their own row",
    permission: "performance:read",
    query: z.strictObject({
      from: calendarDay.describe("First day, in the organization's time zone."),
      to: calendarDay.describe("Last day; at most 366 days at once."),
      ...paging(largestPage),
      ...selection,
    }),
    list: "people",
    largestPage,
    answer: personAnswer,
    handler: async (ctx, { query, page }) =>
      listPage(await peopleNumbers(ctx, { from: query.from, to: query.to }, page), personOutward),
  }),
];
