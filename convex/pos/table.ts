/** Sales of a till whose customer nobody knows yet (POS-16). */
import { defineTable } from "convex/server";
import { v } from "convex/values";
import { paymentMethodValidator } from "../transactions/table";

/**
 * One row per sale that waits. Written only by pos/waiting.ts: it becomes a transaction and goes as soon as its
 * customer is known, or is put aside with a reason and can be taken up again. Of the customer it has the till's id and
 * nothing else.
 */
export const unassignedSales = defineTable({
  orgId: v.id("organizations"),
  /** As the till said it. */
  posCustomerId: v.string(),
  /** Epoch ms of the sale. */
  at: v.number(),
  /** Minor units of `currency`, above 0. */
  amount: v.number(),
  currency: v.string(),
  method: paymentMethodValidator,
  reference: v.optional(v.string()),
  note: v.optional(v.string()),
  /** Its id at the till; the same one twice is one sale (ORD-23). */
  externalId: v.optional(v.string()),
  /** False while it is put aside. */
  isWaiting: v.boolean(),
  putAside: v.optional(
    v.object({ at: v.number(), actor: v.string(), actorName: v.string(), reason: v.string() }),
  ),
  createdAt: v.number(),
  createdBy: v.string(),
  createdByName: v.string(),
})
  .index("by_waiting", ["orgId", "isWaiting", "createdAt"])
  .index("by_posCustomer", ["orgId", "posCustomerId", "isWaiting"])
  .index("by_externalId", ["orgId", "externalId"]);
