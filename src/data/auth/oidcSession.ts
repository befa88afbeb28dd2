// A generic OpenID Connect provider in the browser: authorization code with PKCE, then refresh tokens. The id token is
// what Convex verifies (auth.config.ts names issuer and client), so nothing here is trusted by the server.
import { createStore, readLocal, writeLocal } from "../../ui/store";

export interface OidcClient {
  issuer: string;
  clientId: string;
}
interface Held {
  idToken: string;
  /** Epoch ms. */
  expiresAt: number;
  refreshToken: string | null;
}
interface Pending {
  state: string;
  nonce: string;
  verifier: string;
  next: string;
}
interface Endpoints {
  authorization_endpoint: string;
  token_endpoint: string;
  end_session_endpoint?: string;
}

const HELD = "orbit.oidc";
const PENDING = "orbit.oidc.pending";
/** A token this close to its end is replaced before use (ms). */
const MARGIN_MS = 10_000;
export const callbackPath = "/signed-in";

const held = createStore<Held | null>(readLocal<Held | null>(HELD, null));
const keep = (next: Held | null) => {
  writeLocal(HELD, next ?? undefined);
  held.set(next);
};
/** Whether this browser holds a session of the provider. */
export const useHeldOidc = () => held.use() !== null;

async function endpoints({ issuer }: OidcClient): Promise<Endpoints> {
  const response = await fetch(`${issuer.replace(/\/+$/, "")}/.well-known/openid-configuration`);
  if (!response.ok) throw new Error(`The sign-in provider answered ${response.status}.`);
  return (await response.json()) as Endpoints;
}

/** The address to leave for; the browser comes back to `callbackPath`. */
export async function beginSignIn(client: OidcClient, next: string): Promise<string> {
  const pending: Pending = { state: random(), nonce: random(), verifier: random(), next };
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(pending.verifier));
  const url = new URL((await endpoints(client)).authorization_endpoint);
  const asked: Record<string, string> = {
    response_type: "code",
    client_id: client.clientId,
    redirect_uri: `${location.origin}${callbackPath}`,
    scope: "openid profile email offline_access",
    state: pending.state,
    nonce: pending.nonce,
    code_challenge: base64Url(new Uint8Array(digest)),
    code_challenge_method: "S256",
  };
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
  writeLocal(PENDING, pending);
  return url.href;
}

/** Ends the sign-in that began in this browser; returns where to go on. Throws when the answer is not its. */
export async function finishSignIn(client: OidcClient, search: URLSearchParams): Promise<string> {
  const pending = readLocal<Pending | null>(PENDING, null);
  writeLocal(PENDING, undefined);
  const code = search.get("code");
  if (pending === null || code === null || search.get("state") !== pending.state) {
    throw new Error(search.get("error_description") ?? "This sign-in was not begun here.");
  }
  const tokens = await exchange(client, {
    grant_type: "authorization_code",
    code,
    redirect_uri: `${location.origin}${callbackPath}`,
    code_verifier: pending.verifier,
  });
  if (claims(tokens.idToken)["nonce"] !== pending.nonce) throw new Error("This sign-in was not begun here.");
  keep(tokens);
  return pending.next;
}

/** A valid id token, or null when the provider must be asked again. Refreshes are serialized over all tabs. */
export async function oidcToken(client: OidcClient, force: boolean): Promise<string | null> {
  const current = held.get();
  if (current !== null && !force && current.expiresAt - Date.now() > MARGIN_MS) return current.idToken;
  return await withLock(async () => {
    const newest = readLocal<Held | null>(HELD, null);
    if (newest === null) return null;
    if (newest.idToken !== current?.idToken && newest.expiresAt - Date.now() > MARGIN_MS) {
      held.set(newest);
      return newest.idToken;
    }
    if (newest.refreshToken === null) {
      if (newest.expiresAt > Date.now()) return newest.idToken;
      keep(null);
      return null;
    }
    try {
      const tokens = await exchange(client, {
        grant_type: "refresh_token",
        refresh_token: newest.refreshToken,
      });
      keep({ ...tokens, refreshToken: tokens.refreshToken ?? newest.refreshToken });
      return tokens.idToken;
    } catch (error) {
      // Refused is the end of the session; anything else may pass.
      if (!(error instanceof Refused)) throw error;
      keep(null);
      return null;
    }
  });
}

/** Forgets the session here, and leaves for the provider's own sign-out where it has one. */
export async function oidcSignOut(client: OidcClient): Promise<void> {
  const idToken = held.get()?.idToken;
  keep(null);
  const { end_session_endpoint } = await endpoints(client).catch(() => ({ end_session_endpoint: undefined }));
  if (end_session_endpoint === undefined || idToken === undefined) return;
  const url = new URL(end_session_endpoint);
  url.searchParams.set("id_token_hint", idToken);
  url.searchParams.set("post_logout_redirect_uri", `${location.origin}/sign-in`);
  location.assign(url.href);
}

class Refused extends Error {}

async function exchange(client: OidcClient, asked: Record<string, string>): Promise<Held> {
  const { token_endpoint } = await endpoints(client);
  const response = await fetch(token_endpoint, {
    method: "POST",
    body: new URLSearchParams({ ...asked, client_id: client.clientId }),
  });
  if (response.status >= 400 && response.status < 500) {
    throw new Refused("The sign-in provider refused. Sign in again.");
  }
  if (!response.ok) throw new Error(`The sign-in provider answered ${response.status}.`);
  const tokens = (await response.json()) as { id_token?: string; refresh_token?: string };
  if (tokens.id_token === undefined) throw new Refused("The sign-in provider gave no id token.");
  return {
    idToken: tokens.id_token,
    expiresAt: Number(claims(tokens.id_token)["exp"]) * 1000,
    refreshToken: tokens.refresh_token ?? null,
  };
}

/** Only read to compare; the server verifies the signature. */
function claims(token: string): Record<string, unknown> {
  const body = (token.split(".")[1] ?? "").replace(/-/g, "+").replace(/_/g, "/");
  return JSON.parse(atob(body)) as Record<string, unknown>;
}

const random = () => base64Url(crypto.getRandomValues(new Uint8Array(32)));
const base64Url = (bytes: Uint8Array) =>
  btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");
const withLock = <T>(work: () => Promise<T>): Promise<T> =>
  navigator.locks ? (navigator.locks.request("orbit.oidc", work) as Promise<T>) : work();
