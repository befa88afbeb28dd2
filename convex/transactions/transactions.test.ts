/** Recorded sales: what each updates, and that what is kept always follows from the rows. */
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api } from "../_generated/api";
import type { Doc, Id } from "../_generated/dataModel";
import { newCustomer, newWorld, refusal, type World } from "../engagement.testkit";
import { dayMs, dayOf } from "../shared/days";
import { roles, type Role } from "../tenancy/permissions";
import { mostAmount } from "./words";

const now = Date.UTC(2026, 5, 15, 12);
beforeEach(() => void vi.useFakeTimers({ now }));
afterEach(() => void vi.useRealTimers());

const page = { numItems: 60, cursor: null };
/** Null for a call that went through. */
const outcome = async (call: Promise<unknown>) => await call.then(() => null).catch(() => refusal(call));

function speaking({ org, backend, customerId }: World) {
  const { orgId, as } = org;
  return {
    orgId,
    as,
    backend,
    customerId,
    record: (input: object = {}, { of = customerId, role = "manager" as Role } = {}) =>
      as[role].mutation(api.transactions.record, {
        orgId,
        customerId: of,
        input: { amount: 1000, ...input } as never,
      }),
    voidSale: (transactionId: Id<"transactions">, role: Role = "manager") =>
      as[role].mutation(api.transactions.voidSale, { orgId, transactionId }),
    restore: (transactionId: Id<"transactions">) =>
      as.manager.mutation(api.transactions.restore, { orgId, transactionId }),
    visit: (interactionDate: number) =>
      as.manager.mutation(api.interactions.create, {
        orgId,
        customerId,
        input: { type: "visit", subject: "Came by", description: "Looked around", interactionDate },
      }),
    summary: (of = customerId) => as.manager.query(api.transactions.summary, { orgId, customerId: of }),
    open: (of: string = customerId) => as.manager.query(api.customers.get, { orgId, customer: of }),
    value: () => as.manager.query(api.value.get, { orgId, customerId }),
    list: async (filter: object = {}, of = customerId) =>
      (
        await as.manager.query(api.transactions.ofCustomer, {
          orgId,
          customerId: of,
          filter,
          paginationOpts: page,
        })
      ).page,
  };
}

