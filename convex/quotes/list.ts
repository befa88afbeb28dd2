/** Reads of quotes by staff: the list with its filters, one customer's, one quote (QUO-12, QUO-20). */
import type { PaginationOptions, PaginationResult } from "convex/server";
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgQueryCtx } from "../functions";
import { canWrite, readableCustomer } from "../customers/access";
import { memberName } from "../followUps/list";
import { boundedPage } from "../shared/pages";
import { statusAmounts, tally } from "../tallies/read";
import { ownerKey } from "../tallies/metrics";
import { inScope, scopeOf, scopeOfOwner } from "../tenancy/scope";
import { quoteStatuses, type QuoteStatus } from "./lifecycle";
import { defaultRecipient } from "./sending";

export interface QuoteFilter {
  status: QuoteStatus | null;
  /** null: everybody's, for those who see everything. */
  owner: Id<"users"> | null;
  /** Only open quotes whose last day is in [from, to]; calendar days of the organization. */
  expiring: { from: string; to: string } | null;
}

export type ListedQuote = Pick<
  Doc<"quotes">,
  | "_id"
  | "quoteNumber"
  | "status"
  | "subject"
  | "totalAmount"
  | "currency"
  | "validUntil"
  | "createdAt"
  | "sentAt"
  | "viewedAt"
  | "respondedAt"
  | "updatedAt"
> & { customerId: Id<"customers">; customerName: string; ownerName: string };

/** Each row joins a customer and at most one member. */
const largestPage = 60;

/** Newest first, discarded ones only when asked for; expiring ones by their last day. Who does not see everything lists one owner within reach. */
export async function listQuotes(
  ctx: OrgQueryCtx,
  filter: QuoteFilter,
  page: PaginationOptions,
): Promise<PaginationResult<ListedQuote>> {
  await scopeOfOwner(ctx, "quotes:read", filter.owner ?? "everybody");
  const found = await ordered(ctx, filter).paginate(boundedPage(page, largestPage));
  const names = new Map<Id<"users">, string>();
  const customers = await scopeOf(ctx, "customers:read");
  const rows: ListedQuote[] = [];
  for (const quote of found.page) {
    if (quote.status === "discarded" && filter.status === null) continue;
    const customer = await ctx.db.find("customers", quote.customerId);
    // The owner of a quote may have lost the customer a moment ago; such rows are not shown.
    if (customer === null || !inScope(customers, customer)) continue;
    rows.push({
      ...listed(quote),
      customerName: customer.name,
      ownerName: await nameOf(ctx, quote.ownerId, names),
    });
  }
  return { ...found, page: rows };
}

function ordered(ctx: OrgQueryCtx, { status, owner, expiring }: QuoteFilter) {
  const quotes = ctx.db.query("quotes");
  if (expiring !== null) {
    const { from, to } = expiring;
    return owner === null
      ? quotes.withIndex("by_open", (q) => q.eq("isOpen", true).gte("validUntil", from).lte("validUntil", to))
      : quotes.withIndex("by_owner_open", (q) =>
          q.eq("ownerId", owner).eq("isOpen", true).gte("validUntil", from).lte("validUntil", to),
        );
  }
  const range =
    owner === null
      ? status === null
        ? quotes.withIndex("by_createdAt")
        : quotes.withIndex("by_status", (q) => q.eq("status", status))
      : status === null
        ? quotes.withIndex("by_owner", (q) => q.eq("ownerId", owner))
        : quotes.withIndex("by_owner_status", (q) => q.eq("ownerId", owner).eq("status", status));
  return range.order("desc");
}

/** Exact numbers and sums per status and currency, for the filter chips. */
export async function quoteCounts(
  ctx: OrgQueryCtx,
  owner: Id<"users"> | null,
): Promise<{ status: QuoteStatus; count: number; amounts: { currency: string; amount: number }[] }[]> {
  await scopeOfOwner(ctx, "quotes:read", owner ?? "everybody");
  const cells =
    owner === null ? await tally(ctx, "quotes") : await tally(ctx, "quotesByOwner", { key: ownerKey(owner) });
  return statusAmounts(cells, quoteStatuses);
}

