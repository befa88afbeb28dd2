/** How a transition fares: what is measured, when administrators are told, and the figures of it. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api, internal } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { newCustomer } from "../engagement.testkit";
import { newKey, sender } from "../rest/caller.testkit";
import { recountStep, startRecount } from "../tallies/recount";
import { inTenant } from "../tallies/tenant.testkit";
import { tallyLegacyCustomer, tallySyncDifference } from "../tallies/mirror";
import type { Role } from "../tenancy/permissions";
import { codeOf, newOrganization, refusalOf } from "../world.testkit";
import { mirrorWorld } from "./mirror.testkit";
import { complete, enqueue, failed } from "./queue";
import { noteSynced } from "./state";
import { mostAttempts } from "./words";

const start = Date.UTC(2026, 5, 15, 9);
const minute = 60_000;
const day = 24 * 60 * minute;

beforeEach(() => void vi.useFakeTimers({ now: start }));
afterEach(() => void vi.useRealTimers());

async function world(stage: Parameters<typeof mirrorWorld>[0] = "buildAndSync") {
  const made = await mirrorWorld(stage);
  const { backend, orgId, ours, admin } = made;
  const judge = () => backend.mutation(internal.mirror.judge, { orgId });
  const health = (role: Role = "admin") => ours.as[role].query(api.mirror.health, { orgId, now: Date.now() });
  return {
    ...made,
    judge,
    health,
    metrics: () => admin.query(api.mirror.metrics, { orgId, now: Date.now() }),
    /** Changes that came to an end: so many arrived after two seconds, so many wait for a person. */
    ended: async (arrived: number, left: number) => {
      for (let n = 0; n < arrived + left; n++) {
        const id = await inTenant(backend, orgId, (ctx) =>
          enqueue(ctx, {
            direction: "fromPos",
            entity: "customer",
            operationType: "UPDATE",
            legacyCustomerId: `x${n}`,
            dataPayload: "{}",
          }),
        );
        await inTenant(backend, orgId, async (ctx) => {
          const later = { ...ctx, now: ctx.now + 2_000 };
          if (n < arrived) {
            await complete(later, await ctx.db.get("syncJobs", id), {});
            await noteSynced(later, "fromPos");
          } else for (let tries = 0; tries < mostAttempts; tries++) await failed(later, id, "It is closed.");
        });
      }
      await judge();
    },
    /** Fields that differ, all of one pair of records. */
    differ: async (count: number, isCritical = true) =>
      await inTenant(backend, orgId, async (ctx) => {
        const legacyCustomerId = await ctx.db.insert("legacyCustomers", {
          legacyId: `L${count}`,
          origin: "pos",
          state: "conflict",
          nameSort: "",
          searchText: "",
          createdAt: ctx.now,
          updatedAt: ctx.now,
        });
        await tallyLegacyCustomer(ctx, null, await ctx.db.get("legacyCustomers", legacyCustomerId));
        const customer = await ctx.db.query("customers").withIndex("by_createdAt").first();
        const ids: Id<"syncDifferences">[] = [];
        for (let n = 0; n < count; n++) {
          const id = await ctx.db.insert("syncDifferences", {
            legacyCustomerId,
            customerId: customer!._id,
            field: isCritical ? "name" : "address",
            legacyValue: "A",
            newValue: "B",
            isCritical,
            status: "open",
            createdAt: ctx.now,
          });
          await tallySyncDifference(ctx, null, await ctx.db.get("syncDifferences", id));
          ids.push(id);
        }
        return ids;
      }),
    mails: async () =>
      (await backend.run((ctx) => ctx.db.query("outbox").collect())).filter(
        ({ kind }) => kind === "healthAlert",
      ),
  };
}

