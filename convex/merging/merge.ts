/** Merges records of the same person into one (DUP-11..20, 22): the decision in one transaction, a long history in a job behind it. */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, OrgQueryCtx, TenantMutationCtx } from "../functions";
import { insertContact } from "../contacts/insert";
import { readableCustomer } from "../customers/access";
import { derived, putCustomer } from "../customers/save";
import { mostTogether } from "../duplicates/groups";
import { startJob } from "../jobs/run";
import { bookMerge, combined, withBalances } from "../loyalty/merged";
import { linkFields } from "../profiles/fields";
import { fail, orbitError } from "../shared/errors";
import { clean } from "../shared/text";
import { inOneTally } from "../tallies/bump";
import { finishMerge, removeInsights } from "./finish";
import { Manifest } from "./manifest";
import {
  chosenFields,
  contactFields,
  planMerge,
  type ChosenField,
  type FieldChoices,
  type KeptContact,
  type MergePlan,
} from "./plan";
import { settlePairs } from "./pairs";
import { moveRow, plotJourney, rowsAt, type Journey } from "./stations";
import { strategyFrom, type Strategy } from "./strategy";

/** So many records go into one merge; more are merged in turns. */
export const mostSecondaries = mostTogether - 1;
/** Rows of children moved in the merge's own transaction; beyond that a job goes on. */
const inline = 60;
/** A table that is walked whole (members, invitations) has few rows or is left to the job. */
const inlineWalk = 200;

export interface MergeRequest {
  primaryCustomerId: string;
  secondaryCustomerIds: string[];
  mergeStrategy?: Partial<Strategy> | undefined;
  mergeReason?: string | undefined;
  /** Field -> id of the record whose value the survivor takes (DUP-13). */
  fieldChoices?: Record<string, string> | undefined;
}

export interface Merged {
  mergeId: Id<"merges">;
  customerId: Id<"customers">;
  /** The history entry on the survivor; null never. */
  auditId: Id<"auditLog">;
  /** The job that goes on moving, where the history is long. */
  jobId: Id<"jobs"> | null;
}

/**
 * REASON_REQUIRED, MERGE_INVALID (itself, notFound, deleted, tooMany),
 * VALIDATION_ERROR for a choice that cannot be, MERGE_CONFLICT for
 * contradictions nobody has decided. The caller must have customers:merge.
 */
export async function mergeCustomers(ctx: OrgMutationCtx, request: MergeRequest): Promise<Merged> {
  const reason = clean(request.mergeReason ?? "").slice(0, 500);
  if (reason === "") fail({ code: "REASON_REQUIRED", action: "merge" });
  const records = await recordsOf(ctx, request);
  const strategy = strategyFrom(request.mergeStrategy);
  const choices = checkedChoices(records, strategy, request.fieldChoices ?? {});
  const plan = planMerge(records, strategy, choices);
  if (plan.conflicts.length > 0) fail({ code: "MERGE_CONFLICT", fields: plan.conflicts });
  return await inOneTally(ctx, () => carryOut(ctx, records, plan, strategy, reason));
}

/** The records in question, the survivor first; the caller must reach each of them. */
export async function recordsOf(
  ctx: OrgQueryCtx | OrgMutationCtx,
  request: Pick<MergeRequest, "primaryCustomerId" | "secondaryCustomerIds">,
): Promise<[Doc<"customers">, ...Doc<"customers">[]]> {
  const ids = [request.primaryCustomerId, ...new Set(request.secondaryCustomerIds)];
  if (ids.length < 2) fail({ code: "MERGE_INVALID", reason: "notFound" });
  if (ids.length > mostSecondaries + 1) fail({ code: "MERGE_INVALID", reason: "tooMany" });
  const records: Doc<"customers">[] = [];
  for (const id of ids) {
    const record = await reached(ctx, id);
    if (records.some(({ _id }) => _id === record._id)) fail({ code: "MERGE_INVALID", reason: "itself" });
    if (record.status === "deleted") fail({ code: "MERGE_INVALID", reason: "deleted" });
    records.push(record);
  }
  return records as [Doc<"customers">, ...Doc<"customers">[]];
}

/** Another organization's record, a hidden one and none at all answer alike. */
async function reached(ctx: OrgQueryCtx | OrgMutationCtx, id: string): Promise<Doc<"customers">> {
  try {
    return await readableCustomer(ctx, id);
  } catch (error) {
    const code = orbitError(error)?.code;
    if (code !== "NOT_FOUND" && code !== "OUT_OF_REACH") throw error;
    return fail({ code: "MERGE_INVALID", reason: "notFound" });
  }
}

export function checkedChoices(
  records: readonly Doc<"customers">[],
  strategy: Strategy,
  given: Record<string, string>,
): FieldChoices {
  const choices: FieldChoices = {};
  for (const [name, id] of Object.entries(given)) {
    const field = chosenFields.find((one) => one === name);
    const record = records.find(({ _id }) => _id === id);
    if (field === undefined || record === undefined) refuse(name, "unknownChoice");
    const isOthers = record!._id !== records[0]!._id;
    if (isOthers && strategy.keepPrimaryContact && contactFields.includes(field!)) refuse(name, "kept");
    choices[field as ChosenField] = record!._id;
  }
  return choices;
}

