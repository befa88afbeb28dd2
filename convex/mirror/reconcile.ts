/** The daily comparison of both stores, row by row (POS-08, POS-09): what is only written differently is settled, the rest waits for a person. */
import type { PaginationOptions } from "convex/server";
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgQueryCtx, TenantMutationCtx, TenantQueryCtx } from "../functions";
import { startJob, type StepResult } from "../jobs/run";
import { inOneTally } from "../tallies/bump";
import { countCustomers } from "../tallies/customers";
import { legacyCustomerCounts } from "../tallies/mirror";
import { note, settleOpen } from "./differences";
import { isAlike, mergeSides, valuesOfCustomer, valuesOfRow } from "./fields";
import { changeRow } from "./keep";
import { syncRow } from "./forward";
import { noteReconciled } from "./state";
import { directionOf, sharedFields, type SharedField } from "./words";

type Report = Doc<"reconciliations">;
type Row = Doc<"legacyCustomers">;

/** Rows compared in one transaction. */
const page = 40;

/** Begins a comparison; the one under way where there is one, null without a point of sale. */
export async function startReconciliation(ctx: TenantMutationCtx): Promise<Id<"jobs"> | null> {
  const { transition } = await ctx.settings();
  if (transition === undefined) return null;
  const under = await underWay(ctx);
  if (under !== null) return under;
  const { waiting, synced, conflict } = await legacyCustomerCounts(ctx);
  const legacy = waiting + synced + conflict;
  const reportId = await ctx.db.insert("reconciliations", {
    timestamp: ctx.now,
    totalCustomers: { legacy, new: await countCustomers(ctx, {}) },
    autoResolved: 0,
    manualReviewRequired: 0,
  });
  const cursor = JSON.stringify({ reportId, place: null } satisfies Cursor);
  const jobId = await startJob(ctx, { kind: "reconcile", title: "", total: legacy, cursor });
  await ctx.db.patch("reconciliations", reportId, { jobId });
  return jobId;
}

async function underWay(ctx: TenantQueryCtx): Promise<Id<"jobs"> | null> {
  const last = await ctx.db
    .query("jobs")
    .withIndex("by_kind", (q) => q.eq("kind", "reconcile"))
    .order("desc")
    .first();
  return last?.status === "running" ? last._id : null;
}

interface Cursor {
  reportId: Id<"reconciliations">;
  place: string | null;
}

/** Compares one page of rows. */
export async function reconcileStep(ctx: TenantMutationCtx, job: Doc<"jobs">): Promise<StepResult> {
  const { reportId, place } = JSON.parse(job.cursor ?? "") as Cursor;
  const rows = await ctx.db
    .query("legacyCustomers")
    .withIndex("by_legacyId")
    .paginate({ numItems: page, cursor: place });
  const report = await ctx.db.get("reconciliations", reportId);
  const found = { auto: 0, manual: 0 };
  await inOneTally(ctx, async () => {
    for (const row of rows.page) {
      const one = await compare(ctx, row, reportId);
      found.auto += one.auto;
      found.manual += one.manual;
    }
  });
  await ctx.db.patch("reconciliations", reportId, {
    autoResolved: report.autoResolved + found.auto,
    manualReviewRequired: report.manualReviewRequired + found.manual,
    ...(rows.isDone ? { finishedAt: ctx.now } : {}),
  });
  if (rows.isDone) await noteReconciled(ctx);
  return {
    done: rows.page.length,
    counts: { resolved: found.auto, review: found.manual },
    cursor: JSON.stringify({ reportId, place: rows.continueCursor } satisfies Cursor),
    finished: rows.isDone,
  };
}

async function compare(
  ctx: TenantMutationCtx,
  row: Row,
  reconciliationId: Id<"reconciliations">,
): Promise<{ auto: number; manual: number }> {
  const customer = row.customerId === undefined ? null : await ctx.db.find("customers", row.customerId);
  const counts = { auto: 0, manual: 0 };
  if (row.deletedAt !== undefined || customer === null || customer.status === "deleted") return counts;
  const { country } = await ctx.settings();
  const [theirs, ours] = [valuesOfRow(row), valuesOfCustomer(customer)];
  const differing = sharedFields.filter((field) => (theirs[field] ?? "") !== (ours[field] ?? ""));
  const moved = await resolvable(ctx, row, customer);
  for (const field of differing) {
    const isSpelling = isAlike(field, theirs[field], ours[field], country);
    if (isSpelling && (await isSettledSo(ctx, row, field))) continue;
    const status = isSpelling || moved.has(field) ? "auto" : "open";
    await note(ctx, { row, customer, field }, { status, reconciliationId });
    if (status === "auto") await settleOpen(ctx, row._id, field);
    counts[status === "auto" ? "auto" : "manual"] += 1;
  }
  if (moved.size > 0) await syncRow(ctx, row);
  else await spellAlike(ctx, row, customer, differing, country);
  return counts;
}

/** Fields in which one side alone has moved, the way the stage lets it: a sync that was missed settles them. */
async function resolvable(
  ctx: TenantMutationCtx,
  row: Row,
  customer: Doc<"customers">,
): Promise<ReadonlySet<string>> {
  const { country, transition } = await ctx.settings();
  if (transition === undefined || transition.isPaused) return new Set();
  const direction = directionOf(transition.stage);
  const merged = mergeSides(valuesOfRow(row), valuesOfCustomer(customer), row.agreed, { direction, country });
  return new Set([...Object.keys(merged.toCustomer), ...Object.keys(merged.toLegacy)]);
}

/** Where Orbit's word reaches the point of sale, it takes Orbit's spelling. */
async function spellAlike(
  ctx: TenantMutationCtx,
  row: Row,
  customer: Doc<"customers">,
  differing: readonly SharedField[],
  country: string,
): Promise<void> {
  const { transition } = await ctx.settings();
  if (!directionOf(transition?.stage).reverse || transition?.isPaused === true) return;
  const ours = valuesOfCustomer(customer);
  const spelt = differing.filter((field) => isAlike(field, row[field], ours[field], country));
  if (spelt.length === 0) return;
  const values = Object.fromEntries(spelt.map((field) => [field, ours[field]]));
  await changeRow(ctx, row, { ...values, agreed: { ...row.agreed, ...values }, syncedAt: ctx.now });
}

/** The spelling was met and let stand by an earlier run. */
async function isSettledSo(ctx: TenantMutationCtx, row: Row, field: SharedField): Promise<boolean> {
  const last = await ctx.db
    .query("syncDifferences")
    .withIndex("by_field", (q) => q.eq("legacyCustomerId", row._id).eq("field", field).eq("status", "auto"))
    .order("desc")
    .first();
  return last !== null && last.legacyValue === row[field];
}

/** A report under the keys of POS-08, but for its discrepancies, which are listed by the page. */
export type ListedReport = Pick<
  Report,
  "_id" | "timestamp" | "totalCustomers" | "autoResolved" | "manualReviewRequired"
> & { finishedAt: number | null };

const listedReport = (report: Report): ListedReport => {
  const { _id, timestamp, totalCustomers, autoResolved, manualReviewRequired, finishedAt = null } = report;
  return { _id, timestamp, totalCustomers, autoResolved, manualReviewRequired, finishedAt };
};

/** Reports, the newest first. */
export async function listReports(ctx: OrgQueryCtx, paginationOpts: PaginationOptions) {
  const page = await ctx.db
    .query("reconciliations")
    .withIndex("by_timestamp")
    .order("desc")
    .paginate(paginationOpts);
  return { ...page, page: page.page.map(listedReport) };
}
