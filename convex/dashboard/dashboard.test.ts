import { describe, expect, test } from "vitest";
import { api, internal } from "../_generated/api";
import type { Doc } from "../_generated/dataModel";
import { dayOf } from "../shared/days";
import { growthRate, retentionRate } from "./rates";
import { newBackend, newOrganization, type Backend, type Organization } from "../world.testkit";

const day = 86_400_000;

async function seeded(customers: number, { documentsRead = 0, perCall = 10 } = {}) {
  const backend = documentsRead === 0 ? newBackend() : newBackend({ documentsRead });
  const org = await newOrganization(backend, "acme");
  for (let from = 0; from < customers; from += perCall) {
    await backend.mutation(internal.sampleData.seed, { orgId: org.orgId, from, count: perCall, crowd: 1 });
  }
  return { backend, org };
}

async function live(backend: Backend, { orgId }: Organization): Promise<Doc<"customers">[]> {
  const rows = await backend.run(async (ctx) => await ctx.db.query("customers").collect());
  return rows.filter((row) => row.orgId === orgId && row.status !== "deleted");
}

describe("a filled organization", () => {
  test("ANA-01, ANA-02, ANA-04, ANA-06, ANA-10: every figure equals a count of the rows", async () => {
    const { backend, org } = await seeded(240);
    const now = Date.now();
    const summary = await org.as.admin.query(api.dashboard.summary, { orgId: org.orgId, now });
    const rows = await live(backend, org);
    const month = dayOf(now, "UTC").slice(0, 7);
    expect(summary).toMatchObject({
      reach: "organization",
      customers: rows.length,
      newThisMonth: rows.filter((row) => dayOf(row.createdAt, "UTC").startsWith(month)).length,
      active: rows.filter(
        ({ lastVisitAt }) => lastVisitAt !== undefined && dayOf(lastVisitAt, "UTC") >= summary.activeSince,
      ).length,
      contacted: rows.filter(
        (row) => row.lastContactAt > 0 && dayOf(row.lastContactAt, "UTC") >= summary.activeSince,
      ).length,
      visits: {
        visitors: rows.filter(({ totalVisits = 0 }) => totalVisits > 0).length,
        returning: rows.filter(({ totalVisits = 0 }) => totalVisits > 1).length,
        total: rows.reduce((sum, { totalVisits = 0 }) => sum + totalVisits, 0),
      },
    });
    expect(summary.active).toBeGreaterThan(0);
    expect(summary.visits.returning).toBeGreaterThan(0);
    const sales = await backend.run((ctx) => ctx.db.query("transactions").collect());
    const sumOf = (some: typeof sales) => ({
      count: some.length,
      sum: some.reduce((sum, { amount }) => sum + amount, 0),
    });
    expect(summary.sales).toEqual({
      currency: "USD",
      ...sumOf(sales),
      thisMonth: sumOf(sales.filter((sale) => sale.day.startsWith(month))),
    });
    for (const { status, count } of summary.byStatus) {
      expect(count).toBe(rows.filter((row) => row.status === status).length);
    }
    const worth = rows.reduce((sum, row) => sum + row.lifetimeValue, 0);
    expect(worth).toBeGreaterThan(0);
    expect(summary.value).toEqual([
      { currency: "USD", sum: worth, customers: rows.filter((row) => row.lifetimeValue > 0).length },
    ]);
    const others = await backend.run(async (ctx) => ({
      leads: await ctx.db.query("leads").collect(),
      followUps: await ctx.db.query("followUps").collect(),
    }));
    expect(summary.openLeads).toBe(
      others.leads.filter(({ status }) => status !== "won" && status !== "lost").length,
    );
    expect(summary.dueFollowUps).toBe(
      others.followUps.filter(
        ({ status, dueAt }) => status === "open" && dayOf(dueAt, "UTC") <= summary.today,
      ).length,
    );
  });

  test("ANA-13: the trend's months and days add up to the rows of their period", async () => {
    const { backend, org } = await seeded(120);
    const now = Date.now();
    const rows = await live(backend, org);
    for (const period of ["days", "months"] as const) {
      const points = await org.as.admin.query(api.dashboard.trend, { orgId: org.orgId, now, period });
      expect(points).toHaveLength(period === "days" ? 30 : 12);
      const inPeriod = rows.filter((row) => dayOf(row.createdAt, "UTC") >= points[0]!.date);
      expect(points.reduce((sum, { newCustomers }) => sum + newCustomers, 0)).toBe(inPeriod.length);
      expect(points.at(-1)!.date).toBe(dayOf(now, "UTC").slice(0, period === "days" ? 10 : 7));
    }
  });

  test("ANA-31: sales sees the numbers of its own portfolio only", async () => {
    const { backend, org } = await seeded(120);
    const now = Date.now();
    const { orgId, as, users } = org;
    const own = (await live(backend, org)).filter(({ ownerId }) => ownerId === users.sales);
    expect(own.length).toBeGreaterThan(0);
    const summary = await as.sales.query(api.dashboard.summary, { orgId, now });
    expect(summary).toMatchObject({ reach: "portfolio", customers: own.length });
    const { owners, others } = await as.sales.query(api.dashboard.byOwner, { orgId });
    expect(owners.map(({ ownerId, customers }) => [ownerId, customers])).toEqual([[users.sales, own.length]]);
    expect(others).toBe(0);
    const all = await as.admin.query(api.dashboard.summary, { orgId, now });
    expect(all.customers).toBeGreaterThan(summary.customers);
    await expect(as.support.query(api.dashboard.summary, { orgId, now })).rejects.toThrow("FORBIDDEN");
  });

  test("ANA-12, PRF-10: with more customers than may be read, every query of the dashboard answers", async () => {
    const { org } = await seeded(240, { documentsRead: 200, perCall: 2 });
    const now = Date.now();
    for (const role of ["admin", "sales"] as const) {
      const summary = await org.as[role].query(api.dashboard.summary, { orgId: org.orgId, now });
      await org.as[role].query(api.dashboard.trend, { orgId: org.orgId, now, period: "months" });
      await org.as[role].query(api.dashboard.byOwner, { orgId: org.orgId });
      if (role === "admin") expect(summary.customers).toBe(240);
    }
  });
});

