/** Writes the audit row of a change, and its place in the customer's timeline, in the change's own transaction. */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { kindOf, type TimelineKind } from "../timeline/kinds";
import { addEntry } from "../timeline/write";

export interface Change {
  field: string;
  from?: unknown;
  to?: unknown;
}

/** Fields that differ between two versions of a row, in the order given. */
export function diff<Row extends object>(
  before: Partial<Row>,
  after: Partial<Row>,
  fields: readonly (keyof Row & string)[],
): Change[] {
  const changes: Change[] = [];
  for (const field of fields) {
    const from = before[field];
    const to = after[field];
    if (from === to) continue;
    if (from === undefined) changes.push({ field, to });
    else if (to === undefined) changes.push({ field, from });
    else if (JSON.stringify(from) !== JSON.stringify(to)) changes.push({ field, from, to });
  }
  return changes;
}

/**
 * Appends to the history. `customerId` puts the entry on that customer's
 * history tab and timeline. Returns the audit id, which is what undo takes.
 */
export async function recordChange(
  ctx: TenantMutationCtx,
  entry: {
    entity: string;
    entityId: string;
    customerId?: Id<"customers">;
    action: string;
    changes: Change[];
    reason?: string;
    undoes?: Id<"auditLog">;
  },
  /** Where it stands in the customer's timeline: as the registry says unless told; null for nowhere. */
  timeline?: { kind: TimelineKind; at: number } | null,
  /** The customer, where the caller has it at hand. */
  customer?: Doc<"customers">,
): Promise<Id<"auditLog">> {
  const auditId = await ctx.db.insert("auditLog", {
    at: ctx.now,
    actor: ctx.actor.id,
    actorName: ctx.actor.name,
    channel: ctx.actor.channel,
    ...entry,
  });
  const { customerId, entity, entityId } = entry;
  if (customerId === undefined || timeline === null) return auditId;
  const kind = timeline?.kind ?? kindOf(entry);
  const isFirst = entity === "customers" && entry.action === "created";
  // A hundred thousand rows of a file are told once, in the history; the feed asks there (timeline/write.ts).
  if (kind !== null && !(isFirst && customer?.importJobId !== undefined)) {
    const at = timeline?.at ?? ctx.now;
    await addEntry(ctx, { customerId, kind, at, entity, entityId, auditId }, { isFirst, customer });
  }
  return auditId;
}
