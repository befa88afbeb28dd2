/** Quotes over REST: drafts, lines, sending and the customer's answer (API-30..33, QUO-03..19). */
import * as z from "zod";
import type { Doc, Id } from "../../_generated/dataModel";
import type { OrgMutationCtx, OrgQueryCtx } from "../../functions";
import { recordAnswer } from "../../quotes/answering";
import {
  createQuote,
  discardQuote,
  editQuote,
  restoreQuote,
  reviseQuote,
  type QuoteEntry,
} from "../../quotes/drafting";
import { quoteStatuses } from "../../quotes/lifecycle";
import { customerQuotes, listQuotes, type ListedQuote } from "../../quotes/list";
import { quantityUnit } from "../../quotes/pricing";
import { copyLink, revokeLinks, sendQuote } from "../../quotes/sending";
import { readableCustomer } from "../../customers/access";
import { siteUrl } from "../../shared/site";
import { actor, amount, calendarDay, count, id, iso, isoOrNull, listPage, moment } from "../answer";
import { askedOwner, cleared, day, ownership, paging, selection, word } from "../entry";
import { childAt, customerAt, idOf } from "../place";
import { lists, reads, writes } from "../route";

const textOrNull = z.string().nullable();
const status = z.enum(quoteStatuses);

/** Basis points in one percent. */
const percent = 100;

/** A line of a quote or an order. */
export const lineAnswer = z.strictObject({
  itemId: id.nullable().describe("The item of the catalogue it was written from."),
  sku: textOrNull,
  description: z.string(),
  quantity: z.number(),
  unitPrice: amount,
  taxRate: z.number().describe("Percent."),
  totalPrice: amount.describe("quantity x unitPrice, without tax; minor units."),
  tax: amount,
});

const listedAnswer = z.strictObject({
  id,
  customerId: id,
  customerName: z.string(),
  ownerName: z.string(),
  quoteNumber: z.string(),
  status,
  subject: z.string(),
  totalAmount: amount,
  currency: z.string().describe("ISO 4217."),
  validUntil: calendarDay.describe("Last day on which it may be accepted."),
  sentAt: moment.nullable(),
  viewedAt: moment.nullable(),
  respondedAt: moment.nullable(),
  createdAt: moment,
  updatedAt: moment,
});

const quoteAnswer = z.strictObject({
  id,
  customerId: id,
  contactId: id.nullable(),
  ownerId: id.nullable(),
  quoteNumber: z.string(),
  status,
  subject: z.string(),
  description: textOrNull,
  items: z.array(lineAnswer),
  subtotal: amount,
  taxAmount: amount,
  totalAmount: amount,
  currency: z.string().describe("ISO 4217."),
  validUntil: calendarDay.describe("Last day on which it may be accepted."),
  paymentTerms: textOrNull,
  deliveryTerms: textOrNull,
  notes: textOrNull,
  revision: count.describe("Grows with every change; an answer names the one it is about."),
  revisionOf: id.nullable().describe("The quote that this one replaces."),
  sentTo: textOrNull,
  sentAt: moment.nullable(),
  viewedAt: moment.nullable(),
  respondedAt: moment.nullable(),
  respondedBy: textOrNull,
  acceptedAt: moment.nullable(),
  rejectReason: textOrNull,
  createdAt: moment,
  updatedAt: moment,
  createdBy: actor,
});

const listed = (row: ListedQuote): z.output<typeof listedAnswer> => ({
  id: row._id,
  customerId: row.customerId,
  customerName: row.customerName,
  ownerName: row.ownerName,
  quoteNumber: row.quoteNumber,
  status: row.status,
  subject: row.subject,
  totalAmount: row.totalAmount,
  currency: row.currency,
  validUntil: row.validUntil,
  sentAt: isoOrNull(row.sentAt),
  viewedAt: isoOrNull(row.viewedAt),
  respondedAt: isoOrNull(row.respondedAt),
  createdAt: iso(row.createdAt),
  updatedAt: iso(row.updatedAt),
});

export const lineOutward = (line: Doc<"quotes">["lines"][number]): z.output<typeof lineAnswer> => ({
  itemId: line.itemId ?? null,
  sku: line.sku ?? null,
  description: line.description,
  quantity: line.quantity / quantityUnit,
  unitPrice: line.unitPrice,
  taxRate: line.taxRate / percent,
  totalPrice: line.net,
  tax: line.tax,
});

