/**
 * Text search (SRC-01, SRC-02, SRC-20, SRC-24): what is named exactly (code,
 * e-mail, phone, a contact) by index; words and beginnings of words by the
 * search index; then words of notes, misspelt words by their keys, and at last
 * the other keyboard layout. Every word must be found. Answers are the best matches, not a page
 * of all: `isComplete` says whether there were more. Reads at most some 200
 * documents, whatever the size of the organization.
 */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgQueryCtx } from "../functions";
import { withEmail, withKey, withPhone, type Recognised } from "../duplicates/lookUp";
import { nameKeys } from "../duplicates/sound";
import { searchedWords } from "../fields/searched";
import { fieldsOf, visibleFields } from "../fields/sets";
import { findNotes } from "../notes/find";
import { otherLayout } from "../search/layout";
import { holds, match, type Fact, type MatchedBy } from "../search/match";
import { indexWord, soundKey, spellingKeys } from "../search/keys";
import { passageOf } from "../search/passage";
import { understand, type Understood } from "../search/understand";
import { searchWords } from "../search/words";
import { factsOf, withoutKeys } from "./searchText";
import { select, type Selection } from "./filters";
import type { CustomerFilters } from "./filterShape";
import { pack, type PackedRows } from "./packed";
import { toRows, type CustomerRow } from "./row";

/**
 * Documents that each stage may read; of words no more than `beside` those that are shown, because the index does not
 * tell a name from a note, and none beside them where all are names. With one word all that it finds are answers, and
 * fewer need to be compared.
 */
const reads = {
  words: 80,
  beside: 30,
  besideOfOne: 16,
  notes: 30,
  customersOfNotes: 12,
  guesses: 32,
  layout: 40,
};
const mostShown = 50;
/** With so many answers nobody needs guesses. */
const enough = 5;
/** Customers shown for one exact e-mail or phone. */
const mostExact = 5;
/** Fewer letters say too little to look for names among more than are shown. */
const fewestTelling = 3;
/** Convex searches for at most 16 words. */
const mostTerms = 16;
/** Misspelt words that are looked for, each with a search of its own. */
const mostGuesses = 3;

/** What was found, beside the rows. */
interface Found {
  /**
   * By which fact each row was found, in the rows' order; a guess is a misspelt or alike sounding word. `passage` is
   * the part of the note by which it was found.
   */
  found: { by: MatchedBy; isGuess: boolean; passage: string | null }[];
  /** False when further customers match; more words narrow the search. */
  isComplete: boolean;
  /** What was searched for instead, in the other keyboard layout; null as a rule. */
  instead: string | null;
}

export interface CustomerSearch extends Found {
  rows: CustomerRow[];
}

export interface PackedSearch extends Found {
  packed: PackedRows;
}

export interface SearchRequest {
  text: string;
  filters?: CustomerFilters;
  limit?: number;
}

export interface Hit {
  customer: Doc<"customers">;
  score: number;
  by: MatchedBy;
  isGuess: boolean;
  /** The note by which it was found; absent where it was found by its own facts. */
  noteId?: Id<"notes">;
}

export async function searchCustomers(ctx: OrgQueryCtx, args: SearchRequest): Promise<CustomerSearch> {
  const { customers, ...found } = await matchesOf(ctx, args);
  return { rows: await toRows(ctx, customers), ...found };
}

/** The same matches with only the fields asked for (packed.ts). */
export async function searchPackedCustomers(
  ctx: OrgQueryCtx,
  { fields, ...args }: SearchRequest & { fields: readonly string[] },
): Promise<PackedSearch> {
  const { customers, ...found } = await matchesOf(ctx, args);
  return { packed: pack(await toRows(ctx, customers), fields), ...found };
}

async function matchesOf(
  ctx: OrgQueryCtx,
  args: SearchRequest,
): Promise<Found & { customers: Doc<"customers">[] }> {
  const limit = Math.max(1, Math.min(mostShown, Math.floor(args.limit ?? mostShown) || 1));
  const { hits, isComplete, instead } = await bestCustomers(ctx, args.text, args.filters ?? {}, limit);
  const shown = hits.slice(0, limit);
  const words = searchWords(instead ?? args.text);
  return {
    customers: shown.map(({ customer }) => customer),
    found: await Promise.all(
      shown.map(async (hit) => ({
        by: hit.by,
        isGuess: hit.isGuess,
        passage: await passageOfHit(ctx, hit, words),
      })),
    ),
    isComplete: isComplete && hits.length <= limit,
    instead,
  };
}

