/** Bookings: places, statuses, totals, leads, and everything that follows from them. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api } from "../_generated/api";
import { refusal } from "../engagement.testkit";
import { recountStep, startRecount } from "../tallies/recount";
import { inTenant } from "../tallies/tenant.testkit";
import { codeOf, refusalOf } from "../world.testkit";
import { newAgency, now, page } from "./bookings.testkit";
import { removeBookingsOf } from "./remove";

beforeEach(() => void vi.useFakeTimers({ now }));
afterEach(() => void vi.useRealTimers());

describe("booking a departure", () => {
  test("TRV-04 TRV-09: every field comes back; no lead is needed", async () => {
    const { book, open, customerId, departureId, tourId } = await newAgency();
    const bookingId = await book({
      numParticipants: 3,
      totalAmount: 27_000,
      totalReason: "Family",
      note: "Window seats",
      metadata: '{"hotel":"Lake view"}',
    });
    expect(await open(bookingId)).toMatchObject({
      customerId,
      tourDepartureId: departureId,
      tourId,
      leadId: null,
      departureDate: "2026-09-12",
      endDate: "2026-09-14",
      numParticipants: 3,
      totalAmount: 27_000,
      totalReason: "Family",
      currency: "USD",
      status: "confirmed",
      paidAmount: 0,
      note: "Window seats",
      metadata: '{"hotel":"Lake view"}',
    });
  });

  test("TRV-07: the total is price times people; another needs a reason and is told", async () => {
    const { book, open, change, told } = await newAgency();
    const bookingId = await book({ numParticipants: 3 });
    expect(await open(bookingId)).toMatchObject({ totalAmount: 30_000, totalReason: null });
    expect(await refusal(change(bookingId, { totalAmount: 25_000 }))).toBe("REASON_REQUIRED");
    expect(await refusal(book({ totalAmount: 1 }))).toBe("REASON_REQUIRED");
    await change(bookingId, { totalAmount: 25_000, totalReason: "Regulars" });
    expect(await open(bookingId)).toMatchObject({ totalAmount: 25_000, totalReason: "Regulars" });
    // A total of one's own stays when somebody joins, until it is said to be the usual one.
    await change(bookingId, { numParticipants: 4 });
    expect((await open(bookingId)).totalAmount).toBe(25_000);
    await change(bookingId, { totalAmount: null });
    expect(await open(bookingId)).toMatchObject({ totalAmount: 40_000, totalReason: null });
    const history = (await told()).filter(({ history: entry }) => entry?.entity === "bookings");
    expect(history).toHaveLength(1);
  });

  test("TRV-07: a change of the total stands in the history with its reason", async () => {
    const { book, change, as, orgId, customerId } = await newAgency();
    await change(await book(), { totalAmount: 8_000, totalReason: "Regulars" });
    const { page: entries } = await as.manager.query(api.history.list, {
      orgId,
      customerId,
      paginationOpts: page,
    } as never);
    expect(entries.find(({ entity }) => entity === "bookings")).toMatchObject({
      action: "updated",
      reason: "Regulars",
      changes: [{ field: "totalAmount", from: 10_000, to: 8_000 }],
    });
  });

  test("TRV-06 VAL-18: more people than places are left is refused, and parallel bookings never oversell", async () => {
    const { book, departs, departure } = await newAgency();
    const tourDepartureId = await departs("2026-10-01", { capacity: 5 });
    const ask = (numParticipants: number) => refusalOf(book({ tourDepartureId, numParticipants }));
    expect(await ask(6)).toEqual({ code: "CAPACITY_EXCEEDED", seatsLeft: 5 });
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => ask(2)));
    expect(outcomes.filter((refused) => refused === null)).toHaveLength(2);
    expect(outcomes.filter((refused) => refused?.code === "CAPACITY_EXCEEDED")).toHaveLength(2);
    expect(await departure(tourDepartureId)).toMatchObject({ seatsTaken: 4, seatsLeft: 1 });
    expect(await ask(1)).toBeNull();
    expect((await departure(tourDepartureId)).seatsLeft).toBe(0);
  });

  test("TRV-04 TRV-07: what cannot be is refused by field", async () => {
    const { book, departs, as, orgId } = await newAgency();
    const rules = async (input: object) => {
      const refused = await refusalOf(book(input));
      return refused?.code === "VALIDATION_ERROR"
        ? refused.issues.map(({ path, rule }) => [path, rule])
        : refused;
    };
    expect(await rules({ numParticipants: 0 })).toEqual([["numParticipants", "people"]]);
    expect(await rules({ numParticipants: 1.5 })).toEqual([["numParticipants", "whole"]]);
    expect(await rules({ totalAmount: -1, totalReason: "x" })).toEqual([["totalAmount", "negative"]]);
    expect(await rules({ metadata: "[]" })).toEqual([["metadata", "invalidJson"]]);
    expect(await rules({ currency: "KZT" })).toEqual([["totalAmount", "required"]]);
    const departureId = await departs("2026-11-01");
    await as.manager.mutation(api.tours.removeDate, { orgId, departureId });
    expect(await rules({ tourDepartureId: departureId })).toEqual({
      code: "NOT_FOUND",
      entity: "tourDepartures",
    });
  });

  test("TRV-02: a tour that is not offered takes no new booking; what was booked still shows it", async () => {
    const { book, open, as, orgId, tourId } = await newAgency();
    const bookingId = await book();
    await as.manager.mutation(api.tours.update, { orgId, tourId, changes: { active: false } });
    expect(await refusalOf(book())).toMatchObject({ issues: [{ rule: "notOffered" }] });
    expect((await open(bookingId)).tourName).toBe("Altai in autumn");
  });

  test("TRV-08 TRV-21 TRV-22 CUS-56: a customer has many; coming and past ones, and their numbers", async () => {
    const { book, departs, ofCustomer, summary, move, newCustomer } = await newAgency();
    const past = await departs("2026-06-01");
    expect(await summary()).toEqual({ totalBookings: 0, upcomingBookings: 0 });
    const [gone, coming] = [await book({ tourDepartureId: past }), await book()];
    vi.setSystemTime(now + 60_000);
    const dropped = await book();
    await move(dropped, "cancelled");
    expect((await ofCustomer("past")).map(({ _id }) => _id)).toEqual([gone]);
    expect((await ofCustomer("upcoming")).map(({ _id }) => _id)).toEqual([coming]);
    expect((await ofCustomer()).map(({ _id }) => _id).toSorted()).toEqual([gone, coming, dropped].toSorted());
    expect(await summary()).toEqual({
      totalBookings: 2,
      upcomingBookings: 1,
      lastBooking: now + 60_000,
    });
    expect(await summary(await newCustomer())).toEqual({ totalBookings: 0, upcomingBookings: 0 });
  });

  test("TRV-19: a new customer passes the gatekeeper in the same transaction", async () => {
    const { as, orgId, departureId, open, departure } = await newAgency();
    const bookNew = (input: object, more: object = {}, role: "sales" | "manager" = "sales") =>
      as[role].mutation(api.bookings.create, {
        orgId,
        newCustomer: { input: input as never, ...more },
        input: { tourDepartureId: departureId, numParticipants: 2 },
      });
    const bookingId = await bookNew({ name: "Maria Ivanova", phone: "+7 701 234 56 78" });
    const made = await open(bookingId);
    expect(made).toMatchObject({ customerName: "Maria Ivanova", numParticipants: 2 });
    // Sales own whom they bring, and the second time it is the same person.
    expect((await open(bookingId, "sales")).may.change).toBe(true);
    expect(await refusal(bookNew({ name: "M. Ivanova", phone: "+77012345678" }))).toBe("DUPLICATE_CUSTOMER");
    expect(await refusal(bookNew({ name: "Maria Ivanova", email: "other@example.test" }))).toBe(
      "CUSTOMER_NAME_CONFLICT",
    );
    expect(await refusal(bookNew({ name: "Nobody" }))).toBe("VALIDATION_ERROR");
    // Nothing is left of what was refused.
    expect((await departure()).seatsTaken).toBe(2);
    await bookNew(
      { name: "Maria Ivanova", email: "other@example.test" },
      { confirmDuplicate: true, reason: "Her daughter" },
    );
    expect((await departure()).seatsTaken).toBe(4);
    const both = as.sales.mutation(api.bookings.create, {
      orgId,
      input: { tourDepartureId: departureId, numParticipants: 1 },
    });
    expect(await refusal(both)).toBe("VALIDATION_ERROR");
  });

  test("TRV-20 TRV-25: it keeps the customer's older id and the wishes of then", async () => {
    const { as, orgId, customerId, backend, book, open } = await newAgency();
    await backend.run((ctx) =>
      ctx.db.patch("customers", customerId, { legacyId: "till-77", legacyIds: ["till-77"] }),
    );
    const wish = (seat: string) =>
      as.manager.mutation(api.customers.update, {
        orgId,
        customerId,
        patch: { preferences: JSON.stringify({ travel_preferences: { seat } }) },
      } as never);
    await wish("aisle");
    const bookingId = await book();
    await wish("window");
    const booked = await open(bookingId);
    expect(booked.legacyPosCustomerId).toBe("till-77");
    expect(JSON.parse(booked.preferencesSnapshot!)).toMatchObject({ travel_preferences: { seat: "aisle" } });
  });

  test("TRV-29: an unknown attribute in its metadata is kept as it came", async () => {
    const { book, change, open } = await newAgency();
    const bookingId = await book({ metadata: '{"engine":{"seatMap":[1,2]}}' });
    await change(bookingId, { note: "Called" });
    expect((await open(bookingId)).metadata).toBe('{"engine":{"seatMap":[1,2]}}');
    await change(bookingId, { metadata: '{"cabin":"B"}' });
    expect((await open(bookingId)).metadata).toBe('{"cabin":"B"}');
  });
});

describe("what becomes of a booking", () => {
  test("TRV-05 VAL-18: confirmed, paid, completed in this order; what is illegal or unknown is refused", async () => {
    const { book, move, open } = await newAgency();
    const bookingId = await book();
    expect(await refusal(move(bookingId, "completed"))).toBe("INVALID_STATUS_CHANGE");
    await move(bookingId, "paid", "Paid at the fair");
    expect((await open(bookingId)).isPaidByHand).toBe(true);
    await move(bookingId, "completed");
    expect(await refusal(move(bookingId, "cancelled"))).toBe("INVALID_STATUS_CHANGE");
    const other = await book();
    await move(other, "cancelled");
    expect(await refusal(move(other, "paid", "No"))).toBe("INVALID_STATUS_CHANGE");
    await expect(move(other, "lost")).rejects.toThrow(/Validator/);
  });

  test("TRV-05: paid against its payments is a manager's word, with a reason", async () => {
    const { book, move } = await newAgency();
    const bookingId = await book({}, { role: "sales" });
    expect(await refusal(move(bookingId, "paid", "Cash", "sales"))).toBe("FORBIDDEN");
    expect(await refusal(move(bookingId, "paid"))).toBe("REASON_REQUIRED");
    await move(bookingId, "cancelled", "Ill", "sales");
  });

  test("TRV-16: cancelling frees its places, bringing back takes them again as long as there are any", async () => {
    const { book, move, departs, departure, open } = await newAgency();
    const tourDepartureId = await departs("2026-10-01", { capacity: 3 });
    const first = await book({ tourDepartureId, numParticipants: 2 });
    expect((await departure(tourDepartureId)).seatsLeft).toBe(1);
    await move(first, "cancelled", "Ill");
    expect((await departure(tourDepartureId)).seatsLeft).toBe(3);
    expect(await open(first)).toMatchObject({ cancelReason: "Ill", cancelledAt: now });
    await move(first, "confirmed");
    expect(await open(first)).toMatchObject({ status: "confirmed", cancelReason: null, cancelledAt: null });
    await move(first, "cancelled");
    await book({ tourDepartureId, numParticipants: 2 });
    expect(await refusalOf(move(first, "confirmed"))).toEqual({ code: "CAPACITY_EXCEEDED", seatsLeft: 1 });
    expect((await departure(tourDepartureId)).seatsLeft).toBe(1);
  });

  test("TRV-06: more people on a booking take more places", async () => {
    const { book, change, departs, departure } = await newAgency();
    const tourDepartureId = await departs("2026-10-01", { capacity: 3 });
    const bookingId = await book({ tourDepartureId });
    await change(bookingId, { numParticipants: 3 });
    expect((await departure(tourDepartureId)).seatsLeft).toBe(0);
    expect(await refusal(change(bookingId, { numParticipants: 4 }))).toBe("CAPACITY_EXCEEDED");
    await change(bookingId, { numParticipants: 2 });
    expect((await departure(tourDepartureId)).seatsLeft).toBe(1);
  });

  test("TRV-03: fewer places than are taken, or another day for who booked this one, is refused", async () => {
    const { book, move, as, orgId, departureId } = await newAgency();
    const bookingId = await book({ numParticipants: 4 });
    const update = (changes: object) =>
      refusalOf(as.manager.mutation(api.tours.updateDate, { orgId, departureId, changes }));
    expect(await update({ capacity: 3 })).toMatchObject({
      issues: [{ path: "capacity", rule: "seatsTaken" }],
    });
    expect(await update({ capacity: 4 })).toBeNull();
    expect(await update({ departureDate: "2026-09-20" })).toMatchObject({ issues: [{ rule: "booked" }] });
    await move(bookingId, "cancelled");
    expect(await update({ departureDate: "2026-09-20" })).toMatchObject({ issues: [{ rule: "booked" }] });
    const remove = as.manager.mutation(api.tours.removeDate, { orgId, departureId });
    expect(await refusal(remove)).toBe("VALIDATION_ERROR");
  });

  test("TRV-27: what was paid is completed when the trip is over, by the organization's calendar", async () => {
    const { book, departs, pay, complete, open } = await newAgency();
    const [over, going] = [await departs("2026-06-12"), await departs("2026-06-13")];
    const [paid, unpaid, underWay] = [
      await book({ tourDepartureId: over }),
      await book({ tourDepartureId: over }),
      await book({ tourDepartureId: going }),
    ];
    await pay(paid, { amount: 10_000 });
    await pay(underWay, { amount: 10_000 });
    await complete();
    // 12 + 3 days ended on the 14th; the other ends today.
    expect((await open(paid)).status).toBe("completed");
    expect((await open(unpaid)).status).toBe("confirmed");
    expect((await open(underWay)).status).toBe("paid");
    vi.setSystemTime(now + 86_400_000);
    await complete();
    expect((await open(underWay)).status).toBe("completed");
  });

  test("INT-18 INT-20 TRV-24: a new booking and each change of its status stand once on the timeline, with old and new", async () => {
    const { book, move, told, pay } = await newAgency();
    const bookingId = await book();
    await move(bookingId, "cancelled", "Ill");
    await move(bookingId, "confirmed");
    await pay(bookingId, { amount: 10_000 });
    const entries = (await told()).filter(({ kind }) => kind === "booking").toReversed();
    expect(entries.map(({ history }) => [history!.entity, history!.action])).toEqual([
      ["bookings", "created"],
      ["bookings", "moved"],
      ["bookings", "moved"],
      ["payments", "recorded"],
      ["bookings", "moved"],
    ]);
    expect(
      entries.filter(({ history }) => history!.action === "moved").map((entry) => entry.history!.changes),
    ).toEqual([
      [{ field: "status", from: "confirmed", to: "cancelled" }],
      [{ field: "status", from: "cancelled", to: "confirmed" }],
      [{ field: "status", from: "confirmed", to: "paid" }],
    ]);
    expect(new Set(entries.map(({ title }) => title))).toEqual(new Set(["Altai in autumn · 2026-09-12"]));
  });
});

describe("a lead becomes a booking", () => {
  test("TRV-10 LED-11 LED-12: once; the lead is won, the customer active, all or nothing", async () => {
    const { as, orgId, customerId, book, move, departs } = await newAgency();
    const leadId = await as.sales.mutation(api.leads.create, { orgId, customerId, title: "Altai" });
    const full = await departs("2026-10-01", { capacity: 1 });
    const lead = () => as.manager.query(api.leads.get, { orgId, leadId });
    await refusal(book({ leadId, tourDepartureId: full, numParticipants: 2 }));
    expect((await lead()).status).toBe("new");
    const bookingId = await book({ leadId }, { role: "sales" });
    expect(await lead()).toMatchObject({ status: "won", customerStatus: "active" });
    expect(await refusalOf(book({ leadId }))).toEqual({ code: "LEAD_ALREADY_CONVERTED", bookingId });
    // Cancelling makes room for another booking of the lead, and then there is no way back to the first.
    await move(bookingId, "cancelled");
    await book({ leadId });
    expect(await refusal(move(bookingId, "confirmed"))).toBe("LEAD_ALREADY_CONVERTED");
  });

  test("LED-13 LED-14 LED-10: Maria asks and books twice, and a third time: one client, her leads, her bookings, one value", async () => {
    const { as, orgId, customerId, departs, ofCustomer, value } = await newAgency();
    for (const [count, day] of ["2026-09-12", "2026-10-01", "2026-10-20"].entries()) {
      const tourDepartureId = await departs(day);
      const leadId = await as.sales.mutation(api.leads.create, { orgId, customerId, title: `Trip ${count}` });
      const input = { tourDepartureId, numParticipants: 1, leadId };
      await as.sales.mutation(api.bookings.create, { orgId, customerId, input });
      expect(await ofCustomer()).toHaveLength(count + 1);
      expect(await as.sales.query(api.leads.ofCustomer, { orgId, customerId })).toHaveLength(count + 1);
      expect(await value()).toMatchObject({
        totalRevenue: (count + 1) * 10_000,
        breakdown: { bookings: (count + 1) * 10_000, transactions: 0, acceptedQuotes: 0 },
      });
    }
  });

  test("TRV-10: a lead of somebody else, one that was lost, or one out of reach is refused", async () => {
    const { as, orgId, customerId, book, newCustomer } = await newAgency();
    const stranger = await newCustomer("admin");
    const theirs = await as.admin.mutation(api.leads.create, { orgId, customerId: stranger });
    expect(await refusal(book({ leadId: theirs }))).toBe("VALIDATION_ERROR");
    const lost = await as.admin.mutation(api.leads.create, { orgId, customerId });
    await as.admin.mutation(api.leads.move, { orgId, leadId: lost, to: "lost", reason: "Price" });
    expect(await refusal(book({ leadId: lost }))).toBe("INVALID_STATUS_CHANGE");
    const hidden = await as.admin.mutation(api.leads.create, { orgId, customerId, ownerId: undefined });
    await as.admin.mutation(api.leads.assign, { orgId, leadId: hidden, ownerId: null });
    expect(await refusal(book({ leadId: hidden }, { role: "sales" }))).toBe("OUT_OF_REACH");
  });
});

describe("who may", () => {
  test("TRV-04: sales book for whom they own and see no others; support reads; brand sees none", async () => {
    const { as, orgId, org, book, open, newCustomer } = await newAgency();
    const theirs = await newCustomer("admin");
    const [own, others] = [await book(), await book({}, { of: theirs })];
    expect(await codeOf(book({}, { of: theirs, role: "sales" }))).toBe("OUT_OF_REACH");
    expect(await codeOf(book({}, { role: "support" }))).toBe("FORBIDDEN");
    expect(await codeOf(open(others, "sales"))).toBe("OUT_OF_REACH");
    expect((await open(own, "sales")).may).toEqual({ change: true, refund: false, override: false });
    expect((await open(others, "support")).may).toEqual({ change: false, refund: false, override: false });
    expect(await codeOf(open(own, "brand"))).toBe("FORBIDDEN");
    const everybodys = { orgId, owner: "everybody" as const, filter: {}, order: "asc" as const };
    const list = (role: "sales" | "support", owned: object = {}) =>
      as[role].query(api.bookings.list, { ...everybodys, ...owned, paginationOpts: page });
    expect(await codeOf(list("sales"))).toBe("FORBIDDEN");
    expect((await list("sales", { owner: org.users.sales })).page.map(({ _id }) => _id)).toEqual([own]);
    expect((await list("support")).page).toHaveLength(2);
  });

  test("TRV-04: another organization reaches none of it", async () => {
    const { other, book, departureId, tourId } = await newAgency();
    const bookingId = await book();
    const { orgId, as } = other;
    expect(await codeOf(as.admin.query(api.bookings.get, { orgId, bookingId }))).toBe("NOT_FOUND");
    expect(await codeOf(as.admin.mutation(api.bookings.move, { orgId, bookingId, to: "cancelled" }))).toBe(
      "NOT_FOUND",
    );
    const ofDeparture = { orgId, departureId, paginationOpts: page };
    expect(await codeOf(as.admin.query(api.bookings.ofDeparture, ofDeparture))).toBe("NOT_FOUND");
    expect(await codeOf(as.admin.query(api.tours.get, { orgId, tourId }))).toBe("NOT_FOUND");
  });

  test("bookings follow their customer to a new owner, with their numbers", async () => {
    const { as, orgId, org, customerId, book, backend } = await newAgency();
    await book({ numParticipants: 2 });
    const of = (owner: typeof org.users.sales) => as.manager.query(api.bookings.counts, { orgId, owner });
    expect((await of(org.users.sales)).confirmed).toBe(1);
    await as.admin.mutation(api.customers.assign, { orgId, customerId, ownerId: org.users.manager });
    await backend.finishAllScheduledFunctions(vi.runAllTimers);
    expect((await of(org.users.sales)).confirmed).toBe(0);
    expect((await of(org.users.manager)).confirmed).toBe(1);
  });
});

describe("what stands on a booking", () => {
  test("CUS-44 TRV-18 VAL-18 VAL-22: a customer with a trip to come cannot be deleted; one whose trips are over can", async () => {
    const { as, orgId, customerId, book, move, departs } = await newAgency();
    await book({ tourDepartureId: await departs("2026-06-01") });
    const coming = await book();
    const remove = () => as.manager.mutation(api.customers.remove, { orgId, customerId, reason: "Asked" });
    expect(await refusalOf(remove())).toEqual({ code: "ACTIVE_BOOKINGS", ids: [coming] });
    await move(coming, "cancelled");
    await remove();
    expect((await as.manager.query(api.customers.get, { orgId, customer: customerId })).status).toBe(
      "deleted",
    );
  });

  test("DUP-16: a merge moves bookings with their numbers, and its undo brings each back", async () => {
    const { as, orgId, customerId, newCustomer, book, pay, summary, value, ofCustomer, backend, told } =
      await newAgency();
    const twin = await newCustomer("admin");
    const [mine, theirs] = [await book(), await book({ numParticipants: 2 }, { of: twin })];
    await pay(theirs, { amount: 5_000 });
    const before = [await summary(), await summary(twin), await value(), await value(twin)];
    const { mergeId } = await as.admin.mutation(api.customers.merge, {
      orgId,
      primaryCustomerId: customerId,
      secondaryCustomerIds: [twin],
      mergeReason: "The same person",
      fieldChoices: { email: customerId, name: customerId },
    } as never);
    await backend.finishAllScheduledFunctions(vi.runAllTimers);
    expect((await ofCustomer()).map(({ _id }) => _id).toSorted()).toEqual([mine, theirs].toSorted());
    expect(await summary()).toMatchObject({ totalBookings: 2, upcomingBookings: 2 });
    expect((await value())!.totalRevenue).toBe(30_000);
    expect((await told()).filter(({ kind }) => kind === "booking")).toHaveLength(3);
    await as.admin.mutation(api.merges.undo, { orgId, mergeId });
    await backend.finishAllScheduledFunctions(vi.runAllTimers);
    // What is computed anew is the same under another id.
    const strip = (rows: unknown[]) =>
      rows.map((row) => ({ ...(row as object), _id: "", _creationTime: 0, lastCalculated: 0 }));
    expect(strip([await summary(), await summary(twin), await value(), await value(twin)])).toEqual(
      strip(before),
    );
    expect((await ofCustomer("all", twin)).map(({ _id }) => _id)).toEqual([theirs]);
  });

  test("TRV-26: numbers follow from the rows, whatever was kept before", async () => {
    const { backend, orgId, as, book, move, departs, summary } = await newAgency();
    for (const day of ["2026-07-01", "2026-07-31", "2026-08-01"])
      await book({ tourDepartureId: await departs(day), numParticipants: 2 });
    await move(await book(), "cancelled");
    const all = () => as.manager.query(api.bookings.counts, { orgId, owner: "everybody" });
    const july = () =>
      as.manager.query(api.bookings.counts, {
        orgId,
        owner: "everybody",
        from: "2026-07-01",
        to: "2026-07-31",
      });
    const kept = [await all(), await july(), await summary()];
    expect(kept).toEqual([
      { confirmed: 3, paid: 0, completed: 0, cancelled: 1 },
      { confirmed: 2, paid: 0, completed: 0, cancelled: 0 },
      { totalBookings: 3, upcomingBookings: 3, lastBooking: now },
    ]);
    await inTenant(backend, orgId, async (ctx) => {
      await startRecount(ctx);
      while ((await recountStep(ctx, 2)) === "more");
    });
    expect([await all(), await july(), await summary()]).toEqual(kept);
  });

  test("TRV-26 TRV-28: the list by day, status and tour; a departure's own", async () => {
    const { as, orgId, book, move, departs, tourId, departureId } = await newAgency();
    const early = await departs("2026-07-01");
    const [first, second] = [await book({ tourDepartureId: early }), await book()];
    const gone = await book();
    await move(gone, "cancelled");
    const list = async (filter: object, order: "asc" | "desc" = "asc") =>
      (
        await as.manager.query(api.bookings.list, {
          orgId,
          owner: "everybody",
          filter,
          order,
          paginationOpts: page,
        })
      ).page.map(({ _id }) => _id);
    expect(await list({ status: "confirmed" })).toEqual([first, second]);
    expect(await list({ status: "confirmed" }, "desc")).toEqual([second, first]);
    expect(await list({ from: "2026-08-01" })).toEqual([second, gone]);
    expect(await list({ tourId, status: "cancelled" })).toEqual([gone]);
    expect(await codeOf(list({ from: "soon" }))).toBe("VALIDATION_ERROR");
    const own = await as.manager.query(api.bookings.ofDeparture, {
      orgId,
      departureId,
      paginationOpts: page,
    });
    expect(own.page.map(({ _id }) => _id)).toEqual([second, gone]);
  });

  test("what a customer of the sample data booked goes with it, and the places come back", async () => {
    const { backend, orgId, as, customerId, newCustomer, book, pay, departure, summary } = await newAgency();
    const friend = await newCustomer("admin");
    await pay(await book({ numParticipants: 3 }), { amount: 100 });
    const bookingId = await book({}, { of: friend });
    await as.manager.mutation(api.bookings.addPerson, { orgId, bookingId, input: { customerId } });
    await inTenant(backend, orgId, (ctx) => removeBookingsOf(ctx, customerId));
    expect((await departure()).seatsTaken).toBe(1);
    expect(await summary()).toEqual({ totalBookings: 0, upcomingBookings: 0 });
    const left = await backend.run(async (ctx) => [
      (await ctx.db.query("bookings").collect()).map(({ _id, namedParticipants }) => [
        _id,
        namedParticipants,
      ]),
      (await ctx.db.query("payments").collect()).length,
      (await ctx.db.query("tourParticipants").collect()).length,
    ]);
    expect(left).toEqual([[[bookingId, 0]], 0, 0]);
  });
});