describe("the health page", () => {
  test("POS-23: every key, before anything was connected", async () => {
    const { health } = await world(null);
    expect(await health()).toEqual({
      timestamp: start,
      systems: { legacyPOS: "notConnected", newCustomerManagement: "healthy", syncService: "notConnected" },
      syncMetrics: {
        queueLength: 0,
        averageProcessingTime: null,
        failureRate: 0,
        lastSuccessfulSync: null,
      },
      dataIntegrity: { totalDiscrepancies: 0, criticalDiscrepancies: 0, lastReconciliation: null },
      alerts: [],
    });
  });

  test("POS-23: what was told, how long it took to arrive, what waits and where both differ", async () => {
    const { health, bring, ended, differ, admin, orgId, settle } = await world();
    await bring({ id: "1", customer_name: "Ann Lee", email: "ann@x.test" });
    await ended(3, 0);
    await differ(2);
    await differ(1, false);
    await admin.mutation(api.mirror.reconcile, { orgId });
    await settle();
    const found = await health();
    expect(found.systems).toEqual({
      legacyPOS: "healthy",
      newCustomerManagement: "healthy",
      syncService: "healthy",
    });
    expect(found.syncMetrics.queueLength).toBe(0);
    expect(found.syncMetrics.averageProcessingTime).toBeGreaterThan(0);
    expect(found.syncMetrics.averageProcessingTime).toBeLessThanOrEqual(2_000);
    expect(found.syncMetrics.lastSuccessfulSync).toBeGreaterThanOrEqual(start);
    expect(found.dataIntegrity).toMatchObject({ totalDiscrepancies: 3, criticalDiscrepancies: 2 });
    expect(found.dataIntegrity.lastReconciliation).toBeGreaterThanOrEqual(start);
  });

  test("POS-23: a till that is silent for a day, a queue that is paused or stands still", async () => {
    const { health, bring, admin, orgId, backend } = await world();
    await bring({ id: "1", customer_name: "Ann Lee", email: "ann@x.test" });
    vi.setSystemTime(Date.now() + day + minute);
    expect((await health()).systems.legacyPOS).toBe("quiet");
    await inTenant(backend, orgId, (ctx) =>
      enqueue(ctx, {
        direction: "fromPos",
        entity: "customer",
        operationType: "UPDATE",
        legacyCustomerId: "1",
        dataPayload: "{}",
      }),
    );
    vi.setSystemTime(Date.now() + 9 * minute);
    expect((await health()).systems.syncService).toBe("healthy");
    vi.setSystemTime(Date.now() + 2 * minute);
    expect((await health()).systems.syncService).toBe("stalled");
    await admin.mutation(api.mirror.pause, { orgId });
    expect((await health()).systems.syncService).toBe("paused");
  });

  test("POS-23: those who may not see the point of sale do not see how it fares, nor do others'", async () => {
    const { health, backend, orgId } = await world();
    expect((await health("manager")).alerts).toEqual([]);
    for (const role of ["sales", "support", "brand"] as const)
      expect(await codeOf(health(role))).toBe("FORBIDDEN");
    const other = await newOrganization(backend, "theirs");
    expect(await codeOf(other.as.admin.query(api.mirror.health, { orgId, now: start }))).toBe("NOT_FOUND");
  });

  test("POS-23 POS-29 POS-30: over the API under the same keys", async () => {
    const { backend, ours, ended } = await world();
    await ended(19, 1);
    const get = sender(backend, (await newKey(ours)).key);
    const found = await get("GET", "/pos/health");
    expect(found.status).toBe(200);
    expect(found.body).toMatchObject({
      syncMetrics: { failureRate: 0.05, averageProcessingTime: 2_000 },
      dataIntegrity: { totalDiscrepancies: 0 },
      alerts: [],
    });
    const figures = await get("GET", "/pos/metrics");
    expect(figures.body).toMatchObject({
      migration: { syncSuccessRate: 95 },
      transition: { syncAccuracy: 95 },
    });
  });
});

