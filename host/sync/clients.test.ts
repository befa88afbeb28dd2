/** Convex's own clients, unmodified, against a running host. */
import { ConvexClient, ConvexHttpClient } from "convex/browser";
import { ConvexReactClient, type Watch } from "convex/react";
import { makeFunctionReference, type PaginationResult } from "convex/server";
import { ConvexError } from "convex/values";
import { decodeJwt, exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { eventually } from "../conformance/eventually";
import { forCaller } from "../disclosure";
import { startTestHost, type TestHost } from "./testHost";

const ISSUER = "https://accounts.example";

const list = makeFunctionReference<"query", { channel: string }, { body: string }[]>("messages:list");
const send = makeFunctionReference<"mutation", { channel: string; body: string }, string>("messages:send");
const fail = makeFunctionReference<"mutation", { code: string }, null>("messages:fail");
const count = makeFunctionReference<"mutation", Record<string, never>, number>("messages:count");
const whoami = makeFunctionReference<"query", Record<string, never>, string | null>("messages:whoami");
const shout = makeFunctionReference<"action", { channel: string; body: string }, string>("messages:shout");
const fill = makeFunctionReference<"mutation", { from: number; to: number }, null>("messages:fill");
/** Its paginationOpts are added by the client. */
const page = makeFunctionReference<"query", Record<string, never>, PaginationResult<{ body: string }>>(
  "messages:page",
);
/** What the experimental pagination API hands to its callback. */
interface PaginationState {
  readonly results: readonly { body: string }[];
  loadMore(count: number): boolean;
}
const hidden = makeFunctionReference<"query", Record<string, never>, string>("messages:hidden");

const APP = {
  "convex/schema.ts": `
    import { defineSchema, defineTable } from "convex/server";
    import { v } from "convex/values";
    export default defineSchema({
      messages: defineTable({ channel: v.string(), body: v.string() }).index("by_channel", ["channel"]),
      counters: defineTable({ n: v.number() }),
    });`,
  "convex/messages.ts": `
    import { queryGeneric as query, mutationGeneric as mutation, actionGeneric as action,
             internalQueryGeneric as internalQuery, makeFunctionReference } from "convex/server";
    import { ConvexError, v } from "convex/values";
    export const list = query({ args: { channel: v.string() }, handler: async (ctx, { channel }) => {
      const rows = await ctx.db.query("messages").withIndex("by_channel", (q) => q.eq("channel", channel)).take(50);
      return rows.map(({ body }) => ({ body }));
    }});
    export const send = mutation({ args: { channel: v.string(), body: v.string() }, handler: async (ctx, args) =>
      await ctx.db.insert("messages", args) });
    export const fail = mutation({ args: { code: v.string() }, handler: async (ctx, { code }) => {
      await ctx.db.insert("messages", { channel: "fail", body: code });
      throw new ConvexError({ code, big: 5n });
    }});
    export const count = mutation({ args: {}, handler: async (ctx) => {
      const row = await ctx.db.query("counters").first();
      if (!row) { await ctx.db.insert("counters", { n: 1 }); return 1; }
      await ctx.db.patch("counters", row._id, { n: row.n + 1 });
      return row.n + 1;
    }});
    export const whoami = query({ args: {}, handler: async (ctx) => (await ctx.auth.getUserIdentity())?.tokenIdentifier ?? null });
    export const shout = action({ args: { channel: v.string(), body: v.string() }, handler: async (ctx, args) =>
      await ctx.runMutation(makeFunctionReference("messages:send"), { ...args, body: args.body.toUpperCase() }) });
    export const page = query({ args: { paginationOpts: v.any() }, handler: async (ctx, { paginationOpts }) =>
      await ctx.db.query("messages").withIndex("by_channel", (q) => q.eq("channel", "pages")).paginate(paginationOpts) });
    export const fill = mutation({ args: { from: v.number(), to: v.number() }, handler: async (ctx, { from, to }) => {
      for (let n = from; n < to; n += 1) await ctx.db.insert("messages", { channel: "pages", body: String(n) });
    }});
    export const talk = query({ args: {}, handler: async () => { console.log("ann@example.com"); return 1; } });
    export const stumble = mutation({ args: {}, handler: async () => {
      console.log("ann@example.com");
      throw new Error("no row for ann@example.com");
    }});
    export const relay = action({ args: {}, handler: async (ctx) =>
      await ctx.runMutation(makeFunctionReference("messages:send"), { body: 5 }) });
    export const where = mutation({ args: {}, handler: async (ctx) => {
      const { ip, userAgent, authToken } = await ctx.meta.getRequestMetadata();
      return { ip, userAgent, authToken };
    }});
    export const hidden = internalQuery({ args: {}, handler: async () => "secret" });`,
  "convex/auth.config.ts": `
    export default { providers: [{ type: "customJwt", applicationID: "orbit", issuer: "${ISSUER}", algorithm: "ES256",
      jwks: process.env.JWKS_URI }] };`,
  "convex/http.ts": `
    import { httpRouter, httpActionGeneric as httpAction } from "convex/server";
    const http = httpRouter();
    http.route({ path: "/hello", method: "POST", handler: httpAction(async (_ctx, request) =>
      new Response("hello " + (await request.text()), { status: 202 })) });
    export default http;`,
};

let host: TestHost;
let token: (subject: string, seconds?: number) => Promise<string>;
const clients: ConvexClient[] = [];

function connect(options: ConstructorParameters<typeof ConvexClient>[1] = {}): ConvexClient {
  const client = new ConvexClient(host.url, {
    // The ws package stands in for the browser's WebSocket, as in Convex's own CLI.
    webSocketConstructor: WebSocket as unknown as typeof globalThis.WebSocket,
    unsavedChangesWarning: false,
    logger: false,
    ...options,
  });
  clients.push(client);
  return client;
}

beforeAll(async () => {
  const { privateKey, publicKey } = await generateKeyPair("ES256");
  const jwks = JSON.stringify({
    keys: [{ ...(await exportJWK(publicKey)), kid: "k", alg: "ES256", use: "sig" }],
  });
  const uri = `data:text/plain;charset=utf-8;base64,${Buffer.from(jwks).toString("base64")}`;
  const files = {
    ...APP,
    "convex/auth.config.ts": APP["convex/auth.config.ts"].replace(
      "process.env.JWKS_URI",
      JSON.stringify(uri),
    ),
  };
  host = await startTestHost(files);
  token = (subject, seconds = 3600) =>
    new SignJWT({})
      .setProtectedHeader({ alg: "ES256", kid: "k" })
      .setIssuer(ISSUER)
      .setAudience("orbit")
      .setSubject(subject)
      .setIssuedAt()
      .setExpirationTime(Math.floor(Date.now() / 1000) + seconds)
      .sign(privateKey);
});

afterAll(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await host.remove();
});

