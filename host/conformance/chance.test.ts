// Chance, cryptography and clocks: what a query or mutation takes from outside follows from its seed.
import { webcrypto } from "node:crypto";
import { afterEach, expect, it, vi } from "vitest";
import { Random } from "../runtime/random";
import { onEngine, type World } from "./worlds";

/** Gives each call that begins the same seed; undone after the test. */
function seedAllWith(byte: number): void {
  vi.spyOn(Random, "bySystem").mockImplementation((into) => void into.fill(byte));
}

afterEach(() => {
  vi.restoreAllMocks();
});

/** A key that `algorithm` takes, as JWK: the public half for whatever encrypts. */
async function keyFor(algorithm: { name: string; [more: string]: unknown }, usage: string): Promise<unknown> {
  if (usage === "digest" || usage === "generateKey") return null;
  const usages =
    usage === "sign" ? ["sign", "verify"] : [usage, usage === "encrypt" ? "decrypt" : "unwrapKey"];
  const made = await webcrypto.subtle.generateKey(
    { ...algorithm, modulusLength: 2_048, publicExponent: new Uint8Array([1, 0, 1]), length: 256 } as never,
    true,
    usages as never,
  );
  const pair = made as unknown as { privateKey?: webcrypto.CryptoKey; publicKey: webcrypto.CryptoKey };
  const key = pair.privateKey === undefined ? made : usage === "sign" ? pair.privateKey : pair.publicKey;
  const {
    key_ops: _ops,
    ext: _ext,
    ...jwk
  } = await webcrypto.subtle.exportKey("jwk", key as webcrypto.CryptoKey);
  return jwk;
}

const HASH = "SHA-256";

onEngine("once", (current) => {
  const query: World["query"] = async (path, args) => await current().query(path, args);
  const mutation: World["mutation"] = async (path, args) => await current().mutation(path, args);
  const action: World["action"] = async (path, args) => await current().action(path, args);

  it.each(["query", "mutation"] as const)(
    "RT-24 all chance of a %s and its nested calls follows from its seed",
    async (kind) => {
      const draw = async (): Promise<unknown> =>
        kind === "query"
          ? await query("chance:inQuery", { depth: 2 })
          : await mutation("chance:inMutation", { depth: 2 });
      seedAllWith(1);
      const one = await draw();
      expect(await draw()).toEqual(one);
      seedAllWith(2);
      expect(await draw()).not.toEqual(one);
      // No two of a call's draws are the same ones.
      const drawn = JSON.stringify(one).match(/"[0-9a-f-]{36}"/g)!;
      expect(drawn).toHaveLength(6);
      expect(new Set(drawn).size).toBe(6);
      for (const id of drawn)
        expect(id).toMatch(/^"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"$/);
    },
  );

  it("RT-24 each call has its own seed, and actions ask the system", async () => {
    expect(await query("chance:inQuery", { depth: 0 })).not.toEqual(
      await query("chance:inQuery", { depth: 0 }),
    );
    seedAllWith(1);
    expect(await action("chance:inAction")).not.toEqual(await action("chance:inAction"));
  });

  it("RT-24 seeded chance is spread evenly and refuses what the standard refuses", async () => {
    const random = new Random((into) => into.fill(3));
    const tenths = Array.from({ length: 10 }, () => 0);
    const values = new Set<number>();
    for (let i = 0; i < 100_000; i++) {
      const value = random.next();
      values.add(value);
      tenths[Math.floor(value * 10)]!++;
    }
    for (const count of tenths) expect(Math.abs(count - 10_000)).toBeLessThan(500);
    expect(values.size).toBe(100_000);

    const [one, same] = [new Uint8Array(5_000), new Uint8Array(5_000)];
    new Random((into) => into.fill(3)).fill(one);
    const again = new Random((into) => into.fill(3));
    for (let at = 0; at < same.length; at += 40) again.fill(same.subarray(at, at + 40));
    // In whatever pieces it is drawn, no piece comes twice.
    for (const bytes of [one, same]) {
      const pieces = Array.from({ length: 625 }, (_, i) =>
        Buffer.from(bytes).toString("hex", i * 8, i * 8 + 8),
      );
      expect(new Set(pieces).size).toBe(625);
    }
    expect(await query("chance:wronglyAsked")).toEqual(["QuotaExceededError", "TypeMismatchError"]);
  });

  it.each([
    ["generateKey", { name: "HMAC", hash: HASH }],
    ["sign", { name: "ECDSA", namedCurve: "P-256", hash: HASH }],
    ["sign", { name: "RSA-PSS", hash: HASH, saltLength: 32 }],
    ["encrypt", { name: "RSA-OAEP", hash: HASH }],
    ["wrapKey", { name: "RSA-OAEP", hash: HASH }],
  ])("RT-61 %s with %o is refused in queries and mutations, not in actions", async (method, algorithm) => {
    const args = { method, algorithm, jwk: (await keyFor(algorithm, method)) as never };
    const words =
      "Can't use cryptographic randomness in queries and mutations. Please consider using an action.";
    await expect(query("chance:subtleInQuery", args)).rejects.toThrow(words);
    await expect(mutation("chance:subtleInMutation", args)).rejects.toThrow(words);
    expect(await action("chance:subtleInAction", args)).toBeGreaterThan(31);
  });

  it.each([
    ["digest", { name: HASH }],
    ["sign", { name: "HMAC", hash: HASH }],
    ["sign", { name: "RSASSA-PKCS1-v1_5", hash: HASH }],
    ["encrypt", { name: "AES-GCM", iv: new Uint8Array(12).buffer }],
  ])(
    "RT-61 %s with %o, which needs no chance, is there for every kind of function",
    async (method, algorithm) => {
      const args = { method, algorithm, jwk: (await keyFor(algorithm, method)) as never };
      const bytes = await query("chance:subtleInQuery", args);
      expect(bytes).toBeGreaterThan(3);
      expect(await mutation("chance:subtleInMutation", args)).toBe(bytes);
      expect(await action("chance:subtleInAction", args)).toBe(bytes);
    },
  );

  it("RT-34 performance.now() stands still in queries and goes on in mutations", async () => {
    type Looks = { timeOrigin: number; first: number; second: number; now: number };
    const before = Date.now();
    const inQuery = (await query("chance:clockInQuery")) as Looks;
    expect(inQuery.second).toBe(inQuery.first);
    expect(inQuery.timeOrigin + inQuery.first).toBe(inQuery.now);
    expect(inQuery.timeOrigin).toBeLessThanOrEqual(before);
    const inMutation = (await mutation("chance:clockInMutation")) as Looks;
    expect(inMutation.second).toBeGreaterThan(inMutation.first);
    expect(inMutation.timeOrigin).toBe(inQuery.timeOrigin);
    expect(Math.abs(inMutation.timeOrigin + inMutation.first - inMutation.now)).toBeLessThan(1_000);
  });
});
