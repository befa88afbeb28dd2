import { describe, expect, test } from "vitest";
import fc from "fast-check";
import { admittedSite, originMatches, originOf, parseAllowedOrigin, withLoopbackNames } from "./origins";

describe("WID-07 allowed origins", () => {
  test.each([
    ["example.com", "https://example.com"],
    ["HTTPS://Example.com/", "https://example.com"],
    ["https://example.com:443", "https://example.com"],
    ["http://localhost:8080", "http://localhost:8080"],
    ["*.example.com", "https://*.example.com"],
    ["https://bücher.example", "https://xn--bcher-kva.example"],
  ])("%s is kept as %s", (typed, kept) => {
    expect(parseAllowedOrigin(typed)).toBe(kept);
  });

  test.each([
    "",
    "*",
    "https://*",
    "*.com",
    "*.1.2.3",
    "ftp://a.example",
    "https://a.example/path",
    "a b.example",
  ])("%j is no origin", (typed) => {
    expect(parseAllowedOrigin(typed)).toBeNull();
  });

  test.each([
    ["https://example.com", "https://example.com", true],
    ["http://example.com", "https://example.com", false],
    ["https://example.com:8443", "https://example.com", false],
    ["https://evilexample.com", "https://example.com", false],
    ["https://example.com.evil.test", "https://example.com", false],
    ["https://shop.example.com", "https://*.example.com", true],
    ["https://a.b.example.com", "https://*.example.com", true],
    ["https://example.com", "https://*.example.com", false],
    ["https://evilexample.com", "https://*.example.com", false],
    ["https://.example.com", "https://*.example.com", false],
    ["https://shop.example.com:8443", "https://*.example.com", false],
  ])("%s against %s: %s", (origin, allowed, matches) => {
    expect(originMatches(origin, allowed)).toBe(matches);
  });

  test("no other host ever matches an exact entry", () => {
    fc.assert(
      fc.property(fc.webUrl(), (address) => {
        const origin = originOf(address)!;
        expect(originMatches(origin, "https://tenant.example")).toBe(origin === "https://tenant.example");
      }),
    );
  });

  test("`null` is refused unless the key says otherwise; this site's own pages always pass", () => {
    const own = withLoopbackNames(["http://127.0.0.1:3210/somewhere"]);
    const strict = { allowedOrigins: [], allowSandboxed: false };
    expect(admittedSite("null", strict, own)).toBeNull();
    expect(admittedSite("null", { ...strict, allowSandboxed: true }, own)).toBe("null");
    expect(admittedSite("http://localhost:3210", strict, own)).toBe("self");
    expect(admittedSite("http://localhost:3211", strict, own)).toBeNull();
    expect(admittedSite(null, strict, own)).toBeNull();
  });
});
