/** Door: the customers of an older point of sale, the synchronization with it, and its review queue (POS). */
import { paginationOptsValidator } from "convex/server";
import { v } from "convex/values";
import { internal } from "./_generated/api";
import { internalAction, orgMutation, orgQuery, systemMutation, tenantMutation } from "./functions";
import { instant } from "./dashboard/instant";
import { jobActor, runStep, stepArgs } from "./jobs/run";
import { judgeHealth, openAlerts } from "./mirror/alerts";
import { choose as chooseSide, listDifferences } from "./mirror/differences";
import { fullSyncStep, lookForUnsynced } from "./mirror/fullSync";
import { readHealth } from "./mirror/health";
import { arrivedAs, createInLegacy, lookUpLegacy } from "./mirror/legacyFlow";
import { listLegacyCustomers, readStatus } from "./mirror/list";
import { readMetrics } from "./mirror/metrics";
import { problemOf } from "./mirror/problem";
import { processJob } from "./mirror/process";
import * as queue from "./mirror/queue";
import { receiveEvents, receiveRows } from "./mirror/receive";
import { listReports, reconcileStep, startReconciliation } from "./mirror/reconcile";
import { enterFigures, setPaused, setStage as goToStage } from "./mirror/state";
import { noteUses } from "./mirror/use";
import {
  deedValidator,
  flowValidator,
  legacyStateValidator,
  operationValidator,
  stageValidator,
  syncStatusValidator,
} from "./mirror/table";

const pos = { id: "system:pos", name: "Point of sale", channel: "pos" } as const;

/** The point of sale's customers by name, or the best matches of `text`, at most 50 a page (POS-38). */
export const list = orgQuery({
  permission: "mirror:read",
  args: {
    state: v.union(legacyStateValidator, v.null()),
    text: v.optional(v.string()),
    paginationOpts: paginationOptsValidator,
  },
  handler: (ctx, args) => listLegacyCustomers(ctx, args),
});

/** The stage, whether it is paused, exact numbers of rows, jobs and differences, and when it last ran (POS-37). */
export const status = orgQuery({ permission: "mirror:read", args: {}, handler: (ctx) => readStatus(ctx) });

/**
 * How the older point of sale, Orbit and the synchronization fare, and which thresholds are crossed (POS-23..25). `now` is
 * epoch ms, rounded by the client.
 */
export const health = orgQuery({
  permission: "mirror:read",
  args: { now: v.number() },
  handler: async (ctx, { now }) => ({
    ...(await readHealth(ctx, instant(now))),
    alerts: await openAlerts(ctx),
  }),
});

/** How many thresholds are crossed right now, for the menu. */
export const alerts = orgQuery({
  permission: "mirror:read",
  args: {},
  handler: (ctx) => openAlerts(ctx),
});

/** The nine figures of the migration and the nine of the transition (POS-29, POS-30, POS-39); `now` as for `health`. */
export const metrics = orgQuery({
  permission: "mirror:read",
  args: { now: v.number() },
  handler: (ctx, { now }) => readMetrics(ctx, instant(now)),
});

const entered = v.optional(v.union(v.number(), v.null()));

/** Enters what nobody can count: satisfaction 0 to 10, productivity in percent, downtime in minutes; null takes one away. VALIDATION_ERROR, NOT_FOUND (POS-30). */
export const enter = orgMutation({
  permission: "mirror:manage",
  args: { customerSatisfaction: entered, staffProductivity: entered, systemDowntime: entered },
  handler: async (ctx, figures): Promise<null> => {
    await enterFigures(ctx, figures);
    return null;
  },
});

/** What a screen measured of looking for and adding customers, at most fifty deeds; kept only during a transition. VALIDATION_ERROR (POS-29). */
export const noteUse = orgMutation({
  permission: "customers:create",
  args: { uses: v.array(v.object({ flow: flowValidator, deed: deedValidator, ms: v.number() })) },
  handler: async (ctx, { uses }): Promise<null> => {
    await noteUses(ctx, uses);
    return null;
  },
});

/** The queue: one status, the longest waiting first, or everything, the newest first (POS-04). */
export const jobs = orgQuery({
  permission: "mirror:read",
  args: { status: v.union(syncStatusValidator, v.null()), paginationOpts: paginationOptsValidator },
  handler: (ctx, { status, paginationOpts }) => queue.listSyncJobs(ctx, status, paginationOpts),
});

