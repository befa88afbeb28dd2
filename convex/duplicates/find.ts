/** Finds customers that may be the same person, by index, at most a few dozen rows whatever the size (DUP-01..03, 08). */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx, TenantQueryCtx } from "../functions";
import type { DuplicateFact } from "../shared/errors";
import { normalizeEmail } from "../shared/email";
import { inScope, type Scope } from "../tenancy/scope";
import { compare } from "./compare";
import { crowdLimit, enough, isKnownCrowd, noteCrowd } from "./crowds";
import { identityOf, mailboxKey, type Identity } from "./identity";
import { identityOfCustomer, type Person } from "./person";
import {
  deliveredTo,
  withBirth,
  withEmail,
  withKey,
  withMailbox,
  withName,
  withPartialSound,
  withPhone,
  withSound,
  type Recognised,
} from "./lookUp";
import { reason, reasonPoints, scoreOf, type DuplicateReason, type ReasonKind } from "./score";
import { isAlike, nameKeys, type NameKeys } from "./sound";

type KeyKind = Doc<"customerKeys">["kind"];

const shown = 5;
/** Customers loaded for comparison: the best by their keys. */
const compared = 12;

/** How alike two names must be to be looked at, beyond sounding alike and beyond sharing one word's sound. */
const alikeWhenSameSound = 0.5;
const alikeOtherwise = 0.75;

export interface DuplicateQuery {
  name?: string | undefined;
  phone?: string | undefined;
  secondaryPhone?: string | undefined;
  email?: string | undefined;
  /** The record being edited. */
  excludeId?: Id<"customers"> | undefined;
}

export interface DuplicateMatch {
  customer: Doc<"customers">;
  ownerName: string | null;
  /** 0 to 100, the sum of the reasons' points within these bounds. */
  score: number;
  reasons: DuplicateReason[];
}

export interface Duplicates {
  /** Best first, at most five. */
  matches: DuplicateMatch[];
  /** Whether any live customer has exactly this e-mail, phone or name. */
  exact: { email: boolean; phone: boolean; name: boolean };
  /** Kinds of keys left out because more than `crowdLimit` records share them. */
  crowded: KeyKind[];
}

/** The answer where nobody looked or nothing was found. */
export const noDuplicates: Duplicates = {
  matches: [],
  exact: { email: false, phone: false, name: false },
  crowded: [],
};

/**
 * What was read for one person, so that who asks again about the same one (the
 * new record beside the policy's question) reads only what is new.
 */
export class Looked {
  /** Rows by kind and key. */
  readonly rows = new Map<string, readonly Recognised[]>();
  readonly customers = new Map<Id<"customers">, Doc<"customers"> | null>();
  /** Sounds, and whether a crowd is known to share them (crowds.ts). */
  readonly crowds = new Map<string, boolean>();
  /** Sounds of which it turned out on counting. */
  readonly counted = new Set<string>();
}

/** Keeps what a look around has counted, so that the next one need not. */
export async function noteCounted(ctx: TenantMutationCtx, { counted }: Looked): Promise<void> {
  for (const sound of counted) await noteCrowd(ctx, sound);
  counted.clear();
}

/**
 * Looks among all live customers of the organization, whoever owns them; mask
 * before showing (`factsOf`). `similar: false` compares names exactly only,
 * for imports and other work that asks for thousands of rows. What is read is
 * left in `looked`.
 */
export async function findDuplicates(
  ctx: TenantQueryCtx,
  query: DuplicateQuery,
  { similar = true, looked = new Looked() }: { similar?: boolean; looked?: Looked } = {},
): Promise<Duplicates> {
  const { country } = await ctx.settings();
  const { name, email, phone, secondaryPhone } = query;
  const identity = identityOf({ name, emails: [email], phones: [phone, secondaryPhone] }, country);
  const found = new Evidence(ctx, query.excludeId, looked);
  // What the providers' rules make of it is looked for beside the address as it is.
  const address = email === undefined ? null : normalizeEmail(email);
  if (address !== null) await found.addEmail(address);
  await addIdentity(found, identity);
  const names = name === undefined ? null : nameKeys(name);
  if (names !== null) await addNames(found, names, similar);
  return {
    matches: await loadBest(ctx, found, identity, country, [phone, secondaryPhone]),
    exact: {
      email: found.exact.has("email"),
      phone: found.exact.has("phone"),
      name: found.exact.has("name"),
    },
    crowded: [...found.crowded],
  };
}

/**
 * Everybody who may be the same as a stored customer, best first, at most five; for the review queue. `before` is
 * what was read of this person in the same transaction when the record was not yet there. What is read is left in
 * `looked`.
 */
