/** The history of a customer: who changed what, when, through which door and why (INT-15). */
import type { PaginationOptions, PaginationResult } from "convex/server";
import { v, type Infer } from "convex/values";
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgQueryCtx } from "../functions";
import { readableCustomer } from "../customers/access";
import { undoableUntil } from "./undoable";

export interface HistoryEntry {
  _id: Id<"auditLog">;
  at: number;
  actor: string;
  actorName: string;
  channel: Doc<"auditLog">["channel"];
  entity: string;
  action: string;
  changes: Doc<"auditLog">["changes"];
  reason: string | null;
  /** Set when this entry took another back. */
  undoes: Id<"auditLog"> | null;
  /** Epoch ms until which undo is offered; null when this kind of entry cannot be undone. */
  undoableUntil: number | null;
  /** What the ids that stand in `changes` are called: people, contacts by name and quotes by number. */
  names: Record<string, string>;
}

export const historyFilters = v.object({
  /** "user:<id>", "widget:<id>", "job:<id>", "system:<name>" */
  actor: v.optional(v.string()),
  /** A table's name: "customers" for the record itself. */
  entity: v.optional(v.string()),
  /** Epoch ms, from this moment on and before that one. */
  from: v.optional(v.number()),
  until: v.optional(v.number()),
});

/** Newest first; each combination of filters has an index of its own. */
export async function historyOf(
  ctx: OrgQueryCtx,
  args: {
    customerId: string;
    filters?: Infer<typeof historyFilters> | undefined;
    paginationOpts: PaginationOptions;
  },
): Promise<PaginationResult<HistoryEntry>> {
  const customer = await readableCustomer(ctx, args.customerId, "history:read");
  const { actor, entity, from = 0, until = Infinity } = args.filters ?? {};
  const table = ctx.db.query("auditLog");
  const id = customer._id;
  const selected =
    actor !== undefined && entity !== undefined
      ? table.withIndex("by_customer_entity_actor", (q) =>
          q.eq("customerId", id).eq("entity", entity).eq("actor", actor).gte("at", from).lt("at", until),
        )
      : actor !== undefined
        ? table.withIndex("by_customer_actor", (q) =>
            q.eq("customerId", id).eq("actor", actor).gte("at", from).lt("at", until),
          )
        : entity !== undefined
          ? table.withIndex("by_customer_entity", (q) =>
              q.eq("customerId", id).eq("entity", entity).gte("at", from).lt("at", until),
            )
          : table.withIndex("by_customer", (q) => q.eq("customerId", id).gte("at", from).lt("at", until));
  const result = await selected
    .order("desc")
    .paginate({ ...args.paginationOpts, numItems: Math.max(1, Math.min(50, args.paginationOpts.numItems)) });
  return { ...result, page: await toEntries(ctx, result.page) };
}

/** People and machines offered as a filter; more than this never touch one customer in practice. */
const mostActors = 50;

/** In no particular order, one index step each, under the name each bore last. */
export async function actorsOf(
  ctx: OrgQueryCtx,
  args: { customerId: string },
): Promise<{ actor: string; name: string }[]> {
  const customer = await readableCustomer(ctx, args.customerId, "history:read");
  const actors: { actor: string; name: string }[] = [];
  let last = "";
  while (actors.length < mostActors) {
    const next = await ctx.db
      .query("auditLog")
      .withIndex("by_customer_actor", (q) => q.eq("customerId", customer._id).gt("actor", last))
      .first();
    if (next === null) break;
    last = next.actor;
    const newest = await ctx.db
      .query("auditLog")
      .withIndex("by_customer_actor", (q) => q.eq("customerId", customer._id).eq("actor", last))
      .order("desc")
      .first();
    actors.push({ actor: last, name: (newest ?? next).actorName });
  }
  return actors.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** As readers see them, the ids in their values by name. */
export async function toEntries(ctx: OrgQueryCtx, entries: Doc<"auditLog">[]): Promise<HistoryEntry[]> {
  const names = await namesIn(ctx, entries);
  return entries.map((entry) => toEntry(entry, names));
}

function toEntry(entry: Doc<"auditLog">, names: Map<string, string>): HistoryEntry {
  const named = idsIn(entry).flatMap(({ id }) => {
    const name = names.get(id);
    return name === undefined ? [] : [[id, name] as const];
  });
  return {
    _id: entry._id,
    at: entry.at,
    actor: entry.actor,
    actorName: entry.actorName,
    channel: entry.channel,
    entity: entry.entity,
    action: entry.action,
    changes: entry.changes,
    reason: entry.reason ?? null,
    undoes: entry.undoes ?? null,
    undoableUntil: undoableUntil(entry),
    names: Object.fromEntries(named),
  };
}

/** Fields whose values are ids, and how a reader would call what they point at. */
const nameOf: Record<string, (ctx: OrgQueryCtx, id: string) => Promise<string | undefined>> = {
  ownerId: memberName,
  assignedTo: memberName,
  contactId: async (ctx, text) => {
    const id = ctx.db.normalizeId("contacts", text);
    const contact = id === null ? null : await ctx.db.find("contacts", id);
    return contact === null ? undefined : `${contact.firstName} ${contact.lastName}`.trim();
  },
  relatedQuoteId: async (ctx, text) => {
    const id = ctx.db.normalizeId("quotes", text);
    return id === null ? undefined : (await ctx.db.find("quotes", id))?.quoteNumber;
  },
};

async function memberName(ctx: OrgQueryCtx, id: string): Promise<string | undefined> {
  const member = await ctx.db
    .query("memberships")
    .withIndex("by_userId", (q) => q.eq("userId", id as Id<"users">))
    .unique();
  return member?.name;
}

function idsIn({ changes }: Doc<"auditLog">): { field: string; id: string }[] {
  return changes.flatMap(({ field, from, to }) =>
    field in nameOf
      ? [from as unknown, to as unknown].flatMap((id) => (typeof id === "string" ? [{ field, id }] : []))
      : [],
  );
}

async function namesIn(ctx: OrgQueryCtx, entries: Doc<"auditLog">[]): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  const fields = new Map(entries.flatMap(idsIn).map(({ field, id }) => [id, field]));
  for (const [id, field] of fields) {
    const name = await nameOf[field]!(ctx, id);
    if (name !== undefined) names.set(id, name);
  }
  return names;
}
