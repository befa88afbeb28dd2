/** Customers that the point of sale does not know yet are made there and linked back, once (POS-03, POS-34). */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { saveCustomer } from "../customers/save";
import { takeNumbers } from "../numbering/next";
import { valuesOfCustomer } from "./fields";
import { legacyRow } from "./find";
import { addRow } from "./keep";
import { enqueue } from "./queue";

/** Sample people and those who left do not belong in a till. */
export const belongsInPos = ({ status, isActive, isSample }: Doc<"customers">): boolean =>
  status !== "deleted" && isActive && !isSample;

/** Makes the customer's row; nothing where they have one. */
export async function createInPos(ctx: TenantMutationCtx, customerId: Id<"customers">): Promise<void> {
  const customer = await ctx.db.get("customers", customerId);
  if (customer.legacyIds.length > 0 || !belongsInPos(customer)) return;
  const legacyId = await freeId(ctx);
  const values = valuesOfCustomer(customer);
  await addRow(ctx, {
    ...values,
    legacyId,
    ...(customer.stableHashId === undefined ? {} : { stableHashId: customer.stableHashId }),
    dateJoined: customer.dateJoined,
    smsConsent: customer.smsConsent,
    emailConsent: customer.emailConsent,
    origin: "orbit",
    state: "synced",
    customerId,
    agreed: values,
    syncedAt: ctx.now,
  });
  await saveCustomer(ctx, customer, { legacyIds: [legacyId] }, { action: "linked" });
}

/** An id the point of sale cannot have given itself: its own are numbers. */
export async function freeId(ctx: TenantMutationCtx): Promise<string> {
  for (;;) {
    const id = `ORBIT-${await takeNumbers(ctx, "legacyCustomer")}`;
    if ((await legacyRow(ctx, id)) === null) return id;
  }
}

/** Customers looked at in one transaction. */
const page = 50;
/** A transaction may commit a customer that is older than ones already seen by so much, ms. */
const lateBy = 5 * 60_000;

/**
 * Puts customers without an id of the point of sale on their way there, from
 * `cursor` on; where to go on, and whether there may be more. They are found by
 * what they lack, so that no door can forget to say that it made one.
 */
export async function enqueueUnsynced(
  ctx: TenantMutationCtx,
  cursor: number,
): Promise<{ cursor: number; queued: number; isDone: boolean }> {
  const rows = await ctx.db
    .query("customers")
    .withIndex("by_legacyId", (q) => q.eq("legacyId", undefined).gt("_creationTime", cursor))
    .take(page);
  let queued = 0;
  for (const customer of rows) {
    if (!belongsInPos(customer) || (await isOnItsWay(ctx, customer._id))) continue;
    await enqueue(ctx, {
      direction: "toPos",
      entity: "customer",
      operationType: "INSERT",
      customerId: customer._id,
      dataPayload: "",
    });
    queued += 1;
  }
  const isDone = rows.length < page;
  const last = rows.at(-1)?._creationTime ?? cursor;
  return { cursor: isDone ? Math.max(cursor, Math.min(last, ctx.now - lateBy)) : last, queued, isDone };
}

async function isOnItsWay(ctx: TenantMutationCtx, customerId: Id<"customers">): Promise<boolean> {
  const known = await ctx.db
    .query("syncJobs")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId))
    .order("desc")
    .take(20);
  return known.some(
    ({ direction, entity, operationType, status }) =>
      direction === "toPos" && entity === "customer" && operationType === "INSERT" && status !== "completed",
  );
}
