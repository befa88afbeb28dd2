/** The figures of the transition (POS-29, POS-30, POS-39): counted as things happen, measured on screens, or entered. */
import type { OrgQueryCtx } from "../functions";
import { dayOf } from "../shared/days";
import { duplicateCells } from "../tallies/duplicates";
import { legacyCustomerCounts, openDifferences, recentOutcomes, syncJobCounts } from "../tallies/mirror";
import { tally } from "../tallies/read";
import { readState } from "./state";
import { meanTimes, staffUse, type Times } from "./use";
import { sharedFields } from "./words";

/** Shares are percent with one decimal; null is "not known yet". */
export interface MigrationMetrics {
  /** Of the changes that came to an end today and yesterday. */
  syncSuccessRate: number | null;
  /** Fields in which both differ. */
  dataDiscrepancies: number;
  /** Pairs that wait for a decision. */
  customerDuplicates: number;
  /** Means of thirty days, ms: from asking to the answer, from the open form to the saved customer. */
  customerLookupTime: number | null;
  customerCreationTime: number | null;
  /** People who worked with Orbit's own customers within thirty days. */
  staffUsingNewSystem: number;
  /** Of all bookings, those whose customer was looked for in Orbit. */
  bookingsUsingNewCustomers: number | null;
  /** Of the linked customers, those in which both sides agree. */
  customerDataAccuracy: number | null;
  /** Time saved against the older flow, where both were measured. */
  operationalEfficiency: number | null;
}

export interface TransitionMetrics {
  /** Of the duplicates that were found, those that were merged. */
  duplicateCustomerReduction: number | null;
  /** 0 to 100: compared values that agree, an important one counting twice. */
  dataIntegrityScore: number | null;
  /** Of the changes of the last month that came to an end. */
  syncAccuracy: number | null;
  customerLookupSpeed: number | null;
  /** Seconds. */
  customerCreationTime: number | null;
  staffAdoptionRate: number | null;
  /** Entered: a survey's score from 0 to 10. */
  customerSatisfaction: number | null;
  /** Entered: percent of what was usual before. */
  staffProductivity: number | null;
  /** Entered: minutes. */
  systemDowntime: number | null;
}

export interface Metrics {
  migration: MigrationMetrics;
  transition: TransitionMetrics;
}

/** `now` in epoch ms, rounded by the client. Reads a bounded number of rows at any size. */
export async function readMetrics(ctx: OrgQueryCtx, now: number): Promise<Metrics> {
  const { timeZone } = await ctx.settings();
  const today = dayOf(now, timeZone);
  const recent = await recentOutcomes(ctx, today);
  const { completed, manual } = await syncJobCounts(ctx);
  const customers = await legacyCustomerCounts(ctx);
  const differences = await openDifferences(ctx);
  const { open, later, merged } = await duplicateCells(ctx);
  const times = await meanTimes(ctx, today);
  const { staff, using } = await staffUse(ctx, today);
  const flows = await tally(ctx, "bookingFlows");
  const [own, older] = [flows.get("own")?.count ?? 0, flows.get("older")?.count ?? 0];
  const entered = (await readState(ctx))?.entered ?? {};
  const { lookup, creation } = times.new;
  return {
    migration: {
      syncSuccessRate: percent(recent.completed, recent.completed + recent.failed),
      dataDiscrepancies: differences.all,
      customerDuplicates: open + later,
      customerLookupTime: lookup,
      customerCreationTime: creation,
      staffUsingNewSystem: using,
      bookingsUsingNewCustomers: percent(own, own + older),
      customerDataAccuracy: percent(customers.synced, customers.synced + customers.conflict),
      operationalEfficiency: saved(times.new, times.older),
    },
    transition: {
      duplicateCustomerReduction: percent(merged, open + later + merged),
      dataIntegrityScore: integrity(customers.synced + customers.conflict, differences),
      syncAccuracy: percent(completed, completed + manual),
      customerLookupSpeed: lookup,
      customerCreationTime: creation === null ? null : Math.round(creation / 100) / 10,
      staffAdoptionRate: percent(using, staff),
      customerSatisfaction: entered.customerSatisfaction ?? null,
      staffProductivity: entered.staffProductivity ?? null,
      systemDowntime: entered.systemDowntime ?? null,
    },
  };
}

const percent = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.round((part / whole) * 1000) / 10;

function integrity(linked: number, { all, critical }: { all: number; critical: number }): number | null {
  if (linked === 0) return null;
  const share = 1 - (all + critical) / (linked * sharedFields.length);
  return Math.max(0, Math.round(share * 1000) / 10);
}

/** Of the deeds that were measured in both flows; below zero where the new one is slower. */
function saved(ours: Times, theirs: Times): number | null {
  const both = (["lookup", "creation"] as const).filter(
    (deed) => ours[deed] !== null && theirs[deed] !== null,
  );
  const sum = (times: Times) => both.reduce((total, deed) => total + times[deed]!, 0);
  const before = sum(theirs);
  return before === 0 ? null : Math.round((1 - sum(ours) / before) * 1000) / 10;
}