describe("ConvexClient", () => {
  it("SY-18 a subscription sees every write, and the writer sees its own when its promise resolves", async () => {
    const reader = connect();
    const writer = connect();
    const seen: number[] = [];
    reader.onUpdate(list, { channel: "a" }, (rows) => seen.push(rows.length));
    await eventually(() => expect(seen).toEqual([0]));
    let own: number | undefined;
    writer.onUpdate(list, { channel: "a" }, (rows) => (own = rows.length));
    await eventually(() => expect(own).toBe(0));
    await writer.mutation(send, { channel: "a", body: "1" });
    expect(own).toBe(1);
    await eventually(() => expect(seen).toEqual([0, 1]));
  });

  it("SY-19 an error's data arrives whole, and what the mutation wrote is gone", async () => {
    const client = connect();
    const error = await client.mutation(fail, { code: "NOPE" }).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(ConvexError);
    expect((error as ConvexError<{ code: string; big: bigint }>).data).toEqual({ code: "NOPE", big: 5n });
    expect(await client.query(list, { channel: "fail" })).toEqual([]);
  });

  it("SY-20 actions run and their writes are seen", async () => {
    const client = connect();
    await client.action(shout, { channel: "loud", body: "hey" });
    expect(await client.query(list, { channel: "loud" })).toEqual([{ body: "HEY" }]);
  });

  it("SY-21 a mutation whose answer was lost with the socket is applied once", async () => {
    let lose = false;
    class Losing extends WebSocket {
      override emit(event: string | symbol, ...values: unknown[]): boolean {
        if (!lose || event !== "message" || !String(values[0]).includes("MutationResponse")) {
          return super.emit(event, ...values);
        }
        lose = false;
        this.terminate();
        return true;
      }
    }
    const client = connect({ webSocketConstructor: Losing as unknown as typeof globalThis.WebSocket });
    const first = await client.mutation(count, {});
    lose = true;
    expect(await client.mutation(count, {})).toBe(first + 1);
    expect(lose).toBe(false);
    expect(await client.mutation(count, {})).toBe(first + 2);
  });

  it("SY-22 a new identity re-evaluates every query; a bad token leaves the client signed out", async () => {
    const client = connect();
    const seen: (string | null)[] = [];
    client.onUpdate(whoami, {}, (value) => seen.push(value));
    await eventually(() => expect(seen).toEqual([null]));
    const changes: boolean[] = [];
    const signed = await token("ada");
    client.setAuth(
      async () => signed,
      (value) => changes.push(value),
    );
    await eventually(() => expect(seen.at(-1)).toBe(`${ISSUER}|ada`));
    expect(changes).toEqual([true]);
    client.setAuth(
      async () => `${signed.slice(0, -4)}AAAA`,
      (value) => changes.push(value),
    );
    await eventually(() => expect(changes.at(-1)).toBe(false));
    await eventually(() => expect(seen.at(-1)).toBe(null));
  });

  it("SY-23 a restart of the host: the subscription resumes by itself", async () => {
    const client = connect();
    const seen: number[] = [];
    client.onUpdate(list, { channel: "restart" }, (rows) => seen.push(rows.length));
    await eventually(() => expect(seen).toEqual([0]));
    await host.restart();
    await client.mutation(send, { channel: "restart", body: "after" });
    await eventually(() => expect(seen.at(-1)).toBe(1));
  });
});

