// Limits of documents, searches and time.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import type { Execution } from "../runtime/execution";
import { withTimeLimit } from "../runtime/invoke";
import { callOf } from "./calls";
import { engineWorld } from "./engineWorld";

const world = engineWorld();
const { query, mutation } = world;

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

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

  it("SE-11 SE-2 each wrong search is refused with Convex's words", async () => {
    const search = ["search", "text", "x"];
    const against = "Search query against notes.search_text";
    for (const [parts, text] of [
      [
        [["eq", "channel", "a"]],
        `${against} does not contain any search filters. You must include a search filter like \`q.search("text", searchText)\`.`,
      ],
      [[search, search], `${against} contains multiple search filters against "text". Only one is allowed.`],
      [
        [["search", "channel", "x"]],
        `${against} contains a search filter against "channel", which doesn't match the indexed \`searchField\` "text".`,
      ],
      [
        [search, ...Array.from({ length: 9 }, () => ["eq", "channel", "a"])],
        `${against} has too many filter conditions. Max: 8 Actual: 9`,
      ],
    ] as const)
      // prettier-ignore
      await expect(query("bounds:searchWith", { parts: parts as never })).rejects.toThrow(text);
    await mutation("notes:add", { channel: "a", text: "x" });
    const eight = Array.from({ length: 8 }, () => ["eq", "channel", "a"]);
    expect(await query("bounds:searchWith", { parts: [search, ...eight] })).toEqual(["x"]);
    // Two values of one field at once are no mistake; there is nothing that has both.
    const both = [["eq", "channel", "a"], ["eq", "channel", "b"]]; // prettier-ignore
    expect(await query("bounds:searchWith", { parts: [search, ...both] })).toEqual([]);
  });

  it("SE-1 SE-5 the first 16 words of a search count, and the last of them is also a beginning", async () => {
    await mutation("notes:addMany", { channel: "a", texts: ["sixteenth", "seventeenth"] });
    const found = (words: string[]) => query("notes:search", { text: words.join(" "), count: 9 });
    const others = Array.from({ length: 15 }, (_, i) => `other${i}`);
    expect(await found([...others, "sixteenth", "seventeenth"])).toEqual(["sixteenth"]);
    expect(await found([...others, "sixteen", "seventeenth"])).toEqual(["sixteenth"]);
    expect(await found([...others.slice(1), "sixteen", "seventeenth"])).toEqual(["seventeenth"]);
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

  it("RT-55 arguments of scheduled functions and files have their limits, with nothing left of what went beyond", async () => {
    await mutation("bounds:scheduleBytes", { count: 3, size: 5 << 20 });
    await expect(mutation("bounds:scheduleBytes", { count: 4, size: 5 << 20 })).rejects.toThrow(
      "Too large total size of the arguments of scheduled functions from this mutation (limit: 16777216 bytes)",
    );
    expect(world.engine.tablePage("", "_scheduled_functions", { cursor: null, limit: 9, order: "asc" }).documents).toHaveLength(3); // prettier-ignore
    const ids = await mutation("bounds:storeFiles", { count: 100, size: 1 });
    await expect(mutation("bounds:storeFiles", { count: 101, size: 1 })).rejects.toThrow(
      "Too many file operations in a single function execution (filesWritten, limit: 100)",
    );
    await expect(mutation("bounds:storeFiles", { count: 3, size: 7 << 20 })).rejects.toThrow(
      "Too many file operations in a single function execution (fileWriteBytes, limit: 20971520)",
    );
    expect(readdirSync(join(world.folder, "files"))).toHaveLength(100);
    await mutation("bounds:readFiles", { ids });
    const [more] = (await mutation("bounds:storeFiles", { count: 1, size: 1 })) as string[];
    await expect(mutation("bounds:readFiles", { ids: [...(ids as string[]), more!] })).rejects.toThrow(
      "Too many file operations in a single function execution (filesRead, limit: 100)",
    );
  });

  it("RT-59 a call's log ends after 256 lines, a line after 4 KiB, and both say so", async () => {
    const logged = async (lines: number, size: number, letter = "x") => {
      await query("bounds:talk", { lines, size, letter });
      return (await world.engine.logs(0, 0)).entries.at(-1)!.logLines;
    };
    const all = await logged(300, 1);
    expect(all).toHaveLength(257);
    expect(all[255]).toContain("'x'");
    expect(all[256]).toContain("Log overflow (maximum 256). Remaining log lines omitted.");
    expect(await logged(256, 1)).toHaveLength(256);
    const said = " (truncated due to length)";
    const [long] = await logged(1, 5_000);
    expect(long).toBe(`[LOG] '${"x".repeat(4_096 - "[LOG] '".length)}${said}`);
    // Bytes count, not characters, and none is cut in the middle.
    const [umlauts] = await logged(1, 3_000, "ä");
    expect(umlauts).toBe(`[LOG] '${"ä".repeat((4_096 - "[LOG] '".length - 1) / 2)}${said}`);
    const [whole] = await logged(1, 4_096 - "[LOG] ''".length);
    expect(whole).not.toContain(said);
  });

  it("RT-59 audit lines tell who asked and when, and are bounded like all others", async () => {
    const audited = async (lines: number, size: number) => {
      const now = await mutation("bounds:audits", { lines, size });
      const entry = (await world.engine.logs(0, 0)).entries.at(-1)!;
      return { now, requestId: entry.requestId, lines: entry.logLines };
    };
    const one = await audited(1, 1);
    expect(one.lines).toHaveLength(1);
    expect(JSON.parse(one.lines[0]!.replace("[AUDIT] ", ""))).toEqual({
      deed: "x",
      by: { ip: null, now: one.now, requestId: one.requestId },
    });
    const { lines } = await audited(300, 5_000);
    expect(lines).toHaveLength(257);
    for (const line of lines.slice(0, 256))
      expect(line.length).toBe(4_096 + " (truncated due to length)".length);
    expect(lines[256]).toContain("Log overflow");
  });

  it("RT-60 variables have names, sizes and a number; what is refused changes nothing", async () => {
    const { environment } = world.engine;
    const set = (...changes: [string, string][]) =>
      environment.update(changes.map(([name, value]) => ({ name, value })));
    await expect(set(["KEPT", "1"], ["1WRONG", "x"])).rejects.toThrow(/"1WRONG" is invalid/);
    await expect(set(["KEPT", "1"], ["LARGE", "ä".repeat(4_097)])).rejects.toThrow(/"LARGE" is too large/);
    await expect(
      set(...Array.from({ length: 1_001 }, (_, i): [string, string] => [`V${i}`, ""])),
    ).rejects.toThrow("at most 1000 environment variables");
    expect(environment.list().size).toBe(0);
    await set(["LARGE", "ä".repeat(4_096)], ["_OK", ""]);
    expect(await query("system:variable", { name: "LARGE" })).toHaveLength(4_096);
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

  it("RT-64 what a call has read is let go of with its end, whatever the app keeps of it", async () => {
    const texts = Array.from({ length: 64 }, () => "x".repeat(4_000));
    await mutation("notes:addMany", { channel: "kept", texts });
    const heapAfter = async (calls: number): Promise<number> => {
      for (let i = 0; i < calls; i++)
        expect(await query("bounds:keepPromise", { channel: "kept" })).toBe(texts.length);
      collectGarbage();
      return process.memoryUsage().heapUsed;
    };
    const before = await heapAfter(5);
    // Each call reads a quarter of a megabyte.
    expect((await heapAfter(100)) - before).toBeLessThan(5 * 2 ** 20);
  });
});
