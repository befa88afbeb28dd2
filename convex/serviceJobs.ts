/** Door: jobs, the service work done for customers. Orbit's own long work is behind jobs.ts. */
import { paginationOptsValidator } from "convex/server";
import { v } from "convex/values";
import { orgMutation, orgQuery } from "./functions";
import {
  customerServiceJobs,
  listServiceJobs,
  readServiceJob,
  serviceJobCounts,
  serviceJobSummary,
} from "./serviceJobs/list";
import { createServiceJob, moveServiceJob, updateServiceJob } from "./serviceJobs/save";
import { serviceJobStatusValidator } from "./serviceJobs/table";

/** Values are judged by serviceJobs/shape.ts. */
const entryValidator = v.object({
  title: v.string(),
  description: v.optional(v.string()),
  /** Minor units. */
  totalAmount: v.number(),
  currency: v.optional(v.string()),
  /** Epoch ms. */
  scheduledAt: v.optional(v.union(v.number(), v.null())),
});
const owner = v.union(v.id("users"), v.null());

/** Jobs by status or owner, newest first. FORBIDDEN for an owner outside the caller's reach. */
export const list = orgQuery({
  permission: "serviceJobs:read",
  args: {
    status: v.union(serviceJobStatusValidator, v.null()),
    owner,
    paginationOpts: paginationOptsValidator,
  },
  handler: (ctx, { paginationOpts, ...filter }) => listServiceJobs(ctx, filter, paginationOpts),
});

/** Exact counts per status, everybody's or one owner's. */
export const counts = orgQuery({
  permission: "serviceJobs:read",
  args: { owner },
  handler: (ctx, args) => serviceJobCounts(ctx, args.owner),
});

/** A customer's jobs, newest first. */
export const ofCustomer = orgQuery({
  permission: "serviceJobs:read",
  args: { customerId: v.id("customers"), paginationOpts: paginationOptsValidator },
  handler: (ctx, { customerId, paginationOpts }) => customerServiceJobs(ctx, customerId, paginationOpts),
});

/** What a customer's completed jobs brought, and on average (ORD-19). */
export const summary = orgQuery({
  permission: "serviceJobs:read",
  args: { customerId: v.id("customers") },
  handler: (ctx, { customerId }) => serviceJobSummary(ctx, customerId),
});

/** One job; NOT_FOUND when the id is none. */
export const get = orgQuery({
  permission: "serviceJobs:read",
  args: { serviceJobId: v.string() },
  handler: (ctx, { serviceJobId }) => readServiceJob(ctx, serviceJobId),
});

/** Schedules a job with the next number. VALIDATION_ERROR by field, NOT_FOUND, FORBIDDEN. */
export const create = orgMutation({
  permission: "serviceJobs:write",
  args: { customerId: v.id("customers"), input: entryValidator },
  handler: (ctx, { customerId, input }) => createServiceJob(ctx, customerId, input),
});

/** Replaces what is known of a job. */
export const update = orgMutation({
  permission: "serviceJobs:write",
  args: { serviceJobId: v.id("serviceJobs"), input: entryValidator },
  handler: async (ctx, { serviceJobId, input }): Promise<null> => {
    await updateServiceJob(ctx, serviceJobId, input);
    return null;
  },
});

/** Moves a job on, or opens it again. INVALID_STATUS_CHANGE, VERSION_CONFLICT when it is not `from` any more. */
export const move = orgMutation({
  permission: "serviceJobs:write",
  args: {
    serviceJobId: v.id("serviceJobs"),
    to: serviceJobStatusValidator,
    from: v.optional(serviceJobStatusValidator),
  },
  handler: async (ctx, { serviceJobId, ...args }): Promise<null> => {
    await moveServiceJob(ctx, serviceJobId, args);
    return null;
  },
});
