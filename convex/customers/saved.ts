import type { Id } from "../_generated/dataModel";

/** A changed customer and the history entry that undo takes; null when nothing changed. */
export interface Saved {
  customerId: Id<"customers">;
  auditId: Id<"auditLog"> | null;
}
