/** The people of an organization. */
import type { PaginationOptions, PaginationResult } from "convex/server";
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgQueryCtx, TenantQueryCtx } from "../functions";
import { fail } from "../shared/errors";
import { memberLimit } from "./shape";

export interface MemberFacts {
  membershipId: Id<"memberships">;
  userId: Id<"users">;
  name: string;
  email: string;
  role: Doc<"memberships">["role"];
  status: Doc<"memberships">["status"];
  teamId: Id<"teams"> | null;
  territory: string | null;
  linkedCustomerIds: Id<"customers">[];
  joinedAt: number;
}

/** Members with this status by name; an organization has at most `memberLimit`. */
export async function listMembers(
  ctx: OrgQueryCtx,
  status: Doc<"memberships">["status"],
): Promise<MemberFacts[]> {
  const rows = await ctx.db
    .query("memberships")
    .withIndex("by_status_name", (q) => q.eq("status", status))
    .take(memberLimit);
  return rows.map(factsOf);
}

const factsOf = (member: Doc<"memberships">): MemberFacts => ({
  membershipId: member._id,
  userId: member.userId,
  name: member.name,
  email: member.email,
  role: member.role,
  status: member.status,
  teamId: member.teamId ?? null,
  territory: member.territory ?? null,
  linkedCustomerIds: member.linkedCustomerIds ?? [],
  joinedAt: member.joinedAt,
});

const largestPage = 100;

/** The same a page at a time, for readers outside. */
export async function pageOfMembers(
  ctx: OrgQueryCtx,
  status: Doc<"memberships">["status"],
  page: PaginationOptions,
): Promise<PaginationResult<MemberFacts>> {
  const found = await ctx.db
    .query("memberships")
    .withIndex("by_status_name", (q) => q.eq("status", status))
    .paginate({ ...page, numItems: Math.min(page.numItems, largestPage) });
  return { ...found, page: found.page.map(factsOf) };
}

/** The customers a brand user sees, by name, for the dialog that chooses them. */
export async function linkedCustomers(
  ctx: OrgQueryCtx,
  membershipId: Id<"memberships">,
): Promise<{ _id: Id<"customers">; name: string; customerCode: string }[]> {
  const { linkedCustomerIds = [] } = await ctx.db.get("memberships", membershipId);
  const found = [];
  for (const id of linkedCustomerIds) {
    const customer = await ctx.db.find("customers", id);
    if (customer !== null) found.push({ _id: id, name: customer.name, customerCode: customer.customerCode });
  }
  return found.sort((a, b) => a.name.localeCompare(b.name));
}

/** The membership of a person in this organization, whatever its status. */
export async function findMember(
  { db }: TenantQueryCtx,
  userId: Id<"users">,
): Promise<Doc<"memberships"> | null> {
  return await db
    .query("memberships")
    .withIndex("by_userId", (q) => q.eq("userId", userId))
    .unique();
}

/** Throws LAST_ADMIN when nobody else could manage the organization without this member. */
export async function requireAnotherAdmin({ db }: TenantQueryCtx, member: Doc<"memberships">): Promise<void> {
  if (member.role !== "admin" || member.status !== "active") return;
  const admins = await db
    .query("memberships")
    .withIndex("by_role", (q) => q.eq("role", "admin").eq("status", "active"))
    .take(2);
  if (admins.length < 2) fail({ code: "LAST_ADMIN" });
}

/** Throws LIMIT_EXCEEDED when the organization has as many active members as it may have. */
export async function requireRoom({ db }: TenantQueryCtx): Promise<void> {
  const active = await db
    .query("memberships")
    .withIndex("by_status_name", (q) => q.eq("status", "active"))
    .take(memberLimit);
  if (active.length >= memberLimit) fail({ code: "LIMIT_EXCEEDED", what: "members", limit: memberLimit });
}
