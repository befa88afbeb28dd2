/** The main server over real HTTP with a test engine: function API, CORS, files, static files, refusals. */
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { eventually } from "../conformance/eventually";
import type { StoredFile } from "../contract";
import { Histogram } from "../histogram";
import { createVerifier } from "../auth/verifier";
import { createSyncServer } from "../sync/socket";
import { TestEngine } from "../sync/testEngine";
import { Guard } from "./guard";
import { createMainServer, originOf } from "./server";
import { createStaticHandler } from "./static";

const ADMIN_KEY = "orbit|secret";
const UUID = "0123abcd-0000-4000-8000-00000000beef";
const CONTENT = Buffer.from("0123456789");

function durations(all: readonly number[]) {
  const histogram = new Histogram();
  for (const ms of all) histogram.add(ms);
  return histogram.read();
}

const uploads: { type: string | null; body: string; sha256: string | undefined }[] = [];
let stored: { type: string | null } = { type: "text/plain" };
let route: ((request: Request) => Promise<Response | null>) | null = null;

const test = new TestEngine({
  stats: () => ({
    functions: [
      {
        component: "",
        path: "a:b",
        udfType: "Query",
        calls: 3,
        errors: 0,
        durations: durations([4, 6, 20_000]),
        documentsRead: 1,
        maxDocumentsRead: 1,
        databaseQueries: 5,
        maxDatabaseQueries: 2,
      },
    ],
    queuedMutations: 2,
    runningJobs: 3,
    commits: durations([8]),
    committedMutations: 64,
    storeBytes: 4_096,
    heapBytes: 1_024,
    sessions: 0,
    watchedQueries: 0,
  }),
  jwks: () => ({ keys: [] }),
  httpAction: async (request) => (route ? route(request) : null),
  files: {
    store: async (_component, body, type, sha256) => {
      uploads.push({ type, body: await new Response(body).text(), sha256 });
      return "storage1";
    },
    redeemUploadToken: async (token) => (token === "good" ? { component: "" } : null),
    open: async (uuid, range): Promise<StoredFile | null> =>
      uuid === UUID
        ? {
            stream: new Blob([range ? CONTENT.subarray(range.start, range.end + 1) : CONTENT]).stream(),
            size: CONTENT.length,
            contentType: stored.type,
            sha256: "ab".repeat(32),
          }
        : null,
  },
});

let root: string;
let server: Server;
let base: string;

beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), "orbit-http-"));
  for (const folder of ["app/assets", "widgets", "public"])
    mkdirSync(path.join(root, folder), { recursive: true });
  writeFileSync(path.join(root, "secret.txt"), "top secret");
  writeFileSync(
    path.join(root, "app/index.html"),
    '<!doctype html><title>Orbit</title><script>let early = 1;</script><script src="x.js"></script>',
  );
  writeFileSync(path.join(root, "app/.hidden"), "hidden");
  writeFileSync(path.join(root, "app/assets/index-Ab12_9xZ.js"), "export const x = 1;\n".repeat(200));
  writeFileSync(path.join(root, "widgets/orbit.js"), "loader");
  writeFileSync(path.join(root, "widgets/form-Ab12Cd34.js"), "chunk");
  writeFileSync(path.join(root, "public/demo.html"), "demo");
  symlinkSync(path.join(root, "secret.txt"), path.join(root, "app/link.txt"));
  const verifier = createVerifier({ providers: () => [], adminKey: ADMIN_KEY });
  const systemQueries = () => ({ ok: true as const, value: '"system"', logLines: [] });
  server = createMainServer(
    Promise.resolve({
      engine: test.engine,
      verifier,
      systemQueries,
      sync: createSyncServer({
        engine: test.engine,
        verifier,
        systemQueries,
        isDevelopment: false,
        guard: new Guard(false),
        origins: null,
      }),
      guard: new Guard(false, { refusals: { perSecond: 0.001, burst: 20 } }),
      adminRoutes: async () => false,
      staticFiles: createStaticHandler({
        appDirectory: path.join(root, "app"),
        widgetsDirectory: path.join(root, "widgets"),
        publicDirectory: path.join(root, "public"),
        clerkPublishableKey: "",
      }),
      siteUrl: "https://crm.example",
      version: "1.2.3",
      instanceName: "orbit",
      isDevelopment: false,
    }),
    0,
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(root, { recursive: true, force: true });
});

