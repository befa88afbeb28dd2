/** Bookings and payments over REST. */
import { expect, test } from "vitest";
import { newAgency } from "../bookings/bookings.testkit";
import { newKey, sender } from "./caller.testkit";

async function speaking() {
  const agency = await newAgency();
  const send = sender(agency.backend, (await newKey(agency.org)).key);
  return { ...agency, send, path: `/customers/${agency.customerId}/bookings` };
}

test("TRV-04 TRV-07 TRV-29: a booking is posted with every field and read back the same; what is missing or wrong is a 400", async () => {
  const { send, path, departureId, customerId } = await speaking();
  const sent = {
    tourDepartureId: departureId,
    numParticipants: 3,
    totalAmount: "270.00",
    totalReason: "Family",
    currency: "USD",
    note: "Window seats",
    metadata: { engine: { seats: [1, 2] } },
    status: "confirmed",
  };
  const made = await send("POST", path, sent);
  expect(made).toMatchObject({
    status: 201,
    body: { ...sent, totalAmount: 27_000, customerId, balance: 27_000, leadId: null, payments: [] },
  });
  expect((await send("GET", `/bookings/${made.body.id}`)).body).toEqual(made.body);
  for (const [wrong, at] of [
    [{ numParticipants: 1 }, "tourDepartureId"],
    [{ tourDepartureId: departureId, numParticipants: 0 }, "numParticipants"],
    [{ tourDepartureId: departureId, numParticipants: 1, status: "lost" }, "status"],
  ] as const)
    expect(await send("POST", path, wrong)).toMatchObject({
      status: 400,
      body: { code: "VALIDATION_ERROR", details: [{ path: at }] },
    });
});

test("TRV-05 TRV-06 TRV-16 VAL-18 VAL-22: statuses move as they may, places run out and come back", async () => {
  const { send, path, departs } = await speaking();
  const tourDepartureId = await departs("2026-10-01", { capacity: 2 });
  const { body } = await send("POST", path, { tourDepartureId, numParticipants: 2 });
  expect(await send("POST", path, { tourDepartureId, numParticipants: 1 })).toMatchObject({
    status: 422,
    body: { code: "CAPACITY_EXCEEDED", details: { seatsLeft: 0 } },
  });
  const put = (change: object) => send("PUT", `/bookings/${body.id}`, change);
  expect(await put({ status: "lost" })).toMatchObject({ status: 400 });
  expect((await put({ status: "paid", reason: "At the fair" })).body.status).toBe("paid");
  expect((await put({ status: "cancelled", reason: "Ill" })).body).toMatchObject({
    status: "cancelled",
    cancelReason: "Ill",
  });
  expect(await put({ status: "paid", reason: "No" })).toMatchObject({ status: 422 });
  expect((await send("GET", `/departures/${tourDepartureId}`)).body.seatsLeft).toBe(2);
  expect((await put({ status: "confirmed" })).status).toBe(200);
  expect(await put({ totalAmount: "1.00" })).toMatchObject({
    status: 400,
    body: { code: "REASON_REQUIRED" },
  });
});

test("TRV-21 TRV-22 CUS-50 API-10: the list carries the coming and the past ones, the customer its summary", async () => {
  const { send, path, departs, departureId, customerId } = await speaking();
  const summary = async () => (await send("GET", `/customers/${customerId}`)).body.bookingSummary;
  expect(await summary()).toEqual({ totalBookings: 0, upcomingBookings: 0 });
  const past = await send("POST", path, { tourDepartureId: await departs("2020-01-01"), numParticipants: 1 });
  const coming = await send("POST", path, {
    tourDepartureId: await departs("2099-01-01"),
    numParticipants: 1,
  });
  const list = (await send("GET", path)).body;
  const ids = (rows: { id: string }[]) => rows.map(({ id }) => id);
  expect(ids(list.upcomingBookings)).toEqual([coming.body.id]);
  expect(ids(list.pastBookings)).toEqual([past.body.id]);
  expect(ids(list.bookings)).toEqual([coming.body.id, past.body.id]);
  expect(ids((await send("GET", `${path}?when=past`)).body.bookings)).toEqual([past.body.id]);
  expect(await summary()).toEqual({
    totalBookings: 2,
    upcomingBookings: 1,
    lastBooking: coming.body.createdAt,
  });
  const all = (await send("GET", "/bookings?status=confirmed&order=desc")).body;
  expect(ids(all.bookings)).toEqual([coming.body.id, past.body.id]);
  expect(all.pagination.total).toBe(2);
  expect((await send("GET", `/departures/${departureId}/bookings`)).body.bookings).toEqual([]);
});

