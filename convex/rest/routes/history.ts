/** Who changed what over REST (INT-15). */
import * as z from "zod";
import { historyOf, type HistoryEntry } from "../../history/read";
import { actor, anything, id, iso, isoOrNull, listPage, moment } from "../answer";
import { instant, paging, selection } from "../entry";
import { outward as asJson } from "../outward";
import { customerAt } from "../place";
import { lists } from "../route";

const historyAnswer = z.strictObject({
  id,
  at: moment,
  actor,
  actorName: z.string(),
  channel: z.string().describe("app, api, import, widget, portal, schedule or sample."),
  entity: z.string().describe("customers for the record itself, else the kind of row that hangs on it."),
  action: z.string(),
  changes: z.array(z.strictObject({ field: z.string(), from: anything.optional(), to: anything.optional() })),
  reason: z.string().nullable(),
  undoes: id.nullable().describe("The entry that this one took back."),
  undoableUntil: moment.nullable(),
  names: z.record(z.string(), z.string()).describe("What ids in changes are called."),
});

const outward = (entry: HistoryEntry): z.output<typeof historyAnswer> => ({
  id: entry._id,
  at: iso(entry.at),
  actor: entry.actor,
  actorName: entry.actorName,
  channel: entry.channel,
  entity: entry.entity,
  action: entry.action,
  changes: entry.changes.map(({ field, from, to }) => ({
    field,
    ...(from === undefined ? {} : { from: asJson(from, field) }),
    ...(to === undefined ? {} : { to: asJson(to, field) }),
  })),
  reason: entry.reason,
  undoes: entry.undoes,
  undoableUntil: isoOrNull(entry.undoableUntil),
  names: entry.names,
});

const largestPage = 50;

export const historyRoutes = [
  lists({
    method: "GET",
    path: "/customers/{customer}/history",
    group: "Customers",
    summary: "Who changed what and when, newest first",
    permission: "history:read",
    query: z.strictObject({
      actor: z.string().max(100).optional().describe("As it stands in an entry: user:<id>, key:<id>."),
      entity: z.string().max(40).optional(),
      from: instant.optional(),
      until: instant.optional().describe("Before this moment."),
      ...paging(largestPage),
      ...selection,
    }),
    list: "history",
    largestPage,
    answer: historyAnswer,
    handler: async (ctx, { params, query, page }) => {
      const { _id: customerId } = await customerAt(ctx, params);
      const { actor: by, entity, from, until } = query;
      const filters = {
        ...(by === undefined ? {} : { actor: by }),
        ...(entity === undefined ? {} : { entity }),
        ...(from === undefined ? {} : { from }),
        ...(until === undefined ? {} : { until }),
      };
      return listPage(await historyOf(ctx, { customerId, filters, paginationOpts: page }), outward);
    },
  }),
];