describe("administrators are told", () => {
  test("POS-24 NTF-05: at six of a hundred once, at exactly five percent not", async () => {
    const { ended, health, mails, judge } = await world();
    await ended(95, 5);
    expect((await health()).syncMetrics.failureRate).toBe(0.05);
    expect(await mails()).toEqual([]);
    await ended(0, 1);
    expect((await health()).alerts).toMatchObject([{ kind: "failureRate" }]);
    expect((await health()).systems.syncService).toBe("failing");
    expect(await mails()).toMatchObject([
      { to: "admin@ours.test", subject: "High sync failure rate detected — ours" },
    ]);
    await judge();
    await ended(0, 3);
    expect(await mails()).toHaveLength(1);
  }, 30_000);

  test("POS-25 NTF-05: at eleven critical discrepancies, at ten not; again only after it was below", async () => {
    const { differ, judge, mails, health, admin, orgId } = await world();
    await admin.mutation(api.customers.create, { orgId, input: { name: "Ann Lee", email: "a@x.test" } });
    await differ(10);
    await differ(30, false);
    await judge();
    expect(await mails()).toEqual([]);
    const [last] = await differ(1);
    await judge();
    await judge();
    expect((await health()).alerts).toEqual([
      { kind: "criticalDiscrepancies", value: 11, raisedAt: expect.any(Number) },
    ]);
    expect(await mails()).toHaveLength(1);
    await admin.mutation(api.mirror.choose, { orgId, differenceId: last!, choice: "new" });
    expect((await health()).alerts).toEqual([]);
    await differ(1);
    await judge();
    expect((await mails()).map(({ subject }) => subject)).toEqual([
      "Critical data discrepancies detected — ours",
      "Critical data discrepancies detected — ours",
    ]);
  });

  test("POS-24: what a person tries again or leaves out is no failure any more", async () => {
    const { ended, health, all, admin, orgId } = await world();
    await ended(9, 1);
    expect((await health()).alerts).toHaveLength(1);
    const job = (await all("syncJobs")).find(({ status }) => status === "manual")!;
    await admin.mutation(api.mirror.skip, { orgId, jobId: job._id });
    expect(await health()).toMatchObject({ alerts: [], syncMetrics: { failureRate: 0 } });
  });

  test("POS-24: the day before yesterday is forgotten, and numbers follow from the rows", async () => {
    const { ended, health, backend, orgId } = await world();
    await ended(1, 1);
    vi.setSystemTime(start + day);
    expect((await health()).syncMetrics.failureRate).toBe(0.5);
    await inTenant(backend, orgId, async (ctx) => {
      await startRecount(ctx);
      while ((await recountStep(ctx, 3)) === "more");
    });
    expect((await health()).syncMetrics).toMatchObject({ failureRate: 0.5, averageProcessingTime: 2_000 });
    vi.setSystemTime(start + 2 * day);
    expect((await health()).syncMetrics).toMatchObject({ failureRate: 0, averageProcessingTime: null });
  });
});