/** The matches that the stages met, best first, under the caller's scope; more than `shown` of them only where it cost nothing. */
export async function bestCustomers(
  ctx: OrgQueryCtx,
  text: string,
  filters: CustomerFilters,
  shown = mostShown,
): Promise<{ hits: Hit[]; isComplete: boolean; instead: string | null }> {
  const selection = await select(ctx, filters);
  return await bestOf(ctx, text, shown, { selection, factsOf: await factsSeen(ctx), byNotes: true });
}

/**
 * For the till: among all customers that are switched on, whoever owns them, by name, code, phone, e-mail, company and
 * contacts. Not by notes, tags, city and the organization's own fields, which a till does not show either.
 */
export async function bestAtTill(ctx: OrgQueryCtx, text: string, shown: number): Promise<Doc<"customers">[]> {
  const everybody = await select(ctx, { isActive: true });
  const selection: Selection = {
    ...everybody,
    scope: { kind: "all" },
    owners: undefined,
    matches: ({ isActive, status }) => isActive && status !== "deleted",
  };
  const own = ({ address: _address, notes: _notes, tags: _tags, ...customer }: Doc<"customers">) =>
    factsOf(customer, () => []).map(withoutKeys);
  const { hits } = await bestOf(ctx, text, shown, { selection, factsOf: own, byNotes: false });
  return hits.slice(0, shown).map(({ customer }) => customer);
}

interface Within {
  selection: Selection;
  /** By what a customer may be found. */
  factsOf(customer: Doc<"customers">): Fact[];
  byNotes: boolean;
}

async function bestOf(
  ctx: OrgQueryCtx,
  text: string,
  shown: number,
  { selection, factsOf: seen, byNotes }: Within,
): Promise<{ hits: Hit[]; isComplete: boolean; instead: string | null }> {
  const wanted = await understoodBy(ctx, text);
  if (wanted === null) return { hits: [], isComplete: true, instead: null };
  const search = new Search(ctx, selection, seen);
  await search.exactly(wanted);
  const isOne = wanted.words.length === 1;
  const most = Math.min(reads.words, shown + (isOne ? reads.besideOfOne : reads.beside));
  // With one more than is shown it is known that there are more.
  await search.byWords(wanted.words, most, isOne ? shown + 1 : most);
  for (const digits of wanted.otherDigits) {
    if (search.hits.size === 0) await search.byWords([digits], reads.layout);
  }
  if (byNotes && search.hits.size <= shown) await search.byNotes(wanted.words);
  if (wanted.isWords && search.hits.size < enough) await search.byGuesses(wanted.words);
  const meant = search.hits.size === 0 ? otherLayout(text) : null;
  const other = meant === null ? null : await understoodBy(ctx, meant);
  if (other !== null) {
    search.forget();
    await search.byWords(other.words, reads.layout);
    if (byNotes && search.hits.size === 0) await search.byNotes(other.words);
  }
  return {
    hits: search.ranked(),
    isComplete: search.isComplete,
    instead: other === null || search.hits.size === 0 ? null : meant!,
  };
}

/** The country is asked for where there are digits, which may be a phone's. */
async function understoodBy(ctx: OrgQueryCtx, text: string): Promise<Understood | null> {
  return understand(text, /\d/.test(text) ? (await ctx.settings()).country : "");
}

/** The part of the note by which a customer was found: a note of its own table or the record's own notes. */
export async function passageOfHit(
  ctx: OrgQueryCtx,
  { customer, by, noteId }: Hit,
  words: readonly string[],
): Promise<string | null> {
  if (by !== "note") return null;
  const text = noteId === undefined ? customer.notes : (await ctx.db.find("notes", noteId))?.noteText;
  return passageOf(text ?? "", words);
}

/** What the caller can find a customer by: not by fields that they may not see, nor by internal words. */
async function factsSeen(ctx: OrgQueryCtx): Promise<(customer: Doc<"customers">) => Fact[]> {
  const visible = visibleFields(await fieldsOf(ctx), ctx.member.role);
  const isBrand = ctx.member.role === "brand";
  return (customer) =>
    factsOf(isBrand ? { ...customer, notes: undefined } : customer, () =>
      searchedWords(customer.custom, visible),
    ).map(withoutKeys);
}

/** What a search is for: with so `few` of the best it is content, and by an answer it knows whether there may be more. */
interface Wanted {
  few: number;
  isBest(customer: Doc<"customers">): boolean;
  isAnswer(customer: Doc<"customers">): boolean;
}
const nobody = () => false;

class Search {
  readonly hits = new Map<Id<"customers">, Hit>();
  isComplete = true;
  /** Everything read, for telling misspelt words from right ones. */
  private readonly seen = new Map<Id<"customers">, Fact[]>();

  constructor(
    private readonly ctx: OrgQueryCtx,
    private readonly selection: Selection,
    private readonly factsOf: (customer: Doc<"customers">) => Fact[],
  ) {}

