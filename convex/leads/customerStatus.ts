/** Keeps the customer's status in step with its leads (LED-12, LED-21, C34). */
import type { Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { updateCustomer } from "../customers/write";
import { isLegalMove, type CustomerStatus } from "../customers/words";
import { openStatuses } from "./stages";

/**
 * A prospect with an open lead is a lead; a won lead makes the customer active;
 * a lead that bought nothing and has no open lead left is a prospect again. A
 * customer that was switched off is left alone: people decide over those.
 */
export async function syncCustomerStatus(
  ctx: TenantMutationCtx,
  customerId: Id<"customers">,
  event: "opened" | "won" | "lost",
): Promise<void> {
  const customer = await ctx.db.get("customers", customerId);
  if (!customer.isActive) return;
  const wanted = await statusAfter(ctx, customerId, customer.status, event);
  if (wanted === customer.status || !isLegalMove(customer.status, wanted)) return;
  await updateCustomer(ctx, customerId, { status: wanted }, { reason: `lead ${event}` });
}

async function statusAfter(
  ctx: TenantMutationCtx,
  customerId: Id<"customers">,
  status: CustomerStatus,
  event: "opened" | "won" | "lost",
): Promise<CustomerStatus> {
  if (event === "won") return "active";
  if (event === "opened") return status === "prospect" ? "lead" : status;
  if (status !== "lead") return status;
  return (await openLeadOf(ctx, customerId)) === null ? "prospect" : status;
}

/** The customer's newest lead that is not closed yet. Reads at most one row per open stage and their ties. */
export async function openLeadOf(ctx: TenantMutationCtx, customerId: Id<"customers">) {
  const leads = ctx.db
    .query("leads")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId))
    .order("desc");
  const isOpen = new Set<string>(openStatuses);
  for await (const lead of leads) if (isOpen.has(lead.status)) return lead;
  return null;
}
