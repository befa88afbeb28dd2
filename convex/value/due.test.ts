/** Who is recomputed by the clock: those whose numbers change, when they do, and nobody else. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api, internal } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { newCustomer, newWorld } from "../engagement.testkit";
import { dayMs } from "../shared/days";
import { looksAgainAfter } from "./due";

const began = Date.UTC(2026, 2, 2, 9);
beforeEach(() => {
  vi.useFakeTimers({ now: began });
});
afterEach(() => {
  vi.useRealTimers();
});

async function world(limits?: { documentsRead: number }) {
  const made = await newWorld(limits);
  const { backend, org } = made;
  const { orgId, as } = org;
  const valueOf = async (customerId: Id<"customers">) =>
    (await backend.run((ctx) =>
      ctx.db
        .query("customerValues")
        .withIndex("by_customer", (q) => q.eq("orgId", orgId).eq("customerId", customerId))
        .unique(),
    ))!;
  return {
    ...made,
    orgId,
    as,
    valueOf,
    refresh: (customerId: Id<"customers">) => as.admin.mutation(api.value.refresh, { orgId, customerId }),
    /** What lists show of a customer. */
    shownOf: async (customerId: Id<"customers">) => {
      const { leadScore, churnRisk } = (await backend.run((ctx) => ctx.db.get("customers", customerId)))!;
      return { leadScore, churnRisk };
    },
    touch: (customerId: Id<"customers">, interactionDate: number) =>
      as.admin.mutation(api.interactions.create, {
        orgId,
        customerId,
        input: { type: "meeting", subject: "s", description: "d", interactionDate },
      }),
    remind: (customerId: Id<"customers">, dueAt: number) =>
      as.admin.mutation(api.followUps.create, { orgId, customerId, input: { title: "t", dueAt } }),
    run: async () => {
      await backend.mutation(internal.value.forEachOrganization, { work: "recompute", cursor: null });
      await backend.finishAllScheduledFunctions(vi.runAllTimers);
    },
    jobs: async (kind: "recompute" | "recomputeDue") =>
      (await backend.run((ctx) => ctx.db.query("jobs").collect()))
        .filter((job) => job.orgId === orgId && job.kind === kind)
        .map(({ status, done }) => ({ status, done })),
    all: async () => await backend.run((ctx) => ctx.db.query("customerValues").collect()),
  };
}

describe("CLV-10: the scheduled run", () => {
  test("passes everybody once, then those alone whose numbers change by now", async () => {
    const { org, customerId, run, jobs, valueOf, remind } = await world();
    const others: Id<"customers">[] = [];
    for (let count = 0; count < 24; count += 1) others.push(await newCustomer(org));
    await run();
    expect(await jobs("recompute")).toEqual([{ status: "done", done: 25 }]);
    expect(await jobs("recomputeDue")).toEqual([]);

    await remind(customerId, Date.now() + dayMs);
    const before = await Promise.all(others.map(async (id) => (await valueOf(id)).lastCalculated));
    vi.setSystemTime(began + 2 * dayMs + 60_000);
    await run();
    expect(await jobs("recomputeDue")).toEqual([{ status: "done", done: 1 }]);
    expect((await valueOf(customerId)).churnReasons).toContainEqual({
      reason: "missedFollowUps",
      fact: 1,
      effect: "raises",
    });
    expect(await Promise.all(others.map(async (id) => (await valueOf(id)).lastCalculated))).toEqual(before);
  });

  test("comes to everybody within a week, twenty at a time, and starts nothing where nobody is due", async () => {
    const { org, run, jobs, all } = await world();
    for (let count = 0; count < 44; count += 1) await newCustomer(org);
    await run();
    vi.setSystemTime(began + dayMs);
    await run();
    expect(await jobs("recomputeDue")).toEqual([]);
    vi.setSystemTime(began + looksAgainAfter + dayMs);
    await run();
    expect(await jobs("recomputeDue")).toEqual([{ status: "done", done: 45 }]);
    for (const { lastCalculated } of await all())
      expect(lastCalculated).toBeGreaterThanOrEqual(began + looksAgainAfter);
  });

  test("is not held up by who was deleted, nor by values that an older Orbit computed", async () => {
    const { org, orgId, as, backend, run, jobs, all } = await world();
    const gone = await newCustomer(org);
    await run();
    await as.admin.mutation(api.customers.remove, { orgId, customerId: gone });
    await backend.run(async (ctx) => {
      for (const { _id } of await ctx.db.query("customerValues").collect())
        await ctx.db.patch("customerValues", _id, { dueAt: undefined });
    });
    await run();
    expect(await jobs("recomputeDue")).toEqual([{ status: "done", done: 1 }]);
    expect((await all()).every(({ dueAt = 0 }) => dueAt > Date.now())).toBe(true);
  });

  test("costs an organization where nobody is due a handful of documents, however many it has", async () => {
    const { backend, orgId, run, jobs } = await world({ documentsRead: 30 });
    await run();
    await backend.run(async (ctx) => {
      const [value] = (await ctx.db.query("customerValues").collect()).filter((row) => row.orgId === orgId);
      const { _id, _creationTime, ...fields } = value!;
      for (let count = 0; count < 1_000; count += 1) await ctx.db.insert("customerValues", fields);
    });
    await backend.mutation(internal.value.start, { orgId });
    expect(await jobs("recomputeDue")).toEqual([]);
  });
});

test("CLV-10, LED-17: until a customer is due, computing anew finds the same score and the same risk", async () => {
  const { org, orgId, as, valueOf, refresh, shownOf, touch, remind } = await world();
  // Different silences, plans and promises, the same in every run.
  const customers: Id<"customers">[] = [];
  for (let index = 0; index < 6; index += 1) {
    const id = await newCustomer(org, "admin");
    customers.push(id);
    if (index % 2 === 0) for (const back of [3, 11, 40 + index]) await touch(id, began - back * dayMs);
    if (index % 3 === 0) await touch(id, began + (5 + index) * dayMs + 7_000);
    if (index % 4 === 1) await remind(id, began + (2 + index) * dayMs + 30_000);
    if (index === 5)
      await as.admin.mutation(api.transactions.record, {
        orgId,
        customerId: id,
        input: { amount: 5_000, method: "card" },
      });
  }
  const known = new Map<string, { dueAt: number; shown: object }>();
  const changed = new Set<string>();
  const keep = async (id: Id<"customers">) => {
    await refresh(id);
    known.set(id, { dueAt: (await valueOf(id)).dueAt!, shown: await shownOf(id) });
  };
  for (const id of customers) await keep(id);
  for (let hours = 9; hours <= 130 * 24; hours += 31) {
    vi.setSystemTime(began + hours * 3_600_000);
    for (const id of customers) {
      const { dueAt, shown } = known.get(id)!;
      await keep(id);
      if (Date.now() < dueAt) expect(known.get(id)!.shown, `${id} after ${hours} hours`).toEqual(shown);
      else if (JSON.stringify(known.get(id)!.shown) !== JSON.stringify(shown)) changed.add(id);
      expect(known.get(id)!.dueAt).toBeGreaterThan(Date.now());
    }
  }
  // It did have something to find.
  expect(changed.size).toBe(customers.length);
});
