/** The words by which a customer is found in full-text search (SRC-01, SRC-02). Pure. */
import type { Doc } from "../_generated/dataModel";
import { words } from "../shared/text";

type Searched = Pick<
  Doc<"customers">,
  "name" | "companyName" | "email" | "phoneE164" | "secondaryPhoneE164" | "customerCode" | "address"
>;

/** Shortest run of digits that is looked for inside a phone number. */
export const shortestFragment = 4;

/**
 * Folded words, the e-mail whole and in parts, the code without its hyphen,
 * and every tail of each phone: the index matches beginnings of words, so
 * tails make any run of digits findable. `own` are words of the
 * organization's own fields (fields/searched.ts).
 */
export function searchTextOf(customer: Searched, own: readonly string[] = []): string {
  const found = new Set<string>();
  const { name, companyName, email, address, customerCode } = customer;
  for (const text of [name, companyName, email, address?.city]) {
    for (const word of words(text ?? "")) found.add(word);
  }
  found.add(words(customerCode).join(""));
  for (const phone of [customer.phoneE164, customer.secondaryPhoneE164]) {
    const digits = phone?.slice(1) ?? "";
    for (let start = 0; digits.length - start >= shortestFragment; start++) found.add(digits.slice(start));
  }
  for (const word of own) found.add(word);
  return [...found].join(" ");
}