const outward = (row: Doc<"quotes">): z.output<typeof quoteAnswer> => ({
  id: row._id,
  customerId: row.customerId,
  contactId: row.contactId ?? null,
  ownerId: row.ownerId ?? null,
  quoteNumber: row.quoteNumber,
  status: row.status,
  subject: row.subject,
  description: row.description ?? null,
  items: row.lines.map(lineOutward),
  subtotal: row.subtotal,
  taxAmount: row.taxAmount,
  totalAmount: row.totalAmount,
  currency: row.currency,
  validUntil: row.validUntil,
  paymentTerms: row.paymentTerms ?? null,
  deliveryTerms: row.deliveryTerms ?? null,
  notes: row.notes ?? null,
  revision: row.revision,
  revisionOf: row.revisionOf ?? null,
  sentTo: row.sentTo ?? null,
  sentAt: isoOrNull(row.sentAt),
  viewedAt: isoOrNull(row.viewedAt),
  respondedAt: isoOrNull(row.respondedAt),
  respondedBy: row.respondedBy ?? null,
  acceptedAt: isoOrNull(row.acceptedAt),
  rejectReason: row.rejectReason ?? null,
  createdAt: iso(row.createdAt),
  updatedAt: iso(row.updatedAt),
  createdBy: row.createdBy,
});

/** At most so many decimals; kept as a whole number of the smallest part. */
const decimal = (parts: number, least: number, most: number) =>
  z
    .number()
    .min(least)
    .max(most)
    .refine((value) => Math.abs(value * parts - Math.round(value * parts)) < 1e-6, {
      error: `Use at most ${String(parts).length - 1} decimals.`,
    })
    .transform((value) => Math.round(value * parts));

export const lineEntered = z.strictObject({
  itemId: z.string().nullable().optional().describe("The item of the catalogue it was written from."),
  sku: z.string().optional(),
  description: z.string(),
  quantity: decimal(quantityUnit, 1 / quantityUnit, 1_000_000).describe("Up to three decimals."),
  unitPrice: z.int().min(0).describe("Minor units of its currency."),
  taxRate: decimal(percent, 0, 100).default(0).describe("Percent, up to two decimals; 0 when left out."),
  totalPrice: z.number().optional().describe("Taken and worked out anew: the server is the authority."),
});

/** Judged in words and by field by quotes/shape.ts. */
const entered = {
  subject: z.string({ error: "Give the quote a subject." }),
  items: z.array(lineEntered, { error: "Add at least one line." }).min(1, "Add at least one line."),
  validUntil: z.string({ error: "Enter the last day on which it may be accepted." }),
  description: word,
  currency: z.string().optional().describe("ISO 4217; the organization's own when left out."),
  contactId: z.string().nullable().optional(),
  paymentTerms: word,
  deliveryTerms: word,
  notes: word,
  quoteNumber: z.string().optional().describe("The next number when left out."),
};
const newQuote = z.strictObject(entered);
const aliases = { lines: "items" };

/** Lines as rooms take them. */
export function linesOf(ctx: OrgMutationCtx, items: readonly z.output<typeof lineEntered>[]) {
  return items.map(({ totalPrice: _, sku, itemId, ...line }) => ({
    ...line,
    ...(sku ? { sku } : {}),
    ...(itemId ? { itemId: idOf(ctx, "items", itemId) } : {}),
  }));
}

/** What quotes/drafting.ts takes, from a body or from a quote with a body over it. */
function entryOf(
  ctx: OrgMutationCtx,
  { items, contactId, ...rest }: Partial<z.output<typeof newQuote>>,
  before?: Doc<"quotes">,
): QuoteEntry {
  const named = contactId === undefined ? before?.contactId : contactId;
  return {
    ...(before === undefined ? {} : contentOf(before)),
    ...cleared(rest),
    ...(items === undefined ? {} : { lines: linesOf(ctx, items) }),
    ...(typeof named === "string" ? { contactId: idOf(ctx, "contacts", named) } : {}),
  } as QuoteEntry;
}