describe("pagination", () => {
  const upTo = (end: number) => Array.from({ length: end }, (_, n) => String(n));

  it("SY-34 loaded pages stay gapless through inserts, a lost connection and a restart", async () => {
    const client = connect();
    await client.mutation(fill, { from: 0, to: 25 });
    let shown: PaginationState | undefined;
    client.onPaginatedUpdate_experimental(page, {}, { initialNumItems: 10 }, (state) => {
      shown = state as unknown as PaginationState;
    });
    const bodies = () => shown?.results.map(({ body }) => body);
    await eventually(() => expect(bodies()).toEqual(upTo(10)));
    shown!.loadMore(10);
    await eventually(() => expect(bodies()).toEqual(upTo(20)));
    await host.restart();
    shown!.loadMore(10);
    await client.mutation(fill, { from: 25, to: 28 });
    await eventually(() => expect(bodies()).toEqual(upTo(28)));
  });
});

describe("ConvexReactClient", () => {
  const clientOfReact = () =>
    new ConvexReactClient(host.url, {
      webSocketConstructor: WebSocket as unknown as typeof globalThis.WebSocket,
      unsavedChangesWarning: false,
      logger: false,
    });

  /** Each value the watch shows, as a hook would render it. */
  function shown<T>(watch: Watch<T>): T[] {
    const values: T[] = [];
    const look = () => {
      const value = watch.localQueryResult();
      if (value !== undefined) values.push(value);
    };
    watch.onUpdate(look);
    look();
    return values;
  }

  it("SY-18 SY-4 an optimistic update is shown at once and gives way to the truth, never shown twice", async () => {
    const client = clientOfReact();
    const seen = shown(client.watchQuery(list, { channel: "react" }));
    await eventually(() => expect(seen).toEqual([[]]));
    const sending = client.mutation(
      send,
      { channel: "react", body: "real" },
      {
        optimisticUpdate: (store) =>
          store.setQuery(list, { channel: "react" }, [
            ...(store.getQuery(list, { channel: "react" }) ?? []),
            { body: "guess" },
          ]),
      },
    );
    expect(seen.at(-1)).toEqual([{ body: "guess" }]);
    await sending;
    await eventually(() => expect(seen.at(-1)).toEqual([{ body: "real" }]));
    expect(seen.filter((rows) => rows.length > 1)).toEqual([]);
    await client.close();
  });

  it("SY-19 an optimistic update of a mutation that fails is taken back, and the error's data arrives", async () => {
    const client = clientOfReact();
    const seen = shown(client.watchQuery(list, { channel: "fail" }));
    await eventually(() => expect(seen).toEqual([[]]));
    const failing = client.mutation(
      fail,
      { code: "NO" },
      { optimisticUpdate: (store) => store.setQuery(list, { channel: "fail" }, [{ body: "guess" }]) },
    );
    await expect(failing).rejects.toMatchObject({ data: { code: "NO", big: 5n } });
    await eventually(() => expect(seen).toEqual([[], [{ body: "guess" }], []]));
    await client.close();
  });

  it("SY-20 SY-22 HT-30 actions, one-off queries and a signed-in person", async () => {
    const client = clientOfReact();
    await client.action(shout, { channel: "loud react", body: "hey" });
    expect(await client.query(list, { channel: "loud react" })).toEqual([{ body: "HEY" }]);
    const seen = shown(client.watchQuery(whoami, {}));
    await eventually(() => expect(seen).toEqual([null]));
    let given = 0;
    client.setAuth(async () => {
      const fresh = await token("ada");
      given++;
      return fresh;
    });
    // Once the first is confirmed it asks for a fresh one, and would sign in with that after the sign-out.
    await eventually(() => expect([seen.at(-1), given]).toEqual([`${ISSUER}|ada`, 2]));
    client.clearAuth();
    await eventually(() => expect(seen.at(-1)).toBe(null));
    await client.close();
  });
});

