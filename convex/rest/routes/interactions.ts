/** What was said and done with a customer over REST (API-26..28, INT-01..10). */
import * as z from "zod";
import type { Id } from "../../_generated/dataModel";
import { directions } from "../../communications/words";
import type { OrgMutationCtx, OrgQueryCtx } from "../../functions";
import { editInteraction, type InteractionChange } from "../../interactions/edit";
import { listInteractions, toListed, type ListedInteraction } from "../../interactions/list";
import { createInteraction, type InteractionEntry } from "../../interactions/log";
import { interactionTypes } from "../../interactions/types";
import { actor, id, iso, listPage, moment } from "../answer";
import { cleared, instant, looseInstant, paging, selection, word } from "../entry";
import { childAt, customerAt, idOf } from "../place";
import { lists, reads, writes } from "../route";

const textOrNull = z.string().nullable();
const type = z.enum(interactionTypes);

const interactionAnswer = z.strictObject({
  id,
  customerId: id,
  type,
  subject: z.string(),
  description: z.string(),
  outcome: textOrNull,
  interactionDate: moment,
  duration: z.int().nullable().describe("Minutes."),
  contactId: id.nullable(),
  contactName: textOrNull,
  contactMethod: textOrNull,
  direction: z.enum(directions).nullable().describe("Of a call: who rang whom; null is outbound."),
  purpose: textOrNull,
  successful: z.boolean(),
  assignedTo: id.describe("A member."),
  assigneeName: z.string(),
  requiresFollowUp: z.boolean(),
  relatedQuoteId: id.nullable(),
  relatedOrderId: id.nullable(),
  relatedItemId: id.nullable(),
  quoteNumber: textOrNull,
  automatic: z.boolean().describe("Logged by Orbit itself; such entries are not edited."),
  createdAt: moment,
  updatedAt: moment,
  createdBy: actor,
  updatedBy: actor,
});

const outward = (row: ListedInteraction): z.output<typeof interactionAnswer> => ({
  id: row._id,
  customerId: row.customerId,
  type: row.type,
  subject: row.subject,
  description: row.description,
  outcome: row.outcome ?? null,
  interactionDate: iso(row.interactionDate),
  duration: row.duration ?? null,
  contactId: row.contactId ?? null,
  contactName: row.contactName,
  contactMethod: row.contactMethod ?? null,
  direction: row.direction ?? null,
  purpose: row.purpose ?? null,
  successful: row.successful,
  assignedTo: row.assignedTo,
  assigneeName: row.assigneeName,
  requiresFollowUp: row.requiresFollowUp,
  relatedQuoteId: row.relatedQuoteId ?? null,
  relatedOrderId: row.relatedOrderId ?? null,
  relatedItemId: row.relatedItemId ?? null,
  quoteNumber: row.quoteNumber,
  automatic: row.automatic,
  createdAt: iso(row.createdAt),
  updatedAt: iso(row.updatedAt),
  createdBy: row.createdBy,
  updatedBy: row.updatedBy,
});

/** Judged in words and by field by interactions/shape.ts; what is no date at all is an impossible one (INT-06). */
const entered = {
  type: z
    .string()
    .optional()
    .describe(`One of ${interactionTypes.join(", ")}; phone is taken as call.`),
  subject: word,
  description: word,
  outcome: word,
  interactionDate: looseInstant.optional(),
  duration: z.number().optional().describe("Minutes."),
  contactId: z.string().optional(),
  contactMethod: word,
  direction: z.enum(directions).optional().describe("Of a call; outbound when left out."),
  purpose: word,
  successful: z.boolean().optional(),
  assignedTo: z.string().optional().describe("A member's id; the key's own member when left out."),
  relatedQuoteId: z.string().optional(),
  relatedOrderId: z.string().optional(),
  relatedItemId: z.string().optional(),
};

/** What systems of old call the same facts (INT-04, INT-05). */
const aliases = {
  title: "subject",
  notes: "description",
  activity_date: "interactionDate",
  contactDate: "interactionDate",
  contactType: "type",
  contactedBy: "assignedTo",
  followUpAt: "followUpDate",
};

