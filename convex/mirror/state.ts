/** Where the synchronization of an organization stands. Its stage and pause are settings; what it last did is a row of its own. */
import { internal } from "../_generated/api";
import type { Doc } from "../_generated/dataModel";
import type { OrgMutationCtx, TenantMutationCtx, TenantQueryCtx } from "../functions";
import { recordChange } from "../history/record";
import { fail } from "../shared/errors";
import type { NewRow } from "../tenancy/tenantDb";
import { directionOf, type Stage } from "./words";

type State = Doc<"syncStates">;

export async function readState(ctx: TenantQueryCtx): Promise<State | null> {
  return await ctx.db.query("syncStates").withIndex("by_orgId").unique();
}

async function keep(ctx: TenantMutationCtx, fields: Partial<NewRow<"syncStates">>): Promise<void> {
  const state = await readState(ctx);
  if (state === null) await ctx.db.insert("syncStates", { isRunning: false, reverseCursor: 0, ...fields });
  else await ctx.db.patch("syncStates", state._id, fields);
}

export async function noteSynced(ctx: TenantMutationCtx, direction: "fromPos" | "toPos"): Promise<void> {
  await keep(ctx, direction === "fromPos" ? { lastForwardAt: ctx.now } : { lastReverseAt: ctx.now });
}

export async function noteReconciled(ctx: TenantMutationCtx): Promise<void> {
  await keep(ctx, { lastReconciledAt: ctx.now });
}

export async function moveReverseCursor(ctx: TenantMutationCtx, reverseCursor: number): Promise<void> {
  await keep(ctx, { reverseCursor });
}

type Transition = NonNullable<Doc<"orgSettings">["transition"]>;

async function setTransition(
  ctx: OrgMutationCtx,
  transition: Transition,
  { action, reason }: { action: string; reason?: string },
): Promise<void> {
  const settings = await ctx.settings();
  const before = settings.transition;
  await ctx.db.patch("orgSettings", settings._id, { transition, updatedAt: ctx.now });
  const { forward, reverse } = directionOf(transition.stage);
  const isRunning = !transition.isPaused && (forward || reverse);
  // From the beginning again: what was left out while the stage sent nothing is found.
  await keep(ctx, { isRunning, ...(before?.stage === transition.stage ? {} : { reverseCursor: 0 }) });
  await recordChange(ctx, {
    entity: "orgSettings",
    entityId: settings._id,
    action,
    changes: [
      { field: "transitionStage", from: before?.stage, to: transition.stage },
      { field: "isSyncPaused", from: before?.isPaused, to: transition.isPaused },
    ].filter(({ from, to }) => from !== to),
    ...(reason === undefined ? {} : { reason }),
  });
  if (isRunning)
    await ctx.scheduler.runAfter(0, internal.mirror.fullSync, { orgId: ctx.orgId, cursor: null });
}

/** Goes to a stage (POS-33); the first one connects the point of sale. Everything that differs is looked at again. */
export async function setStage(ctx: OrgMutationCtx, stage: Stage): Promise<void> {
  const { transition } = await ctx.settings();
  if (transition?.stage === stage) return;
  await setTransition(ctx, { stage, isPaused: transition?.isPaused ?? false }, { action: "stageChanged" });
}

/** Stops and starts the queue; what comes meanwhile waits in it (POS-37). NOT_FOUND without a point of sale. */
export async function setPaused(ctx: OrgMutationCtx, isPaused: boolean, reason?: string): Promise<void> {
  const { transition } = await ctx.settings();
  if (transition === undefined) return fail({ code: "NOT_FOUND", entity: "syncStates" });
  if (transition.isPaused === isPaused) return;
  await setTransition(
    ctx,
    { ...transition, isPaused },
    { action: isPaused ? "syncPaused" : "syncResumed", ...(reason === undefined ? {} : { reason }) },
  );
}
