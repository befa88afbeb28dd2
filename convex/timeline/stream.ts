/** The newest events of the organization that the caller may see, for the dashboard (INT-28). */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgQueryCtx } from "../functions";
import { readableCustomer } from "../customers/access";
import { scopeOf } from "../tenancy/scope";
import { joined, type TimelineEntry } from "./read";

export interface StreamEntry extends TimelineEntry {
  customerId: Id<"customers">;
  customerName: string;
}

/** Entries shown; each costs at most seven documents. */
const shown = 15;
/** Entries looked at before giving up: those of customers that left the caller's reach since are passed over. */
const looked = 45;

/** Newest first. Single rows of an import are not told: a file would push everything else out. Of customers that were the reach's own when it happened and are visible now. */
export async function recentEvents(ctx: OrgQueryCtx): Promise<StreamEntry[]> {
  const scope = await scopeOf(ctx, "dashboard:read");
  if (scope.kind === "none" || scope.kind === "customers") return [];
  const sources =
    scope.kind === "all" ? [everybodys(ctx)] : scope.owners.map((owner) => ofOwner(ctx, owner ?? undefined));
  const found: { entry: Doc<"timelineEntries">; customer: Doc<"customers"> }[] = [];
  const known = new Map<string, Doc<"customers"> | null>();
  let count = 0;
  for await (const entry of merged(sources)) {
    // Not a creation of long ago that came into the feed with what was told next.
    if (entry.toldAt === undefined) {
      if (!known.has(entry.customerId)) known.set(entry.customerId, await visible(ctx, entry.customerId));
      const customer = known.get(entry.customerId);
      if (customer) found.push({ entry, customer });
    }
    count += 1;
    if (found.length >= shown || count >= looked) break;
  }
  const rows = await joined(
    ctx,
    found.map(({ entry }) => entry),
  );
  return rows.map((row, index) => {
    const { customer } = found[index]!;
    return { ...row, customerId: customer._id, customerName: customer.name };
  });
}

type Next = (before: number) => Promise<Doc<"timelineEntries"> | null>;

const everybodys =
  (ctx: OrgQueryCtx): Next =>
  async (before) =>
    await ctx.db
      .query("timelineEntries")
      .withIndex("by_told", (q) => q.lt("_creationTime", before))
      .order("desc")
      .first();

const ofOwner =
  (ctx: OrgQueryCtx, owner: Id<"users"> | undefined): Next =>
  async (before) =>
    await ctx.db
      .query("timelineEntries")
      .withIndex("by_owner_told", (q) => q.eq("ownerId", owner).lt("_creationTime", before))
      .order("desc")
      .first();

/** Several streams as one, newest first: one document read per stream and one per entry taken. */
async function* merged(sources: readonly Next[]): AsyncGenerator<Doc<"timelineEntries">> {
  const heads = await Promise.all(sources.map((next) => next(Infinity)));
  for (;;) {
    let newest = -1;
    heads.forEach((head, index) => {
      if (head !== null && (newest === -1 || head._creationTime > heads[newest]!._creationTime))
        newest = index;
    });
    const head = heads[newest];
    if (!head) return;
    yield head;
    heads[newest] = await sources[newest]!(head._creationTime);
  }
}

async function visible(ctx: OrgQueryCtx, id: Id<"customers">): Promise<Doc<"customers"> | null> {
  const customer = await ctx.db.find("customers", id);
  if (customer === null || customer.status === "deleted") return null;
  try {
    return await readableCustomer(ctx, id, "interactions:read");
  } catch {
    return null;
  }
}
