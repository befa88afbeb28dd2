/** The words by which a customer is found in full-text search (SRC-01, SRC-02, SRC-20). Pure. */
import type { Doc } from "../_generated/dataModel";
import { indexWord, isKey, nameTokens, shortestFragment } from "../search/keys";
import type { Fact } from "../search/match";
import { searchWords } from "../search/words";

type Searched = Pick<
  Doc<"customers">,
  "name" | "companyName" | "email" | "phoneE164" | "secondaryPhoneE164" | "customerCode" | "address"
> &
  Partial<Pick<Doc<"customers">, "tags" | "contactWords" | "notes">>;

/** Grows when the words, the keys of recognition or the crowds are chosen anew: records of an older Orbit are then written again (reindex.ts). */
export const searchTextVersion = 7;

/**
 * Folded words in Latin letters with the keys of misspelling, the e-mail in
 * parts, the code without its hyphen, and every tail of each phone: the index
 * matches beginnings of words, so tails make any run of digits findable. `own`
 * are words of the organization's own fields (fields/searched.ts).
 */
export function searchTextOf(customer: Searched, own: readonly string[] = []): string {
  const found = new Set<string>();
  const add = (word: string) => found.add(indexWord(word));
  nameTokens(customer.name).forEach(add);
  nameTokens(customer.companyName ?? "").forEach(add);
  for (const { words } of besideNames(customer, () => own)) words.forEach(add);
  // The first digits of a number while it is being typed.
  for (const phone of [customer.phoneE164, customer.secondaryPhoneE164])
    if (phone !== undefined) found.add(phone.slice(1, shortestFragment));
  return [...found].join(" ");
}

/**
 * What the customer itself can be found by, fact by fact; `own` as in searchTextOf. A fact's words are worked out when
 * they are asked for: where the name answers, nobody asks for those of lighter facts.
 */
export function factsOf(customer: Searched, own: () => readonly string[]): Fact[] {
  const [code, ...further] = besideNames(customer, own);
  return [
    new WorkedOut("name", () => searchWords(customer.name)),
    code,
    new WorkedOut("company", () => searchWords(customer.companyName ?? "")),
    ...further,
  ];
}

/** The facts that are not names, the code first. */
function besideNames(customer: Searched, own: () => readonly string[]): [Fact, ...Fact[]] {
  const { tags = [], contactWords = "", notes = "" } = customer;
  return [
    new WorkedOut("code", () => [searchWords(customer.customerCode).join("")]),
    new WorkedOut("email", () => searchWords(customer.email ?? "")),
    new WorkedOut("phone", () => [customer.phoneE164, customer.secondaryPhoneE164].flatMap(phoneTails)),
    new WorkedOut("tag", () => tags.flatMap(searchWords)),
    new WorkedOut("city", () => searchWords(customer.address?.city ?? "")),
    new WorkedOut("field", () => own().flatMap(searchWords)),
    new WorkedOut("contact", () => (contactWords === "" ? [] : contactWords.split(" "))),
    new WorkedOut("note", () => searchWords(notes)),
  ];
}

/** A class, because an object with a getter of its own takes longer to make than the words of most facts. */
class WorkedOut implements Fact {
  private known: readonly string[] | undefined;

  constructor(
    readonly by: Fact["by"],
    private readonly work: () => readonly string[],
  ) {}

  get words(): readonly string[] {
    return (this.known ??= this.work());
  }
}

/** A fact without the keys that stand among its words in the index. */
export function withoutKeys(fact: Fact): Fact {
  return fact.by === "contact"
    ? new WorkedOut("contact", () => fact.words.filter((word) => !isKey(word)))
    : fact;
}

/** Every tail of an E.164 number with at least four digits. */
export function phoneTails(phone: string | undefined): string[] {
  const digits = phone?.slice(1) ?? "";
  const most = Math.max(0, digits.length - shortestFragment + 1);
  return Array.from({ length: most }, (_, start) => digits.slice(start));
}
