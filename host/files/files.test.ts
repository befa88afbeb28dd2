/** Files from end to end: upload URL, storage id, range, digest, deletion. */
import { createHash } from "node:crypto";
import { ConvexHttpClient } from "convex/browser";
import { makeFunctionReference } from "convex/server";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestHost, type TestHost } from "../sync/testHost";

const uploadUrl = makeFunctionReference<"mutation", Record<string, never>, string>("files:uploadUrl");
const url = makeFunctionReference<"query", { id: string }, string | null>("files:url");
const facts = makeFunctionReference<
  "query",
  { id: string },
  { size: number; contentType?: string; sha256: string } | null
>("files:facts");
const remove = makeFunctionReference<"mutation", { id: string }, null>("files:remove");

let host: TestHost;
let client: ConvexHttpClient;
const body = Buffer.from("0123456789".repeat(10_000));

beforeAll(async () => {
  host = await startTestHost({
    "convex/files.ts": `
      import { mutationGeneric as mutation, queryGeneric as query } from "convex/server";
      export const uploadUrl = mutation(async (ctx) => await ctx.storage.generateUploadUrl());
      export const url = query(async (ctx, { id }) => await ctx.storage.getUrl(id));
      export const facts = query(async (ctx, { id }) => await ctx.db.system.get("_storage", id));
      export const remove = mutation(async (ctx, { id }) => { await ctx.storage.delete(id); return null; });`,
  });
  client = new ConvexHttpClient(host.url, { logger: false });
});

afterAll(() => host.remove());

const upload = async (headers: Record<string, string> = {}) =>
  fetch(await client.mutation(uploadUrl, {}), {
    method: "POST",
    body,
    headers: { "content-type": "text/plain", ...headers },
  });

it("FI-6 what was uploaded is served whole and in part, until it is deleted", async () => {
  const digest = createHash("sha256").update(body).digest("base64");
  const response = await upload({ digest: `sha-256=${digest}` });
  expect(response.status).toBe(200);
  const { storageId } = (await response.json()) as { storageId: string };
  expect(await client.query(facts, { id: storageId })).toMatchObject({
    size: body.length,
    contentType: "text/plain",
  });

  const address = (await client.query(url, { id: storageId }))!;
  const whole = await fetch(address);
  expect(whole.headers.get("digest")).toBe(`sha-256=${digest}`);
  expect(Buffer.from(await whole.arrayBuffer()).equals(body)).toBe(true);
  const part = await fetch(address, { headers: { range: "bytes=99998-" } });
  expect([part.status, await part.text()]).toEqual([206, "89"]);

  await client.mutation(remove, { id: storageId });
  expect(await client.query(url, { id: storageId })).toBeNull();
  expect((await fetch(address)).status).toBe(404);
});

it("FI-8 a used upload URL stays used, over a restart of the host and when the upload failed", async () => {
  const [stored, failed, unused] = [
    await client.mutation(uploadUrl, {}),
    await client.mutation(uploadUrl, {}),
    await client.mutation(uploadUrl, {}),
  ];
  const post = async (address: string, headers: Record<string, string> = {}) =>
    (await fetch(address, { method: "POST", body, headers })).status;
  expect(await post(stored)).toBe(200);
  expect(await post(failed, { digest: `sha-256=${Buffer.alloc(32).toString("base64")}` })).toBe(400);
  expect([await post(stored), await post(failed)]).toEqual([401, 401]);
  await host.restart();
  expect([await post(stored), await post(failed)]).toEqual([401, 401]);
  const twice = await Promise.all([post(unused), post(unused)]);
  expect(twice.sort()).toEqual([200, 401]);
});

it("FI-7 a digest that does not match and a forged upload URL are refused", async () => {
  const wrong = await upload({ digest: `sha-256=${Buffer.alloc(32).toString("base64")}` });
  expect(wrong.status).toBe(400);
  expect(await wrong.json()).toMatchObject({ code: "DigestMismatch" });
  const once = await client.mutation(uploadUrl, {});
  expect((await fetch(`${once}x`, { method: "POST", body })).status).toBe(401);
});
