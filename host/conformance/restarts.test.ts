// Jobs and crons over restarts of the engine, and what leaves it: tokens, files, backups, pages of tables.
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createLocalJWKSet, jwtVerify } from "jose";
import { describe, expect, it } from "vitest";
import { createEngine } from "../engine";
import { callOf, ENGINE_OPTIONS, FIXTURE, unwrap } from "./calls";
import { engineWorld } from "./engineWorld";
import { eventually } from "./eventually";

const PACKAGES = fileURLToPath(new URL("../../node_modules", import.meta.url));

const world = engineWorld();
const { query, mutation, reopen } = world;

/** Deploys the fixture with these crons while `work` is done. */
async function withCrons(crons: readonly string[], work: () => Promise<void>): Promise<void> {
  const app = mkdtempSync(join(PACKAGES, ".engine-test-"));
  try {
    cpSync(FIXTURE, app, { recursive: true });
    const lines = [
      'import { cronJobs } from "convex/server";',
      'import { api } from "./api";',
      "const crons = cronJobs();",
      ...crons,
      "export default crons;",
    ];
    writeFileSync(join(app, "crons.ts"), lines.join("\n"));
    await world.engine.deploy(await world.engine.prepare({ kind: "folder", directory: app }));
    await work();
  } finally {
    rmSync(app, { recursive: true, force: true });
  }
}

