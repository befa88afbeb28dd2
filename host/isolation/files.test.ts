// The same calls from outside, on an engine in a thread and on one without: what callers get is the same.
import { createHash, randomBytes } from "node:crypto";
import { ConvexHttpClient } from "convex/browser";
import { anyApi } from "convex/server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEngine } from "../engine";
import { startTestHost, type TestHost } from "../sync/testHost";
import { createIsolatedEngine } from "./face";

const APP = {
  "convex/files.ts": `
    import { actionGeneric as action, mutationGeneric as mutation, queryGeneric as query, httpActionGeneric } from "convex/server";
    import { ConvexError } from "convex/values";
    export const uploadUrl = mutation({ handler: async (ctx) => await ctx.storage.generateUploadUrl() });
    export const url = query({ handler: async (ctx, { id }) => await ctx.storage.getUrl(id) });
    export const row = query({ handler: async (ctx, { id }) => {
      const row = await ctx.db.system.get(id);
      return row && { size: row.size, sha256: row.sha256, contentType: row.contentType };
    }});
    export const copy = action({ handler: async (ctx, { id }) => await ctx.storage.store(await ctx.storage.get(id)) });
    export const remove = mutation({ handler: async (ctx, { id }) => await ctx.storage.delete(id) });
    export const fails = mutation({ handler: async () => { throw new ConvexError({ code: "FULL", n: 5n }); } });
    export const echo = query({ handler: (_ctx, { value }) => value });

    let release = () => {};
    const released = new Promise((resolve) => { release = resolve; });
    export const stream = httpActionGeneric(async () => new Response(new ReadableStream({
      async start(controller) {
        controller.enqueue(new TextEncoder().encode("first"));
        await released;
        controller.enqueue(new TextEncoder().encode("second"));
        controller.close();
      },
    }), { headers: { "x-kind": "stream" }, status: 201 }));
    export const go = httpActionGeneric(async (_ctx, request) => {
      release();
      const body = new Uint8Array(await request.arrayBuffer());
      return new Response(body.reverse(), { headers: [["set-cookie", "a=1"], ["set-cookie", "b=2"]] });
    });`,
  "convex/http.ts": `
    import { httpRouter } from "convex/server";
    import { go, stream } from "./files";
    const http = httpRouter();
    http.route({ path: "/stream", method: "GET", handler: stream });
    http.route({ path: "/go", method: "POST", handler: go });
    export default http;`,
};

const api = anyApi["files"]!;
/** More than goes from thread to thread at once, and no multiple of anything. */
const BYTES = randomBytes(3_000_017);

describe.each([
  ["in a thread", createIsolatedEngine],
  ["in the same thread", createEngine],
] as const)("an engine %s", (_where, create) => {
  let host: TestHost;
  let client: ConvexHttpClient;
  beforeAll(async () => {
    host = await startTestHost(APP, {}, (options) => create(options));
    client = new ConvexHttpClient(host.url);
  });
  afterAll(() => host.remove());

  /** Status of the answer, and whether it is exactly these bytes. */
  async function answers(url: string, bytes: Buffer, range?: string): Promise<[number, boolean]> {
    const response = await fetch(url, { headers: range === undefined ? {} : { range } });
    return [response.status, Buffer.from(await response.arrayBuffer()).equals(bytes)];
  }

  it("LI-8 a file goes in by its upload URL and comes out as it was: whole, in part, as a copy, until it is deleted", async () => {
    const upload = (await client.mutation(api["uploadUrl"]!)) as string;
    const sent = await fetch(upload, {
      method: "POST",
      headers: { "content-type": "image/png" },
      body: BYTES,
    });
    const { storageId: id } = (await sent.json()) as { storageId: string };
    const url = (await client.query(api["url"]!, { id })) as string;
    expect(await answers(url, BYTES)).toEqual([200, true]);
    const part = BYTES.subarray(1_000_000, 2_000_003);
    expect(await answers(url, part, "bytes=1000000-2000002")).toEqual([206, true]);
    const facts = {
      size: BYTES.length,
      sha256: createHash("sha256").update(BYTES).digest("base64"),
      contentType: "image/png",
    };
    expect(await client.query(api["row"]!, { id })).toEqual(facts);
    // Through a function's own hands: out of the store and in again.
    const copy = (await client.action(api["copy"]!, { id })) as string;
    expect(await client.query(api["row"]!, { id: copy })).toEqual(facts);
    await client.mutation(api["remove"]!, { id });
    expect(await client.query(api["url"]!, { id })).toBe(null);
    expect((await answers(url, BYTES))[0]).toBe(404);
    const copyUrl = (await client.query(api["url"]!, { id: copy })) as string;
    expect(await answers(copyUrl, BYTES)).toEqual([200, true]);
  });

  it("LI-8 what a route streams arrives while it is still being made; bodies, status and headers cross unchanged", async () => {
    const response = await fetch(`${host.url}/stream`);
    expect([response.status, response.headers.get("x-kind")]).toEqual([201, "stream"]);
    const reader = response.body!.getReader();
    const text = async () => new TextDecoder().decode((await reader.read()).value);
    expect(await text()).toBe("first");
    const sent = BYTES.subarray(0, 300_001);
    const answer = await fetch(`${host.url}/go`, { method: "POST", body: sent });
    expect(Buffer.from(await answer.arrayBuffer()).equals(Buffer.from(sent).reverse())).toBe(true);
    expect(answer.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    expect(await text()).toBe("second");
    expect((await reader.read()).done).toBe(true);
  });

  it("LI-8 values and errors cross unchanged", async () => {
    const value = {
      big: 2n ** 62n,
      bytes: new Uint8Array([0, 255]).buffer,
      none: null,
      zero: -0,
      text: "ё\ud83d\ude80",
    };
    expect(await client.query(api["echo"]!, { value })).toEqual(value);
    await expect(client.mutation(api["fails"]!, {})).rejects.toMatchObject({ data: { code: "FULL", n: 5n } });
    await expect(client.query(api["nowhere"]!, {})).rejects.toThrow(
      "Could not find public function for 'files:nowhere'",
    );
  });
});
