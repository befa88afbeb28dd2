/** The history of a customer: who changed what, when, through which door and why (INT-15). */
import type { PaginationOptions, PaginationResult } from "convex/server";
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgQueryCtx } from "../functions";
import { readableCustomer } from "../customers/access";
import { undoableUntil } from "./undoable";

export interface HistoryEntry {
  _id: Id<"auditLog">;
  at: number;
  actor: string;
  actorName: string;
  channel: Doc<"auditLog">["channel"];
  entity: string;
  action: string;
  changes: Doc<"auditLog">["changes"];
  reason: string | null;
  /** Set when this entry took another back. */
  undoes: Id<"auditLog"> | null;
  /** Epoch ms until which undo is offered; null when this kind of entry cannot be undone. */
  undoableUntil: number | null;
  /** Names of the people whose ids stand in `changes` as owners. */
  people: Record<string, string>;
}

/** Newest first. */
export async function historyOf(
  ctx: OrgQueryCtx,
  args: { customerId: string; paginationOpts: PaginationOptions },
): Promise<PaginationResult<HistoryEntry>> {
  const customer = await readableCustomer(ctx, args.customerId, "history:read");
  const result = await ctx.db
    .query("auditLog")
    .withIndex("by_customer", (q) => q.eq("customerId", customer._id))
    .order("desc")
    .paginate({ ...args.paginationOpts, numItems: Math.max(1, Math.min(50, args.paginationOpts.numItems)) });
  const people = await namesIn(ctx, result.page);
  return { ...result, page: result.page.map((entry) => toEntry(entry, people)) };
}

function toEntry(entry: Doc<"auditLog">, people: Map<string, string>): HistoryEntry {
  const named = ownersIn(entry).flatMap((id) => {
    const name = people.get(id);
    return name === undefined ? [] : [[id, name] as const];
  });
  return {
    _id: entry._id,
    at: entry.at,
    actor: entry.actor,
    actorName: entry.actorName,
    channel: entry.channel,
    entity: entry.entity,
    action: entry.action,
    changes: entry.changes,
    reason: entry.reason ?? null,
    undoes: entry.undoes ?? null,
    undoableUntil: undoableUntil(entry),
    people: Object.fromEntries(named),
  };
}

function ownersIn({ changes }: Doc<"auditLog">): string[] {
  return changes
    .filter(({ field }) => field === "ownerId")
    .flatMap(({ from, to }) => [from as unknown, to as unknown])
    .filter((id): id is string => typeof id === "string");
}

async function namesIn(ctx: OrgQueryCtx, entries: Doc<"auditLog">[]): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (const id of new Set(entries.flatMap(ownersIn))) {
    const member = await ctx.db
      .query("memberships")
      .withIndex("by_userId", (q) => q.eq("userId", id as Id<"users">))
      .unique();
    if (member !== null) names.set(id, member.name);
  }
  return names;
}
