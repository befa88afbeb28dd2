/** Bookings, their payments and travellers over REST (TRV-04 to TRV-22). */
import * as z from "zod";
import type { Id } from "../../_generated/dataModel";
import type { OrgMutationCtx, OrgQueryCtx } from "../../functions";
import { book } from "../../bookings/book";
import { changeBooking, moveBooking } from "../../bookings/change";
import {
  customerBookings,
  departureBookings,
  listBookings,
  nearestBookings,
  openBooking,
  type ListedBooking,
  type OpenBooking,
  type ShownPayment,
} from "../../bookings/list";
import {
  addParticipant,
  participantsOf,
  removeParticipant,
  type ShownParticipant,
} from "../../bookings/participants";
import { movePayment, recordPayment } from "../../bookings/payments";
import { countBookings } from "../../bookings/summary";
import { bookingStatuses, paymentStatuses, type BookingStatus } from "../../bookings/words";
import { dayOf } from "../../shared/days";
import { paymentMethods } from "../../transactions/words";
import { readableLead } from "../../leads/access";
import { amount, anything, calendarDay, count, id, iso, isoOrNull, listPage, moment, whole } from "../answer";
import { day, paging, selection, word } from "../entry";
import { customerAt, idOf } from "../place";
import { lists, reads, writes } from "../route";
import { creditEntered, minorUnits } from "./loyalty";

const textOrNull = z.string().nullable();
const status = z.enum(bookingStatuses);

const bookingRow = z.strictObject({
  id,
  customerId: id,
  customerCode: z.string(),
  customerName: z.string(),
  tourId: id,
  tourName: z.string(),
  tourDepartureId: id,
  departureDate: calendarDay,
  endDate: calendarDay.describe("Last day of the trip."),
  numParticipants: count,
  totalAmount: amount,
  paidAmount: z.int().describe("Completed payments less refunds; minor units."),
  currency: z.string().describe("ISO 4217."),
  status,
  leadId: id.nullable().describe("The lead that became it."),
  quoteId: id.nullable().describe("The accepted quote that it makes real; the two count once."),
  createdAt: moment,
  createdByName: z.string(),
});

const paymentAnswer = z.strictObject({
  id,
  bookingId: id,
  amount,
  currency: z.string().describe("ISO 4217."),
  rate: z.number().nullable().describe("How much one unit of it is in the booking's currency."),
  bookedAmount: amount.describe("What it pays of the booking, in the booking's currency; minor units."),
  paymentDate: calendarDay,
  paymentMethod: z.enum(paymentMethods),
  status: z.enum(paymentStatuses).describe("refunded is money that went back; only completed ones pay."),
  reference: textOrNull,
  transactionId: id.nullable().describe("The recorded sale that it was taken as; the two count once."),
  createdAt: moment,
  createdByName: z.string(),
});

const bookingAnswer = bookingRow.extend({
  totalReason: textOrNull.describe("Why the total is another than price times people."),
  balance: z.int().describe("What is still owed; minor units."),
  note: textOrNull,
  metadata: anything.describe("The JSON object that was sent, or null."),
  preferences: anything.describe("The customer's wishes as they were when it was booked."),
  legacyPosCustomerId: textOrNull.describe("The customer's id in the older system."),
  namedParticipants: count,
  cancelledAt: moment.nullable(),
  cancelReason: textOrNull,
  updatedAt: moment,
  payments: z.array(paymentAnswer).describe("All of them, by day."),
});

const participantAnswer = z.strictObject({
  id,
  bookingId: id,
  customerId: id.nullable().describe("Null for a guest."),
  name: z.string(),
  isGuest: z.boolean(),
  dietary: textOrNull,
});