beforeEach(() => {
  route = null;
  stored = { type: "text/plain" };
  test.calls.length = 0;
  test.outcome = { ok: true, value: "null", logLines: [] };
});

const post = (address: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(base + address, {
    method: "POST",
    body: typeof body === "string" ? body : JSON.stringify(body),
    headers,
  });

/** Bytes as they are, because fetch tidies addresses before it sends them. */
function raw(text: string): Promise<string> {
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(text));
    socket.on("data", (chunk) => (answer += String(chunk)));
    socket.on("close", () => resolve(answer));
    socket.on("error", reject);
  });
}

describe("function API", () => {
  it("HT-1 answers a query with value and log lines", async () => {
    test.outcome = { ok: true, value: '{"n":{"$integer":"AQAAAAAAAAA="}}', logLines: [] };
    const response = await post("/api/query", {
      path: "a:b",
      args: [{ x: 1 }],
      format: "convex_encoded_json",
    });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      status: "success",
      value: { n: { $integer: "AQAAAAAAAAA=" } },
      logLines: [],
    });
    expect(test.calls[0]).toMatchObject({ path: "a:b", args: '{"x":1}', internal: false });
  });

  it("HT-2 a failed function is status 560 with message and data", async () => {
    test.outcome = { ok: false, errorMessage: "Uncaught X", errorData: '{"code":"NOT_FOUND"}', logLines: [] };
    const response = await post("/api/action", { path: "a:b", args: {} });
    expect(response.status).toBe(560);
    expect(await response.json()).toEqual({
      status: "error",
      errorMessage: "Uncaught X",
      errorData: { code: "NOT_FOUND" },
      logLines: [],
    });
  });

  it("HT-34 log lines and the texts of accidents are for the admin key", async () => {
    const admin = { authorization: `Convex ${ADMIN_KEY}` };
    const answer = async (headers: Record<string, string> = {}) =>
      (await (await post("/api/action", { path: "a:b", args: {} }, headers)).json()) as object;
    test.outcome = { ok: true, value: "1", logLines: ["[LOG] 'a'"] };
    expect(await answer()).toMatchObject({ value: 1, logLines: [] });
    expect(await answer(admin)).toMatchObject({ value: 1, logLines: ["[LOG] 'a'"] });
    const failed = { ok: false, errorMessage: "Uncaught Error: ann@example.com", logLines: ["x"] } as const;
    test.outcome = { ...failed, accident: "4f2a" };
    const hidden = { status: "error", errorMessage: "[Request ID: 4f2a] Server Error", logLines: [] };
    expect(await answer()).toEqual(hidden);
    expect(await answer(admin)).toMatchObject({ errorMessage: failed.errorMessage, logLines: ["x"] });
    test.outcome = { ...failed, errorData: '{"code":"X"}' };
    expect(await answer()).toMatchObject({ errorMessage: failed.errorMessage, logLines: [] });
  });

  it("HT-3 the json format has no Convex encodings", async () => {
    test.outcome = {
      ok: true,
      value: '[{"$integer":"AQAAAAAAAAA="},{"$float":"AAAAAAAA+H8="}]',
      logLines: [],
    };
    const response = await fetch(`${base}/api/query?path=a:b&args=%7B%7D&format=json`);
    expect(((await response.json()) as { value: unknown }).value).toEqual(["1", "NaN"]);
  });

  it("HT-4 /api/run/messages/list names messages:list; /api/function takes an object and a component", async () => {
    await post("/api/run/messages/list", { args: {} });
    expect(test.calls[0]!.path).toBe("messages:list");
    const refused = await post("/api/function", { path: "a:b", args: {}, componentPath: "resend" });
    expect(refused.status).toBe(403);
    const headers = { authorization: `Convex ${ADMIN_KEY}` };
    await post("/api/function", { path: "a:b", args: {}, componentPath: "resend" }, headers);
    expect(test.calls[1]).toMatchObject({ component: "resend", internal: true });
  });

  it.each([
    ["no JSON", "{", 400],
    ["an array", "[]", 400],
    ["no path", "{}", 400],
    ["arguments that are a list", '{"path":"a:b","args":[[]]}', 400],
    ["a wrong format", '{"path":"a:b","format":"xml"}', 400],
  ])("HT-5 a body with %s is refused", async (_name, body, status) => {
    const response = await post("/api/query", body);
    expect(response.status).toBe(status);
    expect(Object.keys((await response.json()) as object)).toEqual(["code", "message"]);
    expect(test.calls).toHaveLength(0);
  });

  it("HT-6 a wrong key or token is 401 and runs nothing", async () => {
    for (const authorization of [`Convex ${ADMIN_KEY}x`, "Bearer a.b.c", "Basic x"]) {
      expect((await post("/api/mutation", { path: "a:b" }, { authorization })).status).toBe(401);
    }
    expect(test.mutations).toHaveLength(0);
  });

  it.each([
    ["of a known length", (body: Buffer) => ({ body, headers: { "content-length": String(body.length) } })],
    ["of no known length", (body: Buffer) => ({ body, headers: {} })],
    ["compressed", (body: Buffer) => ({ body: gzipSync(body), headers: { "content-encoding": "gzip" } })],
  ])("HT-7 a body of 20 MiB %s is taken, one byte more is 413 and runs nothing", async (_how, sent) => {
    const [head, tail] = ['{"path":"a:b","args":{"text":"', '"}}'];
    const answers: (number | undefined)[] = [];
    for (const more of [0, 1, 5 * 2 ** 20]) {
      const length = 20 * 2 ** 20 - head.length - tail.length + more;
      const { body, headers } = sent(Buffer.from(head + "x".repeat(length) + tail));
      answers.push(
        await new Promise((resolve, reject) => {
          const asked = request(`${base}/api/query`, { method: "POST", headers }, (response) => {
            response.resume().on("end", () => resolve(response.statusCode));
          });
          asked.on("error", reject);
          for (let at = 0; at < body.length; at += 2 ** 16) asked.write(body.subarray(at, at + 2 ** 16));
          asked.end();
        }),
      );
    }
    expect(answers).toEqual([200, 413, 413]);
    expect(test.calls).toHaveLength(1);
  });

  it("HT-8 preflights are answered for any origin", async () => {
    const response = await fetch(`${base}/api/query`, {
      method: "OPTIONS",
      headers: {
        origin: "https://shop.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,convex-client",
      },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get("access-control-allow-origin")).toBe("https://shop.example");
    expect(response.headers.get("access-control-allow-headers")).toBe("authorization,convex-client");
    expect(response.headers.get("access-control-allow-credentials")).toBeNull();
  });

  it("HT-36 /echo gives back what it is sent while the rest is on its way, of a known length up to 128 MiB", async () => {
    const body = Buffer.from(Array.from({ length: 70_000 }, (_, i) => i % 251));
    const answer = await fetch(`${base}/echo`, {
      method: "POST",
      body,
      headers: { "content-type": "text/html" },
    });
    expect(Buffer.from(await answer.arrayBuffer()).equals(body)).toBe(true);
    expect(answer.headers.get("content-type")).toBe("application/octet-stream");
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    expect((await fetch(`${base}/echo`, { method: "POST" })).status).toBe(200);

    const declared = (length: number | null) => {
      const socket = connect(Number(new URL(base).port), "127.0.0.1");
      const line = length === null ? "Transfer-Encoding: chunked" : `Content-Length: ${length}`;
      socket.write(`POST /echo HTTP/1.1\r\nHost: h\r\n${line}\r\n\r\n`);
      let text = "";
      socket.on("data", (chunk) => (text += String(chunk)));
      return { socket, text: () => text };
    };
    const half = declared(20);
    half.socket.write("0123456789");
    await eventually(() => expect(half.text()).toMatch(/^HTTP\/1.1 200 [^]*0123456789$/));
    // Whoever leaves half way takes nothing down.
    half.socket.destroy();
    for (const length of [128 * 1024 * 1024 + 1, null]) {
      const refused = declared(length);
      await eventually(() => expect(refused.text()).toMatch(/^HTTP\/1.1 413 [^]*at most 134217728 bytes/));
      refused.socket.destroy();
    }
    expect((await fetch(`${base}/echo`)).status).not.toBe(500);
  });

  it("HT-9 says who it is", async () => {
    expect(await (await fetch(`${base}/healthz`)).json()).toEqual({ status: "ok", version: "1.2.3" });
    expect(await (await fetch(`${base}/version`)).text()).toBe("1.2.3");
    expect(await (await fetch(`${base}/instance_name`)).text()).toBe("orbit");
    expect(await (await fetch(`${base}/config.json`)).json()).toEqual({ convexUrl: "", siteUrl: "" });
  });
});

