/** The sync protocol over a hand-flushed socket: versions, order, identity, refusals. */
import { Guard } from "../http/guard";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AuthenticationError } from "../auth/errors";
import type { Verifier } from "../auth/verifier";
import { ANONYMOUS } from "../auth/verified";
import { BACKLOG_PAUSE_BYTES } from "./outbox";
import { decodeTs, encodeTs } from "./protocol";
import { SyncSession } from "./session";
import { TestEngine, type TestSession } from "./testEngine";

interface Frame {
  readonly type: string;
  // Frames differ by type; the assertions name the fields they expect.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly [field: string]: any;
}

const expiringUser = {
  identity: {
    kind: "user" as const,
    attributes: { tokenIdentifier: "i|s", subject: "s", issuer: "i" },
  },
  expiresAt: 60_000,
};

const verifier: Verifier = {
  async token(token) {
    if (token === "bad")
      throw new AuthenticationError("Unauthenticated", "Could not verify OIDC token claim");
    return token === "short" ? expiringUser : { ...expiringUser, expiresAt: null };
  },
  async header() {
    return ANONYMOUS;
  },
  admin: () => ({ identity: { kind: "admin" }, expiresAt: null }),
};

let test: TestEngine;
let sent: Frame[];
let closed: { code: number; reason: string } | null;
let backlog: number;
let session: SyncSession;

const queries = (): TestSession => test.sessions[0]!;
const send = (message: object) => session.receive(JSON.stringify(message));
const settle = () => vi.advanceTimersByTimeAsync(0);
const connect = () =>
  send({ type: "Connect", sessionId: "s1", connectionCount: 0, lastCloseReason: null, clientTs: 5 });
const add = (baseVersion: number, queryId: number, more: object = {}) =>
  send({
    type: "ModifyQuerySet",
    baseVersion,
    newVersion: baseVersion + 1,
    modifications: [{ type: "Add", queryId, udfPath: "messages:list", args: [{ a: 1 }], ...more }],
  });
const mutate = (requestId: number) =>
  send({ type: "Mutation", requestId, udfPath: "messages:send", args: [{}] });
const versions = (frame: Frame) =>
  [frame["startVersion"], frame["endVersion"]].map((v) => [v.querySet, v.identity, Number(decodeTs(v.ts))]);

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000 });
  test = new TestEngine();
  sent = [];
  closed = null;
  backlog = 0;
  session = new SyncSession({
    engine: test.engine,
    verifier,
    systemQueries: (_component, path) => ({ ok: true, value: JSON.stringify(path), logLines: [] }),
    origin: { ip: "127.0.0.1", userAgent: null },
    isDevelopment: false,
    guard: new Guard(false),
    transport: {
      send: (head, tail = "") => sent.push(JSON.parse(head + tail)),
      backlog: () => backlog,
      close: (code, reason) => (closed = { code, reason }),
    },
  });
});

afterEach(() => {
  session.end();
  vi.useRealTimers();
});

describe("versions", () => {
  it("SY-1 each transition starts at the exact version the last one ended at", async () => {
    connect();
    add(0, 0);
    queries().flush(7n, { 0: ["x"] });
    add(1, 1);
    queries().flush(9n, { 1: 2 });
    queries().flush(10n, { 0: ["y"] });
    await settle();
    expect(sent.map(versions)).toEqual([
      [
        [0, 0, 0],
        [1, 0, 7],
      ],
      [
        [1, 0, 7],
        [2, 0, 9],
      ],
      [
        [2, 0, 9],
        [2, 0, 10],
      ],
    ]);
    expect(sent[0]!["modifications"]).toEqual([
      { type: "QueryUpdated", queryId: 0, value: ["x"], logLines: [], journal: null },
    ]);
    expect(sent[0]!["clientClockSkew"]).toBe(5 - 1_000);
  });

  it("SY-2 a removed query is reported and its id may not be removed twice", async () => {
    connect();
    add(0, 0);
    queries().flush(1n, { 0: 1 });
    const remove = { type: "Remove", queryId: 0 };
    send({ type: "ModifyQuerySet", baseVersion: 1, newVersion: 2, modifications: [remove] });
    queries().flush(2n);
    expect(sent[1]!["modifications"]).toEqual([{ type: "QueryRemoved", queryId: 0 }]);
    send({ type: "ModifyQuerySet", baseVersion: 2, newVersion: 3, modifications: [remove] });
    expect(sent[2]).toMatchObject({ type: "FatalError" });
    expect(closed?.code).toBe(1008);
  });

  it("SY-3 passes journal, component and arguments of an added query to the engine", () => {
    connect();
    add(0, 4, { journal: "end" });
    expect(queries().queries.get(4)).toMatchObject({
      path: "messages:list",
      args: '{"a":1}',
      internal: false,
    });
  });
});