describe("recording a sale", () => {
  test("ORD-09, CUS-22, CLV-17: two sales of 100 and 50 on two days make value +150, visits +2, first and last of each", async () => {
    const { record, open, value } = speaking(await newWorld());
    const first = now - 3 * dayMs;
    const second = now - dayMs;
    await record({ amount: 10_000, at: first });
    await record({ amount: 5_000, at: second });
    expect(await open()).toMatchObject({
      lifetimeValue: 15_000,
      totalVisits: 2,
      firstVisitAt: first,
      lastVisitAt: second,
      firstTransactionAt: first,
    });
    expect(await value()).toMatchObject({
      totalRevenue: 15_000,
      breakdown: { acceptedQuotes: 0, transactions: 15_000 },
      averageTransactionValue: 7500,
      lastOrderAt: second,
    });
  });

  test("ORD-09: with visits counted by the day, two sales of one day are one visit; the setting recounts everybody", async () => {
    const world = await newWorld();
    const { record, open, as, orgId, backend } = speaking(world);
    const setRule = async (visitRule: "perDay" | "perTransaction") => {
      await as.admin.mutation(api.settings.update, { orgId, changes: { visitRule } });
      await backend.finishAllScheduledFunctions(vi.runAllTimers);
    };
    await record();
    await record();
    await record({ at: now - dayMs });
    expect((await open()).totalVisits).toBe(3);
    await setRule("perDay");
    expect((await open()).totalVisits).toBe(2);
    await record();
    expect((await open()).totalVisits).toBe(2);
    await setRule("perTransaction");
    expect((await open()).totalVisits).toBe(4);
  });

  test("a visit that was logged counts as one; a meeting does not", async () => {
    const { record, open, visit, as, orgId, customerId } = speaking(await newWorld());
    await visit(now - 5 * dayMs);
    expect(await open()).toMatchObject({
      totalVisits: 1,
      firstVisitAt: now - 5 * dayMs,
      firstTransactionAt: null,
    });
    await as.manager.mutation(api.interactions.create, {
      orgId,
      customerId,
      input: { type: "meeting", subject: "Plan", description: "Soon" },
    });
    expect((await open()).totalVisits).toBe(1);
    await record({ at: now - dayMs });
    expect(await open()).toMatchObject({ totalVisits: 2, lastVisitAt: now - dayMs });
  });

  test("ORD-23: the same external id twice is one sale and one answer; another sale under it is refused", async () => {
    const world = await newWorld();
    const { record, list, open } = speaking(world);
    const once = await record({ externalId: "pos-1", amount: 700 });
    const twice = await record({ externalId: "pos-1", amount: 700 });
    expect(twice).toEqual({ ...once, isNew: false });
    expect(await list()).toHaveLength(1);
    expect((await open()).lifetimeValue).toBe(700);
    expect(await refusal(record({ externalId: "pos-1", amount: 800 }))).toBe("VALIDATION_ERROR");
    const other = await newCustomer(world.org, "admin");
    expect(await refusal(record({ externalId: "pos-1", amount: 700 }, { of: other }))).toBe(
      "VALIDATION_ERROR",
    );
  });

  test("what is no sale is refused by field: nothing, less than nothing, too much, parts of a cent, the future, no currency", async () => {
    const { record, list } = speaking(await newWorld());
    const wrong = [
      [{ amount: 0 }, "positive"],
      [{ amount: -100 }, "positive"],
      [{ amount: 10.5 }, "whole"],
      [{ amount: mostAmount + 1 }, "tooMuch"],
      [{ at: now + 3_600_000 }, "future"],
      [{ at: Number.NaN }, "invalidDate"],
      [{ currency: "dollars" }, "invalidCurrency"],
    ] as const;
    for (const [input, rule] of wrong) {
      const refused = await record(input).catch((error: { data: unknown }) => error.data);
      expect(refused).toMatchObject({ code: "VALIDATION_ERROR", issues: [{ rule }] });
    }
    expect(await list()).toEqual([]);
  });

  test.each([
    ["USD", "9,999,999,999.99 USD"],
    ["JPY", "999,999,999,999 JPY"],
    ["KWD", "999,999,999.999 KWD"],
  ])("the most of a sale in %s is told in its own digits: %s", async (currency, most) => {
    const { record } = speaking(await newWorld());
    const refused = await record({ amount: mostAmount + 1, currency }).catch(
      (error: { data: unknown }) => error.data,
    );
    expect(refused).toMatchObject({
      issues: [
        {
          path: "amount",
          message: `One sale goes up to ${most}.`,
          limit: { minor: mostAmount, currency },
        },
      ],
    });
    await record({ amount: mostAmount, currency });
  });

  test("CLV-04: another currency is kept apart from the total", async () => {
    const { record, summary, open } = speaking(await newWorld());
    await record({ amount: 500 });
    await record({ amount: 9_900, currency: "KZT" });
    expect(await summary()).toMatchObject({
      totalTransactions: 1,
      totalSpent: 500,
      otherCurrencies: [{ currency: "KZT", count: 1, amount: 9_900 }],
      totalVisits: 2,
    });
    expect((await open()).lifetimeValue).toBe(500);
  });

  test("one timeline entry and one history entry tell the amount", async () => {
    const { record, as, orgId, customerId } = speaking(await newWorld());
    await record({ amount: 4_200, method: "card", reference: "R-7" });
    const { page: told } = await as.manager.query(api.timeline.list, {
      orgId,
      customerId,
      kind: "sale",
      paginationOpts: page,
    });
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ history: { action: "recorded" } });
    expect(told[0]!.history!.changes).toContainEqual(expect.objectContaining({ field: "amount", to: 4_200 }));
  });

  test("only who may records and voids: support at the till does not void, a rep only records own customers", async () => {
    const world = await newWorld();
    const { record, voidSale } = speaking(world);
    const others = await newCustomer(world.org, "admin");
    for (const role of roles) {
      const mine = await outcome(record({}, { role }));
      expect([role, mine]).toEqual([role, role === "brand" ? "FORBIDDEN" : null]);
    }
    expect(await outcome(record({}, { role: "sales", of: others }))).toBe("OUT_OF_REACH");
    const { transactionId } = await record();
    for (const role of ["sales", "support", "brand"] as const)
      expect(await outcome(voidSale(transactionId, role))).toBe("FORBIDDEN");
    expect(await outcome(voidSale(transactionId, "admin"))).toBeNull();
  });
});

