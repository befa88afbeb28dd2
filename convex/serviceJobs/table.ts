/** Jobs: service work done for a customer (ORD-19). Named apart from `jobs`, which is long work of Orbit itself. */
import { defineTable } from "convex/server";
import { v } from "convex/values";
import { serviceJobStatuses } from "./lifecycle";

export const serviceJobStatusValidator = v.union(...serviceJobStatuses.map((status) => v.literal(status)));

/** Written only through serviceJobs/save.ts, moved by merging/ and serviceJobs/owner.ts. Never deleted; erasing a person takes its words. */
export const serviceJobs = defineTable({
  orgId: v.id("organizations"),
  customerId: v.id("customers"),
  /** Copy of the customer's owner, under whom it is listed and counted. */
  ownerId: v.optional(v.id("users")),
  /** "JOB-0001": unique in the organization, given once, never reused. */
  jobNumber: v.string(),
  title: v.string(),
  description: v.optional(v.string()),
  status: serviceJobStatusValidator,
  /** Minor units of `currency`: what it brings once it is completed. */
  totalAmount: v.number(),
  currency: v.string(),
  /** Epoch ms when it is to be done; absent while nobody knows. */
  scheduledAt: v.optional(v.number()),
  startedAt: v.optional(v.number()),
  completedAt: v.optional(v.number()),
  cancelledAt: v.optional(v.number()),
  /** While it counts as revenue: when it was completed. */
  realizedAt: v.optional(v.number()),
  /** What recorded sales paid of it (transactions/paying.ts); absent for nothing. */
  paidAmount: v.optional(v.number()),
  createdAt: v.number(),
  updatedAt: v.number(),
  createdBy: v.string(),
})
  .index("by_customer", ["orgId", "customerId", "createdAt"])
  .index("by_customer_status", ["orgId", "customerId", "status", "createdAt"])
  .index("by_customer_realized", ["orgId", "customerId", "realizedAt"])
  .index("by_customer_owner", ["orgId", "customerId", "ownerId"])
  .index("by_number", ["orgId", "jobNumber"])
  .index("by_createdAt", ["orgId", "createdAt"])
  .index("by_status", ["orgId", "status", "createdAt"])
  .index("by_owner", ["orgId", "ownerId", "createdAt"])
  .index("by_owner_realized", ["orgId", "ownerId", "realizedAt"])
  .index("by_owner_status", ["orgId", "ownerId", "status", "createdAt"]);
