/** A walk through the whole mirror that puts on its way whatever is not alike: `syncFromPOS` and `syncToPOS` for everybody (POS-01, POS-03). */
import { internal } from "../_generated/api";
import type { Doc } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { inOneTally } from "../tallies/bump";
import { valuesOfCustomer } from "./fields";
import { enqueue, isPending, wake } from "./queue";
import { enqueueUnsynced } from "./reverse";
import { moveReverseCursor, readState } from "./state";
import { directionOf, sharedFields, type Direction } from "./words";

const page = 50;

/** One page; goes on by itself. Nothing while the synchronization is paused. */
export async function fullSyncStep(ctx: TenantMutationCtx, cursor: string | null): Promise<void> {
  const { transition } = await ctx.settings();
  if (transition === undefined || transition.isPaused) return;
  const direction = directionOf(transition.stage);
  const rows = await ctx.db
    .query("legacyCustomers")
    .withIndex("by_legacyId")
    .paginate({ numItems: page, cursor });
  let queued = 0;
  await inOneTally(ctx, async () => {
    for (const row of rows.page) if (await putOnItsWay(ctx, row, direction)) queued += 1;
  });
  if (queued > 0) await wake(ctx);
  const { orgId } = ctx;
  if (!rows.isDone)
    await ctx.scheduler.runAfter(0, internal.mirror.fullSync, { orgId, cursor: rows.continueCursor });
  else await wake(ctx);
}

async function putOnItsWay(
  ctx: TenantMutationCtx,
  row: Doc<"legacyCustomers">,
  direction: Direction,
): Promise<boolean> {
  if (row.erasedAt !== undefined || (await isPending(ctx, row.legacyId))) return false;
  const job = { entity: "customer", legacyCustomerId: row.legacyId, dataPayload: "" } as const;
  if (row.state === "waiting") {
    if (!direction.forward) return false;
    const operationType = row.deletedAt !== undefined ? "DELETE" : "INSERT";
    await enqueue(ctx, { ...job, direction: "fromPos", operationType });
    return true;
  }
  const { customerId } = row;
  if (!direction.reverse || customerId === undefined || row.deletedAt !== undefined) return false;
  const customer = await ctx.db.find("customers", customerId);
  if (customer === null || customer.status === "deleted") return false;
  const ours = valuesOfCustomer(customer);
  if (sharedFields.every((field) => ours[field] === row.agreed?.[field])) return false;
  await enqueue(ctx, { ...job, direction: "toPos", operationType: "UPDATE", customerId });
  return true;
}

/** Looks for customers whom the point of sale lacks, a page at a time; true when there may be more. */
export async function lookForUnsynced(ctx: TenantMutationCtx): Promise<boolean> {
  const { transition } = await ctx.settings();
  if (transition === undefined || transition.isPaused || !directionOf(transition.stage).reverse) return false;
  const state = await readState(ctx);
  const before = state?.reverseCursor ?? 0;
  const { cursor, isDone } = await inOneTally(ctx, () => enqueueUnsynced(ctx, before));
  if (cursor !== before) await moveReverseCursor(ctx, cursor);
  return !isDone;
}
