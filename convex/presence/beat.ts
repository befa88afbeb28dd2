/** Heartbeats of people who look at a record, and what becomes of those that stopped. */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, OrgQueryCtx, SystemMutationCtx } from "../functions";
import { readableCustomer } from "../customers/access";

/** A heartbeat that says the same so soon after the last one writes nothing. */
export const quietMs = 8_000;
/** Two heartbeats lost: the person is gone. */
export const goneMs = 45_000;
/** Longest name of a field, which is the client's word. */
const longestField = 60;

export async function beatOn(
  ctx: OrgMutationCtx,
  args: { customerId: string; field: string | null },
): Promise<null> {
  const customer = await readableCustomer(ctx, args.customerId);
  const field = args.field?.slice(0, longestField);
  const known = await ownRow(ctx, customer._id);
  if (known === null) {
    await ctx.db.insert("presence", {
      customerId: customer._id,
      userId: ctx.user._id,
      name: ctx.member.name,
      seenAt: ctx.now,
      ...(field === undefined ? {} : { field }),
    });
  } else if (known.field !== field || ctx.now - known.seenAt >= quietMs) {
    await ctx.db.patch("presence", known._id, { field, seenAt: ctx.now, name: ctx.member.name });
  }
  return null;
}

export async function leaveFrom(ctx: OrgMutationCtx, args: { customerId: string }): Promise<null> {
  const customerId = ctx.db.normalizeId("customers", args.customerId);
  const known = customerId === null ? null : await ownRow(ctx, customerId);
  if (known !== null) await ctx.db.delete("presence", known._id);
  return null;
}

async function ownRow(ctx: OrgMutationCtx, customerId: Id<"customers">): Promise<Doc<"presence"> | null> {
  return await ctx.db
    .query("presence")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId).eq("userId", ctx.user._id))
    .unique();
}

export interface Present {
  userId: Id<"users">;
  name: string;
  field: string | null;
}

/** Faces shown; a crowd larger than this is nobody's to follow. */
const shown = 30;

/** Everybody else who has the record open. */
export async function othersHere(ctx: OrgQueryCtx, args: { customerId: string }): Promise<Present[]> {
  const customer = await readableCustomer(ctx, args.customerId);
  const rows = await ctx.db
    .query("presence")
    .withIndex("by_customer", (q) => q.eq("customerId", customer._id))
    .take(shown);
  return rows
    .filter(({ userId }) => userId !== ctx.user._id)
    .map(({ userId, name, field }) => ({ userId, name, field: field ?? null }));
}

/** Rows a sweep takes at once; the next one, half a minute later, takes the rest. */
const swept = 200;

export async function sweepGone(ctx: SystemMutationCtx): Promise<number> {
  const gone = await ctx.db
    .query("presence")
    .withIndex("global_seenAt", (q) => q.lt("seenAt", Date.now() - goneMs))
    .take(swept);
  for (const { _id } of gone) await ctx.db.delete("presence", _id);
  return gone.length;
}
