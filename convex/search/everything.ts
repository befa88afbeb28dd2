/**
 * One text looked for everywhere (SRC-26): customers, the contacts that lead to
 * them, their leads, quotes, orders, jobs and bookings; quotes, orders and jobs
 * by number, tours by name; each as far as the caller may see it. Reads at most
 * some 300 documents.
 */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgQueryCtx } from "../functions";
import { bestCustomers, passageOfHit, type Hit } from "../customers/search";
import { inScope, scopeOf } from "../tenancy/scope";
import { mayFind } from "./allowed";
import { match, type MatchedBy } from "./match";
import { numberedBy, type EverythingNumbered } from "./numbered";
import { bookingsOf, toursBy, type FoundBooking, type FoundTour } from "./trips";
import { searchWords } from "./words";

const most = { customers: 7, contacts: 5, leads: 4 };
/** Contacts looked at of each customer that was found by one. */
const contactsEach = 15;
/** A name that more people have means none of them: what hangs on the first would be chance. */
const mostNamed = 2;

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

export interface Everything extends EverythingNumbered {
  customers: FoundCustomer[];
  contacts: FoundContact[];
  leads: FoundLead[];
  bookings: FoundBooking[];
  tours: FoundTour[];
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
  const named =
    own.length > mostNamed ? [] : own.filter(({ isGuess }) => !isGuess).map(({ customer }) => customer);
  return {
    customers: await Promise.all(
      [...own, ...rest].slice(0, most.customers).map((hit) => foundCustomer(ctx, hit, words)),
    ),
    contacts,
    leads: await leadsOf(ctx, own),
    ...(await numberedBy(ctx, text, named)),
    bookings: await bookingsOf(ctx, named),
    tours: await toursBy(ctx, instead ?? text),
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
  if (!(await mayFind(ctx, "contacts:read"))) return [];
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
  if (!(await mayFind(ctx, "leads:read"))) return [];
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
