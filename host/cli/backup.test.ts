/** Backup of a running and of a stopped host, and what restore refuses. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { ConvexHttpClient } from "convex/browser";
import { makeFunctionReference } from "convex/server";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readConfig, StartError, type HostConfig } from "../config";
import { createEngine } from "../engine";
import { startHost } from "../host";
import { readSecrets } from "../secrets";
import { startTestHost, type TestHost } from "../sync/testHost";
import { backup, restore } from "./backup";

const add = makeFunctionReference<"mutation", { text: string }, string>("notes:add");
const list = makeFunctionReference<"query", Record<string, never>, string[]>("notes:list");
const file = makeFunctionReference<"query", Record<string, never>, string>("notes:file");
const attach = makeFunctionReference<"action", { text: string }, null>("notes:attach");

const APP = {
  "convex/notes.ts": `
    import { mutationGeneric as mutation, queryGeneric as query, actionGeneric as action,
             makeFunctionReference } from "convex/server";
    export const add = mutation({ handler: async (ctx, { text }) => await ctx.db.insert("notes", { text }) });
    export const keep = mutation({ handler: async (ctx, { id }) => await ctx.db.insert("files", { id }) });
    export const list = query({ handler: async (ctx) => (await ctx.db.query("notes").collect()).map(({ text }) => text) });
    export const file = query({ handler: async (ctx) => await ctx.storage.getUrl((await ctx.db.query("files").first()).id) });
    export const attach = action({ handler: async (ctx, { text }) => {
      const id = await ctx.storage.store(new Blob([text], { type: "text/plain" }));
      await ctx.runMutation(makeFunctionReference("notes:keep"), { id });
      return null;
    }});`,
};

let host: TestHost;
let folder: string;
let client: ConvexHttpClient;

const config = (dataDirectory: string): HostConfig => ({
  ...readConfig({ PORT: "0" }, host.project),
  dataDirectory,
});
const running = () => config(path.join(host.project, ".orbit"));

beforeAll(async () => {
  host = await startTestHost(APP);
  folder = mkdtempSync(path.join(tmpdir(), "orbit-backup-"));
  client = new ConvexHttpClient(host.url, { logger: false });
  await client.mutation(add, { text: "before" });
  await client.action(attach, { text: "attached" });
});

afterAll(async () => {
  await host.remove();
  rmSync(folder, { recursive: true, force: true });
});

async function refusal(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(StartError);
  return (error as StartError).message;
}

it("BK-3 a backup of a running host holds rows, files, secrets; restored, everything is there", async () => {
  const archive = path.join(folder, "a.tgz");
  await backup(running(), archive, createEngine);
  expect(statSync(archive).mode & 0o777).toBe(0o600);
  expect(readdirSync(running().dataDirectory).filter((name) => name.startsWith("backup-"))).toEqual([]);
  await client.mutation(add, { text: "after" });

  const target = path.join(folder, "restored");
  expect(await restore(config(target), archive, false)).toBeNull();
  expect(readSecrets(target)).toEqual(host.secrets);
  const again = await startHost({ config: config(target), createEngine, deployFolder: true });
  try {
    const restored = new ConvexHttpClient(again.url, { logger: false });
    expect(await restored.query(list, {})).toEqual(["before"]);
    const url = new URL(await restored.query(file, {}));
    expect(await (await fetch(`${again.url}${url.pathname}`)).text()).toBe("attached");
  } finally {
    await again.stop();
  }
  expect(await client.query(list, {})).toEqual(["before", "after"]);
});

it("BK-4 restore replaces data only when told to, and keeps what was there", async () => {
  const archive = path.join(folder, "a.tgz");
  const target = path.join(folder, "restored");
  expect(await refusal(restore(config(target), archive, false))).toContain("--force");
  const aside = await restore(config(target), archive, true);
  expect(existsSync(path.join(aside!, "secrets.json"))).toBe(true);
  expect(await refusal(restore(running(), archive, true))).toContain("in use by another Orbit");
});

it("BK-5 damaged, foreign and newer archives are refused and nothing is put in place", async () => {
  const good = readFileSync(path.join(folder, "a.tgz"));
  const target = path.join(folder, "never");
  const attempt = async (name: string, bytes: Buffer) => {
    writeFileSync(path.join(folder, name), bytes);
    const message = await refusal(restore(config(target), path.join(folder, name), false));
    expect(existsSync(target), name).toBe(false);
    return message;
  };
  const flipped = Buffer.from(good);
  flipped[Math.floor(flipped.length / 2)]! ^= 0xff;
  expect(await attempt("cut.tgz", good.subarray(0, good.length / 2))).toContain("cannot be restored");
  expect(await attempt("flipped.tgz", flipped)).toContain("cannot be restored");
  expect(await attempt("text.tgz", Buffer.from("hello"))).toContain("cannot be restored");
  const tar = gunzipSync(good)
    .toString("latin1")
    .replace(/\{"version":1\}/, '{"version":9}');
  expect(await attempt("newer.tgz", gzipSync(Buffer.from(tar, "latin1")))).toContain("newer version");
  expect(await refusal(restore(config(target), path.join(folder, "none.tgz"), false))).toContain(
    "There is no file",
  );
});

it("BK-6 a stopped host is backed up too; an existing file is never overwritten", async () => {
  await host.stop();
  const archive = path.join(folder, "stopped.tgz");
  await backup(running(), archive, createEngine);
  expect(await refusal(backup(running(), archive, createEngine))).toContain("exists already");
  const target = path.join(folder, "from-stopped");
  await restore(config(target), archive, false);
  const again = await startHost({ config: config(target), createEngine, deployFolder: true });
  const restored = new ConvexHttpClient(again.url, { logger: false });
  expect(await restored.query(list, {})).toEqual(["before", "after"]);
  await again.stop();
});