test("ANA-05: an empty organization has zeros everywhere, and a wild clock is refused", async () => {
  const { as, orgId } = await newOrganization(newBackend(), "acme");
  const summary = await as.admin.query(api.dashboard.summary, { orgId, now: Date.now() });
  expect(summary).toMatchObject({ customers: 0, newThisMonth: 0, active: 0, openLeads: 0, dueFollowUps: 0 });
  expect(summary.value).toEqual([{ currency: "USD", sum: 0, customers: 0 }]);
  for (const now of [NaN, Infinity, -1, 1e20]) {
    await expect(as.admin.query(api.dashboard.summary, { orgId, now })).rejects.toThrow("VALIDATION_ERROR");
  }
});

test("ANA-03, ANA-08, UIX-16: the list's figures are those of the dashboard, within one's reach, and growth over nothing is no number", async () => {
  const backend = newBackend();
  const { as, orgId, users } = await newOrganization(backend, "acme");
  const neighbour = await newOrganization(backend, "neighbour");
  const now = Date.now();
  const tier = await as.admin.mutation(api.vip.create, { orgId, input: { name: "Gold", color: "warning" } });
  const ids = [];
  for (const [n, owner] of [users.sales, users.manager, users.manager].entries()) {
    const { customerId } = await as.admin.mutation(api.customers.create, {
      orgId,
      input: { name: `Person ${n}`, email: `p${n}@acme.test` },
      ownerId: owner,
    });
    await as.admin.mutation(api.vip.assign, { orgId, customerId, tierId: tier });
    ids.push(customerId);
  }
  await as.admin.mutation(api.customers.remove, { orgId, customerId: ids[2]!, reason: "left" });
  const figures = await as.admin.query(api.dashboard.figures, { orgId, now });
  expect(figures).toMatchObject({ reach: "organization", customers: 2, newThisMonth: 2, vip: 2 });
  expect(await as.admin.query(api.dashboard.summary, { orgId, now })).toMatchObject(figures);
  expect(await as.sales.query(api.dashboard.figures, { orgId, now })).toMatchObject({
    reach: "portfolio",
    customers: 1,
    vip: 1,
  });
  await expect(as.support.query(api.dashboard.figures, { orgId, now })).rejects.toThrow("FORBIDDEN");
  await expect(neighbour.as.admin.query(api.dashboard.figures, { orgId, now })).rejects.toThrow();
  await expect(as.admin.query(api.dashboard.figures, { orgId, now: -1 })).rejects.toThrow("VALIDATION_ERROR");
  expect(growthRate(figures.newThisMonth, figures.newLastMonth)).toBeNull();
  expect([growthRate(3, 2), growthRate(0, 4), growthRate(4, 4)]).toEqual([0.5, -1, 0]);
  expect([
    retentionRate({ visitors: 0, returning: 0 }),
    retentionRate({ visitors: 4, returning: 1 }),
  ]).toEqual([null, 0.25]);
});

test("a customer made elsewhere changes the figures of the next answer", async () => {
  const backend = newBackend();
  const { as, orgId } = await newOrganization(backend, "acme");
  const now = Math.floor(Date.now() / day) * day;
  const before = await as.manager.query(api.dashboard.summary, { orgId, now });
  await as.admin.mutation(api.customers.create, {
    orgId,
    input: { name: "New Person", phone: "+77015550001" },
  });
  const after = await as.manager.query(api.dashboard.summary, { orgId, now });
  expect(after.customers).toBe(before.customers + 1);
  expect(after.newThisMonth).toBe(before.newThisMonth + 1);
});
