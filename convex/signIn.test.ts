/** Local accounts from outside: what a browser may do, and what an attacker may not. */
import { createLocalJWKSet, jwtVerify } from "jose";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api } from "./_generated/api";
import { strongPassword, useLocalAccounts } from "./accounts/keys.testkit";
import { graceMs } from "./accounts/sessions";
import { localIssuer } from "./tenancy/membership";
import { codeOf, newBackend, type Backend } from "./world.testkit";

let jwks: { keys: object[] };
let backend: Backend;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  vi.spyOn(console, "info").mockReturnValue();
  jwks = await useLocalAccounts();
  backend = newBackend();
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const aida = { name: "Aida", email: "aida@example.com", password: strongPassword, language: "en" as const };
const signUp = (input: Partial<typeof aida> = {}) => backend.action(api.signIn.signUp, { ...aida, ...input });
const signIn = (email: string, password: string) => backend.action(api.signIn.signIn, { email, password });
const refresh = (refreshToken: string) => backend.action(api.signIn.refresh, { refreshToken });
const later = (ms: number) => vi.setSystemTime(Date.now() + ms);

/** The token in the newest mail of a kind. */
async function mailedToken(kind: string): Promise<string> {
  const mails = await backend.run((ctx) => ctx.db.query("platformMail").order("desc").collect());
  const link = mails.find((mail) => mail.kind === kind)?.link;
  return new URL(link!).searchParams.get("token")!;
}

/** A caller with the identity that Convex reads from an access token. */
async function as(accessToken: string) {
  const { payload } = await jwtVerify(accessToken, createLocalJWKSet(jwks as never), {
    issuer: localIssuer,
    audience: "orbit",
    currentDate: new Date(),
  });
  return backend.withIdentity({ issuer: payload.iss!, subject: payload.sub!, sid: payload["sid"] as string });
}

describe("sign-up", () => {
  test("TEN-02 gives a token that Convex accepts, for a person who exists", async () => {
    const tokens = await signUp({ email: "  Aida@Example.com " });
    expect(tokens.expiresAt - Date.now()).toBeGreaterThan(9 * 60_000);
    const viewer = await (await as(tokens.accessToken)).query(api.account.viewer, {});
    expect(viewer).toMatchObject({
      user: { name: "Aida", email: "aida@example.com", emailVerified: false, preferredLanguage: "en" },
      memberships: [],
    });
  });

  test("TEN-04 refuses a taken e-mail in any letter case and keeps one row", async () => {
    await signUp();
    expect(await codeOf(signUp({ email: "AIDA@example.com" }))).toBe("EMAIL_TAKEN");
    expect(await backend.run((ctx) => ctx.db.query("users").collect())).toHaveLength(1);
  });

  test("refuses weak passwords with the reason and creates nothing", async () => {
    for (const password of ["short-1", "aida@example.com", "password12345", "aaaaaaaaaaaa", "1234567890"]) {
      expect(await codeOf(signUp({ password }))).toBe("WEAK_PASSWORD");
    }
    expect(await backend.run((ctx) => ctx.db.query("users").collect())).toEqual([]);
  });

  test("refuses broken names and addresses", async () => {
    for (const email of ["", "aida", "a@b", "a b@c.de", "<a@b.cd>", `${"x".repeat(300)}@b.cd`]) {
      expect(await codeOf(signUp({ email }))).toBe("VALIDATION_ERROR");
    }
    expect(await codeOf(signUp({ name: " \u0000 " }))).toBe("VALIDATION_ERROR");
  });

  test("is closed where Clerk signs people in, and without a signing key", async () => {
    vi.stubEnv("ORBIT_JWT_PRIVATE_KEY", "");
    expect(await codeOf(signUp())).toBe("CONFIGURATION_MISSING");
    vi.stubEnv("CLERK_PUBLISHABLE_KEY", "pk_test_x");
    expect(await codeOf(signUp())).toBe("IDENTITY_DISABLED");
    expect(await codeOf(signIn(aida.email, aida.password))).toBe("IDENTITY_DISABLED");
  });
});

