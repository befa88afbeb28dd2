/** The review queue as people see it, and what they decide (DUP-06, DUP-07, DUP-28). */
import type { PaginationOptions, PaginationResult } from "convex/server";
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, OrgQueryCtx } from "../functions";
import { readableCustomer } from "../customers/access";
import { toRows, type CustomerRow } from "../customers/row";
import { recordChange } from "../history/record";
import { fail } from "../shared/errors";
import { boundedPage } from "../shared/pages";
import { clean } from "../shared/text";
import { duplicateCells } from "../tallies/duplicates";
import { inScope, scopeOf } from "../tenancy/scope";
import { Groups, mostTogether } from "./groups";
import { insertPair, laterMs, ordered, pairOf, savePair, scoreBetween, toStored } from "./pairs";
import { likelyScore, samePersonScore, type ReasonKind } from "./score";

export type PairStatus = Doc<"duplicatePairs">["status"];

export interface QueuedPair {
  _id: Id<"duplicatePairs">;
  status: PairStatus;
  score: number;
  /** At this level nobody doubts it. */
  isSamePerson: boolean;
  /** Orbit itself would have put it here. */
  isLikely: boolean;
  reasons: { kind: ReasonKind; points: number }[];
  /** The older record first. */
  customers: [CustomerRow, CustomerRow];
  /** Of an open pair: everybody who hangs on the two, where these are three and more, and the open pairs among them. */
  group: {
    /** The oldest first. */
    customers: CustomerRow[];
    /** The surest first. */
    pairs: (Pick<QueuedPair, "_id" | "score" | "reasons"> & {
      customerIds: [Id<"customers">, Id<"customers">];
    })[];
  } | null;
  proposal: { byName: string; reason: string; primaryCustomerId: Id<"customers"> } | null;
  decidedByName: string | null;
  decidedAt: number | null;
  laterUntil: number | null;
}

/** A page of the queue, the surest first. A person of narrower reach sees the pairs of which both records are theirs; pages may then be short. */
export async function listPairs(
  ctx: OrgQueryCtx,
  args: { status: PairStatus; paginationOpts: PaginationOptions },
): Promise<PaginationResult<QueuedPair>> {
  const scope = await scopeOf(ctx, ctx.permission);
  const result = await ctx.db
    .query("duplicatePairs")
    .withIndex("by_status", (q) => q.eq("status", args.status))
    .order("desc")
    .paginate(boundedPage(args.paginationOpts, 40));
  const page: QueuedPair[] = [];
  const groups = new Groups(ctx, scope, (await ctx.settings()).country);
  for (const pair of result.page) {
    const a = await groups.record(pair.a);
    const b = await groups.record(pair.b);
    if (a === null || b === null) continue;
    const two: [Doc<"customers">, Doc<"customers">] = a.createdAt <= b.createdAt ? [a, b] : [b, a];
    const group = pair.status === "open" ? await groups.of(pair, two) : null;
    page.push({
      ...toQueued(pair),
      customers: (await toRows(ctx, two)) as [CustomerRow, CustomerRow],
      group: group && {
        customers: await toRows(ctx, group.customers),
        pairs: group.pairs.map(({ _id, a: one, b: other, score, reasons }) => ({
          _id,
          customerIds: [one, other],
          score,
          reasons: reasons as QueuedPair["reasons"],
        })),
      },
    });
  }
  return { ...result, page };
}

function toQueued(pair: Doc<"duplicatePairs">): Omit<QueuedPair, "customers" | "group"> {
  return {
    _id: pair._id,
    status: pair.status,
    score: pair.score,
    isSamePerson: pair.score >= samePersonScore,
    isLikely: pair.score >= likelyScore,
    reasons: pair.reasons as QueuedPair["reasons"],
    proposal: pair.proposal ?? null,
    decidedByName: pair.decidedByName ?? null,
    decidedAt: pair.decidedAt ?? null,
    laterUntil: pair.laterUntil ?? null,
  };
}

export interface DuplicateMetrics {
  /** Pairs waiting for a decision, those put aside included. */
  customerDuplicates: number;
  open: number;
  later: number;
  dismissed: number;
  merged: number;
  /** Merged among all that were found and not dismissed, in percent with one decimal; null before any was found (DUP-28). */
  duplicateCustomerReduction: number | null;
}

