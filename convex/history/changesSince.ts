/** The record's own changes since a moment, for showing it as it was (history/asOf.ts). */
import type { PaginationOptions, PaginationResult } from "convex/server";
import type { OrgQueryCtx } from "../functions";
import { readableCustomer } from "../customers/access";
import { boundedPage } from "../shared/pages";
import { toEntries, type HistoryEntry } from "./read";

/** Newest first; what happened at `at` itself is part of the record as it was then. */
export async function recordChangesSince(
  ctx: OrgQueryCtx,
  args: { customerId: string; at: number; paginationOpts: PaginationOptions },
): Promise<PaginationResult<HistoryEntry>> {
  const customer = await readableCustomer(ctx, args.customerId, "history:read");
  const result = await ctx.db
    .query("auditLog")
    .withIndex("by_customer_entity", (q) =>
      q.eq("customerId", customer._id).eq("entity", "customers").gt("at", args.at),
    )
    .order("desc")
    .paginate(boundedPage(args.paginationOpts, 50));
  return { ...result, page: await toEntries(ctx, result.page) };
}
