/** Quotes follow their customer to a new owner. */
import type { Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { saveQuote } from "./save";

/** Gives all quotes of a customer to its present owner; called after an assignment. */
export async function followOwner(ctx: TenantMutationCtx, customerId: Id<"customers">): Promise<void> {
  const customer = await ctx.db.find("customers", customerId);
  if (customer === null) return;
  for await (const quote of ctx.db
    .query("quotes")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId))) {
    if (quote.ownerId !== customer.ownerId) {
      await saveQuote(ctx, quote, "assigned", { ownerId: customer.ownerId });
    }
  }
}
