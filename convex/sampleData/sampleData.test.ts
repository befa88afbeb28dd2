import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { api } from "../_generated/api";
import { danglingIds } from "../integrity/dangling.testkit";
import { newBackend, newOrganization, type Backend, type Organization } from "../world.testkit";
import { samplePeople } from "./people";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

async function load(backend: Backend, { as, orgId }: Organization) {
  const jobId = await as.admin.mutation(api.sampleData.load, { orgId });
  await backend.finishAllScheduledFunctions(vi.runAllTimers);
  return jobId;
}

async function countsOf(backend: Backend) {
  return await backend.run(async (ctx) => {
    const counts: Record<string, number> = {};
    for (const table of [
      "customers",
      "contacts",
      "interactions",
      "followUps",
      "quotes",
      "orders",
      "serviceJobs",
      "revenueFacts",
      "tours",
      "tourDepartures",
      "bookings",
      "bookingFacts",
      "payments",
      "customerPackages",
      "leads",
      "leadStages",
      "customerIdentities",
      "customerKeys",
      "customerTags",
      "leadScores",
      "customerValues",
      "timelineEntries",
      "timelineCounts",
    ] as const) {
      counts[table] = (await ctx.db.query(table).collect()).length;
    }
    return counts;
  });
}

test("DEP-12: one click fills an empty organization with customers that have a past and a next step", async () => {
  const backend = newBackend();
  const org = await newOrganization(backend, "acme");
  const jobId = await load(backend, org);
  const job = await org.as.admin.query(api.jobs.get, { orgId: org.orgId, jobId: jobId! });
  expect(job).toMatchObject({
    status: "done",
    done: samplePeople.length,
    counts: { created: samplePeople.length },
  });
  const counts = await countsOf(backend);
  expect(counts["customers"]).toBe(samplePeople.length);
  for (const [table, count] of Object.entries(counts))
    expect(count, table).toBeGreaterThan(table === "tours" ? 2 : 5);
  const summary = await org.as.admin.query(api.dashboard.summary, { orgId: org.orgId, now: Date.now() });
  expect(summary.customers).toBe(samplePeople.length);
  expect(summary.value[0]!.sum).toBeGreaterThan(0);
  expect(summary.openLeads).toBeGreaterThan(3);
  expect(summary.dueFollowUps).toBeGreaterThan(0);
});

test("DEP-12: orders, jobs and bookings stand at every stage, places and payments add up, and modules that are off stay empty", async () => {
  const backend = newBackend();
  const org = await newOrganization(backend, "acme");
  const { as, orgId } = org;
  await load(backend, org);
  const owner = null;
  const held = async (of: Promise<readonly { status: string; count: number }[]>) =>
    Object.fromEntries((await of).filter(({ count }) => count > 0).map(({ status }) => [status, true]));
  expect(Object.keys(await held(as.admin.query(api.orders.counts, { orgId, owner }))).sort()).toEqual([
    "draft",
    "fulfilled",
    "placed",
    "processing",
  ]);
  expect(Object.keys(await held(as.admin.query(api.serviceJobs.counts, { orgId, owner }))).sort()).toEqual([
    "completed",
    "in_progress",
    "scheduled",
  ]);
  const { bookings, departures, payments } = await backend.run(async (ctx) => ({
    bookings: await ctx.db.query("bookings").collect(),
    departures: await ctx.db.query("tourDepartures").collect(),
    payments: await ctx.db.query("payments").collect(),
  }));
  expect([...new Set(bookings.map(({ status }) => status))].sort()).toEqual([
    "completed",
    "confirmed",
    "paid",
  ]);
  for (const { _id, seatsTaken } of departures) {
    const people = bookings.filter(({ tourDepartureId }) => tourDepartureId === _id);
    expect(seatsTaken).toBe(people.reduce((sum, { numParticipants }) => sum + numParticipants, 0));
  }
  for (const { _id, paidAmount } of bookings) {
    const paid = payments.filter(({ bookingId }) => bookingId === _id);
    expect(paidAmount).toBe(paid.reduce((sum, { bookedAmount }) => sum + bookedAmount, 0));
  }
  await as.admin.mutation(api.sampleData.remove, { orgId });
  await backend.finishAllScheduledFunctions(vi.runAllTimers);
  expect(await held(as.admin.query(api.orders.counts, { orgId, owner }))).toEqual({});
  expect(await held(as.admin.query(api.serviceJobs.counts, { orgId, owner }))).toEqual({});
  expect(await as.admin.query(api.tours.counts, { orgId })).toEqual({ active: 0, inactive: 0 });

  const quiet = await newOrganization(backend, "quiet");
  await quiet.as.admin.mutation(api.settings.update, {
    orgId: quiet.orgId,
    changes: {
      modules: { quotes: true, leads: true, tours: false, pos: false, orders: false, jobs: false },
    },
  });
  await load(backend, quiet);
  const counts = await countsOf(backend);
  for (const table of ["orders", "serviceJobs", "tours", "bookings"]) expect(counts[table], table).toBe(0);
});

