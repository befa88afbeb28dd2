/** The one write path of leads: row, stage history, tallies, history and the customer's status, in one transaction. */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { assertAssignable } from "../customers/assignable";
import { diff, recordChange, type Change } from "../history/record";
import { fail } from "../shared/errors";
import { inOneTally } from "../tallies/bump";
import { tallyLead } from "../tallies/leads";
import { answeredByMove } from "../performance/answers";
import { syncCustomerStatus } from "./customerStatus";
import { mayMove, type LeadStatus } from "./stages";

type Lead = Doc<"leads">;

export interface LeadFacts {
  customerId: Id<"customers">;
  source: Lead["source"];
  ownerId?: Id<"users"> | undefined;
  title?: string | undefined;
  message?: string | undefined;
  answers?: Lead["answers"];
  sourcePage?: string | undefined;
  referrerPath?: string | undefined;
  utm?: Record<string, string>;
  widgetId?: Id<"widgets">;
  consent?: Lead["consent"];
  isSample?: boolean;
  /** Epoch ms; now unless the lead is brought in from elsewhere. */
  createdAt?: number;
}

/** Opens a lead at `new` (LED-01). The customer and the owner must be checked by the caller. */
export async function openLead(ctx: TenantMutationCtx, facts: LeadFacts): Promise<Id<"leads">> {
  const { createdAt: at = ctx.now, isSample = false, answers = [], ...given } = facts;
  const { actor } = ctx;
  const leadId = await ctx.db.insert("leads", {
    ...given,
    answers,
    isSample,
    ...(facts.source === "website" && !isSample ? { isWaiting: true as const } : {}),
    status: "new",
    inquiries: 1,
    lastInquiryAt: at,
    stageEnteredAt: at,
    createdAt: at,
    updatedAt: ctx.now,
    createdBy: actor.id,
    updatedBy: actor.id,
  });
  await recordStage(ctx, leadId, undefined, "new", at, 0);
  const lead = await ctx.db.get("leads", leadId);
  await inOneTally(ctx, async () => {
    await tallyLead(ctx, null, lead);
    await syncCustomerStatus(ctx, lead.customerId, "opened");
  });
  await recordChange(ctx, {
    entity: "leads",
    entityId: leadId,
    customerId: lead.customerId,
    action: "created",
    changes: diff<Lead>({}, lead, ["status", "source", "ownerId", "title", "message", "sourcePage"]),
  });
  return leadId;
}

/** The same person asked again while the lead was open (WID-04): newest words on top, first page kept. */
export async function askAgain(
  ctx: TenantMutationCtx,
  lead: Lead,
  facts: Pick<LeadFacts, "message" | "answers" | "consent" | "sourcePage" | "utm">,
): Promise<void> {
  await writeLead(
    ctx,
    lead,
    {
      inquiries: lead.inquiries + 1,
      lastInquiryAt: ctx.now,
      ...(facts.message ? { message: facts.message } : {}),
      ...(facts.answers?.length ? { answers: facts.answers } : {}),
      ...(facts.consent ? { consent: facts.consent } : {}),
      ...(lead.sourcePage ? {} : { sourcePage: facts.sourcePage }),
      ...(lead.utm ? {} : { utm: facts.utm }),
    },
    "askedAgain",
    ["message", "inquiries"],
  );
}

/** Moves a lead to another stage (LED-05, 12, 26, 27). Losing needs a reason; anything else forgets it. */
export async function moveLead(
  ctx: TenantMutationCtx,
  lead: Lead,
  to: LeadStatus,
  reason?: string,
): Promise<Id<"auditLog">> {
  if (!mayMove(lead.status, to)) {
    fail({ code: "INVALID_STATUS_CHANGE", entity: "leads", from: lead.status, to });
  }
  if (to === "lost" && !reason) fail({ code: "REASON_REQUIRED", action: "leads.lose" });
  await recordStage(ctx, lead._id, lead.status, to, ctx.now, ctx.now - lead.stageEnteredAt);
  return await inOneTally(ctx, async () => {
    const audit = await writeLead(
      ctx,
      lead,
      {
        status: to,
        stageEnteredAt: ctx.now,
        lostReason: to === "lost" ? reason : undefined,
        ...answeredByMove(ctx, lead, to),
        ...(to === "qualified" && lead.qualifiedAt === undefined ? { qualifiedAt: ctx.now } : {}),
        ...(to === "won" ? { wonAt: ctx.now } : {}),
        ...(to === "lost" ? { lostAt: ctx.now } : {}),
      },
      "moved",
      ["status", "lostReason"],
      reason,
    );
    await syncCustomerStatus(ctx, lead.customerId, to === "won" ? "won" : to === "lost" ? "lost" : "opened");
    return audit;
  });
}

/** Gives the lead to a member, or to nobody (LED-07). */
export async function assignLead(
  ctx: TenantMutationCtx,
  lead: Lead,
  ownerId: Id<"users"> | null,
): Promise<void> {
  if ((lead.ownerId ?? null) === ownerId) return;
  if (ownerId !== null) await assertAssignable(ctx, ownerId);
  await writeLead(ctx, lead, { ownerId: ownerId ?? undefined }, "assigned", ["ownerId"]);
}

/** Changes the title; an empty one is removed. */
export async function renameLead(ctx: TenantMutationCtx, lead: Lead, title: string): Promise<void> {
  await writeLead(ctx, lead, { title: title === "" ? undefined : title }, "updated", ["title"]);
}

/** Only for an import that is taken back: a lead that people have worked with is lost, not removed. */
export async function removeLead(ctx: TenantMutationCtx, lead: Lead, reason: string): Promise<void> {
  const stages = await ctx.db
    .query("leadStages")
    .withIndex("by_lead", (q) => q.eq("leadId", lead._id))
    .take(100);
  for (const stage of stages) await ctx.db.delete("leadStages", stage._id);
  await tallyLead(ctx, lead, null);
  await ctx.db.delete("leads", lead._id);
  await recordChange(ctx, {
    entity: "leads",
    entityId: lead._id,
    customerId: lead.customerId,
    action: "removed",
    changes: diff<Lead>(lead, {}, ["status", "source", "ownerId", "title", "message"]),
    reason,
  });
}

async function writeLead(
  ctx: TenantMutationCtx,
  before: Lead,
  fields: Partial<Omit<Lead, "orgId" | "_id" | "_creationTime">>,
  action: string,
  told: readonly (keyof Lead)[],
  reason?: string,
): Promise<Id<"auditLog">> {
  await ctx.db.patch("leads", before._id, { ...fields, updatedAt: ctx.now, updatedBy: ctx.actor.id });
  const after = await ctx.db.get("leads", before._id);
  await tallyLead(ctx, before, after);
  const changes: Change[] = diff<Lead>(before, after, told);
  return await recordChange(ctx, {
    entity: "leads",
    entityId: before._id,
    customerId: before.customerId,
    action,
    changes,
    ...(reason ? { reason } : {}),
  });
}

async function recordStage(
  ctx: TenantMutationCtx,
  leadId: Id<"leads">,
  from: LeadStatus | undefined,
  to: LeadStatus,
  at: number,
  durationMs: number,
): Promise<void> {
  const { id: actor, name: actorName } = ctx.actor;
  await ctx.db.insert("leadStages", {
    leadId,
    ...(from ? { from } : {}),
    to,
    at,
    durationMs,
    actor,
    actorName,
  });
}