describe("HTTP actions", () => {
  it("HT-10 get method, headers, body and the site's address; their response goes back whole", async () => {
    route = async (request) =>
      Response.json(
        {
          url: request.url,
          method: request.method,
          text: await request.text(),
          x: request.headers.get("x-a"),
        },
        {
          status: 201,
          headers: [
            ["set-cookie", "a=1"],
            ["set-cookie", "b=2"],
          ],
        },
      );
    const response = await post("/v1/s?q=1", "hello", { "x-a": "1" });
    expect(response.status).toBe(201);
    expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    expect(await response.json()).toEqual({
      url: "https://crm.example/v1/s?q=1",
      method: "POST",
      text: "hello",
      x: "1",
    });
  });

  it("HT-11 come before static files and may take the place of a page", async () => {
    route = async (request) => (new URL(request.url).pathname === "/hook" ? new Response("hooked") : null);
    expect(await (await fetch(`${base}/hook`)).text()).toBe("hooked");
    expect(await (await fetch(`${base}/customers`, { headers: { accept: "text/html" } })).text()).toContain(
      "Orbit",
    );
  });
});

describe("files", () => {
  it("FI-1 uploads through a good URL and answers the storage id", async () => {
    const digest = Buffer.alloc(32, 1).toString("base64");
    const response = await post("/api/storage/upload?token=good", "data", {
      "content-type": "text/csv",
      digest: `sha-256=${digest}`,
    });
    expect(await response.json()).toEqual({ storageId: "storage1" });
    expect(uploads.at(-1)).toEqual({ type: "text/csv", body: "data", sha256: digest });
    expect((await post("/api/storage/upload?token=bad", "x")).status).toBe(401);
    expect((await post("/api/storage/upload?token=good", "x", { digest: "md5=x" })).status).toBe(400);
  });

  it.each([
    ["bytes=0-3", 206, "0123", "bytes 0-3/10"],
    ["bytes=7-", 206, "789", "bytes 7-9/10"],
    ["bytes=-2", 206, "89", "bytes 8-9/10"],
    ["bytes=5-99", 206, "56789", "bytes 5-9/10"],
    ["bytes=10-", 416, "", "bytes */10"],
    ["bytes=3-1", 200, "0123456789", null],
    ["lines=1-2", 200, "0123456789", null],
  ])("FI-2 range %s", async (range, status, body, contentRange) => {
    const response = await fetch(`${base}/api/storage/${UUID}`, { headers: { range } });
    expect(response.status).toBe(status);
    expect(await response.text()).toBe(body);
    expect(response.headers.get("content-range")).toBe(contentRange);
  });

  it("FI-3 names the digest and answers conditional requests", async () => {
    const response = await fetch(`${base}/api/storage/${UUID}`);
    expect(response.headers.get("digest")).toBe(
      `sha-256=${Buffer.from("ab".repeat(32), "hex").toString("base64")}`,
    );
    const again = await fetch(`${base}/api/storage/${UUID}`, {
      headers: { "if-none-match": response.headers.get("etag")! },
    });
    expect(again.status).toBe(304);
  });

  it.each([
    ["text/html", "application/octet-stream", "attachment"],
    ["image/svg+xml", "application/octet-stream", "attachment"],
    ["application/xhtml+xml", "application/octet-stream", "attachment"],
    ["text/javascript", "application/octet-stream", "attachment"],
    ["nonsense\n", "application/octet-stream", "attachment"],
    ["application/zip", "application/zip", "attachment"],
    ["image/png", "image/png", "inline"],
    ["text/plain", "text/plain; charset=utf-8", "inline"],
  ])("FI-4 a file called %j is served as %s, %s", async (type, served, disposition) => {
    stored = { type };
    const { headers } = await fetch(`${base}/api/storage/${UUID}`);
    expect(headers.get("content-type")).toBe(served);
    expect(headers.get("content-disposition")).toBe(disposition);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-security-policy")).toContain("sandbox");
  });

  it("FI-5 unknown and malformed names are 404", async () => {
    for (const name of ["x", "..%2f..%2fsecret.txt", UUID.replace("b", "c")]) {
      expect((await fetch(`${base}/api/storage/${name}`)).status).toBe(404);
    }
  });
});

