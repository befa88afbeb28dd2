/** Asking for a customer one may not see but has come upon (DUP-26): a next step for whoever looks after it. */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx } from "../functions";
import { findDuplicates, type DuplicateQuery } from "../duplicates/find";
import { createFollowUp } from "../followUps/write";
import { dayMs } from "../shared/days";
import { fail } from "../shared/errors";
import { inScope } from "../tenancy/scope";
import { customerScope } from "./access";

const words = {
  en: (who: string) => `${who} asks for access to this customer`,
  ru: (who: string) => `${who} просит доступ к этому клиенту`,
};

/**
 * `match` is the number of the masked card in the answer of checkDuplicates to
 * the same question: what is asked for is found again here, so the card needs
 * no id to give away. NOT_FOUND when nothing hidden stands there any more.
 * Asking twice makes one step. Returns the name of the person who was asked.
 */
export async function askForAccess(
  ctx: OrgMutationCtx,
  { match, ...query }: DuplicateQuery & { match: number },
): Promise<{ asked: string }> {
  const { matches } = await findDuplicates(ctx, query);
  const customer = matches[match]?.customer;
  if (customer === undefined || inScope(await customerScope(ctx), customer))
    return fail({ code: "NOT_FOUND", entity: "customers" });
  const keeper = await keeperOf(ctx, customer);
  const title = words[(await ctx.settings()).language](ctx.user.name);
  const open = await ctx.db
    .query("followUps")
    .withIndex("by_customer_owner", (q) =>
      q.eq("customerId", customer._id).eq("status", "open").eq("ownerId", keeper.userId),
    )
    .take(50);
  if (!open.some((step) => step.title === title)) {
    const dueAt = ctx.now + dayMs;
    await createFollowUp(ctx, { customerId: customer._id, title, dueAt, ownerId: keeper.userId });
  }
  return { asked: keeper.name };
}

/** The owner while active, else a manager, else an admin. */
async function keeperOf(ctx: OrgMutationCtx, { ownerId }: Doc<"customers">): Promise<Doc<"memberships">> {
  const owner = ownerId === undefined ? null : await memberOf(ctx, ownerId);
  if (owner?.status === "active") return owner;
  const members = await ctx.db
    .query("memberships")
    .withIndex("by_status_name", (q) => q.eq("status", "active"))
    .take(200);
  const found =
    members.find(({ role }) => role === "manager") ?? members.find(({ role }) => role === "admin");
  return found ?? fail({ code: "NOT_FOUND", entity: "memberships" });
}

async function memberOf(ctx: OrgMutationCtx, userId: Id<"users">): Promise<Doc<"memberships"> | null> {
  return await ctx.db
    .query("memberships")
    .withIndex("by_userId", (q) => q.eq("userId", userId))
    .unique();
}