  /** Best first; among equals those touched last. */
  ranked(): Hit[] {
    const step = (score: number) => Math.round(score * 20);
    const touched = ({ lastContactAt, updatedAt }: Doc<"customers">) => Math.max(lastContactAt, updatedAt);
    return [...this.hits.values()].sort(
      (a, b) => step(b.score) - step(a.score) || touched(b.customer) - touched(a.customer),
    );
  }

  /** Before searching for something else. */
  forget(): void {
    this.seen.clear();
    this.isComplete = true;
  }

  /** What one index entry leads to: these come before everything else. */
  async exactly(wanted: Understood): Promise<void> {
    const { db } = this.ctx;
    const found = new Map<Id<"customers">, MatchedBy>();
    const { code, codeNumber, email, phone, text, words } = wanted;
    if (code !== null) {
      const row = await db
        .query("customers")
        .withIndex("by_code", (q) => q.eq("customerCode", code))
        .first();
      if (row !== null) found.set(row._id, "code");
    }
    if (codeNumber !== null) {
      const rows = await db
        .query("customers")
        .withIndex("by_codeNumber", (q) => q.eq("codeNumber", codeNumber))
        .take(3);
      for (const row of rows) found.set(row._id, "code");
    }
    const name = words.length > 1 && wanted.isWords ? nameKeys(text) : null;
    const add = (by: MatchedBy, rows: readonly Recognised[]) => {
      for (const row of rows) if (!found.has(row.customerId)) found.set(row.customerId, by);
    };
    if (email !== null) {
      add("email", await withEmail(this.ctx, email, mostExact));
      add("contact", await withKey(this.ctx, "contactEmail", email, mostExact));
    }
    if (phone !== null) {
      add("phone", await withPhone(this.ctx, phone, mostExact));
      add("contact", await withKey(this.ctx, "contactPhone", phone, mostExact));
    }
    if (name !== null) add("contact", await withKey(this.ctx, "contactName", name.exact, mostExact));
    for (const [id, by] of found) {
      const customer = await db.find("customers", id);
      if (customer === null || !this.selection.matches(customer)) continue;
      // A firm's first contact often bears the firm's own name.
      const own = by === "contact" ? this.matchOf(customer, words, false) : null;
      if (own !== null && own.by !== "contact") this.hits.set(id, { customer, ...own });
      else this.hits.set(id, { customer, score: by === "contact" ? 0.95 : 2, by, isGuess: false });
    }
  }

  /**
   * Every word, the last one also as a beginning. Where as many as `few` are all found by their names nothing better
   * follows, and no more are read; nor where so little is typed that nearly everybody has something that begins so.
   */
  async byWords(words: readonly string[], most: number, few = most): Promise<void> {
    const saysLittle = words.every((word) => word.length < fewestTelling);
    const found = await this.candidates(words, most, {
      few,
      isBest: (customer) => saysLittle || this.matchOf(customer, words, false)?.by === "name",
      isAnswer: (customer) => this.matchOf(customer, words, false) !== null,
    });
    for (const customer of found) this.keep(customer, words, false);
  }

  /** A customer's note and its own facts together have every word: "vera window seat". */
  async byNotes(words: readonly string[]): Promise<void> {
    const { scope, owners } = this.selection;
    const within =
      scope.kind === "customers"
        ? { customers: scope.ids }
        : owners === undefined
          ? ("everywhere" as const)
          : { owners };
    const rows = await findNotes(this.ctx, words, within, reads.notes);
    const candidates = rows
      .map((row) => {
        const facts: Fact[] = [{ by: "note", words: row.words.split(" ") }];
        return { row, facts, held: words.filter((word) => holds(word, facts)).length };
      })
      .filter(({ row, held }) => held > 0 && !this.hits.has(row.customerId))
      .sort((a, b) => b.held - a.held);
    const customers = new Map<Id<"customers">, Doc<"customers"> | null>();
    for (const { row, facts, held } of candidates) {
      let customer = customers.get(row.customerId);
      if (customer === undefined) {
        if (customers.size === reads.customersOfNotes) {
          if (held === words.length) this.isComplete = false;
          continue;
        }
        customers.set(row.customerId, (customer = await this.ctx.db.find("customers", row.customerId)));
      }
      if (customer === null || !this.selection.matches(customer) || this.hits.has(row.customerId)) continue;
      const found = match(words, [...this.factsOf(customer), ...facts], false);
      if (found !== null) this.hits.set(row.customerId, { customer, ...found, noteId: row.noteId });
    }
    if (rows.length === reads.notes && candidates.every(({ held }) => held === words.length))
      this.isComplete = false;
  }