function rowOutward({ _id, createdAt, ...row }: ListedBooking): z.output<typeof bookingRow> {
  return {
    id: _id,
    customerId: row.customerId,
    customerCode: row.customerCode,
    customerName: row.customerName,
    tourId: row.tourId,
    tourName: row.tourName,
    tourDepartureId: row.tourDepartureId,
    departureDate: row.departureDate,
    endDate: row.endDate,
    numParticipants: row.numParticipants,
    totalAmount: row.totalAmount,
    paidAmount: row.paidAmount,
    currency: row.currency,
    status: row.status,
    leadId: row.leadId,
    quoteId: row.quoteId,
    createdAt: iso(createdAt),
    createdByName: row.createdByName,
  };
}

function paymentOutward({ _id, createdAt, ...payment }: ShownPayment): z.output<typeof paymentAnswer> {
  return { id: _id, ...payment, createdAt: iso(createdAt) };
}

function outward(open: OpenBooking): z.output<typeof bookingAnswer> {
  return {
    ...rowOutward(open),
    totalReason: open.totalReason,
    balance: open.status === "cancelled" ? 0 : Math.max(0, open.totalAmount - open.paidAmount),
    note: open.note,
    metadata: parsedOr(open.metadata),
    preferences: parsedOr(open.preferencesSnapshot),
    legacyPosCustomerId: open.legacyPosCustomerId,
    namedParticipants: open.namedParticipants,
    cancelledAt: isoOrNull(open.cancelledAt),
    cancelReason: open.cancelReason,
    updatedAt: iso(open.updatedAt),
    payments: open.payments.map(paymentOutward),
  };
}

function parsedOr(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function participantOutward({ _id, ...person }: ShownParticipant): z.output<typeof participantAnswer> {
  return { id: _id, ...person };
}

const answered = async (ctx: OrgQueryCtx | OrgMutationCtx, bookingId: string) =>
  outward(await openBooking(ctx, bookingId));
const today = async (ctx: OrgQueryCtx | OrgMutationCtx, now: number) =>
  dayOf(now, (await ctx.settings()).timeZone);
const given = (fields: object) =>
  Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== null && value !== ""),
  );

const metadata = z.record(z.string(), z.unknown()).optional().describe("A JSON object of your own.");
const bookingEntered = {
  tourDepartureId: word.describe("The departure that is booked."),
  numParticipants: z.number().optional(),
  totalAmount: creditEntered,
  currency: z.string().optional().describe("ISO 4217; the departure's when left out."),
  totalReason: word.describe("Needed when the total is another than price times people."),
  leadId: word.describe("The lead that becomes this booking; it is won."),
  quoteId: word.describe("The accepted quote that it makes real; the two count once."),
  note: word,
  metadata,
  status: z
    .enum(bookingStatuses)
    .optional()
    .describe("confirmed, or left out; what payments make of it follows by itself."),
};
const bookingAliases = { departureId: "tourDepartureId", participants: "numParticipants" };

interface Entered {
  tourDepartureId?: string | null | undefined;
  numParticipants?: number | undefined;
  totalAmount?: number | string | null | undefined;
  currency?: string | undefined;
  metadata?: object | undefined;
  status?: (typeof bookingStatuses)[number] | undefined;
}

/** As the shape of a booking takes it; what is missing is refused there, by field. */
async function entryOf(ctx: OrgMutationCtx, { metadata: own, status: wanted, ...body }: Entered) {
  const departureId = ctx.db.normalizeId("tourDepartures", body.tourDepartureId ?? "");
  const departure = departureId === null ? null : await ctx.db.find("tourDepartures", departureId);
  const currency = body.currency ?? departure?.currency ?? (await ctx.settings()).currency;
  return {
    wanted,
    input: given({
      ...body,
      totalAmount: minorUnits(body.totalAmount, currency),
      ...(own === undefined ? {} : { metadata: JSON.stringify(own) }),
    }) as never,
  };
}

async function booked(ctx: OrgMutationCtx, booker: Parameters<typeof book>[1], body: Entered) {
  const { input, wanted } = await entryOf(ctx, body);
  const bookingId = await book(ctx, booker, input);
  if (wanted !== undefined && wanted !== "confirmed") await moveBooking(ctx, bookingId, wanted);
  return await answered(ctx, bookingId);
}

