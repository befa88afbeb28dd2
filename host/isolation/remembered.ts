// A session as the sockets see it. It remembers its queries, so that it goes on when the
// database's thread had to be started anew.
import type { FunctionCall, Identity, QuerySession, SessionTransition } from "../contract";
import type { ToEngine } from "./messages";

type Change = Parameters<QuerySession["modify"]>[0];

interface Watched {
  readonly call: FunctionCall;
  journal: string | null;
}

export class RememberedSession implements QuerySession {
  private readonly queries = new Map<number, Watched>();
  /** Tags of changes that no transition has carried back yet. */
  private tags: unknown[] = [];
  private reached: bigint | null = null;
  private identity: Identity | undefined;

  constructor(
    readonly id: number,
    private readonly onTransition: (transition: SessionTransition) => void,
    private readonly send: (message: ToEngine) => void,
    private readonly onClose: () => void,
  ) {
    send({ type: "open", session: id });
  }

  modify(change: Change): void {
    const { identity } = change;
    for (const queryId of change.remove) this.queries.delete(queryId);
    if (identity !== undefined) {
      this.identity = identity;
      for (const [queryId, { call, journal }] of this.queries)
        this.queries.set(queryId, { call: { ...call, identity }, journal });
    }
    for (const { queryId, call, journal } of change.add) this.queries.set(queryId, { call, journal });
    this.tags.push(change.tag);
    this.send({ type: "modify", session: this.id, change });
  }

  reach(ts: bigint): void {
    if (this.reached === null || ts > this.reached) this.reached = ts;
    this.send({ type: "reach", session: this.id, ts });
  }

  close(): void {
    this.send({ type: "close", session: this.id });
    this.onClose();
  }

  receive(transition: SessionTransition): void {
    if (this.reached !== null && transition.ts >= this.reached) this.reached = null;
    for (const { queryId, outcome } of transition.changes) {
      if (outcome.journal === null) continue;
      const watched = this.queries.get(queryId);
      if (watched !== undefined) watched.journal = outcome.journal;
    }
    if (transition.tags.length === 0) return this.onTransition(transition);
    const tags = transition.tags.filter((tag) => tag !== NO_TAG);
    this.tags.splice(0, tags.length);
    this.onTransition({ ...transition, tags });
  }

  /** Asks a new thread for everything again. Each tag still owed is owed once. */
  resume(): void {
    const { id, send } = this;
    send({ type: "open", session: id });
    const add = Array.from(this.queries, ([queryId, { call, journal }]) => ({ queryId, call, journal }));
    const { identity } = this;
    const who = identity === undefined ? {} : { identity };
    if (this.tags.length === 0 && add.length > 0)
      send({ type: "modify", session: id, change: { add, remove: [], ...who, tag: NO_TAG } });
    this.tags.forEach((tag, i) =>
      send({ type: "modify", session: id, change: { add: i === 0 ? add : [], remove: [], ...who, tag } }),
    );
    if (this.reached !== null) send({ type: "reach", session: id, ts: this.reached });
  }
}

/** Tag of a change that nobody but this file asked for. */
const NO_TAG = null;
