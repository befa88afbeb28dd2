// System calls: all there are, and what they answer to wrong use.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { HANDLED, REFUSED, syscalls } from "../runtime/syscalls";
import { callOf } from "./calls";
import { engineWorld } from "./engineWorld";

const world = engineWorld();
const { query, mutation } = world;

describe("system calls", () => {
  it("RT-33 every operation of the installed convex package is handled or refused by name", () => {
    const source = fileURLToPath(new URL("../../node_modules/convex/src", import.meta.url));
    const found = new Set<string>();
    const unread: string[] = [];
    for (const file of readdirSync(source, { recursive: true, encoding: "utf8" })) {
      if (!/\.tsx?$/.test(file) || /\.test\./.test(file) || file.endsWith("impl/syscall.ts")) continue;
      const text = readFileSync(join(source, file), "utf8");
      // Where an operation is not named in place, nobody here could tell which it is.
      for (const [call, op] of text.matchAll(/perform(?:Async|Js)?Syscall\(\s*(?:"([^"]+)")?/g))
        if (op === undefined) unread.push(`${file}: ${call}`);
        else found.add(op);
      for (const [op] of text.matchAll(/(?<=["'`])1\.0\/[\w/]+(?=["'`])/g)) found.add(op);
      if (/\bConvex\.(?:asyncSyscall|syscall|jsSyscall|op)\b/.test(text)) unread.push(`${file}: Convex`);
    }
    // Used by the backend's own isolate to pass HTTP requests; here requests are passed as objects.
    found.delete("requestFromConvexJson");
    found.delete("convexJsonFromResponse");
    expect(unread).toEqual([]);
    expect([...found].filter((op) => !HANDLED.has(op) && !(op in REFUSED))).toEqual([]);
    expect([...HANDLED, ...Object.keys(REFUSED)].filter((op) => !found.has(op))).toEqual([]);
  });

  it("RT-33 what is not offered is refused with its reason, what is unknown by its name", async () => {
    for (const [op, reason] of Object.entries(REFUSED))
      await expect(syscalls.asyncSyscall(op, "{}")).rejects.toThrow(reason);
    await expect(syscalls.asyncSyscall("2.0/dream", "{}")).rejects.toThrow(
      "Unknown async operation 2.0/dream",
    );
    expect(() => syscalls.syscall("2.0/dream", "{}")).toThrow("Unknown operation 2.0/dream");
    expect(() => syscalls.jsSyscall("toString", {})).toThrow("Unknown operation toString");
  });

  it("RT-34 time stands still while a query runs, and logs are kept", async () => {
    expect(await query("system:frozen")).toEqual({ same: true });
    const { entries } = await world.engine.logs(0, 0);
    expect(entries.at(-1)).toMatchObject({ path: "system:frozen", udfType: "Query", error: null });
  });

  it("RT-35 wrong names get Convex's texts, internal functions are hidden from clients", async () => {
    const texts = async (path: string) => {
      const outcome = await world.engine.query(callOf(path));
      return outcome.ok ? "" : outcome.errorMessage;
    };
    expect(await texts("system:secret")).toBe(
      "Could not find public function for 'system:secret'. Did you forget to run `npx convex dev`?",
    );
    expect(await texts("nested:bump")).toContain(
      "Trying to execute nested.js:bump as Query, but it is defined as Mutation.",
    );
    const open = await world.engine.query({ ...callOf("system:secret"), internal: true });
    expect(open.ok && open.value).toBe('"internal"');
  });

  it("RT-36 uncaught errors read as Convex's", async () => {
    const outcome = await world.engine.query(callOf("values:fails", { message: "because" }));
    expect(outcome.ok ? "" : outcome.errorMessage).toBe("Uncaught Error: because");
    const thrown = await world.engine.query(callOf("values:fails", { data: { code: 1 } }));
    expect(thrown.ok ? "" : thrown.errorData).toBe('{"code":1}');
  });

  it("RT-9 a cursor of another query is refused with InvalidCursor", async () => {
    await mutation("notes:addMany", { channel: "a", texts: ["0", "1", "2"] });
    const page = (await query("notes:page", {
      channel: "a",
      paginationOpts: { cursor: null, numItems: 1 },
    })) as { continueCursor: string };
    const outcome = await world.engine.query(
      callOf("notes:page", { channel: "b", paginationOpts: { cursor: page.continueCursor, numItems: 1 } }),
    );
    expect(outcome.ok ? "" : outcome.errorMessage).toContain("InvalidCursor");
    expect(outcome.ok ? "" : outcome.errorData).toContain('"paginationError":"InvalidCursor"');
    const garbage = await world.engine.query(
      callOf("notes:page", { channel: "a", paginationOpts: { cursor: "garbage", numItems: 1 } }),
    );
    expect(garbage.ok ? "" : garbage.errorMessage).toContain("InvalidCursor");
  });
});
