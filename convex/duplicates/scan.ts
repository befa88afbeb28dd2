/** Looks through the whole organization for duplicates, a few customers at a time (DUP-06). */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { startJob, type StepResult } from "../jobs/run";
import { inOneTally } from "../tallies/bump";
import { countCustomers } from "../tallies/customers";
import { lookAround, savePair } from "./pairs";
import { syncCustomerKeys } from "./store";

/** One customer reads up to a hundred documents, most of them keys. */
const batch = 8;
const reopened = 100;

/** Starts a scan unless one is under way; returns the job that runs. */
export async function startScan(ctx: TenantMutationCtx): Promise<Id<"jobs">> {
  const latest = await ctx.db
    .query("jobs")
    .withIndex("by_kind", (q) => q.eq("kind", "scanDuplicates"))
    .order("desc")
    .first();
  if (latest !== null && latest.status === "running") return latest._id;
  await reopenDue(ctx);
  return await startJob(ctx, { kind: "scanDuplicates", title: "", total: await countCustomers(ctx, {}) });
}

export async function scanStep(ctx: TenantMutationCtx, job: Doc<"jobs">, size = batch): Promise<StepResult> {
  const page = await ctx.db
    .query("customers")
    .withIndex("by_createdAt")
    .paginate({ numItems: size, cursor: job.cursor ?? null });
  const alive = page.page.filter((customer) => customer.status !== "deleted");
  let found = 0;
  await inOneTally(ctx, async () => {
    for (const customer of alive) {
      // Kinds of keys that came with a newer version are made up for here.
      await syncCustomerKeys(ctx, customer, null, { isNew: false });
      found += await lookAround(ctx, customer);
    }
  });
  return {
    done: alive.length,
    counts: { found },
    cursor: page.continueCursor,
    finished: page.isDone,
  };
}

/** What was put aside comes back when its time is over. */
async function reopenDue(ctx: TenantMutationCtx): Promise<void> {
  const due = await ctx.db
    .query("duplicatePairs")
    .withIndex("by_later", (q) => q.eq("status", "later").lte("laterUntil", ctx.now))
    .take(reopened);
  for (const pair of due) await savePair(ctx, pair, { status: "open", laterUntil: undefined });
}
