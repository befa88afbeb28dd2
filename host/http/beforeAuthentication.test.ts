/** What an address has used up is refused over real HTTP before anything of its request is looked at. */
import type { AddressInfo } from "node:net";
import type { Server } from "node:http";
import { afterEach, expect, it, vi } from "vitest";
import { createVerifier } from "../auth/verifier";
import { createSyncServer } from "../sync/socket";
import { TestEngine } from "../sync/testEngine";
import { Guard } from "./guard";
import { createMainServer, createSiteServer } from "./server";

const ADMIN_KEY = "orbit|secret";
const BURST = 3;

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A host that has a public address, and everything it could look at. */
function publicHost() {
  const route = vi.fn(() => Promise.resolve(new Response("a route")));
  const file = vi.fn(() => Promise.resolve(null));
  const test = new TestEngine({
    httpAction: route,
    files: {
      store: vi.fn(),
      redeemUploadToken: vi.fn(() => Promise.resolve(null)),
      open: file,
    },
  });
  const verifier = createVerifier({ providers: () => [], adminKey: ADMIN_KEY });
  const header = vi.spyOn(verifier, "header");
  const guard = new Guard(false, {
    requests: { perSecond: 0.001, burst: BURST },
  });
  const systemQueries = () => ({ ok: true as const, value: "1", logLines: [] });
  const pages = vi.fn((_request, response: { end(text: string): void }) =>
    Promise.resolve(response.end("a page")),
  );
  const options = {
    engine: test.engine,
    verifier,
    systemQueries,
    sync: createSyncServer({
      engine: test.engine,
      verifier,
      systemQueries,
      isDevelopment: false,
      guard,
      origins: null,
    }),
    guard,
    adminRoutes: () => Promise.resolve(false),
    staticFiles: pages,
    siteUrl: "https://crm.example",
    version: "1.2.3",
    instanceName: "orbit",
    isDevelopment: false,
  };
  return { test, options, looked: [route, file, header, pages] };
}

async function listening(made: Server): Promise<string> {
  server = made;
  await new Promise<void>((resolve) => made.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(made.address() as AddressInfo).port}`;
}

const admin = { authorization: `Convex ${ADMIN_KEY}` };
const ASKED: [string, string, RequestInit][] = [
  [
    "a function with the right key",
    "/api/query",
    { method: "POST", body: '{"path":"a:b","args":{}}', headers: admin },
  ],
  ["metrics with the right key", "/metrics", { headers: admin }],
  ["a file", "/api/storage/0123abcd-0000-4000-8000-00000000beef", {}],
  ["an upload", "/api/storage/upload?token=x", { method: "POST", body: "x" }],
  ["a route of the app", "/v1/customers", {}],
  ["a page", "/", { headers: { accept: "text/html" } }],
];

it.each(ASKED)("OP-2 %s is refused when the address has used up its requests", async (_what, path, init) => {
  const { test, options, looked } = publicHost();
  const base = await listening(createMainServer(Promise.resolve(options), 0));
  for (let i = 0; i < BURST; i++) expect((await fetch(`${base}/version`)).status).toBe(200);
  for (const each of looked) each.mockClear();
  const refused = await fetch(base + path, init);
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "1"]);
  expect(test.calls).toEqual([]);
  for (const each of looked) expect(each).not.toHaveBeenCalled();
  // Who watches the process still hears that it lives.
  expect((await fetch(`${base}/healthz`)).status).toBe(200);
});

it("OP-2 the port of the app's routes is bounded too", async () => {
  const { options, looked } = publicHost();
  const base = await listening(createSiteServer(options, 0));
  for (let i = 0; i < BURST; i++) expect(await (await fetch(`${base}/v1/x`)).text()).toBe("a route");
  for (const each of looked) each.mockClear();
  expect((await fetch(`${base}/v1/x`)).status).toBe(429);
  for (const each of looked) expect(each).not.toHaveBeenCalled();
});