describe("voiding", () => {
  test("ORD-22: voiding a sale of 50 takes 50 and its visit back, with an entry; undo brings both back", async () => {
    const { record, voidSale, restore, open, as, orgId, customerId } = speaking(await newWorld());
    const { transactionId: first } = await record({ amount: 5_000, at: now - 9 * dayMs });
    await record({ amount: 10_000, at: now - 2 * dayMs });
    const before = await open();
    await voidSale(first);
    expect(await open()).toMatchObject({
      lifetimeValue: 10_000,
      totalVisits: 1,
      firstVisitAt: now - 2 * dayMs,
      firstTransactionAt: now - 2 * dayMs,
      lastVisitAt: now - 2 * dayMs,
    });
    const history = await as.manager.query(api.history.list, {
      orgId,
      customerId,
      paginationOpts: page,
    } as never);
    expect((history as { page: { action: string }[] }).page.map(({ action }) => action)).toContain("voided");
    expect(await refusal(voidSale(first))).toBe("UNDO_CONFLICT");
    await restore(first);
    const { updatedAt: _, leadScore: __, ...facts } = before;
    expect(await open()).toMatchObject(JSON.parse(JSON.stringify(facts)) as object);
    expect(await refusal(restore(first))).toBe("UNDO_CONFLICT");
  });

  test("the last sale voided leaves nothing behind", async () => {
    const { record, voidSale, open, summary, backend } = speaking(await newWorld());
    const { transactionId } = await record();
    await voidSale(transactionId);
    expect(await open()).toMatchObject({
      totalVisits: 0,
      lastVisitAt: null,
      firstVisitAt: null,
      lifetimeValue: 0,
    });
    const sums = await summary();
    expect(sums).toMatchObject({ totalTransactions: 0, totalSpent: 0, averageTransaction: 0 });
    expect(sums).not.toHaveProperty("lastTransaction");
    expect(await backend.run((ctx) => ctx.db.query("salesFacts").collect())).toEqual([]);
  });
});

describe("a sale that pays a quote", () => {
  test("what was paid of an accepted quote counts once, and again when the sale is void", async () => {
    const world = await newWorld();
    const { record, voidSale, value, as, orgId, customerId, backend } = speaking(world);
    const quoteId = await as.manager.mutation(api.quotes.create, {
      orgId,
      customerId,
      input: {
        subject: "Trip",
        lines: [{ description: "Seat", quantity: 1000, unitPrice: 10_000, taxRate: 0 }],
        validUntil: "2099-01-01",
      },
    } as never);
    expect(await refusal(record({ amount: 10_000, quoteId }))).toBe("VALIDATION_ERROR");
    await backend.run(async (ctx) => {
      const [quote] = await ctx.db.query("quotes").collect();
      await ctx.db.patch("quotes", quote!._id, { status: "accepted", acceptedAt: now });
    });
    const [quote] = await backend.run((ctx) => ctx.db.query("quotes").collect());
    const { transactionId } = await record({ amount: 4_000, quoteId: quote!._id });
    expect(await value()).toMatchObject({
      totalRevenue: 10_000,
      breakdown: { acceptedQuotes: 6_000, transactions: 4_000 },
    });
    await record({ amount: 6_000, quoteId: quote!._id });
    expect(await value()).toMatchObject({
      totalRevenue: 10_000,
      totalOrders: 2,
      breakdown: { acceptedQuotes: 0, transactions: 10_000 },
    });
    await voidSale(transactionId);
    expect(await value()).toMatchObject({ totalRevenue: 10_000 });
    expect(await refusal(record({ amount: 1, currency: "EUR", quoteId: quote!._id }))).toBe(
      "VALIDATION_ERROR",
    );
  });
});

