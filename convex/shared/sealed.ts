/** Secrets of an organization as they are stored: readable only with the deployment's own secret. */

/** AES-GCM under a key made of the secret and the purpose; a new nonce each time stands before the text. */
export async function seal(secret: string, purpose: string, text: string): Promise<string> {
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const key = await keyOf(secret, purpose);
  const sealed = await crypto.subtle.encrypt(
    { name: "AES-GCM", iv: nonce },
    key,
    new TextEncoder().encode(text),
  );
  const bytes = new Uint8Array(nonce.length + sealed.byteLength);
  bytes.set(nonce);
  bytes.set(new Uint8Array(sealed), nonce.length);
  return btoa(String.fromCharCode(...bytes));
}

/** The text, or null where it was sealed under another secret or has been touched. */
export async function unseal(secret: string, purpose: string, sealed: string): Promise<string | null> {
  try {
    const bytes = Uint8Array.from(atob(sealed), (letter) => letter.charCodeAt(0));
    const key = await keyOf(secret, purpose);
    const text = await crypto.subtle.decrypt(
      { name: "AES-GCM", iv: bytes.slice(0, 12) },
      key,
      bytes.slice(12),
    );
    return new TextDecoder().decode(text);
  } catch {
    return null;
  }
}

async function keyOf(secret: string, purpose: string): Promise<CryptoKey> {
  const material = new TextEncoder().encode(`${purpose}\n${secret}`);
  const digest = await crypto.subtle.digest("SHA-256", material);
  return await crypto.subtle.importKey("raw", digest, "AES-GCM", false, ["encrypt", "decrypt"]);
}
