import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api, internal } from "../_generated/api";
import { codeOf } from "../world.testkit";
import { firstPage, mirrorWorld } from "./mirror.testkit";
import { lineOf } from "./problem";
import { backOff, mostAttempts } from "./words";

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 5, 1, 9) });
});
afterEach(() => {
  vi.useRealTimers();
});

const anna = { customer_name: "Anna Karlsson", email: "anna@x.test" };
/** No customer can be without any contact: the sync of such a row fails every time. */
const unreachable = { customer_name: "No Contact" };

describe("the queue", () => {
  test("POS-04: a change event is one job with its id, operation, payload and time; the same event again is none", async () => {
    const { takeEvents, all, settle } = await mirrorWorld();
    const event = {
      operationType: "INSERT",
      legacyCustomerId: "7",
      dataPayload: anna,
      eventId: "evt-1",
    } as const;
    expect(await takeEvents([event])).toEqual([{ outcome: "queued", legacyCustomerId: "7" }]);
    expect(await all("syncJobs")).toMatchObject([
      {
        direction: "fromPos",
        entity: "customer",
        legacyCustomerId: "7",
        operationType: "INSERT",
        dataPayload: JSON.stringify(anna),
        status: "pending",
        createdAt: Date.now(),
      },
    ]);
    expect((await takeEvents([event])).map(({ outcome }) => outcome)).toEqual(["repeated"]);
    await settle();
    expect((await takeEvents([event])).map(({ outcome }) => outcome)).toEqual(["repeated"]);
    expect(await all("syncJobs")).toMatchObject([{ status: "completed", attempts: 1 }]);
    expect(await all("customers")).toHaveLength(1);
  });

  test("news that is older than what is known changes nothing; two changes carried out in either order leave the newer", async () => {
    const { takeEvents, tell, customerOf, all, backend, orgId } = await mirrorWorld();
    const at = (update_time: string, customer_name: string) =>
      ({
        operationType: "UPDATE",
        legacyCustomerId: "7",
        dataPayload: { ...anna, customer_name, update_time },
      }) as const;
    await tell(at("2026-05-01T10:00:00Z", "Anna First"));
    expect(await tell(at("2026-04-01T10:00:00Z", "Anna Older"))).toEqual(["stale"]);
    await takeEvents([at("2026-05-02T10:00:00Z", "Anna Second"), at("2026-05-03T10:00:00Z", "Anna Third")]);
    const pending = (await all("syncJobs")).filter(({ status }) => status === "pending");
    for (const { _id } of pending.toReversed())
      await backend.mutation(internal.mirror.process, { orgId, jobId: _id });
    expect((await customerOf("7")).name).toBe("Anna Third");
  });

  test("POS-05: a failing job is tried again with a growing wait, after the last try a person decides; a retry begins anew, a skip ends it", async () => {
    const { takeEvents, tell, all, admin, orgId, settle, status, backend } = await mirrorWorld();
    await takeEvents([
      { operationType: "INSERT", legacyCustomerId: "7", dataPayload: unreachable },
      { operationType: "INSERT", legacyCustomerId: "8", dataPayload: anna },
    ]);
    const job = async () => (await all("syncJobs")).find(({ legacyCustomerId }) => legacyCustomerId === "7")!;
    const tries: number[] = [];
    for (let attempt = 1; attempt < mostAttempts; attempt += 1) {
      await backend.action(internal.mirror.work, { orgId });
      const { status: state, attempts, nextAttemptAt, error = "" } = await job();
      expect([state, attempts]).toEqual(["pending", attempt]);
      expect(lineOf(error)).toContain("Primary phone or email is required");
      tries.push(nextAttemptAt - Date.now());
      // Before its time nothing is tried.
      await backend.action(internal.mirror.work, { orgId });
      expect((await job()).attempts).toBe(attempt);
      vi.setSystemTime(nextAttemptAt);
    }
    expect(tries).toEqual([backOff(1), backOff(2), backOff(3), backOff(4)]);
    expect(tries).toEqual(tries.toSorted((a, b) => a - b));
    await settle();
    expect(await job()).toMatchObject({ status: "manual", attempts: mostAttempts });
    // One that fails takes no other along.
    expect((await status()).jobs).toEqual({ pending: 0, completed: 1, manual: 1, skipped: 0 });
    const { _id: jobId } = await job();
    await admin.mutation(api.mirror.retry, { orgId, jobId });
    expect(await job()).toMatchObject({ status: "pending", attempts: 0 });
    await settle();
    expect((await job()).status).toBe("manual");
    await admin.mutation(api.mirror.skip, { orgId, jobId });
    expect((await job()).status).toBe("skipped");
    expect(await codeOf(admin.mutation(api.mirror.retry, { orgId, jobId }))).toBe("INVALID_STATUS_CHANGE");
    expect(await codeOf(admin.mutation(api.mirror.skip, { orgId, jobId }))).toBe("INVALID_STATUS_CHANGE");
    // What was wrong is mended there: the next change goes through.
    await tell({ operationType: "UPDATE", legacyCustomerId: "7", dataPayload: { email: "now@x.test" } });
    expect((await all("customers")).map(({ name }) => name).toSorted()).toEqual([
      "Anna Karlsson",
      "No Contact",
    ]);
  });

  test("POS-37: paused, the queue grows and nothing is carried out; resumed, everything is, once", async () => {
    const { bring, all, admin, orgId, settle, status, create } = await mirrorWorld("bookingsAndReverse");
    await admin.mutation(api.mirror.pause, { orgId });
    await bring({ id: 1, ...anna }, { id: 2, customer_name: "Boris Stone", email: "boris@x.test" });
    await create({ name: "Ivan Petrov", phone: "+7 701 444 44 44" });
    expect(await status()).toMatchObject({
      isPaused: true,
      jobs: { pending: 3, completed: 0 },
      lastForwardAt: null,
    });
    expect(await all("customers")).toHaveLength(1);
    await admin.mutation(api.mirror.resume, { orgId });
    await settle();
    expect(await all("customers")).toHaveLength(3);
    expect(await all("legacyCustomers")).toHaveLength(3);
    expect(await status()).toMatchObject({
      isPaused: false,
      jobs: { pending: 0, completed: 3, manual: 0 },
    });
    expect((await status()).lastForwardAt).not.toBeNull();
    expect((await status()).lastReverseAt).not.toBeNull();
    await admin.mutation(api.mirror.syncNow, { orgId });
    await settle();
    expect(await all("syncJobs")).toHaveLength(3);
  });

  test("a job carried out twice at once is carried out once; the minute's sweep finds what a lost step left", async () => {
    const { takeRows, all, backend, orgId, settle } = await mirrorWorld();
    await takeRows([{ id: 1, ...anna }]);
    const [job] = await all("syncJobs");
    const process = () => backend.mutation(internal.mirror.process, { orgId, jobId: job!._id });
    await Promise.all([process(), process()]);
    expect(await all("customers")).toHaveLength(1);
    expect(await all("syncJobs")).toMatchObject([{ status: "completed", attempts: 1 }]);
    await settle();
    await takeRows([{ id: 2, customer_name: "Boris Stone", email: "boris@x.test" }]);
    // The step is lost.
    await backend.run(async (ctx) => {
      for (const { _id } of await ctx.db.system.query("_scheduled_functions").collect())
        await ctx.scheduler.cancel(_id);
    });
    await backend.mutation(internal.mirror.sweep, { cursor: null });
    await settle();
    expect(await all("customers")).toHaveLength(2);
  });

  test("what was finished a month ago is forgotten, what waits for a person is not", async () => {
    const { bring, tell, all, backend, orgId, settle } = await mirrorWorld();
    await bring({ id: 1, ...anna });
    await tell({ operationType: "INSERT", legacyCustomerId: "7", dataPayload: unreachable });
    vi.setSystemTime(Date.now() + 40 * 24 * 3600_000);
    await backend.mutation(internal.mirror.daily, { orgId });
    await settle();
    expect((await all("syncJobs")).map(({ status }) => status)).toEqual(["manual"]);
  });

  test("POS-04: without a point of sale, and in its first stage, nothing is put on its way", async () => {
    const { bring, all, setStage, status } = await mirrorWorld(null);
    expect(await bring({ id: 1, ...anna })).toEqual(["kept"]);
    expect((await status()).stage).toBeNull();
    await setStage("legacyOnly");
    expect(await all("customers")).toEqual([]);
    // The stage that takes over takes what is there.
    await setStage("buildAndSync");
    expect(await all("customers")).toHaveLength(1);
  });
});