describe("static files", () => {
  it("HT-12 nothing outside the folder, no hidden file, no link that leads out", async () => {
    const attempts = [
      "/../secret.txt",
      "/assets/../../secret.txt",
      "/%2e%2e/secret.txt",
      "/..%2fsecret.txt",
      "/..%5csecret.txt",
      "//secret.txt",
      "/.hidden",
      "/link.txt",
      "/assets/%00.js",
      "/%",
      "/v1/../secret.txt",
      "/v1/..%2fsecret.txt",
    ];
    for (const attempt of attempts) {
      const answer = await raw(`GET ${attempt} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
      expect(answer, attempt).not.toContain("top secret");
      expect(answer, attempt).not.toContain("hidden");
    }
  });

  it("HT-13 hashed assets never change, pages always revalidate, text is compressed", async () => {
    const asset = await fetch(`${base}/assets/index-Ab12_9xZ.js`, { headers: { "accept-encoding": "br" } });
    expect(asset.headers.get("cache-control")).toContain("immutable");
    expect(asset.headers.get("content-encoding")).toBe("br");
    expect(await asset.text()).toContain("export const x");
    const page = await fetch(`${base}/`);
    expect(page.headers.get("cache-control")).toBe("no-cache");
    expect(
      (await fetch(`${base}/`, { headers: { "if-none-match": page.headers.get("etag")! } })).status,
    ).toBe(304);
  });

  it("HT-14 navigations fall back to the app, but never under /api or /v1 nor for a missing file", async () => {
    const navigate = (address: string) => fetch(base + address, { headers: { accept: "text/html" } });
    expect((await navigate("/o/acme/customers/CUS-001")).status).toBe(200);
    expect((await navigate("/demo.html")).status).toBe(200);
    for (const address of ["/api/nothing", "/v1/nothing", "/assets/gone-12345678.js"]) {
      expect((await navigate(address)).status, address).toBe(404);
    }
    expect((await post("/o/acme", "x")).status).toBe(404);
  });

  it("HT-15 pages carry the security headers; the app's page may run its own inline script and no other", async () => {
    const { headers } = await fetch(`${base}/`);
    const policy = headers.get("content-security-policy")!;
    const digest = createHash("sha256").update("let early = 1;").digest("base64");
    expect(policy).toContain(`script-src 'self' 'sha256-${digest}';`);
    const deep = await fetch(`${base}/o/acme/customers`, { headers: { accept: "text/html" } });
    expect(deep.headers.get("content-security-policy")).toBe(policy);
    const demo = await fetch(`${base}/demo.html`);
    expect(demo.headers.get("content-security-policy")).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers.get("x-frame-options")).toBe("DENY");
    expect(policy).toContain("connect-src 'self' ws: wss:;");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toBeTruthy();
  });

  it("HT-16 widgets load from any page; only hashed ones for ever", async () => {
    const loader = await fetch(`${base}/v1/orbit.js`);
    expect(loader.headers.get("access-control-allow-origin")).toBe("*");
    expect(loader.headers.get("cross-origin-resource-policy")).toBe("cross-origin");
    expect(loader.headers.get("cache-control")).toBe("public, max-age=300, stale-while-revalidate=86400");
    expect(loader.headers.get("x-content-type-options")).toBe("nosniff");
    const chunk = await fetch(`${base}/v1/form-Ab12Cd34.js`);
    expect(chunk.headers.get("cache-control")).toContain("immutable");
    expect(chunk.headers.get("x-content-type-options")).toBe("nosniff");
  });
});

describe("robustness", () => {
  it("HT-17 malformed requests close their own connection only", async () => {
    for (const text of [
      "nonsense\r\n\r\n",
      "GET http://[ HTTP/1.1\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
    ]) {
      expect(await raw(text)).toMatch(/^HTTP\/1\.1 400/);
    }
    const upgrade = "GET /other HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
    expect(await raw(upgrade)).toMatch(/^HTTP\/1\.1 404/);
    expect((await fetch(`${base}/healthz`)).status).toBe(200);
  });

  it("HT-18 an error inside is logged, and the caller learns nothing of it", async () => {
    route = async () => {
      throw new Error("password=hunter2");
    };
    const logged = vi.spyOn(console, "error").mockImplementation(() => {});
    const response = await fetch(`${base}/broken`);
    expect(logged).toHaveBeenCalledOnce();
    logged.mockRestore();
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain("hunter2");
  });

  it("HT-27 metrics of a host with a public address need the admin key", async () => {
    expect((await fetch(`${base}/metrics`)).status).toBe(403);
    const response = await fetch(`${base}/metrics`, { headers: { authorization: `Convex ${ADMIN_KEY}` } });
    const text = await response.text();
    expect(text).toContain('orbit_function_calls_total{component="",function="a:b",type="query"} 3');
    expect(text).toContain("orbit_sockets 0");
  });

  it("OP-1 metrics tell cost per function, commits, queues, sockets, the store's size and memory", async () => {
    const response = await fetch(`${base}/metrics`, { headers: { authorization: `Convex ${ADMIN_KEY}` } });
    const text = await response.text();
    const labels = 'component="",function="a:b",type="query"';
    for (const line of [
      `orbit_function_errors_total{${labels}} 0`,
      `orbit_function_duration_seconds_bucket{${labels},le="0.0025"} 0`,
      `orbit_function_duration_seconds_bucket{${labels},le="0.005"} 1`,
      `orbit_function_duration_seconds_bucket{${labels},le="0.01"} 2`,
      `orbit_function_duration_seconds_bucket{${labels},le="15"} 2`,
      `orbit_function_duration_seconds_bucket{${labels},le="+Inf"} 3`,
      `orbit_function_duration_seconds_count{${labels}} 3`,
      `orbit_function_max_seconds{${labels}} 20`,
      `orbit_documents_read_total{${labels}} 1`,
      `orbit_index_ranges_total{${labels}} 5`,
      'orbit_commit_duration_seconds_bucket{le="0.01"} 1',
      "orbit_commit_duration_seconds_sum 0.008",
      "orbit_mutations_committed_total 64",
      "orbit_mutations_queued 2",
      "orbit_jobs_running 3",
      "orbit_store_bytes 4096",
      "orbit_database_heap_bytes 1024",
      "orbit_sessions 0",
      "orbit_watched_queries 0",
    ])
      expect(text).toContain(`${line}\n`);
    expect(text).toMatch(/^process_resident_memory_bytes [1-9]/m);
  });

  it("HT-28 publishes the deployment's signing keys", async () => {
    expect(await (await fetch(`${base}/.well-known/jwks.json`)).json()).toEqual({ keys: [] });
  });

  it("OP-3 an address that tried too many wrong keys is answered 429 before its next one is looked at", async () => {
    const guess = (key: string) => post("/api/query", { path: "a:b" }, { authorization: `Convex ${key}` });
    const statuses: number[] = [];
    for (let n = 0; n < 25; n++) statuses.push((await guess(`orbit|${n}`)).status);
    expect(statuses).toContain(401);
    const last = await guess(ADMIN_KEY);
    expect(last.status).toBe(429);
    expect(last.headers.get("retry-after")).toBe("1");
    expect((await post("/api/query", { path: "a:b" })).status).toBe(200);
  });

  it("HT-19 the caller is as many entries from the right as proxies are trusted, else the socket's address", () => {
    const from = (trusted: number, remoteAddress: string, forwarded?: string) =>
      originOf(
        {
          socket: { remoteAddress },
          headers: { "x-forwarded-for": forwarded, "user-agent": "t" },
        } as unknown as Parameters<typeof originOf>[0],
        trusted,
      ).ip;
    expect(from(0, "127.0.0.1", "6.6.6.6, 10.0.0.1")).toBe("127.0.0.1");
    expect(from(0, "8.8.8.8", "1.1.1.1")).toBe("8.8.8.8");
    expect(from(1, "127.0.0.1", "6.6.6.6, 10.0.0.1")).toBe("10.0.0.1");
    expect(from(2, "10.0.0.9", "6.6.6.6, 5.5.5.5, 10.0.0.1")).toBe("5.5.5.5");
    expect(from(1, "::1", "2001:db8::7")).toBe("2001:db8::7");
    expect(from(3, "10.0.0.9", "6.6.6.6, 10.0.0.1")).toBe("10.0.0.9");
    expect(from(1, "::ffff:127.0.0.1", "nonsense")).toBe("127.0.0.1");
    expect(from(1, "127.0.0.1")).toBe("127.0.0.1");
  });
});
