/** Logs an interaction: the one way an entry comes to be, by staff or by Orbit itself (INT-10, INT-13, INT-21). */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, TenantMutationCtx } from "../functions";
import { followCall } from "../communications/calls";
import { writableCustomer } from "../customers/access";
import { touchCustomer } from "../customers/write";
import { assertTakesFollowUps } from "../customers/assignable";
import { createFollowUp } from "../followUps/write";
import { recordChange } from "../history/record";
import { fail } from "../shared/errors";
import { parse } from "../shared/validate";
import { answerByInteraction } from "../performance/answers";
import { tallyInteraction } from "../tallies/performance";
import { countInteraction } from "../transactions/facts";
import { refreshInsights } from "../value/refresh";
import type { NewRow } from "../tenancy/tenantDb";
import { bumpCount } from "./counts";
import { interactionShape, type InteractionInput } from "./shape";
import { dateProblem } from "./types";

/** What an interaction may be about, each of the same customer or, an item, of the catalogue (INT-01). */
export interface Related {
  relatedQuoteId?: Id<"quotes"> | undefined;
  relatedOrderId?: Id<"orders"> | undefined;
  relatedItemId?: Id<"items"> | undefined;
}
export type RelatedField = keyof Related;

/** What is named; absent stays absent. */
export function relatedIds({ relatedQuoteId, relatedOrderId, relatedItemId }: Related) {
  return {
    ...(relatedQuoteId === undefined ? {} : { relatedQuoteId }),
    ...(relatedOrderId === undefined ? {} : { relatedOrderId }),
    ...(relatedItemId === undefined ? {} : { relatedItemId }),
  };
}

/** What the door takes: the shape's input with real ids. */
export type InteractionEntry = Related &
  Omit<InteractionInput, "contactId" | "assignedTo" | RelatedField | "followUp"> & {
    contactId?: Id<"contacts">;
    assignedTo?: Id<"users">;
    followUp?: { title?: string; dueAt: number; ownerId?: Id<"users"> };
  };

export interface PreparedInteraction {
  fields: Omit<
    NewRow<"interactions">,
    "customerId" | "automatic" | "createdAt" | "updatedAt" | "createdBy" | "updatedBy" | "requiresFollowUp"
  >;
  followUp?: { title: string; dueAt: number; ownerId: Id<"users"> };
}

/** INT-10: a member logs what happened; returns the new entry. */
export async function createInteraction(
  ctx: OrgMutationCtx,
  customerId: Id<"customers">,
  input: InteractionEntry,
): Promise<Id<"interactions">> {
  const customer = await writableCustomer(ctx, customerId, "interactions:write");
  const id = await logInteraction(ctx, customer, await prepareInteraction(ctx, customer, input));
  await refreshInsights(ctx, customer._id);
  return id;
}

/** Checks what a person entered; throws VALIDATION_ERROR, INVALID_INTERACTION, INVALID_ASSIGNMENT or NOT_FOUND. */
export async function prepareInteraction(
  ctx: OrgMutationCtx,
  customer: Doc<"customers">,
  input: InteractionEntry,
): Promise<PreparedInteraction> {
  const parsed = parse(interactionShape, input);
  const interactionDate = parsed.interactionDate ?? ctx.now;
  checkDate(parsed.type, interactionDate, ctx.now);
  const assignedTo = input.assignedTo ?? ctx.user._id;
  await assertTakesFollowUps(ctx, assignedTo);
  await checkRelated(ctx, customer._id, input);
  return {
    fields: {
      type: parsed.type,
      subject: parsed.subject,
      description: parsed.description,
      ...(parsed.outcome === undefined ? {} : { outcome: parsed.outcome }),
      interactionDate,
      ...(parsed.duration === undefined ? {} : { duration: parsed.duration }),
      ...(parsed.contactMethod === undefined ? {} : { contactMethod: parsed.contactMethod }),
      ...(parsed.purpose === undefined ? {} : { purpose: parsed.purpose }),
      ...(input.contactId === undefined ? {} : { contactId: input.contactId }),
      ...relatedIds(input),
      successful: parsed.successful,
      ...(parsed.direction === undefined ? {} : { direction: parsed.direction }),
      assignedTo,
    },
    ...(parsed.followUp === undefined
      ? {}
      : {
          followUp: {
            title: parsed.followUp.title ?? parsed.subject,
            dueAt: parsed.followUp.dueAt,
            ownerId: input.followUp?.ownerId ?? assignedTo,
          },
        }),
  };
}

