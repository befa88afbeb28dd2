/** The older point of sale over REST: it tells of its changes here, and what became of them is read (POS-04, POS-08, POS-37, POS-38). */
import * as z from "zod";
import { listDifferences, type ListedDifference } from "../../mirror/differences";
import { openAlerts } from "../../mirror/alerts";
import { readHealth } from "../../mirror/health";
import { readMetrics } from "../../mirror/metrics";
import { listLegacyCustomers, readStatus, type ListedRow, type SyncStatus } from "../../mirror/list";
import { lineOf } from "../../mirror/problem";
import { listSyncJobs, type ListedJob } from "../../mirror/queue";
import { receiveEvents } from "../../mirror/receive";
import { listReports, type ListedReport } from "../../mirror/reconcile";
import { packageStatuses } from "../../packages/words";
import { eventsAtOnce, operations, sharedFields, stages } from "../../mirror/words";
import { count, id, iso, isoOrNull, listPage, moment } from "../answer";
import { paging, selection } from "../entry";
import { idOf } from "../place";
import { lists, reads, writes } from "../route";

const textOrNull = z.string().nullable();
const momentOrNull = moment.nullable();
const largestPage = 50;
const states = ["waiting", "synced", "conflict", "deleted"] as const;
const jobStatuses = ["pending", "completed", "manual", "skipped"] as const;

const event = z.strictObject({
  operationType: z.enum(operations, { error: "Write INSERT, UPDATE or DELETE." }),
  legacyCustomerId: z
    .union([z.string(), z.number().int()])
    .transform(String)
    .optional()
    .describe("The point of sale's own id; it may stand in dataPayload as id instead."),
  dataPayload: z
    .record(z.string(), z.unknown())
    .optional()
    .describe("The row under the point of sale's own names, such as customer_name and contact_number."),
  eventId: z
    .string()
    .min(1)
    .max(255)
    .optional()
    .describe("The event's own id: one that comes twice is carried out once."),
});

const outcomes = [
  "queued",
  "kept",
  "repeated",
  "stale",
  "unchanged",
  "erased",
  "unknown",
  "invalid",
] as const;
const received = z.strictObject({
  outcome: z.enum(outcomes).describe("queued: on its way to the customer."),
  legacyCustomerId: textOrNull,
  path: z.string().optional(),
  rule: z.string().optional(),
  message: z.string().optional(),
});

const rowAnswer = z.strictObject({
  id,
  legacyId: z.string().describe("The point of sale's own id."),
  customer_name: textOrNull,
  contact_number: textOrNull,
  email: textOrNull,
  address: textOrNull,
  date_of_birth: textOrNull,
  stable_hash_id: textOrNull,
  state: z.enum(states).describe("waiting: not taken over yet; conflict: a field waits for a choice."),
  origin: z.enum(["pos", "orbit"]).describe("Who made the row."),
  customerId: id.nullable(),
  packages: z
    .array(
      z.strictObject({
        id,
        name: z.string(),
        status: z.enum(packageStatuses),
        sessionsTotal: count.nullable().describe("Null: as often as wanted."),
        sessionsUsed: count,
        expiresOn: textOrNull,
        syncedAt: moment,
      }),
    )
    .describe("The newest twenty that the point of sale was told of."),
  syncedAt: momentOrNull,
  updatedAt: moment,
});

const rowOutward = (row: ListedRow): z.output<typeof rowAnswer> => ({
  id: row._id,
  legacyId: row.legacyId,
  customer_name: row.name,
  contact_number: row.phone,
  email: row.email,
  address: row.address,
  date_of_birth: row.dateOfBirth,
  stable_hash_id: row.stableHashId,
  state: row.state,
  origin: row.origin,
  customerId: row.customer?._id ?? null,
  packages: row.packages.map(({ customerPackageId, syncedAt, ...told }) => ({
    id: customerPackageId,
    ...told,
    syncedAt: iso(syncedAt),
  })),
  syncedAt: isoOrNull(row.syncedAt),
  updatedAt: iso(row.updatedAt),
});

const statusAnswer = z.strictObject({
  stage: z.enum(stages).nullable().describe("Null where no older point of sale was connected."),
  isPaused: z.boolean(),
  customers: z.strictObject({ waiting: count, synced: count, conflict: count, deleted: count }),
  jobs: z.strictObject({ pending: count, completed: count, manual: count, skipped: count }),
  differences: z.strictObject({ all: count, critical: count }).describe("Waiting for a choice of side."),
  lastForwardAt: momentOrNull,
  lastReverseAt: momentOrNull,
  lastReconciledAt: momentOrNull,
});

const statusOutward = (status: SyncStatus): z.output<typeof statusAnswer> => ({
  ...status,
  lastForwardAt: isoOrNull(status.lastForwardAt),
  lastReverseAt: isoOrNull(status.lastReverseAt),
  lastReconciledAt: isoOrNull(status.lastReconciledAt),
});

