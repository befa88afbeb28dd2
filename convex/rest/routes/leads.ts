/** Leads over REST (API-46, LED-05..07, LED-26). */
import * as z from "zod";
import type { Id } from "../../_generated/dataModel";
import type { OrgMutationCtx, OrgQueryCtx } from "../../functions";
import { readableLead, writableLead } from "../../leads/access";
import { leadDetail, type LeadDetail } from "../../leads/detail";
import { countLeads, pageOfLeads, type LeadRow } from "../../leads/list";
import { lostReasonShape, newLeadShape } from "../../leads/shape";
import { leadsInReach, openLeadByStaff } from "../../leads/staff";
import { leadSources, leadStatuses, type LeadStatus } from "../../leads/stages";
import { assignLead, moveLead, renameLead } from "../../leads/write";
import { parse } from "../../shared/validate";
import { actor, count, id, iso, moment, whole } from "../answer";
import { commaList, paging, selection, word } from "../entry";
import { customerAt, idOf } from "../place";
import { lists, reads, writes } from "../route";

const textOrNull = z.string().nullable();
const status = z.enum(leadStatuses);
const source = z.enum(leadSources);

const leadRow = z.strictObject({
  id,
  status,
  source,
  title: textOrNull,
  message: textOrNull,
  customer: z.strictObject({
    id,
    name: z.string(),
    customerCode: z.string(),
    email: textOrNull,
    phone: textOrNull,
  }),
  ownerId: id.nullable(),
  ownerName: textOrNull,
  sourcePage: textOrNull,
  inquiries: count.describe("More than 1 when the same person asked again while it was open."),
  lastInquiryAt: moment,
  stageEnteredAt: moment,
  createdAt: moment,
  createdBy: actor,
  updatedBy: actor,
});

const leadAnswer = leadRow.extend({
  answers: z.array(z.strictObject({ label: z.string(), value: z.string() })),
  utm: z.record(z.string(), z.string()),
  referrerPath: textOrNull,
  consent: z.strictObject({ text: z.string(), at: moment }).nullable(),
  lostReason: textOrNull,
  stages: z
    .array(
      z.strictObject({ from: status.nullable(), to: status, at: moment, durationMs: count, by: z.string() }),
    )
    .describe("Every move, the oldest first."),
});

const outwardRow = (row: LeadRow): z.output<typeof leadRow> => ({
  id: row._id,
  status: row.status,
  source: row.source,
  title: row.title,
  message: row.message,
  customer: {
    id: row.customer._id,
    name: row.customer.name,
    customerCode: row.customer.customerCode,
    email: row.customer.email,
    phone: row.customer.phone,
  },
  ownerId: row.ownerId,
  ownerName: row.ownerName,
  sourcePage: row.sourcePage,
  inquiries: row.inquiries,
  lastInquiryAt: iso(row.lastInquiryAt),
  stageEnteredAt: iso(row.stageEnteredAt),
  createdAt: iso(row.createdAt),
  createdBy: row.createdBy,
  updatedBy: row.updatedBy,
});

const outward = (lead: LeadDetail): z.output<typeof leadAnswer> => ({
  ...outwardRow(lead),
  answers: lead.answers,
  utm: lead.utm,
  referrerPath: lead.referrerPath,
  consent: lead.consent === null ? null : { text: lead.consent.text, at: iso(lead.consent.at) },
  lostReason: lead.lostReason,
  stages: lead.stages.map(({ at, ...stage }) => ({ ...stage, at: iso(at) })),
});

async function answered(ctx: OrgQueryCtx | OrgMutationCtx, leadId: Id<"leads">) {
  return outward(await leadDetail(ctx, await ctx.db.get("leads", leadId)));
}

const member = (text: string) => text as Id<"users">;
const largestPage = 50;