function refuse(field: string, rule: string): never {
  const message =
    rule === "kept"
      ? "Phone and e-mail stay the surviving record's; switch that off to choose others."
      : "Choose a field and one of the records being merged.";
  return fail({ code: "VALIDATION_ERROR", issues: [{ path: `fieldChoices.${field}`, rule, message }] });
}

async function carryOut(
  ctx: TenantMutationCtx,
  records: readonly [Doc<"customers">, ...Doc<"customers">[]],
  plan: MergePlan,
  strategy: Strategy,
  reason: string,
): Promise<Merged> {
  const [primary, ...others] = records;
  const mergeId = await ctx.db.insert("merges", {
    primaryCustomerId: primary._id,
    reason,
    strategy,
    status: "running",
    primaryBefore: primary,
    primaryAfter: primary,
    moved: {},
    chunks: 0,
    mergedBy: ctx.actor.id,
    mergedByName: ctx.actor.name,
    mergedAt: ctx.now,
  });
  const manifest = new Manifest(ctx);
  // First the others, so that the survivor may take what was theirs alone.
  for (const other of others) await archive(ctx, mergeId, primary, other, reason, manifest);
  const mergedRecords = (primary.mergedRecords ?? 0) + others.length;
  const survivor = await derived(ctx, withBalances({ ...plan.result, mergedRecords }, combined(records)));
  const auditId = await putCustomer(ctx, primary, survivor, {
    action: "merged",
    reason,
    told: [{ field: "mergedRecords", to: others.map(({ customerCode }) => customerCode) }],
  });
  await bookMerge(ctx, records, reason);
  await ctx.db.patch("merges", mergeId, { primaryAfter: survivor, auditId });
  for (const kept of plan.kept) manifest.added("contacts", await keepContact(ctx, primary._id, kept));
  await settlePairs(ctx, survivor, others, manifest);
  const merge = await ctx.db.get("merges", mergeId);
  const journey = plotJourney(merge, survivor, others);
  const stoppedAt = await travelInline(ctx, journey, manifest);
  await manifest.save(mergeId);
  const customerId = primary._id;
  if (stoppedAt === null) {
    await finishMerge(ctx, mergeId);
    return { mergeId, customerId, auditId, jobId: null };
  }
  const jobId = await startJob(ctx, {
    kind: "merge",
    title: survivor.name,
    total: 0,
    cursor: JSON.stringify({ mergeId, phase: "count", station: stoppedAt, page: null, total: 0 }),
  });
  await ctx.db.patch("merges", mergeId, { jobId });
  return { mergeId, customerId, auditId, jobId };
}

/** DUP-19, DUP-15: out of lists, search and keys, kept whole, and pointing to where it went. */
async function archive(
  ctx: TenantMutationCtx,
  mergeId: Id<"merges">,
  primary: Doc<"customers">,
  other: Doc<"customers">,
  reason: string,
  manifest: Manifest,
): Promise<void> {
  await removeInsights(ctx, other._id, manifest);
  const gone = {
    ...withBalances(other, {}),
    status: "deleted" as const,
    isActive: false,
    mergedIntoId: primary._id,
  };
  delete gone.nextFollowUpAt;
  // A profile belongs to one record: which of them keeps its link is the plan's decision.
  for (const field of linkFields) delete gone[field];
  await putCustomer(ctx, other, await derived(ctx, gone), {
    action: "mergedInto",
    reason,
    told: [{ field: "mergedInto", to: primary.customerCode }],
  });
  await ctx.db.insert("mergedRecords", {
    mergeId,
    primaryCustomerId: primary._id,
    customerId: other._id,
    mergedCustomerCode: other.customerCode,
    mergedCustomerData: other,
    mergeReason: reason,
    mergedBy: ctx.actor.id,
    mergedByName: ctx.actor.name,
    mergedAt: ctx.now,
  });
}

async function keepContact(
  ctx: TenantMutationCtx,
  customerId: Id<"customers">,
  { of: _of, name, ...reachable }: KeptContact,
): Promise<Id<"contacts">> {
  const [firstName = name, ...rest] = name.split(" ");
  return await insertContact(ctx, {
    customerId,
    firstName: firstName.slice(0, 100),
    lastName: (rest.join(" ") || firstName).slice(0, 100),
    isPrimary: false,
    isDecisionMaker: false,
    ...reachable,
  });
}

/** Passes stations until one has more rows than fit; its number, or null when all are done. */
async function travelInline(
  ctx: TenantMutationCtx,
  journey: Journey,
  manifest: Manifest,
): Promise<number | null> {
  let left = inline;
  let leftToWalk = inlineWalk;
  for (const [number, station] of journey.stations.entries()) {
    const isWalk = station.source === null;
    const room = isWalk ? leftToWalk : left;
    const rows = await rowsAt(ctx, station).take(room + 1);
    if (rows.length > room) return number;
    for (const row of rows) await moveRow(ctx, journey, station, row, manifest);
    if (isWalk) leftToWalk -= rows.length;
    else left -= rows.length;
  }
  return null;
}
