/** How sure it is that a website's profile is a customer, and by what (PRL-06). Pure. */
import { agreementOf, nameTokens } from "../duplicates/names";

/** What a customer, stored or being typed, is recognised by. */
export interface CustomerFacts {
  name?: string | undefined;
  /** Lower case. */
  emails: readonly string[];
  /** E.164. */
  phones: readonly string[];
  /** Of the people who answer for the customer. */
  contactEmails: readonly string[];
  contactPhones: readonly string[];
  stableHashId?: string | undefined;
}

export interface ProfileFacts {
  displayName?: string | undefined;
  email?: string | undefined;
  phoneE164?: string | undefined;
  /** Of the profile's VIP row. */
  stableHashId?: string | undefined;
}

export type EvidenceKind =
  | "stableHash"
  | "email"
  | "contactEmail"
  | "phone"
  | "phoneOtherName"
  | "contactPhone"
  | "name"
  | "similarName";

/** The words in which a link says how it was found; links of older systems may say others. */
export type LinkMethod = "manual" | "stable_hash" | "email" | "phone" | "name";

/**
 * How likely each fact by itself makes it, from 0 to 1, the strongest first.
 * An e-mail is a login and one person's; a phone is shared in families, the
 * more so under another name; names alone prove little.
 */
const strength: Record<EvidenceKind, number> = {
  stableHash: 0.98,
  email: 0.92,
  phone: 0.8,
  contactEmail: 0.6,
  phoneOtherName: 0.5,
  contactPhone: 0.4,
  name: 0.35,
  similarName: 0.25,
};
const methodOf: Record<EvidenceKind, LinkMethod> = {
  stableHash: "stable_hash",
  email: "email",
  contactEmail: "email",
  phone: "phone",
  phoneOtherName: "phone",
  contactPhone: "phone",
  name: "name",
  similarName: "name",
};

/** Nothing but a person's word is certain. */
const most = 0.99;

export interface ProfileMatch {
  /** 0 to 1, two decimals. */
  confidence: number;
  /** Of the strongest evidence. */
  method: LinkMethod;
  /** Strongest first, each with what it says by itself. */
  evidence: { kind: EvidenceKind; strength: number }[];
}

/** Null when nothing speaks for it. */
export function matchOf(customer: CustomerFacts, profile: ProfileFacts): ProfileMatch | null {
  const kinds = new Set<EvidenceKind>();
  const has = (list: readonly string[], value: string | undefined) =>
    value !== undefined && list.includes(value);
  if (customer.stableHashId !== undefined && customer.stableHashId === profile.stableHashId)
    kinds.add("stableHash");
  if (has(customer.emails, profile.email)) kinds.add("email");
  else if (has(customer.contactEmails, profile.email)) kinds.add("contactEmail");
  const names = agreementOf(nameTokens(customer.name ?? ""), nameTokens(profile.displayName ?? ""));
  if (has(customer.phones, profile.phoneE164)) kinds.add(names === "other" ? "phoneOtherName" : "phone");
  else if (has(customer.contactPhones, profile.phoneE164)) kinds.add("contactPhone");
  if (names === "same") kinds.add("name");
  else if (names === "similar") kinds.add("similarName");
  if (kinds.size === 0) return null;
  const evidence = [...kinds]
    .map((kind) => ({ kind, strength: strength[kind] }))
    .sort((a, b) => b.strength - a.strength);
  const doubt = evidence.reduce((left, one) => left * (1 - one.strength), 1);
  return {
    confidence: Math.min(most, Math.round((1 - doubt) * 100) / 100),
    method: methodOf[evidence[0]!.kind],
    evidence,
  };
}
