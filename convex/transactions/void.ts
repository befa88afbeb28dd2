/** Takes a sale out of every number it counted in, and brings it back (ORD-22). */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx } from "../functions";
import { writableCustomer } from "../customers/access";
import { recordChange } from "../history/record";
import { optional } from "../shared/entry";
import { fail } from "../shared/errors";
import { parse } from "../shared/validate";
import { refreshInsights } from "../value/refresh";
import { settle, toldOf } from "./record";

/** UNDO_CONFLICT when it is void already. NOT_FOUND, FORBIDDEN. */
export async function voidTransaction(
  ctx: OrgMutationCtx,
  transactionId: string,
  reason: string | undefined,
): Promise<void> {
  const before = await voidable(ctx, transactionId);
  if (before.status === "void") fail({ code: "UNDO_CONFLICT", fields: ["status"] });
  const why = parse(optional(500), reason);
  await change(ctx, before, "voided", {
    status: "void",
    voided: {
      at: ctx.now,
      actor: ctx.actor.id,
      actorName: ctx.actor.name,
      ...(why === undefined ? {} : { reason: why }),
    },
  });
}

/** UNDO_CONFLICT when it is not void. NOT_FOUND, FORBIDDEN. */
export async function restoreTransaction(ctx: OrgMutationCtx, transactionId: string): Promise<void> {
  const before = await voidable(ctx, transactionId);
  if (before.status !== "void") fail({ code: "UNDO_CONFLICT", fields: ["status"] });
  await change(ctx, before, "restored", { status: "completed", voided: undefined });
}

async function voidable(ctx: OrgMutationCtx, transactionId: string): Promise<Doc<"transactions">> {
  const id = ctx.db.normalizeId("transactions", transactionId);
  const row = id === null ? null : await ctx.db.find("transactions", id);
  if (row === null) return fail({ code: "NOT_FOUND", entity: "transactions" });
  await writableCustomer(ctx, row.customerId, "transactions:void");
  return row;
}

async function change(
  ctx: OrgMutationCtx,
  before: Doc<"transactions">,
  action: "voided" | "restored",
  fields: Pick<Partial<Doc<"transactions">>, "status" | "voided">,
): Promise<Id<"transactions">> {
  await ctx.db.patch("transactions", before._id, { ...fields, updatedAt: ctx.now });
  const after = await ctx.db.get("transactions", before._id);
  await settle(ctx, before, after);
  await recordChange(
    ctx,
    {
      entity: "transactions",
      entityId: before._id,
      customerId: before.customerId,
      action,
      changes: toldOf(after),
      ...(fields.voided?.reason === undefined ? {} : { reason: fields.voided.reason }),
    },
    { kind: "sale", at: ctx.now },
  );
  await refreshInsights(ctx, before.customerId);
  return before._id;
}
