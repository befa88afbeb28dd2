/** Store credit and points: the ledger, who may move it, and that it always adds up. */
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api } from "../_generated/api";
import { newWorld, refusal, type World } from "../engagement.testkit";
import { newOrganization } from "../world.testkit";
import { roles, type Role } from "../tenancy/permissions";
import { amountOf, mostCredit } from "./words";

/** Null for a call that went through. */
const outcome = async (call: Promise<unknown>) => {
  const done = call.then(() => null);
  return await done.catch(() => refusal(call));
};
const page = { numItems: 25, cursor: null };

function speaking({ org, backend, customerId }: World) {
  const { orgId, as } = org;
  const args = { orgId, customerId };
  return {
    backend,
    org,
    orgId,
    as,
    args,
    customerId,
    move: (direction: "add" | "use", amount: number, more: object = {}, role: Role = "manager") =>
      as[role].mutation(api.loyalty.adjust, {
        ...args,
        input: { unit: "credit", direction, amount, reason: "Because", ...more },
      }),
    takeBack: (entryId: string) =>
      as.manager.mutation(api.loyalty.takeBack, { orgId, entryId: entryId as never }),
    entries: async (unit: "credit" | "points" | null = null, role: Role = "manager") =>
      (await as[role].query(api.loyalty.entries, { ...args, unit, paginationOpts: page })).page,
    balances: (role: Role = "manager") => as[role].query(api.loyalty.balances, args),
    open: () => as.manager.query(api.customers.get, { orgId, customer: customerId }),
  };
}

test("amounts of other systems are rounded to the currency's digits, half away from zero, without floats", () => {
  expect(amountOf("10.005", "USD")).toBe(1001);
  expect(amountOf("10.004999", "USD")).toBe(1000);
  expect(amountOf("0.1", "USD")! + amountOf("0.2", "USD")!).toBe(30);
  expect(amountOf("1.5", "JPY")).toBe(2);
  expect(amountOf("-3", "USD")).toBe(-300);
  for (const text of ["", "1,5", "1e3", "NaN", "9".repeat(16)]) expect(amountOf(text, "USD")).toBeNull();
});

