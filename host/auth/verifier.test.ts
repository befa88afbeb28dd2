/** Tokens of both provider kinds: what is accepted, what is refused, what the app is shown. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type JWTPayload } from "jose";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { AuthProvider } from "../contract";
import { AuthenticationError } from "./errors";
import { createVerifier, type Verifier } from "./verifier";

const ADMIN_KEY = "orbit|0123456789abcdef";
const ISSUER = "https://accounts.example";

let sign: (
  claims: JWTPayload,
  options?: { exp?: number | null; audience?: string; issuer?: string },
) => Promise<string>;
let stranger: CryptoKey;
let rsa: CryptoKey;
let verifier: Verifier;
/** A list of its own each time. */
let jwtProviders: () => AuthProvider[];
let provider: Server;
let oidcIssuer: string;
let discoveries = 0;

beforeAll(async () => {
  const { privateKey, publicKey } = await generateKeyPair("ES256");
  stranger = (await generateKeyPair("ES256")).privateKey;
  const rsaPair = await generateKeyPair("RS256");
  rsa = rsaPair.privateKey;
  const jwks = JSON.stringify({
    keys: [
      { ...(await exportJWK(publicKey)), kid: "k", alg: "ES256", use: "sig" },
      { ...(await exportJWK(rsaPair.publicKey)), kid: "r", alg: "RS256", use: "sig" },
    ],
  });
  provider = createServer((request, response) => {
    if (request.url === "/.well-known/openid-configuration") {
      discoveries += 1;
      response.end(JSON.stringify({ issuer: oidcIssuer, jwks_uri: `${oidcIssuer}/keys` }));
    } else response.end(jwks);
  });
  await new Promise<void>((resolve) => provider.listen(0, "127.0.0.1", resolve));
  oidcIssuer = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
  jwtProviders = () => [
    {
      type: "customJwt",
      issuer: ISSUER,
      applicationID: "orbit",
      algorithm: "ES256",
      jwks: `data:text/plain;charset=utf-8;base64,${Buffer.from(jwks).toString("base64")}`,
    },
  ];
  const providers: AuthProvider[] = [
    ...jwtProviders(),
    {
      type: "customJwt",
      issuer: `${ISSUER}/rsa`,
      applicationID: "orbit",
      algorithm: "RS256",
      jwks: `${oidcIssuer}/keys`,
    },
    { type: "oidc", issuer: oidcIssuer, applicationID: "convex" },
    { type: "oidc", issuer: "http://127.0.0.1:9", applicationID: "convex" },
  ];
  verifier = createVerifier({ providers: () => providers, adminKey: ADMIN_KEY });
  sign = (
    claims,
    { exp = Math.floor(Date.now() / 1000) + 600, audience = "orbit", issuer = ISSUER } = {},
  ) => {
    const jwt = new SignJWT({ sub: "u1", ...claims })
      .setProtectedHeader({ alg: "ES256", kid: "k" })
      .setIssuedAt();
    jwt.setIssuer(issuer).setAudience(audience);
    if (exp !== null) jwt.setExpirationTime(exp);
    return jwt.sign(privateKey);
  };
});

afterAll(() => provider.close());

async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(AuthenticationError);
  return (error as AuthenticationError).code;
}

