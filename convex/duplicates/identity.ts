/** What a record says of who somebody is, written the one way in which two records can be compared. Pure. */
import { fold } from "../shared/text";
import { toE164 } from "../shared/phone";
import { nameTokens } from "./names";

export interface Identity {
  /** Words of the name, see names.ts. */
  name: string[];
  emails: Mailbox[];
  phones: PhoneNumber[];
  /** Domain of the own website or of the e-mail, for businesses only. */
  domain: string | null;
  /** Calendar day. */
  dateOfBirth: string | null;
  stableHashId: string | null;
}

export interface Mailbox {
  /** Lower case, as written. */
  address: string;
  /** What the provider delivers to: without dots, tags and other spellings of one mailbox. */
  mailbox: string;
  local: string;
  host: string;
  /** "info@", "sales@": a desk, not a person. */
  isShared: boolean;
}

export interface PhoneNumber {
  /** Null when it cannot be completed to a full number. */
  e164: string | null;
  /** The last eight digits, the same with and without a country. */
  tail: string;
  /** Written with its country, so that an equal tail under another country is a coincidence. */
  isComplete: boolean;
}

export interface RawIdentity {
  name?: string | undefined;
  emails?: readonly (string | undefined)[];
  phones?: readonly (string | undefined)[];
  website?: string | undefined;
  isBusiness?: boolean;
  dateOfBirth?: string | undefined;
  stableHashId?: string | undefined;
}

/** `country`: ISO 3166 alpha-2 that completes phones written without one. */
export function identityOf(raw: RawIdentity, country: string): Identity {
  const emails = (raw.emails ?? []).flatMap((email) => (email === undefined ? [] : mailboxesIn(email)));
  const phones = (raw.phones ?? []).flatMap((phone) => (phone === undefined ? [] : phonesIn(phone, country)));
  return {
    name: nameTokens(raw.name ?? ""),
    emails,
    phones,
    domain: raw.isBusiness === true ? domainOf(raw.website, emails) : null,
    dateOfBirth: raw.dateOfBirth ?? null,
    stableHashId: raw.stableHashId?.trim() || null,
  };
}

// ---------------------------------------------------------------- e-mail

const yandex = new Set(["yandex.ru", "yandex.com", "yandex.kz", "yandex.by", "yandex.ua", "ya.ru"]);
/** Mailboxes anybody can have: their domain says nothing of a company. */
export const freeProviders = new Set([
  ..."gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com icloud.com me.com mac.com aol.com".split(
    " ",
  ),
  ..."mail.ru inbox.ru list.ru bk.ru internet.ru rambler.ru proton.me protonmail.com gmx.de gmx.net gmx.com web.de".split(
    " ",
  ),
  ..."t-online.de ukr.net i.ua tut.by qq.com 163.com 126.com naver.com zoho.com fastmail.com orange.fr free.fr".split(
    " ",
  ),
  ...yandex,
]);
const desks = new Set(
  "info office sales support admin contact hello mail post team service help reception booking bookings order orders accounts billing zakaz hr marketing".split(
    " ",
  ),
);
/** Written where there is no address. */
const fillers = /^(?:none|nil|null|unknown|noemail|nomail|no-?reply|no-?email|notavailable|test\d*)$/;

/** One field may hold several; what is not an address is left out. */
function mailboxesIn(text: string): Mailbox[] {
  return text
    .toLowerCase()
    .replace(/mailto:/g, "")
    .replace(/\s*[([]\s*at\s*[)\]]\s*/g, "@")
    .split(/[;,\s/|]+/)
    .flatMap((part) => mailboxOf(part) ?? []);
}

export function mailboxOf(text: string): Mailbox | null {
  const address = text
    .trim()
    .toLowerCase()
    .replace(/^[<("']+|[>)"'.]+$/g, "");
  const match = /^([^\s@]{1,64})@([a-z0-9\u00a1-\uffff.-]+\.[a-z\u00a1-\uffff]{2,})$/.exec(address);
  if (match === null) return null;
  const [, local = "", domain = ""] = match;
  if (fillers.test(local)) return null;
  const host = domain === "googlemail.com" ? "gmail.com" : yandex.has(domain) ? "yandex.ru" : domain;
  return { address, mailbox: `${delivered(local, host)}@${host}`, local, host, isShared: desks.has(local) };
}

/** What the provider delivers to, or the address itself where that cannot be told. */
export function mailboxKey(email: string): string {
  return mailboxOf(email)?.mailbox ?? email;
}

/** What the provider ignores in the part before the @. */
function delivered(local: string, host: string): string {
  const bare = local.replace(/(?<=.)\+.*$/, "");
  if (host === "gmail.com") return bare.replace(/\./g, "");
  if (host === "yandex.ru") return bare.replace(/\./g, "-");
  if (host.startsWith("yahoo.")) return bare.replace(/(?<=.)-[^-]*$/, "");
  return bare;
}

// ---------------------------------------------------------------- phone

const tailLength = 8;

/** One field may hold several; extensions are cut off, numbers nobody has are left out. */
function phonesIn(text: string, country: string): PhoneNumber[] {
  const parts = /[;,/|]|\bили\b|\bor\b/i.test(text) ? text.split(/[;,/|]|\bили\b|\bor\b/i) : [text];
  return parts.flatMap((part) => phoneOf(part, country) ?? []);
}

export function phoneOf(text: string, country: string): PhoneNumber | null {
  const bare = text
    .trim()
    .replace(/(?:ext|доб|вн|x|#)\.?\s*\d{1,6}$/iu, "")
    // What a spreadsheet makes of a number, and a letter typed for a nought.
    .replace(/\.0$/, "")
    .replace(/(?<=\d)[oо]|[oо](?=\d)/giu, "0");
  const digits = bare.replace(/\D/g, "");
  if (digits.length < tailLength || digits.length > 17) return null;
  const tail = digits.slice(-tailLength);
  const e164 = toE164(bare, country);
  if ((e164 === null || digits.length < 10) && isFiller(tail)) return null;
  const isComplete = bare.startsWith("+") || digits.startsWith("00") || /^8[3479]\d{9}$/.test(digits);
  return { e164, tail, isComplete };
}

/** 00000000, 12345678 and the like. */
function isFiller(tail: string): boolean {
  if (new Set(tail).size <= 2 && /(\d)\1{5}/.test(tail)) return true;
  return "01234567890123456789".includes(tail) || "98765432109876543210".includes(tail);
}

// ---------------------------------------------------------------- company

export function domainOf(website: string | undefined, emails: readonly Mailbox[]): string | null {
  const site =
    website === undefined
      ? ""
      : fold(website)
          .replace(/^[a-z]+:\/\//, "")
          .split(/[/?#:]/)[0]!;
  const own = site.replace(/^www\./, "");
  if (/\.[\p{L}]{2,}$/u.test(own) && !freeProviders.has(own)) return own;
  return emails.find(({ host }) => !freeProviders.has(host))?.host ?? null;
}
