// Live queries. Equal queries run once for everybody; after a commit exactly the
// affected ones run again, all at the same snapshot, and each session is told of
// what changed for it in one transition.
import type { FunctionCall, Identity, QueryOutcome, QuerySession, SessionTransition } from "../contract";
import type { Upcoming } from "../transaction/committer";
import type { Reading } from "../transaction/lease";
import type { ReadSet, WriteSet } from "../transaction/readSet";
import { RunsAhead } from "./runsAhead";

export interface QueryRun {
  readonly outcome: QueryOutcome;
  readonly reads: ReadSet;
}

export interface SubscriptionSource {
  /** Of the latest commit. */
  lease(): Reading;
  run(call: FunctionCall, journal: string | null, reading: Reading): Promise<QueryRun>;
}

interface Subscriber {
  readonly session: Session;
  readonly queryId: number;
}

/** One distinct query with everybody who watches it. */
class Watched {
  readonly subscribers = new Set<Subscriber>();
  journal: string | null;
  run: QueryRun | null = null;
  /** What the result says, for comparing; the same text as long as it says the same. */
  signature = "";
  dirty = true;
  /** It runs now; whoever joins is told the result of this run. */
  isRunning = false;
  runs = 0;
  /** Milliseconds of its latest run. */
  took = 0;

  constructor(
    readonly key: string,
    readonly call: FunctionCall,
    private readonly given: string | null,
    /** Null: the result does not depend on who asks. */
    public identity: string | null,
  ) {
    this.journal = given;
  }

  /** A page whose end was found by an earlier run. Its own first result has the size that was asked for. */
  get isGrownPage(): boolean {
    return this.given === null && this.journal !== null && this.runs > 0;
  }

  /** A page that grew or shrank since it was first read is not what a newcomer asks for. */
  get isShareable(): boolean {
    return !this.isGrownPage || (this.runs === 1 && !this.dirty && !this.isRunning);
  }
}

interface Entry {
  readonly call: FunctionCall;
  /** What the client gave when it asked. */
  readonly journal: string | null;
  readonly subscriber: Subscriber;
  watched: Watched;
  told: string | null;
}

/** With what the query is asked elsewhere: a client that was shown no result yet is owed what it asked for. */
function journalOf(entry: Entry): string | null {
  return entry.told === null ? entry.journal : entry.watched.journal;
}

function identityKey(identity: Identity): string {
  if (identity.kind === "anonymous") return "";
  // The token is not part of the key: a refreshed token of the same user shows the same attributes.
  return identity.kind === "user"
    ? `u${JSON.stringify(identity.attributes)}`
    : `a${JSON.stringify(identity.actingAs ?? null)}`;
}

class Session implements QuerySession {
  readonly entries = new Map<number, Entry>();
  tags: unknown[] = [];
  reached: bigint | null = null;
  closed = false;

  constructor(
    private readonly owner: Subscriptions,
    readonly onTransition: (transition: SessionTransition) => void,
  ) {}

  modify(change: Parameters<QuerySession["modify"]>[0]): void {
    if (this.closed) return;
    this.tags.push(change.tag);
    this.owner.modify(this, change);
  }

  reach(ts: bigint): void {
    if (this.closed) return;
    if (this.reached === null || ts > this.reached) this.reached = ts;
    this.owner.attend(this);
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.owner.forget(this);
  }
}

/** Longest the thread is kept from everything else while many queries run again. */
const SLICE_MS = 8;

/** Queries run at the same time; more would only take turns. */
const PARALLEL = 32;

export class Subscriptions {
  private readonly sessions = new Set<Session>();
  /** By query and identity ("" for anonymous); the shared ones have identity null. */
  private readonly watched = new Map<string, Map<string | null, Watched>>();
  private readonly all = new Set<Watched>();
  /** Sessions that may have something to be told: others are not looked at after a commit. */
  private touched = new Set<Session>();
  private pumping = false;
  /** Commits since the running round took its snapshot: its results may already be outdated. */
  private late: WriteSet[] = [];
  private again = false;
  private closed = false;

  private readonly runsAhead: RunsAhead<Watched, QueryRun>;

  constructor(private readonly source: SubscriptionSource) {
    this.runsAhead = new RunsAhead((watched, reading) => this.run(watched, reading));
  }

  get size(): { sessions: number; queries: number } {
    return { sessions: this.sessions.size, queries: this.all.size };
  }

  open(onTransition: (transition: SessionTransition) => void): QuerySession {
    const session = new Session(this, onTransition);
    this.sessions.add(session);
    return session;
  }

