/** Finds customers that may be the same person, by index, at most a few dozen rows whatever the size (DUP-01..03, 08). */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantQueryCtx } from "../functions";
import type { DuplicateFact } from "../shared/errors";
import { normalizeEmail } from "../shared/email";
import { toE164 } from "../shared/phone";
import { inScope, type Scope } from "../tenancy/scope";
import { reason, scoreOf, type DuplicateReason, type ReasonKind } from "./score";
import { nameKeys, similarity, type NameKeys } from "./sound";

type KeyKind = Doc<"customerKeys">["kind"];

/**
 * A key that more records share proves nothing about any of them: it is left
 * out of the score and named in `crowded`. The organization's uniqueness rules
 * still hold for it, because they ask only whether there is another record.
 */
export const crowdLimit = 20;
const shown = 5;

/** How alike two names must be, beyond sounding alike and beyond sharing one word's sound. */
const alikeWhenSameSound = 0.6;
const alikeOtherwise = 0.8;

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
  /** 0 to 100, the sum of the reasons' points. */
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
 * Looks among all live customers of the organization, whoever owns them; mask
 * before showing (`factsOf`). `similar: false` compares names exactly only,
 * for imports and other work that asks for thousands of rows.
 */
export async function findDuplicates(
  ctx: TenantQueryCtx,
  query: DuplicateQuery,
  { similar = true }: { similar?: boolean } = {},
): Promise<Duplicates> {
  const { country } = await ctx.settings();
  const email = query.email === undefined ? null : normalizeEmail(query.email);
  const phones = new Map<string, string>();
  for (const typed of [query.phone, query.secondaryPhone]) {
    const e164 = typed === undefined ? null : toE164(typed, country);
    if (typed !== undefined && e164 !== null) phones.set(e164, typed);
  }
  const name = query.name === undefined ? null : nameKeys(query.name);

  const found = new Evidence(ctx, query.excludeId);
  if (email !== null) {
    await found.add("email", email, () => "sameEmail");
    await found.add("contactEmail", email, () => "contactEmail");
  }
  for (const phone of phones.keys()) {
    await found.add("phone", phone, () => "samePhone");
    await found.add("contactPhone", phone, () => "contactPhone");
  }
  if (name !== null) await addNames(found, name, similar);

  return {
    matches: await loadBest(ctx, found.byCustomer, phones),
    exact: {
      email: found.exact.has("email"),
      phone: found.exact.has("phone"),
      name: found.exact.has("name"),
    },
    crowded: [...found.crowded],
  };
}

async function addNames(found: Evidence, name: NameKeys, similar: boolean): Promise<void> {
  await found.add("name", name.exact, () => "sameName");
  if (!similar) return;
  await found.add("sound", name.sound, (row) => {
    const alike = similarity(name.latin, row.name ?? "");
    return alike === 1 ? "sameName" : alike >= alikeWhenSameSound ? "similarName" : null;
  });
  // Everybody who shares the whole sound shares its parts too: looking would only find the same crowd.
  if (found.crowded.has("sound")) return;
  for (const key of name.partial) {
    await found.add("partialSound", key, (row) =>
      similarity(name.latin, row.name ?? "") >= alikeOtherwise ? "similarName" : null,
    );
  }
}

/** A reason that says nothing new beside a stronger one: a company's first contact carries its own address. */
const impliedBy: Partial<Record<ReasonKind, ReasonKind>> = {
  similarName: "sameName",
  contactEmail: "sameEmail",
  contactPhone: "samePhone",
};

/** Reasons gathered per customer while keys are looked up. */
class Evidence {
  readonly byCustomer = new Map<Id<"customers">, Map<ReasonKind, DuplicateReason>>();
  readonly exact = new Set<KeyKind>();
  readonly crowded = new Set<KeyKind>();

  constructor(
    private readonly ctx: TenantQueryCtx,
    private readonly excludeId: Id<"customers"> | undefined,
  ) {}

  async add(
    kind: KeyKind,
    key: string,
    judge: (row: Doc<"customerKeys">) => ReasonKind | null,
  ): Promise<void> {
    const rows = await this.ctx.db
      .query("customerKeys")
      .withIndex("by_key", (q) => q.eq("kind", kind).eq("key", key))
      .take(crowdLimit + 1);
    const others = rows.filter((row) => row.customerId !== this.excludeId);
    if (others.length > 0) this.exact.add(kind);
    if (rows.length > crowdLimit) {
      this.crowded.add(kind);
      // Still shown where the key itself is the claim; similar names need rarer proof.
      if (kind === "sound" || kind === "partialSound") return;
    }
    for (const row of others) {
      const because = judge(row);
      if (because === null) continue;
      const reasons = this.byCustomer.get(row.customerId) ?? new Map<ReasonKind, DuplicateReason>();
      this.byCustomer.set(row.customerId, reasons);
      const stronger = impliedBy[because];
      if (stronger !== undefined && reasons.has(stronger)) continue;
      const points = reason(because);
      reasons.set(because, rows.length > crowdLimit ? { ...points, points: 0 } : points);
    }
  }
}

async function loadBest(
  ctx: TenantQueryCtx,
  byCustomer: Evidence["byCustomer"],
  phones: ReadonlyMap<string, string>,
): Promise<DuplicateMatch[]> {
  const ranked = [...byCustomer]
    .map(([id, reasons]) => ({ id, reasons: [...reasons.values()] }))
    .sort((a, b) => scoreOf(b.reasons) - scoreOf(a.reasons))
    .slice(0, shown);
  const matches: DuplicateMatch[] = [];
  for (const { id, reasons } of ranked) {
    const customer = await ctx.db.find("customers", id);
    if (customer === null || customer.status === "deleted") continue;
    const said = reasons.map((one) =>
      one.kind === "samePhone" && isOtherFormat(customer, phones)
        ? { ...one, kind: "samePhoneOtherFormat" as const }
        : one,
    );
    matches.push({
      customer,
      ownerName: await ownerName(ctx, customer),
      score: scoreOf(said),
      reasons: said,
    });
  }
  return matches;
}

/** True when the stored number is the typed one, written in another way. */
function isOtherFormat(customer: Doc<"customers">, phones: ReadonlyMap<string, string>): boolean {
  const written = (typed: string) => typed.trim();
  const pairs = [
    [customer.phoneE164, customer.phone],
    [customer.secondaryPhoneE164, customer.secondaryPhone],
  ] as const;
  return pairs.every(([e164, stored]) => {
    const typed = e164 === undefined ? undefined : phones.get(e164);
    return typed === undefined || written(typed) !== written(stored ?? "");
  });
}

async function ownerName(ctx: TenantQueryCtx, { ownerId }: Doc<"customers">): Promise<string | null> {
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