test("DEP-12: a sample tour that an own customer has booked stays with the organization", async () => {
  const backend = newBackend();
  const org = await newOrganization(backend, "acme");
  const { as, orgId } = org;
  await load(backend, org);
  const { customerId } = await as.admin.mutation(api.customers.create, {
    orgId,
    input: { name: "Real Person", phone: "+77015550001" },
  });
  const departure = await backend.run(async (ctx) =>
    (await ctx.db.query("tourDepartures").collect()).find((one) => one.capacity - one.seatsTaken > 0),
  );
  await as.admin.mutation(api.bookings.create, {
    orgId,
    customerId,
    input: { tourDepartureId: departure!._id, numParticipants: 1 },
  });
  await as.admin.mutation(api.sampleData.remove, { orgId });
  await backend.finishAllScheduledFunctions(vi.runAllTimers);
  const left = await backend.run(async (ctx) => await ctx.db.query("tours").collect());
  expect(left).toMatchObject([{ _id: departure!.tourId, isSample: false }]);
  expect((await danglingIds(backend)).filter(({ table }) => table !== "auditLog")).toEqual([]);
  expect(await load(backend, org)).not.toBeNull();
});

test("a sample business has one contact, the person who is named there", async () => {
  const backend = newBackend();
  await load(backend, await newOrganization(backend, "acme"));
  const { customers, contacts } = await backend.run(async (ctx) => ({
    customers: await ctx.db.query("customers").collect(),
    contacts: await ctx.db.query("contacts").collect(),
  }));
  const named = samplePeople.filter(({ contact }) => contact !== undefined);
  expect(named.length).toBeGreaterThan(5);
  for (const { name, contact } of named) {
    const { _id } = customers.find((customer) => customer.name === name)!;
    const own = contacts.filter(({ customerId }) => customerId === _id);
    expect(own, name).toMatchObject([{ ...contact, isPrimary: true }]);
  }
});

test("DEP-12: a second click adds nothing, while loading and afterwards", async () => {
  const backend = newBackend();
  const org = await newOrganization(backend, "acme");
  const { as, orgId } = org;
  await as.admin.mutation(api.sampleData.load, { orgId });
  expect(await as.admin.mutation(api.sampleData.load, { orgId })).toBeNull();
  await backend.finishAllScheduledFunctions(vi.runAllTimers);
  const before = await countsOf(backend);
  expect(await load(backend, org)).toBeNull();
  expect(await countsOf(backend)).toEqual(before);
  // The history alone goes on telling of records that are no more.
  expect((await danglingIds(backend)).filter(({ table }) => table !== "auditLog")).toEqual([]);
  expect(await as.admin.query(api.sampleData.state, { orgId })).toBe("present");
});

test("DEP-12: removed in one click, nothing of the samples is left but the history; own customers stay", async () => {
  const backend = newBackend();
  const org = await newOrganization(backend, "acme");
  const { as, orgId } = org;
  await as.admin.mutation(api.customers.create, {
    orgId,
    input: { name: "Real Person", phone: "+77015550001" },
  });
  const before = await countsOf(backend);
  await load(backend, org);
  const sample = await backend.run(async (ctx) =>
    (await ctx.db.query("customers").collect()).find(({ isSample }) => isSample),
  );
  const customerId = sample!._id;
  await as.admin.mutation(api.notes.create, { orgId, customerId, input: { noteText: "Tried it out" } });
  await as.admin.mutation(api.sampleData.remove, { orgId });
  await backend.finishAllScheduledFunctions(vi.runAllTimers);
  expect(await countsOf(backend)).toEqual(before);
  expect((await danglingIds(backend)).filter(({ table }) => table !== "auditLog")).toEqual([]);
  expect(await as.admin.query(api.sampleData.state, { orgId })).toBe("absent");
  expect(await as.admin.mutation(api.sampleData.remove, { orgId })).toBeNull();
  const summary = await as.admin.query(api.dashboard.summary, { orgId, now: Date.now() });
  expect(summary).toMatchObject({ customers: 1, openLeads: 0, dueFollowUps: 0 });
  expect(await load(backend, org)).not.toBeNull();
});