export const leadRoutes = [
  lists({
    method: "GET",
    path: "/leads",
    group: "Leads",
    summary: "Leads, the newest inquiry first",
    permission: "leads:read",
    query: z.strictObject({
      status: commaList(status).optional(),
      owner: z
        .string()
        .min(1)
        .max(64)
        .optional()
        .describe("A member's id, me for the key's own member, none for leads that nobody has."),
      source: source.optional(),
      ...paging(largestPage),
      ...selection,
    }),
    list: "leads",
    largestPage,
    answer: leadRow,
    handler: async (ctx, { query, page }) => {
      const { owner } = query;
      const filter = {
        statuses: query.status ?? leadStatuses,
        source: query.source,
        owner:
          owner === "me"
            ? ctx.user._id
            : owner === "none"
              ? ("unassigned" as const)
              : owner === undefined
                ? undefined
                : member(owner),
      };
      const { leads, nextCursor } = await pageOfLeads(ctx, filter, page);
      return { items: leads.map(outwardRow), nextCursor };
    },
    total: async (ctx, { query }) => {
      if (query.owner !== undefined || query.source !== undefined) return null;
      const counts = await countLeads(ctx);
      const stages: readonly LeadStatus[] = query.status ?? leadStatuses;
      return stages.reduce((sum, one) => sum + counts[one], 0);
    },
  }),
  lists({
    method: "GET",
    path: "/customers/{customer}/leads",
    group: "Leads",
    summary: "The newest 50 leads of a customer",
    permission: "leads:read",
    query: z.strictObject({ ...paging(50), ...selection }),
    list: "leads",
    largestPage: 50,
    answer: leadRow,
    handler: async (ctx, { params }) => {
      const { _id } = await customerAt(ctx, params);
      return whole((await leadsInReach(ctx, _id)).map(outwardRow));
    },
  }),
  writes({
    method: "POST",
    path: "/customers/{customer}/leads",
    group: "Leads",
    summary: "Open a lead; without an owner it goes to the customer's, else in turn",
    permission: "leads:write",
    status: 201,
    body: z.strictObject({
      title: z.string().optional(),
      message: z.string().optional(),
      ownerId: z.string().optional().describe("A member's id."),
    }),
    isBodyOptional: true,
    aliases: { assignedAgentId: "ownerId", assigned_agent_id: "ownerId" },
    example: { title: "Altai in June", message: "For four people" },
    answer: leadAnswer,
    handler: async (ctx, { params, body }) => {
      const { ownerId, ...words } = body;
      const { _id: customerId } = await customerAt(ctx, params);
      const leadId = await openLeadByStaff(ctx, {
        customerId,
        ...words,
        ...(ownerId === undefined ? {} : { ownerId: member(ownerId) }),
      });
      return await answered(ctx, leadId);
    },
  }),
  reads({
    method: "GET",
    path: "/leads/{lead}",
    group: "Leads",
    summary: "Read one lead with its answers and stages",
    permission: "leads:read",
    query: z.strictObject(selection),
    answer: leadAnswer,
    handler: async (ctx, { params }) => {
      const lead = await readableLead(ctx, idOf(ctx, "leads", params["lead"]!));
      return await answered(ctx, lead._id);
    },
  }),
  writes({
    method: "PUT",
    path: "/leads/{lead}",
    group: "Leads",
    summary: "Name it, or give it to a member; null removes",
    permission: "leads:write",
    body: z.strictObject({ title: word, ownerId: z.string().nullable().optional() }),
    aliases: { assignedAgentId: "ownerId", assigned_agent_id: "ownerId" },
    example: { title: "Altai in July" },
    answer: leadAnswer,
    handler: async (ctx, { params, body }) => {
      const lead = await writableLead(ctx, idOf(ctx, "leads", params["lead"]!));
      if (body.title !== undefined) {
        const { title } = parse(newLeadShape.pick({ title: true }), { title: body.title ?? "" });
        await renameLead(ctx, lead, title ?? "");
      }
      if (body.ownerId !== undefined) {
        const present = await ctx.db.get("leads", lead._id);
        await assignLead(ctx, present, body.ownerId === null ? null : member(body.ownerId));
      }
      return await answered(ctx, lead._id);
    },
  }),
  writes({
    method: "POST",
    path: "/leads/{lead}/move",
    group: "Leads",
    summary: "Move it to another stage; losing it needs a reason, winning it makes the customer active",
    permission: "leads:write",
    body: z.strictObject({ to: status, reason: z.string().optional() }),
    example: { to: "contacted" },
    answer: leadAnswer,
    handler: async (ctx, { params, body }) => {
      const lead = await writableLead(ctx, idOf(ctx, "leads", params["lead"]!));
      await moveLead(ctx, lead, body.to, parse(lostReasonShape, body.reason ?? "") || undefined);
      return await answered(ctx, lead._id);
    },
  }),
];
