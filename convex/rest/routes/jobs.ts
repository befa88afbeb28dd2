/** Jobs over REST: service work, its schedule, value and every step to the end (ORD-19, CUS-45). */
import * as z from "zod";
import type { OrgMutationCtx, OrgQueryCtx } from "../../functions";
import { serviceJobStatuses } from "../../serviceJobs/lifecycle";
import {
  customerServiceJobs,
  listServiceJobs,
  readServiceJob,
  serviceJobSummary,
  type ListedServiceJob,
} from "../../serviceJobs/list";
import { createServiceJob, moveServiceJob, updateServiceJob } from "../../serviceJobs/save";
import { amount, count, id, iso, isoOrNull, listPage, moment } from "../answer";
import { askedOwner, instant, ownership, paging, selection, word } from "../entry";
import { childAt, customerAt } from "../place";
import { lists, reads, writes } from "../route";

const textOrNull = z.string().nullable();
const status = z.enum(serviceJobStatuses);

const jobAnswer = z.strictObject({
  id,
  customerId: id,
  customerName: z.string(),
  ownerName: z.string(),
  jobNumber: z.string(),
  title: z.string(),
  description: textOrNull,
  status,
  nextStatuses: z.array(status).describe("Where it may go from here, for a key that may write."),
  value: amount.describe("What it brings once it is completed."),
  currency: z.string().describe("ISO 4217."),
  scheduledAt: moment.nullable(),
  startedAt: moment.nullable(),
  completedAt: moment.nullable(),
  cancelledAt: moment.nullable(),
  createdAt: moment,
  updatedAt: moment,
});

const outward = (job: ListedServiceJob): z.output<typeof jobAnswer> => ({
  id: job._id,
  customerId: job.customerId,
  customerName: job.customerName,
  ownerName: job.ownerName,
  jobNumber: job.jobNumber,
  title: job.title,
  description: job.description,
  status: job.status,
  nextStatuses: [...job.next],
  value: job.totalAmount,
  currency: job.currency,
  scheduledAt: isoOrNull(job.scheduledAt),
  startedAt: isoOrNull(job.startedAt),
  completedAt: isoOrNull(job.completedAt),
  cancelledAt: isoOrNull(job.cancelledAt),
  createdAt: iso(job.createdAt),
  updatedAt: iso(job.updatedAt),
});

const answered = async (ctx: OrgQueryCtx | OrgMutationCtx, jobId: string) =>
  outward(await readServiceJob(ctx, jobId));

/** Judged in words and by field by serviceJobs/shape.ts. */
const entered = {
  title: z.string({ error: "Say what is to be done." }),
  description: word,
  value: z.number({ error: "Enter what it is worth." }).describe("Minor units."),
  currency: z.string().optional().describe("ISO 4217; the organization's own when left out."),
  scheduledAt: instant.nullable().optional(),
};
const partial = z.strictObject({
  ...entered,
  title: entered.title.optional(),
  value: entered.value.optional(),
});
type Body = z.output<typeof partial>;

/** What serviceJobs/save.ts takes: a job with a body over it; null removes. */
function entryOf({ title, description, value, currency, scheduledAt }: Body, before?: ListedServiceJob) {
  const at = scheduledAt === undefined ? (before?.scheduledAt ?? null) : scheduledAt;
  const code = currency ?? before?.currency;
  return {
    title: title ?? before?.title ?? "",
    description: (description === undefined ? before?.description : description) ?? "",
    totalAmount: value ?? before?.totalAmount ?? Number.NaN,
    scheduledAt: at,
    ...(code === undefined ? {} : { currency: code }),
  };
}

const largestPage = 60;
const all = "/customers/{customer}/jobs";
const one = `${all}/{job}`;

export const jobRoutes = [
  lists({
    method: "GET",
    path: "/jobs",
    group: "Jobs",
    summary: "Jobs of all customers, newest first",
    permission: "serviceJobs:read",
    query: z.strictObject({
      status: status.optional(),
      ...ownership,
      ...paging(largestPage),
      ...selection,
    }),
    list: "jobs",
    largestPage,
    answer: jobAnswer,
    handler: async (ctx, { query, page }) => {
      const filter = { status: query.status ?? null, owner: askedOwner(ctx, query.owner) };
      return listPage(await listServiceJobs(ctx, filter, page), outward);
    },
  }),
  lists({
    method: "GET",
    path: all,
    group: "Jobs",
    summary: "Jobs of a customer, newest first, with what the completed ones brought",
    permission: "serviceJobs:read",
    query: z.strictObject({ ...paging(largestPage), ...selection }),
    list: "jobs",
    largestPage,
    answer: jobAnswer,
    handler: async (ctx, { params, page }) => {
      const { _id } = await customerAt(ctx, params);
      return listPage(await customerServiceJobs(ctx, _id, page), outward);
    },
    beside: {
      answer: z.object({
        completedJobs: count,
        totalAmount: amount.describe("Of all completed jobs in currency, whatever page."),
        averageJobValue: amount,
        currency: z.string().describe("ISO 4217."),
      }),
      handler: async (ctx, { params }) => {
        const { _id } = await customerAt(ctx, params);
        return await serviceJobSummary(ctx, _id);
      },
    },
  }),
  writes({
    method: "POST",
    path: all,
    group: "Jobs",
    summary: "Schedule a job",
    permission: "serviceJobs:write",
    status: 201,
    body: z.strictObject(entered),
    example: { title: "Mend the roof", value: 120_000, scheduledAt: "2030-05-02T08:00:00Z" },
    answer: jobAnswer,
    handler: async (ctx, { params, body }) => {
      const { _id } = await customerAt(ctx, params);
      return await answered(ctx, await createServiceJob(ctx, _id, entryOf(body)));
    },
  }),
  reads({
    method: "GET",
    path: one,
    group: "Jobs",
    summary: "Read one job",
    permission: "serviceJobs:read",
    query: z.strictObject(selection),
    answer: jobAnswer,
    handler: async (ctx, { params }) => {
      const { _id } = await childAt(ctx, "serviceJobs", params, "job");
      return await answered(ctx, _id);
    },
  }),
  writes({
    method: "PUT",
    path: one,
    group: "Jobs",
    summary: "Change some fields of a job; null removes",
    permission: "serviceJobs:write",
    body: partial,
    example: { scheduledAt: "2030-05-03T08:00:00Z" },
    answer: jobAnswer,
    handler: async (ctx, { params, body }) => {
      const { _id } = await childAt(ctx, "serviceJobs", params, "job");
      await updateServiceJob(ctx, _id, entryOf(body, await readServiceJob(ctx, _id)));
      return await answered(ctx, _id);
    },
  }),
  writes({
    method: "POST",
    path: `${one}/status`,
    group: "Jobs",
    summary: "Move a job on, or open it again",
    permission: "serviceJobs:write",
    body: z.strictObject({ status }),
    example: { status: "completed" },
    answer: jobAnswer,
    handler: async (ctx, { params, body }) => {
      const { _id } = await childAt(ctx, "serviceJobs", params, "job");
      await moveServiceJob(ctx, _id, { to: body.status });
      return await answered(ctx, _id);
    },
  }),
];