describe("the ledger", () => {
  test("LOY-03: each movement keeps reason, actor, reference and the balance after it; the newest stands first", async () => {
    const { move, entries, balances } = speaking(await newWorld());
    expect(await balances()).toEqual({
      availableCredit: 0,
      currency: "USD",
      loyaltyPoints: 0,
      mayAdjust: true,
    });
    await move("add", 5000, { reason: " A gift ", reference: "R-1" });
    await move("use", 1250, { reason: "Spent" });
    await move("add", 7, { unit: "points", reason: "Visit" }, "admin");
    expect(await entries()).toMatchObject([
      { unit: "points", kind: "added", delta: 7, balanceAfter: 7, currency: null, actorName: "ours admin" },
      { unit: "credit", kind: "used", delta: -1250, balanceAfter: 3750, reason: "Spent", reference: null },
      {
        unit: "credit",
        kind: "added",
        delta: 5000,
        balanceAfter: 5000,
        currency: "USD",
        reason: "A gift",
        reference: "R-1",
        actorName: "ours manager",
      },
    ]);
    expect(await entries("points")).toHaveLength(1);
    expect(await balances("sales")).toEqual({
      availableCredit: 3750,
      currency: "USD",
      loyaltyPoints: 7,
      mayAdjust: false,
    });
  });

  test("VAL-24: 0.1 and 0.2 make 0.30; more than ten digits of credit is refused", async () => {
    const { move, balances } = speaking(await newWorld());
    await move("add", amountOf("0.1", "USD")!);
    await move("add", amountOf("0.2", "USD")!);
    expect((await balances()).availableCredit).toBe(30);
    expect(await refusal(move("add", 10_000_000_000))).toBe("VALIDATION_ERROR");
    // Neither does it grow beyond that step by step.
    expect(await refusal(move("add", mostCredit))).toBe("LIMIT_EXCEEDED");
    await move("add", mostCredit - 30);
    expect((await balances()).availableCredit).toBe(mostCredit);
  });

  test.each([
    ["JPY", "9,999,999,999 JPY"],
    ["KWD", "9,999,999.999 KWD"],
  ])("VAL-24: the most of a credit in %s is told in its own digits: %s", async (currency, most) => {
    const { move, as, orgId } = speaking(await newWorld());
    await as.admin.mutation(api.settings.update, { orgId, changes: { currency } });
    const refused = {
      data: {
        issues: [{ message: `Credit goes up to ${most}.`, limit: { minor: mostCredit, currency } }],
      },
    };
    await expect(move("add", mostCredit + 1)).rejects.toMatchObject(refused);
    const input = { name: "Rich", email: "rich@example.com", availableCredit: mostCredit + 1 };
    await expect(as.admin.mutation(api.customers.create, { orgId, input })).rejects.toMatchObject(refused);
    await move("add", mostCredit);
    await expect(move("add", 1)).rejects.toMatchObject({
      data: { code: "LIMIT_EXCEEDED", limit: mostCredit, currency },
    });
  });

  test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])(
    "LOY-02: an amount of %s moves nothing",
    async (amount) => {
      const { move, entries } = speaking(await newWorld());
      expect(await refusal(move("add", amount))).toBe("VALIDATION_ERROR");
      expect(await refusal(move("add", amount, { unit: "points" }))).toBe("VALIDATION_ERROR");
      expect(await entries()).toEqual([]);
    },
  );

  test("LOY-03: no movement without a reason", async () => {
    const { move } = speaking(await newWorld());
    expect(await refusal(move("add", 1, { reason: "  " }))).toBe("VALIDATION_ERROR");
  });

  test("LOY-03: a balance is never below zero, also when two spend at once", async () => {
    const { move, balances, entries } = speaking(await newWorld());
    await move("add", 1000);
    const both = await Promise.allSettled([move("use", 700), move("use", 700, {}, "admin")]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect((await balances()).availableCredit).toBe(300);
    expect(await entries()).toHaveLength(2);
    expect(await refusal(move("use", 301))).toBe("BALANCE_TOO_LOW");
  });

  test("a movement is taken back by a counter entry, once, and not when it has been spent", async () => {
    const { move, takeBack, balances, entries } = speaking(await newWorld());
    const { entryId } = await move("add", 1000, { reference: "R-1" });
    const spent = await move("use", 400);
    expect(await refusal(takeBack(entryId))).toBe("BALANCE_TOO_LOW");
    await takeBack(spent.entryId);
    const counter = await takeBack(entryId);
    expect(counter.balance).toBe(0);
    expect((await balances()).availableCredit).toBe(0);
    expect(await entries()).toMatchObject([
      { kind: "takenBack", delta: -1000, balanceAfter: 0, reference: "R-1", mayTakeBack: false },
      { kind: "takenBack", delta: 400, balanceAfter: 1000 },
      { kind: "used", delta: -400, isTakenBack: true, mayTakeBack: false },
      { kind: "added", delta: 1000, isTakenBack: true, mayTakeBack: false },
    ]);
    expect(await refusal(takeBack(entryId))).toBe("UNDO_CONFLICT");
    expect(await refusal(takeBack(counter.entryId))).toBe("UNDO_CONFLICT");
  });

  test("LOY-03: whatever is added, used and taken back, the balance is the sum of the ledger and never below zero", async () => {
    const step = fc.oneof(
      fc.record({
        deed: fc.constantFrom("add" as const, "use" as const),
        unit: fc.constantFrom("credit" as const, "points" as const),
        amount: fc.integer({ min: 1, max: 50 }),
      }),
      fc.record({ deed: fc.constant("back" as const), at: fc.nat(9) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
        const { move, takeBack, balances, backend, customerId } = speaking(await newWorld());
        const made: string[] = [];
        for (const one of steps) {
          const done =
            one.deed === "back"
              ? made.length > 0 && takeBack(made[one.at % made.length]!)
              : move(one.deed, one.amount, { unit: one.unit });
          const result = await Promise.resolve(done).catch(() => null);
          if (result && one.deed !== "back") made.push(result.entryId);
        }
        const rows = await backend.run((ctx) => ctx.db.query("loyaltyEntries").collect());
        const sum = (unit: string) =>
          rows.filter((row) => row.unit === unit).reduce((total, { delta }) => total + delta, 0);
        const now = await balances();
        expect([now.availableCredit, now.loyaltyPoints]).toEqual([sum("credit"), sum("points")]);
        for (const { balanceAfter, delta } of rows) {
          expect(balanceAfter).toBeGreaterThanOrEqual(0);
          expect(delta).not.toBe(0);
        }
        const stored = await backend.run((ctx) => ctx.db.get("customers", customerId));
        expect(stored!.availableCredit ?? 0).toBe(sum("credit"));
      }),
      { numRuns: 25 },
    );
  });

  test("credit keeps its currency until it is used up", async () => {
    const { move, balances, entries, as, orgId } = speaking(await newWorld());
    await move("add", 1000);
    await as.admin.mutation(api.settings.update, { orgId, changes: { currency: "EUR" } });
    await move("add", 500);
    expect(await balances()).toMatchObject({ availableCredit: 1500, currency: "USD" });
    await move("use", 1500);
    expect(await balances()).toMatchObject({ availableCredit: 0, currency: "EUR" });
    await move("add", 1);
    expect((await entries()).map(({ currency }) => currency)).toEqual(["EUR", "USD", "USD", "USD"]);
  });

  test("history and timeline tell each movement, with its reason", async () => {
    const { move, args, as } = speaking(await newWorld());
    await move("add", 1000, { reason: "A gift" });
    await move("use", 300, { reason: "Spent" });
    const feed = await as.sales.query(api.timeline.list, { ...args, kind: "loyalty", paginationOpts: page });
    expect(feed.page).toHaveLength(2);
    const told = await as.manager.query(api.history.list, { ...args, paginationOpts: page } as never);
    expect((told as { page: object[] }).page.slice(0, 2)).toMatchObject([
      { action: "creditUsed", reason: "Spent", changes: [{ field: "availableCredit", from: 1000, to: 700 }] },
      { action: "creditAdded", reason: "A gift", changes: [{ field: "availableCredit", to: 1000 }] },
    ]);
  });

  test("admin and manager move balances, sales and support read them, a brand's people see none", async () => {
    const world = await newWorld();
    const { move, entries, as, orgId, customerId } = speaking(world);
    await move("add", 1000);
    for (const role of roles) {
      const may = role === "admin" || role === "manager";
      expect(await outcome(move("add", 1, {}, role))).toBe(may ? null : "FORBIDDEN");
      const seen = await outcome(entries(null, role));
      expect(seen).toBe(role === "brand" ? "FORBIDDEN" : null);
    }
    await world.backend.run(async (ctx) => {
      const brand = (await ctx.db.query("memberships").collect()).find(
        (one) => one.userId === world.org.users.brand && one.orgId === orgId,
      )!;
      await ctx.db.patch("memberships", brand._id, { linkedCustomerIds: [customerId] });
    });
    const seen = await as.brand.query(api.customers.get, { orgId, customer: customerId });
    expect(seen).toMatchObject({ availableCredit: 0, loyaltyPoints: 0 });
  });

  test("another organization's customer and entry are not there", async () => {
    const { move, backend, customerId } = speaking(await newWorld());
    const { entryId } = await move("add", 1000);
    const theirs = await newOrganization(backend, "others");
    const input = { unit: "credit", direction: "add", amount: 1, reason: "x" } as const;
    const { orgId, as } = theirs;
    expect(await refusal(as.admin.mutation(api.loyalty.adjust, { orgId, customerId, input }))).toBe(
      "NOT_FOUND",
    );
    expect(await refusal(as.admin.mutation(api.loyalty.takeBack, { orgId, entryId }))).toBe("NOT_FOUND");
    expect(await refusal(as.admin.query(api.loyalty.balances, { orgId, customerId }))).toBe("NOT_FOUND");
  });
});

