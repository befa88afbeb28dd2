/**
 * Prints fresh keys as environment variables (the pair for local accounts, the
 * secret that signs the forms' tokens), for
 * Convex Cloud or a self-hosted deployment:
 *
 *   node scripts/generate-keys.mjs                 prints NAME=value lines
 *   node scripts/generate-keys.mjs > keys.env      then paste them into the deployment's settings
 *
 * Our own host makes its pair by itself on first start. After the pair is
 * replaced, open browsers fetch new tokens by themselves; nobody is signed out.
 */
import { randomBytes } from "node:crypto";
import { exportJWK, exportPKCS8, generateKeyPair, calculateJwkThumbprint } from "jose";

const { publicKey, privateKey } = await generateKeyPair("ES256", { extractable: true });
const jwk = await exportJWK(publicKey);
const key = { ...jwk, kid: await calculateJwkThumbprint(jwk), alg: "ES256", use: "sig" };
const pem = (await exportPKCS8(privateKey)).trim().replace(/\n/g, "\\n");

console.log(`ORBIT_JWT_PRIVATE_KEY="${pem}"`);
console.log(`ORBIT_SECRET="${randomBytes(32).toString("hex")}"`);
console.log(`ORBIT_JWKS='${JSON.stringify({ keys: [key] })}'`);
