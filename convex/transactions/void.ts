/** Takes a sale out of every number it counted in, and brings it back (ORD-22). */
import type { Doc } from "../_generated/dataModel";
import type { OrgMutationCtx, TenantMutationCtx } from "../functions";
import { writableCustomer } from "../customers/access";
import { recordChange } from "../history/record";
import { followSale } from "../packages/followSale";
import { optional } from "../shared/entry";
import { fail } from "../shared/errors";
import { parse } from "../shared/validate";
import { refreshInsights } from "../value/refresh";
import { placeOf, settle, toldOf } from "./record";

/** UNDO_CONFLICT when it is void already. NOT_FOUND, FORBIDDEN. */
export async function voidTransaction(
  ctx: OrgMutationCtx,
  transactionId: string,
  reason: string | undefined,
): Promise<void> {
  const before = await voidable(ctx, transactionId);
  if (before.status === "void") fail({ code: "UNDO_CONFLICT", fields: ["status"] });
  await setVoid(ctx, before, true, parse(optional(500), reason));
}

/** UNDO_CONFLICT when it is not void. NOT_FOUND, FORBIDDEN. */
export async function restoreTransaction(ctx: OrgMutationCtx, transactionId: string): Promise<void> {
  const before = await voidable(ctx, transactionId);
  if (before.status !== "void") fail({ code: "UNDO_CONFLICT", fields: ["status"] });
  await setVoid(ctx, before, false, undefined);
}

async function voidable(ctx: OrgMutationCtx, transactionId: string): Promise<Doc<"transactions">> {
  const row = await ctx.db.getNamed("transactions", transactionId);
  await writableCustomer(ctx, row.customerId, "transactions:void");
  return row;
}

/** For rooms: asks nobody. What was bought in it follows. */
export async function setVoid(
  ctx: TenantMutationCtx,
  before: Doc<"transactions">,
  isVoid: boolean,
  reason: string | undefined,
): Promise<void> {
  const why = reason === undefined ? {} : { reason };
  const { id, name } = ctx.actor;
  await ctx.db.patch("transactions", before._id, {
    status: isVoid ? "void" : before.isAdjustment ? "adjusted" : "completed",
    voided: isVoid ? { at: ctx.now, actor: id, actorName: name, ...why } : undefined,
    updatedAt: ctx.now,
  });
  const after = await ctx.db.get("transactions", before._id);
  await settle(ctx, before, after);
  await recordChange(
    ctx,
    {
      entity: "transactions",
      entityId: before._id,
      customerId: before.customerId,
      action: isVoid ? "voided" : "restored",
      changes: toldOf(after),
      ...why,
    },
    placeOf(after, ctx.now),
  );
  await followSale(ctx, after, reason);
  await refreshInsights(ctx, before.customerId);
}
