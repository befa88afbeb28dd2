// Local accounts in the browser: the access token lives in memory, the refresh token in localStorage so that a reload
// stays signed in. A refresh token is good for one exchange, so exchanges are serialized over all tabs by a web lock.
import { callPublic, CallError } from "../backend";
import { createStore } from "../../ui/store";
import { forgetViewer } from "../keptViewer";
import type { Tokens } from "../../../convex/signIn";

declare global {
  interface Window {
    /** What src/boot.ts has begun while this code was on its way. */
    orbitRenewal?: Promise<Tokens | null>;
  }
}

const KEY = "orbit.refreshToken";
/** An access token this close to its end is replaced before use (ms). */
const MARGIN_MS = 10_000;
const RETRY_MS = 2_000;
/** Convex asks for a fresh token right after it used the first; one this young (ms) is as fresh as another would be. */
const FRESH_MS = 5_000;

let access: { token: string; expiresAt: number; takenAt: number } | null = null;
let memoryOnly: string | null = null;

const readRefreshToken = (): string | null => {
  try {
    return localStorage.getItem(KEY) ?? memoryOnly;
  } catch {
    return memoryOnly;
  }
};

function writeRefreshToken(token: string | null) {
  memoryOnly = token;
  try {
    if (token === null) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, token);
  } catch {
    // Storage refused: signed in until this tab closes.
  }
}

/** Whether this browser holds a session; other tabs' sign-in and sign-out arrive through the storage event. */
const held = createStore(typeof localStorage !== "undefined" && readRefreshToken() !== null);

if (typeof window !== "undefined") {
  window.addEventListener("storage", (event) => {
    if (event.key !== KEY) return;
    if (event.newValue === null) access = null;
    held.set(event.newValue !== null);
  });
}

function take(tokens: Tokens) {
  access = { token: tokens.accessToken, expiresAt: tokens.expiresAt, takenAt: Date.now() };
  writeRefreshToken(tokens.refreshToken);
  held.set(true);
}

function forget() {
  forgetViewer();
  access = null;
  writeRefreshToken(null);
  held.set(false);
}

function usable(force: boolean): boolean {
  if (!access || access.expiresAt - Date.now() <= MARGIN_MS) return false;
  return !force || Date.now() - access.takenAt < FRESH_MS;
}

const withLock = <T>(work: () => Promise<T>): Promise<T> =>
  navigator.locks ? (navigator.locks.request("orbit.session", work) as Promise<T>) : work();

async function exchange(force: boolean): Promise<string | null> {
  const begun = window.orbitRenewal;
  if (begun) {
    delete window.orbitRenewal;
    const tokens = await begun;
    if (tokens) {
      take(tokens);
      return tokens.accessToken;
    }
  }
  return withLock(async () => {
    if (usable(force)) return access!.token;
    for (;;) {
      // Read inside the lock: another tab may just have exchanged the token we knew.
      const refreshToken = readRefreshToken();
      if (refreshToken === null) return null;
      try {
        const tokens = (await callPublic("action", "signIn:refresh", { refreshToken })) as Tokens;
        take(tokens);
        return tokens.accessToken;
      } catch (error) {
        if (error instanceof CallError && error.data?.code === "UNAUTHENTICATED") {
          forget();
          return null;
        }
        // The network or the server is away: the session is still good, so wait rather than sign out.
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  });
}

let running: Promise<string | null> | null = null;

/** A valid access token, or null when nobody is signed in. Waits while the network is away. */
export function accessToken(force: boolean): Promise<string | null> {
  if (usable(force)) return Promise.resolve(access!.token);
  running ??= exchange(force).finally(() => {
    running = null;
  });
  return running;
}

/** Whether this browser holds a session. */
export const useHeldSession = held.use;

/** Somebody signed in: whoever was here before must not be seen for a moment. */
function enter(tokens: unknown) {
  forgetViewer();
  take(tokens as Tokens);
}

/** Creates an account and signs in. Throws CallError with the facts. */
export async function signUp(input: {
  name: string;
  email: string;
  password: string;
  language: "en" | "ru";
}): Promise<void> {
  enter(await callPublic("action", "signIn:signUp", input));
}

/** Signs in. Throws CallError (BAD_CREDENTIALS, RATE_LIMITED). */
export async function signIn(input: { email: string; password: string }): Promise<void> {
  enter(await callPublic("action", "signIn:signIn", input));
}

/** Signs out here; the server forgets the session even if the answer never arrives. */
export async function signOut(): Promise<void> {
  const refreshToken = readRefreshToken();
  forget();
  if (refreshToken !== null)
    await callPublic("action", "signIn:signOut", { refreshToken }).catch(() => undefined);
}

/** Mails a reset link; the answer is the same for unknown addresses. */
export async function requestReset(input: { email: string }): Promise<void> {
  await callPublic("action", "signIn:requestReset", input);
}

/** Chooses a new password by a mailed link and signs in. */
export async function resetPassword(input: { token: string; password: string }): Promise<void> {
  enter(await callPublic("action", "signIn:resetPassword", input));
}

/** Confirms an address by a mailed link. */
export async function verifyEmail(input: { token: string }): Promise<void> {
  await callPublic("action", "signIn:verifyEmail", input);
}

/** The refresh token of this browser, for the calls that must keep this session and end the others. */
export const ownRefreshToken = readRefreshToken;
