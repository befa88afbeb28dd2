/** How the transition fares right now (POS-23): numbers that are kept as things happen, and what they say of each part. */
import type { TenantQueryCtx } from "../functions";
import { dayMs, dayOf } from "../shared/days";
import { openDifferences, recentOutcomes, syncJobCounts } from "../tallies/mirror";
import { readState } from "./state";

/** Above these an administrator is told (POS-24, POS-25); at them not. */
export const mostFailures = 0.05;
export const mostCritical = 10;

/** A change that is due waits no longer than this while the queue runs, ms. */
const stalledAfter = 10 * 60_000;

export interface Health {
  /** Epoch ms, as it was asked for. */
  timestamp: number;
  systems: {
    /** quiet: has told of nothing for a day. */
    legacyPOS: "notConnected" | "quiet" | "healthy";
    /** upgrading: its numbers are being counted anew. */
    newCustomerManagement: "healthy" | "upgrading";
    /** stalled: something that is due has waited for ten minutes. */
    syncService: "notConnected" | "paused" | "failing" | "stalled" | "healthy";
  };
  syncMetrics: {
    queueLength: number;
    /** From when a change was told to when it had arrived, ms, today and yesterday; null without any. */
    averageProcessingTime: number | null;
    /** Share of those that came to an end today and yesterday and need a person, 0 to 1. */
    failureRate: number;
    lastSuccessfulSync: number | null;
  };
  dataIntegrity: {
    totalDiscrepancies: number;
    criticalDiscrepancies: number;
    lastReconciliation: number | null;
  };
}

/** `now` in epoch ms, rounded by the client, because a query has no clock. */
export async function readHealth(ctx: TenantQueryCtx, now: number): Promise<Health> {
  const { transition, timeZone } = await ctx.settings();
  const state = await readState(ctx);
  const { completed, completedMs, failed } = await recentOutcomes(ctx, dayOf(now, timeZone));
  const failureRate = completed + failed === 0 ? 0 : failed / (completed + failed);
  const { pending } = await syncJobCounts(ctx);
  const { all, critical } = await openDifferences(ctx);
  const synced = Math.max(state?.lastForwardAt ?? 0, state?.lastReverseAt ?? 0);
  const recount = await ctx.db.query("tallyStates").withIndex("by_orgId").unique();
  return {
    timestamp: now,
    systems: {
      legacyPOS:
        transition === undefined
          ? "notConnected"
          : (state?.lastHeardAt ?? 0) + dayMs < now
            ? "quiet"
            : "healthy",
      newCustomerManagement: recount?.recount === undefined ? "healthy" : "upgrading",
      syncService:
        transition === undefined
          ? "notConnected"
          : transition.isPaused
            ? "paused"
            : failureRate > mostFailures
              ? "failing"
              : (await isStalled(ctx, now))
                ? "stalled"
                : "healthy",
    },
    syncMetrics: {
      queueLength: pending,
      averageProcessingTime: completed === 0 ? null : Math.round(completedMs / completed),
      failureRate,
      lastSuccessfulSync: synced === 0 ? null : synced,
    },
    dataIntegrity: {
      totalDiscrepancies: all,
      criticalDiscrepancies: critical,
      lastReconciliation: state?.lastReconciledAt ?? null,
    },
  };
}

async function isStalled(ctx: TenantQueryCtx, now: number): Promise<boolean> {
  const due = await ctx.db
    .query("syncJobs")
    .withIndex("by_status", (q) => q.eq("status", "pending").lte("nextAttemptAt", now - stalledAfter))
    .first();
  return due !== null;
}