test("CUS-44 TRV-18: deleting a customer with a trip to come is a 422 that names it", async () => {
  const { send, path, departs, customerId } = await speaking();
  const { body } = await send("POST", path, {
    tourDepartureId: await departs("2099-01-01"),
    numParticipants: 1,
  });
  expect(await send("DELETE", `/customers/${customerId}?mode=delete`)).toMatchObject({
    status: 422,
    body: { code: "ACTIVE_BOOKINGS", details: { ids: [body.id] } },
  });
  await send("PUT", `/bookings/${body.id}`, { status: "cancelled" });
  expect((await send("DELETE", `/customers/${customerId}?mode=delete`)).status).toBe(200);
});

test("TRV-10 LED-11 VAL-22: a lead is converted once", async () => {
  const { send, customerId, departureId } = await speaking();
  const lead = (await send("POST", `/customers/${customerId}/leads`, { title: "Altai" })).body;
  const convert = () =>
    send("POST", `/leads/${lead.id}/convert`, { tourDepartureId: departureId, numParticipants: 1 });
  const booked = await convert();
  expect(booked).toMatchObject({ status: 201, body: { leadId: lead.id, customerId } });
  expect(await convert()).toMatchObject({
    status: 409,
    body: { code: "LEAD_ALREADY_CONVERTED", details: { bookingId: booked.body.id } },
  });
  expect((await send("GET", `/leads/${lead.id}`)).body.status).toBe("won");
});

test("TRV-19: a booking for somebody new makes the customer, unless they are known", async () => {
  const { send, departureId } = await speaking();
  const customer = { name: "Maria Ivanova", phone: "+7 701 234 56 78" };
  const input = { customer, tourDepartureId: departureId, numParticipants: 1 };
  expect(await send("POST", "/bookings", input)).toMatchObject({
    status: 201,
    body: { customerName: "Maria Ivanova" },
  });
  expect(await send("POST", "/bookings", input)).toMatchObject({
    status: 409,
    body: { code: "DUPLICATE_CUSTOMER" },
  });
  const { customer: _none, ...nobody } = input;
  expect((await send("POST", "/bookings", nobody)).status).toBe(400);
});

test("TRV-11 TRV-13 TRV-14 TRV-17: payments and travellers, in and out", async () => {
  const { send, path, departureId } = await speaking();
  const { body } = await send("POST", path, { tourDepartureId: departureId, numParticipants: 3 });
  const payments = `/bookings/${body.id}/payments`;
  for (const paymentDate of ["2026-03-01", "2026-01-01", "2026-02-01"]) {
    const paid = await send("POST", payments, { amount: "100.00", paymentDate, paymentMethod: "card" });
    expect(paid).toMatchObject({ status: 201, body: { amount: 10_000, status: "completed" } });
  }
  const rows = (await send("GET", payments)).body.payments;
  expect(rows.map((row: { paymentDate: string }) => row.paymentDate)).toEqual([
    "2026-01-01",
    "2026-02-01",
    "2026-03-01",
  ]);
  expect((await send("GET", `/bookings/${body.id}`)).body).toMatchObject({ balance: 0, status: "paid" });
  expect(await send("POST", payments, { amount: 1 })).toMatchObject({ status: 422 });
  for (const wrong of [
    { amount: 0 },
    { amount: -1 },
    { amount: 5, status: "maybe" },
    { amount: 5, paymentMethod: "shells" },
  ])
    expect((await send("POST", payments, wrong)).status, JSON.stringify(wrong)).toBe(400);
  expect((await send("PUT", `/payments/${rows[0].id}`, { status: "failed" })).body.status).toBe("failed");
  expect((await send("GET", `/bookings/${body.id}`)).body).toMatchObject({
    balance: 10_000,
    status: "confirmed",
  });
  const people = `/bookings/${body.id}/participants`;
  const guest = await send("POST", people, { guestName: "Little Ivan", dietary: "No nuts" });
  expect((await send("GET", people)).body.participants).toMatchObject([
    { id: guest.body.id, name: "Little Ivan", isGuest: true, dietary: "No nuts" },
  ]);
  expect((await send("DELETE", `/participants/${guest.body.id}`)).status).toBe(200);
  expect((await send("GET", people)).body.participants).toEqual([]);
});
