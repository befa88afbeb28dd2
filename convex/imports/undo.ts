/**
 * Takes an import back (IMX-06): the customers it created go, unless somebody
 * has worked with them since. Customers it only linked or updated stay.
 */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { saveCustomer } from "../customers/save";
import { startJob, type StepResult } from "../jobs/run";
import { fail } from "../shared/errors";
import { inOneTally } from "../tallies/bump";

const batch = 100;

/** Starts taking an import back; JOB_NOT_RUNNING while it runs or when it was taken back already. */
export async function startUndo(ctx: TenantMutationCtx, importId: Id<"imports">): Promise<Id<"jobs">> {
  const found = await ctx.db.get("imports", importId);
  const job = found.jobId === undefined ? null : await ctx.db.find("jobs", found.jobId);
  if (job === null || job.status === "running" || found.undoJobId !== undefined) {
    return fail({ code: "JOB_NOT_RUNNING", status: job?.status ?? "waiting" });
  }
  const jobId = await startJob(ctx, {
    kind: "undoImport",
    title: found.fileName,
    total: job.counts["created"] ?? 0,
  });
  await ctx.db.patch("imports", importId, { undoJobId: jobId });
  return jobId;
}

/** Removes the next batch of untouched customers. */
export async function undoBatch(ctx: TenantMutationCtx, job: Doc<"jobs">): Promise<StepResult> {
  const found = await ctx.db
    .query("imports")
    .withIndex("by_undoJob", (q) => q.eq("undoJobId", job._id))
    .unique();
  if (found?.jobId === undefined) throw new Error(`Job ${job._id} has no import to take back`);
  const { jobId } = found;
  const rows = await ctx.db
    .query("customers")
    .withIndex("by_importJob", (q) => q.eq("importJobId", jobId).gt("_creationTime", Number(job.cursor ?? 0)))
    .take(batch);
  const counts = { removed: 0, kept: 0 };
  await inOneTally(ctx, async () => {
    for (const customer of rows) {
      if (customer.status === "deleted") continue;
      if (await isTouched(ctx, customer, `job:${jobId}`)) counts.kept += 1;
      else {
        await remove(ctx, customer, found.fileName);
        counts.removed += 1;
      }
    }
  });
  const last = rows.at(-1);
  return {
    done: rows.length,
    counts,
    ...(last === undefined ? {} : { cursor: String(last._creationTime) }),
    finished: rows.length < batch,
  };
}

/** Somebody edited the record, or something was done for the customer. */
async function isTouched(
  ctx: TenantMutationCtx,
  customer: Doc<"customers">,
  importer: string,
): Promise<boolean> {
  if (customer.updatedBy !== importer || customer.lastContactAt > 0) return true;
  const id = customer._id;
  const dependents = await Promise.all([
    ctx.db
      .query("interactions")
      .withIndex("by_customer", (q) => q.eq("customerId", id))
      .first(),
    ctx.db
      .query("quotes")
      .withIndex("by_customer", (q) => q.eq("customerId", id))
      .first(),
    ctx.db
      .query("leads")
      .withIndex("by_customer", (q) => q.eq("customerId", id))
      .first(),
    ctx.db
      .query("followUps")
      .withIndex("by_customer", (q) => q.eq("customerId", id))
      .first(),
  ]);
  return dependents.some((row) => row !== null);
}

async function remove(ctx: TenantMutationCtx, customer: Doc<"customers">, reason: string): Promise<void> {
  await saveCustomer(ctx, customer, { status: "deleted", isActive: false }, { action: "removed", reason });
  const keys = await ctx.db
    .query("importedKeys")
    .withIndex("by_customer", (q) => q.eq("customerId", customer._id))
    .collect();
  for (const key of keys) await ctx.db.delete("importedKeys", key._id);
}
