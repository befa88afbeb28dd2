/** Packages: offered, sold, used, ended by the calendar, taken back; and what stays sealed. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api, internal } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { newCustomer, newWorld, refusal, type World } from "../engagement.testkit";
import { dayMs } from "../shared/days";
import { roles, type Role } from "../tenancy/permissions";
import { mostAmount } from "../transactions/words";
import { mostOffered, mostSessions, mostValidDays } from "./words";

const now = Date.UTC(2026, 5, 15, 12);
beforeEach(() => void vi.useFakeTimers({ now }));
afterEach(() => void vi.useRealTimers());

const page = { numItems: 60, cursor: null };
const outcome = async (call: Promise<unknown>) => await call.then(() => null).catch(() => refusal(call));
const issueOf = async (call: Promise<unknown>) =>
  await call.then(
    () => null,
    (error: { data?: { issues?: { path: string; rule: string }[] } }) => error.data?.issues?.[0] ?? error,
  );

function speaking({ org, backend, customerId }: World) {
  const { orgId, as } = org;
  const catalogue = async (isArchived = false, role: Role = "manager") =>
    (await as[role].query(api.packages.catalogue, { orgId, isArchived, paginationOpts: page })).page;
  return {
    orgId,
    as,
    backend,
    customerId,
    catalogue,
    offer: (input: object = {}, role: Role = "manager") =>
      as[role].mutation(api.packages.create, {
        orgId,
        input: { name: "Ten massages", price: 10_000, sessions: 10, validDays: 30, ...input } as never,
      }),
    sell: (
      packageId: Id<"packages">,
      input: object = {},
      { of = customerId, role = "manager" as Role } = {},
    ) => as[role].mutation(api.packages.sell, { orgId, customerId: of, packageId, input: input as never }),
    use: (customerPackageId: Id<"customerPackages">, role: Role = "manager") =>
      as[role].mutation(api.packages.useSession, { orgId, customerPackageId }),
    giveBack: (customerPackageId: Id<"customerPackages">) =>
      as.manager.mutation(api.packages.giveBack, { orgId, customerPackageId }),
    cancel: (customerPackageId: Id<"customerPackages">, role: Role = "manager", reason?: string) =>
      as[role].mutation(api.packages.cancel, {
        orgId,
        customerPackageId,
        ...(reason === undefined ? {} : { reason }),
      }),
    restore: (customerPackageId: Id<"customerPackages">) =>
      as.manager.mutation(api.packages.restore, { orgId, customerPackageId }),
    one: (customerPackageId: Id<"customerPackages">) =>
      as.manager.query(api.packages.sold, { orgId, customerPackageId }),
    list: async (group: "current" | "past", of = customerId) =>
      (
        await as.manager.query(api.packages.ofCustomer, {
          orgId,
          customerId: of,
          group,
          paginationOpts: page,
        })
      ).page,
    summary: (of = customerId) => as.manager.query(api.packages.summary, { orgId, customerId: of }),
    buyers: async (packageId: Id<"packages">) =>
      (
        await as.manager.query(api.packages.buyers, {
          orgId,
          packageId,
          owner: "everybody",
          paginationOpts: page,
        })
      ).page,
    value: async (of = customerId) =>
      (await as.manager.query(api.customers.get, { orgId, customer: of })).lifetimeValue,
    sales: async (of = customerId) =>
      (
        await as.manager.query(api.transactions.ofCustomer, {
          orgId,
          customerId: of,
          filter: {},
          paginationOpts: page,
        })
      ).page,
    hour: async () => {
      await backend.mutation(internal.packages.expire, { orgId });
      await backend.finishAllScheduledFunctions(vi.runAllTimers);
    },
  };
}

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

describe("time", () => {
  test("PKG-02 PKG-09: the schedule ends a package after its last day in the organization's time zone; one active and one expired stand in two groups", async () => {
    const world = await newWorld();
    const { offer, sell, list, hour, summary, as, orgId } = speaking(world);
    await as.admin.mutation(api.settings.update, { orgId, changes: { timeZone: "Asia/Almaty" } });
    await world.backend.finishAllScheduledFunctions(vi.runAllTimers);
    vi.setSystemTime(now);
    const short = await sell(await offer({ name: "Day pass", validDays: 1 }));
    const long = await sell(await offer({ name: "Year", validDays: 365 }));
    // Half past eleven in the evening there.
    vi.setSystemTime(Date.UTC(2026, 5, 15, 18, 30));
    await hour();
    expect((await list("current")).map(({ _id }) => _id)).toEqual([long, short]);
    // Half past twelve at night.
    vi.setSystemTime(Date.UTC(2026, 5, 15, 19, 30));
    await hour();
    expect(await list("current")).toMatchObject([{ _id: long, status: "active" }]);
    expect(await list("past")).toMatchObject([{ _id: short, status: "expired" }]);
    expect(await summary()).toMatchObject({ activePackages: 1, totalPackages: 2 });
  });

  test("one that was sold with its end in the past is past at once", async () => {
    const { offer, sell, list } = speaking(await newWorld());
    await sell(await offer({ validDays: 5 }), { at: now - 30 * dayMs });
    expect(await list("past")).toMatchObject([{ status: "expired", expiresOn: "2026-05-20" }]);
  });

  test("more packages than one transaction takes are all ended", async () => {
    const { offer, sell, list, hour, summary } = speaking(await newWorld());
    const packageId = await offer({ validDays: 1 });
    for (let n = 0; n < 45; n++) await sell(packageId, { price: 0 });
    vi.setSystemTime(now + dayMs);
    await hour();
    expect(await list("current")).toEqual([]);
    expect(await summary()).toMatchObject({ activePackages: 0, totalPackages: 45 });
  });

  test("PKG-09 FUP-11: a week before the end its owner gets one follow-up that says what is left; it goes when the package is cancelled", async () => {
    const world = await newWorld();
    const { offer, sell, use, hour, cancel, restore, backend, customerId } = speaking(world);
    const sold = await sell(await offer());
    await use(sold);
    const followUps = async () =>
      (await backend.run((ctx) => ctx.db.query("followUps").collect())).filter(
        (row) => row.customerId === customerId,
      );
    vi.setSystemTime(Date.UTC(2026, 6, 6, 12));
    await hour();
    expect(await followUps()).toEqual([]);
    vi.setSystemTime(Date.UTC(2026, 6, 7, 0, 7));
    await hour();
    await hour();
    expect(await followUps()).toMatchObject([
      {
        title: "Ten massages ends on 2026-07-14, sessions left: 9",
        ownerId: world.org.users.sales,
        status: "open",
        dueAt: Date.UTC(2026, 6, 7, 9, 7),
      },
    ]);
    await cancel(sold);
    await hour();
    expect(await followUps()).toMatchObject([{ status: "cancelled" }]);
    await restore(sold);
    await hour();
    expect((await followUps()).map(({ status }) => status)).toEqual(["cancelled", "open"]);
  });

  test("PKG-09: a customer of nobody is for whoever sold the package; where nobody can take it nothing waits for ever", async () => {
    const world = await newWorld();
    const { offer, sell, hour, backend, as, orgId, customerId } = speaking(world);
    const sold = await sell(await offer({ validDays: 3 }));
    await as.manager.mutation(api.customers.assign, { orgId, customerId, ownerId: null } as never);
    vi.setSystemTime(now + dayMs);
    await hour();
    const made = await backend.run((ctx) => ctx.db.query("followUps").collect());
    expect(made).toMatchObject([{ ownerId: world.org.users.manager }]);
    const deleted = await newCustomer(world.org, "admin");
    await sell(await offer({ name: "Other", validDays: 3 }), {}, { of: deleted });
    await as.admin.mutation(api.customers.remove, { orgId, customerId: deleted } as never);
    vi.setSystemTime(now + 2 * dayMs);
    await hour();
    const rows = await backend.run((ctx) => ctx.db.query("customerPackages").collect());
    expect(rows.map(({ remindOn }) => remindOn)).toEqual([undefined, undefined]);
    expect(rows.find(({ _id }) => _id === sold)!.reminderId).toBe(made[0]!._id);
  });
});

describe("taking back", () => {
  test("ORD-22 PKG-11: cancelling a package makes its sale void, and bringing it back makes it count again", async () => {
    const { offer, sell, cancel, restore, use, one, sales, value, summary, catalogue } = speaking(
      await newWorld(),
    );
    const sold = await sell(await offer());
    await use(sold);
    await cancel(sold, "manager", "Moved away");
    expect(await one(sold)).toMatchObject({
      status: "cancelled",
      sessionsUsed: 1,
      cancelled: { at: now, reason: "Moved away" },
    });
    expect(await sales()).toMatchObject([{ status: "void", voided: { reason: "Moved away" } }]);
    expect([await value(), (await summary()).totalPackages]).toEqual([0, 0]);
    expect(await catalogue()).toMatchObject([{ sold: { active: 0 }, takings: [] }]);
    expect(await issueOf(use(sold))).toMatchObject({ rule: "isCancelled" });
    expect(await outcome(cancel(sold))).toBe("UNDO_CONFLICT");
    await restore(sold);
    expect(await one(sold)).toMatchObject({ status: "active", sessionsLeft: 9, cancelled: null });
    expect(await value()).toBe(10_000);
    expect(await outcome(restore(sold))).toBe("UNDO_CONFLICT");
  });

  test("a sale that is made void among the transactions takes its package along, both ways", async () => {
    const { offer, sell, one, sales, as, orgId, value } = speaking(await newWorld());
    const sold = await sell(await offer());
    const [sale] = await sales();
    await as.manager.mutation(api.transactions.voidSale, { orgId, transactionId: sale!._id });
    expect((await one(sold)).status).toBe("cancelled");
    await as.manager.mutation(api.transactions.restore, { orgId, transactionId: sale!._id });
    expect([(await one(sold)).status, await value()]).toEqual(["active", 10_000]);
  });

  test("one that ended while it was cancelled comes back as ended; a gift is taken back without a sale", async () => {
    const { offer, sell, cancel, restore, one } = speaking(await newWorld());
    const packageId = await offer({ validDays: 2 });
    const sold = await sell(packageId, { price: 0 });
    await cancel(sold);
    vi.setSystemTime(now + 5 * dayMs);
    await restore(sold);
    expect(await one(sold)).toMatchObject({ status: "expired", cancelled: null });
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

describe("who may", () => {
  const may: Record<Role, [manage: boolean, sell: boolean, use: boolean, cancel: boolean]> = {
    admin: [true, true, true, true],
    manager: [true, true, true, true],
    sales: [false, true, true, false],
    support: [false, false, true, false],
    brand: [false, false, false, false],
  };
  test.each(roles)("SEC: %s does with packages what the role allows and no more", async (role) => {
    const world = await newWorld();
    const { offer, sell, use, cancel } = speaking(world);
    const packageId = await offer();
    const sold = await sell(packageId);
    const [manages, sells, uses, cancels] = may[role];
    const is = async (call: Promise<unknown>) => (await outcome(call)) === null;
    expect(await is(offer({ name: "Another" }, role))).toBe(manages);
    expect(await is(sell(packageId, {}, { role }))).toBe(sells);
    expect(await is(use(sold, role))).toBe(uses);
    expect(await is(cancel(sold, role))).toBe(cancels);
  });

  test("sales sees what is offered, not how much of it others sold", async () => {
    const { offer, sell, catalogue, as, orgId } = speaking(await newWorld());
    await as.admin.mutation(api.settings.update, { orgId, changes: { recordVisibility: "assigned" } });
    await sell(await offer());
    expect(await catalogue(false, "sales")).toMatchObject([
      { name: "Ten massages", sold: null, takings: [] },
    ]);
    expect(await catalogue(false, "support")).toMatchObject([{ sold: { active: 1 } }]);
    expect(await outcome(catalogue(false, "brand"))).toBe("FORBIDDEN");
  });

  test("sales sees buyers of its own customers alone, and sells to no customer of somebody else", async () => {
    const world = await newWorld();
    const { offer, sell, as, orgId, customerId } = speaking(world);
    await as.admin.mutation(api.settings.update, { orgId, changes: { recordVisibility: "assigned" } });
    const packageId = await offer();
    const elses = await newCustomer(world.org, "manager");
    await as.manager.mutation(api.customers.assign, {
      orgId,
      customerId: elses,
      ownerId: world.org.users.manager,
    } as never);
    await sell(packageId, {}, { of: elses });
    await sell(packageId);
    const seen = (owner: Id<"users"> | "everybody") =>
      as.sales.query(api.packages.buyers, { orgId, packageId, owner, paginationOpts: page });
    expect((await seen(world.org.users.sales)).page.map((row) => row.customerId)).toEqual([customerId]);
    expect(await refusal(seen("everybody"))).toBe("FORBIDDEN");
    expect(await refusal(seen(world.org.users.manager))).toBe("FORBIDDEN");
    expect(await refusal(sell(packageId, {}, { of: elses, role: "sales" }))).toBe("OUT_OF_REACH");
  });

  test("another organization's package, customer and sold package are not there", async () => {
    const world = await newWorld();
    const { offer, sell, orgId } = speaking(world);
    const packageId = await offer();
    const sold = await sell(packageId);
    const { other } = world;
    const theirs = await newCustomer(other, "admin");
    const calls = [
      other.as.admin.mutation(api.packages.sell, {
        orgId: other.orgId,
        customerId: theirs,
        packageId,
        input: {},
      }),
      other.as.admin.query(api.packages.get, { orgId: other.orgId, packageId }),
      other.as.admin.query(api.packages.sold, { orgId: other.orgId, customerPackageId: sold }),
      other.as.admin.mutation(api.packages.useSession, { orgId: other.orgId, customerPackageId: sold }),
      other.as.admin.mutation(api.packages.cancel, { orgId: other.orgId, customerPackageId: sold }),
      other.as.admin.query(api.packages.catalogue, { orgId, isArchived: false, paginationOpts: page }),
    ];
    for (const call of calls) expect(await refusal(call)).toBe("NOT_FOUND");
  });

  test("TEN-32: switched off, and where transactions are, nothing is sold; what is there goes on ending", async () => {
    const world = await newWorld();
    const { offer, sell, as, orgId, hour, backend } = speaking(world);
    const packageId = await offer({ validDays: 1 });
    await sell(packageId);
    const base = { quotes: true, leads: true, tours: true, pos: true };
    for (const off of [{ packages: false }, { transactions: false }]) {
      await as.admin.mutation(api.settings.update, { orgId, changes: { modules: { ...base, ...off } } });
      expect(await refusal(sell(packageId))).toBe("MODULE_OFF");
    }
    vi.setSystemTime(now + dayMs);
    await hour();
    const [row] = await backend.run((ctx) => ctx.db.query("customerPackages").collect());
    expect(row).toMatchObject({ status: "expired" });
    await as.admin.mutation(api.settings.update, { orgId, changes: { modules: base } });
    await sell(packageId);
  });
});

test("INT-22: the timeline tells of selling, using and ending once each, and not of the sale beside them", async () => {
  const { offer, sell, use, as, orgId, customerId } = speaking(await newWorld());
  const sold = await sell(await offer({ sessions: 1 }));
  await use(sold);
  const { page: told } = await as.manager.query(api.timeline.list, {
    orgId,
    customerId,
    kind: "package",
    paginationOpts: page,
  });
  expect(told.map(({ history, title }) => [history?.action, title])).toEqual([
    ["used", "Ten massages"],
    ["sold", "Ten massages"],
  ]);
  expect(told[0]!.history!.changes).toEqual([
    { field: "sessionsLeft", from: 1, to: 0 },
    { field: "packageStatus", from: "active", to: "used" },
  ]);
  const counts = await as.manager.query(api.timeline.counts, { orgId, customerId });
  expect(counts).toMatchObject({ package: 2 });
  expect(counts["sale"]).toBeUndefined();
});

test("a customer who changes hands takes the packages along, under whom buyers are listed", async () => {
  const world = await newWorld();
  const { offer, sell, as, orgId, customerId, backend } = speaking(world);
  const packageId = await offer();
  await sell(packageId);
  await as.manager.mutation(api.customers.assign, {
    orgId,
    customerId,
    ownerId: world.org.users.manager,
  } as never);
  await backend.finishAllScheduledFunctions(vi.runAllTimers);
  const of = async (owner: Id<"users">) =>
    (await as.manager.query(api.packages.buyers, { orgId, packageId, owner, paginationOpts: page })).page
      .length;
  expect([await of(world.org.users.manager), await of(world.org.users.sales)]).toEqual([1, 0]);
});
