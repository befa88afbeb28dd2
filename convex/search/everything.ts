/**
 * One text looked for everywhere (SRC-26): customers, the contacts that lead to
 * them, their leads, and quotes by number; each as far as the caller may see
 * it. Reads at most some 200 documents.
 */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgQueryCtx } from "../functions";
import { bestCustomers, passageOfHit, type Hit } from "../customers/search";
import { reachOf } from "../tenancy/permissions";
import { inScope, scopeOf } from "../tenancy/scope";
import { match, type MatchedBy } from "./match";
import { understand } from "./understand";
import { searchWords } from "./words";

const most = { customers: 7, contacts: 5, leads: 4, quotes: 5 };
/** Contacts looked at of each customer that was found by one. */
const contactsEach = 15;
/** Quotes of like number that may be other people's. */
const quotesRead = 20;

export interface FoundCustomer {
  _id: Id<"customers">;
  name: string;
  customerCode: string;
  companyName: string | null;
  email: string | null;
  phone: string | null;
  status: Doc<"customers">["status"];
  by: MatchedBy;
  isGuess: boolean;
  /** The part of the note by which it was found. */
  passage: string | null;
}

export interface FoundContact {
  _id: Id<"contacts">;
  name: string;
  title: string | null;
  email: string | null;
  phone: string | null;
  customerId: Id<"customers">;
  customerName: string;
}

export interface FoundLead {
  _id: Id<"leads">;
  title: string | null;
  status: Doc<"leads">["status"];
  customerName: string;
}

export interface FoundQuote {
  _id: Id<"quotes">;
  quoteNumber: string;
  subject: string;
  status: Doc<"quotes">["status"];
  customerName: string;
}

export interface Everything {
  customers: FoundCustomer[];
  contacts: FoundContact[];
  leads: FoundLead[];
  quotes: FoundQuote[];
  /** What was searched for instead, in the other keyboard layout. */
  instead: string | null;
}

export async function searchEverything(ctx: OrgQueryCtx, text: string): Promise<Everything> {
  const { hits, instead } = await bestCustomers(ctx, text, {});
  const words = searchWords(instead ?? text);
  const own = hits.filter(({ by }) => by !== "contact").slice(0, most.customers);
  const others = hits.filter(({ by }) => by === "contact").slice(0, most.contacts);
  const contacts = await contactsOf(ctx, others, words);
  // A customer found by a contact that is not told apart (two facts make the match) is shown itself.
  const told = new Set(contacts.map(({ customerId }) => customerId));
  const rest = others.filter(({ customer }) => !told.has(customer._id));
  return {
    customers: await Promise.all(
      [...own, ...rest].slice(0, most.customers).map((hit) => foundCustomer(ctx, hit, words)),
    ),
    contacts,
    leads: await leadsOf(ctx, own),
    quotes: await quotesBy(ctx, text),
    instead,
  };
}

async function foundCustomer(ctx: OrgQueryCtx, hit: Hit, words: readonly string[]): Promise<FoundCustomer> {
  const { customer, by, isGuess } = hit;
  const { _id, name, customerCode, companyName, email, phone, status } = customer;
  return {
    _id,
    name,
    customerCode,
    companyName: companyName ?? null,
    email: email ?? null,
    phone: phone ?? null,
    status,
    by,
    isGuess,
    passage: await passageOfHit(ctx, hit, words),
  };
}

