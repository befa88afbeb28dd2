/**
 * Text search (SRC-01, SRC-02, SRC-24): exact code, e-mail, phone and contact
 * first, then words and beginnings of words by relevance. Every word must be
 * found. Answers are the best matches, not a page of all: `isComplete` says
 * whether there were more.
 */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgQueryCtx } from "../functions";
import { nameKeys } from "../duplicates/sound";
import { normalizeEmail } from "../shared/email";
import { toE164 } from "../shared/phone";
import { words } from "../shared/text";
import { searchedWords } from "../fields/searched";
import { fieldsOf, visibleFields } from "../fields/sets";
import { searchTextOf } from "./searchText";
import { select, type CustomerFilters, type Selection } from "./filters";
import { toRows, type CustomerRow } from "./row";

/** Documents the full-text search may read, less one for each person whose customers it looks among. */
const searchReads = 100;
const mostShown = 50;
/** Convex searches for at most 16 words. */
const mostWords = 12;

export interface CustomerSearch {
  rows: CustomerRow[];
  /** False when further customers match; more words narrow the search. */
  isComplete: boolean;
}

export async function searchCustomers(
  ctx: OrgQueryCtx,
  args: { text: string; filters?: CustomerFilters; limit?: number },
): Promise<CustomerSearch> {
  const limit = Math.max(1, Math.min(mostShown, Math.floor(args.limit ?? mostShown) || 1));
  const terms = words(args.text.slice(0, 200)).slice(0, mostWords);
  if (terms.length === 0) return { rows: [], isComplete: true };
  const selection = await select(ctx, args.filters ?? {});
  const found = new Map<string, Doc<"customers">>();
  const keep = (customer: Doc<"customers"> | null) => {
    if (customer !== null && selection.matches(customer)) found.set(customer._id, customer);
  };
  for (const customer of await exactly(ctx, args.text, terms)) keep(customer);
  const { customers, isComplete } =
    selection.scope.kind === "customers"
      ? await amongLinked(ctx, selection.scope.ids)
      : await byWords(ctx, selection, searchWords(args.text, terms));
  const seenText = await textsSeen(ctx);
  for (const customer of customers) {
    if (holdsAll(seenText(customer), searchWords(args.text, terms))) keep(customer);
  }
  const rows = [...found.values()];
  return { rows: await toRows(ctx, rows.slice(0, limit)), isComplete: isComplete && rows.length <= limit };
}

/** What was typed, as the index spells it: a number with signs in it is one run of digits, a code has no hyphen. */
function searchWords(text: string, terms: string[]): string[] {
  const digits = text.replace(/\D/g, "");
  const isNumber = digits.length >= 4 && /^[+\d\s().-]+$/.test(text.trim());
  if (isNumber) return [digits];
  const isCode = /^\s*\p{L}{1,8}[-–]\d+\s*$/u.test(text);
  return isCode ? [terms.join("")] : terms;
}

/** A search must not find by the words of fields that the caller may not see. */
async function textsSeen(ctx: OrgQueryCtx): Promise<(customer: Doc<"customers">) => string> {
  const set = await fieldsOf(ctx);
  const visible = visibleFields(set, ctx.member.role);
  const isHidden = set.active.some((field) => field.searchable && !visible.includes(field));
  if (!isHidden) return ({ searchText }) => searchText;
  return (customer) => searchTextOf(customer, searchedWords(customer.custom, visible));
}

/** Every word begins some word of the customer. */
function holdsAll(searchText: string, terms: readonly string[]): boolean {
  const held = searchText.split(" ");
  return terms.every((term) => held.some((word) => word.startsWith(term)));
}

async function exactly(ctx: OrgQueryCtx, text: string, terms: string[]): Promise<Doc<"customers">[]> {
  const ids = new Set<Id<"customers">>();
  const code = await ctx.db
    .query("customers")
    .withIndex("by_code", (q) => q.eq("customerCode", text.trim().toUpperCase()))
    .first();
  if (code !== null) ids.add(code._id);
  const email = normalizeEmail(text);
  const phone = toE164(text, (await ctx.settings()).country);
  const name = terms.length > 1 ? nameKeys(text) : null;
  const keys = [
    ...(email === null ? [] : [["email", email] as const, ["contactEmail", email] as const]),
    ...(phone === null ? [] : [["phone", phone] as const, ["contactPhone", phone] as const]),
    ...(name === null ? [] : [["contactName", name.exact] as const]),
  ];
  for (const [kind, key] of keys) {
    const rows = await ctx.db
      .query("customerKeys")
      .withIndex("by_key", (q) => q.eq("kind", kind).eq("key", key))
      .take(3);
    for (const row of rows) ids.add(row.customerId);
  }
  const customers = await Promise.all([...ids].map(async (id) => await ctx.db.find("customers", id)));
  return customers.filter((customer) => customer !== null);
}

async function amongLinked(ctx: OrgQueryCtx, ids: readonly Id<"customers">[]) {
  const customers = await Promise.all(ids.map(async (id) => await ctx.db.find("customers", id)));
  return { customers: customers.filter((customer) => customer !== null), isComplete: true };
}

/** One search per owner in scope, so that other people's customers never crowd out one's own. */
async function byWords(
  ctx: OrgQueryCtx,
  { owners, statuses, types, isActive }: Selection,
  terms: readonly string[],
): Promise<{ customers: Doc<"customers">[]; isComplete: boolean }> {
  const perOwner = owners ?? ["anybody" as const];
  const people = Math.max(1, perOwner.length);
  const limit = Math.max(1, Math.floor((searchReads - people) / people));
  const lists: Doc<"customers">[][] = [];
  let isComplete = true;
  for (const owner of perOwner) {
    const rows = await ctx.db
      .query("customers")
      .withSearchIndex("search", (q) => {
        let search = q.search("searchText", terms.join(" "));
        if (owner !== "anybody") search = search.eq("ownerId", owner ?? undefined);
        if (statuses.length === 1) search = search.eq("status", statuses[0]!);
        if (types.length === 1) search = search.eq("type", types[0]!);
        return isActive === undefined ? search : search.eq("isActive", isActive);
      })
      .take(limit);
    lists.push(rows);
    if (rows.length === limit) isComplete = false;
  }
  return { customers: interleaved(lists), isComplete };
}

function interleaved<T>(lists: readonly T[][]): T[] {
  const longest = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, index) => lists.map((list) => list[index]))
    .flat()
    .filter((item) => item !== undefined) as T[];
}
