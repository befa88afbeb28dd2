// Limits of documents, searches and time.
import { describe, expect, it } from "vitest";
import type { Execution } from "../runtime/execution";
import { withTimeLimit } from "../runtime/invoke";
import { callOf } from "./calls";
import { engineWorld } from "./engineWorld";

const world = engineWorld();
const { query, mutation } = world;

describe("limits", () => {
  it("SE-10 reading more than 1,024 results is refused, a full page of them is not", async () => {
    for (let i = 0; i < 2; i++) {
      await mutation("notes:addMany", {
        channel: "a",
        texts: Array.from({ length: 600 }, (_, n) => `same word${n}`),
      });
    }
    await expect(query("notes:searchAll", { text: "same" })).rejects.toThrow(
      "Search query scanned too many documents (fetched 1024)",
    );
    expect(await query("notes:search", { text: "same", count: 1_024 })).toHaveLength(1_024);
  });

  it("SE-11 search expressions are checked with Convex's words; an empty text finds nothing", async () => {
    expect(await query("notes:search", { text: "", count: 5 })).toEqual([]);
    const outcome = await world.engine.query(callOf("notes:searchWrong"));
    expect(outcome.ok ? "" : outcome.errorMessage).toContain("isn't indexed for filtering in `filterFields`");
  });

  it("ST-12 documents keep Convex's limits, with Convex's texts", async () => {
    const attempt = async (extra: unknown) => {
      const outcome = await world.engine.mutation(
        callOf("notes:add", { channel: "a", text: "t", extra: extra as never }),
      );
      return outcome.ok ? "ok" : outcome.errorMessage;
    };
    expect(await attempt("x".repeat(1_000_000))).toBe("ok");
    expect(await attempt("x".repeat(1_100_000))).toContain(
      "Value is too large (1.05 MiB > maximum size 1 MiB)",
    );
    expect(await attempt(Array.from({ length: 8_192 }, () => 1))).toBe("ok");
    expect(await attempt(Array.from({ length: 8_193 }, () => 1))).toContain(
      "Array length is too long (8193 > maximum length 8192)",
    );
    const fields = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`f${i}`, 1]));
    expect(await attempt(fields(1_024))).toBe("ok");
    expect(await attempt(fields(1_025))).toContain("Object has too many fields (1025 > maximum number 1024)");
    let nested: unknown = 1;
    for (let i = 0; i < 20; i++) nested = [nested];
    expect(await attempt(nested)).toContain("Value is too nested");
  });

  it("RT-15 writes are limited", async () => {
    await expect(mutation("nested:writeMany", { name: "n", count: 16_001 })).rejects.toThrow(
      "Too many writes in a single function execution (limit: 16000)",
    );
    expect(await query("nested:value", { name: "n1" })).toBe(0);
  });

  it("KC-5 long strings: equality and order hold beyond the cut", async () => {
    const long = (last: string): string => `${"x".repeat(2_500)}${last}`;
    for (const name of [long("b"), long("a"), long("c")]) await mutation("nested:bump", { name });
    await mutation("nested:bump", { name: long("b") });
    expect(await query("nested:value", { name: long("b") })).toBe(2);
    expect(await query("nested:value", { name: long("a") })).toBe(1);
    expect(await query("nested:value", { name: long("d") })).toBe(0);
  });

  it("RT-46 a call that takes too long is given up and can do nothing afterwards", async () => {
    const execution = { depth: 0, alive: true } as unknown as Execution;
    await expect(withTimeLimit(execution, 20, () => new Promise(() => undefined))).rejects.toThrow(
      "Function execution timed out (maximum duration: 0.02s)",
    );
    expect(execution.alive).toBe(false);
  });
});
