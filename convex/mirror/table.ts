/** The customers of an older point of sale, what is on its way between it and Orbit, and where the two differ (POS). */
import { defineTable } from "convex/server";
import { v } from "convex/values";
import { packageStatusValidator } from "../packages/table";

export const stageValidator = v.union(
  v.literal("legacyOnly"),
  v.literal("buildAndSync"),
  v.literal("bookingsAndReverse"),
  v.literal("packages"),
  v.literal("transactionLinking"),
  v.literal("newPos"),
);
export const operationValidator = v.union(v.literal("INSERT"), v.literal("UPDATE"), v.literal("DELETE"));
export const sharedFieldValidator = v.union(
  v.literal("name"),
  v.literal("phone"),
  v.literal("email"),
  v.literal("address"),
  v.literal("dateOfBirth"),
);
const sharedValues = {
  name: v.optional(v.string()),
  phone: v.optional(v.string()),
  email: v.optional(v.string()),
  /** One line. */
  address: v.optional(v.string()),
  /** Calendar day. */
  dateOfBirth: v.optional(v.string()),
};

/**
 * `waiting`: not taken over yet. `synced`: both sides were alike at `syncedAt`.
 * `conflict`: at least one field waits in the review queue. `deleted`: the point
 * of sale has no such customer any more.
 */
export const legacyStateValidator = v.union(
  v.literal("waiting"),
  v.literal("synced"),
  v.literal("conflict"),
  v.literal("deleted"),
);

/**
 * The point of sale's own customers, row by row as it has them (POS-38).
 * Written by mirror/receive.ts when it tells of a change and by mirror/reverse.ts
 * when Orbit does; a row stays when its customer is erased, emptied, so that the
 * point of sale cannot bring the person back.
 */
export const legacyCustomers = defineTable({
  orgId: v.id("organizations"),
  /** The point of sale's own id, unique. */
  legacyId: v.string(),
  ...sharedValues,
  stableHashId: v.optional(v.string()),
  /** Minor units of the organization's currency, and points; a new customer begins with them. */
  credit: v.optional(v.number()),
  points: v.optional(v.number()),
  dateJoined: v.optional(v.string()),
  smsConsent: v.optional(v.boolean()),
  emailConsent: v.optional(v.boolean()),
  /** Who made the row. */
  origin: v.union(v.literal("pos"), v.literal("orbit")),
  state: legacyStateValidator,
  customerId: v.optional(v.id("customers")),
  /** What both sides said when they were last alike: a field that differs from it was changed since. */
  agreed: v.optional(v.object(sharedValues)),
  syncedAt: v.optional(v.number()),
  /** When the point of sale says it last changed the row, epoch ms; older news is ignored. */
  changedAt: v.optional(v.number()),
  deletedAt: v.optional(v.number()),
  erasedAt: v.optional(v.number()),
  nameSort: v.string(),
  phoneE164: v.optional(v.string()),
  searchText: v.string(),
  createdAt: v.number(),
  updatedAt: v.number(),
})
  .index("by_legacyId", ["orgId", "legacyId"])
  .index("by_customer", ["orgId", "customerId"])
  .index("by_name", ["orgId", "nameSort"])
  .index("by_state", ["orgId", "state", "nameSort"])
  .index("by_createdAt", ["orgId", "createdAt"])
  .searchIndex("search", { searchField: "searchText", filterFields: ["orgId", "state"] });

/**
 * Packages of its customers as the point of sale has them: what is left of each and until when (PKG-07). Written by
 * mirror/packages.ts alone; a row stays while its package does. Nothing in it is personal.
 */
export const legacyPackages = defineTable({
  orgId: v.id("organizations"),
  legacyCustomerId: v.string(),
  customerPackageId: v.id("customerPackages"),
  name: v.string(),
  /** Minor units of `currency`. */
  price: v.number(),
  currency: v.string(),
  /** Calendar days. */
  startsOn: v.string(),
  expiresOn: v.optional(v.string()),
  /** Absent: no limit. */
  sessionsTotal: v.optional(v.number()),
  sessionsUsed: v.number(),
  status: packageStatusValidator,
  /** When both sides were last alike, epoch ms. */
  syncedAt: v.number(),
  createdAt: v.number(),
})
  .index("by_package", ["orgId", "customerPackageId"])
  .index("by_legacy", ["orgId", "legacyCustomerId", "createdAt"])
  .index("by_createdAt", ["orgId", "createdAt"]);

/** `manual`: tried as often as makes sense; a person tries again or skips. */
export const syncStatusValidator = v.union(
  v.literal("pending"),
  v.literal("completed"),
  v.literal("manual"),
  v.literal("skipped"),
);

/**
 * One row for each change on its way (POS-04). Written by mirror/queue.ts; a
 * finished row is kept for thirty days as the record of what was done.
 */
