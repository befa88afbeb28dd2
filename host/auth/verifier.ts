/**
 * Verifies the JWTs of the providers in the deployed auth.config.ts. Keys are
 * fetched once per provider and cached; a key that is not in the cache is looked
 * up again at most every half minute. A token that was found good is not checked
 * again for as long as the keys are believed.
 */
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  decodeJwt,
  errors as jose,
  jwtVerify,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyGetKey,
} from "jose";
import type { AuthProvider } from "../contract";
import { adminIdentity } from "./adminKey";
import { customJwtAttributes, oidcAttributes } from "./attributes";
import { AuthenticationError } from "./errors";
import { ANONYMOUS, type Verified } from "./verified";
import { VerifiedTokens } from "./verifiedTokens";

/** Seconds by which two machines' clocks may differ. */
const CLOCK_TOLERANCE_S = 5;
const FETCH_TIMEOUT_MS = 10_000;
const DISCOVERY_MAX_AGE_MS = 10 * 60_000;
const OIDC_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"];
const MAX_TOKEN_CHARS = 64 * 1024;

export interface Verifier {
  /** A user's JWT. Throws AuthenticationError. */
  token(token: string): Promise<Verified>;
  /** An `Authorization` header, absent for anonymous callers. Throws AuthenticationError. */
  header(value: string | undefined): Promise<Verified>;
  /** An admin key, with or without `:<base64 identity>`. Throws AuthenticationError. */
  admin(value: string): Verified;
}

interface KeySet {
  readonly keys: Promise<JWTVerifyGetKey>;
  /** Epoch ms. */
  readonly fetchedAt: number;
}

/** `now` is epoch milliseconds; tests pass their own. */
export function createVerifier(options: {
  readonly providers: () => readonly AuthProvider[];
  readonly adminKey: string;
  readonly now?: () => number;
}): Verifier {
  const keySets = new Map<string, KeySet>();
  const now = options.now ?? Date.now;
  const known = new VerifiedTokens();

  /** Concurrent callers share one fetch; a failed fetch is not remembered. */
  function keysOf(provider: AuthProvider): KeySet {
    const name = provider.jwks ?? provider.issuer;
    const cached = keySets.get(name);
    if (cached && now() - cached.fetchedAt < DISCOVERY_MAX_AGE_MS) return cached;
    const keys = provider.jwks ? keysAt(provider.jwks) : discover(provider.issuer);
    const fresh: KeySet = { keys, fetchedAt: now() };
    keySets.set(name, fresh);
    keys.catch(() => keySets.delete(name));
    return fresh;
  }

  async function token(text: string): Promise<Verified> {
    const providers = options.providers();
    const before = known.find(text, providers, now());
    if (before !== undefined) return before;
    const claims = parse(text);
    const provider = findProvider(providers, claims);
    try {
      const { keys, fetchedAt } = keysOf(provider);
      const { payload } = await jwtVerify(text, await keys, {
        algorithms: provider.type === "customJwt" ? [provider.algorithm ?? "RS256"] : OIDC_ALGORITHMS,
        issuer: String(claims.iss),
        audience: provider.applicationID,
        clockTolerance: CLOCK_TOLERANCE_S,
        currentDate: new Date(now()),
        requiredClaims: ["sub", "exp"],
      });
      const found = verified(provider, payload, text);
      known.add(text, found, providers, now(), fetchedAt + DISCOVERY_MAX_AGE_MS);
      return found;
    } catch (error) {
      throw explain(error);
    }
  }

  function admin(value: string): Verified {
    return { identity: adminIdentity(value, options.adminKey), expiresAt: null };
  }

  async function header(value: string | undefined): Promise<Verified> {
    if (value === undefined || value === "") return ANONYMOUS;
    const [, scheme, rest] = /^(\w+)\s+(\S+)\s*$/.exec(value) ?? [];
    if (rest && scheme?.toLowerCase() === "bearer") return token(rest);
    if (rest && scheme?.toLowerCase() === "convex") return admin(rest);
    throw new AuthenticationError(
      "InvalidAuthHeader",
      "The Authorization header must be `Bearer <token>` or `Convex <deploy key>`",
    );
  }

  return { token, header, admin };
}

function parse(text: string): JWTPayload {
  try {
    if (text.length > MAX_TOKEN_CHARS) throw new Error("too long");
    const claims = decodeJwt(text);
    if (typeof claims.iss !== "string") throw new Error("no issuer");
    return claims;
  } catch {
    throw new AuthenticationError("InvalidAuthHeader", "Could not parse as id token");
  }
}

/** The issuer is compared without its trailing slash, because providers disagree about it. */
function findProvider(providers: readonly AuthProvider[], claims: JWTPayload): AuthProvider {
  const bare = (issuer: string) => issuer.replace(/^(?!https?:\/\/)/, "https://").replace(/\/+$/, "");
  const audiences = Array.isArray(claims.aud) ? claims.aud : [claims.aud];
  const found = providers.find(
    (provider) =>
      bare(provider.issuer) === bare(String(claims.iss)) &&
      (provider.applicationID === undefined || audiences.includes(provider.applicationID)),
  );
  if (!found) {
    throw new AuthenticationError(
      "NoAuthProvider",
      "No auth provider found matching the given token. Check that your server auth config lists its issuer and audience.",
    );
  }
  return found;
}

async function keysAt(location: string): Promise<JWTVerifyGetKey> {
  if (!location.startsWith("data:")) {
    return createRemoteJWKSet(new URL(location), { timeoutDuration: FETCH_TIMEOUT_MS });
  }
  const comma = location.indexOf(",");
  const body = location.slice(comma + 1);
  const text = location.slice(0, comma).endsWith(";base64")
    ? Buffer.from(body, "base64").toString("utf8")
    : decodeURIComponent(body);
  return createLocalJWKSet(JSON.parse(text) as JSONWebKeySet);
}

async function discover(issuer: string): Promise<JWTVerifyGetKey> {
  const base = issuer.replace(/^(?!https?:\/\/)/, "https://").replace(/\/+$/, "");
  const response = await fetch(`${base}/.well-known/openid-configuration`, {
    signal: AbortSignal.timeout(FETCH_TIMEOUT_MS),
    headers: { accept: "application/json" },
  });
  if (!response.ok) throw new Error(`status ${response.status}`);
  const metadata = (await response.json()) as { jwks_uri?: unknown };
  if (typeof metadata.jwks_uri !== "string") throw new Error("no jwks_uri");
  return keysAt(metadata.jwks_uri);
}

function verified(provider: AuthProvider, payload: JWTPayload, token: string): Verified {
  const shape = provider.type === "customJwt" ? customJwtAttributes : oidcAttributes;
  const attributes = shape(payload.iss!, payload.sub!, payload);
  return { identity: { kind: "user", attributes, token }, expiresAt: payload.exp! * 1000 };
}

function explain(error: unknown): AuthenticationError {
  if (error instanceof AuthenticationError) return error;
  if (error instanceof jose.JWTExpired) {
    return new AuthenticationError(
      "IdTokenExpired",
      "Could not verify OIDC token claim: the token has expired",
    );
  }
  if (error instanceof jose.JOSEError && error.code !== "ERR_JWKS_TIMEOUT") {
    return new AuthenticationError("Unauthenticated", `Could not verify OIDC token claim: ${error.message}`);
  }
  return new AuthenticationError(
    "AuthProviderDiscoveryFailed",
    "The keys of the auth provider could not be fetched. Check its address and that this machine can reach it.",
  );
}
