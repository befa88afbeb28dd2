/** Which profiles a customer may be, and which customers a profile (PRL-05, PRL-06): by index, a few dozen rows whatever the size. */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgQueryCtx, TenantQueryCtx } from "../functions";
import { customerScope } from "../customers/access";
import { withEmail, withKey, withName, withPhone, withSound } from "../duplicates/lookUp";
import { nameKeys } from "../duplicates/sound";
import { normalizeEmail } from "../shared/email";
import { toE164 } from "../shared/phone";
import { inScope } from "../tenancy/scope";
import { matchOf, type CustomerFacts, type ProfileMatch } from "./match";
import { toShown, vipOf, type ShownProfile } from "./read";

/** Rows looked at behind one key; so many that share it prove nothing by it. */
const perKey = 8;
const shown = 5;

export interface SuggestedProfile extends ProfileMatch {
  profile: ShownProfile;
}

export async function factsOf(ctx: TenantQueryCtx, customer: Doc<"customers">): Promise<CustomerFacts> {
  const contacts = await ctx.db
    .query("customerKeys")
    .withIndex("by_customer", (q) => q.eq("customerId", customer._id))
    .take(60);
  const of = (kind: Doc<"customerKeys">["kind"]) =>
    contacts.filter((row) => row.kind === kind).map(({ key }) => key);
  return {
    name: customer.name,
    emails: present([customer.email]),
    phones: present([customer.phoneE164, customer.secondaryPhoneE164]),
    contactEmails: of("contactEmail"),
    contactPhones: of("contactPhone"),
    stableHashId: customer.stableHashId,
  };
}

export interface TypedFacts {
  name?: string | undefined;
  email?: string | undefined;
  phone?: string | undefined;
  secondaryPhone?: string | undefined;
  stableHashId?: string | undefined;
}

/** Of a customer that is being typed. */
export async function factsOfTyped(ctx: TenantQueryCtx, typed: TypedFacts): Promise<CustomerFacts> {
  const { country } = await ctx.settings();
  const number = (text: string | undefined) =>
    text === undefined ? undefined : (toE164(text, country) ?? undefined);
  const email = typed.email === undefined ? null : normalizeEmail(typed.email);
  return {
    name: typed.name,
    emails: email === null ? [] : [email],
    phones: present([number(typed.phone), number(typed.secondaryPhone)]),
    contactEmails: [],
    contactPhones: [],
    stableHashId: typed.stableHashId,
  };
}

const present = (values: readonly (string | undefined)[]): string[] =>
  values.filter((value) => value !== undefined);

/** How sure it is that this profile is that customer; null when nothing speaks for it. */
export async function matchWith(
  ctx: TenantQueryCtx,
  facts: CustomerFacts,
  profile: Doc<"webProfiles">,
): Promise<ProfileMatch | null> {
  const vip = await vipOf(ctx, profile);
  return matchOf(facts, { ...profile, stableHashId: vip?.stableHashId });
}

/** Profiles that are nobody's yet and may be this person's, the surest first, at most five. */
export async function profilesFor(ctx: OrgQueryCtx, facts: CustomerFacts): Promise<SuggestedProfile[]> {
  const found = new Map<Id<"webProfiles">, Doc<"webProfiles">>();
  for (const profile of await profilesByKeys(ctx, facts)) found.set(profile._id, profile);
  const matches: { profile: Doc<"webProfiles">; match: ProfileMatch }[] = [];
  for (const profile of found.values()) {
    const match = profile.isLinked ? null : await matchWith(ctx, facts, profile);
    if (match !== null) matches.push({ profile, match });
  }
  const scope = await customerScope(ctx);
  const best = matches.sort((a, b) => b.match.confidence - a.match.confidence).slice(0, shown);
  const suggested: SuggestedProfile[] = [];
  for (const { profile, match } of best)
    suggested.push({ ...match, profile: await toShown(ctx, profile, scope) });
  return suggested;
}