export const syncJobs = defineTable({
  orgId: v.id("organizations"),
  direction: v.union(v.literal("fromPos"), v.literal("toPos")),
  entity: v.union(v.literal("customer"), v.literal("package")),
  operationType: operationValidator,
  legacyCustomerId: v.optional(v.string()),
  customerId: v.optional(v.id("customers")),
  /** Of a package: the one that was sold. */
  customerPackageId: v.optional(v.id("customerPackages")),
  /** What was told, as JSON; "" for what Orbit tells, which is read from the record when it goes. */
  dataPayload: v.string(),
  /** The point of sale's own id of the event: told twice, it is taken once. */
  eventId: v.optional(v.string()),
  status: syncStatusValidator,
  attempts: v.number(),
  /** Epoch ms. */
  nextAttemptAt: v.number(),
  /** Why the last attempt failed. */
  error: v.optional(v.string()),
  finishedAt: v.optional(v.number()),
  /** When a person's turn came. */
  failedAt: v.optional(v.number()),
  createdAt: v.number(),
})
  .index("by_status", ["orgId", "status", "nextAttemptAt"])
  .index("by_createdAt", ["orgId", "createdAt"])
  .index("by_customer", ["orgId", "customerId"])
  .index("by_legacy", ["orgId", "legacyCustomerId", "status"])
  .index("by_eventId", ["orgId", "eventId"]);

/** At most one row per organization: what the synchronization last did. Its stage and pause are settings. */
export const syncStates = defineTable({
  orgId: v.id("organizations"),
  /** A copy of the settings, for the schedule: the stage sends something and nobody paused it. */
  isRunning: v.boolean(),
  lastForwardAt: v.optional(v.number()),
  lastReverseAt: v.optional(v.number()),
  lastReconciledAt: v.optional(v.number()),
  /** When the point of sale last told of a change, to the minute. */
  lastHeardAt: v.optional(v.number()),
  /** What nobody can count (POS-30): a survey's score from 0 to 10, percent of what was usual before, minutes. */
  entered: v.optional(
    v.object({
      customerSatisfaction: v.optional(v.number()),
      staffProductivity: v.optional(v.number()),
      systemDowntime: v.optional(v.number()),
    }),
  ),
  /** How far the look for customers whom the point of sale lacks has come: their creation, epoch ms. */
  reverseCursor: v.number(),
})
  .index("by_orgId", ["orgId"])
  .index("global_running", ["isRunning"]);

/** One run of the comparison of both stores (POS-08); written by mirror/reconcile.ts. */
export const reconciliations = defineTable({
  orgId: v.id("organizations"),
  /** When it began, epoch ms. */
  timestamp: v.number(),
  totalCustomers: v.object({ legacy: v.number(), new: v.number() }),
  autoResolved: v.number(),
  manualReviewRequired: v.number(),
  finishedAt: v.optional(v.number()),
  jobId: v.optional(v.id("jobs")),
}).index("by_timestamp", ["orgId", "timestamp"]);

/**
 * A field in which the two stores differ (POS-09, POS-31). Written by
 * mirror/differences.ts: one open row per customer of the point of sale and field.
 */
export const syncDifferences = defineTable({
  orgId: v.id("organizations"),
  /** Absent where a sync met it, not a reconciliation. */
  reconciliationId: v.optional(v.id("reconciliations")),
  legacyCustomerId: v.id("legacyCustomers"),
  customerId: v.id("customers"),
  field: sharedFieldValidator,
  /** Absent: that side has none. */
  legacyValue: v.optional(v.string()),
  newValue: v.optional(v.string()),
  /** When both were last alike, epoch ms. */
  lastSync: v.optional(v.number()),
  isCritical: v.boolean(),
  status: v.union(v.literal("open"), v.literal("auto"), v.literal("resolved")),
  choice: v.optional(v.union(v.literal("legacy"), v.literal("new"))),
  resolvedBy: v.optional(v.string()),
  resolvedAt: v.optional(v.number()),
  createdAt: v.number(),
})
  .index("by_status", ["orgId", "status", "createdAt"])
  .index("by_field", ["orgId", "legacyCustomerId", "field", "status"])
  .index("by_row", ["orgId", "legacyCustomerId", "status"])
  .index("by_reconciliation", ["orgId", "reconciliationId", "createdAt"])
  .index("by_customer", ["orgId", "customerId"])
  .index("by_createdAt", ["orgId", "createdAt"]);

export const alertKindValidator = v.union(v.literal("failureRate"), v.literal("criticalDiscrepancies"));

/** A threshold that was crossed (POS-24, POS-25). Written by mirror/alerts.ts: at most one open row of each kind. */
export const healthAlerts = defineTable({
  orgId: v.id("organizations"),
  kind: alertKindValidator,
  /** What was measured when it was crossed: a share from 0 to 1, or a count. */
  value: v.number(),
  isOpen: v.boolean(),
  raisedAt: v.number(),
  /** When it was below again. */
  clearedAt: v.optional(v.number()),
})
  .index("by_kind", ["orgId", "isOpen", "kind"])
  .index("by_raisedAt", ["orgId", "raisedAt"]);

export const flowValidator = v.union(v.literal("new"), v.literal("older"));
export const deedValidator = v.union(v.literal("lookup"), v.literal("creation"));

/** How long looking for and adding customers took, a row for each day, flow and deed. Written by mirror/use.ts. */
export const transitionTimes = defineTable({
  orgId: v.id("organizations"),
  /** The organization's calendar day. */
  day: v.string(),
  flow: flowValidator,
  deed: deedValidator,
  count: v.number(),
  /** Of all of them together. */
  ms: v.number(),
}).index("by_day", ["orgId", "day", "flow", "deed"]);

/** When each person last worked with Orbit's own customers. Written by mirror/use.ts, once a day at most. */
export const transitionStaff = defineTable({
  orgId: v.id("organizations"),
  userId: v.id("users"),
  day: v.string(),
})
  .index("by_userId", ["orgId", "userId"])
  .index("by_day", ["orgId", "day"]);
