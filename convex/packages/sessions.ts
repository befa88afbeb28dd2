/** Uses a session of a package, and gives one back (PKG-10). */
import type { OrgMutationCtx } from "../functions";
import { writableCustomer } from "../customers/access";
import { fail } from "../shared/errors";
import { changePackage, todayOf, type SoldPackage } from "./keep";
import { statusOn } from "./status";
import type { Permission } from "../tenancy/permissions";

/** One session less; the last one ends the package. VALIDATION_ERROR when it cannot be used today, NOT_FOUND, FORBIDDEN. */
export async function takeSession(ctx: OrgMutationCtx, key: string): Promise<void> {
  const before = await writablePackage(ctx, key, "packages:use");
  const today = await todayOf(ctx);
  // The hour may not have come in which the schedule ends it.
  const status = statusOn(today, before);
  if (status === "used") refuse("noneLeft", "No session is left in this package.");
  if (status === "cancelled") refuse("isCancelled", "This package was cancelled. Bring it back first.");
  if (status === "expired") refuse("hasEnded", `This package ended on ${before.expiresOn}.`);
  if (before.startsOn > today) refuse("notBegun", `This package begins on ${before.startsOn}.`);
  await changePackage(ctx, before, "used", { sessionsUsed: before.sessionsUsed + 1 });
}

/** Takes a use back: its undo. VALIDATION_ERROR when none was used, NOT_FOUND, FORBIDDEN. */
export async function returnSession(ctx: OrgMutationCtx, key: string): Promise<void> {
  const before = await writablePackage(ctx, key, "packages:use");
  if (before.cancelled !== undefined)
    refuse("isCancelled", "This package was cancelled. Bring it back first.");
  if (before.sessionsUsed === 0) refuse("noneUsed", "No session of this package has been used.");
  await changePackage(ctx, before, "returned", { sessionsUsed: before.sessionsUsed - 1 });
}

/** The package, if the caller may change it with `permission`. NOT_FOUND, FORBIDDEN. */
export async function writablePackage(
  ctx: OrgMutationCtx,
  key: string,
  permission: Permission,
): Promise<SoldPackage> {
  const row = await ctx.db.getNamed("customerPackages", key);
  await writableCustomer(ctx, row.customerId, permission);
  return row;
}

function refuse(rule: string, message: string): never {
  return fail({ code: "VALIDATION_ERROR", issues: [{ path: "", rule, message }] });
}