/** For rooms: writes what was prepared. The caller refreshes score and value once it is done. */
export async function logInteraction(
  ctx: TenantMutationCtx,
  customer: Doc<"customers">,
  { fields, followUp }: PreparedInteraction,
  automatic = false,
): Promise<Id<"interactions">> {
  const id = await ctx.db.insert("interactions", {
    ...fields,
    customerId: customer._id,
    requiresFollowUp: followUp !== undefined,
    automatic,
    createdAt: ctx.now,
    updatedAt: ctx.now,
    createdBy: ctx.actor.id,
    updatedBy: ctx.actor.id,
  });
  await bumpCount(ctx, customer._id, fields.type, 1);
  await countInteraction(ctx, id);
  const entry = await ctx.db.get("interactions", id);
  await tallyInteraction(ctx, null, entry);
  if (fields.type === "call") await followCall(ctx, entry);
  await answerByInteraction(ctx, entry);
  await recordChange(
    ctx,
    {
      entity: "interactions",
      entityId: id,
      customerId: customer._id,
      action: automatic ? "recorded" : "logged",
      changes: [
        { field: "type", to: fields.type },
        { field: "subject", to: fields.subject },
      ],
    },
    // What Orbit logs by itself is told by the thing it comes from: a quote that was sent stands there once.
    automatic ? null : { kind: fields.type, at: fields.interactionDate },
  );
  await touchContact(ctx, customer, fields.interactionDate);
  if (followUp !== undefined) {
    await createFollowUp(ctx, {
      ...followUp,
      customerId: customer._id,
      interactionId: id,
      ...(fields.relatedQuoteId === undefined ? {} : { quoteId: fields.relatedQuoteId }),
    });
  }
  return id;
}

/** INT-13: the newest touch; a meeting that is still to come is none. */
export async function touchContact(
  ctx: TenantMutationCtx,
  customer: Doc<"customers">,
  instant: number,
): Promise<void> {
  const happened = Math.min(instant, ctx.now);
  if (instant > ctx.now + 5 * 60_000 || happened <= customer.lastContactAt) return;
  await touchCustomer(ctx, customer._id, { lastContactAt: happened });
}

export function checkDate(type: PreparedInteraction["fields"]["type"], instant: number, now: number): void {
  const problem = dateProblem(type, instant, now);
  if (problem !== null) fail({ code: "INVALID_INTERACTION", reason: problem });
}

/** CON-11, INT-09: contact, quote and order must be this customer's; one that is not there is told like another customer's. */
export async function checkRelated(
  ctx: TenantMutationCtx,
  customerId: Id<"customers">,
  input: Related & { contactId?: Id<"contacts"> | undefined },
): Promise<void> {
  const issues = [];
  if (input.contactId !== undefined) {
    const contact = await ctx.db.find("contacts", input.contactId);
    if (contact?.customerId !== customerId) {
      issues.push({
        path: "contactId",
        rule: "otherCustomer",
        message: "Choose a contact of this customer.",
      });
    }
  }
  if (input.relatedQuoteId !== undefined) {
    const quote = await ctx.db.find("quotes", input.relatedQuoteId);
    if (quote?.customerId !== customerId) {
      issues.push({
        path: "relatedQuoteId",
        rule: "otherCustomer",
        message: "Choose a quote of this customer.",
      });
    }
  }
  if (input.relatedOrderId !== undefined) {
    const order = await ctx.db.find("orders", input.relatedOrderId);
    if (order?.customerId !== customerId) {
      issues.push({
        path: "relatedOrderId",
        rule: "otherCustomer",
        message: "Choose an order of this customer.",
      });
    }
  }
  if (issues.length > 0) fail({ code: "VALIDATION_ERROR", issues });
}