describe("sign-in", () => {
  test("answers an unknown address and a wrong password alike, after the same work", async () => {
    await signUp();
    expect(await codeOf(signIn(aida.email, "not-the-password"))).toBe("BAD_CREDENTIALS");
    expect(await codeOf(signIn("nobody@example.com", aida.password))).toBe("BAD_CREDENTIALS");
    expect(await codeOf(signIn("not an address", aida.password))).toBe("BAD_CREDENTIALS");
    const { accessToken } = await signIn("Aida@example.com", aida.password);
    expect((await (await as(accessToken)).query(api.account.viewer, {}))?.user.name).toBe("Aida");
  });

  test("SEC: the eleventh try at one account waits, others may still sign in", async () => {
    await signUp();
    for (let n = 0; n < 10; n += 1) expect(await codeOf(signIn(aida.email, "wrong"))).toBe("BAD_CREDENTIALS");
    expect(await codeOf(signIn(aida.email, aida.password))).toBe("RATE_LIMITED");
    await signUp({ email: "berik@example.com" });
    await signIn("berik@example.com", aida.password);
    later(2 * 60_000);
    await signIn(aida.email, aida.password);
  });
});

describe("refresh", () => {
  test("exchanges a token and keeps working token after token", async () => {
    const first = await signUp();
    const second = await refresh(first.refreshToken);
    later(60_000);
    const third = await refresh(second.refreshToken);
    expect(new Set([first, second, third].map((tokens) => tokens.refreshToken)).size).toBe(3);
  });

  test("lets two tabs refresh with the same token at the same moment", async () => {
    const { refreshToken } = await signUp();
    const one = await refresh(refreshToken);
    later(graceMs - 1000);
    const two = await refresh(refreshToken);
    later(60_000);
    await refresh(one.refreshToken);
    await refresh(two.refreshToken);
  });

  test("a used token that comes back later ends the session of thief and owner", async () => {
    const stolen = (await signUp()).refreshToken;
    const owner = await refresh(stolen);
    later(graceMs + 1000);
    expect(await codeOf(refresh(stolen))).toBe("UNAUTHENTICATED");
    expect(await codeOf(refresh(owner.refreshToken))).toBe("UNAUTHENTICATED");
  });

  test("garbage opens nothing and ends nothing", async () => {
    const { refreshToken } = await signUp();
    const session = refreshToken.split(".")[0]!;
    for (const token of ["", ".", "x", `${session}.`, `${session}.guess`, "a.".repeat(500)]) {
      expect(await codeOf(refresh(token))).toBe("UNAUTHENTICATED");
    }
    await refresh(refreshToken);
  });

  test("ends after sixty days without a visit, and at sign-out", async () => {
    const old = await signUp();
    later(61 * 86_400_000);
    expect(await codeOf(refresh(old.refreshToken))).toBe("UNAUTHENTICATED");
    const { refreshToken } = await signIn(aida.email, aida.password);
    await backend.action(api.signIn.signOut, { refreshToken });
    await backend.action(api.signIn.signOut, { refreshToken });
    expect(await codeOf(refresh(refreshToken))).toBe("UNAUTHENTICATED");
  });
});

describe("links by mail", () => {
  test("a mailed link confirms the address once", async () => {
    const { accessToken } = await signUp();
    const token = await mailedToken("verifyEmail");
    await backend.action(api.signIn.verifyEmail, { token });
    const viewer = await (await as(accessToken)).query(api.account.viewer, {});
    expect(viewer?.user.emailVerified).toBe(true);
    expect(await codeOf(backend.action(api.signIn.verifyEmail, { token }))).toBe("LINK_EXPIRED");
  });

  test("reset chooses a new password, signs other browsers out, and works once", async () => {
    const before = await signUp();
    await backend.action(api.signIn.requestReset, { email: "AIDA@example.com" });
    const token = await mailedToken("resetPassword");
    const password = "quiet-lantern-92";
    const reset = (args: object) => backend.action(api.signIn.resetPassword, { token, password, ...args });
    expect(await codeOf(reset({ password: "short" }))).toBe("WEAK_PASSWORD");
    const opened = await reset({});
    expect((await (await as(opened.accessToken)).query(api.account.viewer, {}))?.user.emailVerified).toBe(
      true,
    );
    expect(await codeOf(reset({}))).toBe("LINK_EXPIRED");
    expect(await codeOf(refresh(before.refreshToken))).toBe("UNAUTHENTICATED");
    expect(await codeOf(signIn(aida.email, aida.password))).toBe("BAD_CREDENTIALS");
    await signIn(aida.email, password);
  });

  test("says nothing about unknown addresses, sends nothing, and limits mails to one inbox", async () => {
    const ask = (email: string) => backend.action(api.signIn.requestReset, { email });
    expect(await ask("nobody@example.com")).toBeNull();
    expect(await backend.run((ctx) => ctx.db.query("platformMail").collect())).toEqual([]);
    for (let n = 0; n < 4; n += 1) await ask("nobody@example.com");
    expect(await codeOf(ask("nobody@example.com"))).toBe("RATE_LIMITED");
    expect(await codeOf(ask("nobody"))).toBe("VALIDATION_ERROR");
  });

  test("an hour-old, a superseded and an invented reset link are all LINK_EXPIRED", async () => {
    await signUp();
    const use = (token: string) =>
      backend.action(api.signIn.resetPassword, { token, password: "quiet-lantern-92" });
    await backend.action(api.signIn.requestReset, { email: aida.email });
    const superseded = await mailedToken("resetPassword");
    await backend.action(api.signIn.requestReset, { email: aida.email });
    expect(await codeOf(use(superseded))).toBe("LINK_EXPIRED");
    const token = await mailedToken("resetPassword");
    later(61 * 60_000);
    expect(await codeOf(use(token))).toBe("LINK_EXPIRED");
    expect(await codeOf(use("invented"))).toBe("LINK_EXPIRED");
    expect(await codeOf(use(await mailedToken("verifyEmail")))).toBe("LINK_EXPIRED");
  });

  test("without a provider the link goes to the operator's log, and never with the answer to a stranger", async () => {
    await signUp();
    const logged = () => vi.mocked(console.info).mock.calls.flat().join("\n");
    vi.useFakeTimers();
    await backend.action(api.signIn.requestReset, { email: aida.email });
    const token = await mailedToken("resetPassword");
    expect(logged()).not.toContain(token);
    await backend.finishAllScheduledFunctions(vi.runAllTimers);
    expect(logged()).toContain(token);
  });
});