describe("custom JWT", () => {
  it("AU-1 accepts an ES256 token against a data: URI key set; nested claims are flattened", async () => {
    const token = await sign({ email: "a@b.c", org: { id: "o1", roles: ["admin"] }, jti: "x" });
    const { identity, expiresAt } = await verifier.token(token);
    expect(identity).toEqual({
      kind: "user",
      token,
      attributes: {
        tokenIdentifier: `${ISSUER}|u1`,
        issuer: ISSUER,
        subject: "u1",
        email: "a@b.c",
        "org.id": "o1",
        "org.roles": ["admin"],
      },
    });
    expect(expiresAt).toBeGreaterThan(Date.now());
  });

  it("AU-2 refuses expired, tampered, foreign-key, wrong-audience, wrong-issuer and unsigned tokens", async () => {
    const now = Math.floor(Date.now() / 1000);
    expect(await refusal(verifier.token(await sign({}, { exp: now - 60 })))).toBe("IdTokenExpired");
    const [head, , signature] = (await sign({})).split(".");
    const [, otherBody] = (await sign({ admin: true })).split(".");
    expect(await refusal(verifier.token(`${head}.${otherBody}.${signature}`))).toBe("Unauthenticated");
    const foreign = await new SignJWT({})
      .setProtectedHeader({ alg: "ES256", kid: "k" })
      .setIssuer(ISSUER)
      .setAudience("orbit")
      .setSubject("u1")
      .setExpirationTime("1h")
      .sign(stranger);
    expect(await refusal(verifier.token(foreign))).toBe("Unauthenticated");
    expect(await refusal(verifier.token(await sign({}, { audience: "other" })))).toBe("NoAuthProvider");
    expect(await refusal(verifier.token(await sign({}, { issuer: "https://evil.example" })))).toBe(
      "NoAuthProvider",
    );
    const unsigned = new UnsecuredJWT({}).setIssuer(ISSUER).setAudience("orbit").setSubject("u1").encode();
    expect(await refusal(verifier.token(unsigned))).toBe("Unauthenticated");
  });

  it("AU-1 takes RS256 with keys from a URL where that is configured, and of each provider its own algorithm only", async () => {
    const signed = (issuer: string) =>
      new SignJWT({})
        .setProtectedHeader({ alg: "RS256", kid: "r" })
        .setIssuer(issuer)
        .setAudience("orbit")
        .setSubject("u1")
        .setExpirationTime("1h")
        .sign(rsa);
    const { identity } = await verifier.token(await signed(`${ISSUER}/rsa`));
    expect(identity).toMatchObject({ kind: "user", attributes: { tokenIdentifier: `${ISSUER}/rsa|u1` } });
    // Both keys are in both key sets: the algorithm alone is what does not fit.
    expect(await refusal(verifier.token(await signed(ISSUER)))).toBe("Unauthenticated");
    expect(await refusal(verifier.token(await sign({}, { issuer: `${ISSUER}/rsa` })))).toBe(
      "Unauthenticated",
    );
  });

  it("AU-3 requires an expiry and a subject", async () => {
    expect(await refusal(verifier.token(await sign({}, { exp: null })))).toBe("Unauthenticated");
    expect(await refusal(verifier.token(await sign({ sub: undefined })))).toBe("Unauthenticated");
  });

  it("AU-4 tolerates five seconds between clocks, before and after, and no more", async () => {
    const now = Math.floor(Date.now() / 1000);
    await expect(verifier.token(await sign({}, { exp: now - 3 }))).resolves.toBeDefined();
    expect(await refusal(verifier.token(await sign({}, { exp: now - 6 })))).toBe("IdTokenExpired");
    await expect(verifier.token(await sign({ nbf: now + 4 }))).resolves.toBeDefined();
    expect(await refusal(verifier.token(await sign({ nbf: now + 8 })))).toBe("Unauthenticated");
  });
});

describe("a token that was found good", () => {
  it("AU-2 is not checked again, until it expires, the keys are old or the providers change", async () => {
    let time = Date.now();
    let providers = jwtProviders();
    const own = createVerifier({ providers: () => providers, adminKey: ADMIN_KEY, now: () => time });
    const checks = vi.spyOn(globalThis.crypto.subtle, "verify");
    const exp = Math.floor(time / 1000) + 3_600;
    const token = await sign({ sid: "s1" }, { exp });
    const first = await own.token(token);
    expect(await own.token(token)).toBe(first);
    expect(checks).toHaveBeenCalledTimes(1);
    // A token is known by all of it: its signature cannot be left out or exchanged.
    const [head, body] = token.split(".");
    const [, , other] = (await sign({ sid: "s2" }, { exp })).split(".");
    expect(await refusal(own.token(`${head}.${body}.${other}`))).toBe("Unauthenticated");
    expect(await refusal(own.token(`${head}.${body}.`))).toBe("Unauthenticated");

    checks.mockClear();
    time += 10 * 60_000;
    await own.token(token);
    expect(checks).toHaveBeenCalledTimes(1);
    providers = jwtProviders();
    await own.token(token);
    expect(checks).toHaveBeenCalledTimes(2);
    providers = [{ ...jwtProviders()[0]!, issuer: "https://elsewhere.example" }];
    expect(await refusal(own.token(token))).toBe("NoAuthProvider");
    providers = jwtProviders();
    await own.token(token);
    time = exp * 1000 + 6_000;
    expect(await refusal(own.token(token))).toBe("IdTokenExpired");
    checks.mockRestore();
  });
});