describe("the reconciliation", () => {
  const report = async (world: Awaited<ReturnType<typeof mirrorWorld>>) => {
    await world.backend.mutation(internal.value.forEachOrganization, { work: "reconcile", cursor: null });
    await world.settle();
    const { orgId, admin } = world;
    const { page } = await admin.query(api.mirror.reports, { orgId, paginationOpts: firstPage });
    const of = page[0]!._id;
    const found = await admin.query(api.mirror.differences, { orgId, of, paginationOpts: firstPage });
    return { ...page[0]!, discrepancies: found.page };
  };

  test("POS-08: each day's report counts both stores and lists what differs, field by field, under the keys asked for", async () => {
    const world = await mirrorWorld();
    const { bring, customerOf, update } = world;
    await bring({ id: 1, ...anna }, { id: 2, customer_name: "Boris Stone", email: "boris@x.test" });
    const { _id } = await customerOf("1");
    // Only Orbit moved, and this stage tells the point of sale nothing: a person looks.
    await update(_id, { name: "Anna Berg" });
    const found = await report(world);
    expect(found).toMatchObject({
      totalCustomers: { legacy: 2, new: 2 },
      autoResolved: 0,
      manualReviewRequired: 1,
      timestamp: expect.any(Number),
      finishedAt: expect.any(Number),
    });
    expect(found.discrepancies).toMatchObject([
      {
        customerId: _id,
        field: "name",
        legacyValue: "Anna Karlsson",
        newValue: "Anna Berg",
        lastSync: expect.any(Number),
      },
    ]);
    // Tomorrow it is the same question, not a second one.
    await report(world);
    expect(await world.open()).toHaveLength(1);
  });

  test("POS-09: spaces, case and the writing of a phone are settled by themselves, once; another name waits for a choice of side", async () => {
    const world = await mirrorWorld();
    const { bring, customerOf, update, admin, orgId, open, rowOf } = world;
    await bring({ id: 1, ...anna, contact_number: "8 (701) 111-22-33" });
    const { _id } = await customerOf("1");
    await update(_id, { name: "ANNA  Karlsson", phone: "+77011112233" });
    await bring({ id: 2, customer_name: "Boris Stone", email: "boris@x.test" });
    await update((await customerOf("2"))._id, { name: "Boris Rock" });
    expect(await report(world)).toMatchObject({ autoResolved: 2, manualReviewRequired: 1 });
    expect(await report(world)).toMatchObject({ autoResolved: 0, manualReviewRequired: 1 });
    const [name] = await open();
    expect(name).toMatchObject({ legacyValue: "Boris Stone", newValue: "Boris Rock", isCritical: true });
    await admin.mutation(api.mirror.choose, { orgId, differenceId: name!._id, choice: "legacy" });
    expect((await customerOf("2")).name).toBe("Boris Stone");
    expect(await open()).toEqual([]);
    // Where Orbit's word reaches the point of sale, it takes the spelling too.
    await world.setStage("bookingsAndReverse");
    expect(await report(world)).toMatchObject({ autoResolved: 0, manualReviewRequired: 0 });
    expect((await rowOf("1")).phone).toBe("+77011112233");
  });

  test("POS-09: a sync that was missed is made good by the reconciliation", async () => {
    const world = await mirrorWorld();
    const { bring, backend, rowOf, customerOf } = world;
    await bring({ id: 1, ...anna });
    const { _id } = await rowOf("1");
    await backend.run(async (ctx) => ctx.db.patch("legacyCustomers", _id, { email: "late@x.test" }));
    expect(await report(world)).toMatchObject({ autoResolved: 1, manualReviewRequired: 0 });
    expect((await customerOf("1")).email).toBe("late@x.test");
  });

  test("POS-08: an organization without a point of sale gets no report", async () => {
    const world = await mirrorWorld(null);
    await world.backend.mutation(internal.mirror.daily, { orgId: world.orgId });
    const { orgId, admin } = world;
    expect((await admin.query(api.mirror.reports, { orgId, paginationOpts: firstPage })).page).toEqual([]);
    expect(await admin.mutation(api.mirror.reconcile, { orgId })).toBeNull();
  });
});

test("CUS-48: an erased person leaves the mirror, the queue and the review; the point of sale cannot bring them back", async () => {
  const { bring, update, customerOf, admin, orgId, settle, all } = await mirrorWorld();
  await bring({ id: 1, ...anna });
  const { _id: customerId } = await customerOf("1");
  await update(customerId, { name: "Anna Berg" });
  await bring({ id: 1, ...anna, customer_name: "Anna Lind" });
  await admin.mutation(api.customers.remove, { orgId, customerId });
  await admin.mutation(api.erasing.start, { orgId, customerId, confirmation: "Anna Berg" });
  await settle();
  for (const table of ["legacyCustomers", "syncJobs", "syncDifferences"] as const)
    expect(JSON.stringify(await all(table))).not.toMatch(/anna|karlsson/i);
  expect(await bring({ id: 1, ...anna })).toEqual(["erased"]);
  expect((await all("customers")).filter(({ status }) => status !== "deleted")).toEqual([]);
});