  /** One search for each word that nobody has, by its keys, beside the words that somebody has. */
  async byGuesses(words: readonly string[]): Promise<void> {
    const all = [...this.seen.values()];
    const isHeld = (word: string) => all.some((facts) => holds(word, facts));
    const unknown = words.filter((word) => !isHeld(word));
    const guessed = (unknown.length === 0 ? words : unknown)
      .filter((word) => spellingKeys(word).length > 0)
      .toSorted((a, b) => b.length - a.length)
      .slice(0, this.isCrowd ? 1 : mostGuesses);
    const terms = guessed.map((word) => {
      const rest = words.filter((other) => other !== word);
      const beside = rest.map((other) => (isHeld(other) ? other : (soundKey(other) ?? other)));
      const keys = spellingKeys(word);
      const sound = soundKey(word);
      // The sound last: the index takes the last word for a beginning.
      const own = [...keys, ...(sound === null ? [] : [sound])];
      return [...beside.slice(0, mostTerms - own.length), ...own];
    });
    const most = Math.floor(reads.guesses / Math.max(1, guessed.length));
    for (const one of terms) {
      for (const customer of await this.candidates(one, most)) this.keep(customer, words, true);
    }
  }

  private get isCrowd(): boolean {
    return (this.selection.owners?.length ?? 0) > 10;
  }

  private keep(customer: Doc<"customers">, words: readonly string[], mayGuess: boolean): void {
    if (this.hits.has(customer._id)) return;
    const found = this.matchOf(customer, words, mayGuess);
    if (found !== null) this.hits.set(customer._id, { customer, ...found });
  }

  private matchOf(customer: Doc<"customers">, words: readonly string[], mayGuess: boolean) {
    let facts = this.seen.get(customer._id);
    if (facts === undefined) this.seen.set(customer._id, (facts = this.factsOf(customer)));
    return this.selection.matches(customer) ? match(words, facts, mayGuess) : null;
  }

  /**
   * One search per owner in scope, so that other people's customers never crowd
   * out one's own. With many owners each gives its best first; those whose best
   * were all answers are asked for more.
   */
  private async candidates(
    terms: readonly string[],
    most: number,
    { few = most, isBest = nobody, isAnswer = nobody }: Partial<Wanted> = {},
  ): Promise<Doc<"customers">[]> {
    const { scope, owners } = this.selection;
    if (scope.kind === "customers") return await this.linked(scope.ids);
    const asked = owners ?? ["anybody" as const];
    if (asked.length === 1) {
      let limit = Math.min(few, most);
      let list = await this.ofOwner(asked[0]!, terms, limit);
      if (list.length === limit && limit < most && !list.every(isBest))
        list = await this.ofOwner(asked[0]!, terms, (limit = most));
      if (list.length === limit) this.isComplete &&= !list.some(isAnswer);
      return list;
    }
    const share = Math.max(1, Math.floor(most / Math.max(1, asked.length)));
    const first = Math.max(1, Math.floor(share / 2));
    const lists = await Promise.all(asked.map((owner) => this.ofOwner(owner, terms, first)));
    const full = asked.flatMap((owner, index) => {
      const list = lists[index]!;
      return list.length === first && list.every(isAnswer) ? [{ owner, index }] : [];
    });
    if (full.length === 0) return lists.flat();
    const left = most - lists.flat().length;
    const more = Math.floor(left / full.length);
    if (more <= first) {
      this.isComplete = false;
      return lists.flat();
    }
    await Promise.all(
      full.map(async ({ owner, index }) => {
        const list = (lists[index] = await this.ofOwner(owner, terms, more));
        if (list.length === more) this.isComplete = false;
      }),
    );
    return lists.flat();
  }

  private async ofOwner(
    owner: Id<"users"> | null | "anybody",
    terms: readonly string[],
    most: number,
  ): Promise<Doc<"customers">[]> {
    const { statuses, types, isActive } = this.selection;
    return await this.ctx.db
      .query("customers")
      .withSearchIndex("search", (q) => {
        let search = q.search("searchText", terms.map(indexWord).join(" "));
        if (owner !== "anybody") search = search.eq("ownerId", owner ?? undefined);
        if (statuses.length === 1) search = search.eq("status", statuses[0]!);
        if (types.length === 1) search = search.eq("type", types[0]!);
        return isActive === undefined ? search : search.eq("isActive", isActive);
      })
      .take(most);
  }

  private async linked(ids: readonly Id<"customers">[]): Promise<Doc<"customers">[]> {
    const customers = await Promise.all(ids.map((id) => this.ctx.db.find("customers", id)));
    return customers.filter((customer) => customer !== null);
  }
}
