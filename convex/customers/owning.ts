/** Giving customers to people (TEN-19, TEN-20, TEN-27). */
import type { Id } from "../_generated/dataModel";
import type { OrgMutationCtx, OrgQueryCtx } from "../functions";
import { fail } from "../shared/errors";
import { mayOwnCustomers, type Role } from "../tenancy/permissions";
import { readableCustomer, writableCustomer } from "./access";
import { assignCustomer } from "./write";
import type { Saved } from "./saved";

/** Assigns or reassigns; null puts the customer into the unassigned pool. */
export async function assignByStaff(
  ctx: OrgMutationCtx,
  args: { customerId: string; ownerId: Id<"users"> | null; reason?: string },
): Promise<Saved> {
  const customer = await writableCustomer(ctx, args.customerId, "customers:assign");
  return await assignCustomer(
    ctx,
    customer._id,
    args.ownerId,
    args.reason === undefined ? {} : { reason: args.reason },
  );
}

/** Takes an unassigned customer for oneself; VERSION_CONFLICT when somebody was faster. */
export async function claim(ctx: OrgMutationCtx, args: { customerId: string }): Promise<Saved> {
  const customer = await readableCustomer(ctx, args.customerId, "customers:claim");
  if (customer.status === "deleted") fail({ code: "NOT_FOUND", entity: "customers" });
  if (customer.ownerId === ctx.member.userId) return { customerId: customer._id, auditId: null };
  if (customer.ownerId !== undefined) fail({ code: "VERSION_CONFLICT", entity: "customers" });
  return await assignCustomer(ctx, customer._id, ctx.member.userId, { action: "claimed" });
}

export interface Assignable {
  userId: Id<"users">;
  name: string;
  role: Role;
}

/** Most people a picker offers at once; a search narrows larger organizations by the beginning of the name. */
const offered = 100;

/** Active members who can own customers, by name. */
export async function assignableMembers(
  ctx: OrgQueryCtx,
  { beginning = "" }: { beginning?: string },
): Promise<{ members: Assignable[]; hasMore: boolean }> {
  const rows = await ctx.db
    .query("memberships")
    .withIndex("by_status_name", (q) =>
      beginning === ""
        ? q.eq("status", "active")
        : q.eq("status", "active").gte("name", beginning).lt("name", `${beginning}\u{10FFFF}`),
    )
    .take(offered + 1);
  return {
    members: rows
      .slice(0, offered)
      .filter((row) => mayOwnCustomers(row.role))
      .map(({ userId, name, role }) => ({ userId, name, role })),
    hasMore: rows.length > offered,
  };
}