describe("mutations", () => {
  it("SY-4 the response comes before the transition that shows the write, even if that is told first", async () => {
    connect();
    mutate(3);
    await settle();
    test.mutations[0]!.resolve({ ok: true, value: "1", logLines: [], ts: 8n });
    queries().flush(8n, {});
    await settle();
    expect(sent.map(({ type }) => type)).toEqual(["MutationResponse", "Transition"]);
    expect(sent[0]).toEqual({
      type: "MutationResponse",
      requestId: 3,
      success: true,
      result: 1,
      ts: encodeTs(8n),
      logLines: [],
    });
    expect(queries().reached).toEqual([]);
  });

  it("SY-5 asks for an empty transition when nothing has reached the commit yet", async () => {
    connect();
    mutate(0);
    test.mutations[0]!.resolve({ ok: true, value: "null", logLines: [], ts: 8n });
    await settle();
    expect(queries().reached).toEqual([8n]);
    queries().flush(8n);
    expect(sent[1]!["modifications"]).toEqual([]);
  });

  it("SY-5 a mutation that wrote nothing is followed by a transition too, though the client was told its timestamp before", async () => {
    connect();
    add(0, 0);
    queries().flush(8n, {});
    await settle();
    mutate(0);
    test.mutations[0]!.resolve({ ok: true, value: "null", logLines: [], ts: 8n });
    await settle();
    expect(sent.at(-1)!.type).toBe("MutationResponse");
    expect(queries().reached).toEqual([8n]);
    queries().flush(8n);
    expect(sent.at(-1)!.type).toBe("Transition");
  });

  it("SY-6 carries session and request as the idempotency key", () => {
    connect();
    mutate(12);
    expect(test.mutations[0]!.key).toEqual({ sessionId: "s1", requestId: 12 });
  });

  it("SY-7 a failure carries message and data and needs no transition", async () => {
    connect();
    mutate(0);
    test.mutations[0]!.resolve({
      ok: false,
      errorMessage: "no",
      errorData: '{"code":"X"}',
      logLines: [],
      ts: null,
    });
    await settle();
    expect(sent).toEqual([
      {
        type: "MutationResponse",
        requestId: 0,
        success: false,
        result: "no",
        errorData: { code: "X" },
        logLines: [],
      },
    ]);
    expect(queries().reached).toEqual([]);
  });
});

describe("identity", () => {
  const authenticate = (value: string, baseVersion = 0) =>
    send({ type: "Authenticate", tokenType: "User", value, baseVersion });

  it("SY-8 a new identity raises the identity version in the transition of its re-evaluation", async () => {
    connect();
    add(0, 0);
    authenticate("good");
    await settle();
    queries().flush(3n, { 0: 1 });
    expect(versions(sent[0]!)).toEqual([
      [0, 0, 0],
      [1, 1, 3],
    ]);
  });

  it("SY-9 frames behind Authenticate wait for it and run under the new identity", async () => {
    connect();
    authenticate("good");
    mutate(0);
    expect(test.mutations).toHaveLength(0);
    await settle();
    expect(test.mutations[0]!.call.identity.kind).toBe("user");
  });

  it("SY-10 a bad token: AuthError with authUpdateAttempted, nothing behind it runs, the socket closes", async () => {
    connect();
    authenticate("bad");
    mutate(0);
    await settle();
    expect(sent).toEqual([
      {
        type: "AuthError",
        error: "Could not verify OIDC token claim",
        baseVersion: 0,
        authUpdateAttempted: true,
      },
    ]);
    expect(test.mutations).toHaveLength(0);
    expect(closed?.code).toBe(1000);
    expect(queries().closed).toBe(true);
  });

  it("SY-11 a token that runs out later: AuthError without authUpdateAttempted", async () => {
    connect();
    authenticate("short");
    await settle();
    expect(sent).toEqual([]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sent).toEqual([
      { type: "AuthError", error: "The auth token expired", baseVersion: 1, authUpdateAttempted: false },
    ]);
    expect(closed?.code).toBe(1000);
  });

  it("SY-12 refuses a base version that is not the current one", async () => {
    connect();
    authenticate("good", 4);
    await settle();
    expect(sent[0]).toMatchObject({ type: "FatalError" });
  });

  it("SY-13 only an admin may name a component or read system queries", async () => {
    connect();
    add(0, 0, { udfPath: "_system/cli/tables" });
    expect(queries().queries.get(0)?.path).toBe("_system/cli/tables");
    add(1, 1, { componentPath: "resend" });
    expect(sent[0]).toMatchObject({ type: "FatalError" });
  });

  it("SY-14 an admin's system query is answered in the transition of its query set", async () => {
    connect();
    send({ type: "Authenticate", tokenType: "Admin", value: "k", baseVersion: 0 });
    await settle();
    add(0, 0, { udfPath: "_system/cli/tables" });
    queries().flush(2n);
    expect(sent[0]!["modifications"]).toMatchObject([{ type: "QueryUpdated", value: "_system/cli/tables" }]);
  });
});