async function contactsOf(
  ctx: OrgQueryCtx,
  hits: readonly Hit[],
  words: readonly string[],
): Promise<FoundContact[]> {
  if (reachOf(ctx.member.role, "contacts:read") === "none") return [];
  const lists = await Promise.all(
    hits.map(async ({ customer }) => {
      const contacts = await ctx.db
        .query("contacts")
        .withIndex("by_customer", (q) => q.eq("customerId", customer._id).eq("isActive", true))
        .take(contactsEach);
      return contacts
        .flatMap((contact) => {
          const score = scoreOf(contact, customer, words);
          return score === 0 ? [] : [{ contact, customer, score }];
        })
        .sort((a, b) => b.score - a.score)
        .slice(0, 2);
    }),
  );
  return lists
    .flat()
    .slice(0, most.contacts)
    .map(({ contact, customer }) => ({
      _id: contact._id,
      name: `${contact.firstName} ${contact.lastName}`,
      title: contact.title ?? null,
      email: contact.email ?? null,
      phone: contact.phone ?? contact.mobile ?? null,
      customerId: customer._id,
      customerName: customer.name,
    }));
}

/** The words may be the contact's and the customer's together: "vera acme". */
function scoreOf(contact: Doc<"contacts">, customer: Doc<"customers">, words: readonly string[]): number {
  const digits = words.join("").replace(/\D/g, "");
  const phones = [contact.phoneE164, contact.mobileE164].filter((phone) => phone !== undefined);
  if (digits.length >= 4 && phones.some((phone) => phone.includes(digits.replace(/^[08]/, "")))) return 1;
  const found = match(
    words,
    [
      { by: "name", words: searchWords(`${contact.firstName} ${contact.lastName}`) },
      { by: "email", words: searchWords(contact.email ?? "") },
      { by: "company", words: searchWords(`${customer.name} ${customer.companyName ?? ""}`) },
    ],
    true,
  );
  return found?.score ?? 0;
}

async function leadsOf(ctx: OrgQueryCtx, hits: readonly Hit[]): Promise<FoundLead[]> {
  if (reachOf(ctx.member.role, "leads:read") === "none") return [];
  const scope = await scopeOf(ctx, "leads:read");
  const lists = await Promise.all(
    hits.slice(0, most.leads).map(async ({ customer }) => {
      const leads = await ctx.db
        .query("leads")
        .withIndex("by_customer", (q) => q.eq("customerId", customer._id))
        .order("desc")
        .take(2);
      return leads
        .filter((lead) => inScope(scope, lead))
        .map(({ _id, title, status }) => ({
          _id,
          title: title ?? null,
          status,
          customerName: customer.name,
        }));
    }),
  );
  return lists.flat().slice(0, most.leads);
}

/** "QUO-0012", "quo 12" and "12" are one quote; "QUO-00" begins many. */
async function quotesBy(ctx: OrgQueryCtx, text: string): Promise<FoundQuote[]> {
  if (reachOf(ctx.member.role, "quotes:read") === "none") return [];
  const typed = /^\s*(?:quo)?[\s#-]*(\d{1,8})\s*$/i.exec(text)?.[1];
  if (typed === undefined || understand(text, "US") === null) return [];
  const scope = await scopeOf(ctx, "quotes:read");
  const customers = await scopeOf(ctx, "customers:read");
  const exact = quoteNumberOf(Number(typed));
  const beginning = `QUO-${typed}`;
  const found = new Map<Id<"quotes">, Doc<"quotes">>();
  for (const [from, to] of [
    [exact, exact],
    [beginning, `${beginning}\uffff`],
  ] as const) {
    const quotes = await ctx.db
      .query("quotes")
      .withIndex("by_number", (q) => q.gte("quoteNumber", from).lte("quoteNumber", to))
      .take(quotesRead);
    for (const quote of quotes) found.set(quote._id, quote);
  }
  const rows: FoundQuote[] = [];
  for (const quote of found.values()) {
    if (rows.length === most.quotes) break;
    const customer = await ctx.db.find("customers", quote.customerId);
    if (customer === null || customer.status === "deleted" || !inScope(customers, customer)) continue;
    if (scope.kind !== "customers" && !inScope(scope, quote)) continue;
    const { _id, quoteNumber, subject, status } = quote;
    rows.push({ _id, quoteNumber, subject, status, customerName: customer.name });
  }
  return rows;
}

function quoteNumberOf(n: number): string {
  return `QUO-${String(n).padStart(4, "0")}`;
}
