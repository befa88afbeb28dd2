/**
 * Counts, sums and extremes over what hangs on a customer. Worked out from the
 * rows themselves in the transaction that changes one of them, reading at most
 * `mostRows`; a customer with more is read on in transactions of their own.
 */
import { internal } from "../_generated/api";
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { dayOf } from "../shared/days";
import type { FieldSet } from "./sets";
import type { CustomValue, FieldDefinition } from "./table";
import type { RollUpSource } from "./rollUpWords";

/** Rows read at once. */
export const mostRows = 200;

/** By field: what has been seen so far. */
export type Accumulated = Record<string, CustomValue>;

type Rolled = FieldDefinition & { rollUp: NonNullable<FieldDefinition["rollUp"]> };

export function rollUpsIn(set: FieldSet, source?: RollUpSource): Rolled[] {
  return set.active.filter(
    (field): field is Rolled =>
      field.rollUp !== undefined && (source === undefined || field.rollUp.source === source),
  );
}

/** Values of all roll-ups of a customer, or of those over one source; null where there is nothing to compare. */
export async function rollUpsOf(
  ctx: TenantMutationCtx,
  set: FieldSet,
  customerId: Id<"customers">,
  only?: RollUpSource,
): Promise<Record<string, CustomValue | null>> {
  const values: Record<string, CustomValue | null> = {};
  for (const source of new Set(rollUpsIn(set, only).map(({ rollUp }) => rollUp.source))) {
    const fields = rollUpsIn(set, source);
    const rows = await rowsOf(ctx, source, customerId, mostRows + 1);
    if (rows.length > mostRows) {
      await ctx.scheduler.runAfter(0, internal.fields.rollUpOn, {
        orgId: ctx.orgId,
        customerId,
        source,
        cursor: null,
        seen: {},
      });
      continue;
    }
    const { timeZone } = await ctx.settings();
    Object.assign(values, finished(fields, accumulate(fields, {}, rows, timeZone)));
  }
  return values;
}

export function finished(fields: readonly Rolled[], seen: Accumulated): Record<string, CustomValue | null> {
  return Object.fromEntries(
    fields.map(({ key, rollUp: { measure } }) => [
      key,
      seen[key] ?? (measure === "count" || measure === "sum" ? 0 : null),
    ]),
  );
}

export type RolledRow = Doc<"quotes"> | Doc<"interactions"> | Doc<"followUps"> | Doc<"contacts">;

export function accumulate(
  fields: readonly Rolled[],
  before: Accumulated,
  rows: readonly RolledRow[],
  timeZone: string,
): Accumulated {
  const seen = { ...before };
  for (const row of rows) {
    for (const { key, rollUp } of fields) {
      if (!counts(row, rollUp)) continue;
      const known = seen[key];
      if (rollUp.measure === "count") {
        seen[key] = Number(known ?? 0) + 1;
        continue;
      }
      const value = measured(row, rollUp.of ?? "", timeZone);
      if (value === null) continue;
      if (rollUp.measure === "sum") seen[key] = Number(known ?? 0) + Number(value);
      else if (known === undefined) seen[key] = value;
      else if (rollUp.measure === "min" ? value < known : value > known) seen[key] = value;
    }
  }
  return seen;
}

function counts(row: RolledRow, { source, only }: Rolled["rollUp"]): boolean {
  // A draft that was thrown away is nobody's business.
  if ("quoteNumber" in row && row.status === "discarded") return false;
  if (only.length === 0) return true;
  if (source === "interactions") return only.includes((row as Doc<"interactions">).type);
  if (source === "contacts") return only.includes((row as Doc<"contacts">).isActive ? "active" : "inactive");
  return only.includes((row as Doc<"quotes"> | Doc<"followUps">).status);
}

function measured(row: RolledRow, of: string, timeZone: string): string | number | null {
  if (of === "date") return dayOf((row as Doc<"interactions">).interactionDate, timeZone);
  const value = (row as unknown as Record<string, unknown>)[of];
  if (typeof value !== "number") return null;
  return of === "dueAt" || of === "acceptedAt" ? dayOf(value, timeZone) : value;
}

async function rowsOf(
  ctx: TenantMutationCtx,
  source: RollUpSource,
  customerId: Id<"customers">,
  limit: number,
): Promise<RolledRow[]> {
  return await ctx.db
    .query(source as "quotes")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId))
    .take(limit);
}