const jobAnswer = z.strictObject({
  id,
  direction: z.enum(["fromPos", "toPos"]),
  entity: z.enum(["customer", "package"]),
  operationType: z.enum(operations),
  legacyCustomerId: textOrNull,
  customerId: id.nullable(),
  dataPayload: z.string().describe("What was told, as JSON."),
  status: z.enum(jobStatuses).describe("manual: tried as often as makes sense, a person decides."),
  attempts: count,
  error: textOrNull,
  createdAt: moment,
  finishedAt: momentOrNull,
});

const jobOutward = (job: ListedJob): z.output<typeof jobAnswer> => ({
  id: job._id,
  direction: job.direction,
  entity: job.entity,
  operationType: job.operationType,
  legacyCustomerId: job.legacyCustomerId,
  customerId: job.customerId,
  dataPayload: job.dataPayload,
  status: job.status,
  attempts: job.attempts,
  error: job.error === null ? null : lineOf(job.error),
  createdAt: iso(job.createdAt),
  finishedAt: isoOrNull(job.finishedAt),
});

const reportAnswer = z.strictObject({
  id,
  timestamp: moment,
  totalCustomers: z.strictObject({ legacy: count, new: count }),
  autoResolved: count,
  manualReviewRequired: count,
  finishedAt: momentOrNull,
});

const reportOutward = ({ _id, timestamp, finishedAt, ...report }: ListedReport) => ({
  ...report,
  id: _id,
  timestamp: iso(timestamp),
  finishedAt: isoOrNull(finishedAt),
});

const discrepancyAnswer = z.strictObject({
  id,
  customerId: id,
  field: z.enum(sharedFields),
  legacyValue: textOrNull,
  newValue: textOrNull,
  lastSync: momentOrNull,
  isCritical: z.boolean(),
  status: z.enum(["open", "auto", "resolved"]).describe("auto: settled by itself."),
  choice: z.enum(["legacy", "new"]).nullable(),
});

const discrepancyOutward = (found: ListedDifference): z.output<typeof discrepancyAnswer> => ({
  id: found._id,
  customerId: found.customerId,
  field: found.field,
  legacyValue: found.legacyValue,
  newValue: found.newValue,
  lastSync: isoOrNull(found.lastSync),
  isCritical: found.isCritical,
  status: found.status,
  choice: found.choice,
});

const healthAnswer = z.strictObject({
  timestamp: moment,
  systems: z.strictObject({
    legacyPOS: z.enum(["notConnected", "quiet", "healthy"]).describe("quiet: told of nothing for a day."),
    newCustomerManagement: z
      .enum(["healthy", "upgrading"])
      .describe("upgrading: its numbers are being counted anew."),
    syncService: z
      .enum(["notConnected", "paused", "failing", "stalled", "healthy"])
      .describe("stalled: something that is due has waited for ten minutes."),
  }),
  syncMetrics: z.strictObject({
    queueLength: count,
    averageProcessingTime: z
      .number()
      .nullable()
      .describe("Milliseconds from being told to having arrived, today and yesterday."),
    failureRate: z.number().describe("Share from 0 to 1 that needs a person, today and yesterday."),
    lastSuccessfulSync: momentOrNull,
  }),
  dataIntegrity: z.strictObject({
    totalDiscrepancies: count,
    criticalDiscrepancies: count,
    lastReconciliation: momentOrNull,
  }),
  alerts: z.array(
    z.strictObject({
      kind: z.enum(["failureRate", "criticalDiscrepancies"]),
      value: z.number().describe("What was measured when the threshold was crossed."),
      raisedAt: moment,
    }),
  ),
});

const known = (what: string) => z.number().nullable().describe(what);
const metricsAnswer = z.strictObject({
  migration: z.strictObject({
    syncSuccessRate: known("Percent of the changes that came to an end today and yesterday."),
    dataDiscrepancies: count,
    customerDuplicates: count,
    customerLookupTime: known("Mean of thirty days, milliseconds."),
    customerCreationTime: known("Mean of thirty days, milliseconds."),
    staffUsingNewSystem: count,
    bookingsUsingNewCustomers: known("Percent of all bookings."),
    customerDataAccuracy: known("Percent of the linked customers in which both sides agree."),
    operationalEfficiency: known("Percent of time saved against the older flow."),
  }),
  transition: z.strictObject({
    duplicateCustomerReduction: known("Percent of the duplicates found that were merged."),
    dataIntegrityScore: known("0 to 100: values that agree, an important one counting twice."),
    syncAccuracy: known("Percent of the changes of the last month."),
    customerLookupSpeed: known("Mean of thirty days, milliseconds."),
    customerCreationTime: known("Mean of thirty days, seconds."),
    staffAdoptionRate: known("Percent of the active staff."),
    customerSatisfaction: known("Entered: a survey's score from 0 to 10."),
    staffProductivity: known("Entered: percent of what was usual before."),
    systemDowntime: known("Entered: minutes."),
  }),
});

