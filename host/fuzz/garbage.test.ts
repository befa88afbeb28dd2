// Malformed, oversized and out-of-order input: nothing crashes, nobody else notices, and
// memory comes back.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { ConvexClient } from "convex/browser";
import { anyApi } from "convex/server";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import { packFolder, unpack } from "../cli/tar";
import { eventually } from "../conformance/eventually";
import { randomFrom } from "../crash/workload";
import { startTestHost, type TestHost } from "../sync/testHost";
import { badBytes, badFrame, badRequest, bomb, type BadRequest } from "./garbage";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** Heap that stays after everything unreachable is gone. */
async function heap(): Promise<number> {
  for (let i = 0; i < 3; i++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    collectGarbage();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** What many thousand bad inputs may leave behind: caches and compiled code, nothing per input. */
const SLACK_BYTES = 12 * 2 ** 20;

const seed = Number(process.env["ORBIT_SEED"] ?? Date.now() % 2 ** 31);
let host: TestHost;
let honest: ConvexClient;
const shown: unknown[] = [];
beforeAll(async () => {
  console.log(`garbage: seed ${seed}`);
  vi.spyOn(console, "error").mockImplementation(() => {});
  host = await startTestHost({
    "convex/messages.ts": `import { mutation, query } from "./server";
export const send = mutation({ args: {}, handler: async (ctx) => { await ctx.db.insert("messages", {}); } });
export const count = query({ args: {}, handler: async (ctx) => (await ctx.db.query("messages").collect()).length });`,
    "convex/server.ts": `export { mutationGeneric as mutation, queryGeneric as query } from "convex/server";`,
  });
  honest = new ConvexClient(host.url);
  honest.onUpdate(anyApi["messages"]!["count"]!, {}, (count: unknown) => shown.push(count));
});
afterAll(async () => {
  await honest.close();
  await host.remove();
  vi.restoreAllMocks();
});

/** The client that was there before still writes and sees what it wrote. */
async function isServed(): Promise<void> {
  const before = Number(shown[shown.length - 1] ?? 0);
  await honest.mutation(anyApi["messages"]!["send"]!, {});
  await eventually(() => expect(shown[shown.length - 1]).toBe(before + 1));
}

async function socketGarbage(random: (below: number) => number, frames: number): Promise<void> {
  const ws = new WebSocket(`${host.url.replace("http", "ws")}/api/1.48.0/sync`);
  await new Promise((resolve) => ws.once("open", resolve));
  const closed = new Promise((resolve) => ws.once("close", resolve));
  ws.on("error", () => {});
  if (random(2) === 0) ws.send(JSON.stringify({ type: "Connect", sessionId: "s", connectionCount: 0 }));
  for (let i = 0; i < frames && ws.readyState === WebSocket.OPEN; i++) ws.send(badFrame(random));
  ws.close();
  await closed;
}

function rawGarbage(random: (below: number) => number): Promise<void> {
  return new Promise((resolve) => {
    const { hostname, port } = new URL(host.url);
    const socket = connect(Number(port), hostname);
    socket.on("error", () => {});
    socket.on("close", () => resolve());
    socket.write(
      `GET /api/1.48.0/sync HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${Buffer.alloc(16).toString("base64")}\r\n\r\n`,
    );
    socket.once("data", () => {
      socket.write(badBytes(random));
      setTimeout(() => socket.destroy(), 5);
    });
  });
}

/** Resolves with the status, 0 when the connection was closed instead. */
function http(bad: BadRequest): Promise<number> {
  return new Promise((resolve) => {
    const { hostname, port } = new URL(host.url);
    const request = httpRequest(
      { hostname, port, method: bad.method, path: bad.path, headers: bad.headers, agent: false },
      (response) => {
        response.resume();
        response.on("close", () => resolve(response.statusCode ?? 0));
      },
    );
    request.on("error", () => resolve(0));
    request.end(bad.body);
  });
}

describe("garbage", () => {
  it("FZ-3 TX-13 a live query of a table that nobody has written to yet sees its first row", async () => {
    await eventually(() => expect(shown).toEqual([0]));
    await isServed();
    expect(shown).toEqual([0, 1]);
  });

  it("FZ-5 HT-10 a path that begins with two slashes stays a path of this host, and methods no Request can have are not found", async () => {
    const ask = (method: string, path: string) => http({ method, path, headers: {}, body: Buffer.alloc(0) });
    expect(await ask("POST", "//")).toBe(404);
    expect(await ask("POST", "//elsewhere.example/x")).toBe(404);
    expect(await ask("TRACE", "/hook")).toBe(404);
  });

  it("FZ-4 SY-15 SY-31 HT-17 malformed and out-of-order frames leave nothing behind and disturb nobody", async () => {
    const random = randomFrom(seed);
    const round = async (sockets: number) => {
      for (let i = 0; i < sockets; i++) await Promise.all([socketGarbage(random, 20), rawGarbage(random)]);
    };
    await round(50);
    await isServed();
    const before = await heap();
    await round(300);
    await isServed();
    expect((await heap()) - before).toBeLessThan(SLACK_BYTES);
    expect(host.engine.stats().sessions).toBe(1);
  });

  it("FZ-4 SY-24 frames over the limit close their own socket only", async () => {
    const before = await heap();
    for (let i = 0; i < 5; i++) {
      const ws = new WebSocket(`${host.url.replace("http", "ws")}/api/1.48.0/sync`);
      await new Promise((resolve) => ws.once("open", resolve));
      const code = new Promise((resolve) => ws.once("close", resolve));
      ws.on("error", () => {});
      ws.send("x".repeat(21 * 2 ** 20));
      expect(await code).toBe(1009);
    }
    await isServed();
    expect((await heap()) - before).toBeLessThan(SLACK_BYTES);
  });

  it("FZ-5 HT-5 HT-7 malformed requests get a status, never a crash, and memory comes back", async () => {
    const random = randomFrom(seed + 1);
    const round = async (requests: number) => {
      for (let i = 0; i < requests; i += 10) {
        const statuses = await Promise.all(Array.from({ length: 10 }, () => http(badRequest(random))));
        // 560 is a function's own failure; nothing here may be the host's.
        for (const status of statuses) expect([500, 501, 502, 503]).not.toContain(status);
      }
    };
    await round(200);
    const before = await heap();
    await round(2_000);
    await isServed();
    expect((await heap()) - before).toBeLessThan(SLACK_BYTES);
  });

  it("FZ-5 HT-7 a small body that unpacks to a large one is refused while it unpacks", async () => {
    const before = await heap();
    const body = bomb();
    const statuses = await Promise.all(
      Array.from({ length: 8 }, () =>
        http({ method: "POST", path: "/api/query", headers: { "content-encoding": "gzip" }, body }),
      ),
    );
    expect(statuses.every((status) => status === 413 || status === 0)).toBe(true);
    await isServed();
    expect((await heap()) - before).toBeLessThan(SLACK_BYTES);
  });

  it("FZ-6 BK-2 damaged archives are refused or read whole, inside their folder, and memory comes back", async () => {
    const random = randomFrom(seed + 2);
    const work = mkdtempSync(join(tmpdir(), "orbit-tar-"));
    const from = mkdtempSync(join(work, "from-"));
    for (let i = 0; i < 4; i++) writeFileSync(join(from, `file${i}`), "y".repeat(700 * i));
    const parts: Buffer[] = [];
    for await (const part of packFolder(from)) parts.push(part);
    const archive = Buffer.concat(parts);
    const round = async (count: number) => {
      let refused = 0;
      for (let i = 0; i < count; i++) {
        const to = mkdtempSync(join(work, "to-"));
        let bytes = Buffer.from(archive);
        for (let flips = random(6); flips >= 0; flips--) bytes[random(bytes.length)] = random(256);
        if (random(2) === 0) bytes = bytes.subarray(0, random(bytes.length));
        const chunks = (function* () {
          for (let at = 0; at < bytes.length; at += 333) yield bytes.subarray(at, at + 333);
        })();
        await unpack(asyncly(chunks), to).catch((error: unknown) => {
          expect(error).toBeInstanceOf(Error);
          refused++;
        });
        rmSync(to, { recursive: true });
      }
      return refused;
    };
    await round(50);
    const before = await heap();
    expect(await round(500)).toBeGreaterThan(100);
    expect((await heap()) - before).toBeLessThan(SLACK_BYTES);
    expect(readdirSync(work)).toHaveLength(1);
    rmSync(work, { recursive: true });
  });
});

async function* asyncly<T>(items: Iterable<T>): AsyncGenerator<T> {
  for (const item of items) yield await Promise.resolve(item);
}