describe("ConvexHttpClient", () => {
  it("HT-30 queries, mutations, actions, errors and identity", async () => {
    const client = new ConvexHttpClient(host.url, { logger: false });
    await client.mutation(send, { channel: "http", body: "x" });
    expect(await client.query(list, { channel: "http" })).toEqual([{ body: "x" }]);
    expect(await client.consistentQuery(list, { channel: "http" })).toEqual([{ body: "x" }]);
    await client.action(shout, { channel: "http", body: "y" });
    expect(await client.query(list, { channel: "http" })).toHaveLength(2);
    await expect(client.mutation(fail, { code: "E" })).rejects.toMatchObject({
      data: { code: "E", big: 5n },
    });
    expect(await client.query(whoami, {})).toBe(null);
    client.setAuth(await token("bob"));
    expect(await client.query(whoami, {})).toBe(`${ISSUER}|bob`);
    client.setAuth(await token("bob", -60));
    await expect(client.query(whoami, {})).rejects.toThrow("IdTokenExpired");
  });

  it("HT-31 internal functions are for the admin key only", async () => {
    const client = new ConvexHttpClient(host.url, { logger: false });
    await expect(client.query(hidden, {})).rejects.toThrow(/Could not find/);
    const response = await fetch(`${host.url}/api/query`, {
      method: "POST",
      headers: { authorization: `Convex ${host.secrets.adminKey}` },
      body: JSON.stringify({ path: "messages:hidden", args: {} }),
    });
    expect(await response.json()).toMatchObject({ value: "secret" });
  });

  it("HT-32 the app's own routes answer on the same port", async () => {
    const response = await fetch(`${host.url}/hello`, { method: "POST", body: "you" });
    expect([response.status, await response.text()]).toEqual([202, "hello you"]);
  });
});

describe("what only the operator sees", () => {
  const functions = ["messages:stumble", "messages:relay"] as const;
  const call = async (path: string, args: object, headers: Record<string, string> = {}) =>
    (await (
      await fetch(`${host.url}/api/function`, {
        method: "POST",
        headers,
        body: JSON.stringify({ path, args }),
      })
    ).json()) as { errorMessage: string; logLines: string[] };
  const logged = async (id: string) =>
    (await host.engine.logs(0, 0)).entries.find(({ requestId }) => requestId === id);

  it("HT-34 accidents keep their text in the log, under the id the caller is shown", async () => {
    for (const path of functions) {
      const { errorMessage, logLines } = await call(path, {});
      const [, id] = /^\[Request ID: ([0-9a-f]{16})\] Server Error$/.exec(errorMessage)!;
      expect(logLines).toEqual([]);
      expect((await logged(id!))!.error).toMatch(
        path === "messages:stumble" ? /no row for ann@example\.com/ : /ArgumentValidationError/,
      );
    }
    const admin = { authorization: `Convex ${host.secrets.adminKey}` };
    expect(await call("messages:stumble", {}, admin)).toMatchObject({
      errorMessage: "Uncaught Error: no row for ann@example.com",
      logLines: ["[LOG] 'ann@example.com'"],
    });
    // The caller's own mistakes are told.
    expect((await call("messages:send", { body: 5 })).errorMessage).toMatch(/ArgumentValidationError/);
    expect((await call("messages:nothing", {})).errorMessage).toMatch(/Could not find public function/);
    expect(await call("messages:talk", {})).toMatchObject({ status: "success", logLines: [] });
  });

  it("SY-35 the same over the socket, for queries, mutations and actions", async () => {
    const frames: string[] = [];
    const socket = new WebSocket(`${host.url.replace("http", "ws")}/api/1.48.0/sync`);
    socket.on("message", (data) => frames.push(String(data)));
    await new Promise((resolve) => socket.on("open", resolve));
    const send = (message: object) => socket.send(JSON.stringify(message));
    send({ type: "Connect", sessionId: "talk", connectionCount: 0, lastCloseReason: null });
    send({
      type: "ModifyQuerySet",
      baseVersion: 0,
      newVersion: 1,
      modifications: [{ type: "Add", queryId: 0, udfPath: "messages:talk", args: [{}] }],
    });
    send({ type: "Mutation", requestId: 0, udfPath: "messages:stumble", args: [{}] });
    send({ type: "Action", requestId: 1, udfPath: "messages:relay", args: [{}] });
    await eventually(() => expect(frames.length).toBeGreaterThanOrEqual(3));
    socket.close();
    const all = frames.join("\n");
    expect(all).toContain("QueryUpdated");
    expect(all.match(/\[Request ID: [0-9a-f]{16}\] Server Error/g)).toHaveLength(2);
    expect(all).not.toMatch(/ann@example|Argument/);
  });

  it("HT-34 a host for development shows both", () => {
    const shown = forCaller(
      { ok: false, errorMessage: "Uncaught Error: why", logLines: ["x"], accident: "1" },
      { kind: "anonymous" },
      true,
    );
    expect(shown).toMatchObject({ errorMessage: "Uncaught Error: why", logLines: ["x"] });
  });
});

