/** Fields in which the two stores differ: opened by a sync or a reconciliation, settled by a person who chooses a side (POS-09, POS-31). */
import type { PaginationOptions } from "convex/server";
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, OrgQueryCtx, TenantMutationCtx } from "../functions";
import { updateCustomer } from "../customers/write";
import { recordChange } from "../history/record";
import { fail } from "../shared/errors";
import { tallySyncDifference } from "../tallies/mirror";
import { valuesOfCustomer } from "./fields";
import { changeRow } from "./keep";
import { directionOf, isCritical, type SharedField } from "./words";

type Difference = Doc<"syncDifferences">;

export async function openOn(
  ctx: TenantMutationCtx,
  rowId: Id<"legacyCustomers">,
  field: SharedField,
): Promise<Difference | null> {
  return await ctx.db
    .query("syncDifferences")
    .withIndex("by_field", (q) => q.eq("legacyCustomerId", rowId).eq("field", field).eq("status", "open"))
    .first();
}

export interface Found {
  row: Doc<"legacyCustomers">;
  customer: Doc<"customers">;
  field: SharedField;
}

/** Writes a difference down; one that is open already takes the present values. True when it is new. */
export async function note(
  ctx: TenantMutationCtx,
  { row, customer, field }: Found,
  { status, reconciliationId }: { status: "open" | "auto"; reconciliationId?: Id<"reconciliations"> },
): Promise<boolean> {
  const values = { legacyValue: row[field], newValue: valuesOfCustomer(customer)[field] };
  const known = status === "open" ? await openOn(ctx, row._id, field) : null;
  if (known !== null) {
    await ctx.db.patch("syncDifferences", known._id, {
      ...values,
      customerId: customer._id,
      ...(reconciliationId === undefined ? {} : { reconciliationId }),
    });
    return false;
  }
  const id = await ctx.db.insert("syncDifferences", {
    ...(reconciliationId === undefined ? {} : { reconciliationId }),
    legacyCustomerId: row._id,
    customerId: customer._id,
    field,
    ...values,
    ...(row.syncedAt === undefined ? {} : { lastSync: row.syncedAt }),
    isCritical: isCritical(field),
    status,
    ...(status === "auto" ? { resolvedAt: ctx.now, resolvedBy: ctx.actor.id } : {}),
    createdAt: ctx.now,
  });
  await tallySyncDifference(ctx, null, await ctx.db.get("syncDifferences", id));
  return true;
}

/** A difference that is none any more: both sides came to say the same by themselves. */
export async function settleOpen(
  ctx: TenantMutationCtx,
  rowId: Id<"legacyCustomers">,
  field: SharedField,
): Promise<void> {
  const known = await openOn(ctx, rowId, field);
  if (known !== null) await close(ctx, known, { status: "auto" });
}

async function close(
  ctx: TenantMutationCtx,
  before: Difference,
  fields: Pick<Difference, "status"> & Partial<Pick<Difference, "choice">>,
): Promise<void> {
  await ctx.db.patch("syncDifferences", before._id, {
    ...fields,
    resolvedAt: ctx.now,
    resolvedBy: ctx.actor.id,
  });
  await tallySyncDifference(ctx, before, await ctx.db.get("syncDifferences", before._id));
}

/**
 * Settles a difference with one side's present value. "legacy" changes the
 * customer; "new" changes the point of sale, or, in a stage in which nothing
 * goes there, only says that the two may differ. VALIDATION_ERROR when the
 * customer cannot take the value; INVALID_STATUS_CHANGE when it was settled.
 */
export async function choose(
  ctx: OrgMutationCtx,
  id: Id<"syncDifferences">,
  choice: "legacy" | "new",
): Promise<void> {
  const difference = await ctx.db.get("syncDifferences", id);
  if (difference.status !== "open")
    fail({
      code: "INVALID_STATUS_CHANGE",
      entity: "syncDifferences",
      from: difference.status,
      to: "resolved",
    });
  const row = await ctx.db.get("legacyCustomers", difference.legacyCustomerId);
  const customer = await ctx.db.get("customers", difference.customerId);
  const { field } = difference;
  const { transition } = await ctx.settings();
  const isSent = directionOf(transition?.stage).reverse;
  const ours = valuesOfCustomer(customer)[field];
  if (choice === "legacy") {
    if (customer.status === "deleted") fail({ code: "NOT_FOUND", entity: "customers" });
    await updateCustomer(ctx, customer._id, { [field]: row[field] ?? null }, { duplicates: "collect" });
  }
  // What counts as agreed is what the point of sale says from now on: a later change of either side is seen as one.
  const value = choice === "legacy" || !isSent ? row[field] : ours;
  const others = await stillOpen(ctx, row._id, id);
  await changeRow(ctx, row, {
    ...(choice === "new" && isSent ? { [field]: ours } : {}),
    agreed: { ...row.agreed, [field]: value },
    state: row.state === "conflict" && !others ? "synced" : row.state,
    syncedAt: ctx.now,
  });
  await close(ctx, difference, { status: "resolved", choice });
  await recordChange(ctx, {
    entity: "syncDifferences",
    entityId: id,
    customerId: customer._id,
    action: choice === "legacy" ? "tookPos" : "keptOwn",
    changes: [{ field, from: difference.legacyValue, to: difference.newValue }],
  });
}

/** Whether another field of the row waits for a choice. */
async function stillOpen(
  ctx: OrgMutationCtx,
  rowId: Id<"legacyCustomers">,
  settled: Id<"syncDifferences">,
): Promise<boolean> {
  const rows = await ctx.db
    .query("syncDifferences")
    .withIndex("by_row", (q) => q.eq("legacyCustomerId", rowId).eq("status", "open"))
    .take(2);
  return rows.some(({ _id }) => _id !== settled);
}

export interface ListedDifference {
  _id: Id<"syncDifferences">;
  customerId: Id<"customers">;
  customerName: string;
  customerCode: string;
  legacyId: string;
  field: SharedField;
  legacyValue: string | null;
  newValue: string | null;
  lastSync: number | null;
  isCritical: boolean;
  status: Difference["status"];
  choice: NonNullable<Difference["choice"]> | null;
  createdAt: number;
}

async function listed(ctx: OrgQueryCtx, difference: Difference): Promise<ListedDifference> {
  const customer = await ctx.db.find("customers", difference.customerId);
  const row = await ctx.db.find("legacyCustomers", difference.legacyCustomerId);
  const { _id, customerId, field, isCritical: critical, status, createdAt } = difference;
  return {
    _id,
    customerId,
    field,
    status,
    createdAt,
    customerName: customer?.name ?? "",
    customerCode: customer?.customerCode ?? "",
    legacyId: row?.legacyId ?? "",
    legacyValue: difference.legacyValue ?? null,
    newValue: difference.newValue ?? null,
    lastSync: difference.lastSync ?? null,
    isCritical: critical,
    choice: difference.choice ?? null,
  };
}

/** The review queue, the oldest first; or all differences of one reconciliation. */
export async function listDifferences(
  ctx: OrgQueryCtx,
  of: Id<"reconciliations"> | "open",
  paginationOpts: PaginationOptions,
) {
  const differences = ctx.db.query("syncDifferences");
  const page = await (
    of === "open"
      ? differences.withIndex("by_status", (q) => q.eq("status", "open"))
      : differences.withIndex("by_reconciliation", (q) => q.eq("reconciliationId", of))
  ).paginate(paginationOpts);
  const rows: ListedDifference[] = [];
  for (const difference of page.page) rows.push(await listed(ctx, difference));
  return { ...page, page: rows };
}
