/** Door: merges that were made, their preview, their long steps and their undo. The merge itself is customers.merge. */
import { paginationOptsValidator } from "convex/server";
import { v } from "convex/values";
import { orgMutation, orgQuery, tenantMutation } from "./functions";
import { jobActor, runStep, stepArgs } from "./jobs/run";
import { countPage, previewMerge } from "./merging/preview";
import { mergedInto } from "./merging/read";
import { mergeStep } from "./merging/run";
import { undoStep as undoMergeStep } from "./merging/takeBack";
import { previewUndo, undoMerge } from "./merging/undo";

const flag = v.optional(v.boolean());

/** A merge as it would be: field by field, with conflicts, and the rows that move (DUP-13). Refusals as customers.merge. */
export const preview = orgQuery({
  permission: "customers:read",
  args: {
    primaryCustomerId: v.string(),
    secondaryCustomerIds: v.array(v.string()),
    mergeStrategy: v.optional(
      v.object({
        keepPrimaryContact: flag,
        combineTransactionHistory: flag,
        combinePackages: flag,
        combineNotes: flag,
      }),
    ),
    fieldChoices: v.optional(v.record(v.string(), v.string())),
  },
  handler: (ctx, args) => previewMerge(ctx, args),
});

/** Counts one table's rows of one record, 200 a call; go on with `cursor` until it is null. */
export const children = orgQuery({
  permission: "customers:read",
  args: { customerId: v.string(), table: v.string(), cursor: v.union(v.string(), v.null()) },
  handler: (ctx, args) => countPage(ctx, args),
});

/** Records merged into a customer, newest first, undone ones too (DUP-15). */
export const ofCustomer = orgQuery({
  permission: "history:read",
  args: { customerId: v.string(), paginationOpts: paginationOptsValidator },
  handler: (ctx, args) => mergedInto(ctx, args),
});

/** What undoing a merge would meet: later changes to keep or put back. */
export const undoPreview = orgQuery({
  permission: "customers:unmerge",
  args: { mergeId: v.id("merges") },
  handler: (ctx, { mergeId }) => previewUndo(ctx, mergeId),
});

/** Takes a merge back at any time (DUP-21). UNDO_CONFLICT names what `resolve` must decide; MERGE_INVALID. */
export const undo = orgMutation({
  permission: "customers:unmerge",
  args: {
    mergeId: v.id("merges"),
    resolve: v.optional(v.record(v.string(), v.union(v.literal("keep"), v.literal("back")))),
  },
  handler: (ctx, args) => undoMerge(ctx, args),
});

/** One page of a long merge. */
export const step = tenantMutation({
  args: stepArgs,
  actor: jobActor("app"),
  handler: async (ctx, args): Promise<null> => {
    await runStep(ctx, args, (job) => mergeStep(ctx, job));
    return null;
  },
});

/** One chunk of a long undo. */
export const undoStep = tenantMutation({
  args: stepArgs,
  actor: jobActor("app"),
  handler: async (ctx, args): Promise<null> => {
    await runStep(ctx, args, (job) => undoMergeStep(ctx, job));
    return null;
  },
});