describe("socket", () => {
  /** Connected, with what it was told so far and how it was closed. */
  async function open(headers: Record<string, string> = {}) {
    const socket = new WebSocket(`${host.url.replace("http", "ws")}/api/1.48.0/sync`, { headers });
    const told: Record<string, unknown>[] = [];
    socket.on("message", (data) => told.push(JSON.parse(String(data)) as Record<string, unknown>));
    const closed = new Promise<number>((resolve) => socket.on("close", resolve));
    await new Promise((resolve) => socket.on("open", resolve));
    const say = (message: object) => socket.send(JSON.stringify(message));
    say({ type: "Connect", sessionId: crypto.randomUUID(), connectionCount: 0, lastCloseReason: null });
    return { socket, told, closed, say };
  }
  const authenticate = (value: string) => ({
    type: "Authenticate",
    tokenType: "User",
    value,
    baseVersion: 0,
  });

  it("SY-11 a token that runs out on an open socket: the person is told and the socket closes, not before", async () => {
    const { told, closed, say } = await open();
    const signed = await token("ada", 5);
    const { exp } = decodeJwt(signed);
    say(authenticate(signed));
    say({
      type: "ModifyQuerySet",
      baseVersion: 0,
      newVersion: 1,
      modifications: [{ type: "Add", queryId: 0, udfPath: "messages:whoami", args: [{}] }],
    });
    await eventually(() => expect(JSON.stringify(told)).toContain(`${ISSUER}|ada`));
    expect(await closed).toBe(1000);
    expect(Date.now()).toBeGreaterThanOrEqual(exp! * 1000);
    expect(told.at(-1)).toMatchObject({ type: "AuthError", authUpdateAttempted: false });
    expect(told.filter(({ type }) => type === "AuthError")).toHaveLength(1);
    // Until then nothing was refused, and nobody was taken for anonymous.
    expect(JSON.stringify(told)).not.toContain('"value":null');
  });

  it("RT-26 a function is told address, program and token of its request, over the socket and over HTTP", async () => {
    const signed = await token("ada");
    const { socket, told, say } = await open({ "user-agent": "probe/1" });
    say(authenticate(signed));
    say({ type: "Mutation", requestId: 0, udfPath: "messages:where", args: [{}] });
    const known = { ip: "127.0.0.1", userAgent: "probe/1", authToken: signed };
    await eventually(() =>
      expect(told.find(({ type }) => type === "MutationResponse")).toMatchObject({ result: known }),
    );
    socket.close();
    const answer = await fetch(`${host.url}/api/mutation`, {
      method: "POST",
      headers: { "user-agent": "probe/2" },
      body: JSON.stringify({ path: "messages:where", args: {} }),
    });
    expect(((await answer.json()) as { value: unknown }).value).toEqual({
      ip: "127.0.0.1",
      userAgent: "probe/2",
      authToken: null,
    });
  });

  it("SY-24 an oversized or binary frame closes that socket only", async () => {
    const open = () => new WebSocket(`${host.url.replace("http", "ws")}/api/1.48.0/sync`);
    const closedWith = (data: string | Buffer) =>
      new Promise<number>((resolve) => {
        const socket = open();
        socket.on("open", () => socket.send(data));
        socket.on("error", () => {});
        socket.on("close", resolve);
      });
    expect(await closedWith("x".repeat(21 * 1024 * 1024))).toBe(1009);
    expect(await closedWith(Buffer.from([1, 2, 3]))).toBe(1008);
    expect(await closedWith("{}")).toBe(1008);
    expect((await fetch(`${host.url}/healthz`)).status).toBe(200);
  });
});