test("PKG-10 DEP-12: samples come with packages, some used and some run out; one that an own customer bought stays with the organization", async () => {
  const backend = newBackend();
  const org = await newOrganization(backend, "acme");
  const { as, orgId } = org;
  await load(backend, org);
  const catalogue = async () =>
    (
      await as.admin.query(api.packages.catalogue, {
        orgId,
        isArchived: false,
        paginationOpts: { numItems: 10, cursor: null },
      })
    ).page;
  const offers = await catalogue();
  expect(offers.map(({ name }) => name)).toEqual(["Care for a year", "Ten visits", "Trial month"]);
  for (const { sold, name } of offers) expect(sold!.active + sold!.expired, name).toBeGreaterThan(1);
  expect(offers.at(-1)!.sold!.expired).toBeGreaterThan(0);
  const { customerId } = await as.admin.mutation(api.customers.create, {
    orgId,
    input: { name: "Real Person", phone: "+77015550001" },
  });
  await as.admin.mutation(api.packages.sell, {
    orgId,
    customerId,
    packageId: offers[1]!._id,
    input: {},
  });
  await as.admin.mutation(api.sampleData.remove, { orgId });
  await backend.finishAllScheduledFunctions(vi.runAllTimers);
  expect(await catalogue()).toMatchObject([{ name: "Ten visits", sold: { active: 1 } }]);
});

test("LOY-06 DEP-12: samples come with VIP tiers that customers have reached or been given, and take them along when they go", async () => {
  const backend = newBackend();
  const org = await newOrganization(backend, "acme");
  const { as, orgId } = org;
  await load(backend, org);
  const tiers = await as.admin.query(api.vip.list, { orgId });
  expect(tiers.map(({ name }) => name)).toEqual(["Silver", "Gold", "Platinum"]);
  const counts = await as.admin.query(api.vip.counts, { orgId });
  for (const { _id, name } of tiers)
    expect(counts.find(({ tierId }) => tierId === _id)?.count ?? 0, name).toBeGreaterThan(2);
  const gold = counts.find(({ tierId }) => tierId === tiers[1]!._id)!;
  expect(gold.averageLifetimeValue).toBeGreaterThanOrEqual(tiers[1]!.minLifetimeValue!);
  // An own customer keeps theirs.
  const { customerId } = await as.admin.mutation(api.customers.create, {
    orgId,
    input: { name: "Real Person", phone: "+77015550001" },
  });
  await as.admin.mutation(api.vip.assign, { orgId, customerId, tierId: tiers[1]!._id });
  const remove = async () => {
    await as.admin.mutation(api.sampleData.remove, { orgId });
    await backend.finishAllScheduledFunctions(vi.runAllTimers);
  };
  await remove();
  expect((await as.admin.query(api.vip.list, { orgId })).map(({ name }) => name)).toEqual(["Gold"]);
  expect((await danglingIds(backend)).filter(({ table }) => table !== "auditLog")).toEqual([]);
  expect(await as.admin.query(api.vip.counts, { orgId })).toMatchObject([{ count: 1 }]);
  // Where somebody has tiers, samples bring none.
  await as.admin.mutation(api.sampleData.load, { orgId });
  expect(await as.admin.query(api.vip.list, { orgId })).toHaveLength(1);
});

test("TEN-14: only an admin loads or removes samples", async () => {
  const { as, orgId } = await newOrganization(newBackend(), "acme");
  for (const role of ["manager", "sales", "support", "brand"] as const) {
    await expect(as[role].mutation(api.sampleData.load, { orgId })).rejects.toThrow("FORBIDDEN");
    await expect(as[role].mutation(api.sampleData.remove, { orgId })).rejects.toThrow("FORBIDDEN");
  }
});
