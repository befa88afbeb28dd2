/** Frames of every shape: parsing is total, and whatever arrives ends at most its own session. */
import { Guard } from "../http/guard";
import fc from "fast-check";
import { expect, it } from "vitest";
import { ANONYMOUS } from "../auth/verified";
import { decodeTs, encodeTs, parseClientMessage, ProtocolError } from "./protocol";
import { SyncSession } from "./session";
import { TestEngine } from "./testEngine";

const version = fc.oneof(fc.nat(3), fc.constantFrom(-1, 1.5, 2 ** 32, "0", null));
const frame = fc.oneof(
  fc.record({
    type: fc.constant("Connect"),
    sessionId: fc.oneof(fc.string(), fc.integer()),
    clientTs: fc.anything(),
    maxObservedTimestamp: fc.oneof(fc.constant(undefined), fc.string(), fc.constant(encodeTs(5n))),
  }),
  fc.record({
    type: fc.constant("ModifyQuerySet"),
    baseVersion: version,
    newVersion: version,
    modifications: fc.array(
      fc.record(
        {
          type: fc.constantFrom("Add", "Remove", "Other"),
          queryId: version,
          udfPath: fc.constantFrom("a:b", "_system/cli/tables", "", 5),
          args: fc.oneof(fc.constant([{}]), fc.array(fc.jsonValue()), fc.jsonValue()),
          journal: fc.oneof(fc.constant(null), fc.string()),
          componentPath: fc.constantFrom(undefined, "", "resend"),
        },
        { requiredKeys: ["type", "queryId"] },
      ),
      { maxLength: 4 },
    ),
  }),
  fc.record({
    type: fc.constantFrom("Mutation", "Action"),
    requestId: version,
    udfPath: fc.constantFrom("a:b", null),
    args: fc.oneof(fc.constant([{}]), fc.jsonValue()),
  }),
  fc.record({
    type: fc.constant("Authenticate"),
    tokenType: fc.constantFrom("None", "User", "Admin", "Root"),
    baseVersion: version,
    value: fc.string(),
    impersonating: fc.jsonValue(),
  }),
  fc.record({ type: fc.constant("Event"), event: fc.jsonValue() }),
  fc.jsonValue(),
);
const text = fc.oneof(
  frame.map((value) => JSON.stringify(value) ?? "undefined"),
  fc.string(),
);

it("SY-31 a frame is a message or a ProtocolError, never another exception", () => {
  fc.assert(
    fc.property(text, (input) => {
      try {
        parseClientMessage(input);
      } catch (error) {
        expect(error).toBeInstanceOf(ProtocolError);
      }
    }),
    { numRuns: 2_000 },
  );
});

it("SY-32 any sequence of frames: versions chain, and the session ends once or goes on", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(text, { maxLength: 12 }), fc.boolean(), async (frames, connectFirst) => {
      const test = new TestEngine();
      const sent: Record<string, unknown>[] = [];
      let closes = 0;
      const session = new SyncSession({
        engine: test.engine,
        verifier: {
          token: async () => ({ identity: { kind: "anonymous" }, expiresAt: Date.now() + 60_000 }),
          header: async () => ANONYMOUS,
          admin: () => ({ identity: { kind: "admin" }, expiresAt: null }),
        },
        systemQueries: () => ({ ok: true, value: "1", logLines: [] }),
        origin: { ip: null, userAgent: null },
        isDevelopment: false,
        guard: new Guard(false),
        transport: {
          send: (head, tail = "") => sent.push(JSON.parse(head + tail)),
          backlog: () => 0,
          close: () => (closes += 1),
        },
      });
      if (connectFirst) session.receive('{"type":"Connect","sessionId":"s"}');
      let ts = 0n;
      for (const input of frames) {
        session.receive(input);
        await Promise.resolve();
        test.sessions[0]!.flush((ts += 1n));
      }
      await new Promise((resolve) => setImmediate(resolve));
      expect(closes).toBeLessThanOrEqual(1);
      const transitions = sent.filter(({ type }) => type === "Transition");
      transitions.slice(1).forEach((transition, index) => {
        expect(transition["startVersion"]).toEqual(transitions[index]!["endVersion"]);
      });
      session.end();
      expect(test.sessions[0]!.closed).toBe(true);
    }),
    { numRuns: 300 },
  );
});

it("SY-33 timestamps survive the wire", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (ts) => {
      expect(decodeTs(encodeTs(ts))).toBe(ts);
    }),
  );
});
