/** The customers that keys of rows mean, of which several may share a name or a domain. Pure. */
import { domainOf } from "../duplicates/identity";
import { normalizeEmail } from "../shared/email";
import { fold } from "../shared/text";
import { customerRefs, type CustomerRef, type ImportField } from "./fields";
import { firstAddress } from "./normalise";

/** How a row names its customer, by the meaning of the cells. */
export type NamedCustomer = Partial<Record<CustomerRef, string>>;

export function namedIn(row: ReadonlyMap<ImportField, string>): NamedCustomer {
  const named: NamedCustomer = {};
  for (const ref of customerRefs) if (row.has(ref)) named[ref] = row.get(ref)!;
  return named;
}

/** Strongest first: "code:…", "legacy:…", "email:…", "name:…", "domain:…". "Acme (CUS-007)" names a customer by its code as well. */
export function customerKeys({ ofCode, ofLegacyId, ofEmail, ofName, ofDomain }: NamedCustomer): string[] {
  const inBrackets = ofName === undefined ? undefined : /\(([^()]+)\)$/.exec(ofName)?.[1];
  const email = ofEmail === undefined ? null : normalizeEmail(firstAddress(ofEmail));
  const domain = ofDomain === undefined ? null : domainOf(ofDomain.replace(/^.*@/, ""), []);
  const keys = [
    ...(ofCode === undefined ? [] : [`code:${ofCode}`]),
    ...(inBrackets === undefined ? [] : [`code:${inBrackets}`]),
    ...(ofLegacyId === undefined ? [] : [`legacy:${ofLegacyId}`]),
    ...(email === null ? [] : [`email:${email}`]),
    ...(ofName === undefined ? [] : [`name:${fold(ofName)}`]),
    ...(domain === null ? [] : [`domain:${domain}`]),
  ];
  return [...new Set(keys)];
}

export class Companies<Company> {
  private readonly byKey = new Map<string, Set<Company>>();

  /** A customer that this key means; compared by identity. */
  know(key: string, company: Company): void {
    this.byKey.set(key, (this.byKey.get(key) ?? new Set()).add(company));
  }

  has(key: string): boolean {
    return this.byKey.has(key);
  }

  /** The customer of the strongest of the keys that means one alone; else how many there are. */
  of(keys: readonly string[]): Company | "none" | "several" {
    let found: "none" | "several" = "none";
    for (const key of keys) {
      const known = this.byKey.get(key);
      if (known?.size === 1) return [...known][0]!;
      if (known !== undefined) found = "several";
    }
    return found;
  }
}
