/**
 * Hands a member's work to somebody else (TEN-22): customers, open leads and
 * open follow-ups, in batches of one job, each with its own history entry.
 */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx, TenantQueryCtx } from "../functions";
import { assignCustomer } from "../customers/write";
import { changeFollowUp } from "../followUps/write";
import { runStep, startJob, type StepArgs, type StepResult } from "../jobs/run";
import { assignLead } from "../leads/write";
import { fail } from "../shared/errors";
import { ownerKey } from "../tallies/metrics";
import { tally, tallyDays, total } from "../tallies/read";
import { mayOwnCustomers } from "../tenancy/permissions";
import { findMember } from "./roster";

/** A member's user id, null for the unassigned pool, undefined while nobody has decided. */
export type Successor = Id<"users"> | null | undefined;

/** Rows per step: each customer writes about ten documents. */
const batch = 40;
const openStages = ["new", "contacted", "qualified", "quoted"] as const;

interface Handover {
  from: Id<"users">;
  to: Id<"users"> | null;
  /** A promise to a customer needs somebody who keeps it, so follow-ups never go to the pool. */
  followUpsTo: Id<"users">;
}

export interface Workload {
  customers: number;
  openLeads: number;
  openFollowUps: number;
}

/** How much work a person holds; exact, and cheap at any size. */
export async function workloadOf(ctx: TenantQueryCtx, userId: Id<"users">): Promise<Workload> {
  const key = ownerKey(userId);
  const isOpen = ([status]: readonly string[]) => openStages.some((stage) => stage === status);
  return {
    customers: total(await tally(ctx, "customersByOwner", { key })).count,
    openLeads: total(await tally(ctx, "leadsByOwner", { key }), isOpen).count,
    openFollowUps: total(await tallyDays(ctx, "followUpsByOwner", { key, to: "9999-12-31" })).count,
  };
}

/** Starts the handover; null when there is nothing to hand over. SUCCESSOR_REQUIRED while nobody has decided. */
export async function reassignWork(
  ctx: TenantMutationCtx & { user?: Doc<"users"> },
  member: Doc<"memberships">,
  successor: Successor,
): Promise<Id<"jobs"> | null> {
  const work = await workloadOf(ctx, member.userId);
  const count = work.customers + work.openLeads + work.openFollowUps;
  if (count === 0) return null;
  if (successor === undefined) return fail({ code: "SUCCESSOR_REQUIRED", customers: work.customers });
  if (successor !== null) await requireSuccessor(ctx, member.userId, successor);
  const handover: Handover = {
    from: member.userId,
    to: successor,
    followUpsTo: successor ?? (await keeperOfPromises(ctx, member.userId)),
  };
  return await startJob(ctx, {
    kind: "reassign",
    title: member.name,
    total: count,
    cursor: JSON.stringify(handover),
  });
}

async function requireSuccessor(ctx: TenantQueryCtx, from: Id<"users">, to: Id<"users">): Promise<void> {
  const successor = await findMember(ctx, to);
  const isFit = successor?.status === "active" && mayOwnCustomers(successor.role);
  if (!isFit || to === from) fail({ code: "INVALID_ASSIGNMENT", userId: to });
}

/** Whoever decides on the handover, else an administrator. */
async function keeperOfPromises(
  ctx: TenantMutationCtx & { user?: Doc<"users"> },
  leaving: Id<"users">,
): Promise<Id<"users">> {
  if (ctx.user !== undefined && ctx.user._id !== leaving) return ctx.user._id;
  const admins = await ctx.db
    .query("memberships")
    .withIndex("by_role", (q) => q.eq("role", "admin").eq("status", "active"))
    .take(2);
  return admins.find((admin) => admin.userId !== leaving)?.userId ?? leaving;
}

/** One batch of the job. Rows that were moved leave the range they were found in, so no cursor is needed. */
export async function reassignStep(ctx: TenantMutationCtx, args: StepArgs): Promise<null> {
  await runStep(ctx, args, async (job): Promise<StepResult> => {
    const { from, to, followUpsTo } = JSON.parse(job.cursor!) as Handover;
    const heir = await stillFit(ctx, to);
    const customers = await ctx.db
      .query("customers")
      .withIndex("by_owner_name", (q) => q.eq("ownerId", from))
      .take(batch);
    for (const customer of customers) await assignCustomer(ctx, customer._id, heir);
    const leads = await openLeads(ctx, from, batch - customers.length);
    for (const lead of leads) await assignLead(ctx, lead, heir);
    const keeper = (await stillFit(ctx, followUpsTo)) ?? (await keeperOfPromises(ctx, from));
    const followUps = await ctx.db
      .query("followUps")
      .withIndex("by_owner", (q) => q.eq("ownerId", from).eq("status", "open"))
      .take(keeper === from ? 0 : batch - customers.length - leads.length);
    for (const followUp of followUps) await changeFollowUp(ctx, followUp, "assigned", { ownerId: keeper });
    const done = customers.length + leads.length + followUps.length;
    return {
      done,
      finished: done < batch,
      counts: { customers: customers.length, leads: leads.length, followUps: followUps.length },
    };
  });
  return null;
}

async function openLeads(ctx: TenantQueryCtx, owner: Id<"users">, most: number): Promise<Doc<"leads">[]> {
  const found: Doc<"leads">[] = [];
  for (const stage of openStages) {
    if (found.length === most) break;
    found.push(
      ...(await ctx.db
        .query("leads")
        .withIndex("by_owner", (q) => q.eq("ownerId", owner).eq("status", stage))
        .take(most - found.length)),
    );
  }
  return found;
}

/** The successor, or the pool when they left in the meantime. */
async function stillFit(ctx: TenantQueryCtx, userId: Id<"users"> | null): Promise<Id<"users"> | null> {
  const member = userId === null ? null : await findMember(ctx, userId);
  return member?.status === "active" && mayOwnCustomers(member.role) ? userId : null;
}
