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
  const given = answerOf(entry, ctx.now);
  if (given !== null) await answer(ctx, entry.customerId, given);
}

function answerOf(entry: Doc<"interactions">, now: number): (Answer & { by: Id<"users"> }) | null {
  const isAnswer =
    !entry.automatic &&
    entry.successful &&
    entry.interactionDate <= now &&
    reaching.has(entry.type) &&
    entry.direction !== "inbound";
  return isAnswer ? { at: entry.interactionDate, by: entry.assignedTo, with: entry._id } : null;
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
  const given = { at: before.interactionDate, by: before.assignedTo, with: before._id };
  await takeBack(ctx, given, after === null ? null : answerOf(after, ctx.now));
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

/**
 * What `given` answered was answered by what became of it, or by our next word, whichever came first, or waits again. A
 * later message that began to wait meanwhile is no first one any more.
 */
async function takeBack(
  ctx: TenantMutationCtx,
  given: Answer & { by: Id<"users"> },
  became: Answer | null,
): Promise<void> {
  const messages = await ctx.db
    .query("communications")
    .withIndex("by_answered", (q) => q.eq("answeredBy", given.by).eq("answeredAt", given.at))
    .take(mostWaiting);
  for (const message of messages) {
    if (message.answeredWith !== given.with) continue;
    const next = first(message, became, await nextWord(ctx, message, given.with));
    if (next === null) {
      for (const later of await waitingMessages(ctx, message.customerId).take(mostWaiting))
        if (later.createdAt >= message.createdAt)
          await ctx.db.patch("communications", later._id, { isWaiting: undefined });
    }
    await ctx.db.patch(
      "communications",
      message._id,
      next === null ? waitsAgain : { ...waitsAgain, ...stamps(next) },
    );
    await tallyMessage(ctx, message, await ctx.db.get("communications", message._id));
  }
  const leads = await ctx.db
    .query("leads")
    .withIndex("by_answered", (q) => q.eq("answeredBy", given.by).eq("answeredAt", given.at))
    .take(mostWaiting);
  for (const lead of leads) {
    if (lead.answeredWith !== given.with) continue;
    const next = first(lead, became, await nextWord(ctx, lead, given.with));
    await ctx.db.patch("leads", lead._id, next === null ? waitsAgain : { ...waitsAgain, ...stamps(next) });
    await tallyLead(ctx, lead, await ctx.db.get("leads", lead._id));
  }
}

/** The earlier of two answers, as far as they came after what they answer. */
function first({ createdAt }: { createdAt: number }, ...answers: (Answer | null)[]): Answer | null {
  const later = answers.filter((one) => one !== null).filter(({ at }) => at >= createdAt);
  return later.toSorted((a, b) => a.at - b.at)[0] ?? null;
}

/** Messages looked through for our next word; one that answers comes soon. */
const mostLooked = 50;

/** The first message or call to the customer since; null where there is none but the one that is taken back. */
async function nextWord(
  ctx: TenantMutationCtx,
  { customerId, createdAt }: { customerId: Id<"customers">; createdAt: number },
  except: string,
): Promise<Answer | null> {
  const since = await ctx.db
    .query("communications")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId).gte("createdAt", createdAt))
    .take(mostLooked);
  for (const { _id, createdAt: at, createdBy, direction, interactionId, isMarketing } of since) {
    if (direction !== "outbound" || isMarketing || interactionId === except) continue;
    const entry = interactionId === undefined ? null : await ctx.db.find("interactions", interactionId);
    if (entry !== null && !entry.successful) continue;
    return { at, by: entry?.assignedTo ?? userOf(createdBy), with: entry?._id ?? _id };
  }
  return null;
}
