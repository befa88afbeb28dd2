/**
 * Small signed messages that a stranger carries: facts in the clear with an
 * HMAC-SHA256 under the deployment's secret (ORBIT_SECRET). Every use has its
 * own purpose word, so that one kind of token never passes for another.
 */

const encoder = new TextEncoder();

export async function hmac(secret: string, purpose: string, text: string): Promise<Uint8Array> {
  const key = await crypto.subtle.importKey(
    "raw",
    encoder.encode(secret),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign"],
  );
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, encoder.encode(`${purpose}\n${text}`)));
}

export function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

function fromBase64url(text: string): string {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return new TextDecoder().decode(Uint8Array.from(binary, (char) => char.charCodeAt(0)));
}

export async function signFacts(secret: string, purpose: string, facts: object): Promise<string> {
  const payload = base64url(encoder.encode(JSON.stringify(facts)));
  return `${payload}.${base64url(await hmac(secret, purpose, payload))}`;
}

/** The facts of a token that this deployment signed for `purpose`, or null for anything else. Says nothing of its age. */
export async function readFacts<Facts>(
  secret: string,
  purpose: string,
  token: string,
): Promise<Facts | null> {
  const [payload, signature, ...rest] = token.split(".");
  if (payload === undefined || signature === undefined || rest.length > 0 || token.length > 2000) return null;
  const expected = base64url(await hmac(secret, purpose, payload));
  if (!sameText(expected, signature)) return null;
  return JSON.parse(fromBase64url(payload)) as Facts;
}

/** Takes the same time wherever the texts differ. */
function sameText(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i % (b.length || 1));
  return difference === 0;
}
