/** Payments of bookings: instalments, refunds, rates, and what they make of the booking and of the customer's value. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api } from "../_generated/api";
import { refusal } from "../engagement.testkit";
import { codeOf, refusalOf } from "../world.testkit";
import { newAgency, now } from "./bookings.testkit";
import { converted } from "../shared/money";

beforeEach(() => void vi.useFakeTimers({ now }));
afterEach(() => void vi.useRealTimers());

describe("instalments", () => {
  test("TRV-11 TRV-12: three of 100 on a booking of 300 leave nothing owed, by day; the last one makes it paid", async () => {
    const { book, pay, open } = await newAgency();
    const bookingId = await book({ numParticipants: 3 });
    for (const [paymentDate, paymentMethod] of [
      ["2026-06-10", "transfer"],
      ["2026-06-01", "cash"],
    ] as const)
      await pay(bookingId, { amount: 10_000, paymentDate, paymentMethod, reference: `R ${paymentDate}` });
    expect(await open(bookingId)).toMatchObject({ status: "confirmed", paidAmount: 20_000 });
    await pay(bookingId, { amount: 10_000, paymentMethod: "card" });
    const paid = await open(bookingId);
    expect(paid).toMatchObject({ status: "paid", paidAmount: 30_000, totalAmount: 30_000 });
    expect(
      paid.payments.map(({ paymentDate, paymentMethod, reference }) => [
        paymentDate,
        paymentMethod,
        reference,
      ]),
    ).toEqual([
      ["2026-06-01", "cash", "R 2026-06-01"],
      ["2026-06-10", "transfer", "R 2026-06-10"],
      ["2026-06-15", "card", null],
    ]);
  });

  test("TRV-13: each status is accepted and no other; what is pending or failed is not paid", async () => {
    const { book, pay, movePaid, open } = await newAgency();
    const bookingId = await book();
    const pending = await pay(bookingId, { amount: 10_000, status: "pending" });
    await pay(bookingId, { amount: 10_000, status: "failed" });
    expect(await open(bookingId)).toMatchObject({ status: "confirmed", paidAmount: 0 });
    await movePaid(pending, "completed");
    expect(await open(bookingId)).toMatchObject({ status: "paid", paidAmount: 10_000 });
    await pay(bookingId, { amount: 4_000, status: "refunded" });
    expect(await open(bookingId)).toMatchObject({ status: "confirmed", paidAmount: 6_000 });
    await expect(pay(bookingId, { amount: 1, status: "maybe" })).rejects.toThrow(/Validator/);
    await expect(pay(bookingId, { amount: 1, paymentMethod: "barter" })).rejects.toThrow(/Validator/);
    // It did not arrive after all, and then it did.
    await movePaid(pending, "failed");
    expect((await open(bookingId)).paidAmount).toBe(-4_000);
    await movePaid(pending, "completed");
    expect((await open(bookingId)).paidAmount).toBe(6_000);
    expect(await refusal(movePaid(pending, "refunded"))).toBe("INVALID_STATUS_CHANGE");
  });

  test("TRV-14: more than is owed, nothing, and less than nothing are refused", async () => {
    const { book, pay, movePaid } = await newAgency();
    const bookingId = await book();
    await pay(bookingId, { amount: 6_000 });
    expect(await refusalOf(pay(bookingId, { amount: 4_001 }))).toEqual({
      code: "LIMIT_EXCEEDED",
      what: "payment",
      limit: 4_000,
      currency: "USD",
    });
    const waiting = await pay(bookingId, { amount: 4_000, status: "pending" });
    await pay(bookingId, { amount: 4_000 });
    // What was waiting has been paid another way.
    expect(await refusal(movePaid(waiting, "completed"))).toBe("LIMIT_EXCEEDED");
    for (const amount of [0, -5, 1.5, Number.NaN])
      expect(await refusal(pay(bookingId, { amount })), String(amount)).toBe("VALIDATION_ERROR");
    expect(await refusal(pay(bookingId, { amount: 10_001, status: "refunded" }))).toBe("LIMIT_EXCEEDED");
    expect(await refusal(pay(bookingId, { amount: 1, paymentDate: "2026-13-01" }))).toBe("VALIDATION_ERROR");
  });

  test("TRV-15: in another currency it needs a rate, and pays what that makes", async () => {
    const { book, pay, open, departs } = await newAgency();
    for (const currency of ["USD", "KZT", "EUR", "RUB"]) {
      const tourDepartureId = await departs("2026-10-05", { currency });
      expect((await open(await book({ tourDepartureId }))).currency).toBe(currency);
    }
    const bookingId = await book();
    expect(await refusalOf(pay(bookingId, { amount: 2_600_000, currency: "KZT" }))).toMatchObject({
      code: "VALIDATION_ERROR",
      issues: [{ path: "rate", rule: "rate" }],
    });
    await pay(bookingId, { amount: 2_600_000, currency: "KZT", rate: 1 / 520 });
    expect(await open(bookingId)).toMatchObject({
      paidAmount: 5_000,
      payments: [{ amount: 2_600_000, currency: "KZT", bookedAmount: 5_000 }],
    });
    expect(await refusal(pay(bookingId, { amount: 1, currency: "KZT", rate: 1 / 520 }))).toBe(
      "VALIDATION_ERROR",
    );
    for (const rate of [0, -1, Number.NaN])
      expect(await refusal(pay(bookingId, { amount: 100, currency: "EUR", rate }))).toBe("VALIDATION_ERROR");
    expect(converted(100, "JPY", "USD", 0.0064)).toBe(64);
    expect(converted(1_000, "KWD", "USD", 3.25)).toBe(325);
  });

  test("TRV-16: money that goes back is a manager's; a cancelled booking takes no more, and gives back what it kept", async () => {
    const { book, pay, move, open, value } = await newAgency();
    const bookingId = await book({ numParticipants: 2 });
    await pay(bookingId, { amount: 20_000 });
    expect((await value())!.totalRevenue).toBe(20_000);
    await move(bookingId, "cancelled", "Ill");
    // Nothing was given back yet.
    expect((await value())!.totalRevenue).toBe(20_000);
    expect(await refusal(pay(bookingId, { amount: 100 }))).toBe("INVALID_STATUS_CHANGE");
    expect(await refusal(pay(bookingId, { amount: 15_000, status: "refunded" }, "sales"))).toBe("FORBIDDEN");
    await pay(bookingId, { amount: 15_000, status: "refunded" });
    expect(await open(bookingId)).toMatchObject({ status: "cancelled", paidAmount: 5_000 });
    expect((await value())!.totalRevenue).toBe(5_000);
    await pay(bookingId, { amount: 5_000, status: "refunded" });
    expect((await value())!.totalRevenue).toBe(0);
  });

  test("TRV-07: a total below what was paid is refused; fewer people make a paid booking of it", async () => {
    const { book, pay, change, open } = await newAgency();
    const bookingId = await book({ numParticipants: 3 });
    await pay(bookingId, { amount: 20_000 });
    expect(await refusal(change(bookingId, { numParticipants: 1 }))).toBe("VALIDATION_ERROR");
    await change(bookingId, { numParticipants: 2 });
    expect(await open(bookingId)).toMatchObject({ status: "paid", totalAmount: 20_000 });
    await change(bookingId, { numParticipants: 3 });
    expect((await open(bookingId)).status).toBe("confirmed");
  });

  test("TRV-11: sales take payments on their own customers' bookings; another organization on none", async () => {
    const { book, pay, other, newCustomer } = await newAgency();
    const theirs = await newCustomer("admin");
    await pay(await book(), { amount: 100 }, "sales");
    const hidden = await book({}, { of: theirs });
    expect(await codeOf(pay(hidden, { amount: 100 }, "sales"))).toBe("OUT_OF_REACH");
    expect(await codeOf(pay(hidden, { amount: 100 }, "support"))).toBe("FORBIDDEN");
    const { orgId, as } = other;
    const foreign = as.admin.mutation(api.bookings.pay, { orgId, bookingId: hidden, input: { amount: 1 } });
    expect(await codeOf(foreign)).toBe("NOT_FOUND");
  });

  test("TRV-11: a booking has at most a hundred payments, all of which it shows", async () => {
    const { book, pay, open } = await newAgency();
    const bookingId = await book();
    for (let n = 0; n < 100; n++) await pay(bookingId, { amount: 1, status: "failed" });
    expect(await refusal(pay(bookingId, { amount: 1 }))).toBe("LIMIT_EXCEEDED");
    expect((await open(bookingId)).payments).toHaveLength(100);
  }, 60_000);
});

describe("what counts once", () => {
  test("CLV-06: a quote of 100 that becomes a booking of 100 that is paid by a sale of 100 counts 100", async () => {
    const { as, orgId, customerId, book, pay, value, move, backend } = await newAgency();
    await as.sales.mutation(api.quotes.create, {
      orgId,
      customerId,
      input: {
        subject: "Altai",
        lines: [{ description: "Trip", quantity: 1000, unitPrice: 10_000, taxRate: 0 }],
        validUntil: "2099-01-01",
      },
    } as never);
    const [quote] = await backend.run((ctx) => ctx.db.query("quotes").collect());
    const quoteId = quote!._id;
    await backend.run((ctx) => ctx.db.patch("quotes", quoteId, { status: "accepted", acceptedAt: now }));
    await as.manager.mutation(api.value.refresh, { orgId, customerId });
    const parts = async () => {
      const { totalRevenue, breakdown } = (await value())!;
      return [totalRevenue, breakdown];
    };
    expect(await parts()).toMatchObject([10_000, { acceptedQuotes: 10_000, bookings: 0, transactions: 0 }]);
    const bookingId = await book({ quoteId });
    expect(await parts()).toMatchObject([10_000, { acceptedQuotes: 0, bookings: 10_000, transactions: 0 }]);
    const { transactionId } = await as.manager.mutation(api.transactions.record, {
      orgId,
      customerId,
      input: { amount: 10_000 },
    });
    // Until it is said what the sale was for, it is another purchase.
    expect((await parts())[0]).toBe(20_000);
    await pay(bookingId, { amount: 10_000, transactionId });
    expect(await parts()).toMatchObject([10_000, { acceptedQuotes: 0, bookings: 0, transactions: 10_000 }]);
    // The sale was a mistake: the booking is owed again, and counts as such.
    await as.manager.mutation(api.transactions.voidSale, { orgId, transactionId });
    expect(await parts()).toMatchObject([10_000, { acceptedQuotes: 0, bookings: 10_000, transactions: 0 }]);
    expect(await as.manager.query(api.bookings.get, { orgId, bookingId })).toMatchObject({
      status: "confirmed",
      paidAmount: 0,
    });
    await as.manager.mutation(api.transactions.restore, { orgId, transactionId });
    expect(await parts()).toMatchObject([10_000, { acceptedQuotes: 0, bookings: 0, transactions: 10_000 }]);
    await as.manager.mutation(api.transactions.voidSale, { orgId, transactionId });
    await move(bookingId, "cancelled");
    expect((await parts())[0]).toBe(0);
  });

  test("CLV-06: a sale that is not this customer's, another sum, or another payment's already is refused", async () => {
    const { as, orgId, customerId, book, pay, newCustomer } = await newAgency();
    const bookingId = await book({ numParticipants: 2 });
    const sell = async (of: typeof customerId, amount: number) =>
      (await as.manager.mutation(api.transactions.record, { orgId, customerId: of, input: { amount } }))
        .transactionId;
    const rule = async (amount: number, transactionId: Awaited<ReturnType<typeof sell>>) => {
      const refused = await refusalOf(pay(bookingId, { amount, transactionId }));
      return refused?.code === "VALIDATION_ERROR" ? refused.issues[0]!.rule : refused;
    };
    const own = await sell(customerId, 5_000);
    expect(await rule(5_000, await sell(await newCustomer("admin"), 5_000))).toBe("otherCustomer");
    expect(await rule(4_000, own)).toBe("otherSale");
    expect(await rule(5_000, own)).toBeNull();
    expect(await rule(5_000, own)).toBe("taken");
  });
});

describe("who travels", () => {
  test("TRV-17: customers and guests, never more than the booking has places", async () => {
    const { as, orgId, book, newCustomer, change, move, open, departureId } = await newAgency();
    const [bookingId, friend] = [await book({ numParticipants: 2 }), await newCustomer("admin")];
    const add = (input: object, role: "manager" | "sales" | "support" = "manager") =>
      as[role].mutation(api.bookings.addPerson, { orgId, bookingId, input });
    const people = async (role: "manager" | "sales" = "manager") =>
      (
        await as[role].query(api.bookings.participants, {
          orgId,
          bookingId,
          paginationOpts: { numItems: 10, cursor: null },
        })
      ).page;
    expect(await refusal(add({}))).toBe("VALIDATION_ERROR");
    expect(await refusal(add({ customerId: friend, guestName: "Both" }))).toBe("VALIDATION_ERROR");
    expect(await codeOf(add({ guestName: "Guest" }, "support"))).toBe("FORBIDDEN");
    expect(await codeOf(add({ customerId: friend }, "sales"))).toBe("OUT_OF_REACH");
    await add({ customerId: friend });
    expect(await refusal(add({ customerId: friend }))).toBe("VALIDATION_ERROR");
    const guest = await add({ guestName: "Little Ivan", dietary: "No nuts" });
    expect(await refusal(add({ guestName: "One more" }))).toBe("CAPACITY_EXCEEDED");
    expect((await people()).map(({ name, isGuest, dietary }) => [name, isGuest, dietary])).toEqual([
      [expect.stringMatching(/^Person/), false, null],
      ["Little Ivan", true, "No nuts"],
    ]);
    // Whom one may not see has no name.
    expect((await people("sales")).map(({ name }) => name)).toEqual(["", "Little Ivan"]);
    const all = await as.manager.query(api.bookings.travellers, {
      orgId,
      departureId,
      paginationOpts: { numItems: 10, cursor: null },
    });
    expect(all.page).toHaveLength(2);
    expect(await refusal(change(bookingId, { numParticipants: 1 }))).toBe("VALIDATION_ERROR");
    await as.manager.mutation(api.bookings.removePerson, { orgId, participantId: guest });
    expect((await open(bookingId)).namedParticipants).toBe(1);
    await change(bookingId, { numParticipants: 1 });
    await move(bookingId, "cancelled");
    expect(await refusal(add({ guestName: "Late" }))).toBe("INVALID_STATUS_CHANGE");
  });
});
