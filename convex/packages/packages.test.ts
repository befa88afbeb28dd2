/** Packages: offered, sold, used, counted. */
import { describe, expect, test, vi } from "vitest";
import { api } from "../_generated/api";
import { newWorld } from "../engagement.testkit";
import { dayMs } from "../shared/days";
import { mostAmount } from "../transactions/words";
import { mostOffered, mostSessions, mostValidDays } from "./words";
import { atNoon, issueOf, now, outcome, speaking } from "./packages.testkit";

atNoon();

describe("the catalogue", () => {
  test("PKG-10: a package is made, changed, put away and brought back; what was sold stays as it was sold", async () => {
    const { offer, catalogue, sell, as, orgId, one, buyers } = speaking(await newWorld());
    const packageId = await offer({ description: "Back and neck" });
    expect(await catalogue()).toMatchObject([
      {
        name: "Ten massages",
        description: "Back and neck",
        price: 10_000,
        currency: "USD",
        sessions: 10,
        validDays: 30,
        sold: { active: 0, used: 0, expired: 0 },
        takings: [],
      },
    ]);
    const sold = await sell(packageId);
    await as.manager.mutation(api.packages.update, {
      orgId,
      packageId,
      input: { name: "Twelve massages", price: 12_000, sessions: 12, validDays: null },
    });
    expect(await catalogue()).toMatchObject([
      { name: "Twelve massages", description: null, sessions: 12, validDays: null, sold: { active: 1 } },
    ]);
    expect(await one(sold)).toMatchObject({ name: "Ten massages", price: 10_000, sessionsTotal: 10 });
    await as.manager.mutation(api.packages.archive, { orgId, packageId, isArchived: true });
    expect([await catalogue(), await as.manager.query(api.packages.choices, { orgId })]).toEqual([[], []]);
    expect(await catalogue(true)).toHaveLength(1);
    expect(await issueOf(sell(packageId))).toMatchObject({ path: "packageId", rule: "notOffered" });
    expect(await buyers(packageId)).toHaveLength(1);
    await as.manager.mutation(api.packages.archive, { orgId, packageId, isArchived: false });
    await sell(packageId);
    expect(await catalogue()).toMatchObject([
      { sold: { active: 2 }, takings: [{ currency: "USD", amount: 22_000 }] },
    ]);
  });

  test("a name that another package on offer has, and what is no price, no number or no name, is refused by field", async () => {
    const { offer, catalogue, as, orgId } = speaking(await newWorld());
    const first = await offer();
    const wrong = [
      [{}, "name", "taken"],
      [{ name: "TEN  massages" }, "name", "taken"],
      [{ name: " " }, "name", "required"],
      [{ name: "A", price: -1 }, "price", "negative"],
      [{ name: "A", price: 1.5 }, "price", "whole"],
      [{ name: "A", price: mostAmount + 1 }, "price", "tooMuchPrice"],
      [{ name: "A", currency: "money" }, "currency", "invalidCurrency"],
      [{ name: "A", sessions: 0 }, "sessions", "sessions"],
      [{ name: "A", sessions: 2.5 }, "sessions", "sessions"],
      [{ name: "A", sessions: mostSessions + 1 }, "sessions", "sessions"],
      [{ name: "A", validDays: 0 }, "validDays", "validDays"],
      [{ name: "A", validDays: mostValidDays + 1 }, "validDays", "validDays"],
    ] as const;
    for (const [input, path, rule] of wrong)
      expect(await issueOf(offer(input)), JSON.stringify(input)).toMatchObject({ path, rule });
    expect(await catalogue()).toHaveLength(1);
    // One that was put away keeps its name from nobody, but comes back only where it is free.
    await as.manager.mutation(api.packages.archive, { orgId, packageId: first, isArchived: true });
    await offer();
    const back = as.manager.mutation(api.packages.archive, { orgId, packageId: first, isArchived: false });
    expect(await issueOf(back)).toMatchObject({ path: "name", rule: "taken" });
  });

  test("no more than three hundred are on offer, so that all of them can be chosen from", async () => {
    const { offer, backend, orgId, as } = speaking(await newWorld());
    await offer({ name: "First" });
    await backend.run(async (ctx) => {
      const { _id, _creationTime, ...row } = (await ctx.db.query("packages").first())!;
      for (let n = 1; n < mostOffered; n++)
        await ctx.db.insert("packages", { ...row, name: `P${n}`, nameKey: `p${n}` });
    });
    expect(await outcome(offer({ name: "One more" }))).toBe("LIMIT_EXCEEDED");
    expect(await as.manager.query(api.packages.choices, { orgId })).toHaveLength(mostOffered);
  });
});