describe("reading", () => {
  test("ORD-11: a range of days, a least amount and words of the reference each leave only what matches", async () => {
    const { record, list } = speaking(await newWorld());
    await record({ amount: 1_000, at: now - 10 * dayMs, reference: "R-1001 spring" });
    await record({ amount: 20_000, at: now - 5 * dayMs, reference: "R-1002" });
    await record({ amount: 30_000, at: now, method: "card" });
    const amounts = async (filter: object) => (await list(filter)).map(({ amount }) => amount);
    expect(await amounts({})).toEqual([30_000, 20_000, 1_000]);
    const day = (days: number) => dayOf(now - days * dayMs, "UTC");
    expect(await amounts({ from: day(5), to: day(5) })).toEqual([20_000]);
    expect(await amounts({ minAmount: 20_000 })).toEqual([30_000, 20_000]);
    expect(await amounts({ method: "card" })).toEqual([30_000]);
    expect(await amounts({ search: "1002" })).toEqual([20_000]);
    expect(await amounts({ search: "spring" })).toEqual([1_000]);
  });

  test("ORD-12: the summary equals a count by hand; a customer without sales has zeros and no last sale", async () => {
    const world = await newWorld();
    const { record, open } = speaking(world);
    const none = await newCustomer(world.org, "admin");
    for (const amount of [101, 250, 700]) await record({ amount, at: now - amount * 1000 });
    expect((await open()).transactionSummary).toEqual({
      totalTransactions: 3,
      totalSpent: 1051,
      averageTransaction: 350,
      currency: "USD",
      lastTransaction: now - 101_000,
      otherCurrencies: [],
    });
    expect((await open(none)).transactionSummary).toEqual({
      totalTransactions: 0,
      totalSpent: 0,
      averageTransaction: 0,
      currency: "USD",
      otherCurrencies: [],
    });
  });

  test("ORD-13: the organization's list and its exact totals by days, method and owner; a rep sees their own", async () => {
    const world = await newWorld();
    const { record, voidSale, as, orgId } = speaking(world);
    const { sales, admin } = world.org.users;
    const theirs = await newCustomer(world.org, "admin");
    await record({ amount: 100, method: "cash", at: now - 2 * dayMs });
    await record({ amount: 200, method: "card" });
    await record({ amount: 400, currency: "EUR" });
    await record({ amount: 800 }, { of: theirs });
    const { transactionId } = await record({ amount: 1600 }, { of: theirs });
    await voidSale(transactionId);
    const totals = (role: Role, owner: Id<"users"> | "everybody", more: object = {}) =>
      as[role].query(api.transactions.totals, { orgId, owner, ...more });
    expect(await totals("admin", "everybody")).toEqual({
      count: 4,
      amounts: [
        { currency: "USD", count: 3, amount: 1100 },
        { currency: "EUR", count: 1, amount: 400 },
      ],
    });
    const today = dayOf(now, "UTC");
    expect(await totals("admin", "everybody", { from: today, to: today })).toMatchObject({ count: 3 });
    expect(
      await totals("admin", "everybody", { from: dayOf(now - 2 * dayMs, "UTC"), to: today, method: "cash" }),
    ).toEqual({
      count: 1,
      amounts: [{ currency: "USD", count: 1, amount: 100 }],
    });
    expect(await totals("sales", sales)).toMatchObject({ count: 3 });
    expect(await refusal(totals("sales", "everybody"))).toBe("FORBIDDEN");
    expect(await refusal(totals("sales", admin))).toBe("FORBIDDEN");
    const list = async (role: Role, owner: Id<"users"> | "everybody") =>
      (await as[role].query(api.transactions.list, { orgId, owner, filter: {}, paginationOpts: page })).page;
    expect(await list("admin", "everybody")).toHaveLength(5);
    expect(await list("sales", sales)).toHaveLength(3);
    expect(await refusal(list("sales", "everybody"))).toBe("FORBIDDEN");
  });

  test("a customer who changes hands takes the sales along, in the list and in the totals", async () => {
    const world = await newWorld();
    const { record, as, orgId, backend, customerId } = speaking(world);
    for (let n = 0; n < 60; n++) await record({ amount: 10 });
    const { manager, sales } = world.org.users;
    await as.admin.mutation(api.customers.assign, { orgId, customerId, ownerId: manager });
    await backend.finishAllScheduledFunctions(vi.runAllTimers);
    const count = async (owner: Id<"users">) =>
      (await as.admin.query(api.transactions.totals, { orgId, owner })).count;
    expect([await count(manager), await count(sales)]).toEqual([60, 0]);
    const facts = await backend.run((ctx) => ctx.db.query("salesFacts").collect());
    expect(facts).toMatchObject([{ visits: 60, visitDays: 1 }]);
  });
});