describe("a new customer", () => {
  beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 5, 1, 9), toFake: ["Date"] }));
  afterEach(() => void vi.useRealTimers());

  test("CUS-55 LOY-04: begins with credit and a tier: an opening entry, and the tier from today", async () => {
    const { as, orgId } = speaking(await newWorld());
    const tierId = await as.manager.mutation(api.vip.create, { orgId, input: { name: "Gold" } });
    const { customerId } = await as.manager.mutation(api.customers.create, {
      orgId,
      input: {
        name: "Ada Lovelace",
        email: "ada@x.test",
        availableCredit: 5000,
        loyaltyPoints: 3,
        vipTierId: tierId,
      },
    });
    expect(await as.manager.query(api.customers.get, { orgId, customer: customerId })).toMatchObject({
      availableCredit: 5000,
      creditCurrency: "USD",
      loyaltyPoints: 3,
      vipTierId: tierId,
      vipStatusDate: "2026-06-01",
    });
    const { page: rows } = await as.manager.query(api.loyalty.entries, {
      orgId,
      customerId,
      unit: null,
      paginationOpts: page,
    });
    expect(rows).toMatchObject([
      { unit: "points", kind: "opening", delta: 3, balanceAfter: 3 },
      { unit: "credit", kind: "opening", delta: 5000, balanceAfter: 5000, currency: "USD" },
    ]);
  });

  test("VAL-07: below zero is refused on availableCredit, zero is accepted and writes no entry", async () => {
    const { as, orgId, backend } = speaking(await newWorld());
    const create = (input: object) =>
      as.admin.mutation(api.customers.create, {
        orgId,
        input: { name: `Somebody Else`, email: "some@x.test", ...input },
      });
    const refused = await create({ availableCredit: -1 }).catch((error: { data: unknown }) => error.data);
    expect(refused).toMatchObject({ code: "VALIDATION_ERROR", issues: [{ path: "availableCredit" }] });
    expect(await refusal(create({ availableCredit: 10_000_000_000 }))).toBe("VALIDATION_ERROR");
    expect(await refusal(create({ loyaltyPoints: 1.5 }))).toBe("VALIDATION_ERROR");
    await create({ availableCredit: 0, loyaltyPoints: 0 });
    const rows = await backend.run((ctx) => ctx.db.query("loyaltyEntries").collect());
    expect(rows).toEqual([]);
  });

  test("who may not move balances or give tiers cannot begin with them either", async () => {
    const { as, orgId } = speaking(await newWorld());
    const tierId = await as.manager.mutation(api.vip.create, { orgId, input: { name: "Gold" } });
    const create = (input: object) =>
      as.sales.mutation(api.customers.create, {
        orgId,
        input: { name: "Ada King", email: "k@x.test", ...input },
      });
    expect(await refusal(create({ availableCredit: 1 }))).toBe("FORBIDDEN");
    expect(await refusal(create({ loyaltyPoints: 1 }))).toBe("FORBIDDEN");
    expect(await refusal(create({ vipTierId: tierId }))).toBe("FORBIDDEN");
    expect(await outcome(create({ availableCredit: 0 }))).toBeNull();
  });
});
