/** The short-lived token that a browser shows to Convex: an ES256 JWT of our own issuer. */
import { importPKCS8, SignJWT } from "jose";
import { fail } from "../shared/errors";
import { localIssuer } from "../tenancy/membership";

/** Ten minutes: short enough that a leaked token is of little use, long enough that refreshing is rare. */
export const accessTokenMs = 10 * 60_000;

export interface AccessToken {
  token: string;
  /** Epoch ms. */
  expiresAt: number;
}

/** Signs for a person and session. CONFIGURATION_MISSING when the deployment has no key (scripts/generate-keys.mjs). */
export async function signAccessToken(userId: string, sessionId: string, now: number): Promise<AccessToken> {
  const pem = process.env.ORBIT_JWT_PRIVATE_KEY;
  if (!pem) return fail({ code: "CONFIGURATION_MISSING", name: "ORBIT_JWT_PRIVATE_KEY" });
  const issuedAt = Math.floor(now / 1000);
  const key = await importPKCS8(restoreLines(pem), "ES256");
  const kid = keyId(process.env.ORBIT_JWKS);
  const token = await new SignJWT({ sid: sessionId })
    .setProtectedHeader({ alg: "ES256", typ: "JWT", ...(kid === null ? {} : { kid }) })
    .setIssuer(localIssuer)
    .setAudience("orbit")
    .setSubject(userId)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + accessTokenMs / 1000)
    .sign(key);
  return { token, expiresAt: (issuedAt + accessTokenMs / 1000) * 1000 };
}

/** Environment files often hold a PEM on one line, its line breaks written as spaces or as \n. */
function restoreLines(pem: string): string {
  const body = pem
    .replace(/\\n/g, "\n")
    .replace(/-----(BEGIN|END) PRIVATE KEY-----/g, "")
    .replace(/\s+/g, "");
  return `-----BEGIN PRIVATE KEY-----\n${body}\n-----END PRIVATE KEY-----`;
}

function keyId(jwks: string | undefined): string | null {
  if (!jwks) return null;
  const { keys } = JSON.parse(jwks) as { keys?: { kid?: string }[] };
  return keys?.[0]?.kid ?? null;
}