describe("the signed-in person", () => {
  test("changes the password only with the current one, and other browsers are signed out", async () => {
    const here = await signUp();
    const elsewhere = await signIn(aida.email, aida.password);
    const me = await as(here.accessToken);
    const change = (currentPassword: string, newPassword: string) =>
      me.action(api.signIn.changePassword, { currentPassword, newPassword, refreshToken: here.refreshToken });
    expect(await codeOf(change("wrong", "quiet-lantern-92"))).toBe("BAD_CREDENTIALS");
    expect(await codeOf(change(aida.password, "aida@example.com"))).toBe("WEAK_PASSWORD");
    await change(aida.password, "quiet-lantern-92");
    expect(await codeOf(refresh(elsewhere.refreshToken))).toBe("UNAUTHENTICATED");
    await refresh(here.refreshToken);
    await signIn(aida.email, "quiet-lantern-92");
    const stranger = backend.action(api.signIn.changePassword, {
      currentPassword: aida.password,
      newPassword: "quiet-lantern-92",
      refreshToken: here.refreshToken,
    });
    expect(await codeOf(stranger)).toBe("UNAUTHENTICATED");
  });

  test("sees their sessions and ends them, never another person's", async () => {
    const here = await signUp();
    const elsewhere = await signIn(aida.email, aida.password);
    const other = await signUp({ email: "berik@example.com" });
    const me = await as(here.accessToken);
    expect(await me.query(api.account.sessions, {})).toHaveLength(2);
    const foreign = other.refreshToken.split(".")[0] as never;
    expect(await codeOf(me.mutation(api.account.endSession, { sessionId: foreign }))).toBe("NOT_FOUND");
    const exceptSessionId = here.refreshToken.split(".")[0]!;
    expect(await me.mutation(api.account.endOtherSessions, { exceptSessionId })).toBe(1);
    expect(await codeOf(refresh(elsewhere.refreshToken))).toBe("UNAUTHENTICATED");
    await refresh(other.refreshToken);
    expect(await codeOf(backend.query(api.account.sessions, {}))).toBe("UNAUTHENTICATED");
  });

  test("TEN-24 TEN-25 changes name, language and currency", async () => {
    const me = await as((await signUp()).accessToken);
    const profile = { name: "Аида С.", preferredLanguage: "ru" as const, preferredCurrency: "EUR" };
    await me.mutation(api.account.updateProfile, profile);
    expect((await me.query(api.account.viewer, {}))?.user).toMatchObject(profile);
    expect(await codeOf(me.mutation(api.account.updateProfile, { ...profile, name: " " }))).toBe(
      "VALIDATION_ERROR",
    );
    expect(await codeOf(backend.mutation(api.account.updateProfile, profile))).toBe("UNAUTHENTICATED");
  });
});

test("account.viewer is null for a stranger; account.settings says how to sign in", async () => {
  expect(await backend.query(api.account.viewer, {})).toBeNull();
  expect(await backend.query(api.account.settings, {})).toMatchObject({
    identity: "local",
    siteUrl: "https://orbit.test",
  });
  vi.stubEnv("CLERK_PUBLISHABLE_KEY", "pk_test_x");
  expect(await backend.query(api.account.settings, {})).toMatchObject({
    identity: "clerk",
    clerkPublishableKey: "pk_test_x",
  });
});