export async function findTwins(
  ctx: TenantQueryCtx,
  customer: Person & { _id: Id<"customers"> },
  before?: Looked,
  looked = before ?? new Looked(),
): Promise<DuplicateMatch[]> {
  const { country } = await ctx.settings();
  const identity = identityOfCustomer(customer, country);
  const found = new Evidence(ctx, customer._id, looked, before !== undefined);
  if (customer.email !== undefined) await found.addEmail(customer.email);
  await addIdentity(found, identity);
  if (identity.domain !== null) await found.addKey("domain", identity.domain);
  await found.addHash(customer.stableHashId);
  const names = nameKeys(customer.name);
  if (names !== null) {
    const { dateOfBirth: birth } = customer;
    if (birth !== undefined)
      await found.look("birth", birth, () => withBirth(ctx, birth, names.sound, enough));
    await addNames(found, names, true);
  }
  const typed = [customer.phone, customer.secondaryPhone];
  return await loadBest(ctx, found, identity, country, typed);
}

/** The live customer with this id of an older system. Archived records keep theirs: the live one is looked for among them. */
export async function holderOfHash(
  ctx: TenantQueryCtx,
  stableHashId: string,
): Promise<Doc<"customers"> | null> {
  const rows = await ctx.db
    .query("customers")
    .withIndex("by_stableHashId", (q) => q.eq("stableHashId", stableHashId))
    .take(50);
  return rows.find(({ status }) => status !== "deleted") ?? null;
}

async function addIdentity(found: Evidence, { emails, phones }: Identity): Promise<void> {
  const { ctx } = found;
  for (const { address, mailbox } of emails) {
    const isOther = mailbox !== address;
    await found.look("mailbox", mailbox, () => found.otherSpellings(mailbox), { isOwn: isOther });
    if (isOther)
      await found.look("email", mailbox, () => found.spelledSo(mailbox), {
        isExact: false,
        isOwn: false,
      });
  }
  for (const e164 of new Set(phones.map((phone) => phone.e164))) {
    if (e164 === null) continue;
    await found.look("phone", e164, () => withPhone(ctx, e164, enough));
    await found.addKey("contactPhone", e164);
  }
}

async function addNames(found: Evidence, name: NameKeys, similar: boolean): Promise<void> {
  const { ctx } = found;
  if (!similar) return await found.look("name", name.exact, () => withName(ctx, name, enough));
  await found.look("name", name.exact, () => found.withSameWords(name));
  const alike = (least: number) => (row: Recognised) => isAlike(name.latin, row.latin, least);
  await found.look("sound", name.sound, () => found.sounding(name.sound), {
    keep: alike(alikeWhenSameSound),
  });
  // Everybody who shares the whole sound shares its parts too: looking would only find the same crowd.
  if (found.crowded.has("sound")) return;
  for (const key of name.partial) await found.addPartialSound(key, alike(alikeOtherwise));
}

/** What a key says by itself, for choosing whom to load; the comparison decides the points. */
const weight: Record<KeyKind, number> = {
  email: 60,
  mailbox: 55,
  phone: 50,
  birth: 45,
  contactEmail: 40,
  contactPhone: 35,
  name: 35,
  sound: 20,
  partialSound: 10,
  domain: 10,
  contactName: 0,
};

/** Keys that customers share with what is looked for. */
class Evidence {
  readonly byCustomer = new Map<Id<"customers">, Set<KeyKind | "hash">>();
  readonly exact = new Set<KeyKind>();
  readonly crowded = new Set<KeyKind>();
  /** Answers from which narrower ones follow; not kept in `looked`, because the record that is left out came after it. */
  private readonly wide = new Map<string, readonly Recognised[]>();

  constructor(
    readonly ctx: TenantQueryCtx,
    private readonly excludeId: Id<"customers"> | undefined,
    readonly looked: Looked,
    /** What `looked` holds was read before the record that is left out was there. */
    private readonly isLate = false,
  ) {}

  async addEmail(email: string): Promise<void> {
    await this.look("email", email, () => this.spelledSo(email));
    await this.addKey("contactEmail", email);
  }

  /** Exactly this address; the index is asked once for all spellings of the mailbox as far as that tells. */
  async spelledSo(email: string): Promise<readonly Recognised[]> {
    const all = await this.delivered(mailboxKey(email));
    const found = all.filter((row) => row.email === email);
    return isAnswered(all, found) ? found : await withEmail(this.ctx, email, enough);
  }

  async otherSpellings(mailbox: string): Promise<readonly Recognised[]> {
    const all = await this.delivered(mailbox);
    const found = all.filter((row) => row.email !== mailbox);
    return isAnswered(all, found) ? found : await withMailbox(this.ctx, mailbox, enough);
  }

