/** What is to be done next over REST (API-29, FUP-02, FUP-04). */
import * as z from "zod";
import type { Id } from "../../_generated/dataModel";
import type { OrgMutationCtx } from "../../functions";
import { completeFollowUp } from "../../followUps/complete";
import { customerFollowUps, describeFollowUp, dueFollowUps, type DueFollowUp } from "../../followUps/list";
import { addFollowUp, cancelFollowUp, editFollowUp, reopenFollowUp } from "../../followUps/write";
import type { FollowUpInput } from "../../followUps/shape";
import type { InteractionEntry } from "../../interactions/log";
import { count, id, iso, listPage, moment, whole } from "../answer";
import { cleared, flag, instant, paging, selection, word } from "../entry";
import { childAt, customerAt } from "../place";
import { lists, writes } from "../route";

const textOrNull = z.string().nullable();

const followUpAnswer = z.strictObject({
  id,
  title: z.string(),
  dueAt: moment,
  status: z.enum(["open", "done", "cancelled"]),
  snoozes: count.describe("How often it was put off."),
  ownerId: id,
  ownerName: z.string(),
  interactionId: id.nullable().describe("The interaction that asked for it."),
  customer: z.strictObject({
    id,
    name: z.string(),
    customerCode: z.string(),
    phone: textOrNull,
    email: textOrNull,
  }),
});

type Status = z.output<typeof followUpAnswer>["status"];

const outward =
  (status: Status) =>
  (row: DueFollowUp): z.output<typeof followUpAnswer> => ({
    id: row._id,
    title: row.title,
    dueAt: iso(row.dueAt),
    status,
    snoozes: row.snoozes,
    ownerId: row.ownerId,
    ownerName: row.ownerName,
    interactionId: row.interactionId,
    customer: {
      id: row.customer._id,
      name: row.customer.name,
      customerCode: row.customer.code,
      phone: row.customer.phone,
      email: row.customer.email,
    },
  });

async function answered(ctx: OrgMutationCtx, followUpId: Id<"followUps">) {
  const row = await ctx.db.get("followUps", followUpId);
  return outward(row.status)(await describeFollowUp(ctx, row));
}

/** Everything from ever on; a due date has no such year. */
const everPast = 0;
const everComing = 8_640_000_000_000_000;

const largestPage = 60;
const all = "/customers/{customer}/follow-ups";
const one = `${all}/{followUp}`;
const member = (text: string) => text as Id<"users">;

export const followUpRoutes = [
  lists({
    method: "GET",
    path: "/customers/interactions/follow-up",
    group: "Follow-ups",
    summary: "Open follow-ups of all customers, the earliest first",
    permission: "today:read",
    query: z.strictObject({
      owner: z
        .string()
        .min(1)
        .max(64)
        .optional()
        .describe(
          "A member's id, me for the key's own member, all for everybody's (the default for those who may see them).",
        ),
      overdue: flag
        .optional()
        .describe("true: only what is late already; false: only what is still to come."),
      dueFrom: instant.optional(),
      dueTo: instant.optional(),
      ...paging(largestPage),
      ...selection,
    }),
    list: "followUps",
    largestPage,
    answer: followUpAnswer,
    handler: async (ctx, { query, page, now }) => {
      const { owner = ctx.reach === "all" ? "all" : "me", overdue } = query;
      const who = owner === "all" ? null : owner === "me" ? ctx.user._id : member(owner);
      const from = Math.max(query.dueFrom ?? everPast, overdue === false ? now : everPast);
      const to = Math.min(query.dueTo ?? everComing, overdue === true ? now : everComing);
      return listPage(await dueFollowUps(ctx, who, from, to, page), outward("open"));
    },
  }),
  lists({
    method: "GET",
    path: all,
    group: "Follow-ups",
    summary: "Open follow-ups of one customer, the earliest first, at most 50",
    permission: "interactions:read",
    query: z.strictObject({ ...paging(50), ...selection }),
    list: "followUps",
    largestPage: 50,
    answer: followUpAnswer,
    handler: async (ctx, { params }) => {
      const { _id } = await customerAt(ctx, params);
      return whole((await customerFollowUps(ctx, _id)).open.map(outward("open")));
    },
  }),
  writes({
    method: "POST",
    path: all,
    group: "Follow-ups",
    summary: "Plan a next step",
    permission: "interactions:write",
    status: 201,
    body: z.strictObject({
      title: word,
      dueAt: instant,
      ownerId: z.string().optional().describe("A member's id; the key's own member when left out."),
    }),
    example: { title: "Send the offer", dueAt: "2030-04-02T09:00:00Z" },
    answer: followUpAnswer,
    handler: async (ctx, { params, body }) => {
      const { ownerId, ...input } = body;
      const { _id } = await customerAt(ctx, params);
      const followUpId = await addFollowUp(ctx, _id, {
        ...(cleared(input) as Pick<FollowUpInput, "title" | "dueAt">),
        ...(ownerId === undefined ? {} : { ownerId: member(ownerId) }),
      });
      return await answered(ctx, followUpId);
    },
  }),
  writes({
    method: "PUT",
    path: one,
    group: "Follow-ups",
    summary: "Change what, when or who; a later time counts as put off",
    permission: "interactions:write",
    body: z.strictObject({
      title: z.string().optional(),
      dueAt: instant.optional(),
      ownerId: z.string().optional(),
    }),
    example: { dueAt: "2030-04-03T09:00:00Z" },
    answer: followUpAnswer,
    handler: async (ctx, { params, body }) => {
      const { title, dueAt, ownerId } = body;
      const { _id } = await childAt(ctx, "followUps", params, "followUp");
      await editFollowUp(ctx, _id, {
        ...(title === undefined ? {} : { title }),
        ...(dueAt === undefined ? {} : { dueAt }),
        ...(ownerId === undefined ? {} : { ownerId: member(ownerId) }),
      });
      return await answered(ctx, _id);
    },
  }),
  writes({
    method: "POST",
    path: `${one}/complete`,
    group: "Follow-ups",
    summary: "Mark it done, with or without an interaction that tells how it went",
    permission: "interactions:write",
    body: z.strictObject({
      outcome: z
        .strictObject({
          type: z.string(),
          subject: z.string(),
          description: z.string(),
          outcome: z.string().optional(),
          duration: z.number().optional().describe("Minutes."),
          successful: z.boolean().optional(),
          followUp: z.strictObject({ title: z.string().optional(), dueAt: instant }).optional(),
        })
        .optional(),
    }),
    isBodyOptional: true,
    example: { outcome: { type: "call", subject: "Called back", description: "She agreed." } },
    answer: followUpAnswer.extend({ outcomeId: id.nullable().describe("The interaction that was logged.") }),
    handler: async (ctx, { params, body }) => {
      const { _id } = await childAt(ctx, "followUps", params, "followUp");
      const { outcomeId } = await completeFollowUp(ctx, _id, body.outcome as InteractionEntry | undefined);
      return { ...(await answered(ctx, _id)), outcomeId };
    },
  }),
  ...(["cancel", "reopen"] as const).map((deed) =>
    writes({
      method: "POST",
      path: `${one}/${deed}`,
      group: "Follow-ups",
      summary: deed === "cancel" ? "Take it back" : "Open it again",
      permission: "interactions:write",
      answer: followUpAnswer,
      handler: async (ctx, { params }) => {
        const { _id } = await childAt(ctx, "followUps", params, "followUp");
        await (deed === "cancel" ? cancelFollowUp(ctx, _id) : reopenFollowUp(ctx, _id));
        return await answered(ctx, _id);
      },
    }),
  ),
];
