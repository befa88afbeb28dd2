import fc from "fast-check";
import { expect, test } from "vitest";
import { addressBlock, keyedHash, newNonce, readToken, signToken } from "./formToken";

const secret = "secret-of-this-test";
const facts = {
  key: "pk_live_a",
  rev: 3,
  site: "https://tenant.example",
  iat: 1_700_000_000_000,
  nonce: "n",
};

test("WID-07 a token of ours gives its facts back; another secret, a changed byte or nonsense gives nothing", async () => {
  const token = await signToken(secret, facts);
  expect(await readToken(secret, token)).toEqual(facts);
  expect(await readToken("another", token)).toBeNull();
  const [payload, signature] = token.split(".");
  const forged = btoa(JSON.stringify({ ...facts, key: "pk_live_b" })).replaceAll("=", "");
  expect(await readToken(secret, `${forged}.${signature}`)).toBeNull();
  expect(await readToken(secret, `${payload}.`)).toBeNull();
  expect(await readToken(secret, token + ".x")).toBeNull();
});

test("WID-07 no text at all makes the reader throw or pass", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ maxLength: 300 }), async (text) => {
      expect(await readToken(secret, text)).toBeNull();
    }),
    { numRuns: 50 },
  );
});

test("purposes never mix: the same text hashes apart", async () => {
  expect(await keyedHash(secret, "ip", "x")).not.toBe(await keyedHash(secret, "email", "x"));
  expect(newNonce()).not.toBe(newNonce());
});

test.each([
  ["203.0.113.7", "203.0.113.7"],
  ["::ffff:203.0.113.7", "203.0.113.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:db8:1:2::9", "2001:db8:1:2::/64"],
  ["2001:0db8:0001:0002:ffff::1", "2001:db8:1:2::/64"],
  ["::1", "0:0:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
])("WID-07 %s is limited as %s", (ip, block) => {
  expect(addressBlock(ip)).toBe(block);
});
