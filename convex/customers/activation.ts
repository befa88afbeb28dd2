/** Switching a record off and on again (CUS-41, CUS-42, C02); nothing is destroyed. */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, TenantMutationCtx } from "../functions";
import { fail } from "../shared/errors";
import { parse } from "../shared/validate";
import { writableCustomer } from "./access";
import { saveCustomer } from "./save";
import { reasonSchema } from "./shape";
import type { Saved } from "./saved";

/** REASON_REQUIRED without a reason; nothing happens to a record that is off already. */
export async function deactivate(
  ctx: OrgMutationCtx,
  args: { customerId: string; reason: string },
): Promise<Saved> {
  const customer = await writableCustomer(ctx, args.customerId, "customers:deactivate");
  return await deactivateCustomer(ctx, customer, args.reason);
}

/** For rooms that deactivate on somebody's behalf. */
export async function deactivateCustomer(
  ctx: TenantMutationCtx,
  customer: Doc<"customers">,
  given: string,
): Promise<Saved> {
  const reason = parse(reasonSchema, given);
  if (reason === "") fail({ code: "REASON_REQUIRED", action: "deactivate" });
  if (!customer.isActive) return { customerId: customer._id, auditId: null };
  const off = { isActive: false, status: "inactive" as const, deactivationReason: reason };
  return saved(customer._id, await saveCustomer(ctx, customer, off, { action: "deactivated", reason }));
}

export async function reactivate(
  ctx: OrgMutationCtx,
  args: { customerId: string; reason?: string },
): Promise<Saved> {
  const customer = await writableCustomer(ctx, args.customerId, "customers:reactivate");
  if (customer.isActive) return { customerId: customer._id, auditId: null };
  const on = { isActive: true, status: "active" as const, deactivationReason: undefined };
  const reason = parse(reasonSchema.optional(), args.reason);
  return saved(customer._id, await saveCustomer(ctx, customer, on, { action: "reactivated", reason }));
}

function saved(customerId: Id<"customers">, { auditId }: { auditId: Id<"auditLog"> | null }): Saved {
  return { customerId, auditId };
}