const largestPage = 50;
/** The departure is one of your own. */
const example = { tourDepartureId: "<departure>", numParticipants: 2 };

export const bookingRoutes = [
  lists({
    method: "GET",
    path: "/customers/{customer}/bookings",
    group: "Bookings",
    summary: "Bookings of a customer, the latest departure first; with the nearest coming and past ones",
    permission: "bookings:read",
    query: z.strictObject({
      when: z
        .enum(["all", "upcoming", "past"])
        .optional()
        .describe("upcoming: from today on, the nearest first; past: before, without what was cancelled."),
      ...paging(largestPage),
      ...selection,
    }),
    list: "bookings",
    largestPage,
    answer: bookingRow,
    handler: async (ctx, { params, query, page, now }) => {
      const { _id: customerId } = await customerAt(ctx, params);
      const { when = "all" } = query;
      return listPage(
        await customerBookings(ctx, { customerId, when, today: await today(ctx, now) }, page),
        rowOutward,
      );
    },
    beside: {
      answer: z.object({
        upcomingBookings: z.array(bookingRow).describe("The nearest 25 to come; page on with when=upcoming."),
        pastBookings: z.array(bookingRow).describe("The last 25 before today; page on with when=past."),
      }),
      handler: async (ctx, { params, now }) => {
        const { _id: customerId } = await customerAt(ctx, params);
        const day = await today(ctx, now);
        const of = async (when: "upcoming" | "past") =>
          (await nearestBookings(ctx, { customerId, when, today: day }, 25)).map(rowOutward);
        return { upcomingBookings: await of("upcoming"), pastBookings: await of("past") };
      },
    },
  }),
  writes({
    method: "POST",
    path: "/customers/{customer}/bookings",
    group: "Bookings",
    summary: "Book a departure; more people than places are left is refused",
    permission: "bookings:write",
    status: 201,
    body: z.strictObject(bookingEntered),
    aliases: bookingAliases,
    example,
    answer: bookingAnswer,
    handler: async (ctx, { params, body }) => {
      const { _id: customerId } = await customerAt(ctx, params);
      return await booked(ctx, { customerId }, body);
    },
  }),
  writes({
    method: "POST",
    path: "/leads/{lead}/convert",
    group: "Bookings",
    summary: "Make a booking of a lead, once: the lead is won and the customer active",
    permission: "bookings:write",
    status: 201,
    body: z.strictObject(bookingEntered).omit({ leadId: true }),
    aliases: bookingAliases,
    example,
    answer: bookingAnswer,
    handler: async (ctx, { params, body }) => {
      const lead = await readableLead(ctx, idOf(ctx, "leads", params["lead"]!));
      const entry = { ...body, leadId: lead._id };
      return await booked(ctx, { customerId: lead.customerId }, entry);
    },
  }),
  lists({
    method: "GET",
    path: "/bookings",
    group: "Bookings",
    summary: "Bookings of all customers by day of departure",
    permission: "bookings:read",
    query: z.strictObject({
      status: status.optional(),
      tourId: z.string().max(64).optional(),
      from: day.optional().describe("First day, in the organization's time zone."),
      to: day.optional().describe("Last day."),
      owner: z.string().max(64).optional().describe("A member's id; everybody's unless told."),
      order: z.enum(["asc", "desc"]).optional(),
      ...paging(largestPage),
      ...selection,
    }),
    list: "bookings",
    largestPage,
    answer: bookingRow,
    handler: async (ctx, { query, page }) => {
      const { owner, order = "asc", tourId, ...filter } = query;
      const asked = {
        owner: owner === undefined ? ("everybody" as const) : (owner as Id<"users">),
        filter: given({
          status: filter.status,
          from: filter.from,
          to: filter.to,
          ...(tourId === undefined ? {} : { tourId: idOf(ctx, "tours", tourId) }),
        }),
        order,
      };
      return listPage(await listBookings(ctx, asked, page), rowOutward);
    },
    total: async (ctx, { query }) => {
      if (query.tourId !== undefined) return null;
      const { from, to, owner } = query;
      const counts = await countBookings(ctx, {
        owner: owner === undefined ? "everybody" : (owner as Id<"users">),
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
      });
      const asked: readonly BookingStatus[] = query.status === undefined ? bookingStatuses : [query.status];
      return asked.reduce((sum, one) => sum + counts[one], 0);
    },
  }),
  writes({
    method: "POST",
    path: "/bookings",
    group: "Bookings",
    summary: "Book a departure for a customer, or for a new one who is looked for among those known first",
    permission: "bookings:write",
    status: 201,
    body: z.strictObject({
      ...bookingEntered,
      customerId: word,
      customer: z
        .strictObject({
          name: z.string(),
          phone: z.string().optional(),
          email: z.string().optional(),
          confirmDuplicate: z.boolean().optional(),
          reason: z.string().optional(),
        })
        .optional()
        .describe("A new customer, instead of customerId."),
    }),
    aliases: bookingAliases,
    example: { customer: { name: "Maria Ivanova", phone: "+7 701 234 56 78" }, ...example },
    answer: bookingAnswer,
    handler: async (ctx, { body: { customerId, customer, ...body } }) => {
      if (customer === undefined) return await booked(ctx, given({ customerId }), body);
      const { confirmDuplicate, reason, ...input } = customer;
      const newCustomer = { input: given(input) as never, ...given({ confirmDuplicate, reason }) };
      return await booked(ctx, { newCustomer, ...given({ customerId }) }, body);
    },
  }),
  reads({
    method: "GET",
    path: "/bookings/{booking}",
    group: "Bookings",
    summary: "Read one booking with its payments",
    permission: "bookings:read",
    query: z.strictObject(selection),
    answer: bookingAnswer,
    handler: async (ctx, { params }) => await answered(ctx, params["booking"]!),
  }),
  writes({
    method: "PUT",
    path: "/bookings/{booking}",
    group: "Bookings",
    summary: "Change people, total, words or status; cancelling gives the places back",
    permission: "bookings:write",
    body: z.strictObject({
      numParticipants: z.number().optional(),
      totalAmount: creditEntered.describe(
        "Minor units, or text in whole units; null for price times people.",
      ),
      totalReason: word.describe("Needed when the total is another than price times people."),
      note: word,
      metadata,
      status: status.optional(),
      reason: z.string().optional().describe("Why the status changes; needed for paid."),
    }),
    aliases: { participants: "numParticipants" },
    example: { status: "cancelled", reason: "Ill" },
    answer: bookingAnswer,
    handler: async (ctx, { params, body }) => {
      const { status: to, reason, metadata: own, totalAmount, note, totalReason, ...rest } = body;
      const { _id, currency } = await openBooking(ctx, params["booking"]!);
      const changes = Object.fromEntries(
        Object.entries({
          ...rest,
          totalAmount: minorUnits(totalAmount, currency),
          totalReason: totalReason ?? undefined,
          note: note === null ? "" : note,
          metadata: own === undefined ? undefined : JSON.stringify(own),
        }).filter(([, value]) => value !== undefined),
      );
      if (Object.keys(changes).length > 0) await changeBooking(ctx, _id, changes);
      if (to !== undefined) await moveBooking(ctx, _id, to, reason);
      return await answered(ctx, _id);
    },
  }),
  lists({
    method: "GET",
    path: "/departures/{departure}/bookings",
    group: "Bookings",
    summary: "Bookings of one departure",
    permission: "bookings:read",
    query: z.strictObject({ ...paging(largestPage), ...selection }),
    list: "bookings",
    largestPage,
    answer: bookingRow,
    handler: async (ctx, { params, page }) =>
      listPage(
        await departureBookings(ctx, idOf(ctx, "tourDepartures", params["departure"]!), page),
        rowOutward,
      ),
  }),
  lists({
    method: "GET",
    path: "/bookings/{booking}/payments",
    group: "Bookings",
    summary: "Payments of a booking by day, all of them",
    permission: "bookings:read",
    query: z.strictObject({ ...paging(100), ...selection }),
    list: "payments",
    largestPage: 100,
    answer: paymentAnswer,
    handler: async (ctx, { params }) =>
      whole((await openBooking(ctx, params["booking"]!)).payments.map(paymentOutward)),
  }),
  writes({
    method: "POST",
    path: "/bookings/{booking}/payments",
    group: "Bookings",
    summary: "Record an instalment, or with status refunded money that went back",
    permission: "bookings:write",
    status: 201,
    body: z.strictObject({
      amount: creditEntered,
      currency: z.string().optional().describe("ISO 4217; the booking's when left out."),
      rate: z
        .number()
        .optional()
        .describe("Needed in another currency: how much one unit of it is in the booking's."),
      paymentDate: z.string().optional().describe("Today unless told."),
      paymentMethod: z.string().optional(),
      status: z
        .string()
        .optional()
        .describe("pending, completed, failed or refunded; completed unless told."),
      reference: word.describe("A receipt's number."),
      transactionId: word.describe("The recorded sale that it was taken as; the two count once."),
    }),
    aliases: { method: "paymentMethod", date: "paymentDate" },
    example: { amount: 10000, paymentMethod: "transfer", reference: "B-17" },
    answer: paymentAnswer,
    handler: async (ctx, { params, body }) => {
      const { _id, currency } = await openBooking(ctx, params["booking"]!);
      const own = body.currency ?? currency;
      const input = given({ ...body, amount: minorUnits(body.amount, own) });
      const paymentId = await recordPayment(ctx, _id, input as never);
      return paymentOutward(await paymentOf(ctx, _id, paymentId));
    },
  }),
  writes({
    method: "PUT",
    path: "/payments/{payment}",
    group: "Bookings",
    summary: "Say what became of a payment: completed or failed",
    permission: "bookings:write",
    body: z.strictObject({ status: z.enum(paymentStatuses) }),
    example: { status: "completed" },
    answer: paymentAnswer,
    handler: async (ctx, { params, body }) => {
      const paymentId = idOf(ctx, "payments", params["payment"]!);
      await movePayment(ctx, paymentId, body.status);
      const { bookingId } = await ctx.db.get("payments", paymentId);
      return paymentOutward(await paymentOf(ctx, bookingId, paymentId));
    },
  }),
  lists({
    method: "GET",
    path: "/bookings/{booking}/participants",
    group: "Bookings",
    summary: "Who travels on a booking, as far as it is known",
    permission: "bookings:read",
    query: z.strictObject({ ...paging(largestPage), ...selection }),
    list: "participants",
    largestPage,
    answer: participantAnswer,
    handler: async (ctx, { params, page }) => {
      const { _id } = await openBooking(ctx, params["booking"]!);
      return listPage(await participantsOf(ctx, _id, page), participantOutward);
    },
  }),
  writes({
    method: "POST",
    path: "/bookings/{booking}/participants",
    group: "Bookings",
    summary: "Name a traveller: a customer, or a guest; never more than the booking has places",
    permission: "bookings:write",
    status: 201,
    body: z.strictObject({ customerId: word, guestName: word, dietary: word }),
    example: { guestName: "Little Ivan", dietary: "No nuts" },
    answer: z.strictObject({ id }),
    handler: async (ctx, { params, body }) => ({
      id: await addParticipant(ctx, params["booking"]!, given(body)),
    }),
  }),
  writes({
    method: "DELETE",
    path: "/participants/{participant}",
    group: "Bookings",
    summary: "Take a traveller off; the place stays the booking's",
    permission: "bookings:write",
    answer: z.strictObject({ id }),
    handler: async (ctx, { params }) => {
      await removeParticipant(ctx, params["participant"]!);
      return { id: params["participant"]! };
    },
  }),
];

async function paymentOf(
  ctx: OrgMutationCtx,
  bookingId: Id<"bookings">,
  paymentId: Id<"payments">,
): Promise<ShownPayment> {
  const { payments } = await openBooking(ctx, bookingId);
  return payments.find(({ _id }) => _id === paymentId)!;
}
