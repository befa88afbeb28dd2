import type * as Crypto from "node:crypto";
import { timingSafeEqual } from "node:crypto";
import { expect, it, vi } from "vitest";
import { adminIdentity } from "./adminKey";

vi.mock("node:crypto", async (original) => {
  const actual = await original<typeof Crypto>();
  return { ...actual, timingSafeEqual: vi.fn(actual.timingSafeEqual) };
});

it("AU-8 whatever is offered as admin key, as many bytes are compared, all of them in constant time", () => {
  const key = "orbit|0123456789abcdef";
  const compare = vi.mocked(timingSafeEqual);
  for (const offered of [key, "", "o", key.slice(0, -1), `${key}x`, "x".repeat(10_000), `${key}:###`]) {
    compare.mockClear();
    let refused = "";
    try {
      adminIdentity(offered, key);
    } catch (error) {
      refused = String((error as { code?: string }).code ?? (error as Error).message);
    }
    expect(compare).toHaveBeenCalledTimes(1);
    expect(compare.mock.calls[0]!.map(({ byteLength }) => byteLength)).toEqual([32, 32]);
    expect(refused === "").toBe(offered === key);
  }
});