describe("selling", () => {
  test("PKG-01: a sold package stands on the customer's tab and among the package's buyers", async () => {
    const { offer, sell, list, buyers, customerId } = speaking(await newWorld());
    const packageId = await offer();
    const sold = await sell(packageId, { method: "card", reference: "R-7", note: "For two" });
    const row = {
      _id: sold,
      customerId,
      name: "Ten massages",
      price: 10_000,
      currency: "USD",
      purchasedAt: now,
      startsOn: "2026-06-15",
      // The first of the thirty days is the day of the sale.
      expiresOn: "2026-07-14",
      sessionsTotal: 10,
      sessionsUsed: 0,
      sessionsLeft: 10,
      status: "active",
      note: "For two",
    };
    expect(await list("current")).toMatchObject([row]);
    expect(await buyers(packageId)).toMatchObject([row]);
  });

  test("PKG-11 CLV-06: a package of 100 makes one sale and counts once", async () => {
    const { offer, sell, value, sales, as, orgId, customerId } = speaking(await newWorld());
    const sold = await sell(await offer(), { method: "card", reference: "R-7" });
    expect(await value()).toBe(10_000);
    expect(await sales()).toMatchObject([
      {
        amount: 10_000,
        method: "card",
        reference: "R-7",
        customerPackageId: sold,
        packageName: "Ten massages",
      },
    ]);
    expect(await as.manager.query(api.transactions.summary, { orgId, customerId })).toMatchObject({
      totalTransactions: 1,
      totalSpent: 10_000,
      totalVisits: 1,
    });
  });

  test("another price, day and beginning than the package's are told; a gift makes no sale and counts nothing", async () => {
    const { offer, sell, one, sales, value } = speaking(await newWorld());
    const packageId = await offer();
    const cheaper = await sell(packageId, { price: 8000, at: now - 3 * dayMs, startsOn: "2026-07-01" });
    expect(await one(cheaper)).toMatchObject({
      price: 8000,
      purchasedAt: now - 3 * dayMs,
      startsOn: "2026-07-01",
      expiresOn: "2026-07-30",
    });
    const gift = await sell(packageId, { price: 0 });
    expect(await one(gift)).toMatchObject({ price: 0, transactionId: null, status: "active" });
    expect(await sales()).toHaveLength(1);
    expect(await value()).toBe(8000);
  });

  test("without sessions it is used as often as wanted, without days it never ends", async () => {
    const { offer, sell, use, one, hour } = speaking(await newWorld());
    const sold = await sell(await offer({ sessions: null, validDays: null }));
    for (let n = 0; n < 3; n++) await use(sold);
    vi.setSystemTime(now + 3000 * dayMs);
    await hour();
    expect(await one(sold)).toMatchObject({
      sessionsTotal: null,
      sessionsLeft: null,
      sessionsUsed: 3,
      expiresOn: null,
      status: "active",
    });
  });

  test("what is no sale is refused by field, and nothing is written", async () => {
    const { offer, sell, list, sales } = speaking(await newWorld());
    const packageId = await offer();
    const wrong = [
      [{ price: -1 }, "price", "negative"],
      [{ price: 0.5 }, "price", "whole"],
      [{ price: mostAmount + 1 }, "price", "tooMuchPrice"],
      [{ at: now + 3_600_000 }, "at", "future"],
      [{ at: Number.NaN }, "at", "invalid_type"],
      [{ startsOn: "2026-02-30" }, "startsOn", "invalidDay"],
      [{ reference: "x".repeat(121) }, "reference", "too_big"],
    ] as const;
    for (const [input, path, rule] of wrong)
      expect(await issueOf(sell(packageId, input)), JSON.stringify(input)).toMatchObject({ path, rule });
    expect([await list("current"), await list("past"), await sales()]).toEqual([[], [], []]);
  });
});