/** One customer's quotes, newest first. */
export async function customerQuotes(
  ctx: OrgQueryCtx,
  customerId: Id<"customers">,
  page: PaginationOptions,
): Promise<PaginationResult<ListedQuote>> {
  const customer = await readableCustomer(ctx, customerId, "quotes:read");
  const found = await ctx.db
    .query("quotes")
    .withIndex("by_customer", (q) => q.eq("customerId", customer._id))
    .order("desc")
    .paginate(boundedPage(page, largestPage));
  const names = new Map<Id<"users">, string>();
  const rows: ListedQuote[] = [];
  for (const quote of found.page) {
    if (quote.status === "discarded") continue;
    rows.push({
      ...listed(quote),
      customerName: customer.name,
      ownerName: await nameOf(ctx, quote.ownerId, names),
    });
  }
  return { ...found, page: rows };
}

/** One quote with what its page shows around it. NOT_FOUND when the caller may not see its customer. */
export async function readQuote(ctx: OrgQueryCtx, id: string) {
  const quote = await ctx.db.getNamed("quotes", id);
  const customer = await readableCustomer(ctx, quote.customerId, "quotes:read");
  const contact = quote.contactId === undefined ? null : await ctx.db.find("contacts", quote.contactId);
  const replaces = quote.revisionOf === undefined ? null : await ctx.db.find("quotes", quote.revisionOf);
  const replacedBy = await ctx.db
    .query("quotes")
    .withIndex("by_revisionOf", (q) => q.eq("revisionOf", quote._id))
    .order("desc")
    .first();
  const order = quote.orderId === undefined ? null : await ctx.db.find("orders", quote.orderId);
  const mayWrite = await canWrite(ctx, customer, "quotes:write");
  return {
    quote,
    customer: {
      _id: customer._id,
      name: customer.name,
      code: customer.customerCode,
      companyName: customer.companyName ?? null,
      email: customer.email ?? null,
      phone: customer.phone ?? null,
      address: customer.address ?? null,
    },
    contactName: contact === null ? null : `${contact.firstName} ${contact.lastName}`,
    ownerName: quote.ownerId === undefined ? "" : await memberName(ctx, quote.ownerId),
    recipient: await defaultRecipient(ctx, quote, customer),
    replaces: replaces === null ? null : { _id: replaces._id, quoteNumber: replaces.quoteNumber },
    replacedBy:
      replacedBy === null || replacedBy.status === "discarded"
        ? null
        : { _id: replacedBy._id, quoteNumber: replacedBy.quoteNumber },
    order: order === null ? null : { _id: order._id, orderNumber: order.orderNumber, status: order.status },
    /** It was accepted and no order stands for it (QUO-15). */
    canOrder:
      quote.status === "accepted" &&
      (order === null || order.status === "cancelled") &&
      (await canWrite(ctx, customer, "orders:write")),
    canWrite: mayWrite,
    canSend: mayWrite && (await canWrite(ctx, customer, "quotes:send")),
  };
}

async function nameOf(
  ctx: OrgQueryCtx,
  userId: Id<"users"> | undefined,
  names: Map<Id<"users">, string>,
): Promise<string> {
  if (userId === undefined) return "";
  if (!names.has(userId)) names.set(userId, await memberName(ctx, userId));
  return names.get(userId) ?? "";
}

function listed(quote: Doc<"quotes">): Omit<ListedQuote, "customerName" | "ownerName"> {
  const { _id, quoteNumber, status, subject, totalAmount, currency, validUntil, createdAt, customerId } =
    quote;
  return {
    _id,
    quoteNumber,
    status,
    subject,
    totalAmount,
    currency,
    validUntil,
    createdAt,
    customerId,
    updatedAt: quote.updatedAt,
    ...(quote.sentAt === undefined ? {} : { sentAt: quote.sentAt }),
    ...(quote.viewedAt === undefined ? {} : { viewedAt: quote.viewedAt }),
    ...(quote.respondedAt === undefined ? {} : { respondedAt: quote.respondedAt }),
  };
}
