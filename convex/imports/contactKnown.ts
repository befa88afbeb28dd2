/** Which customers and contacts the keys of a file of contacts mean; contactRow.ts says what keys there are. */
import type { Doc, Id } from "../_generated/dataModel";
import { contactFactNames } from "../contacts/shape";
import type { TenantQueryCtx } from "../functions";
import { fail } from "../shared/errors";
import { findKnown } from "./known";
import type { ContactFacts } from "./contactPlan";
import { partsOf } from "./keys";
import { knownLimit, knownRead, knownStep } from "./limits";

export interface CompanyFound {
  customerId: Id<"customers">;
  customerCode: string;
  name: string;
}
export interface ContactFound {
  contactId: Id<"contacts">;
  customerId: Id<"customers">;
  facts: ContactFacts;
}

interface Spent {
  documents: number;
}

/** A name or a domain may be several customers'; two are enough to know that it is not one. */
const few = 2;
/** Archived records may stand before the live ones of the same name. */
const looked = 6;

/** Live customers by key; at most two of a name or a domain. */
export async function findCompanies(
  ctx: TenantQueryCtx,
  keys: Iterable<string>,
  spent: Spent = { documents: 0 },
): Promise<Map<string, CompanyFound[]>> {
  const wanted = [...new Set(keys)];
  const found = new Map<string, CompanyFound[]>();
  const single = await findKnown(
    ctx,
    wanted.filter((key) => !/^(name|domain):/.test(key)),
    spent,
  );
  for (const [key, customer] of single) found.set(key, [asCompany(customer)]);
  for (const key of wanted) {
    const [kind, value] = partsOf(key);
    const customers =
      kind === "name" ? await named(ctx, value) : kind === "domain" ? await ofDomain(ctx, value) : [];
    spent.documents += customers.length;
    if (customers.length > 0) found.set(key, customers.map(asCompany));
  }
  return found;
}

/** Who is called so, and where nobody is, whose company is. */
async function named(ctx: TenantQueryCtx, folded: string): Promise<Doc<"customers">[]> {
  const own = await ctx.db
    .query("customers")
    .withIndex("by_name", (q) => q.eq("nameSort", folded))
    .take(looked);
  const live = own.filter(isLive).slice(0, few);
  if (live.length > 0) return live;
  const companies = await ctx.db
    .query("customers")
    .withIndex("by_company", (q) => q.eq("companySort", folded))
    .take(looked);
  return companies.filter(isLive).slice(0, few);
}

async function ofDomain(ctx: TenantQueryCtx, domain: string): Promise<Doc<"customers">[]> {
  const keys = await ctx.db
    .query("customerKeys")
    .withIndex("by_key", (q) => q.eq("kind", "domain").eq("key", domain))
    .take(few);
  const customers = await Promise.all(keys.map(({ customerId }) => ctx.db.find("customers", customerId)));
  return customers.filter((one) => one !== null).filter(isLive);
}

const isLive = ({ status }: Doc<"customers">) => status !== "deleted";
const asCompany = ({ _id, customerCode, name }: Doc<"customers">): CompanyFound => ({
  customerId: _id,
  customerCode,
  name,
});

/** Namesakes at one customer that are compared; more than these share one name nowhere. */
const mostAlike = 10;

/** Active contacts of one customer by one key: "email:…", "phone:…" (either of their numbers) or "name:…". */
export async function contactsWith(
  ctx: TenantQueryCtx,
  customerId: Id<"customers">,
  key: string,
): Promise<Doc<"contacts">[]> {
  const [kind, value] = partsOf(key);
  const table = () => ctx.db.query("contacts");
  if (kind === "email")
    return await table()
      .withIndex("by_email", (q) => q.eq("customerId", customerId).eq("isActive", true).eq("email", value))
      .take(mostAlike);
  if (kind === "name")
    return await table()
      .withIndex("by_customer", (q) =>
        q.eq("customerId", customerId).eq("isActive", true).eq("nameSort", value),
      )
      .take(mostAlike);
  const phones = await table()
    .withIndex("by_phone", (q) => q.eq("customerId", customerId).eq("isActive", true).eq("phoneE164", value))
    .take(mostAlike);
  const mobiles = await table()
    .withIndex("by_mobile", (q) =>
      q.eq("customerId", customerId).eq("isActive", true).eq("mobileE164", value),
    )
    .take(mostAlike);
  return [...phones, ...mobiles];
}

export function contactFactsOf(contact: Doc<"contacts">): ContactFacts {
  const facts: Partial<Record<keyof ContactFacts, unknown>> = {};
  for (const name of contactFactNames) if (contact[name] !== undefined) facts[name] = contact[name];
  return facts as unknown as ContactFacts;
}

/** For the dry run: which customers these keys mean. `answered`: how many it has looked up, from the first on. */
export async function companiesOfKeys(
  ctx: TenantQueryCtx,
  keys: readonly string[],
): Promise<{ companies: { key: string; found: CompanyFound[] }[]; answered: number }> {
  if (keys.length > knownLimit) fail({ code: "LIMIT_EXCEEDED", what: "keys", limit: knownLimit });
  const companies: { key: string; found: CompanyFound[] }[] = [];
  const spent = { documents: 0 };
  let answered = 0;
  // Names and domains are asked one by one: what nobody has costs a question each all the same.
  for (; answered < Math.min(keys.length, mostAsked) && spent.documents < knownRead; answered += knownStep) {
    const part = await findCompanies(ctx, keys.slice(answered, answered + knownStep), spent);
    for (const [key, found] of part) companies.push({ key, found });
  }
  return { companies, answered: Math.min(answered, keys.length) };
}
const mostAsked = 300;

/** For the dry run: the contacts of "customerId kind:value". As companiesOfKeys. */
export async function contactsOfKeys(
  ctx: TenantQueryCtx,
  keys: readonly string[],
): Promise<{ contacts: ContactFound[]; answered: number }> {
  if (keys.length > knownLimit) fail({ code: "LIMIT_EXCEEDED", what: "keys", limit: knownLimit });
  const contacts = new Map<string, ContactFound>();
  let answered = 0;
  let read = 0;
  for (; answered < Math.min(keys.length, mostAsked) && read < knownRead; answered++) {
    const [id = "", ...rest] = keys[answered]!.split(" ");
    const customerId = ctx.db.normalizeId("customers", id);
    const customer = customerId === null ? null : await ctx.db.find("customers", customerId);
    if (customer === null) continue;
    const found = await contactsWith(ctx, customer._id, rest.join(" "));
    read += 1 + found.length;
    for (const contact of found)
      contacts.set(contact._id, {
        contactId: contact._id,
        customerId: customer._id,
        facts: contactFactsOf(contact),
      });
  }
  return { contacts: [...contacts.values()], answered };
}
