import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { FunctionCall, SessionTransition } from "../contract";
import type { ReadView } from "../storage/store";
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

/** The runs of these tests read nothing. */
const NOTHING = {} as ReadView;

type Run = {
  readonly journal: string | null;
  readonly ts: bigint;
  end(value: string, journal: string): void;
};

/** Live queries whose runs the test ends itself. Every commit touches what they read. */
function setUp() {
  const runs: Run[] = [];
  let ts = 0n;
  const subscriptions = new Subscriptions({
    lease: () => ({ ts, snapshot: NOTHING, release: () => undefined }),
    run: (_call, journal, reading) => {
      const reads = new ReadSet();
      reads.points.add(KEY);
      return new Promise((resolve) =>
        runs.push({
          journal,
          ts: reading.ts,
          end: (value, end) =>
            resolve({ outcome: { ok: true, value, logLines: [], journal: end, ts: reading.ts }, reads }),
        }),
      );
    },
  });
  const writes = new WriteSet();
  writes.add(7, KEY);
  const commit = (at = ts + 1n): void => {
    ts = at;
    subscriptions.onCommit(writes);
  };
  const released: bigint[] = [];
  /** A commit is on its way to the disk; it arrives with `commit`, or never. */
  const handOver = (at: bigint): void =>
    subscriptions.onUpcoming({
      ts: at,
      writes,
      lease: () => ({ ts: at, snapshot: NOTHING, release: () => released.push(at) }),
    });
  const open = () => {
    const told: SessionTransition[] = [];
    const session = subscriptions.open((transition) => told.push(transition));
    const values = () =>
      told.flatMap(({ changes }) => changes.map(({ outcome }) => (outcome.ok ? outcome.value : "")));
    return { told, values, session };
  };
  return { subscriptions, runs, commit, handOver, released, open };
}

const turn = async (): Promise<void> => {
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve));
};

/** Milliseconds. What a run takes is told here: a busy machine would make any of them a slow one, which does not run ahead. */
let clock = 0;
beforeEach(() => {
  clock = 0;
  vi.spyOn(performance, "now").mockImplementation(() => clock);
});
afterEach(() => {
  vi.restoreAllMocks();
});

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

  it("TX-13 what is committed while a query runs for the first time makes it run again, though nobody knew what it reads", async () => {
    const { runs, commit, open } = setUp();
    const { session, values } = open();
    session.modify(ask);
    await turn();
    commit(5n);
    runs[0]!.end("1", "end");
    await turn();
    expect(runs[1]!.ts).toBe(5n);
    runs[1]!.end("2", "end");
    await turn();
    expect(values().at(-1)).toBe("2");
    expect(runs).toHaveLength(2);
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

  /** Somebody who was told "1". */
  async function watching() {
    const world = setUp();
    const { session, values } = world.open();
    session.modify(ask);
    await turn();
    world.runs[0]!.end("1", "end");
    await turn();
    return { ...world, values };
  }

  it("SY-37 a quick query runs while the commit is on its way, and is told once that is durable, without another run", async () => {
    const { runs, commit, handOver, released, values } = await watching();
    handOver(5n);
    await turn();
    expect(runs.map(({ ts }) => ts)).toEqual([0n, 5n]);
    runs[1]!.end("2", "end");
    await turn();
    expect([values(), released]).toEqual([["1"], [5n]]);
    commit(5n);
    await turn();
    expect([values(), runs.length]).toEqual([["1", "2"], 2]);
  });

  it("SY-37 it may still run when the commit is durable, and is waited for", async () => {
    const { runs, commit, handOver, values } = await watching();
    handOver(5n);
    await turn();
    commit(5n);
    await turn();
    expect([values(), runs.length]).toEqual([["1"], 2]);
    runs[1]!.end("2", "end");
    await turn();
    expect([values(), runs.length]).toEqual([["1", "2"], 2]);
  });

  it("SY-37 a commit that fails leaves nothing: nobody is told of it, and the next one has a run of its own", async () => {
    const { runs, commit, handOver, values } = await watching();
    handOver(5n);
    await turn();
    runs[1]!.end("never was", "end");
    await turn();
    commit(6n);
    await turn();
    expect(runs.map(({ ts }) => ts)).toEqual([0n, 5n, 6n]);
    runs[2]!.end("3", "end");
    await turn();
    expect(values()).toEqual(["1", "3"]);
  });

  it("SY-37 after a change of code nothing is told that ran before it", async () => {
    const { subscriptions, runs, commit, handOver, values } = await watching();
    handOver(5n);
    await turn();
    runs[1]!.end("of the old code", "end");
    subscriptions.invalidateAll();
    commit(5n);
    await turn();
    expect(runs).toHaveLength(3);
    runs[2]!.end("of the new code", "end");
    await turn();
    expect(values()).toEqual(["1", "of the new code"]);
  });

  it("SY-37 a query that took long does not run ahead: whoever waits for the commit need not wait for it", async () => {
    const { runs, commit, handOver } = await watching();
    commit(4n);
    await turn();
    clock += 20;
    runs[1]!.end("2", "end");
    await turn();
    handOver(5n);
    await turn();
    expect(runs).toHaveLength(2);
  });

  it("SY-37 closing waits until nothing reads the store", async () => {
    const { subscriptions, runs, handOver, released } = await watching();
    handOver(5n);
    await turn();
    let isClosed = false;
    const closing = subscriptions.close().then(() => (isClosed = true));
    await turn();
    expect([isClosed, released]).toEqual([false, []]);
    runs[1]!.end("2", "end");
    await closing;
    expect(released).toEqual([5n]);
  });
});
