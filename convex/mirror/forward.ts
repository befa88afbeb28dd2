/**
 * A row of the point of sale and its customer, brought together (POS-01,
 * POS-02, POS-06): the row is found again by its id, so that a new phone is a
 * changed phone; what both sides changed waits for a person (POS-31).
 */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { deactivateCustomer } from "../customers/activation";
import { linkLegacyId } from "../customers/legacy";
import { saveCustomer } from "../customers/save";
import { createCustomer, updateCustomer } from "../customers/write";
import { note, settleOpen } from "./differences";
import { mergeSides, valuesOfCustomer, valuesOfRow } from "./fields";
import { customerOfRow } from "./find";
import { changeRow, type LegacyFields } from "./keep";
import { directionOf, type Direction, type SharedValues } from "./words";

type Row = Doc<"legacyCustomers">;

/** Why a customer is switched off whom the point of sale has deleted (C68). */
const deletedReason = "Deleted in the point of sale";

/** Brings both sides together as they are now; the customer it is about, if any. */
export async function syncRow(ctx: TenantMutationCtx, row: Row): Promise<Id<"customers"> | undefined> {
  if (row.erasedAt !== undefined) return undefined;
  const { transition } = await ctx.settings();
  const direction = directionOf(transition?.stage);
  if (row.deletedAt !== undefined) return await partWays(ctx, row);
  const customer = await customerOfRow(ctx, row);
  if (customer === "deleted") {
    // Deleted here on purpose: the point of sale does not bring it back.
    await changeRow(ctx, row, { state: "synced", syncedAt: ctx.now });
    return row.customerId;
  }
  if (customer === null) return direction.forward ? await create(ctx, row) : undefined;
  await bringTogether(ctx, row, customer, direction);
  return customer._id;
}

async function create(ctx: TenantMutationCtx, row: Row): Promise<Id<"customers">> {
  const { dateJoined, smsConsent, emailConsent, stableHashId } = row;
  const values = valuesOfRow(row);
  const { customerId } = await createCustomer(
    ctx,
    {
      ...values,
      name: values.name ?? values.phone ?? values.email,
      legacyIds: [row.legacyId],
      stableHashId,
      dateJoined,
      smsConsent,
      emailConsent,
      availableCredit: row.credit,
      loyaltyPoints: row.points,
    },
    { duplicates: "collect" },
  );
  const customer = await ctx.db.get("customers", customerId);
  await changeRow(ctx, row, {
    customerId,
    agreed: valuesOfCustomer(customer),
    state: "synced",
    syncedAt: ctx.now,
  });
  return customerId;
}

async function bringTogether(
  ctx: TenantMutationCtx,
  row: Row,
  before: Doc<"customers">,
  direction: Direction,
): Promise<void> {
  const { country } = await ctx.settings();
  const merged = mergeSides(valuesOfRow(row), valuesOfCustomer(before), row.agreed, { direction, country });
  const filled = fillEmpty(merged.conflicts, row, before);
  if (direction.forward) for (const field of filled) merged.toCustomer[field] = row[field];
  for (const field of filled) merged.agreed[field] = row[field];
  const conflicts = merged.conflicts.filter((field) => !filled.includes(field));
  if (Object.keys(merged.toCustomer).length > 0)
    await updateCustomer(ctx, before._id, merged.toCustomer, { duplicates: "collect" });
  const customer = await link(ctx, row, await ctx.db.get("customers", before._id));
  for (const field of conflicts) await note(ctx, { row, customer, field }, { status: "open" });
  for (const field of Object.keys(merged.agreed) as (keyof SharedValues)[])
    if (!conflicts.includes(field) && row.state === "conflict") await settleOpen(ctx, row._id, field);
  const toLegacy = Object.fromEntries(
    Object.entries(merged.toLegacy).map(([field, value]) => [field, value ?? undefined]),
  ) as Partial<LegacyFields>;
  await changeRow(ctx, row, {
    ...toLegacy,
    customerId: customer._id,
    agreed: merged.agreed,
    state: conflicts.length > 0 ? "conflict" : "synced",
    syncedAt: ctx.now,
  });
}

/** Where nothing was agreed on yet and the customer has nothing, there is nothing to choose between. */
function fillEmpty(conflicts: readonly (keyof SharedValues)[], row: Row, customer: Doc<"customers">) {
  const ours = valuesOfCustomer(customer);
  return conflicts.filter((field) => ours[field] === undefined && row.agreed?.[field] === undefined);
}

/** The customer knows the row's ids from now on, by which sales find it too. */
async function link(ctx: TenantMutationCtx, row: Row, customer: Doc<"customers">): Promise<Doc<"customers">> {
  const linked = await linkLegacyId(ctx, customer, row.legacyId);
  if (linked.stableHashId !== undefined || row.stableHashId === undefined) return linked;
  const { stableHashId } = row;
  return (await saveCustomer(ctx, linked, { stableHashId }, { action: "linked" })).customer;
}

/**
 * Deleted there is not deleted here (POS-06): the link goes, and the customer
 * is switched off unless another row of the point of sale is theirs too.
 */
async function partWays(ctx: TenantMutationCtx, row: Row): Promise<Id<"customers"> | undefined> {
  const customer = await customerOfRow(ctx, row);
  await changeRow(ctx, row, {
    state: "deleted",
    customerId: undefined,
    agreed: undefined,
    syncedAt: ctx.now,
  });
  if (customer === null || customer === "deleted") return undefined;
  const others = await ctx.db
    .query("legacyCustomers")
    .withIndex("by_customer", (q) => q.eq("customerId", customer._id))
    .take(10);
  if (!others.some(({ deletedAt }) => deletedAt === undefined))
    await deactivateCustomer(ctx, customer, deletedReason);
  return customer._id;
}
