/** A customer's interactions, newest first, all or one type, with names instead of ids (INT-22..24). */
import type { PaginationOptions, PaginationResult } from "convex/server";
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgQueryCtx } from "../functions";
import { readableCustomer } from "../customers/access";
import { memberName } from "../followUps/list";
import { countsOf } from "./counts";
import { userOf } from "../members/actors";
import type { InteractionType } from "./types";

export type ListedInteraction = Doc<"interactions"> & {
  assigneeName: string;
  /** Who wrote it down, where that is a person and not who is responsible (INT-12). */
  authorName: string | null;
  contactName: string | null;
  quoteNumber: string | null;
  orderNumber: string | null;
};

/** Each row joins at most a contact, a quote, an order and a member. */
const largestPage = 40;

export async function listInteractions(
  ctx: OrgQueryCtx,
  customerId: Id<"customers">,
  type: InteractionType | null,
  page: PaginationOptions,
): Promise<PaginationResult<ListedInteraction>> {
  const customer = await readableCustomer(ctx, customerId);
  const options = { ...page, numItems: Math.min(page.numItems, largestPage) };
  const found = await (
    type === null
      ? ctx.db.query("interactions").withIndex("by_customer", (q) => q.eq("customerId", customer._id))
      : ctx.db
          .query("interactions")
          .withIndex("by_customer_type", (q) => q.eq("customerId", customer._id).eq("type", type))
  )
    .order("desc")
    .paginate(options);
  return { ...found, page: await toListed(ctx, found.page) };
}

/** With names instead of ids; at most five documents each. */
export async function toListed(
  ctx: OrgQueryCtx,
  interactions: readonly Doc<"interactions">[],
): Promise<ListedInteraction[]> {
  const names = new Map<Id<"users">, string>();
  const rows: ListedInteraction[] = [];
  for (const row of interactions) {
    const author = userOf(row.createdBy);
    for (const person of [row.assignedTo, author])
      if (person !== null && !names.has(person)) names.set(person, await memberName(ctx, person));
    const contact = row.contactId === undefined ? null : await ctx.db.find("contacts", row.contactId);
    const quote = row.relatedQuoteId === undefined ? null : await ctx.db.find("quotes", row.relatedQuoteId);
    const order = row.relatedOrderId === undefined ? null : await ctx.db.find("orders", row.relatedOrderId);
    rows.push({
      ...row,
      assigneeName: names.get(row.assignedTo) ?? "",
      authorName: author === null || author === row.assignedTo ? null : (names.get(author) ?? null),
      contactName: contact === null ? null : `${contact.firstName} ${contact.lastName}`,
      quoteNumber: quote?.quoteNumber ?? null,
      orderNumber: order?.orderNumber ?? null,
    });
  }
  return rows;
}

/** Exact number of entries per type, for the filter chips (INT-23). */
export async function interactionCountsOf(
  ctx: OrgQueryCtx,
  customerId: Id<"customers">,
): Promise<Record<string, number>> {
  const customer = await readableCustomer(ctx, customerId);
  return await countsOf(ctx, customer._id);
}
