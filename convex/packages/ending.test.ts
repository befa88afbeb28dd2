/** Packages that end by the calendar, are taken back, or pass with their customer to somebody else. */
import { describe, expect, test, vi } from "vitest";
import { api } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { newCustomer, newWorld } from "../engagement.testkit";
import { dayMs } from "../shared/days";
import { atNoon, issueOf, now, outcome, page, speaking } from "./packages.testkit";

atNoon();

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