  /** A commit is on its way to the disk: results that it changes may be made ready. */
  onUpcoming(upcoming: Upcoming): void {
    if (!this.pumping && !this.closed) this.runsAhead.start(this.all, upcoming);
  }

  onCommit(writes: WriteSet): void {
    if (this.pumping) this.late.push(writes);
    let affected = false;
    for (const watched of this.all) {
      if (watched.dirty || watched.run === null || !writes.affects(watched.run.reads)) continue;
      watched.dirty = true;
      affected = true;
    }
    if (affected) this.wake();
  }

  /** After a change of code or environment. */
  invalidateAll(): void {
    this.runsAhead.forget();
    for (const watched of this.all) watched.dirty = true;
    this.wake();
  }

  /** Tells the session what it waits for, as soon as there is time. */
  attend(session: Session): void {
    this.touched.add(session);
    this.wake();
  }

  modify(session: Session, change: Parameters<QuerySession["modify"]>[0]): void {
    for (const queryId of change.remove) {
      const entry = session.entries.get(queryId);
      if (entry === undefined) continue;
      session.entries.delete(queryId);
      this.leave(entry);
    }
    const { identity } = change;
    if (identity !== undefined) {
      for (const [queryId, entry] of session.entries) {
        const call = { ...entry.call, identity };
        // Join before leaving: a result that does not depend on the caller is kept.
        const watched = this.join(call, journalOf(entry), entry.subscriber);
        if (watched !== entry.watched) this.leave(entry);
        session.entries.set(queryId, { ...entry, call, watched });
      }
    }
    for (const { queryId, call, journal } of change.add) {
      const known = session.entries.get(queryId);
      if (known !== undefined) this.leave(known);
      const subscriber = { session, queryId };
      session.entries.set(queryId, {
        call,
        journal,
        subscriber,
        watched: this.join(call, journal, subscriber),
        told: null,
      });
    }
    this.attend(session);
  }

  forget(session: Session): void {
    this.sessions.delete(session);
    this.touched.delete(session);
    for (const entry of session.entries.values()) this.leave(entry);
    session.entries.clear();
  }

  private join(call: FunctionCall, journal: string | null, subscriber: Subscriber): Watched {
    const key = JSON.stringify([call.component, call.path, call.args, journal, call.internal === true]);
    const identity = identityKey(call.identity);
    let family = this.watched.get(key);
    if (family === undefined) this.watched.set(key, (family = new Map()));
    let watched = [family.get(null), family.get(identity)].find((found) => found?.isShareable);
    if (watched === undefined) {
      watched = new Watched(key, call, journal, identity);
      family.set(identity, watched);
      this.all.add(watched);
    }
    watched.subscribers.add(subscriber);
    this.touched.add(subscriber.session);
    return watched;
  }

  private leave({ watched, subscriber }: Entry): void {
    watched.subscribers.delete(subscriber);
    if (watched.subscribers.size > 0) return;
    this.all.delete(watched);
    const family = this.watched.get(watched.key);
    if (family?.get(watched.identity) === watched) family.delete(watched.identity);
    if (family?.size === 0) this.watched.delete(watched.key);
  }

  /** No session hears anything any more; resolves when the running round is over. */
  async close(): Promise<void> {
    this.closed = true;
    for (const session of Array.from(this.sessions)) session.close();
    while (this.pumping) await new Promise((resolve) => setImmediate(resolve));
    await this.runsAhead.close();
  }

  wake(): void {
    this.again = true;
    if (this.pumping || this.closed) return;
    this.pumping = true;
    // Everything that happens in this turn shares one transition.
    setImmediate(() => void this.pump());
  }

  private async pump(): Promise<void> {
    while (this.again && !this.closed) {
      this.again = false;
      this.late = [];
      const lease = this.source.lease();
      try {
        await this.refresh(lease);
        this.announce(lease.ts);
      } finally {
        lease.release();
      }
      if (this.again) await new Promise((resolve) => setImmediate(resolve));
    }
    this.pumping = false;
    if (this.again) this.wake();
  }

  /**
   * Somebody who joined a page and was told nothing yet when it changes would get a page that has grown
   * before they asked: they get one of their own.
   */
  private separateNewcomers(): void {
    for (const watched of Array.from(this.all)) {
      if (!watched.dirty || !watched.isGrownPage) continue;
      for (const subscriber of Array.from(watched.subscribers)) {
        const entry = subscriber.session.entries.get(subscriber.queryId);
        if (entry === undefined || entry.told !== null) continue;
        this.leave(entry);
        entry.watched = this.join(entry.call, journalOf(entry), subscriber);
      }
    }
  }

