/** Customers by their visits: orders, filters, and what they cost. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { api } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import type { Group } from "../customers/conditions";
import { newCustomer, newWorld } from "../engagement.testkit";
import { dayMs } from "../shared/days";

const now = Date.UTC(2026, 5, 15, 12);
beforeEach(() => void vi.useFakeTimers({ now }));
afterEach(() => void vi.useRealTimers());

test("SRC-06: a range of last visits is inclusive at both ends and leaves out who never came; orders by visits put them last, each page within 200 documents", async () => {
  const { org, customerId } = await newWorld({ documentsRead: 200 });
  const { orgId, as } = org;
  const customers: Id<"customers">[] = [];
  for (let n = 0; n < 14; n++)
    customers.push(await newCustomer(org, "admin", { name: `Never ${n % 10}${n}` }));
  // The n-th came n + 1 times, the last time n days ago.
  const visitors = customers.slice(0, 8);
  for (const [n, of] of visitors.entries()) {
    for (let visit = 0; visit <= n % 3; visit++) {
      const at = now - (n + visit) * dayMs;
      await as.admin.mutation(api.transactions.record, { orgId, customerId: of, input: { amount: 100, at } });
    }
  }
  const page = async (sort: string, order: "asc" | "desc", cursor: string | null = null) =>
    await as.admin.query(api.customers.list, { orgId, sort, order, numItems: 5, cursor });
  const all = async (sort: string, order: "asc" | "desc") => {
    const rows = [];
    let cursor: string | null = null;
    for (;;) {
      const found: Awaited<ReturnType<typeof page>> = await page(sort, order, cursor);
      rows.push(...found.page);
      if (found.isDone) return rows;
      cursor = found.continueCursor;
    }
  };
  const newest = await all("lastVisitAt", "desc");
  expect(newest).toHaveLength(15);
  expect(newest.slice(0, 8).map(({ _id }) => _id)).toEqual(visitors);
  expect(
    newest.slice(8).every(({ lastVisitAt, totalVisits }) => lastVisitAt === null && totalVisits === 0),
  ).toBe(true);
  expect(new Set(newest.map(({ _id }) => _id)).size).toBe(15);
  const oldest = await all("lastVisitAt", "asc");
  expect(oldest.slice(0, 8).map(({ _id }) => _id)).toEqual(visitors.toReversed());
  const most = await all("totalVisits", "desc");
  expect(most.map(({ totalVisits }) => totalVisits).slice(0, 8)).toEqual([3, 3, 2, 2, 2, 1, 1, 1]);

  const matching = async (rules: Group["rules"]) => {
    const filters = { where: { match: "all" as const, rules }, now };
    const found = await as.admin.query(api.customers.list, { orgId, filters, numItems: 50 });
    return found.page.map(({ _id }) => _id);
  };
  const range = await matching([
    { field: "lastVisitAt", op: "between", values: ["2026-06-10", "2026-06-13"] },
  ]);
  expect(new Set(range)).toEqual(new Set(visitors.slice(2, 6)));
  const never = await matching([{ field: "lastVisitAt", op: "empty", values: [] }]);
  expect(never).toContain(customerId);
  expect(never).toHaveLength(7);
  const away = await matching([{ field: "lastVisitAt", op: "before", values: ["today-5"] }]);
  expect(new Set(away)).toEqual(new Set(visitors.slice(6)));
  const regulars = await matching([{ field: "totalVisits", op: "atLeast", values: [3] }]);
  expect(regulars).toHaveLength(2);
});

test("a thousand sales of one customer cost a recording, a voiding and every read as much as ten", async () => {
  const { org, customerId, backend } = await newWorld({ documentsRead: 200 });
  const { orgId, as } = org;
  const record = (at: number) =>
    as.admin.mutation(api.transactions.record, { orgId, customerId, input: { amount: 100, at } });
  const { transactionId } = await record(now);
  // The rows themselves, many at once, and what is kept of them.
  for (let batch = 0; batch < 10; batch++)
    await backend.run(async (ctx) => {
      const { _id, _creationTime, ...sale } = (await ctx.db.get("transactions", transactionId))!;
      for (let n = 0; n < 100; n++)
        await ctx.db.insert("transactions", { ...sale, at: now - (batch * 100 + n) * 1000 - 1 });
      const facts = (await ctx.db.query("salesFacts").first())!;
      const [total] = facts.totals;
      const totals = [{ ...total!, count: total!.count + 100, amount: total!.amount + 10_000 }];
      await ctx.db.patch("salesFacts", facts._id, { visits: facts.visits + 100, totals });
    });
  await record(now - 90 * dayMs);
  await as.admin.mutation(api.transactions.voidSale, { orgId, transactionId });
  const paginationOpts = { numItems: 60, cursor: null };
  const summary = await as.admin.query(api.transactions.summary, { orgId, customerId });
  expect(summary).toMatchObject({ totalTransactions: 1001, totalSpent: 100_100, totalVisits: 1001 });
  const found = await as.admin.query(api.transactions.ofCustomer, {
    orgId,
    customerId,
    filter: { minAmount: 200 },
    paginationOpts,
  });
  expect(found).toMatchObject({ page: [], isDone: false });
  await as.admin.query(api.transactions.list, { orgId, owner: "everybody", filter: {}, paginationOpts });
  await as.admin.query(api.transactions.totals, { orgId, owner: "everybody" });
  await as.admin.query(api.customers.get, { orgId, customer: customerId });
});
