import { beforeEach, expect, test, vi } from "vitest";
import type * as oidcSession from "./oidcSession";

const client = { issuer: "https://id.test/", clientId: "orbit" };
const kept = new Map<string, string>();
let answer: { status: number; body: object };
let posted: URLSearchParams[];

const idToken = (claims: object) => `h.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.s`;
const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;

beforeEach(() => {
  kept.clear();
  posted = [];
  vi.resetModules();
  vi.stubGlobal("navigator", {});
  vi.stubGlobal("location", { origin: "https://orbit.test", assign: vi.fn() });
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  });
  // Knows two addresses; any other call fails the test.
  vi.stubGlobal("fetch", (url: string, init?: { body: URLSearchParams }) => {
    if (url === "https://id.test/.well-known/openid-configuration") {
      return Promise.resolve(
        Response.json({
          authorization_endpoint: "https://id.test/auth",
          token_endpoint: "https://id.test/token",
        }),
      );
    }
    expect(url).toBe("https://id.test/token");
    posted.push(init!.body);
    return Promise.resolve(Response.json(answer.body, { status: answer.status }));
  });
});

async function signIn(session: typeof oidcSession, expires: number, refreshToken?: string) {
  const asked = new URL(await session.beginSignIn(client, "/o/altai")).searchParams;
  const token = idToken({ nonce: asked.get("nonce"), exp: inSeconds(expires) });
  answer = { status: 200, body: { id_token: token, refresh_token: refreshToken } };
  const back = new URLSearchParams({ code: "c1", state: asked.get("state")! });
  return { next: await session.finishSignIn(client, back), token, asked };
}

test("code and verifier are exchanged for a token, and the way goes on where it began", async () => {
  const session = await import("./oidcSession");
  const { next, token, asked } = await signIn(session, 600);
  expect(next).toBe("/o/altai");
  expect(await session.oidcToken(client, false)).toBe(token);
  const verifier = new TextEncoder().encode(posted[0]!.get("code_verifier")!);
  const digest = await crypto.subtle.digest("SHA-256", verifier);
  expect(asked.get("code_challenge")).toBe(Buffer.from(digest).toString("base64url"));
});

test("an answer to somebody else's question is refused: state, nonce, no question", async () => {
  const session = await import("./oidcSession");
  await session.beginSignIn(client, "/");
  const forged = new URLSearchParams({ code: "c", state: "forged" });
  await expect(session.finishSignIn(client, forged)).rejects.toThrow("not begun here");
  const asked = new URL(await session.beginSignIn(client, "/")).searchParams;
  answer = { status: 200, body: { id_token: idToken({ nonce: "other", exp: inSeconds(60) }) } };
  const back = new URLSearchParams({ code: "c", state: asked.get("state")! });
  await expect(session.finishSignIn(client, back)).rejects.toThrow("not begun here");
  await expect(session.finishSignIn(client, back)).rejects.toThrow("not begun here");
  expect(await session.oidcToken(client, false)).toBeNull();
});

test("an old token is refreshed; a refusal ends the session; without a refresh token it ends with the token", async () => {
  const session = await import("./oidcSession");
  await signIn(session, 5, "r1");
  const renewed = idToken({ exp: inSeconds(600) });
  answer = { status: 200, body: { id_token: renewed } };
  expect(await session.oidcToken(client, false)).toBe(renewed);
  expect(posted.at(-1)!.get("refresh_token")).toBe("r1");
  answer = { status: 400, body: { error: "invalid_grant" } };
  expect(await session.oidcToken(client, true)).toBeNull();
  await signIn(session, -1);
  expect(await session.oidcToken(client, false)).toBeNull();
});
