/** Invitations: the way into an organization. */
import { defineTable } from "convex/server";
import { v } from "convex/values";
import { roleValidator } from "../organizations/table";

/** Written by members/invite.ts; an answered or withdrawn row stays as the record. */
export const invitations = defineTable({
  orgId: v.id("organizations"),
  /** Lower case; absent for a link that is handed over by other means. */
  email: v.optional(v.string()),
  role: roleValidator,
  teamId: v.optional(v.id("teams")),
  /** Only for role brand (TEN-10). */
  linkedCustomerIds: v.optional(v.array(v.id("customers"))),
  /** SHA-256 of the link's token; the token itself is shown once. */
  tokenHash: v.string(),
  /** "pending" ends by time too: see `expiresAt`. */
  status: v.union(v.literal("pending"), v.literal("accepted"), v.literal("revoked")),
  expiresAt: v.number(),
  invitedBy: v.id("users"),
  invitedByName: v.string(),
  acceptedBy: v.optional(v.id("users")),
  acceptedAt: v.optional(v.number()),
  createdAt: v.number(),
  updatedAt: v.number(),
})
  .index("global_token", ["tokenHash"])
  .index("by_status", ["orgId", "status", "createdAt"])
  .index("by_email", ["orgId", "email", "status"]);
