/**
 * The signed token of one rendered form (shared/signed.ts), and keyed hashes of
 * what must not be stored in the clear.
 */
import { base64url, hmac, readFacts, signFacts } from "../shared/signed";

/** A form may stay open so long before its token must be renewed. */
export const tokenLifetimeMs = 60 * 60 * 1000;
/** People need longer than this to fill a form in; scripts do not. */
export const youngestMs = 2000;

export interface TokenFacts {
  readonly key: string;
  readonly rev: number;
  /** As `admittedSite` names it. */
  readonly site: string;
  /** Server's clock, epoch ms. */
  readonly iat: number;
  readonly nonce: string;
}

/** 120 random bits. */
export function newNonce(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(15)));
}

export async function signToken(secret: string, facts: TokenFacts): Promise<string> {
  return await signFacts(secret, "form", facts);
}

/** The facts of a token that this deployment signed, or null for anything else. Says nothing of its age. */
export async function readToken(secret: string, token: string): Promise<TokenFacts | null> {
  return await readFacts<TokenFacts>(secret, "form", token);
}

/** A stable pseudonym of a value within one form; useless without the deployment's secret. */
export async function keyedHash(
  secret: string,
  purpose: "ip" | "email" | "body",
  text: string,
): Promise<string> {
  return base64url((await hmac(secret, purpose, text)).slice(0, 15));
}

/** One household or office line: the address itself, or the /64 of an IPv6 address. */
export function addressBlock(ip: string): string {
  const bare = ip
    .replace(/^\[|\]$/g, "")
    .replace(/%.*$/, "")
    .toLowerCase();
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(bare);
  if (mapped) return mapped[1]!;
  if (!bare.includes(":")) return bare;
  const [head = "", tail] = bare.split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const groups = [...before, ...Array<string>(zeros).fill("0"), ...after];
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":")}::/64`;
}

/** The name of the trap field of one rendered form: looks like a real one, differs every time, attracts no autofill. */
export function honeypotName(nonce: string): string {
  return `topic_${nonce.slice(0, 6).replaceAll("-", "x").toLowerCase()}`;
}

/** The trap's name in a form without script, which cannot change with every visit. */
export function plainTrapName(key: string): string {
  return honeypotName(key.replace("pk_live_", ""));
}
