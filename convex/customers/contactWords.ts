/**
 * The words of a customer's contacts stand in the customer's own search text,
 * so that a contact leads to its customer under the same filters and row scope
 * (SRC-02). Only words that the customer does not have itself are kept.
 */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { searchedWords } from "../fields/searched";
import { fieldsOf } from "../fields/sets";
import { indexWord, nameTokens } from "../search/keys";
import { searchWords } from "../search/words";
import { phoneTails, searchTextOf } from "./searchText";

/** Contacts whose words are kept; every contact is found by its whole name, e-mail and phones (customerKeys). */
const mostContacts = 100;
/** Of these also the keys of misspelling: the text stays a small part of its document. */
const mostGuessed = 20;

type Contact = Pick<Doc<"contacts">, "firstName" | "lastName" | "email" | "phoneE164" | "mobileE164">;

/** Called whenever a contact is written, and when the words change that the customer has itself. True when it wrote. */
export async function refreshContactWords(
  ctx: TenantMutationCtx,
  customerId: Id<"customers">,
  added?: Contact,
): Promise<boolean> {
  const customer = await ctx.db.find("customers", customerId);
  if (customer === null) return false;
  const own = searchedWords(customer.custom, (await fieldsOf(ctx)).active);
  const { contactWords: _, ...alone } = customer;
  // Words of the record's own notes do not count: not everybody who finds a contact sees those.
  const { notes: _notes, ...shown } = alone;
  if (added !== undefined) {
    const text =
      customer.notes === undefined
        ? customer.searchText
        : searchTextOf({ ...shown, contactWords: customer.contactWords }, own);
    const held = new Set(text.split(" "));
    if (wordsOf(added, true).every((word) => held.has(indexWord(word)))) return false;
  }
  const contacts = await ctx.db
    .query("contacts")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId).eq("isActive", true))
    .take(mostContacts);
  const known = new Set(searchTextOf(shown, own).split(" "));
  const words = new Set(contacts.flatMap((contact, index) => wordsOf(contact, index < mostGuessed)));
  const kept = [...words].filter((word) => !known.has(indexWord(word))).join(" ");
  const searchText = searchTextOf({ ...alone, contactWords: kept }, own);
  if (kept === (customer.contactWords ?? "") && searchText === customer.searchText) return false;
  await ctx.db.patch("customers", customerId, {
    contactWords: kept === "" ? undefined : kept,
    searchText,
  });
  return true;
}

function wordsOf(contact: Contact, withKeys: boolean): string[] {
  const name = `${contact.firstName} ${contact.lastName}`;
  return [
    ...(withKeys ? nameTokens(name) : searchWords(name)),
    ...searchWords(contact.email ?? ""),
    ...phoneTails(contact.phoneE164),
    ...phoneTails(contact.mobileE164),
  ];
}
