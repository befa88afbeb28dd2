/** Secrets of one installation: made on the first start, kept in the data folder, readable by its owner only. */
import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { calculateJwkThumbprint, exportJWK, exportPKCS8, generateKeyPair } from "jose";
import { StartError } from "./config";

export const SECRETS_FILE = "secrets.json";

export interface Secrets {
  /** 32 bytes as hex: signs upload tokens and the like inside the host. */
  readonly instanceSecret: string;
  /** For the CLI and dashboards: may do everything. */
  readonly adminKey: string;
  /** 32 bytes as hex, given to functions as ORBIT_SECRET. */
  readonly appSecret: string;
  /** PKCS8 PEM of the ES256 key that signs local accounts' tokens. */
  readonly jwtPrivateKey: string;
  /** Public JWKS of that key, as JSON. */
  readonly jwks: string;
}

const NAMES = ["instanceSecret", "adminKey", "appSecret", "jwtPrivateKey", "jwks"] as const;

/** Reads the secrets, making them first when the folder has none. Throws StartError when they are damaged. */
export async function loadSecrets(directory: string): Promise<Secrets> {
  const file = path.join(directory, SECRETS_FILE);
  if (!existsSync(file)) {
    const secrets = await makeSecrets();
    const temporary = `${file}.new`;
    writeFileSync(temporary, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
    renameSync(temporary, file);
    return secrets;
  }
  chmodSync(file, 0o600);
  return readSecrets(directory);
}

/** Reads existing secrets. Throws StartError when there are none. */
export function readSecrets(directory: string): Secrets {
  const file = path.join(directory, SECRETS_FILE);
  let parsed: Partial<Record<(typeof NAMES)[number], unknown>>;
  try {
    parsed = JSON.parse(readFileSync(file, "utf8")) as typeof parsed;
  } catch {
    throw new StartError(
      `${file} is missing or damaged. Start Orbit once, or restore the data folder from a backup.`,
    );
  }
  const missing = NAMES.find((name) => typeof parsed[name] !== "string" || parsed[name] === "");
  if (missing) throw new StartError(`${file} has no ${missing}. Restore the data folder from a backup.`);
  return parsed as Secrets;
}

async function makeSecrets(): Promise<Secrets> {
  const { privateKey, publicKey } = await generateKeyPair("ES256", { extractable: true });
  const jwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(jwk);
  return {
    instanceSecret: randomBytes(32).toString("hex"),
    adminKey: `orbit|${randomBytes(32).toString("hex")}`,
    appSecret: randomBytes(32).toString("hex"),
    jwtPrivateKey: await exportPKCS8(privateKey),
    jwks: JSON.stringify({ keys: [{ ...jwk, kid, alg: "ES256", use: "sig" }] }),
  };
}