describe("using", () => {
  test("PKG-10: each use leaves one session less, never below none; the last one ends the package, and its undo brings it back", async () => {
    const { offer, sell, use, giveBack, one, list } = speaking(await newWorld());
    const sold = await sell(await offer({ sessions: 2 }));
    await use(sold);
    expect(await one(sold)).toMatchObject({ sessionsLeft: 1, status: "active" });
    await use(sold);
    expect(await one(sold)).toMatchObject({ sessionsLeft: 0, status: "used" });
    expect(await issueOf(use(sold))).toMatchObject({ rule: "noneLeft" });
    expect((await one(sold)).sessionsUsed).toBe(2);
    expect([await list("current"), await list("past")].map((rows) => rows.length)).toEqual([0, 1]);
    await giveBack(sold);
    await giveBack(sold);
    expect(await one(sold)).toMatchObject({ sessionsLeft: 2, status: "active" });
    expect(await issueOf(giveBack(sold))).toMatchObject({ rule: "noneUsed" });
  });

  test("of two uses of the last session at once one is refused", async () => {
    const { offer, sell, use, one } = speaking(await newWorld());
    const sold = await sell(await offer({ sessions: 1 }));
    const outcomes = await Promise.allSettled([use(sold), use(sold)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await one(sold)).toMatchObject({ sessionsUsed: 1, sessionsLeft: 0 });
  });

  test("before its first day and after its last it cannot be used, even before the schedule has come by", async () => {
    const { offer, sell, use } = speaking(await newWorld());
    const packageId = await offer({ validDays: 2 });
    const later = await sell(packageId, { startsOn: "2026-06-16" });
    expect(await issueOf(use(later))).toMatchObject({ rule: "notBegun" });
    vi.setSystemTime(now + 2 * dayMs);
    await use(later);
    vi.setSystemTime(now + 3 * dayMs);
    expect(await issueOf(use(later))).toMatchObject({ rule: "hasEnded" });
  });
});

describe("kept numbers", () => {
  test("PKG-04 CUS-50: the summary equals a count by hand whatever was sold, used, ended and taken back; without packages it is zeros", async () => {
    const { offer, sell, use, cancel, restore, list, summary, hour, as, orgId, customerId } = speaking(
      await newWorld(),
    );
    expect(await summary()).toEqual({ activePackages: 0, totalPackages: 0, maySell: true });
    const one = await offer({ sessions: 1 });
    const short = await offer({ name: "Short", validDays: 1 });
    const check = async () => {
      const [current, past] = [await list("current"), await list("past")];
      const counted = [...current, ...past].filter(({ status }) => status !== "cancelled");
      expect(await summary()).toEqual({
        activePackages: current.length,
        totalPackages: counted.length,
        ...(counted.length === 0
          ? {}
          : { lastPackagePurchase: Math.max(...counted.map(({ purchasedAt }) => purchasedAt)) }),
        maySell: true,
      });
    };
    const first = await sell(one, { at: now - 2 * dayMs });
    await check();
    const second = await sell(one, { at: now - dayMs });
    await check();
    await use(first);
    await check();
    await sell(short);
    vi.setSystemTime(now + dayMs);
    await hour();
    await check();
    await cancel(second);
    await check();
    await restore(second);
    await check();
    const open = await as.manager.query(api.customers.get, { orgId, customer: customerId });
    expect(open.packageSummary).toMatchObject({ activePackages: 1, totalPackages: 3 });
  });

  test("the numbers of the catalogue survive a recount", async () => {
    const { offer, sell, use, catalogue, summary, as, orgId, backend } = speaking(await newWorld());
    const packageId = await offer({ sessions: 1 });
    await use(await sell(packageId));
    await sell(packageId, { price: 500 });
    const before = [await catalogue(), await summary()];
    await as.admin.mutation(api.settings.update, { orgId, changes: { timeZone: "Asia/Tokyo" } });
    await backend.finishAllScheduledFunctions(vi.runAllTimers);
    expect([await catalogue(), await summary()]).toEqual(before);
  });
});
