/** What tills hand in, and how they still read customers (POS-10, POS-15, POS-16, POS-17). */
import * as z from "zod";
import { listCustomers } from "../../customers/list";
import { customerFromTill, saleFromTill } from "../../pos/till";
import { paymentMethods } from "../../transactions/words";
import { id } from "../answer";
import { looseInstant, paging, word } from "../entry";
import { lists, writes } from "../route";
import { customerAliases } from "./customers";
import { creditEntered, minorUnits } from "./loyalty";

/** Tills number their customers. */
const tillId = z.union([z.string(), z.int()]).describe("The till's own id of the customer.");

const legacyRow = z.strictObject({
  id: z.string().describe("The id in the older system, or Orbit's where there is none."),
  customer_name: z.string(),
  contact_number: z.string().nullable(),
  stable_hash_id: z.string().nullable(),
});

const largestPage = 100;

export const posRoutes = [
  writes({
    method: "POST",
    path: "/pos/customers",
    group: "Point of sale",
    summary:
      "Hand a customer of a till in: who is known by its id, e-mail or phone is linked, who is new is created",
    permission: "customers:create",
    body: z.strictObject({
      id: tillId,
      name: word,
      phone: word,
      email: word,
      smsConsent: z.boolean().optional(),
      emailConsent: z.boolean().optional(),
    }),
    aliases: { ...customerAliases, posCustomerId: "id", legacyPosCustomerId: "id" },
    example: { id: 1041, name: "Ada Lovelace", phone: "+7 701 234 56 78" },
    answer: z.strictObject({
      customerId: id,
      linked: z.literal(true).optional().describe("Somebody who was known."),
      created: z.literal(true).optional().describe("Somebody new."),
    }),
    handler: async (ctx, { body: { id: posId, name, phone, email, ...consents } }) => {
      const { customerId, created } = await customerFromTill(ctx, String(posId), {
        ...consents,
        name: name ?? "",
        ...(phone ? { phone } : {}),
        ...(email ? { email } : {}),
      });
      return created ? { customerId, created } : { customerId, linked: true as const };
    },
  }),
  writes({
    method: "POST",
    path: "/pos/transactions",
    group: "Point of sale",
    summary:
      "Record a sale by the till's id of the customer; under an unknown id it waits to be assigned or is refused, as the organization says",
    permission: "transactions:record",
    status: 201,
    body: z.strictObject({
      posCustomerId: tillId,
      phone: word.describe("Links the till's id to whoever has this phone."),
      email: word.describe("Links the till's id to whoever has this e-mail."),
      amount: creditEntered,
      currency: word,
      date: looseInstant.optional().describe("Now unless told."),
      paymentMethod: z.enum(paymentMethods).optional(),
      reference: word,
      note: word,
      externalId: word,
    }),
    aliases: { transactionDate: "date", legacyPosCustomerId: "posCustomerId", method: "paymentMethod" },
    example: { posCustomerId: 1041, amount: 4990, paymentMethod: "card", externalId: "till-3/41" },
    answer: z.strictObject({
      transactionId: id.nullable().describe("Null while the sale waits."),
      customerId: id.nullable(),
      unassignedId: id.nullable().describe("The waiting sale."),
    }),
    handler: async (ctx, { body }) => {
      const { posCustomerId, phone, email, amount, currency, date, paymentMethod, ...texts } = body;
      const settings = await ctx.settings();
      const named = Object.fromEntries(Object.entries(texts).filter(([, text]) => text));
      const recorded = await saleFromTill(
        ctx,
        String(posCustomerId),
        { phone: phone ?? undefined, email: email ?? undefined },
        {
          ...named,
          ...(currency ? { currency } : {}),
          amount: minorUnits(amount, currency ?? settings.currency),
          ...(date === undefined ? {} : { at: date }),
          ...(paymentMethod === undefined ? {} : { method: paymentMethod }),
        },
      );
      return { transactionId: null, customerId: null, unassignedId: null, ...recorded };
    },
  }),
  lists({
    method: "GET",
    path: "/customers/legacy",
    group: "Point of sale",
    summary: "Customers as programs of the older till read them; the next page stands in the Link header",
    permission: "customers:read",
    query: z.strictObject(paging(largestPage)),
    list: "customers",
    largestPage,
    isBare: true,
    answer: legacyRow,
    handler: async (ctx, { page }) => {
      const found = await listCustomers(ctx, { sort: "createdAt", order: "asc", ...page });
      const customers = await Promise.all(found.page.map(({ _id }) => ctx.db.get("customers", _id)));
      return {
        items: customers.map((customer) => ({
          id: customer.legacyIds[0] ?? customer._id,
          customer_name: customer.name,
          contact_number: customer.phone ?? null,
          stable_hash_id: customer.stableHashId ?? null,
        })),
        nextCursor: found.isDone ? null : found.continueCursor,
      };
    },
  }),
];
