/** What changed while somebody was away: since the last time they opened the record. */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, OrgQueryCtx } from "../functions";
import { readableCustomer } from "../customers/access";

/** Opening a record again within this is the same visit. */
const visitMs = 30 * 60_000;

/** Notes that the caller opened the record; one write per visit at most. */
export async function noteVisit(ctx: OrgMutationCtx, args: { customerId: string }): Promise<null> {
  const customer = await readableCustomer(ctx, args.customerId, "interactions:read");
  const known = await visitOf(ctx, customer._id);
  if (known === null) {
    await ctx.db.insert("customerVisits", {
      userId: ctx.user._id,
      customerId: customer._id,
      openedAt: ctx.now,
    });
  } else if (ctx.now - known.openedAt > visitMs) {
    await ctx.db.patch("customerVisits", known._id, { openedAt: ctx.now, before: known.openedAt });
  }
  return null;
}

export interface WhileAway {
  /** Epoch ms of the visit before this one. */
  since: number;
  /** What others did since, by kind. */
  counts: Record<string, number>;
  /** Who did it, the latest first. */
  people: string[];
  /** True when there is more than was looked at. */
  hasMore: boolean;
}

/** Entries looked at; whoever was away longer is told that there is more. */
const most = 100;

/** Null on the first visit, and when nobody else did anything since the one before. */
export async function whileAway(ctx: OrgQueryCtx, args: { customerId: string }): Promise<WhileAway | null> {
  const customer = await readableCustomer(ctx, args.customerId, "interactions:read");
  const since = (await visitOf(ctx, customer._id))?.before;
  if (since === undefined) return null;
  const self = `user:${ctx.user._id}`;
  const rows = await ctx.db
    .query("timelineEntries")
    .withIndex("by_customer_told", (q) => q.eq("customerId", customer._id).gt("_creationTime", since))
    .order("desc")
    .take(most + 1);
  const others = rows
    .slice(0, most)
    .filter(({ actor, toldAt = Infinity }) => actor !== self && toldAt > since);
  if (others.length === 0) return null;
  const counts: Record<string, number> = {};
  for (const { kind } of others) counts[kind] = (counts[kind] ?? 0) + 1;
  const newest = new Map<string, Doc<"timelineEntries">>();
  for (const entry of others) if (!newest.has(entry.actor)) newest.set(entry.actor, entry);
  const people: string[] = [];
  for (const entry of [...newest.values()].slice(0, namedPeople)) {
    const audit = await ctx.db.find("auditLog", entry.auditId);
    if (audit !== null) people.push(audit.actorName);
  }
  return { since, counts, people, hasMore: rows.length > most };
}

const namedPeople = 3;

async function visitOf(
  ctx: OrgQueryCtx | OrgMutationCtx,
  customerId: Id<"customers">,
): Promise<Doc<"customerVisits"> | null> {
  return await ctx.db
    .query("customerVisits")
    .withIndex("by_user_customer", (q) => q.eq("userId", ctx.user._id).eq("customerId", customerId))
    .unique();
}
