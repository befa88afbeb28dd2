// The deployment's own ES256 key: signs `ctx.auth.signJwt` tokens. The private
// key lives in the store, inside the owner-only data folder.
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomUUID,
  sign,
  type JsonWebKey,
  type KeyObject,
} from "node:crypto";
import type { Store } from "../storage/store";

interface StoredKey {
  readonly kid: string;
  readonly jwk: JsonWebKey;
}

function base64url(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

export class Signer {
  private constructor(
    private readonly kid: string,
    private readonly key: KeyObject,
  ) {}

  /** Loads the key, or makes it on first start. */
  static async load(store: Store): Promise<Signer> {
    const text = store.committed().get("system", "signingKey");
    if (text !== undefined) {
      const { kid, jwk } = JSON.parse(text) as StoredKey;
      return new Signer(kid, createPrivateKey({ key: jwk, format: "jwk" }));
    }
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const stored: StoredKey = { kid: randomUUID(), jwk: privateKey.export({ format: "jwk" }) };
    await store.commit([{ space: "system", key: "signingKey", value: JSON.stringify(stored) }]);
    return new Signer(stored.kid, privateKey);
  }

  /** `now` in milliseconds. */
  sign(
    claims: Readonly<Record<string, unknown>>,
    issuer: string,
    lifetimeSeconds: number,
    now: number,
  ): string {
    const issued = Math.floor(now / 1_000);
    const head = base64url({ alg: "ES256", typ: "JWT", kid: this.kid });
    const body = base64url({
      ...claims,
      iss: issuer,
      iat: issued,
      exp: issued + Math.floor(lifetimeSeconds),
    });
    const signature = sign("sha256", Buffer.from(`${head}.${body}`), {
      key: this.key,
      dsaEncoding: "ieee-p1363",
    });
    return `${head}.${body}.${signature.toString("base64url")}`;
  }

  /** The public half as a JSON Web Key Set. */
  jwks(): { keys: JsonWebKey[] } {
    const jwk = createPublicKey(this.key).export({ format: "jwk" });
    return { keys: [{ ...jwk, kid: this.kid, alg: "ES256", use: "sig" }] };
  }
}
