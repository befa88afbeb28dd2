/** The history of a customer: who changed what, when, through which door and why (INT-15). */
import type { PaginationOptions, PaginationResult } from "convex/server";
import { v, type Infer } from "convex/values";
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgQueryCtx } from "../functions";
import { readableCustomer } from "../customers/access";
import { relatedNames } from "../fields/read";
import { fieldsOf, visibleFields, type FieldSet } from "../fields/sets";
import { plainText } from "../fields/values";
import { labelOf } from "../profiles/read";
import { boundedPage } from "../shared/pages";
import { reachFor } from "../tenancy/permissions";
import { undoableUntil, undoPermission } from "./undoable";

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
  /** Epoch ms until which undo is offered; null when this kind of entry cannot be undone, or not by whoever reads it. */
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
  const result = await selected.order("desc").paginate(boundedPage(args.paginationOpts, 50));
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
  const page = await withVisible(ctx, entries);
  const names = await namesIn(ctx, page);
  for (const [id, name] of await relatedIn(ctx, page)) names.set(id, name);
  return page.map((entry) => ({
    ...toEntry(entry, names),
    undoableUntil: mayTakeBack(ctx, entry) ? undoableUntil(entry) : null,
  }));
}

/** Whether the caller could do what undoing the entry does; a claim is taken back by whoever made it. */
function mayTakeBack(ctx: OrgQueryCtx, entry: Doc<"auditLog">): boolean {
  const ofDeed = undoPermission(entry);
  if (ofDeed === null) return false;
  const isOthersClaim = entry.action === "claimed" && entry.actor !== `user:${ctx.user._id}`;
  return reachFor(ctx, isOthersClaim ? "customers:assign" : ofDeed) !== "none";
}

/**
 * Changes of the organization's own fields that the caller may see, named by
 * label; the values of a field that was put away since are told in plain words.
 */
async function withVisible(ctx: OrgQueryCtx, entries: Doc<"auditLog">[]): Promise<Doc<"auditLog">[]> {
  if (!entries.some(({ changes }) => changes.some(({ field }) => field.startsWith("custom."))))
    return entries;
  const set = await fieldsOf(ctx);
  const visible = new Set(visibleFields(set, ctx.member.role).map(({ key }) => key));
  return entries.map((entry) => ({
    ...entry,
    changes: entry.changes.flatMap((change) => {
      if (!change.field.startsWith("custom.")) return [change];
      const key = change.field.slice("custom.".length);
      if (visible.has(key)) return [change];
      const isAway = !set.byKey.has(key) && ctx.member.role === "admin";
      return isAway ? [inWords(set, key, change)] : [];
    }),
  }));
}

type HistoryChange = Doc<"auditLog">["changes"][number];

function inWords(set: FieldSet, key: string, change: HistoryChange): HistoryChange {
  const field = set.all.find((one) => one.key === key);
  if (field === undefined) return change;
  const told = (value: unknown) => (value === undefined ? undefined : plainText(field, value as never));
  return { field: `custom:${field.label}`, from: told(change.from), to: told(change.to) };
}

/** What changed relations point at, as far as the caller may know it. */
async function relatedIn(ctx: OrgQueryCtx, entries: Doc<"auditLog">[]): Promise<[string, string][]> {
  const changes = entries
    .flatMap((entry) => entry.changes)
    .filter(({ field }) => field.startsWith("custom."));
  if (changes.length === 0) return [];
  const set = await fieldsOf(ctx);
  const relations = new Set(
    set.active.filter(({ type }) => type === "relation").map(({ key }) => `custom.${key}`),
  );
  const ids = changes
    .filter(({ field }) => relations.has(field))
    .flatMap(({ from, to }) => [from as unknown, to as unknown])
    .filter((id) => typeof id === "string");
  if (ids.length === 0) return [];
  return Object.entries(await relatedNames(ctx, ids)).flatMap(([id, found]) =>
    found === null ? [] : [[id, found.name]],
  );
}

function toEntry(entry: Doc<"auditLog">, names: Map<string, string>): Omit<HistoryEntry, "undoableUntil"> {
  const custom = entry.changes
    .filter(({ field }) => field.startsWith("custom."))
    .flatMap(({ from, to }) => [{ id: from as unknown }, { id: to as unknown }])
    .filter((one): one is { id: string } => typeof one.id === "string");
  const named = [...idsIn(entry), ...custom].flatMap(({ id }) => {
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
  vipTierId: async (ctx, text) => {
    const id = ctx.db.normalizeId("vipTiers", text);
    return id === null ? undefined : (await ctx.db.find("vipTiers", id))?.name;
  },
  linkedProfileId: async (ctx, text) => {
    const id = ctx.db.normalizeId("webProfiles", text);
    const profile = id === null ? null : await ctx.db.find("webProfiles", id);
    // Of one that was erased with its customer nothing is left to say.
    return profile === null ? "–" : labelOf(profile);
  },
  relatedOrderId: async (ctx, text) => {
    const id = ctx.db.normalizeId("orders", text);
    return id === null ? undefined : (await ctx.db.find("orders", id))?.orderNumber;
  },
  relatedItemId: async (ctx, text) => {
    const id = ctx.db.normalizeId("items", text);
    return id === null ? undefined : (await ctx.db.find("items", id))?.name;
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