/** One random deed on the only customer. */
type Deed =
  | { kind: "record"; day: number; amount: number; currency: "USD" | "EUR" }
  | { kind: "visit"; day: number }
  | { kind: "void" | "restore" | "moveVisit"; which: number; day: number };
const days = fc.nat(6);
const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("record" as const),
      day: days,
      amount: fc.integer({ min: 1, max: 9999 }),
      currency: fc.constantFrom("USD" as const, "EUR" as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("visit" as const), day: days }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom("void" as const, "restore" as const, "moveVisit" as const),
      which: fc.nat(20),
      day: days,
    }),
  },
);

describe("whatever happens in whatever order", () => {
  test("ORD-22: what is kept equals a computation from scratch after every sequence of sales, visits and voidings", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(deed, { minLength: 1, maxLength: 14 }),
        fc.boolean(),
        async (deeds, byDay) => {
          const world = await newWorld();
          const { record, voidSale, restore, visit, as, orgId, backend, open, value } = speaking(world);
          if (byDay)
            await as.admin.mutation(api.settings.update, { orgId, changes: { visitRule: "perDay" } });
          const sales: Id<"transactions">[] = [];
          const visits: Id<"interactions">[] = [];
          for (const one of deeds) {
            if (one.kind === "record") {
              const { day, amount, currency } = one;
              const at = now - day * dayMs - sales.length * 1000;
              sales.push((await record({ at, amount, currency })).transactionId);
            } else if (one.kind === "visit") visits.push(await visit(now - one.day * dayMs - 7));
            else if (one.kind === "moveVisit") {
              const id = visits[one.which % Math.max(1, visits.length)];
              if (id === undefined) continue;
              await as.manager.mutation(api.interactions.update, {
                orgId,
                interactionId: id,
                input: {
                  interactionDate: now - one.day * dayMs - 9,
                  type: one.which % 3 === 0 ? "call" : "visit",
                },
              } as never);
            } else {
              const id = sales[one.which % Math.max(1, sales.length)];
              if (id !== undefined) await outcome(one.kind === "void" ? voidSale(id) : restore(id));
            }
          }
          const rows = await backend.run(async (ctx) => ({
            sales: await ctx.db.query("transactions").collect(),
            visits: await ctx.db.query("interactions").collect(),
          }));
          const expected = fromScratch(rows, byDay);
          expect(await open()).toMatchObject(expected.customer);
          const kept = await value();
          if (kept !== null) expect(kept).toMatchObject(expected.value);
        },
      ),
      { numRuns: 40 },
    );
  });
});

function fromScratch(rows: { sales: Doc<"transactions">[]; visits: Doc<"interactions">[] }, byDay: boolean) {
  const sales = rows.sales.filter(({ status }) => status === "completed");
  const visits = rows.visits.filter(({ type }) => type === "visit");
  const all = [...sales.map(({ at }) => at), ...visits.map(({ interactionDate }) => interactionDate)];
  const own = sales.filter(({ currency }) => currency === "USD");
  const sum = own.reduce((total, { amount }) => total + amount, 0);
  const first = (instants: number[]) => (instants.length === 0 ? null : Math.min(...instants));
  return {
    customer: {
      totalVisits: byDay ? new Set(all.map((at) => dayOf(at, "UTC"))).size : all.length,
      firstVisitAt: first(all),
      lastVisitAt: all.length === 0 ? null : Math.max(...all),
      firstTransactionAt: first(sales.map(({ at }) => at)),
      lifetimeValue: sum,
    },
    value: { totalRevenue: sum, totalOrders: own.length },
  };
}
