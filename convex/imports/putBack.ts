/** Gives a customer that an import linked or updated back what it was, field by field, as far as nobody changed it since. */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { restoreCustomer } from "../customers/restore";
import type { Change } from "../history/record";
import { isSameValue } from "../shared/conflict";
import { orbitError, type FieldConflict } from "../shared/errors";
import type { undoReasons } from "./table";

type UndoReason = (typeof undoReasons)[number];

/** History entries of one import on one customer; a file in which so many rows are one person leaves them as they are. */
const entryLimit = 400;
const keyLimit = 200;

export interface PutBack {
  isRestored: boolean;
  /** Something stays as it is; told once per customer. */
  isConflict: boolean;
}

/**
 * Safe to repeat: a field that has its earlier value already is left alone, so
 * two rows that met one customer put it back once.
 */
export async function putBack(
  ctx: TenantMutationCtx,
  taken: Doc<"imports"> & { jobId: Id<"jobs"> },
  customerId: Id<"customers">,
): Promise<PutBack> {
  const nothing = { isRestored: false, isConflict: false };
  const customer = await ctx.db.find("customers", customerId);
  // One that this import created was dealt with as a whole.
  if (customer?.importJobId === taken.jobId) return nothing;
  if (customer === null || customer.status === "deleted") {
    return { ...nothing, isConflict: await noteConflict(ctx, taken._id, customerId, "gone", []) };
  }
  const entries = await ctx.db
    .query("auditLog")
    .withIndex("by_customer_actor", (q) => q.eq("customerId", customerId).eq("actor", `job:${taken.jobId}`))
    .order("desc")
    .take(entryLimit);
  if (entries.length === entryLimit) {
    return { ...nothing, isConflict: await noteConflict(ctx, taken._id, customerId, "changed", []) };
  }
  const own = entries.filter(({ entity }) => entity === "customers");
  const { earlier, left } = earlierOf(
    own.map(({ changes }) => changes),
    customer,
  );
  const deed = {
    action: own.some(({ action }) => action === "updated") ? "updated" : "linked",
    undoes: own[0]?._id,
    reason: taken.fileName,
  };
  const refused =
    deed.undoes === undefined ? [] : await restore(ctx, customer, earlier, { ...deed, undoes: deed.undoes });
  const conflicts = [
    ...left,
    ...refused.map((field) => ({
      field,
      mine: earlier[field] ?? null,
      theirs: valueOf(customer, field) ?? null,
    })),
  ];
  await forgetKeys(ctx, customerId, taken._id);
  const reason = refused.length > 0 ? "refused" : "changed";
  const isConflict =
    conflicts.length > 0 && (await noteConflict(ctx, taken._id, customerId, reason, conflicts));
  return { isRestored: Object.keys(earlier).length > refused.length, isConflict };
}

/** By these a customer is recognised: the identity policy holds for what comes back. */
const recognised = ["name", "email", "phone", "secondaryPhone"];

/** Puts fields back; returns those that the organization's rules no longer allow, which stay. */
async function restore(
  ctx: TenantMutationCtx,
  customer: Doc<"customers">,
  earlier: Record<string, unknown>,
  deed: { action: string; undoes: Id<"auditLog">; reason: string },
): Promise<string[]> {
  const all = Object.keys(earlier);
  // All of them, else those that recognise nobody.
  for (const fields of [all, all.filter((field) => !recognised.includes(field))]) {
    if (fields.length === 0) continue;
    try {
      const part = Object.fromEntries(fields.map((field) => [field, earlier[field]]));
      await restoreCustomer(ctx, customer, part, { ...deed, scope: { kind: "all" } });
      return all.filter((field) => !fields.includes(field));
    } catch (error) {
      // Refusals come before the first write of restoreCustomer; anything else must roll the batch back.
      if (orbitError(error) === null) throw error;
    }
  }
  return all;
}

/**
 * What an import's changes, newest first, go back to, and the fields that have
 * become something else since. Where somebody wrote between two of them, what
 * they wrote is the value to go back to. Pure.
 */
export function earlierOf(
  newestFirst: readonly (readonly Change[])[],
  now: Doc<"customers"> | Doc<"contacts">,
): { earlier: Record<string, unknown>; left: FieldConflict[] } {
  const runs = new Map<string, { from: unknown; to: unknown; isBroken: boolean }>();
  const added = new Set<string>();
  for (const { field, from, to } of newestFirst.flat()) {
    if (field === "legacyIds") {
      // Another import may have linked further ids: only those of this one go.
      const had = new Set(from as string[] | undefined);
      for (const id of (to ?? []) as string[]) if (!had.has(id)) added.add(id);
      continue;
    }
    const run = runs.get(field);
    if (run === undefined) runs.set(field, { from, to, isBroken: false });
    else if (!run.isBroken && isSameValue(run.from, to)) run.from = from;
    else run.isBroken = true;
  }
  const earlier: Record<string, unknown> = {};
  const left: FieldConflict[] = [];
  for (const [field, { from, to }] of runs) {
    const theirs = valueOf(now, field);
    if (isSameValue(theirs, from)) continue;
    if (isSameValue(theirs, to)) earlier[field] = from;
    else left.push({ field, mine: from ?? null, theirs: theirs ?? null });
  }
  const legacyIds = "legacyIds" in now ? now.legacyIds : [];
  const rest = legacyIds.filter((id) => !added.has(id));
  if (rest.length < legacyIds.length) earlier["legacyIds"] = rest;
  return { earlier, left };
}

/** The history names the organization's own fields "custom.<key>". */
function valueOf(row: Doc<"customers"> | Doc<"contacts">, field: string): unknown {
  if (field.startsWith("custom."))
    return "custom" in row ? row.custom?.[field.slice("custom.".length)] : undefined;
  return (row as unknown as Record<string, unknown>)[field];
}

/** Lists a customer that stays as it is; false when it was listed before. */
export async function noteConflict(
  ctx: TenantMutationCtx,
  importId: Id<"imports">,
  customerId: Id<"customers">,
  reason: UndoReason,
  fields: FieldConflict[],
): Promise<boolean> {
  const told = await ctx.db
    .query("importConflicts")
    .withIndex("by_import", (q) => q.eq("importId", importId).eq("customerId", customerId))
    .first();
  if (told !== null) return false;
  await ctx.db.insert("importConflicts", { importId, customerId, reason, fields });
  return true;
}

/** The customer is no longer known by what rows brought: those of one import, or of all. */
export async function forgetKeys(
  ctx: TenantMutationCtx,
  customerId: Id<"customers">,
  importId?: Id<"imports">,
): Promise<void> {
  const keys = await ctx.db
    .query("importedKeys")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId))
    .take(keyLimit);
  for (const key of keys)
    if (importId === undefined || key.importId === importId) await ctx.db.delete("importedKeys", key._id);
}
