/** A key pair for tests, put into the environment as a deployment would have it. */
import { exportJWK, exportPKCS8, generateKeyPair } from "jose";
import { vi } from "vitest";

/** Turns local accounts on for this test file; returns the public key set. */
export async function useLocalAccounts(): Promise<{ keys: object[] }> {
  const { publicKey, privateKey } = await generateKeyPair("ES256", { extractable: true });
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: "test", alg: "ES256", use: "sig" }] };
  vi.stubEnv("ORBIT_JWT_PRIVATE_KEY", await exportPKCS8(privateKey));
  vi.stubEnv("ORBIT_JWKS", JSON.stringify(jwks));
  vi.stubEnv("ORBIT_URL", "https://orbit.test");
  return jwks;
}

export const strongPassword = "violet-harbour-47";
