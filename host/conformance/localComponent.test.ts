// A component written beside the app: bound variables, mounted routes, own ids.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Engine } from "../contract";
import { callOf, fixtureEngine, ORIGIN, temporaryFolder, unwrap, type Args } from "./calls";

const PACKAGES = fileURLToPath(new URL("../../node_modules", import.meta.url));

const FILES: Record<string, string> = {
  "convex.config.ts": `import { defineApp } from "convex/server";
import { v } from "convex/values";
import box from "./box/convex.config";
const app = defineApp({ env: { GREETING: v.optional(v.string()) } });
app.use(box, { httpPrefix: "/box/", env: { WORD: app.env.GREETING, FIXED: "fixed" } });
app.use(box, { name: "second", env: { FIXED: "other" } });
export default app;`,
  "main.ts": `import { componentsGeneric, mutationGeneric, queryGeneric } from "convex/server";
import { v } from "convex/values";
const { box, second } = componentsGeneric() as any;
export const put = mutationGeneric({ args: {}, handler: async (ctx) => await ctx.runMutation(box.store.put, {}) });
export const look = queryGeneric({ args: {}, handler: async (ctx) => [await ctx.runQuery(box.store.look, {}), await ctx.runQuery(second.store.look, {})] });
export const crossed = queryGeneric({ args: { id: v.string() }, handler: async (ctx, { id }) => await ctx.runQuery(second.store.get, { id }) });
export const loop = mutationGeneric({ args: {}, handler: async (ctx) => await ctx.runMutation(box.store.fail, {}) });`,
  "box/convex.config.ts": `import { defineComponent } from "convex/server";
import { v } from "convex/values";
export default defineComponent("box", { env: { WORD: v.optional(v.string()), FIXED: v.string() } });`,
  "box/schema.ts": `import { defineSchema, defineTable } from "convex/server";
export default defineSchema({ things: defineTable({}) });`,
  "box/store.ts": `import { mutationGeneric, queryGeneric } from "convex/server";
import { v } from "convex/values";
const atImport = process.env.FIXED ?? "unset";
export const put = mutationGeneric({ args: {}, handler: async (ctx) => await ctx.db.insert("things", {}) });
export const get = queryGeneric({ args: { id: v.id("things") }, handler: async (ctx, { id }) => await ctx.db.get("things", id) });
export const look = queryGeneric({ args: {}, handler: async (ctx) => ({
  count: (await ctx.db.query("things").collect()).length, atImport,
  word: process.env.WORD ?? null, secret: process.env.SECRET ?? null, who: await ctx.auth.getUserIdentity() }) });
export const fail = mutationGeneric({ args: {}, handler: async (ctx) => { await ctx.db.insert("things", {}); throw new Error("inside"); } });`,
  "box/http.ts": `import { httpActionGeneric, httpRouter } from "convex/server";
const http = httpRouter();
http.route({ path: "/open", method: "GET", handler: httpActionGeneric(async () => new Response("from the box")) });
export default http;`,
};

let app: string;
let folder: string;
let engine: Engine;
beforeEach(async () => {
  app = mkdtempSync(join(PACKAGES, ".engine-test-"));
  mkdirSync(join(app, "box"));
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(app, name), text);
  folder = temporaryFolder();
  engine = await fixtureEngine(folder, app);
});
afterEach(async () => {
  await engine.close();
  rmSync(app, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
});

const run = async (path: string, args: Args = {}) => unwrap(await engine.anyFunction(callOf(path, args)));

describe("a local component", () => {
  it("RT-40 instances of one definition have their own tables and module state, and see only what is bound", async () => {
    await engine.environment.update([
      { name: "GREETING", value: "hello" },
      { name: "SECRET", value: "hidden" },
    ]);
    await run("main:put");
    expect(await run("main:look")).toEqual([
      { count: 1, atImport: "fixed", word: "hello", secret: null, who: null },
      { count: 0, atImport: "other", word: null, secret: null, who: null },
    ]);
  });

  it("RT-40 an id of one instance is not an id of another", async () => {
    const id = await run("main:put");
    await expect(run("main:crossed", { id })).rejects.toThrow(/ArgumentValidationError/);
  });

  it("RT-28 routes are mounted under the prefix", async () => {
    const response = await engine.httpAction(
      new Request("http://127.0.0.1/box/open"),
      { kind: "anonymous" },
      ORIGIN,
    );
    expect(await response!.text()).toBe("from the box");
    expect(await engine.httpAction(new Request("http://127.0.0.1/open"), { kind: "anonymous" }, ORIGIN)).toBe(
      null,
    );
  });

  it("TX-2 a failure inside a component undoes the caller's transaction", async () => {
    await expect(run("main:loop")).rejects.toThrow(/inside/);
    expect(((await run("main:look")) as { count: number }[])[0]!.count).toBe(0);
  });
});