/** Fields in which both differ: those that wait for a person, the oldest first, or those of one reconciliation (POS-09, POS-31). */
export const differences = orgQuery({
  permission: "mirror:read",
  args: {
    of: v.union(v.id("reconciliations"), v.literal("open")),
    paginationOpts: paginationOptsValidator,
  },
  handler: (ctx, { of, paginationOpts }) => listDifferences(ctx, of, paginationOpts),
});

/** Reconciliations, the newest first (POS-08). */
export const reports = orgQuery({
  permission: "mirror:read",
  args: { paginationOpts: paginationOptsValidator },
  handler: (ctx, { paginationOpts }) => listReports(ctx, paginationOpts),
});

/** Rows of a file of the point of sale, at most a hundred; what became of each, in their order. LIMIT_EXCEEDED. */
export const takeRows = orgMutation({
  permission: "mirror:push",
  args: { rows: v.array(v.record(v.string(), v.any())) },
  handler: (ctx, { rows }) => receiveRows(ctx, rows),
});

/** Change events of the point of sale, at most a hundred; what became of each (POS-04, POS-07). LIMIT_EXCEEDED. */
export const takeEvents = orgMutation({
  permission: "mirror:push",
  args: {
    events: v.array(
      v.object({
        operationType: operationValidator,
        legacyCustomerId: v.optional(v.string()),
        dataPayload: v.optional(v.record(v.string(), v.any())),
        eventId: v.optional(v.string()),
      }),
    ),
  },
  handler: (ctx, { events }) => receiveEvents(ctx, events),
});

/** Goes to a stage of the transition; the first call connects the point of sale (POS-33). */
export const setStage = orgMutation({
  permission: "mirror:manage",
  args: { stage: stageValidator },
  handler: async (ctx, { stage }): Promise<null> => {
    await goToStage(ctx, stage);
    return null;
  },
});

/** Stops the queue; what comes meanwhile waits (POS-37). NOT_FOUND without a point of sale. */
export const pause = orgMutation({
  permission: "mirror:manage",
  args: {},
  handler: async (ctx): Promise<null> => {
    await setPaused(ctx, true);
    return null;
  },
});

/** Has the queue go on. NOT_FOUND without a point of sale. */
export const resume = orgMutation({
  permission: "mirror:manage",
  args: {},
  handler: async (ctx): Promise<null> => {
    await setPaused(ctx, false);
    return null;
  },
});

/** Looks at every row again and puts on its way what is not alike; nothing while it is paused (POS-01). */
export const syncNow = orgMutation({
  permission: "mirror:manage",
  args: {},
  handler: async (ctx): Promise<null> => {
    await fullSyncStep(ctx, null);
    return null;
  },
});

/** Tries a job that waits for a person again. INVALID_STATUS_CHANGE for any other (POS-05). */
export const retry = orgMutation({
  permission: "mirror:manage",
  args: { jobId: v.id("syncJobs") },
  handler: async (ctx, { jobId }): Promise<null> => {
    await queue.retry(ctx, jobId);
    await judgeHealth(ctx);
    return null;
  },
});

/** Leaves a job out for good. INVALID_STATUS_CHANGE once it is finished (POS-05). */
export const skip = orgMutation({
  permission: "mirror:manage",
  args: { jobId: v.id("syncJobs") },
  handler: async (ctx, { jobId }): Promise<null> => {
    await queue.skip(ctx, jobId);
    await judgeHealth(ctx);
    return null;
  },
});

/** Settles a difference with one side's value (POS-09). INVALID_STATUS_CHANGE once it is settled, VALIDATION_ERROR. */
export const choose = orgMutation({
  permission: "mirror:resolve",
  args: {
    differenceId: v.id("syncDifferences"),
    choice: v.union(v.literal("legacy"), v.literal("new")),
  },
  handler: async (ctx, { differenceId, choice }): Promise<null> => {
    await chooseSide(ctx, differenceId, choice);
    await judgeHealth(ctx);
    return null;
  },
});

/** Compares both stores now; the job, which may be under way already. Null without a point of sale (POS-08). */
export const reconcile = orgMutation({
  permission: "mirror:manage",
  args: {},
  handler: (ctx) => startReconciliation(ctx),
});

// ---------------------------------------------------------------- instead of Orbit's own customers

/** At most eight of the point of sale's customers, the best matches or the first by name; those of customers out of sight are left out (POS-19). */
export const lookUp = orgQuery({
  permission: "customers:create",
  args: { text: v.string() },
  handler: (ctx, { text }) => lookUpLegacy(ctx, text),
});