async function profilesByKeys(ctx: TenantQueryCtx, facts: CustomerFacts): Promise<Doc<"webProfiles">[]> {
  const found: Doc<"webProfiles">[] = [];
  const table = () => ctx.db.query("webProfiles");
  const { stableHashId } = facts;
  if (stableHashId !== undefined) {
    const vips = await ctx.db
      .query("vipCustomers")
      .withIndex("by_stableHashId", (q) => q.eq("stableHashId", stableHashId))
      .take(perKey);
    for (const { externalId } of vips)
      found.push(
        ...(await table()
          .withIndex("by_vip", (q) => q.eq("vipCustomerDataId", externalId))
          .take(perKey)),
      );
  }
  for (const email of [...facts.emails, ...facts.contactEmails].slice(0, perKey))
    found.push(
      ...(await table()
        .withIndex("by_email", (q) => q.eq("email", email))
        .take(perKey)),
    );
  for (const phone of [...facts.phones, ...facts.contactPhones].slice(0, perKey))
    found.push(
      ...(await table()
        .withIndex("by_phone", (q) => q.eq("phoneE164", phone))
        .take(perKey)),
    );
  const names = facts.name === undefined ? null : nameKeys(facts.name);
  if (names !== null) {
    found.push(
      ...(await table()
        .withIndex("by_nameKey", (q) => q.eq("nameKey", names.exact))
        .take(perKey)),
      ...(await table()
        .withIndex("by_nameSound", (q) => q.eq("nameSound", names.sound))
        .take(perKey)),
    );
  }
  return found;
}

export interface SuggestedCustomer extends ProfileMatch {
  customer: {
    _id: Id<"customers">;
    name: string;
    customerCode: string;
    email: string | null;
    phone: string | null;
  };
}

/** Live customers within the caller's reach, without a profile, that may be this person, the surest first, at most five. */
export async function customersFor(
  ctx: OrgQueryCtx,
  profile: Doc<"webProfiles">,
): Promise<SuggestedCustomer[]> {
  const scope = await customerScope(ctx);
  const suggested: SuggestedCustomer[] = [];
  for (const id of await customersByKeys(ctx, profile)) {
    const customer = await ctx.db.find("customers", id);
    if (customer === null || customer.status === "deleted" || customer.linkedProfileId !== undefined)
      continue;
    if (!inScope(scope, customer)) continue;
    const match = await matchWith(ctx, await factsOf(ctx, customer), profile);
    if (match === null) continue;
    const { _id, name, customerCode, email = null, phone = null } = customer;
    suggested.push({ ...match, customer: { _id, name, customerCode, email, phone } });
  }
  return suggested.sort((a, b) => b.confidence - a.confidence).slice(0, shown);
}

/** Customers loaded and compared, those behind the strongest keys first. */
const compared = 10;

async function customersByKeys(ctx: TenantQueryCtx, profile: Doc<"webProfiles">): Promise<Id<"customers">[]> {
  const found = new Set<Id<"customers">>();
  const hash = (await vipOf(ctx, profile))?.stableHashId;
  if (hash !== undefined) {
    const rows = await ctx.db
      .query("customers")
      .withIndex("by_stableHashId", (q) => q.eq("stableHashId", hash))
      .take(perKey);
    for (const { _id } of rows) found.add(_id);
  }
  const { email, phoneE164: phone, nameKey: exact, nameSound: sound } = profile;
  const rows = [
    ...(email === undefined ? [] : await withEmail(ctx, email, perKey)),
    ...(phone === undefined ? [] : await withPhone(ctx, phone, perKey)),
    ...(email === undefined ? [] : await withKey(ctx, "contactEmail", email, perKey)),
    ...(phone === undefined ? [] : await withKey(ctx, "contactPhone", phone, perKey)),
    ...(exact === undefined || sound === undefined ? [] : await withName(ctx, { exact, sound }, perKey)),
    ...(sound === undefined ? [] : await withSound(ctx, sound, perKey)),
  ];
  for (const { customerId } of rows) found.add(customerId);
  return [...found].slice(0, compared);
}
