/**
 * The signed token of one rendered form, and keyed hashes of what must not be
 * stored in the clear. HMAC-SHA256 under the deployment's secret; every use has
 * its own purpose word, so that one kind of value never passes for another.
 */

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

const encoder = new TextEncoder();

async function hmac(secret: string, purpose: string, text: string): Promise<Uint8Array> {
  const key = await crypto.subtle.importKey(
    "raw",
    encoder.encode(secret),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign"],
  );
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, encoder.encode(`${purpose}\n${text}`)));
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

function fromBase64url(text: string): string {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return new TextDecoder().decode(Uint8Array.from(binary, (char) => char.charCodeAt(0)));
}

/** 120 random bits. */
export function newNonce(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(15)));
}

export async function signToken(secret: string, facts: TokenFacts): Promise<string> {
  const payload = base64url(encoder.encode(JSON.stringify(facts)));
  return `${payload}.${base64url(await hmac(secret, "form", payload))}`;
}

/** The facts of a token that this deployment signed, or null for anything else. Says nothing of its age. */
export async function readToken(secret: string, token: string): Promise<TokenFacts | null> {
  const [payload, signature, ...rest] = token.split(".");
  if (payload === undefined || signature === undefined || rest.length > 0 || token.length > 2000) return null;
  const expected = base64url(await hmac(secret, "form", payload));
  if (!sameText(expected, signature)) return null;
  return JSON.parse(fromBase64url(payload)) as TokenFacts;
}

/** Takes the same time wherever the texts differ. */
function sameText(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i % (b.length || 1));
  return difference === 0;
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