describe("OIDC", () => {
  it("AU-5 finds the keys by discovery, once for many tokens; nested claims stay objects", async () => {
    const claims = { given_name: "Ada", email_verified: true, o: { id: "org_1", rol: "admin" }, fva: [1, 2] };
    const token = await sign(claims, { issuer: oidcIssuer, audience: "convex" });
    const all = await Promise.all([verifier.token(token), verifier.token(token), verifier.token(token)]);
    const { identity } = all[0]!;
    expect(identity.kind === "user" && identity.attributes).toEqual({
      tokenIdentifier: `${oidcIssuer}|u1`,
      issuer: oidcIssuer,
      subject: "u1",
      givenName: "Ada",
      emailVerified: true,
      o: { id: "org_1", rol: "admin" },
    });
    expect(discoveries).toBe(1);
  });

  it("AU-6 says so when the provider cannot be reached", async () => {
    const token = await sign({}, { issuer: "http://127.0.0.1:9", audience: "convex" });
    expect(await refusal(verifier.token(token))).toBe("AuthProviderDiscoveryFailed");
  });
});

describe("keys that change", () => {
  const MINUTE = 60_000;
  const START = Date.UTC(2026, 0, 1);
  let time: number;
  let published: { kid: string; publicKey: CryptoKey }[];
  let fetches: number;
  let rotating: Server;
  let issuer: string;
  let own: Verifier;

  beforeEach(async () => {
    time = START;
    published = [];
    fetches = 0;
    // The library that keeps the keys looks at the clock itself.
    vi.useFakeTimers({ toFake: ["Date"], now: time });
    rotating = createServer((request, response) => {
      if (request.url === "/.well-known/openid-configuration") {
        response.end(JSON.stringify({ issuer, jwks_uri: `${issuer}/keys` }));
        return;
      }
      fetches += 1;
      const keys = published.map(async ({ kid, publicKey }) => ({
        ...(await exportJWK(publicKey)),
        kid,
        alg: "ES256",
      }));
      void Promise.all(keys).then((all) => response.end(JSON.stringify({ keys: all })));
    });
    await new Promise<void>((resolve) => rotating.listen(0, "127.0.0.1", resolve));
    issuer = `http://127.0.0.1:${(rotating.address() as AddressInfo).port}`;
    const providers: AuthProvider[] = [
      { type: "oidc", issuer, applicationID: "convex" },
      {
        type: "customJwt",
        issuer: `${issuer}/custom`,
        applicationID: "convex",
        algorithm: "ES256",
        jwks: `${issuer}/keys`,
      },
    ];
    own = createVerifier({ providers: () => providers, adminKey: ADMIN_KEY, now: () => time });
  });
  afterEach(() => {
    rotating.close();
    vi.useRealTimers();
  });

  function pass(ms: number): void {
    time += ms;
    vi.setSystemTime(time);
  }

  /** A key pair; each token that it signs is another one. */
  async function key(kid: string) {
    const { privateKey, publicKey } = await generateKeyPair("ES256");
    let tokens = 0;
    return {
      kid,
      publicKey,
      token: (iss = issuer) =>
        new SignJWT({ sid: `${kid}${tokens++}` })
          .setProtectedHeader({ alg: "ES256", kid })
          .setIssuer(iss)
          .setAudience("convex")
          .setSubject("u1")
          .setExpirationTime(START / 1_000 + 86_400)
          .sign(privateKey),
    };
  }

  it.each(["oidc", "customJwt"])(
    "AU-5 a token of a new key is accepted half a minute later, one of a withdrawn key then no more (%s)",
    async (type) => {
      const iss = type === "oidc" ? issuer : `${issuer}/custom`;
      const [one, two] = [await key("one"), await key("two")];
      published = [one];
      await own.token(await one.token(iss));
      expect(fetches).toBe(1);
      published = [two];
      // An unknown key makes nobody ask the provider more than twice a minute.
      for (let i = 0; i < 50; i++)
        expect(await refusal(own.token(await two.token(iss)))).toBe("Unauthenticated");
      expect(fetches).toBe(1);
      pass(31_000);
      expect((await own.token(await two.token(iss))).identity.kind).toBe("user");
      expect(fetches).toBe(2);
      expect(await refusal(own.token(await one.token(iss)))).toBe("Unauthenticated");
    },
  );

  it.each(["oidc", "customJwt"])(
    "AU-5 a withdrawn key is believed for ten minutes at most, whenever its token was first seen (%s)",
    async (type) => {
      const iss = type === "oidc" ? issuer : `${issuer}/custom`;
      const one = await key("one");
      published = [one];
      const early = await one.token(iss);
      await own.token(early);
      published = [await key("two")];
      pass(9 * MINUTE);
      // Nothing has said so yet: the keys are those of nine minutes ago.
      const late = await one.token(iss);
      await own.token(late);
      await own.token(early);
      expect(fetches).toBe(1);
      pass(MINUTE);
      for (const token of [early, late, await one.token(iss)])
        expect(await refusal(own.token(token))).toBe("Unauthenticated");
      expect(fetches).toBe(2);
    },
  );

  it("AU-5 AU-6 a provider that is away when the keys are old makes nobody anonymous, and is asked again", async () => {
    const one = await key("one");
    published = [one];
    const token = await one.token();
    await own.token(token);
    pass(10 * MINUTE);
    const { port } = rotating.address() as AddressInfo;
    rotating.closeAllConnections();
    await new Promise((resolve) => rotating.close(resolve));
    expect(await refusal(own.header(`Bearer ${token}`))).toBe("AuthProviderDiscoveryFailed");
    await new Promise<void>((resolve) => rotating.listen(port, "127.0.0.1", resolve));
    expect((await own.header(`Bearer ${token}`)).identity.kind).toBe("user");
  });
});

