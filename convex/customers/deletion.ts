/** Deleting without destroying, and bringing back (CUS-43, CUS-46, CUS-47): the row and its children stay. */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, TenantMutationCtx } from "../functions";
import { findDuplicates } from "../duplicates/find";
import { lookAround, reviewPairs } from "../duplicates/pairs";
import { enforcePolicy } from "../duplicates/policy";
import { refuseTakenValues } from "../fields/enter";
import { fail } from "../shared/errors";
import { parse } from "../shared/validate";
import { reachFor } from "../tenancy/permissions";
import type { Scope } from "../tenancy/scope";
import { refreshInsights } from "../value/refresh";
import { customerScope, readableCustomer, writableCustomer } from "./access";
import { refuseWhilePromised } from "./blockers";
import { saveCustomer } from "./save";
import { reasonSchema } from "./shape";
import type { Saved } from "./saved";

export async function removeByStaff(
  ctx: OrgMutationCtx,
  args: { customerId: string; reason?: string },
): Promise<Saved> {
  const customer = await writableCustomer(ctx, args.customerId, "customers:delete");
  return await deleteCustomer(ctx, customer, { reason: parse(reasonSchema.optional(), args.reason) });
}

/** NOT_FOUND for what the caller may not see; nothing happens to a record that is not deleted. */
export async function restoreByStaff(
  ctx: OrgMutationCtx,
  args: { customerId: string; confirmDuplicate?: boolean; reason?: string },
): Promise<Saved> {
  const customer = await readableCustomer(ctx, args.customerId, "customers:delete");
  if (customer.status !== "deleted") return { customerId: customer._id, auditId: null };
  const confirmed = args.confirmDuplicate === true;
  const reason = parse(reasonSchema.optional(), args.reason);
  if (confirmed && reachFor(ctx, "customers:confirmDuplicate") === "none") {
    fail({ code: "FORBIDDEN", permission: "customers:confirmDuplicate" });
  }
  if (confirmed && !reason) fail({ code: "REASON_REQUIRED", action: "confirmDuplicate" });
  const scope = await customerScope(ctx);
  const saved = await restoreDeleted(ctx, customer, { reason, confirmed, scope });
  await refreshInsights(ctx, customer._id);
  return saved;
}

/** For rooms: the caller has asked who may. OPEN_ORDERS and its like while something is promised (blockers.ts). */
export async function deleteCustomer(
  ctx: TenantMutationCtx,
  customer: Doc<"customers">,
  deed: { reason?: string | undefined; undoes?: Id<"auditLog"> } = {},
): Promise<Saved> {
  if (customer.status === "deleted") return { customerId: customer._id, auditId: null };
  await refuseWhilePromised(ctx, customer._id);
  const { status, isActive } = customer;
  const gone = { status: "deleted" as const, isActive: false, deletion: { at: ctx.now, status, isActive } };
  const { auditId } = await saveCustomer(ctx, customer, gone, { action: "deleted", ...deed });
  // Nobody is asked whether a deleted record is somebody else's twin.
  await reviewPairs(ctx, await ctx.db.get("customers", customer._id));
  return { customerId: customer._id, auditId };
}

/** The identity policy holds for all that comes back: e-mail, phones and name are looked for again. */
export async function restoreDeleted(
  ctx: TenantMutationCtx,
  customer: Doc<"customers">,
  deed: { reason?: string | undefined; undoes?: Id<"auditLog">; confirmed?: boolean; scope: Scope },
): Promise<Saved> {
  const { name, email, phone, secondaryPhone, mergedIntoId, erasure } = customer;
  // What was merged away comes back by undoing the merge, which brings its children with it; what was erased not at all.
  if (mergedIntoId !== undefined || erasure !== undefined) {
    fail({ code: "INVALID_STATUS_CHANGE", entity: "customers", from: "deleted", to: "active" });
  }
  const found = await findDuplicates(
    ctx,
    { name, email, phone, secondaryPhone, excludeId: customer._id },
    { similar: false },
  );
  await enforcePolicy(ctx, found, {
    confirmed: deed.confirmed ?? false,
    scope: deed.scope,
    fields: ["email", "phone", "name"],
  });
  await refuseTakenValues(ctx, customer);
  const { status, isActive } = customer.deletion ?? { status: "active" as const, isActive: true };
  const { auditId } = await saveCustomer(
    ctx,
    customer,
    { status, isActive, deletion: undefined },
    { action: "restored", reason: deed.reason, undoes: deed.undoes },
  );
  await lookAround(ctx, await ctx.db.get("customers", customer._id));
  return { customerId: customer._id, auditId };
}
