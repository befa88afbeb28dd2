/** A small travel agency for tests: a customer, a tour with departures, and short words for its deeds. */
import { vi } from "vitest";
import { api, internal } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { newCustomer, newWorld } from "../engagement.testkit";
import type { Role } from "../tenancy/permissions";

export const now = Date.UTC(2026, 5, 15, 12);
const today = "2026-06-15";
export const page = { numItems: 60, cursor: null };

export async function newAgency() {
  const world = await newWorld();
  const { backend, org, customerId } = world;
  const { orgId, as } = org;
  const tourId = await as.manager.mutation(api.tours.create, {
    orgId,
    input: { name: "Altai in autumn", basePrice: 10_000, capacity: 10, durationDays: 3 },
  });
  const departs = (
    departureDate: string,
    input: { price?: number; capacity?: number; currency?: string } = {},
  ) => as.manager.mutation(api.tours.addDate, { orgId, tourId, input: { departureDate, ...input } });
  const departureId = await departs("2026-09-12");
  return {
    ...world,
    orgId,
    as,
    tourId,
    departs,
    departureId,
    newCustomer: (role: "sales" | "admin" = "sales", input: { name?: string; email?: string } = {}) =>
      newCustomer(org, role, input),
    book: (
      input: object = {},
      { of = customerId, role = "manager" as Role }: { of?: Id<"customers">; role?: Role } = {},
    ) =>
      as[role].mutation(api.bookings.create, {
        orgId,
        customerId: of,
        input: { tourDepartureId: departureId, numParticipants: 1, ...input },
      }),
    change: (bookingId: Id<"bookings">, changes: object, role: Role = "manager") =>
      as[role].mutation(api.bookings.update, { orgId, bookingId, changes }),
    move: (bookingId: Id<"bookings">, to: string, reason?: string, role: Role = "manager") =>
      as[role].mutation(api.bookings.move, {
        orgId,
        bookingId,
        to: to as never,
        ...(reason === undefined ? {} : { reason }),
      }),
    pay: (bookingId: Id<"bookings">, input: object, role: Role = "manager") =>
      as[role].mutation(api.bookings.pay, { orgId, bookingId, input: input as never }),
    movePaid: (paymentId: Id<"payments">, to: string, role: Role = "manager") =>
      as[role].mutation(api.bookings.movePaid, { orgId, paymentId, to: to as never }),
    open: (bookingId: Id<"bookings">, role: Role = "manager") =>
      as[role].query(api.bookings.get, { orgId, bookingId }),
    departure: (id: Id<"tourDepartures"> = departureId) =>
      as.manager.query(api.tours.departure, { orgId, departureId: id }),
    value: (of = customerId) => as.manager.query(api.value.get, { orgId, customerId: of }),
    summary: (of = customerId, day = today) =>
      as.manager.query(api.bookings.summary, { orgId, customerId: of, today: day }),
    ofCustomer: async (when: "all" | "upcoming" | "past" = "all", of = customerId) =>
      (
        await as.manager.query(api.bookings.ofCustomer, {
          orgId,
          customerId: of,
          when,
          today,
          paginationOpts: page,
        })
      ).page,
    complete: async () => {
      await backend.mutation(internal.bookings.complete, { orgId });
      await backend.finishAllScheduledFunctions(vi.runAllTimers);
    },
    told: async (of = customerId) =>
      (
        await as.manager.query(api.timeline.list, {
          orgId,
          customerId: of,
          kind: null,
          paginationOpts: { numItems: 30, cursor: null },
        })
      ).page,
  };
}
