/** Takes a sold package back, its sale with it, and undoes that. */
import type { Id } from "../_generated/dataModel";
import type { OrgMutationCtx, TenantQueryCtx } from "../functions";
import type { Doc } from "../_generated/dataModel";
import { optional } from "../shared/entry";
import { fail } from "../shared/errors";
import { parse } from "../shared/validate";
import { setVoid } from "../transactions/void";
import { setCancelled } from "./followSale";
import { writablePackage } from "./sessions";

/** UNDO_CONFLICT when it is cancelled already. NOT_FOUND, FORBIDDEN, VALIDATION_ERROR. */
export async function cancelPackage(
  ctx: OrgMutationCtx,
  key: string,
  reason: string | undefined,
): Promise<void> {
  await turn(ctx, key, true, parse(optional(500), reason));
}

/** UNDO_CONFLICT when it is not cancelled. NOT_FOUND, FORBIDDEN. */
export async function restorePackage(ctx: OrgMutationCtx, key: string): Promise<void> {
  await turn(ctx, key, false, undefined);
}

async function turn(
  ctx: OrgMutationCtx,
  key: string,
  isCancelled: boolean,
  reason: string | undefined,
): Promise<void> {
  const sold = await writablePackage(ctx, key, "packages:cancel");
  if ((sold.cancelled !== undefined) === isCancelled) fail({ code: "UNDO_CONFLICT", fields: ["status"] });
  const sale = await saleOf(ctx, sold._id);
  // The package follows its sale, so that both can never stand apart.
  if (sale === null) await setCancelled(ctx, sold, isCancelled, reason);
  else await setVoid(ctx, sale, isCancelled, reason);
}

/** The sale in which it was bought; null for a gift. */
export async function saleOf(
  ctx: TenantQueryCtx,
  id: Id<"customerPackages">,
): Promise<Doc<"transactions"> | null> {
  return await ctx.db
    .query("transactions")
    .withIndex("by_package", (q) => q.eq("customerPackageId", id))
    .first();
}
