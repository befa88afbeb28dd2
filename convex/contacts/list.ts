/** The contacts of one customer, primary first (CON-03, CON-10). */
import type { PaginationOptions, PaginationResult } from "convex/server";
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgQueryCtx } from "../functions";
import { canWrite, readableCustomer } from "../customers/access";

/** More people than this at one customer are shown with a note that there are more. */
const most = 100;

export interface ContactList {
  contacts: Doc<"contacts">[];
  hasMore: boolean;
  canWrite: boolean;
}

export async function listContacts(ctx: OrgQueryCtx, customerId: Id<"customers">): Promise<ContactList> {
  const customer = await readableCustomer(ctx, customerId, "contacts:read");
  const rows = await ctx.db
    .query("contacts")
    .withIndex("by_customer", (q) => q.eq("customerId", customer._id).eq("isActive", true))
    .take(most + 1);
  const contacts = rows.slice(0, most).sort((a, b) => Number(b.isPrimary) - Number(a.isPrimary));
  return { contacts, hasMore: rows.length > most, canWrite: await canWrite(ctx, customer, "contacts:write") };
}

/** The same people a page at a time, the primary one first and then the newest, for readers that want all of them. */
export async function pageOfContacts(
  ctx: OrgQueryCtx,
  customerId: Id<"customers">,
  page: PaginationOptions,
): Promise<PaginationResult<Doc<"contacts">>> {
  const customer = await readableCustomer(ctx, customerId, "contacts:read");
  return await ctx.db
    .query("contacts")
    .withIndex("by_primary", (q) => q.eq("customerId", customer._id).eq("isActive", true))
    .order("desc")
    .paginate({ ...page, numItems: Math.min(page.numItems, most) });
}
