/** Two records side by side: every piece of evidence for and against their being one person, in points. Pure. */
import type { Identity, Mailbox, PhoneNumber } from "./identity";
import { freeProviders } from "./identity";
import { agreementOf } from "./names";
import { reason, scoreOf, type DuplicateReason, type ReasonKind } from "./score";
import { similarity } from "./sound";

export interface Comparison {
  /** 0 to 100, the sum of the points within these bounds. */
  score: number;
  reasons: DuplicateReason[];
}

/** `crowded`: says of a key that so many records have it that it proves nothing. */
export function compare(
  a: Identity,
  b: Identity,
  crowded: (key: string) => boolean = () => false,
): Comparison {
  const kinds = [
    hashEvidence(a, b),
    emailEvidence(a.emails, b.emails, crowded, a.domain !== null || b.domain !== null),
    phoneEvidence(a.phones, b.phones, crowded),
  ].filter((kind) => kind !== null);
  const agreement = agreementOf(a.name, b.name);
  if (agreement === "same") kinds.push("sameName");
  if (agreement === "similar") kinds.push("similarName");
  if (agreement === "unknown" && kinds.length > 0) kinds.push("noName");
  if (agreement === "part" && kinds.length > 0) kinds.push("partOfName");
  if (agreement === "other" && kinds.length > 0) kinds.push("otherName");
  const isNamed = agreement === "same" || agreement === "similar";
  if (
    isNamed &&
    a.dateOfBirth !== null &&
    a.dateOfBirth === b.dateOfBirth &&
    !isPlaceholderDay(a.dateOfBirth)
  )
    kinds.push("sameBirth");
  if (a.domain !== null && a.domain === b.domain && !crowded(`domain:${a.domain}`)) kinds.push("sameDomain");
  const reasons = kinds.map(reason);
  return { score: scoreOf(reasons), reasons };
}

function hashEvidence(a: Identity, b: Identity): ReasonKind | null {
  return a.stableHashId !== null && a.stableHashId === b.stableHashId ? "sameHash" : null;
}

function emailEvidence(
  as: readonly Mailbox[],
  bs: readonly Mailbox[],
  crowded: (key: string) => boolean,
  /** A company's desk is the company. */
  isBusiness: boolean,
): ReasonKind | null {
  let best: ReasonKind | null = null;
  for (const a of as) {
    for (const b of bs) {
      if (a.mailbox === b.mailbox) {
        if (crowded(`mailbox:${a.mailbox}`)) continue;
        if (a.isShared && !isBusiness) best ??= "sharedEmail";
        else if (a.address === b.address) return "sameEmail";
        else best = "sameMailbox";
      } else if (isMistypedHost(a, b)) best ??= "similarEmail";
    }
  }
  return best;
}

/** "gmial.com" beside "gmail.com", with the same words before the @. */
function isMistypedHost(a: Mailbox, b: Mailbox): boolean {
  if (a.local !== b.local || a.local.length < 5 || a.isShared) return false;
  if (freeProviders.has(a.host) && freeProviders.has(b.host)) return false;
  return similarity(a.host, b.host) >= 0.75;
}

function phoneEvidence(
  as: readonly PhoneNumber[],
  bs: readonly PhoneNumber[],
  crowded: (key: string) => boolean,
): ReasonKind | null {
  let best: ReasonKind | null = null;
  for (const a of as) {
    for (const b of bs) {
      if (isSameNumber(a, b)) {
        if (!crowded(`tail:${a.tail}`)) return "samePhone";
      } else if (isSlip(a, b)) best = "similarPhone";
    }
  }
  return best;
}

export function isSameNumber(a: PhoneNumber, b: PhoneNumber): boolean {
  if (a.e164 !== null && a.e164 === b.e164) return true;
  // Both written with a country: the countries differ, or the numbers do.
  if (a.tail !== b.tail) return false;
  return !(a.isComplete && b.isComplete) || a.e164 === null || b.e164 === null;
}

/** One digit wrong, or two neighbours swapped. */
function isSlip(a: PhoneNumber, b: PhoneNumber): boolean {
  if (a.e164 === null || b.e164 === null || a.e164.length !== b.e164.length || a.e164 === b.e164)
    return false;
  return Math.round((1 - similarity(a.e164, b.e164)) * a.e164.length) === 1;
}

/** Days that forms fill in by themselves. */
function isPlaceholderDay(day: string): boolean {
  return /^(?:1900|1970|1980|1990|2000)-01-01$/.test(day);
}