export async function duplicateMetrics(ctx: OrgQueryCtx): Promise<DuplicateMetrics> {
  const { open, later, dismissed, merged } = await duplicateCells(ctx);
  const found = open + later + merged;
  return {
    customerDuplicates: open + later,
    open,
    later,
    dismissed,
    merged,
    duplicateCustomerReduction: found === 0 ? null : Math.round((merged / found) * 1000) / 10,
  };
}

/** "dismissed": never shown again; "later": again in a week; "open": back in the queue (undo of both). */
export async function decide(
  ctx: OrgMutationCtx,
  args: { pairId: Id<"duplicatePairs">; decision: "dismissed" | "later" | "open" },
): Promise<void> {
  const pair = await ctx.db.get("duplicatePairs", args.pairId);
  const scope = await scopeOf(ctx, ctx.permission);
  for (const id of [pair.a, pair.b]) {
    const customer = await ctx.db.find("customers", id);
    if (customer === null || !inScope(scope, customer)) fail({ code: "NOT_FOUND", entity: "duplicatePairs" });
  }
  if (pair.status === "merged") fail({ code: "VERSION_CONFLICT", entity: "duplicatePairs" });
  if (pair.status === args.decision) return;
  const isOpen = args.decision === "open";
  await savePair(ctx, pair, {
    status: args.decision,
    decidedBy: isOpen ? undefined : ctx.actor.id,
    decidedByName: isOpen ? undefined : ctx.actor.name,
    decidedAt: isOpen ? undefined : ctx.now,
    laterUntil: args.decision === "later" ? ctx.now + laterMs : undefined,
  });
  if (args.decision === "later") return;
  // Who said that two records are two people belongs to the history of both.
  for (const [id, other] of [
    [pair.a, pair.b],
    [pair.b, pair.a],
  ] as const) {
    const { customerCode } = await ctx.db.get("customers", other);
    await recordChange(ctx, {
      entity: "customers",
      entityId: id,
      customerId: id,
      action: isOpen ? "maybeDuplicate" : "notDuplicate",
      changes: [{ field: "otherRecord", to: customerCode }],
    });
  }
}

/** Two records somebody believes to be one person, whether or not Orbit had noticed (DUP-20: who may not merge may propose). */
export async function propose(
  ctx: OrgMutationCtx,
  args: { primaryCustomerId: string; secondaryCustomerIds: readonly string[]; reason?: string | undefined },
): Promise<Id<"duplicatePairs">[]> {
  const reason = clean(args.reason ?? "").slice(0, 500);
  if (reason === "") fail({ code: "REASON_REQUIRED", action: "proposeMerge" });
  const primary = await readableCustomer(ctx, args.primaryCustomerId);
  const { country } = await ctx.settings();
  const proposal = { byName: ctx.actor.name, reason, primaryCustomerId: primary._id };
  const ids: Id<"duplicatePairs">[] = [];
  if (args.secondaryCustomerIds.length === 0) fail({ code: "MERGE_INVALID", reason: "notFound" });
  if (args.secondaryCustomerIds.length >= mostTogether) fail({ code: "MERGE_INVALID", reason: "tooMany" });
  for (const id of args.secondaryCustomerIds) {
    const other = await readableCustomer(ctx, id);
    if (other._id === primary._id) fail({ code: "MERGE_INVALID", reason: "itself" });
    if (other.status === "deleted" || primary.status === "deleted")
      fail({ code: "MERGE_INVALID", reason: "deleted" });
    const known = await pairOf(ctx, primary._id, other._id);
    if (known !== null) {
      ids.push((await savePair(ctx, known, { status: "open", proposal, laterUntil: undefined }))._id);
      continue;
    }
    const { score, reasons } = scoreBetween(primary, other, country);
    const pair = await insertPair(ctx, {
      ...ordered(primary._id, other._id),
      status: "open",
      score,
      reasons: toStored(reasons),
      proposal,
    });
    ids.push(pair._id);
  }
  return ids;
}
