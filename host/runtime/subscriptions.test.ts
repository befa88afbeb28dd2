import { describe, expect, it } from "vitest";
import type { FunctionCall, SessionTransition } from "../contract";
import { ReadSet, WriteSet } from "../transaction/readSet";
import { encodeUint32 } from "../values/keys";
import { Subscriptions } from "./subscriptions";

const CALL: FunctionCall = {
  component: "",
  path: "notes:page",
  args: "{}",
  identity: { kind: "anonymous" },
  origin: { ip: null, userAgent: null },
};

/** Of a document of table 7. */
const KEY = `${encodeUint32(7)}document`;

type Run = { readonly journal: string | null; end(value: string, journal: string): void };

/** Live queries whose runs the test ends itself. Every commit touches what they read. */
function setUp() {
  const runs: Run[] = [];
  let ts = 0n;
  const subscriptions = new Subscriptions({
    lease: () => ({ ts, release: () => undefined }),
    run: (_call, journal) => {
      const reads = new ReadSet();
      reads.points.add(KEY);
      return new Promise((resolve) =>
        runs.push({
          journal,
          end: (value, end) =>
            resolve({ outcome: { ok: true, value, logLines: [], journal: end, ts }, reads }),
        }),
      );
    },
  });
  const commit = (): void => {
    ts++;
    const writes = new WriteSet();
    writes.add(7, KEY);
    subscriptions.onCommit(writes);
  };
  const open = () => {
    const told: SessionTransition[] = [];
    const session = subscriptions.open((transition) => told.push(transition));
    const values = () =>
      told.flatMap(({ changes }) => changes.map(({ outcome }) => (outcome.ok ? outcome.value : "")));
    return { told, values, session };
  };
  return { subscriptions, runs, commit, open };
}

const turn = async (): Promise<void> => {
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve));
};
const ask = { add: [{ queryId: 0, call: CALL, journal: null }], remove: [], tag: null };

describe("live queries", () => {
  it("FZ-3 who asks for a page while it runs again with its end fixed gets a page of their own", async () => {
    const { runs, commit, open } = setUp();
    const first = open();
    first.session.modify(ask);
    await turn();
    runs[0]!.end("[1]", "end");
    await turn();
    commit();
    await turn();
    expect(runs[1]!.journal).toBe("end");
    const late = open();
    late.session.modify(ask);
    runs[1]!.end("[]", "end");
    await turn();
    expect(runs[2]!.journal).toBeNull();
    runs[2]!.end("[2]", "later");
    await turn();
    expect(first.values()).toEqual(["[1]", "[]"]);
    expect(late.values()).toEqual(["[2]"]);
  });

  it("SY-18 sessions that are told the same are told one object, others hear nothing, and tags stay a session's own", async () => {
    const { runs, commit, open } = setUp();
    const sessions = [open(), open(), open()];
    sessions[0]!.session.modify(ask);
    sessions[1]!.session.modify(ask);
    await turn();
    runs[0]!.end("1", "end");
    await turn();
    commit();
    await turn();
    runs[1]!.end("2", "end");
    await turn();
    commit();
    await turn();
    // The same result again is told to nobody.
    runs[2]!.end("2", "end");
    await turn();
    const [one, two, idle] = sessions.map(({ told }) => told);
    expect(one!.map(({ tags }) => tags.length)).toEqual([1, 0]);
    expect(two!.map(({ tags }) => tags.length)).toEqual([1, 0]);
    expect(one![1]).toBe(two![1]);
    expect(idle).toEqual([]);
  });

  it("SY-5 a session that waits for a commit is told when it is reached, and not before", async () => {
    const { subscriptions, commit, open } = setUp();
    const { told, session } = open();
    session.reach(1n);
    await turn();
    expect(told).toEqual([]);
    commit();
    subscriptions.wake();
    await turn();
    expect(told).toEqual([{ ts: 1n, changes: [], tags: [] }]);
  });
});