  private async refresh(lease: Reading): Promise<void> {
    this.separateNewcomers();
    const queue = [...this.all].filter(({ dirty }) => dirty);
    let slice = performance.now();
    const worker = async (): Promise<void> => {
      for (let watched = queue.pop(); watched !== undefined; watched = queue.pop()) {
        await this.rerun(watched, lease);
        if (performance.now() - slice < SLICE_MS) continue;
        // Queries only ever wait for each other: without a break here sockets would wait for all of them.
        await new Promise((resolve) => setImmediate(resolve));
        slice = performance.now();
      }
    };
    await Promise.all(Array.from({ length: Math.min(PARALLEL, queue.length) }, worker));
  }

  private async run(watched: Watched, reading: Reading): Promise<QueryRun> {
    const began = performance.now();
    const run = await this.source.run(watched.call, watched.journal, reading);
    watched.took = performance.now() - began;
    return run;
  }

  private async rerun(watched: Watched, lease: Reading): Promise<void> {
    watched.dirty = false;
    watched.isRunning = true;
    const run = (await this.runsAhead.take(watched, lease.ts)) ?? (await this.run(watched, lease));
    watched.isRunning = false;
    watched.run = run;
    watched.runs++;
    watched.journal = run.outcome.journal ?? watched.journal;
    const signature = signatureOf(run.outcome);
    if (signature !== watched.signature) {
      watched.signature = signature;
      for (const { session } of watched.subscribers) this.touched.add(session);
    }
    if (this.late.some((writes) => writes.affects(run.reads))) {
      watched.dirty = true;
      this.again = true;
    }
    this.place(watched, run.reads.usedIdentity);
  }

  /** Results that do not depend on the caller are shared by all callers, and the reverse. */
  private place(watched: Watched, usedIdentity: boolean): void {
    const family = this.watched.get(watched.key);
    if (family === undefined || !this.all.has(watched)) return;
    if (!usedIdentity && watched.identity !== null) {
      if (family.get(watched.identity) === watched) family.delete(watched.identity);
      watched.identity = null;
      if (!family.has(null)) family.set(null, watched);
    } else if (usedIdentity && watched.identity === null) {
      if (family.get(null) === watched) family.delete(null);
      watched.identity = identityKey(watched.call.identity);
      if (!family.has(watched.identity)) family.set(watched.identity, watched);
      for (const subscriber of Array.from(watched.subscribers)) {
        const entry = subscriber.session.entries.get(subscriber.queryId);
        if (entry === undefined || identityKey(entry.call.identity) === watched.identity) continue;
        watched.subscribers.delete(subscriber);
        entry.watched = this.join(entry.call, journalOf(entry), subscriber);
      }
      this.again = true;
    }
  }

  private announce(ts: bigint): void {
    const { touched } = this;
    this.touched = new Set();
    let shared: SessionTransition | null = null;
    for (const session of touched) {
      // A query added meanwhile has no result yet: the whole session waits for the next round.
      if (!isComplete(session)) {
        this.touched.add(session);
        this.again = true;
        continue;
      }
      const changes: { queryId: number; outcome: QueryOutcome }[] = [];
      for (const [queryId, entry] of session.entries) {
        const { watched } = entry;
        if (watched.run === null || entry.told === watched.signature) continue;
        entry.told = watched.signature;
        changes.push({ queryId, outcome: watched.run.outcome });
      }
      const reached = session.reached !== null && session.reached <= ts;
      if (session.reached !== null && !reached) this.touched.add(session);
      if (changes.length === 0 && session.tags.length === 0 && !reached) continue;
      const { tags } = session;
      session.tags = [];
      if (reached) session.reached = null;
      const transition: SessionTransition = { ts, changes, tags };
      // Sessions that are told the same are told one object: it crosses to another thread once.
      if (shared === null || !isSame(shared, transition)) shared = transition;
      session.onTransition(shared);
    }
  }
}

function isComplete({ entries }: Session): boolean {
  for (const { watched } of entries.values()) if (watched.run === null) return false;
  return true;
}

/** Without tags, which are a session's own. */
function isSame(a: SessionTransition, b: SessionTransition): boolean {
  if (a.tags.length + b.tags.length > 0 || a.changes.length !== b.changes.length) return false;
  return a.changes.every(
    ({ queryId, outcome }, i) => b.changes[i]?.queryId === queryId && b.changes[i]?.outcome === outcome,
  );
}

/** A result is JSON text, which never begins with an "e". */
function signatureOf(outcome: QueryOutcome): string {
  return outcome.ok ? outcome.value : `e${outcome.errorMessage}\n${outcome.errorData ?? ""}`;
}
