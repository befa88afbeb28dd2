// The only writer. Takes queued mutations in order, runs them one after another on
// an overlay, and makes the whole batch durable with one commit. Serial execution
// means no conflicts and no retries.
import { createHash } from "node:crypto";
import type { Catalog } from "../indexes/catalog";
import { Histogram } from "../histogram";
import { Overlay } from "../storage/overlay";
import type { Snapshot, Store } from "../storage/store";
import { WriteSet } from "./readSet";
import { Transaction, type Clock } from "./transaction";

/** What one mutation returns to its caller once it is durable. */
export interface Committed<T> {
  readonly result: T;
  /** Its own commit timestamp; a mutation that wrote nothing has the snapshot's. */
  readonly ts: bigint;
}

export interface Work<T> {
  /** Replays of the same key get the recorded answer instead of a second run. */
  readonly idempotencyKey?: string;
  run(transaction: Transaction): Promise<T>;
}

interface Queued {
  /** Null: runs alone, between batches, with direct access to the store. */
  readonly work: Work<unknown> | null;
  readonly alone?: () => Promise<unknown>;
  resolve(committed: Committed<unknown>): void;
  reject(error: unknown): void;
}

interface Finished {
  readonly queued: Queued;
  readonly result: unknown;
  readonly wrote: boolean;
  ts: bigint;
}

/** Mutations in one commit; more only makes the first wait longer. */
const MAX_BATCH = 128;
/** A batch is committed when it has run this long, so that short mutations do not wait for a queue of long ones. */
const MAX_BATCH_MS = 25;

/** Mutations that may wait; more are refused at once instead of filling the memory. */
const MAX_QUEUE = 10_000;

/** The caller may try again in a moment. */
export class OverloadedError extends Error {
  override readonly name = "OverloadedError";
  constructor() {
    super(`Too many mutations are waiting (limit: ${MAX_QUEUE}). Try again in a moment.`);
  }
}

/** One commit's snapshot and who reads it. */
class SharedSnapshot {
  users = 0;
  private isRetired = false;

  constructor(
    readonly ts: bigint,
    readonly snapshot: Snapshot,
  ) {}

  /** Nobody new will read it. */
  retire(): void {
    this.isRetired = true;
    if (this.users === 0) this.snapshot.release();
  }

  leave(): void {
    if (--this.users === 0 && this.isRetired) this.snapshot.release();
  }
}

export class Lease {
  private isOpen = true;

  constructor(private readonly shared: SharedSnapshot) {
    shared.users++;
  }

  get snapshot(): Snapshot {
    return this.shared.snapshot;
  }

  get ts(): bigint {
    return this.shared.ts;
  }

  release(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.shared.leave();
  }
}

export type CommitListener = (ts: bigint, writes: WriteSet) => void;

export class Committer {
  private readonly queue: Queued[] = [];
  private readonly inFlight = new Map<string, Promise<Committed<unknown>>>();
  private readonly listeners = new Set<CommitListener>();
  private running: Promise<void> | null = null;
  /** Kept while its commit is the latest, also when nobody reads: the next reader need not open another. */
  private shared: SharedSnapshot | null = null;
  private lastCreationTime = 0;
  private ts: bigint;
  /** How long batches took to reach the disk, and how many mutations they held. */
  readonly commits = new Histogram();
  committedMutations = 0;

  private readonly clock: Clock = {
    nextCreationTime: () => {
      const now = Date.now();
      // 2^-11 ms: the smallest step a double of this size can still show twice over.
      this.lastCreationTime = now > this.lastCreationTime ? now : this.lastCreationTime + 1 / 2_048;
      return this.lastCreationTime;
    },
  };

  constructor(
    private readonly store: Store,
    private readonly catalog: Catalog,
  ) {
    const view = store.committed();
    this.ts = BigInt(view.get("system", "ts") ?? 0);
    this.lastCreationTime = Number(view.get("system", "creationTime") ?? 0);
  }

  /** Latest committed timestamp, in nanoseconds since 1970. */
  get latestTs(): bigint {
    return this.ts;
  }

  get queueLength(): number {
    return this.queue.length;
  }

  /** Returns what ends it. */
  onCommit(listener: CommitListener): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Runs a transaction after everything submitted before it. */
  submit<T>(work: Work<T>): Promise<Committed<T>> {
    const key = work.idempotencyKey;
    if (key !== undefined) {
      // Also catches a copy in the same batch, which no committed record shows yet.
      const running = this.inFlight.get(key);
      if (running !== undefined) return running as Promise<Committed<T>>;
    }
    if (this.queue.length >= MAX_QUEUE) return Promise.reject(new OverloadedError());
    const promise = new Promise<Committed<unknown>>((resolve, reject) => {
      this.queue.push({ work, resolve, reject });
    });
    if (key !== undefined) {
      this.inFlight.set(key, promise);
      const forget = () => this.inFlight.delete(key);
      promise.then(forget, forget);
    }
    this.start();
    return promise as Promise<Committed<T>>;
  }

  /** Runs `task` when no batch is under way and keeps mutations waiting until it is done. */
  exclusive<T>(task: () => Promise<T>): Promise<T> {
    const promise = new Promise<T>((resolve, reject) => {
      this.queue.push({
        work: null,
        alone: task,
        resolve: ({ result }) => resolve(result as T),
        reject,
      });
    });
    this.start();
    return promise;
  }