describe("refusals and limits", () => {
  it.each([
    ["not JSON", "{"],
    ["null", "null"],
    ["unknown type", '{"type":"Nope"}'],
    ["fractional version", '{"type":"ModifyQuerySet","baseVersion":0.5,"newVersion":1,"modifications":[]}'],
    ["args not an object", '{"type":"Mutation","requestId":1,"udfPath":"a:b","args":[[]]}'],
    ["two arguments", '{"type":"Mutation","requestId":1,"udfPath":"a:b","args":[{},{}]}'],
    ["Mutation before Connect", '{"type":"Mutation","requestId":1,"udfPath":"a:b","args":[{}]}'],
    ["bad timestamp", '{"type":"Connect","sessionId":"x","maxObservedTimestamp":"AA=="}'],
  ])("SY-15 %s ends this session only, with a FatalError", (_name, text) => {
    session.receive(text);
    expect(sent).toHaveLength(1);
    expect(sent[0]!.type).toBe("FatalError");
    expect(closed?.code).toBe(1008);
    session.receive(text);
    expect(sent).toHaveLength(1);
  });

  it("SY-16 more than 1,000 mutations in flight: the client is told to back off", () => {
    connect();
    for (let id = 0; id <= 1000; id += 1) mutate(id);
    expect(closed).toEqual({ code: 1013, reason: "TooManyConcurrentRequests" });
    expect(test.mutations).toHaveLength(1000);
  });

  it("SY-16 more than 1,000 actions in flight: the client is told to back off", () => {
    connect();
    const act = (requestId: number) =>
      send({ type: "Action", requestId, udfPath: "messages:send", args: [{}] });
    for (let id = 0; id < 1000; id += 1) act(id);
    expect(closed).toBe(null);
    act(1000);
    expect(closed).toEqual({ code: 1013, reason: "TooManyConcurrentRequests" });
    expect(test.calls).toHaveLength(1000);
  });

  it.each([
    ["2,000 frames", 2_000, 1],
    ["64 MiB of frames", 7, 9 * 2 ** 20],
  ])(
    "SY-16 more than %s behind a token that is being verified: the client is told to back off",
    (_what, count, size) => {
      connect();
      send({ type: "Authenticate", tokenType: "User", value: "short", baseVersion: 0 });
      const event = { type: "Event", eventType: "x", event: "x".repeat(size) };
      for (let n = 0; n < count; n++) send(event);
      expect(closed).toBe(null);
      send(event);
      expect(closed).toEqual({ code: 1013, reason: "TooManyConcurrentRequests" });
    },
  );

  it("SY-16 what was taken on waits no longer: as much may follow, and more", async () => {
    connect();
    for (let round = 0; round < 3; round++) {
      send({ type: "Authenticate", tokenType: "User", value: "t", baseVersion: round });
      for (let n = 0; n < 5; n++) send({ type: "Event", eventType: "x", event: "x".repeat(9 * 2 ** 20) });
      await settle();
    }
    expect(closed).toBe(null);
  });

  it("SY-26 a client that has seen a later timestamp than the data is served all the same", () => {
    send({ type: "Connect", sessionId: "s1", maxObservedTimestamp: encodeTs(1_000n), clientTs: 5 });
    add(0, 0);
    queries().flush(7n, { 0: 1 });
    expect(versions(sent[0]!)[1]).toEqual([1, 0, 7]);
  });

  it("SY-17 a slow reader's transitions are merged: one frame with the last result of each query", () => {
    connect();
    add(0, 0);
    queries().flush(1n, { 0: "a" });
    backlog = BACKLOG_PAUSE_BYTES + 1;
    queries().flush(2n, { 0: "b" });
    queries().flush(3n, { 0: "c" });
    expect(sent).toHaveLength(1);
    backlog = 0;
    session.drained();
    expect(sent).toHaveLength(2);
    expect(versions(sent[1]!)).toEqual([
      [1, 0, 1],
      [1, 0, 3],
    ]);
    expect(sent[1]!["modifications"]).toMatchObject([{ value: "c" }]);
  });
});
