/** A hand-driven engine for tests of the edge: sessions change only when the test says so. */
import type {
  Engine,
  FunctionCall,
  MutationOutcome,
  Outcome,
  QueryOutcome,
  QuerySession,
  RequestKey,
  SessionTransition,
} from "../contract";

type Change = Parameters<QuerySession["modify"]>[0];

export class TestSession implements QuerySession {
  readonly queries = new Map<number, FunctionCall>();
  readonly reached: bigint[] = [];
  readonly onTransition: (transition: SessionTransition) => void;
  closed = false;
  private tags: unknown[] = [];

  constructor(onTransition: (transition: SessionTransition) => void) {
    this.onTransition = onTransition;
  }

  modify(change: Change): void {
    for (const { queryId, call } of change.add) this.queries.set(queryId, call);
    for (const queryId of change.remove) this.queries.delete(queryId);
    this.tags.push(change.tag);
  }

  reach(ts: bigint): void {
    this.reached.push(ts);
  }

  close(): void {
    this.closed = true;
  }

  /** Delivers one transition with every tag so far and the given results. */
  flush(ts: bigint, results: Readonly<Record<number, unknown>> = {}): void {
    const { tags } = this;
    this.tags = [];
    const changes = Object.entries(results).map(([queryId, value]) => ({
      queryId: Number(queryId),
      outcome: {
        ok: true as const,
        value: JSON.stringify(value),
        logLines: [],
        journal: null,
        ts,
      } satisfies QueryOutcome,
    }));
    this.onTransition({ ts, changes, tags });
  }
}

export interface PendingMutation {
  readonly call: FunctionCall;
  readonly key: RequestKey | undefined;
  readonly resolve: (outcome: MutationOutcome) => void;
}

/** The parts of an engine that the edge's unit tests touch; anything else throws by name. */
export class TestEngine {
  readonly sessions: TestSession[] = [];
  readonly mutations: PendingMutation[] = [];
  readonly calls: FunctionCall[] = [];
  outcome: Outcome = { ok: true, value: "null", logLines: [] };
  ts = 1n;

  readonly engine: Engine;

  constructor(parts: Partial<Engine> = {}) {
    const own: Partial<Engine> = {
      openSession: (onTransition) => {
        const session = new TestSession(onTransition);
        this.sessions.push(session);
        return session;
      },
      mutation: (call, key) =>
        new Promise((resolve) => {
          this.mutations.push({ call, key, resolve });
        }),
      query: (call) => {
        this.calls.push(call);
        return Promise.resolve({ ...this.outcome, journal: null, ts: this.ts });
      },
      action: (call) => {
        this.calls.push(call);
        return Promise.resolve(this.outcome);
      },
      anyFunction: (call) => {
        this.calls.push(call);
        return Promise.resolve(this.outcome);
      },
      httpAction: () => Promise.resolve(null),
      latestTs: () => this.ts,
      authProviders: () => [],
      close: () => Promise.resolve(),
    };
    this.engine = new Proxy({ ...own, ...parts } as Engine, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (value === undefined && typeof name === "string" && name !== "then") {
          throw new Error(`the test engine has no ${name}`);
        }
        return value;
      },
    });
  }
}