function contentOf(quote: Doc<"quotes">) {
  const { subject, validUntil, currency, quoteNumber } = quote;
  const { description = "", paymentTerms = "", deliveryTerms = "", notes = "" } = quote;
  const lines = quote.lines.map(({ net: _, tax: __, ...line }) => line);
  const texts = { description, paymentTerms, deliveryTerms, notes };
  return { subject, validUntil, currency, quoteNumber, lines, ...texts };
}

async function answered(ctx: OrgQueryCtx | OrgMutationCtx, quoteId: Id<"quotes">) {
  return outward(await ctx.db.get("quotes", quoteId));
}

/** The page on which the customer reads it. */
const pageAt = (path: string) => `${siteUrl()}${path}`;

const largestPage = 60;
const all = "/customers/{customer}/quotes";
const one = `${all}/{quote}`;
const answer = { name: z.string(), revision: z.int() };

export const quoteRoutes = [
  lists({
    method: "GET",
    path: "/quotes",
    group: "Quotes",
    summary: "Quotes of all customers, newest first, or by their last day",
    permission: "quotes:read",
    query: z.strictObject({
      status: status.optional(),
      ...ownership,
      expiringFrom: day
        .optional()
        .describe(
          "Only quotes that may still be accepted and whose last day is in these bounds; both together.",
        ),
      expiringTo: day.optional(),
      ...paging(largestPage),
      ...selection,
    }),
    list: "quotes",
    largestPage,
    answer: listedAnswer,
    handler: async (ctx, { query, page }) => {
      const { owner, expiringFrom, expiringTo } = query;
      const isExpiring = expiringFrom !== undefined || expiringTo !== undefined;
      const expiring = { from: expiringFrom ?? "0001-01-01", to: expiringTo ?? "9999-12-31" };
      const filter = {
        status: query.status ?? null,
        owner: askedOwner(ctx, owner),
        expiring: isExpiring ? expiring : null,
      };
      return listPage(await listQuotes(ctx, filter, page), listed);
    },
  }),
  lists({
    method: "GET",
    path: all,
    group: "Quotes",
    summary: "Quotes of a customer, newest first",
    permission: "quotes:read",
    query: z.strictObject({ ...paging(largestPage), ...selection }),
    list: "quotes",
    largestPage,
    answer: listedAnswer,
    handler: async (ctx, { params, page }) => {
      const { _id } = await customerAt(ctx, params);
      return listPage(await customerQuotes(ctx, _id, page), listed);
    },
  }),
  writes({
    method: "POST",
    path: all,
    group: "Quotes",
    summary: "Write a draft; totals are worked out by the server",
    permission: "quotes:write",
    status: 201,
    body: newQuote,
    aliases,
    example: {
      subject: "Tour of the Altai",
      validUntil: "2030-04-30",
      items: [{ description: "Guide, per day", quantity: 1.5, unitPrice: 10_000, taxRate: 12 }],
    },
    answer: quoteAnswer,
    handler: async (ctx, { params, body }) => {
      const { _id } = await customerAt(ctx, params);
      return await answered(ctx, await createQuote(ctx, _id, entryOf(ctx, body)));
    },
  }),
  reads({
    method: "GET",
    path: one,
    group: "Quotes",
    summary: "Read one quote with its lines",
    permission: "quotes:read",
    query: z.strictObject(selection),
    answer: quoteAnswer,
    handler: async (ctx, { params }) => {
      const quote = await childAt(ctx, "quotes", params, "quote");
      await readableCustomer(ctx, quote.customerId, "quotes:read");
      return outward(quote);
    },
  }),
  writes({
    method: "PUT",
    path: one,
    group: "Quotes",
    summary: "Change a draft; items replace all lines. A quote that was sent is revised instead",
    permission: "quotes:write",
    body: z.strictObject({
      ...entered,
      subject: entered.subject.optional(),
      items: entered.items.optional(),
      validUntil: entered.validUntil.optional(),
      revision: z.int().optional().describe("The one that was read: another refuses the change."),
    }),
    aliases,
    example: { subject: "Tour of the Altai in June" },
    answer: quoteAnswer,
    handler: async (ctx, { params, body }) => {
      const { revision, ...patch } = body;
      const quote = await childAt(ctx, "quotes", params, "quote");
      const entry = entryOf(ctx, patch as Partial<z.output<typeof newQuote>>, quote);
      await editQuote(ctx, quote._id, entry, revision ?? quote.revision);
      return await answered(ctx, quote._id);
    },
  }),
  writes({
    method: "POST",
    path: `${one}/send`,
    group: "Quotes",
    summary: "Send a draft by mail, or without to for handing the link over yourself",
    permission: "quotes:send",
    body: z.strictObject({ to: z.string().optional(), message: z.string().optional() }),
    isBodyOptional: true,
    example: { to: "ada@example.com", message: "As promised." },
    answer: z.strictObject({
      quote: quoteAnswer,
      link: z.string().describe("The page on which the customer reads and answers; told only here."),
      mailId: id.nullable(),
    }),
    handler: async (ctx, { params, body }) => {
      const { to, message } = body;
      const { _id } = await childAt(ctx, "quotes", params, "quote");
      const mail = to === undefined ? null : { to, ...(message === undefined ? {} : { message }) };
      const { path, mailId } = await sendQuote(ctx, _id, mail);
      return { quote: await answered(ctx, _id), link: pageAt(path), mailId };
    },
  }),
  writes({
    method: "POST",
    path: `${one}/accept`,
    group: "Quotes",
    summary: "Record that the customer has accepted",
    permission: "quotes:write",
    body: z.strictObject(answer),
    example: { name: "Ada Lovelace", revision: 1 },
    answer: quoteAnswer,
    handler: async (ctx, { params, body }) => {
      const { _id } = await childAt(ctx, "quotes", params, "quote");
      await recordAnswer(ctx, _id, { answer: "accept", ...body });
      return await answered(ctx, _id);
    },
  }),
  writes({
    method: "POST",
    path: `${one}/reject`,
    group: "Quotes",
    summary: "Record that the customer has declined",
    permission: "quotes:write",
    body: z.strictObject({ ...answer, reason: z.string().optional() }),
    example: { name: "Ada Lovelace", revision: 1, reason: "Another year" },
    answer: quoteAnswer,
    handler: async (ctx, { params, body }) => {
      const { reason, ...given } = body;
      const { _id } = await childAt(ctx, "quotes", params, "quote");
      await recordAnswer(ctx, _id, {
        answer: "reject",
        ...given,
        ...(reason === undefined ? {} : { reason }),
      });
      return await answered(ctx, _id);
    },
  }),
  writes({
    method: "POST",
    path: `${one}/revise`,
    group: "Quotes",
    summary: "A new draft that replaces this quote when it is sent; the same draft when asked again",
    permission: "quotes:write",
    status: 201,
    answer: quoteAnswer,
    handler: async (ctx, { params }) => {
      const { _id } = await childAt(ctx, "quotes", params, "quote");
      return await answered(ctx, await reviseQuote(ctx, _id));
    },
  }),
  writes({
    method: "DELETE",
    path: one,
    group: "Quotes",
    summary: "Put a draft away; it can be brought back",
    permission: "quotes:write",
    answer: quoteAnswer,
    handler: async (ctx, { params }) => {
      const { _id } = await childAt(ctx, "quotes", params, "quote");
      await discardQuote(ctx, _id);
      return await answered(ctx, _id);
    },
  }),
  writes({
    method: "POST",
    path: `${one}/restore`,
    group: "Quotes",
    summary: "Bring a draft back",
    permission: "quotes:write",
    answer: quoteAnswer,
    handler: async (ctx, { params }) => {
      const { _id } = await childAt(ctx, "quotes", params, "quote");
      await restoreQuote(ctx, _id);
      return await answered(ctx, _id);
    },
  }),
  writes({
    method: "POST",
    path: `${one}/link`,
    group: "Quotes",
    summary: "A further link to a quote that was sent; told only in this answer",
    permission: "quotes:send",
    answer: z.strictObject({ link: z.string() }),
    handler: async (ctx, { params }) => {
      const { _id } = await childAt(ctx, "quotes", params, "quote");
      return { link: pageAt((await copyLink(ctx, _id)).path) };
    },
  }),
  writes({
    method: "DELETE",
    path: `${one}/links`,
    group: "Quotes",
    summary: "End every link that was given out for a quote",
    permission: "quotes:send",
    answer: z.strictObject({ closed: count }),
    handler: async (ctx, { params }) => {
      const { _id } = await childAt(ctx, "quotes", params, "quote");
      return await revokeLinks(ctx, _id);
    },
  }),
];