  /** Makes pending writes durable as one commit with a timestamp of its own; only from within `exclusive`. */
  async commitAlone(overlay: Overlay): Promise<void> {
    const ts = this.nextTs();
    overlay.put("system", "ts", String(ts));
    overlay.put("system", "creationTime", String(this.lastCreationTime));
    await this.store.commit(overlay.writes());
    this.ts = ts;
  }

  /** Runs a reader on a consistent snapshot of the latest commit. */
  async read<T>(run: (transaction: Transaction) => Promise<T>): Promise<T> {
    const lease = this.lease();
    try {
      return await run(new Transaction(lease.snapshot, this.catalog, lease.ts, null));
    } finally {
      lease.release();
    }
  }

  /** A snapshot shared by everybody who reads the same commit. */
  lease(): Lease {
    if (this.shared?.ts !== this.ts) {
      this.forget();
      this.shared = new SharedSnapshot(this.ts, this.store.snapshot());
    }
    return new Lease(this.shared as SharedSnapshot);
  }

  /** The shared snapshot is no longer the latest state. */
  private forget(): void {
    this.shared?.retire();
    this.shared = null;
  }

  /** Resolves when the queue is empty and everything is on disk. */
  async drain(): Promise<void> {
    while (this.running !== null) await this.running;
    this.forget();
  }

  private start(): void {
    this.running ??= this.loop().finally(() => {
      this.running = null;
      if (this.queue.length > 0) this.start();
    });
  }

  private async loop(): Promise<void> {
    // Lets everything submitted in the same turn join the first batch.
    await Promise.resolve();
    while (this.queue.length > 0) await this.batch();
  }

  private async batch(): Promise<void> {
    if (this.queue[0]?.alone !== undefined) {
      const { alone, resolve, reject } = this.queue.shift() as Queued;
      await (alone as () => Promise<unknown>)().then((result) => resolve({ result, ts: this.ts }), reject);
      // It may have changed what is on disk without a timestamp: whoever reads next must see that.
      this.forget();
      return;
    }
    const overlay = new Overlay(this.store.committed());
    const writes = new WriteSet();
    const finished: Finished[] = [];
    const began = performance.now();
    let ts = this.nextTs();
    while (finished.length < MAX_BATCH && performance.now() - began < MAX_BATCH_MS) {
      const queued = this.queue[0];
      if (queued === undefined || queued.work === null) break;
      this.queue.shift();
      const done = await this.runOne(queued, queued.work, overlay, writes, ts);
      if (done === null) continue;
      if (done.wrote) ts += 1n;
      finished.push(done);
    }
    this.catalog.persist(overlay);
    if (!overlay.isEmpty) {
      const last = ts - 1n > this.ts ? ts - 1n : ts;
      overlay.put("system", "ts", String(last));
      overlay.put("system", "creationTime", String(this.lastCreationTime));
      // Readers that start while the commit is under way must still see the state before it.
      const before = this.lease();
      const handedOver = performance.now();
      try {
        await this.store.commit(overlay.writes());
        this.ts = last;
        this.commits.add(performance.now() - handedOver);
        this.committedMutations += finished.length;
      } catch (error) {
        // Nothing of the batch is on disk (full disk, lost folder): its callers hear so, later ones may succeed.
        this.catalog.touchAll();
        for (const { queued } of finished) queued.reject(error);
        return;
      } finally {
        before.release();
        if (this.ts === last) this.forget();
      }
    }
    for (const { queued, result, ts: own } of finished) queued.resolve({ result, ts: own });
    if (!writes.isEmpty) for (const listener of this.listeners) listener(this.ts, writes);
  }

  private async runOne(
    queued: Queued,
    work: Work<unknown>,
    overlay: Overlay,
    writes: WriteSet,
    ts: bigint,
  ): Promise<Finished | null> {
    if (work.idempotencyKey !== undefined) {
      const record = overlay.get("system", recordKey(work.idempotencyKey));
      if (record !== undefined) {
        const { ts: original, result } = JSON.parse(record) as { ts: string; result: unknown };
        queued.resolve({ result, ts: BigInt(original) });
        return null;
      }
    }
    const savepoint = overlay.savepoint();
    const transaction = new Transaction(overlay, this.catalog, this.ts, { overlay, clock: this.clock });
    try {
      const result = await work.run(transaction);
      const wrote = overlay.savepoint() > savepoint;
      if (wrote) transaction.resolveCommitTs(ts);
      if (work.idempotencyKey !== undefined && wrote) {
        const record = { ts: String(ts), at: Date.now(), result };
        overlay.put("system", recordKey(work.idempotencyKey), JSON.stringify(record));
        // By age, for the garbage collector.
        overlay.put(
          "system",
          `onceAt/${String(record.at).padStart(16, "0")}/${bounded(work.idempotencyKey)}`,
          "",
        );
      }
      writes.merge(transaction.writes);
      return { queued, result, wrote, ts: wrote ? ts : this.ts };
    } catch (error) {
      transaction.rollback(savepoint);
      queued.reject(error);
      return null;
    }
  }

  private nextTs(): bigint {
    const now = BigInt(Date.now()) * 1_000_000n;
    return now > this.ts ? now : this.ts + 1n;
  }
}

/** Longer ones are hashed: a client chooses its session id, the store's keys are bounded. */
const MAX_KEY = 200;

function recordKey(idempotencyKey: string): string {
  return `once/${bounded(idempotencyKey)}`;
}

function bounded(idempotencyKey: string): string {
  if (idempotencyKey.length <= MAX_KEY && /^[\x20-\x7e]*$/.test(idempotencyKey)) return idempotencyKey;
  return createHash("sha256").update(idempotencyKey).digest("hex");
}