describe("jobs, files and tables", () => {
  it("SC-5 jobs due while the engine was closed run at start, once", async () => {
    const hour = 3_600_000;
    const id = await mutation("jobs:soon", { name: "j", delay: hour });
    await reopen();
    expect(await query("jobs:state", { id })).toBe("pending");
    await reopen(hour);
    await eventually(async () => expect(await query("jobs:state", { id })).toBe("success"));
    expect(await query("jobs:rows", { name: "j" })).toBe(1);
  });

  it("SC-9 crons of a deployed app run, and not twice after a restart", async () => {
    const crons = [
      'crons.interval("tick", { hours: 1 }, api.jobs.tick, { name: "cron" });',
      'crons.interval("quick", { seconds: 1 }, api.jobs.tick, { name: "quick" });',
      'crons.cron("rare", "0 0 1 1 *", api.jobs.tick, { name: "rare" });',
    ];
    await withCrons(crons, async () => {
      await eventually(async () => expect(await query("jobs:rows", { name: "cron" })).toBe(1));
      const ran = Number(await query("jobs:rows", { name: "quick" }));
      await reopen();
      await eventually(async () => expect(await query("jobs:rows", { name: "quick" })).toBeGreaterThan(ran));
      expect(await query("jobs:rows", { name: "cron" })).toBe(1);
      expect(await query("jobs:rows", { name: "rare" })).toBe(0);
      expect(
        world.engine.analysis().components[0]!.modules.find(({ path }) => path === "crons.js")!.crons,
      ).toHaveLength(3);
    });
  });

  it("SC-9 a cron whose run is still going is not started again, and what was missed while closed is skipped", async () => {
    const crons = [
      'crons.interval("quick", { seconds: 1 }, api.jobs.tick, { name: "quick" });',
      'crons.interval("hourly", { hours: 1 }, api.jobs.tick, { name: "hourly" });',
      'crons.interval("slow", { seconds: 1 }, api.jobs.slow, { name: "slow", ms: 60_000 });',
    ];
    await withCrons(crons, async () => {
      const ran = async (name: string) => Number(await query("jobs:rows", { name }));
      await eventually(async () => expect(await ran("quick")).toBeGreaterThanOrEqual(3));
      expect([await ran("slow"), await ran("hourly")]).toEqual([1, 1]);
      const before = await ran("quick");
      // Three of the hourly runs are missed.
      await reopen(3.5 * 3_600_000);
      await eventually(async () => expect(await ran("quick")).toBeGreaterThan(before + 1));
      expect(await ran("hourly")).toBe(1);
    });
  });

  it("SC-10 an action interrupted by the end of the process is failed, not run again", async () => {
    const id = await mutation("jobs:soonSlow", { name: "slow", ms: 60_000 });
    await eventually(async () => expect(await query("jobs:state", { id })).toBe("inProgress"));
    await reopen();
    await eventually(async () => expect(await query("jobs:state", { id })).toBe("failed"));
    expect(await query("jobs:rows", { name: "slow" })).toBe(1);
  });

  it("RT-39 signJwt makes tokens that verify against the published keys", async () => {
    const token = String(
      await mutation("system:sign", { claims: { sub: "ada", scope: "unsubscribe" }, seconds: 60 }),
    );
    const keys = createLocalJWKSet(world.engine.jwks() as never);
    const { payload, protectedHeader } = await jwtVerify(token, keys, { issuer: "http://127.0.0.1:4100" });
    expect(payload).toMatchObject({ sub: "ada", scope: "unsubscribe" });
    expect(payload.exp! - payload.iat!).toBe(60);
    expect(protectedHeader.alg).toBe("ES256");
    await expect(mutation("system:sign", { claims: { iss: "me" }, seconds: 60 })).rejects.toThrow(/reserved/);
    await expect(mutation("system:sign", { claims: {}, seconds: 7_200 })).rejects.toThrow(/at most 1 hour/);
    const before = JSON.stringify(world.engine.jwks());
    await reopen();
    expect(JSON.stringify(world.engine.jwks())).toBe(before);
  });

  it("RT-37 uploads: a token works once, the file is served by its public name and range", async () => {
    const url = new URL(String(await mutation("system:uploadUrl")));
    const token = url.searchParams.get("token")!;
    expect(await world.engine.files.redeemUploadToken(`${token}x`)).toBe(null);
    expect(await world.engine.files.redeemUploadToken(token)).toEqual({ component: "" });
    expect(await world.engine.files.redeemUploadToken(token)).toBe(null);
    const body = new Blob(["hello world"]).stream();
    const id = await world.engine.files.store("", body as ReadableStream<Uint8Array>, "text/plain");
    expect(await query("system:file", { id })).toMatchObject({
      row: { size: 11, contentType: "text/plain" },
      hasUrl: true,
    });
    const name = readdirSync(join(world.folder, "files"))[0]!;
    const file = await world.engine.files.open(name, { start: 6, end: 10 });
    expect(await new Response(file!.stream).text()).toBe("world");
    expect(file!.size).toBe(11);
    expect(await world.engine.files.open("../store.mdb")).toBe(null);
    await expect(
      world.engine.files.store("", new Blob(["x"]).stream() as never, null, "0".repeat(64)),
    ).rejects.toThrow(/sha256/);
  });

  it("RT-27 a file stored by a mutation that fails leaves no bytes behind", async () => {
    await expect(mutation("system:storeAndFail")).rejects.toThrow(/after storing/);
    expect(readdirSync(join(world.folder, "files"))).toEqual([]);
    expect(await mutation("system:storeInMutation", { text: "kept" })).toBe("kept");
    expect(readdirSync(join(world.folder, "files"))).toHaveLength(1);
  });

  it("ST-11 a backup taken while running opens as a whole", async () => {
    await mutation("notes:add", { channel: "a", text: "saved" });
    const copy = mkdtempSync(join(tmpdir(), "orbit-backup-"));
    await world.engine.backup(copy);
    const restored = await createEngine({ dataDirectory: copy, ...ENGINE_OPTIONS });
    expect(unwrap(await restored.query(callOf("notes:list", { channel: "a" })))).toMatchObject([
      { text: "saved" },
    ]);
    await restored.close();
    rmSync(copy, { recursive: true, force: true });
  });

  it("RT-38 the CLI's table view pages through documents in both directions", async () => {
    await mutation("notes:addMany", { channel: "a", texts: ["0", "1", "2", "3", "4"] });
    for (const order of ["asc", "desc"] as const) {
      const texts: string[] = [];
      let cursor: string | null = null;
      do {
        const page = world.engine.tablePage("", "notes", { cursor, limit: 2, order });
        texts.push(...page.documents.map((text) => (JSON.parse(text) as { text: string }).text));
        cursor = page.cursor;
      } while (cursor !== null);
      expect(texts).toEqual(order === "asc" ? ["0", "1", "2", "3", "4"] : ["4", "3", "2", "1", "0"]);
    }
    expect(world.engine.tables("")).toContain("notes");
  });
});
