/** The one write path of follow-ups: history, counters and customer.nextFollowUpAt move with every change. */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, TenantMutationCtx } from "../functions";
import { readableCustomer, writableCustomer } from "../customers/access";
import { touchCustomer } from "../customers/write";
import { refreshRollUps } from "../value/refresh";
import { diff, recordChange } from "../history/record";
import { dayMs } from "../shared/days";
import { fail } from "../shared/errors";
import { parse } from "../shared/validate";
import { tallyFollowUp } from "../tallies/followUps";
import type { NewRow } from "../tenancy/tenantDb";
import { refreshInsights } from "../value/refresh";
import { assertTakesFollowUps } from "../customers/assignable";
import { followUpPatchShape, followUpShape, type FollowUpInput, type FollowUpPatch } from "./shape";

/** Further ahead than this is a slip of the keyboard. */
const furthest = 5 * 366 * dayMs;

export interface NewFollowUp {
  customerId: Id<"customers">;
  title: string;
  dueAt: number;
  ownerId: Id<"users">;
  interactionId?: Id<"interactions">;
  quoteId?: Id<"quotes">;
}

/** For rooms: creates without asking who may. FUP-01, FUP-03. */
export async function createFollowUp(ctx: TenantMutationCtx, input: NewFollowUp): Promise<Id<"followUps">> {
  checkDue(input.dueAt, ctx.now - dayMs, ctx.now);
  await assertTakesFollowUps(ctx, input.ownerId);
  const id = await ctx.db.insert("followUps", {
    ...input,
    status: "open",
    snoozes: 0,
    createdAt: ctx.now,
    updatedAt: ctx.now,
    createdBy: ctx.actor.id,
  });
  await tallyFollowUp(ctx, null, await ctx.db.get("followUps", id));
  await recordChange(ctx, {
    entity: "followUps",
    entityId: id,
    customerId: input.customerId,
    action: "created",
    changes: [
      { field: "title", to: input.title },
      { field: "dueAt", to: input.dueAt },
      { field: "ownerId", to: input.ownerId },
    ],
  });
  await setNextFollowUp(ctx, input.customerId);
  return id;
}

/** For staff: a next step without an interaction. */
export async function addFollowUp(
  ctx: OrgMutationCtx,
  customerId: Id<"customers">,
  input: FollowUpInput & { ownerId?: Id<"users"> },
): Promise<Id<"followUps">> {
  const customer = await writableCustomer(ctx, customerId, "interactions:write");
  const { title, dueAt } = parse(followUpShape, input);
  const ownerId = input.ownerId ?? ctx.user._id;
  const id = await createFollowUp(ctx, { customerId: customer._id, title, dueAt, ownerId });
  await refreshInsights(ctx, customer._id);
  return id;
}

/** Changes title, time or owner; a later time counts as a snooze (FUP-04). Returns the history entry. */
export async function editFollowUp(
  ctx: OrgMutationCtx,
  id: Id<"followUps">,
  input: FollowUpPatch & { ownerId?: Id<"users"> },
): Promise<void> {
  const before = await changeableFollowUp(ctx, id);
  if (before.status !== "open") {
    fail({ code: "INVALID_STATUS_CHANGE", entity: "followUps", from: before.status, to: "open" });
  }
  const { title, dueAt } = parse(followUpPatchShape, input);
  if (dueAt !== undefined && dueAt !== before.dueAt) checkDue(dueAt, ctx.now - dayMs, ctx.now);
  if (input.ownerId !== undefined) await assertTakesFollowUps(ctx, input.ownerId);
  await changeFollowUp(ctx, before, "updated", {
    ...(title === undefined ? {} : { title }),
    ...(dueAt === undefined ? {} : { dueAt, snoozes: before.snoozes + (dueAt > before.dueAt ? 1 : 0) }),
    ...(input.ownerId === undefined ? {} : { ownerId: input.ownerId }),
  });
  await refreshInsights(ctx, before.customerId);
}

/** Opens again what was done or cancelled: the undo of both. */
export async function reopenFollowUp(ctx: OrgMutationCtx, id: Id<"followUps">): Promise<void> {
  const before = await changeableFollowUp(ctx, id);
  if (before.status === "open") return;
  await changeFollowUp(ctx, before, "reopened", { status: "open", doneAt: undefined, outcomeId: undefined });
  await refreshInsights(ctx, before.customerId);
}

/** Takes back a promise that no longer makes sense; it stays in the history. */
export async function cancelFollowUp(ctx: OrgMutationCtx, id: Id<"followUps">): Promise<void> {
  const before = await changeableFollowUp(ctx, id);
  if (before.status !== "open") return;
  await changeFollowUp(ctx, before, "cancelled", { status: "cancelled", doneAt: ctx.now });
  await refreshInsights(ctx, before.customerId);
}

/** The person who is to do it may change it, and so may whoever may write on the customer. */
export async function changeableFollowUp(
  ctx: OrgMutationCtx,
  id: Id<"followUps">,
): Promise<Doc<"followUps">> {
  const followUp = await ctx.db.get("followUps", id);
  if (followUp.ownerId === ctx.user._id) await readableOrOwn(ctx, followUp);
  else await writableCustomer(ctx, followUp.customerId, "interactions:write");
  return followUp;
}

/** A follow-up given to somebody is theirs even while the customer is not; the row itself must exist. */
async function readableOrOwn(ctx: OrgMutationCtx, followUp: Doc<"followUps">): Promise<void> {
  if (ctx.reach === "own") await ctx.db.get("customers", followUp.customerId);
  else await readableCustomer(ctx, followUp.customerId);
}

const watched = ["title", "dueAt", "ownerId", "status"] as const;

/** Every change of an existing row goes through here. */
export async function changeFollowUp(
  ctx: TenantMutationCtx,
  before: Doc<"followUps">,
  action: string,
  fields: Partial<NewRow<"followUps">>,
): Promise<void> {
  const changes = diff<Doc<"followUps">>(before, { ...before, ...fields }, watched);
  if (changes.length === 0) return;
  await ctx.db.patch("followUps", before._id, { ...fields, updatedAt: ctx.now });
  const after = await ctx.db.get("followUps", before._id);
  await tallyFollowUp(ctx, before, after);
  await recordChange(ctx, {
    entity: "followUps",
    entityId: before._id,
    customerId: before.customerId,
    action,
    changes,
  });
  await setNextFollowUp(ctx, before.customerId);
}

/** FUP-01: the earliest open follow-up, or nothing. */
async function setNextFollowUp(ctx: TenantMutationCtx, customerId: Id<"customers">): Promise<void> {
  const next = await ctx.db
    .query("followUps")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId).eq("status", "open"))
    .first();
  await touchCustomer(ctx, customerId, { nextFollowUpAt: next?.dueAt ?? null });
  await refreshRollUps(ctx, customerId);
}

function checkDue(dueAt: number, earliest: number, now: number): void {
  const isGood = Number.isInteger(dueAt) && dueAt >= earliest && dueAt <= now + furthest;
  if (isGood) return;
  fail({
    code: "VALIDATION_ERROR",
    issues: [
      { path: "dueAt", rule: "dueDate", message: "Choose a time from today on, at most five years ahead." },
    ],
  });
}
