/** Where the synchronization of an organization stands. Its stage and pause are settings; what it last did is a row of its own. */
import * as z from "zod";
import { internal } from "../_generated/api";
import type { Doc } from "../_generated/dataModel";
import type { OrgMutationCtx, TenantMutationCtx, TenantQueryCtx } from "../functions";
import { recordChange } from "../history/record";
import { fail } from "../shared/errors";
import { parse } from "../shared/validate";
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

/** The row says so to the minute, so that a till that tells much does not write it each time. */
const heardEveryMs = 60_000;

export async function noteHeard(ctx: TenantMutationCtx): Promise<void> {
  const state = await readState(ctx);
  if ((state?.lastHeardAt ?? 0) + heardEveryMs <= ctx.now) await keep(ctx, { lastHeardAt: ctx.now });
}

const figure = (most: number, message: string) =>
  z
    .number({ error: message })
    .refine((value) => value >= 0 && value <= most, { message, params: { rule: "range" } })
    .nullable()
    .optional();

const figuresShape = z.object({
  customerSatisfaction: figure(10, "Enter a score from 0 to 10."),
  staffProductivity: figure(1_000, "Enter percent of what was usual before, from 0 to 1000."),
  systemDowntime: figure(1_000_000, "Enter minutes, from 0 to 1,000,000."),
});

/** What people enter of the transition (POS-30); null takes a figure away. VALIDATION_ERROR by field; NOT_FOUND without a point of sale. */
export async function enterFigures(
  ctx: OrgMutationCtx,
  given: { readonly [F in keyof Entered]?: number | null | undefined },
): Promise<void> {
  const { transition } = await ctx.settings();
  if (transition === undefined) return fail({ code: "NOT_FOUND", entity: "syncStates" });
  const figures = parse(figuresShape, given);
  const before: Entered = (await readState(ctx))?.entered ?? {};
  const merged = Object.entries({ ...before, ...defined(figures) }).filter(([, value]) => value !== null);
  const after = Object.fromEntries(merged) as Entered;
  const fields = ["customerSatisfaction", "staffProductivity", "systemDowntime"] as const;
  const changes = fields
    .map((field) => ({ field, from: before[field], to: after[field] }))
    .filter(({ from, to }) => from !== to);
  if (changes.length === 0) return;
  await keep(ctx, { entered: after });
  const { _id } = await ctx.settings();
  await recordChange(ctx, { entity: "orgSettings", entityId: _id, action: "figuresEntered", changes });
}

export type Entered = NonNullable<State["entered"]>;

const defined = (figures: object) =>
  Object.fromEntries(Object.entries(figures).filter(([, value]) => value !== undefined));

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
