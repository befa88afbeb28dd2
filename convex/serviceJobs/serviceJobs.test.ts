/** Jobs: scheduled, done, counted once, and what they keep from being deleted. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { api } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { newCustomer, newWorld, refusal, type World } from "../engagement.testkit";
import { newKey, sender } from "../rest/caller.testkit";
import type { Role } from "../tenancy/permissions";
import { refusalOf } from "../world.testkit";
import { mayMove, serviceJobStatuses, type ServiceJobStatus } from "./lifecycle";

beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 5, 1, 9) }));
afterEach(() => void vi.useRealTimers());

const page = { numItems: 50, cursor: null };

function speaking({ backend, org, other, customerId }: World) {
  const { orgId, as } = org;
  return {
    backend,
    org,
    other,
    orgId,
    as,
    customerId,
    add: (input: object = {}, role: Role = "sales", of = customerId) =>
      as[role].mutation(api.serviceJobs.create, {
        orgId,
        customerId: of,
        input: { title: "Mend the roof", totalAmount: 10_000, ...input },
      }),
    move: (serviceJobId: Id<"serviceJobs">, to: ServiceJobStatus, role: Role = "sales") =>
      as[role].mutation(api.serviceJobs.move, { orgId, serviceJobId, to }),
    read: (serviceJobId: string, role: Role = "sales") =>
      as[role].query(api.serviceJobs.get, { orgId, serviceJobId }),
    summary: () => as.sales.query(api.serviceJobs.summary, { orgId, customerId }),
    worth: async () => (await as.admin.query(api.value.get, { orgId, customerId }))!,
    counts: async (owner: Id<"users"> | null = null) =>
      Object.fromEntries(
        (await as.manager.query(api.serviceJobs.counts, { orgId, owner }))
          .filter(({ count }) => count > 0)
          .map(({ status, count }) => [status, count]),
      ),
  };
}

test("the legal moves of a job", () => {
  const legal = serviceJobStatuses.flatMap((from) =>
    serviceJobStatuses.filter((to) => mayMove(from, to)).map((to) => `${from} ${to}`),
  );
  expect(legal).toEqual([
    "scheduled in_progress",
    "scheduled completed",
    "scheduled cancelled",
    "in_progress completed",
    "in_progress cancelled",
    "completed in_progress",
    "cancelled scheduled",
  ]);
});

test("ORD-19: a job is scheduled, read, changed and completed; its value counts once it is done, and on average", async () => {
  const { add, read, move, summary, worth, as, orgId } = speaking(await newWorld());
  const at = Date.UTC(2026, 6, 1, 8);
  const jobId = await add({ description: "Both sides", scheduledAt: at });
  expect(await read(jobId)).toMatchObject({
    jobNumber: "JOB-0001",
    title: "Mend the roof",
    description: "Both sides",
    status: "scheduled",
    scheduledAt: at,
    totalAmount: 10_000,
    currency: "USD",
  });
  await as.sales.mutation(api.serviceJobs.update, {
    orgId,
    serviceJobId: jobId,
    input: { title: "Mend the whole roof", totalAmount: 12_000, scheduledAt: null },
  });
  expect(await read(jobId)).toMatchObject({
    title: "Mend the whole roof",
    description: null,
    scheduledAt: null,
  });
  await move(jobId, "in_progress");
  expect(await summary()).toMatchObject({ completedJobs: 0, averageJobValue: 0 });
  await move(jobId, "completed");
  await move(await add({ totalAmount: 4_000 }), "completed");
  expect(await summary()).toEqual({
    completedJobs: 2,
    totalAmount: 16_000,
    averageJobValue: 8_000,
    currency: "USD",
  });
  expect(await worth()).toMatchObject({ totalRevenue: 16_000, breakdown: { jobs: 16_000, orders: 0 } });
  // Opened again it is worth nothing yet.
  await move(jobId, "in_progress");
  expect(await worth()).toMatchObject({ totalRevenue: 4_000 });
  expect((await read(jobId)).completedAt).toBeNull();
});

test("CLV-06: what a sale pays of a job counts as the sale, what is left as the job", async () => {
  const { add, move, worth, as, orgId, customerId } = speaking(await newWorld());
  const serviceJobId = await add();
  const pay = (amount: number, currency = "USD") =>
    as.sales.mutation(api.transactions.record, {
      orgId,
      customerId,
      input: { amount, currency, serviceJobId },
    });
  await pay(4_000);
  await move(serviceJobId, "completed");
  expect(await worth()).toMatchObject({
    totalRevenue: 10_000,
    breakdown: { jobs: 6_000, transactions: 4_000 },
    components: { jobs: 10_000, transactions: 4_000 },
  });
  expect(await refusalOf(pay(100, "EUR"))).toMatchObject({
    code: "VALIDATION_ERROR",
    issues: [{ path: "serviceJobId", rule: "otherCurrency" }],
  });
});

test("CUS-45 ORD-20 VAL-22: active jobs keep a customer from being deleted, by their ids; completed ones do not", async () => {
  const { add, move, as, orgId, customerId } = speaking(await newWorld());
  const jobId = await add();
  await move(await add(), "cancelled");
  const remove = () => as.manager.mutation(api.customers.remove, { orgId, customerId });
  expect(await refusalOf(remove())).toEqual({ code: "ACTIVE_JOBS", ids: [jobId] });
  await move(jobId, "in_progress");
  expect(await refusalOf(remove())).toEqual({ code: "ACTIVE_JOBS", ids: [jobId] });
  await move(jobId, "completed");
  await remove();
});

test("INT-19 INT-20: completing a job stands on the timeline with who did it and what it is worth; each change of status is one entry", async () => {
  const { add, move, as, orgId, customerId } = speaking(await newWorld());
  const jobId = await add();
  await move(jobId, "in_progress");
  await move(jobId, "completed");
  const { page: feed } = await as.sales.query(api.timeline.list, {
    orgId,
    customerId,
    kind: "job",
    paginationOpts: { numItems: 20, cursor: null },
  });
  expect(feed.map(({ history }) => history?.action)).toEqual(["completed", "started", "created"]);
  expect(feed[0]).toMatchObject({ title: "JOB-0001 · Mend the roof", history: { actorName: "ours sales" } });
  expect(feed[0]!.history!.changes).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ field: "status", from: "in_progress", to: "completed" }),
      expect.objectContaining({ field: "totalAmount", to: 10_000 }),
    ]),
  );
});

test("an illegal step is INVALID_STATUS_CHANGE; bad input is refused by its field", async () => {
  const { add, move } = speaking(await newWorld());
  const jobId = await add();
  expect(await refusal(move(jobId, "scheduled"))).toBe("INVALID_STATUS_CHANGE");
  for (const [field, value] of [
    ["title", " "],
    ["totalAmount", -1],
    ["totalAmount", 1.5],
    ["currency", "coins"],
    ["scheduledAt", Number.NaN],
  ] as const)
    expect(await refusalOf(add({ [field]: value }))).toMatchObject({
      code: "VALIDATION_ERROR",
      issues: [{ path: field }],
    });
});

test("jobs are listed by status and owner, counted exactly, and seen only by whom they concern", async () => {
  const world = await newWorld();
  const { add, move, read, counts, as, org, orgId, other, customerId, backend } = speaking(world);
  const jobId = await add();
  await move(await add(), "completed");
  expect(await counts()).toEqual({ scheduled: 1, completed: 1 });
  const list = async (role: Role, owner: Id<"users"> | null, status: ServiceJobStatus | null = null) =>
    (await as[role].query(api.serviceJobs.list, { orgId, status, owner, paginationOpts: page })).page.map(
      ({ jobNumber }) => jobNumber,
    );
  expect(await list("manager", null)).toEqual(["JOB-0002", "JOB-0001"]);
  expect(await list("sales", org.users.sales, "scheduled")).toEqual(["JOB-0001"]);
  expect(await refusal(list("sales", null))).toBe("FORBIDDEN");
  const hidden = await add({}, "admin", await newCustomer(org, "admin"));
  expect(await refusal(read(hidden))).toBe("OUT_OF_REACH");
  expect(await refusal(move(hidden, "completed"))).toBe("OUT_OF_REACH");
  expect((await read(jobId, "support")).next).toEqual([]);
  expect(await refusal(move(jobId, "completed", "support"))).toBe("FORBIDDEN");
  expect(await refusal(read(jobId, "brand"))).toBe("FORBIDDEN");
  const foreign = other.as.admin.query(api.serviceJobs.get, { orgId: other.orgId, serviceJobId: jobId });
  expect(await refusal(foreign)).toBe("NOT_FOUND");
  // With the customer to its new owner.
  await as.manager.mutation(api.customers.assign, { orgId, customerId, ownerId: org.users.manager });
  await backend.finishAllScheduledFunctions(vi.runAllTimers, 1000);
  expect(await counts(org.users.manager)).toEqual({ scheduled: 1, completed: 1 });
  expect(await counts(org.users.sales)).toEqual({});
});

test("ORD-19 CUS-45: over REST a job is scheduled, changed and completed; an active one refuses the delete with 422 and its id", async () => {
  const world = await newWorld();
  const send = sender(world.backend, (await newKey(world.org)).key);
  const all = `/customers/${world.customerId}/jobs`;
  const made = await send("POST", all, { title: "Roof", value: 10_000, scheduledAt: "2026-07-01T08:00:00Z" });
  expect(made).toMatchObject({
    status: 201,
    body: { jobNumber: "JOB-0001", value: 10_000, status: "scheduled" },
  });
  const one = `${all}/${made.body.id}`;
  expect((await send("PUT", one, { scheduledAt: null, title: "Whole roof" })).body).toMatchObject({
    scheduledAt: null,
    title: "Whole roof",
    value: 10_000,
  });
  expect(await send("DELETE", `/crm/customers/${world.customerId}`)).toMatchObject({
    status: 422,
    body: { code: "ACTIVE_JOBS", details: { ids: [made.body.id] } },
  });
  expect((await send("POST", `${one}/status`, { status: "completed" })).body.completedAt).not.toBeNull();
  expect((await send("POST", `${one}/status`, { status: "cancelled" })).status).toBe(422);
  expect((await send("GET", all)).body).toMatchObject({ completedJobs: 1, averageJobValue: 10_000 });
  expect((await send("GET", "/jobs?status=completed")).body.jobs).toHaveLength(1);
  expect((await send("GET", one)).body.value).toBe(10_000);
  expect((await send("DELETE", `/crm/customers/${world.customerId}`)).body.status).toBe("deleted");
});