describe("the figures of the transition", () => {
  test("POS-29 POS-30 POS-39 REP-08: all eighteen are there before anything is known of them", async () => {
    const { metrics } = await world();
    expect(await metrics()).toEqual({
      migration: {
        syncSuccessRate: null,
        dataDiscrepancies: 0,
        customerDuplicates: 0,
        customerLookupTime: null,
        customerCreationTime: null,
        staffUsingNewSystem: 0,
        bookingsUsingNewCustomers: null,
        customerDataAccuracy: null,
        operationalEfficiency: null,
      },
      transition: {
        duplicateCustomerReduction: null,
        dataIntegrityScore: null,
        syncAccuracy: null,
        customerLookupSpeed: null,
        customerCreationTime: null,
        staffAdoptionRate: 0,
        customerSatisfaction: null,
        staffProductivity: null,
        systemDowntime: null,
      },
    });
  });

  test("POS-29 POS-30: times are means of what screens measured, in both flows, and who worked here is counted", async () => {
    const { metrics, ours, orgId, admin } = await world();
    const note = (uses: { flow: "new" | "older"; deed: "lookup" | "creation"; ms: number }[], role: Role) =>
      ours.as[role].mutation(api.mirror.noteUse, { orgId, uses });
    await note(
      [
        { flow: "new", deed: "lookup", ms: 100 },
        { flow: "new", deed: "lookup", ms: 300 },
        { flow: "new", deed: "creation", ms: 20_000 },
      ],
      "sales",
    );
    await note([{ flow: "older", deed: "creation", ms: 40_000 }], "support");
    // Somebody who left the form open over lunch says nothing of the work.
    await note([{ flow: "new", deed: "creation", ms: 3_600_000 }], "manager");
    const found = await metrics();
    expect(found.migration).toMatchObject({
      customerLookupTime: 200,
      customerCreationTime: 20_000,
      staffUsingNewSystem: 1,
      operationalEfficiency: 50,
    });
    expect(found.transition).toMatchObject({
      customerLookupSpeed: 200,
      customerCreationTime: 20,
      staffAdoptionRate: 25,
    });
    vi.setSystemTime(start + 31 * day);
    expect((await metrics()).migration).toMatchObject({ customerLookupTime: null, staffUsingNewSystem: 0 });
    expect(await codeOf(note([{ flow: "new", deed: "lookup", ms: -1 }], "sales"))).toBe("VALIDATION_ERROR");
    const many = Array.from({ length: 51 }, () => ({ flow: "new" as const, deed: "lookup" as const, ms: 1 }));
    expect(await codeOf(note(many, "sales"))).toBe("VALIDATION_ERROR");
    expect(await codeOf(note([], "brand"))).toBe("FORBIDDEN");
    expect(await codeOf(admin.mutation(api.mirror.noteUse, { orgId, uses: many.slice(0, 50) }))).toBe(
      "no error",
    );
  });

  test("POS-29: without an older point of sale nothing is measured", async () => {
    const { backend, ours, orgId } = await world(null);
    await ours.as.sales.mutation(api.mirror.noteUse, {
      orgId,
      uses: [{ flow: "new", deed: "lookup", ms: 5 }],
    });
    expect(await backend.run((ctx) => ctx.db.query("transitionTimes").collect())).toEqual([]);
  });

  test("POS-29 POS-39: accuracy, discrepancies and duplicates are those of the stores", async () => {
    const { metrics, bring, differ } = await world();
    await bring(
      { id: "1", customer_name: "Ann Lee", email: "ann@x.test" },
      { id: "2", customer_name: "Bob Ray", email: "bob@x.test" },
      { id: "3", customer_name: "Cid Moe", email: "cid@x.test" },
    );
    await differ(2);
    const { migration, transition } = await metrics();
    expect(migration).toMatchObject({ dataDiscrepancies: 2, customerDataAccuracy: 75 });
    // Two important ones of four customers with five values each, counted twice.
    expect(transition.dataIntegrityScore).toBe(80);
  });

  test("POS-29: a booking counts by where its customer was looked for when it was made", async () => {
    const { metrics, admin, ours, orgId } = await world("bookingsAndReverse");
    const customerId = await newCustomer(ours, "admin");
    const tourId = await admin.mutation(api.tours.create, {
      orgId,
      input: { name: "Altai", basePrice: 10_000, capacity: 10, durationDays: 3 },
    });
    const tourDepartureId = await admin.mutation(api.tours.addDate, {
      orgId,
      tourId,
      input: { departureDate: "2026-09-12" },
    });
    const book = () =>
      admin.mutation(api.bookings.create, {
        orgId,
        customerId,
        input: { tourDepartureId, numParticipants: 1 },
      });
    await admin.mutation(api.flags.set, {
      orgId,
      key: "new-booking-integration",
      audience: "nobody",
      userIds: [],
      teamIds: [],
    } as never);
    await book();
    await admin.mutation(api.flags.set, {
      orgId,
      key: "new-booking-integration",
      audience: "everyone",
      userIds: [],
      teamIds: [],
    } as never);
    for (const key of [
      "new-customer-search",
      "new-customer-creation",
      "new-customer-system",
      "use-central-customers",
    ])
      await admin.mutation(api.flags.set, {
        orgId,
        key,
        audience: "everyone",
        userIds: [],
        teamIds: [],
      } as never);
    await book();
    await book();
    await book();
    expect((await metrics()).migration.bookingsUsingNewCustomers).toBe(75);
  });

  test("POS-30: satisfaction, productivity and downtime are entered, told in the history and taken away", async () => {
    const { metrics, ours, orgId, backend } = await world();
    const enter = (figures: object, role: Role = "admin") =>
      ours.as[role].mutation(api.mirror.enter, { orgId, ...figures });
    await enter({ customerSatisfaction: 8.5, staffProductivity: 112, systemDowntime: 0 });
    await enter({ systemDowntime: 45 });
    expect((await metrics()).transition).toMatchObject({
      customerSatisfaction: 8.5,
      staffProductivity: 112,
      systemDowntime: 45,
    });
    const told = await backend.run(async (ctx) =>
      (await ctx.db.query("auditLog").collect()).filter(({ action }) => action === "figuresEntered"),
    );
    expect(told.at(-1)!.changes).toEqual([{ field: "systemDowntime", from: 0, to: 45 }]);
    await enter({ customerSatisfaction: null });
    expect((await metrics()).transition.customerSatisfaction).toBeNull();
    for (const [figures, path] of [
      [{ customerSatisfaction: 11 }, "customerSatisfaction"],
      [{ staffProductivity: -1 }, "staffProductivity"],
      [{ systemDowntime: Number.NaN }, "systemDowntime"],
    ] as const)
      expect(await refusalOf(enter(figures))).toMatchObject({ code: "VALIDATION_ERROR", issues: [{ path }] });
    expect(await codeOf(enter({ systemDowntime: 1 }, "manager"))).toBe("FORBIDDEN");
  });

  test("POS-30: without a point of sale there is nothing to enter", async () => {
    const { ours, orgId } = await world(null);
    expect(await codeOf(ours.as.admin.mutation(api.mirror.enter, { orgId, systemDowntime: 1 }))).toBe(
      "NOT_FOUND",
    );
  });
});