describe("Authorization header", () => {
  it("AU-7 absent means anonymous; nonsense is refused", async () => {
    expect((await verifier.header(undefined)).identity).toEqual({ kind: "anonymous" });
    expect(await refusal(verifier.header("Basic abc"))).toBe("InvalidAuthHeader");
    expect(await refusal(verifier.header("Bearer not-a-token"))).toBe("InvalidAuthHeader");
    expect((await verifier.header(`bearer ${await sign({})}`)).identity.kind).toBe("user");
  });

  it("AU-8 the admin key is exact; an acting identity may follow it", async () => {
    expect((await verifier.header(`Convex ${ADMIN_KEY}`)).identity).toEqual({ kind: "admin" });
    expect(await refusal(verifier.header(`Convex ${ADMIN_KEY}x`))).toBe("BadDeployKey");
    expect(await refusal(verifier.header(`Convex ${ADMIN_KEY.slice(0, -1)}`))).toBe("BadDeployKey");
    const acting = Buffer.from(JSON.stringify({ subject: "u2", issuer: "https://i", name: "Ёж" })).toString(
      "base64",
    );
    expect((await verifier.header(`Convex ${ADMIN_KEY}:${acting}`)).identity).toEqual({
      kind: "admin",
      actingAs: { subject: "u2", issuer: "https://i", name: "Ёж", tokenIdentifier: "https://i|u2" },
    });
    expect(await refusal(verifier.header(`Convex ${ADMIN_KEY}:###`))).toBe("InvalidActingIdentity");
  });
});
