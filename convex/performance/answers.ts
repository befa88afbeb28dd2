/**
 * How long people who write to us wait (ANA-25). What came in and was not answered yet says so on its own row: the first
 * of a customer's messages since our last word, and a lead that came through a form. The next thing that is done with
 * the customer answers it, in its own transaction; nothing is looked for later.
 */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import type { InteractionType } from "../interactions/types";
import type { LeadStatus } from "../leads/stages";
import { userOf } from "../members/actors";
import { tallyLead } from "../tallies/leads";
import { tallyMessage } from "../tallies/performance";

/** One message waits for each customer, and more only where records were merged. */
const mostWaiting = 20;

/** What reaches the customer; a note or what Orbit logs by itself answers nobody. */
const reaching: ReadonlySet<InteractionType> = new Set([
  "call",
  "email",
  "meeting",
  "visit",
  "support",
  "sms",
  "whatsapp",
]);

interface Answer {
  /** Epoch ms. */
  at: number;
  /** Null for a program: it ends the waiting and is nobody's answer. */
  by: Id<"users"> | null;
  /** Id of the interaction, message or lead by which it was answered. */
  with: string;
}

/** A message came in: it waits, unless an earlier one does. */
export async function beginWaiting(ctx: TenantMutationCtx, message: Doc<"communications">): Promise<void> {
  const earlier = await waitingMessages(ctx, message.customerId).first();
  if (earlier === null) await ctx.db.patch("communications", message._id, { isWaiting: true });
}

/** Called after an interaction was written; it answers what came before it. */
export async function answerByInteraction(ctx: TenantMutationCtx, entry: Doc<"interactions">): Promise<void> {
  const isAnswer =
    !entry.automatic &&
    entry.successful &&
    entry.interactionDate <= ctx.now &&
    reaching.has(entry.type) &&
    entry.direction !== "inbound";
  if (!isAnswer) return;
  await answer(ctx, entry.customerId, { at: entry.interactionDate, by: entry.assignedTo, with: entry._id });
}

/** Called after a message to the customer was written. */
export async function answerByMessage(ctx: TenantMutationCtx, message: Doc<"communications">): Promise<void> {
  const { customerId, createdAt, createdBy, _id } = message;
  await answer(ctx, customerId, { at: createdAt, by: userOf(createdBy), with: _id });
}

/** What changes in a lead that is moved: work on it began, which answers it; one that is lost unanswered waits no more. */
export function answeredByMove(
  ctx: TenantMutationCtx,
  lead: Doc<"leads">,
  to: LeadStatus,
): Partial<Doc<"leads">> {
  if (lead.isWaiting === undefined) return {};
  return to === "lost"
    ? { isWaiting: undefined }
    : stamps({ at: ctx.now, by: userOf(ctx.actor.id), with: lead._id });
}

/** Called after an interaction was changed or, null, withdrawn: what it answered waits again, until it or another answers. */
export async function answerAnew(
  ctx: TenantMutationCtx,
  before: Doc<"interactions">,
  after: Doc<"interactions"> | null,
): Promise<void> {
  await takeBack(ctx, { at: before.interactionDate, by: before.assignedTo, with: before._id });
  if (after !== null) await answerByInteraction(ctx, after);
}

const waitingMessages = (ctx: TenantMutationCtx, customerId: Id<"customers">) =>
  ctx.db
    .query("communications")
    .withIndex("by_waiting", (q) => q.eq("customerId", customerId).eq("isWaiting", true));

const stamps = ({ at, by, with: answeredWith }: Answer) => ({
  isWaiting: undefined,
  ...(by === null ? {} : { answeredAt: at, answeredBy: by, answeredWith }),
});

async function answer(ctx: TenantMutationCtx, customerId: Id<"customers">, given: Answer): Promise<void> {
  for (const message of await waitingMessages(ctx, customerId).take(mostWaiting)) {
    if (message.createdAt > given.at) continue;
    await ctx.db.patch("communications", message._id, stamps(given));
    await tallyMessage(ctx, message, await ctx.db.get("communications", message._id));
  }
  const leads = await ctx.db
    .query("leads")
    .withIndex("by_waiting", (q) => q.eq("customerId", customerId).eq("isWaiting", true))
    .take(mostWaiting);
  for (const lead of leads) {
    if (lead.createdAt > given.at) continue;
    await ctx.db.patch("leads", lead._id, stamps(given));
    await tallyLead(ctx, lead, await ctx.db.get("leads", lead._id));
  }
}

const waitsAgain = {
  isWaiting: true,
  answeredAt: undefined,
  answeredBy: undefined,
  answeredWith: undefined,
} as const;

async function takeBack(ctx: TenantMutationCtx, given: Answer & { by: Id<"users"> }): Promise<void> {
  const messages = await ctx.db
    .query("communications")
    .withIndex("by_answered", (q) => q.eq("answeredBy", given.by).eq("answeredAt", given.at))
    .take(mostWaiting);
  for (const message of messages) {
    if (message.answeredWith !== given.with) continue;
    await ctx.db.patch("communications", message._id, waitsAgain);
    await tallyMessage(ctx, message, await ctx.db.get("communications", message._id));
  }
  const leads = await ctx.db
    .query("leads")
    .withIndex("by_answered", (q) => q.eq("answeredBy", given.by).eq("answeredAt", given.at))
    .take(mostWaiting);
  for (const lead of leads) {
    if (lead.answeredWith !== given.with) continue;
    await ctx.db.patch("leads", lead._id, waitsAgain);
    await tallyLead(ctx, lead, await ctx.db.get("leads", lead._id));
  }
}
