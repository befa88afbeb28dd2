/** What was merged into a customer, newest first, for its page and its history (DUP-15, DUP-19). */
import type { PaginationOptions, PaginationResult } from "convex/server";
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgQueryCtx } from "../functions";
import { readableCustomer } from "../customers/access";
import { boundedPage } from "../shared/pages";
import { reachFor } from "../tenancy/permissions";

export interface MergedRecord {
  _id: Id<"mergedRecords">;
  mergeId: Id<"merges">;
  primaryCustomerId: Id<"customers">;
  /** The archived record; what the merge left with it is read by this id. */
  customerId: Id<"customers">;
  mergedCustomerCode: string;
  mergedCustomerData: Doc<"customers">;
  mergeReason: string;
  mergedBy: string;
  mergedByName: string;
  mergedAt: number;
  undoneAt: number | null;
  /** The entry of the survivor's history that tells the merge. */
  auditId: Id<"auditLog"> | null;
  status: Doc<"merges">["status"];
  moved: Record<string, number>;
  /** Flags that were off: those rows are still with the archived record. */
  left: string[];
  mayUndo: boolean;
}

export async function mergedInto(
  ctx: OrgQueryCtx,
  args: { customerId: string; paginationOpts: PaginationOptions },
): Promise<PaginationResult<MergedRecord>> {
  const customer = await readableCustomer(ctx, args.customerId, "history:read");
  const result = await ctx.db
    .query("mergedRecords")
    .withIndex("by_primary", (q) => q.eq("primaryCustomerId", customer._id))
    .order("desc")
    .paginate(boundedPage(args.paginationOpts, 50));
  const page: MergedRecord[] = [];
  for (const record of result.page) page.push(await toRecord(ctx, record));
  return { ...result, page };
}

async function toRecord(ctx: OrgQueryCtx, record: Doc<"mergedRecords">): Promise<MergedRecord> {
  const merge = await ctx.db.get("merges", record.mergeId);
  const { _creationTime, orgId: _orgId, undoneAt, mergedCustomerData, ...rest } = record;
  const mayUndo = reachFor(ctx, "customers:unmerge") !== "none";
  return {
    ...rest,
    mergedCustomerData: mergedCustomerData as Doc<"customers">,
    undoneAt: undoneAt ?? null,
    auditId: merge.auditId ?? null,
    status: merge.status,
    moved: merge.moved,
    left: Object.entries(merge.strategy).flatMap(([flag, isOn]) => (isOn ? [] : [flag])),
    mayUndo: mayUndo && merge.status === "done",
  };
}