  /** Who has the same words sounds the same. */
  async withSameWords(name: NameKeys): Promise<readonly Recognised[]> {
    const all = await this.sounding(name.sound);
    const found = all.filter((row) => row.name === name.exact);
    return isAnswered(all, found) ? found : await withName(this.ctx, name, enough);
  }

  async sounding(sound: string): Promise<readonly Recognised[]> {
    return await this.once(`sound ${sound}`, () => withSound(this.ctx, sound, enough));
  }

  private async delivered(mailbox: string): Promise<readonly Recognised[]> {
    return await this.once(`mailbox ${mailbox}`, () => deliveredTo(this.ctx, mailbox, enough));
  }

  private async once(
    name: string,
    read: () => Promise<readonly Recognised[]>,
  ): Promise<readonly Recognised[]> {
    let rows = this.wide.get(name);
    if (rows === undefined) this.wide.set(name, (rows = await read()));
    return rows;
  }

  async addKey(kind: KeyKind, key: string): Promise<void> {
    // A record is among those with its own domain, not among those whose contact has its address.
    await this.look(kind, key, () => withKey(this.ctx, kind, key, enough), { isOwn: kind === "domain" });
  }

  async addPartialSound(sound: string, keep: (row: Recognised) => boolean): Promise<void> {
    const { crowds, counted, rows } = this.looked;
    let isCrowd = crowds.get(sound);
    if (isCrowd === undefined) crowds.set(sound, (isCrowd = await isKnownCrowd(this.ctx, sound)));
    if (isCrowd) {
      this.crowded.add("partialSound");
      return;
    }
    await this.look("partialSound", sound, () => withPartialSound(this.ctx, sound, enough), { keep });
    if (rows.get(`partialSound ${sound}`)!.length > crowdLimit) counted.add(sound);
  }

  /** `isOwn`: the record that is left out would be found by this key too, and counts in the crowd. */
  async look(
    kind: KeyKind,
    key: string,
    read: () => Promise<readonly Recognised[]>,
    options: { keep?: (row: Recognised) => boolean; isExact?: boolean; isOwn?: boolean } = {},
  ): Promise<void> {
    const { keep = () => true, isExact = true, isOwn = true } = options;
    const { rows: known } = this.looked;
    const name = `${kind} ${key}`;
    let rows = known.get(name);
    const isMissing = rows !== undefined && this.isLate && isOwn;
    if (rows === undefined) known.set(name, (rows = await read()));
    const others = rows.filter((row) => row.customerId !== this.excludeId);
    if (others.length > 0 && isExact) this.exact.add(kind);
    if (rows.length + (isMissing ? 1 : 0) > crowdLimit) {
      this.crowded.add(kind);
      // Still shown where the key itself is the claim; similar names need rarer proof.
      if (kind === "sound" || kind === "partialSound" || kind === "domain") return;
    }
    for (const row of others) if (keep(row)) this.note(row.customerId, kind);
  }

  async addHash(stableHashId: string | undefined): Promise<void> {
    if (stableHashId === undefined) return;
    const rows = await this.ctx.db
      .query("customers")
      .withIndex("by_stableHashId", (q) => q.eq("stableHashId", stableHashId))
      .take(enough);
    for (const row of rows) if (row._id !== this.excludeId) this.note(row._id, "hash");
  }

  async customer(id: Id<"customers">): Promise<Doc<"customers"> | null> {
    const { customers } = this.looked;
    let customer = customers.get(id);
    if (customer === undefined) customers.set(id, (customer = await this.ctx.db.find("customers", id)));
    return customer;
  }

  private note(customerId: Id<"customers">, kind: KeyKind | "hash"): void {
    const kinds = this.byCustomer.get(customerId) ?? new Set();
    this.byCustomer.set(customerId, kinds);
    kinds.add(kind);
  }
}

/** Whether the narrower look-up's answer follows from the wider one's: that was not cut off, or the rest is a crowd too. */
function isAnswered(wide: readonly Recognised[], narrow: readonly Recognised[]): boolean {
  return wide.length < enough || narrow.length === enough;
}

async function loadBest(
  ctx: TenantQueryCtx,
  found: Evidence,
  identity: Identity,
  country: string,
  typed: readonly (string | undefined)[],
): Promise<DuplicateMatch[]> {
  const rank = (kinds: ReadonlySet<KeyKind | "hash">) =>
    [...kinds].reduce(
      (sum, kind) => sum + (kind === "hash" ? 70 : found.crowded.has(kind) ? 0 : weight[kind]),
      0,
    );
  const ranked = [...found.byCustomer].sort(([, a], [, b]) => rank(b) - rank(a)).slice(0, compared);
  const scored: Omit<DuplicateMatch, "ownerName">[] = [];
  for (const [id, kinds] of ranked) {
    const customer = await found.customer(id);
    if (customer === null || customer.status === "deleted") continue;
    const reasons = reasonsFor(identity, customer, kinds, found.crowded, country, typed);
    if (reasons.length > 0) scored.push({ customer, score: scoreOf(reasons), reasons });
  }
  const best = scored.sort((a, b) => b.score - a.score).slice(0, shown);
  const matches: DuplicateMatch[] = [];
  for (const match of best) matches.push({ ...match, ownerName: await ownerName(ctx, match.customer) });
  return matches;
}

