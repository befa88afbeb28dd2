/** Which function takes the next step of each kind of job; the watchdog and the chain itself look here. */
import type { FunctionReference } from "convex/server";
import { internal } from "../_generated/api";
import type { Doc, Id } from "../_generated/dataModel";

export type Runner = FunctionReference<
  "mutation",
  "internal",
  { orgId: Id<"organizations">; jobId: Id<"jobs">; step: number; startedBy: string },
  null
>;

/** Null for a kind whose room continues by itself. */
export function runnerOf(kind: Doc<"jobs">["kind"]): Runner | null {
  switch (kind) {
    case "import":
      return internal.imports.step;
    case "undoImport":
      return internal.imports.undoStep;
    case "sampleData":
      return internal.sampleData.loadStep;
    case "removeSampleData":
      return internal.sampleData.removeStep;
    case "recount":
      return internal.jobs.recountTallies;
    case "reindex":
      return internal.search.step;
    case "fields":
      return internal.fields.step;
    case "changeKind":
      return internal.fields.kindStep;
    case "recompute":
    case "recomputeDue":
      return internal.value.step;
    case "seed":
      return null;
    case "bulk":
      return internal.bulk.step;
    case "undoBulk":
      return internal.bulk.undoStep;
    case "export":
    case "exportAll":
      return internal.exports.step;
    case "reassign":
      return internal.members.reassignBatch;
    case "merge":
      return internal.merges.step;
    case "scanDuplicates":
      return internal.duplicates.scanBatch;
    case "erase":
      return internal.erasing.step;
    case "vipTiers":
      return internal.vip.step;
    case "reconcile":
      return internal.mirror.reconcileBatch;
    case "campaignCheck":
      return internal.campaigns.checkBatch;
    case "campaign":
      return internal.campaigns.sendBatch;
    case "unmerge":
      return internal.merges.undoStep;
  }
}
