/** `npx convex export` of a host that goes on writing. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { strFromU8, unzipSync } from "fflate";
import { expect, it, vi } from "vitest";
import { startTestHost } from "../sync/testHost";
import { runCli } from "./testCli";

vi.setConfig({ testTimeout: 180_000 });

const ROWS_BETWEEN = 4_000;
const SUM = 1_000;
const APP = {
  "tsconfig.json": '{"compilerOptions":{"skipLibCheck":true}}',
  // Tables are packed by name: one account is read before the rows between, the other after them.
  "convex/accounts.ts": `
    import { mutationGeneric as mutation } from "convex/server";
    export const fill = mutation({ args: {}, handler: async (ctx) => {
      for (let n = 0; n < ${ROWS_BETWEEN}; n++) await ctx.db.insert("between", { text: "x".repeat(200) });
      for (const table of ["account", "zaccount"]) await ctx.db.insert(table, { sum: ${SUM} });
    }});
    export const move = mutation({ args: {}, handler: async (ctx) => {
      const [from, to] = [await ctx.db.query("account").first(), await ctx.db.query("zaccount").first()];
      await ctx.db.patch(from._id, { sum: from.sum - 1 });
      await ctx.db.patch(to._id, { sum: to.sum + 1 });
    }});`,
};

it("PU-12 an export is of one moment, though the host goes on writing", async () => {
  const host = await startTestHost(APP);
  const call = (name: string) =>
    fetch(`${host.url}/api/mutation`, { method: "POST", body: JSON.stringify({ path: name, args: {} }) });
  try {
    await call("accounts:fill");
    let isOver = false;
    let moves = 0;
    const moving = (async () => {
      for (; !isOver; moves++) await call("accounts:move");
    })();
    try {
      const { code, err } = await runCli(host, ["export", "--path", "moment.zip"]);
      expect(code, err).toBe(0);
    } finally {
      isOver = true;
      await moving;
    }
    const packed = unzipSync(readFileSync(path.join(host.project, "moment.zip")));
    const lines = (table: string) => strFromU8(packed[`${table}/documents.jsonl`]!).trim().split("\n");
    const sum = (table: string) => (JSON.parse(lines(table)[0]!) as { sum: number }).sum;
    expect(sum("account") + sum("zaccount")).toBe(2 * SUM);
    // It was taken while they went on: after the first of them and before the last.
    expect(sum("zaccount")).toBeGreaterThan(SUM);
    expect(sum("zaccount")).toBeLessThan(SUM + moves);
    expect(lines("between")).toHaveLength(ROWS_BETWEEN);
  } finally {
    await host.remove();
  }
});