const order = Object.keys(reasonPoints) as ReasonKind[];
const emailReasons: readonly ReasonKind[] = ["sameEmail", "sameMailbox", "sharedEmail"];
const phoneReasons: readonly ReasonKind[] = ["samePhone", "samePhoneOtherFormat"];

function reasonsFor(
  identity: Identity,
  customer: Doc<"customers">,
  kinds: ReadonlySet<KeyKind | "hash">,
  crowded: ReadonlySet<KeyKind>,
  country: string,
  typed: readonly (string | undefined)[],
): DuplicateReason[] {
  const { reasons } = compare(identity, identityOfCustomer(customer, country));
  const has = (some: readonly ReasonKind[]) => reasons.some(({ kind }) => some.includes(kind));
  // A company's contact carries an address of its own; its first one repeats the company's.
  const byContact = kinds.has("contactEmail") && !has(emailReasons);
  const byContactPhone = kinds.has("contactPhone") && !has(phoneReasons);
  const all = [
    // Typing one field says nothing of the others; and who answers at a company is not called like it.
    ...reasons.filter(({ kind }) => kind !== "noName"),
    // Equal as written, although no proof: a placeholder. The organization's uniqueness rules name it.
    ...(kinds.has("email") && !has(emailReasons) ? [reason("sharedEmail")] : []),
    ...(byContact ? [reason("contactEmail")] : []),
    ...(byContactPhone ? [reason("contactPhone")] : []),
  ];
  return all
    .map(({ kind, points }) => {
      if (isCrowded(kind, crowded)) return { kind, points: 0 };
      if (kind === "samePhone" && isOtherFormat(customer, typed, country))
        return { kind: "samePhoneOtherFormat" as const, points };
      return { kind, points };
    })
    .sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}

function isCrowded(kind: ReasonKind, crowded: ReadonlySet<KeyKind>): boolean {
  if (emailReasons.includes(kind)) return crowded.has("email") || crowded.has("mailbox");
  if (phoneReasons.includes(kind)) return crowded.has("phone");
  if (kind === "contactEmail" || kind === "contactPhone") return crowded.has(kind);
  return kind === "sameName" && crowded.has("name");
}

/** True when the stored number is the typed one, written in another way. */
function isOtherFormat(
  customer: Doc<"customers">,
  typed: readonly (string | undefined)[],
  country: string,
): boolean {
  const stored = [customer.phone, customer.secondaryPhone];
  const numbers = new Set([customer.phoneE164, customer.secondaryPhoneE164]);
  return typed.every((text) => {
    if (text === undefined) return true;
    const [number] = identityOf({ phones: [text] }, country).phones;
    const e164 = number?.e164 ?? undefined;
    return e164 === undefined || !numbers.has(e164) || !stored.some((one) => one?.trim() === text.trim());
  });
}

export async function ownerName(ctx: TenantQueryCtx, { ownerId }: Doc<"customers">): Promise<string | null> {
  if (ownerId === undefined) return null;
  const member = await ctx.db
    .query("memberships")
    .withIndex("by_userId", (q) => q.eq("userId", ownerId))
    .unique();
  return member?.name ?? null;
}

/** A match as it may be told to a caller with this scope: a hidden record shows initials, its owner and the reasons (DUP-26). */
export function factOf({ customer, ownerName, score, reasons }: DuplicateMatch, scope: Scope): DuplicateFact {
  const visible = inScope(scope, customer);
  return {
    customerId: visible ? customer._id : null,
    customerCode: visible ? customer.customerCode : null,
    name: visible ? customer.name : masked(customer.name),
    ownerName,
    score,
    reasons: reasons.map(({ kind }) => kind),
  };
}

export function factsOf(matches: readonly DuplicateMatch[], scope: Scope): DuplicateFact[] {
  return matches.map((match) => factOf(match, scope));
}

/** "Alice Johnson" -> "A••• J•••": enough to recognise, too little to harvest. */
function masked(name: string): string {
  return name
    .split(/\s+/u)
    .slice(0, 3)
    .map((word) => `${[...word][0] ?? ""}•••`)
    .join(" ");
}
