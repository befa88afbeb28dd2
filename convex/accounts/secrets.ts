/** Random tokens and the hashes we keep instead of them. */

/** 256 random bits as 43 URL-safe characters. */
export function randomToken(): string {
  return base64Url(crypto.getRandomValues(new Uint8Array(32)));
}

/** SHA-256; a plain hash is enough for 256 random bits, a slow one is for passwords. */
export async function hashToken(token: string): Promise<string> {
  return await hashBytes(new TextEncoder().encode(token));
}

export async function hashBytes(bytes: ArrayBuffer | Uint8Array<ArrayBuffer>): Promise<string> {
  return base64Url(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
}

function base64Url(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