export const mirrorRoutes = [
  writes({
    method: "POST",
    path: "/pos/changes",
    group: "Point of sale",
    summary: "Tell of changes to customers of the older point of sale",
    permission: "mirror:push",
    body: z.strictObject({ events: z.array(event).min(1).max(eventsAtOnce) }),
    example: {
      events: [
        {
          operationType: "UPDATE",
          legacyCustomerId: "2104",
          dataPayload: { customer_name: "Alice Johnson", contact_number: "+7 701 234 56 78" },
        },
      ],
    },
    answer: z.strictObject({ events: z.array(received).describe("What became of each, in their order.") }),
    handler: async (ctx, { body }) => ({ events: await receiveEvents(ctx, body.events) }),
  }),
  lists({
    method: "GET",
    path: "/pos/mirror",
    group: "Point of sale",
    summary: "Customers of the older point of sale by name, or the ones with the words of search",
    permission: "mirror:read",
    query: z.strictObject({
      search: z.string().max(200).optional().describe("Words of name, e-mail, phone or id."),
      state: z.enum(states).optional(),
      ...paging(largestPage),
      ...selection,
    }),
    list: "customers",
    largestPage,
    answer: rowAnswer,
    handler: async (ctx, { query, page }) => {
      const asked = { state: query.state ?? null, text: query.search, paginationOpts: page };
      return listPage(await listLegacyCustomers(ctx, asked), rowOutward);
    },
  }),
  reads({
    method: "GET",
    path: "/pos/sync",
    group: "Point of sale",
    summary: "How the synchronization with the older point of sale stands",
    permission: "mirror:read",
    query: z.strictObject(selection),
    answer: statusAnswer,
    handler: async (ctx) => statusOutward(await readStatus(ctx)),
  }),
  reads({
    method: "GET",
    path: "/pos/health",
    group: "Point of sale",
    summary: "How the older point of sale, Orbit and the synchronization fare",
    permission: "mirror:read",
    query: z.strictObject(selection),
    answer: healthAnswer,
    handler: async (ctx, { now }) => {
      const { timestamp, syncMetrics, dataIntegrity, ...health } = await readHealth(ctx, now);
      const alerts = await openAlerts(ctx);
      return {
        ...health,
        timestamp: iso(timestamp),
        syncMetrics: { ...syncMetrics, lastSuccessfulSync: isoOrNull(syncMetrics.lastSuccessfulSync) },
        dataIntegrity: { ...dataIntegrity, lastReconciliation: isoOrNull(dataIntegrity.lastReconciliation) },
        alerts: alerts.map(({ raisedAt, ...alert }) => ({ ...alert, raisedAt: iso(raisedAt) })),
      };
    },
  }),
  reads({
    method: "GET",
    path: "/pos/metrics",
    group: "Point of sale",
    summary: "The figures of the migration and of the transition",
    permission: "mirror:read",
    query: z.strictObject(selection),
    answer: metricsAnswer,
    handler: async (ctx, { now }) => await readMetrics(ctx, now),
  }),
  lists({
    method: "GET",
    path: "/pos/sync/jobs",
    group: "Point of sale",
    summary: "Changes on their way between Orbit and the older point of sale, the newest first",
    permission: "mirror:read",
    query: z.strictObject({
      status: z.enum(jobStatuses).optional().describe("The longest waiting first."),
      ...paging(largestPage),
      ...selection,
    }),
    list: "jobs",
    largestPage,
    answer: jobAnswer,
    handler: async (ctx, { query, page }) =>
      listPage(await listSyncJobs(ctx, query.status ?? null, page), jobOutward),
  }),
  lists({
    method: "GET",
    path: "/pos/reconciliations",
    group: "Point of sale",
    summary: "Comparisons of both stores, the newest first",
    permission: "mirror:read",
    query: z.strictObject({ ...paging(largestPage), ...selection }),
    list: "reconciliations",
    largestPage,
    answer: reportAnswer,
    handler: async (ctx, { page }) => listPage(await listReports(ctx, page), reportOutward),
  }),
  lists({
    method: "GET",
    path: "/pos/reconciliations/{reconciliation}/discrepancies",
    group: "Point of sale",
    summary: "What one comparison found, field by field",
    permission: "mirror:read",
    query: z.strictObject({ ...paging(largestPage), ...selection }),
    list: "discrepancies",
    largestPage,
    answer: discrepancyAnswer,
    handler: async (ctx, { params, page }) => {
      const of = idOf(ctx, "reconciliations", params["reconciliation"]!);
      await ctx.db.get("reconciliations", of);
      return listPage(await listDifferences(ctx, of, page), discrepancyOutward);
    },
  }),
];
