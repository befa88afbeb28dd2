/** Somebody new behind a booking, while the caller adds people to the older point of sale: refused on every way in. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { api } from "../_generated/api";
import { newAgency, now } from "../bookings/bookings.testkit";
import { newKey, sender } from "../rest/caller.testkit";
import { refusalOf } from "../world.testkit";
import type { FlagKey } from "./words";

beforeEach(() => {
  vi.useFakeTimers({ now });
});
afterEach(() => {
  vi.useRealTimers();
});

async function world() {
  const agency = await newAgency();
  const { backend, org, orgId, as, departureId } = agency;
  const input = { tourDepartureId: departureId, numParticipants: 1 };
  const person = { name: "Maria Ivanova", phone: "+7 701 234 56 78" };
  return {
    ...agency,
    person,
    set: (key: FlagKey, isOn: boolean) =>
      as.admin.mutation(api.flags.set, {
        orgId,
        key,
        audience: isOn ? "everyone" : "nobody",
        userIds: [],
        teamIds: [],
      }),
    bookFor: (role: "manager" | "sales" = "manager") =>
      as[role].mutation(api.bookings.create, { orgId, newCustomer: { input: person }, input }),
    send: sender(backend, (await newKey(org, { role: "manager" })).key),
    named: async () =>
      (await backend.run((ctx) => ctx.db.query("customers").collect())).filter(
        ({ name }) => name === person.name,
      ),
  };
}

test.each(["new-booking-integration", "new-customer-creation", "new-customer-system"] as const)(
  "POS-20: without %s nobody new is made by a booking, in the screen or over the API; who is known is booked",
  async (key) => {
    const { set, bookFor, book, send, person, departureId, named } = await world();
    await set(key, false);
    const flag = key === "new-customer-system" ? "new-booking-integration" : key;
    expect(await refusalOf(bookFor())).toEqual({ code: "FLAG_OFF", flag });
    const order = { tourDepartureId: departureId, numParticipants: 1, customer: person };
    const { status, body } = await send("POST", "/bookings", order);
    expect([status, body.code, body.details]).toEqual([403, "FLAG_OFF", { flag }]);
    expect(await named()).toEqual([]);
    await book();
    await set(key, true);
    await bookFor();
    expect(await named()).toHaveLength(1);
  },
);

test("POS-21: a part that is on for one person is refused to the others, whose key does what they may", async () => {
  const { as, orgId, org, bookFor, send, departureId, person, named } = await world();
  await as.admin.mutation(api.flags.set, {
    orgId,
    key: "new-customer-creation",
    audience: "some",
    userIds: [org.users.sales],
    teamIds: [],
  });
  const order = { tourDepartureId: departureId, numParticipants: 1, customer: person };
  expect((await send("POST", "/bookings", order)).body.code).toBe("FLAG_OFF");
  await bookFor("sales");
  expect(await named()).toHaveLength(1);
});
