/** What a bulk change did, row by row. */
import type { PaginationOptions, PaginationResult } from "convex/server";
import type { Infer } from "convex/values";
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgQueryCtx } from "../functions";
import { customerScope } from "../customers/access";
import { inScope } from "../tenancy/scope";
import type { Deed } from "./deeds";
import { findRun } from "./start";
import type { outcomeValidator } from "./table";

export interface BulkSummary {
  job: Doc<"jobs">;
  deed: Deed;
  /** Name of the person a deed assigns to; null for nobody, and for other deeds. */
  ownerName: string | null;
  undo: Doc<"jobs"> | null;
  /** Until when it can be taken back (epoch ms); null while it runs and once it was. */
  undoableUntil: number | null;
}

const undoableFor = 24 * 60 * 60 * 1000;

export async function getBulk(ctx: OrgQueryCtx, jobId: Id<"jobs">): Promise<BulkSummary> {
  const { run, job } = await findRun(ctx, jobId);
  const { deed, undoJobId } = run;
  const ownerId = deed.kind === "assign" ? deed.ownerId : null;
  const owner =
    ownerId === null
      ? null
      : await ctx.db
          .query("memberships")
          .withIndex("by_userId", (q) => q.eq("userId", ownerId))
          .unique();
  const canUndo = job.status !== "running" && undoJobId === undefined && (job.counts["changed"] ?? 0) > 0;
  return {
    job,
    deed,
    ownerName: owner?.name ?? null,
    undo: undoJobId === undefined ? null : await ctx.db.find("jobs", undoJobId),
    // The first change is the oldest; its history entry expires a day after it.
    undoableUntil: canUndo ? job.createdAt + undoableFor : null,
  };
}

export interface BulkRow {
  _id: Id<"bulkRows">;
  outcome: Doc<"bulkRows">["outcome"];
  reason: string | null;
  customerId: Id<"customers"> | null;
  /** Null when the caller may not see the customer (any more). */
  name: string | null;
  customerCode: string | null;
}

export async function bulkResults(
  ctx: OrgQueryCtx,
  args: {
    jobId: Id<"jobs">;
    outcome?: Infer<typeof outcomeValidator>;
    paginationOpts: PaginationOptions;
  },
): Promise<PaginationResult<BulkRow>> {
  const { run } = await findRun(ctx, args.jobId);
  const { outcome } = args;
  const query = ctx.db.query("bulkRows");
  const rows =
    outcome === undefined
      ? query.withIndex("by_job", (q) => q.eq("jobId", run.jobId))
      : query.withIndex("by_outcome", (q) => q.eq("jobId", run.jobId).eq("outcome", outcome));
  const numItems = Math.min(100, args.paginationOpts.numItems);
  const page = await rows.paginate({ ...args.paginationOpts, numItems });
  const scope = await customerScope(ctx);
  return {
    ...page,
    page: await Promise.all(
      page.page.map(async (row) => {
        const customer = await ctx.db.find("customers", row.customerId);
        const isSeen = customer !== null && inScope(scope, customer);
        return {
          _id: row._id,
          outcome: row.outcome,
          reason: row.reason ?? null,
          customerId: isSeen ? customer._id : null,
          name: isSeen ? customer.name : null,
          customerCode: isSeen ? customer.customerCode : null,
        };
      }),
    ),
  };
}
