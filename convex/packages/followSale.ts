/** A package goes with its sale: where that is void the package is cancelled, and comes back with it (PKG-11). */
import type { Doc } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { changePackage } from "./keep";

/** Called after the sale was made void or brought back. */
export async function followSale(
  ctx: TenantMutationCtx,
  { customerPackageId, status }: Doc<"transactions">,
  reason: string | undefined,
): Promise<void> {
  const sold =
    customerPackageId === undefined ? null : await ctx.db.find("customerPackages", customerPackageId);
  if (sold === null) return;
  const isVoid = status === "void";
  if (isVoid !== (sold.cancelled !== undefined)) await setCancelled(ctx, sold, isVoid, reason);
}

/** For rooms: of a package without a sale, or one whose sale went before. */
export async function setCancelled(
  ctx: TenantMutationCtx,
  sold: Doc<"customerPackages">,
  isCancelled: boolean,
  reason: string | undefined,
): Promise<void> {
  const { id, name } = ctx.actor;
  const cancelled = isCancelled
    ? { at: ctx.now, actor: id, actorName: name, ...(reason === undefined ? {} : { reason }) }
    : undefined;
  await changePackage(ctx, sold, isCancelled ? "cancelled" : "restored", { cancelled }, reason);
}
