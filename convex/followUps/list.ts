/** Reads of follow-ups: what is due for a person, for everybody, and at one customer (FUP-02). */
import type { PaginationOptions, PaginationResult } from "convex/server";
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgQueryCtx } from "../functions";
import { readableCustomer } from "../customers/access";
import { fail } from "../shared/errors";

export interface DueFollowUp {
  _id: Id<"followUps">;
  title: string;
  dueAt: number;
  snoozes: number;
  ownerId: Id<"users">;
  ownerName: string;
  interactionId: Id<"interactions"> | null;
  customer: {
    _id: Id<"customers">;
    name: string;
    code: string;
    phone: string | null;
    email: string | null;
  };
}

/** Rows of one page; each joins its customer. */
const largestPage = 60;

/**
 * Open follow-ups due in [from, to), earliest first. `owner` null means
 * everybody's, for those who may see everybody's; sales see their own.
 */
export async function dueFollowUps(
  ctx: OrgQueryCtx,
  owner: Id<"users"> | null,
  from: number,
  to: number,
  page: PaginationOptions,
): Promise<PaginationResult<DueFollowUp>> {
  if (ctx.reach !== "all" && owner !== ctx.user._id) fail({ code: "FORBIDDEN", permission: ctx.permission });
  const options = { ...page, numItems: Math.min(page.numItems, largestPage) };
  const found = await (
    owner === null
      ? ctx.db
          .query("followUps")
          .withIndex("by_due", (q) => q.eq("status", "open").gte("dueAt", from).lt("dueAt", to))
      : ctx.db
          .query("followUps")
          .withIndex("by_owner", (q) =>
            q.eq("ownerId", owner).eq("status", "open").gte("dueAt", from).lt("dueAt", to),
          )
  ).paginate(options);
  const names = new Map<Id<"users">, string>();
  const rows = await Promise.all(found.page.map((row) => describe(ctx, row, names)));
  return { ...found, page: rows };
}

/** Open follow-ups of one customer, earliest first; a customer with more than 50 shows the first 50 and says so. */
export async function customerFollowUps(
  ctx: OrgQueryCtx,
  customerId: Id<"customers">,
): Promise<{ open: DueFollowUp[]; hasMore: boolean }> {
  const customer = await readableCustomer(ctx, customerId);
  const rows = await ctx.db
    .query("followUps")
    .withIndex("by_customer", (q) => q.eq("customerId", customer._id).eq("status", "open"))
    .take(51);
  const names = new Map<Id<"users">, string>();
  const open = await Promise.all(rows.slice(0, 50).map((row) => describe(ctx, row, names, customer)));
  return { open, hasMore: rows.length > 50 };
}

/** One follow-up as lists show it; the caller has checked that it may be seen. */
export async function describeFollowUp(ctx: OrgQueryCtx, row: Doc<"followUps">): Promise<DueFollowUp> {
  return await describe(ctx, row, new Map());
}

async function describe(
  ctx: OrgQueryCtx,
  row: Doc<"followUps">,
  names: Map<Id<"users">, string>,
  known?: Doc<"customers">,
): Promise<DueFollowUp> {
  const customer = known ?? (await ctx.db.get("customers", row.customerId));
  if (!names.has(row.ownerId)) names.set(row.ownerId, await memberName(ctx, row.ownerId));
  return {
    _id: row._id,
    title: row.title,
    dueAt: row.dueAt,
    snoozes: row.snoozes,
    ownerId: row.ownerId,
    ownerName: names.get(row.ownerId) ?? "",
    interactionId: row.interactionId ?? null,
    customer: {
      _id: customer._id,
      name: customer.name,
      code: customer.customerCode,
      phone: customer.phone ?? null,
      email: customer.email ?? null,
    },
  };
}

/** The member's name in this organization, "" for somebody who was never a member. */
export async function memberName(ctx: OrgQueryCtx, userId: Id<"users">): Promise<string> {
  const member = await ctx.db
    .query("memberships")
    .withIndex("by_userId", (q) => q.eq("userId", userId))
    .unique();
  return member?.name ?? "";
}