/** The customer that a row of the point of sale has become, live; null until then (POS-20). */
export const arrived = orgQuery({
  permission: "customers:create",
  args: { legacyId: v.string() },
  handler: (ctx, { legacyId }) => arrivedAs(ctx, legacyId),
});

/** Adds a customer to the point of sale, from where the forward sync brings them here; the row's id. VALIDATION_ERROR, NOT_FOUND (POS-20). */
export const createThere = orgMutation({
  permission: "customers:create",
  args: {
    input: v.object({ name: v.string(), phone: v.optional(v.string()), email: v.optional(v.string()) }),
  },
  handler: (ctx, { input }) => createInLegacy(ctx, input),
});

// ---------------------------------------------------------------- internal

/** Carries out what is due, each job in a transaction of its own: one that fails takes no other along. */
export const work = internalAction({
  args: { orgId: v.id("organizations") },
  handler: async (ctx, { orgId }): Promise<null> => {
    const { jobIds, isMore } = await ctx.runMutation(internal.mirror.due, { orgId });
    for (const jobId of jobIds) {
      try {
        await ctx.runMutation(internal.mirror.process, { orgId, jobId });
      } catch (error) {
        await ctx.runMutation(internal.mirror.fail, { orgId, jobId, error: problemOf(error) });
      }
    }
    await ctx.runMutation(internal.mirror.judge, { orgId });
    if (isMore) await ctx.scheduler.runAfter(0, internal.mirror.work, { orgId });
    return null;
  },
});

/** Looks whether a threshold is crossed, or not any more (POS-24, POS-25). */
export const judge = tenantMutation({
  actor: pos,
  args: {},
  handler: async (ctx): Promise<null> => {
    await judgeHealth(ctx);
    return null;
  },
});

export const due = tenantMutation({
  actor: pos,
  args: {},
  handler: async (ctx) => {
    const isMore = await lookForUnsynced(ctx);
    const jobIds = await queue.dueJobs(ctx);
    return { jobIds, isMore: isMore || jobIds.length === queue.jobsAtOnce };
  },
});

export const process = tenantMutation({
  actor: pos,
  args: { jobId: v.id("syncJobs") },
  handler: async (ctx, { jobId }): Promise<null> => {
    await processJob(ctx, jobId);
    return null;
  },
});

export const fail = tenantMutation({
  actor: pos,
  args: { jobId: v.id("syncJobs"), error: v.string() },
  handler: async (ctx, { jobId, error }): Promise<null> => {
    await queue.failed(ctx, jobId, error);
    return null;
  },
});

export const fullSync = tenantMutation({
  actor: pos,
  args: { cursor: v.union(v.string(), v.null()) },
  handler: async (ctx, { cursor }): Promise<null> => {
    await fullSyncStep(ctx, cursor);
    return null;
  },
});

/** One page of a reconciliation. */
export const reconcileBatch = tenantMutation({
  args: stepArgs,
  actor: jobActor("pos"),
  handler: async (ctx, args): Promise<null> => {
    await runStep(ctx, args, (job) => reconcileStep(ctx, job));
    await judgeHealth(ctx);
    return null;
  },
});

/** Cron: the comparison of one organization, and the end of what was finished long ago. */
export const daily = tenantMutation({
  actor: pos,
  args: {},
  handler: async (ctx): Promise<null> => {
    await startReconciliation(ctx);
    await judgeHealth(ctx);
    if (await queue.forgetOld(ctx))
      await ctx.scheduler.runAfter(0, internal.mirror.daily, { orgId: ctx.orgId });
    return null;
  },
});

/** Organizations set going in one transaction of the fan-out. */
const batch = 100;

/** Cron: sets every synchronization going that sends something, in case its last step was lost. */
export const sweep = systemMutation({
  args: { cursor: v.union(v.string(), v.null()) },
  handler: async (ctx, { cursor }): Promise<null> => {
    const page = await ctx.db
      .query("syncStates")
      .withIndex("global_running", (q) => q.eq("isRunning", true))
      .paginate({ numItems: batch, cursor });
    for (const { orgId } of page.page) await ctx.scheduler.runAfter(0, internal.mirror.work, { orgId });
    if (!page.isDone) await ctx.scheduler.runAfter(0, internal.mirror.sweep, { cursor: page.continueCursor });
    return null;
  },
});
