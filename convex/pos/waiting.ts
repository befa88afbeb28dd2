/**
 * Sales whose customer the till named by an id that nobody has (POS-16): they wait, and all of one id go to the
 * customer as soon as somebody says whose it is, in the screen or at the till. Nothing is lost and nothing counts twice.
 */
import type { PaginationOptions, PaginationResult } from "convex/server";
import { internal } from "../_generated/api";
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, OrgQueryCtx, TenantMutationCtx } from "../functions";
import { writableCustomer } from "../customers/access";
import { customerOfLegacyId, linkLegacyId } from "../customers/legacy";
import { reasonSchema } from "../customers/shape";
import { recordChange } from "../history/record";
import { fail } from "../shared/errors";
import { boundedPage } from "../shared/pages";
import { parse } from "../shared/validate";
import { insertTransaction, withExternalId, type Sale } from "../transactions/record";
import { refreshInsights } from "../value/refresh";

type Waiting = Doc<"unassignedSales">;

/** Moved in one transaction; the rest follows in the next. */
const batch = 20;

export async function keepWaiting(
  ctx: TenantMutationCtx,
  posCustomerId: string,
  {
    at,
    amount,
    currency,
    method,
    reference,
    note,
    externalId,
  }: Pick<Sale, "at" | "amount" | "currency" | "method" | "reference" | "note" | "externalId">,
): Promise<Id<"unassignedSales">> {
  return await ctx.db.insert("unassignedSales", {
    posCustomerId,
    at,
    amount,
    currency,
    method,
    ...(reference === undefined ? {} : { reference }),
    ...(note === undefined ? {} : { note }),
    ...(externalId === undefined ? {} : { externalId }),
    isWaiting: true,
    createdAt: ctx.now,
    createdBy: ctx.actor.id,
    createdByName: ctx.actor.name,
  });
}

export async function waitingWithExternalId(
  ctx: TenantMutationCtx,
  externalId: string,
): Promise<Waiting | null> {
  return await ctx.db
    .query("unassignedSales")
    .withIndex("by_externalId", (q) => q.eq("externalId", externalId))
    .first();
}

/** Records what waits under the till's id as sales of the customer; asks nobody. Returns how many went in this transaction. */
export async function moveWaiting(
  ctx: TenantMutationCtx,
  posCustomerId: string,
  customer: Doc<"customers">,
): Promise<number> {
  const rows = await ctx.db
    .query("unassignedSales")
    .withIndex("by_posCustomer", (q) => q.eq("posCustomerId", posCustomerId).eq("isWaiting", true))
    .take(batch);
  for (const row of rows) {
    await ctx.db.delete("unassignedSales", row._id);
    // Somebody recorded it by hand meanwhile.
    if (row.externalId !== undefined && (await withExternalId(ctx, row.externalId)) !== null) continue;
    const { at, amount, currency, method, reference, note, externalId } = row;
    await insertTransaction(ctx, customer, {
      at,
      amount,
      currency,
      method,
      reference,
      note,
      externalId,
      legacyPosCustomerId: posCustomerId,
    });
  }
  if (rows.length > 0) await refreshInsights(ctx, customer._id);
  if (rows.length === batch) {
    const { id: actor, name: actorName } = ctx.actor;
    const args = { orgId: ctx.orgId, posCustomerId, customerId: customer._id, actor, actorName };
    await ctx.scheduler.runAfter(0, internal.pos.moveMore, args);
  }
  return rows.length;
}

/**
 * Says whose the till's id is: the customer answers to it from now on, and every sale that waits under it is theirs.
 * NOT_FOUND, FORBIDDEN; VALIDATION_ERROR where the id is another customer's already.
 */
export async function assignWaiting(
  ctx: OrgMutationCtx,
  saleId: string,
  customerId: string,
): Promise<{ moved: number }> {
  const { posCustomerId } = await saleAt(ctx, saleId);
  const customer = await writableCustomer(ctx, customerId, "transactions:record");
  const holder = await customerOfLegacyId(ctx, posCustomerId);
  if (holder !== null && holder._id !== customer._id) {
    const message = `The till's id ${posCustomerId} belongs to ${holder.customerCode} by now; assign the sale there.`;
    fail({ code: "VALIDATION_ERROR", issues: [{ path: "customerId", rule: "taken", message }] });
  }
  const linked = await linkLegacyId(ctx, customer, posCustomerId);
  return { moved: await moveWaiting(ctx, posCustomerId, linked) };
}

/** Puts one sale aside, or takes it up again with null. REASON_REQUIRED, UNDO_CONFLICT, NOT_FOUND. */
export async function putAside(ctx: OrgMutationCtx, saleId: string, reason: string | null): Promise<void> {
  const row = await saleAt(ctx, saleId);
  if (row.isWaiting === (reason === null)) fail({ code: "UNDO_CONFLICT", fields: ["status"] });
  const why = reason === null ? undefined : parse(reasonSchema, reason);
  if (why === "") fail({ code: "REASON_REQUIRED", action: "putAside" });
  const { id: actor, name: actorName } = ctx.actor;
  await ctx.db.patch("unassignedSales", row._id, {
    isWaiting: why === undefined,
    putAside: why === undefined ? undefined : { at: ctx.now, actor, actorName, reason: why },
  });
  await recordChange(ctx, {
    entity: "unassignedSales",
    entityId: row._id,
    action: why === undefined ? "takenUp" : "putAside",
    changes: [
      { field: "posCustomerId", to: row.posCustomerId },
      { field: "amount", to: row.amount },
    ],
    ...(why === undefined ? {} : { reason: why }),
  });
}

async function saleAt(ctx: OrgMutationCtx, saleId: string): Promise<Waiting> {
  return await ctx.db.getNamed("unassignedSales", saleId);
}

export type ListedWaiting = Omit<Waiting, "orgId" | "isWaiting" | "createdBy">;

/** The newest first: those that wait, or those put aside. */
export async function listWaiting(
  ctx: OrgQueryCtx,
  isWaiting: boolean,
  page: PaginationOptions,
): Promise<PaginationResult<ListedWaiting>> {
  const found = await ctx.db
    .query("unassignedSales")
    .withIndex("by_waiting", (q) => q.eq("isWaiting", isWaiting))
    .order("desc")
    .paginate(boundedPage(page, 60));
  return {
    ...found,
    page: found.page.map(({ orgId: _orgId, isWaiting: _waits, createdBy: _by, ...row }) => row),
  };
}