const followUp = z.strictObject({
  title: z.string().optional(),
  dueAt: instant,
  ownerId: z.string().optional().describe("A member's id."),
});

/** Ids as text become ids; one that is nobody's is NOT_FOUND. */
function withIds<
  Body extends Partial<
    Record<"contactId" | "relatedQuoteId" | "relatedOrderId" | "relatedItemId", string | undefined>
  >,
>(ctx: OrgMutationCtx, { contactId, relatedQuoteId, relatedOrderId, relatedItemId, ...body }: Body) {
  return {
    ...cleared(body),
    ...(contactId === undefined ? {} : { contactId: idOf(ctx, "contacts", contactId) }),
    ...(relatedQuoteId === undefined ? {} : { relatedQuoteId: idOf(ctx, "quotes", relatedQuoteId) }),
    ...(relatedOrderId === undefined ? {} : { relatedOrderId: idOf(ctx, "orders", relatedOrderId) }),
    ...(relatedItemId === undefined ? {} : { relatedItemId: idOf(ctx, "items", relatedItemId) }),
  };
}

async function answered(ctx: OrgQueryCtx, interactionId: Id<"interactions">) {
  const [row] = await toListed(ctx, [await ctx.db.get("interactions", interactionId)]);
  return outward(row!);
}

const largestPage = 40;
const one = "/customers/{customer}/interactions/{interaction}";

export const interactionRoutes = [
  lists({
    method: "GET",
    path: "/customers/{customer}/interactions",
    group: "Interactions",
    summary: "What was said and done, newest first",
    permission: "interactions:read",
    query: z.strictObject({ type: type.optional(), ...paging(largestPage), ...selection }),
    list: "interactions",
    largestPage,
    answer: interactionAnswer,
    handler: async (ctx, { params, query, page }) => {
      const { _id } = await customerAt(ctx, params);
      return listPage(await listInteractions(ctx, _id, query.type ?? null, page), outward);
    },
  }),
  writes({
    method: "POST",
    path: "/customers/{customer}/interactions",
    group: "Interactions",
    summary: "Log an interaction and, when asked, its follow-up",
    permission: "interactions:write",
    status: 201,
    body: z.strictObject({
      ...entered,
      followUp: followUp.optional(),
      requiresFollowUp: z
        .boolean()
        .optional()
        .describe("Older words for followUp: what is to be done, and when."),
      followUpDate: instant.optional(),
      followUpNotes: z.string().optional(),
    }),
    aliases,
    example: { type: "call", subject: "First call", description: "She wants a tour in June.", duration: 12 },
    answer: interactionAnswer,
    handler: async (ctx, { params, body }) => {
      const { requiresFollowUp, followUpDate, followUpNotes, followUp: asked, ...input } = body;
      const { _id } = await customerAt(ctx, params);
      const old =
        followUpDate === undefined || requiresFollowUp === false
          ? undefined
          : { dueAt: followUpDate, ...(followUpNotes === undefined ? {} : { title: followUpNotes }) };
      const next = asked ?? old;
      const entry = { ...withIds(ctx, input), ...(next === undefined ? {} : { followUp: next }) };
      return await answered(ctx, await createInteraction(ctx, _id, entry as InteractionEntry));
    },
  }),
  reads({
    method: "GET",
    path: one,
    group: "Interactions",
    summary: "Read one interaction",
    permission: "interactions:read",
    query: z.strictObject(selection),
    answer: interactionAnswer,
    handler: async (ctx, { params }) =>
      await answered(ctx, (await childAt(ctx, "interactions", params, "interaction"))._id),
  }),
  writes({
    method: "PUT",
    path: one,
    group: "Interactions",
    summary: "Correct an interaction",
    permission: "interactions:write",
    body: z.strictObject(entered),
    aliases,
    example: { outcome: "Offer sent" },
    answer: interactionAnswer,
    handler: async (ctx, { params, body }) => {
      const { _id } = await childAt(ctx, "interactions", params, "interaction");
      await editInteraction(ctx, _id, withIds(ctx, body) as InteractionChange);
      return await answered(ctx, _id);
    },
  }),
];
