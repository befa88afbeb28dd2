// The only writer. Takes queued mutations in order, runs them one after another on
// an overlay, and makes the whole batch durable with one commit. Serial execution
// means no conflicts and no retries. While a batch is being made durable the next one
// runs above it, on the writes that are not on the disk yet: nobody is told of the
// second before it is durable itself, and when the first fails, so does the second.
import { createHash } from "node:crypto";
import type { Catalog } from "../indexes/catalog";
import { Histogram } from "../histogram";
import { reach } from "../storage/failpoints";
import { Overlay } from "../storage/overlay";
import type { ReadView, Store } from "../storage/store";
import { Lease, SharedSnapshot } from "./lease";
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
  /** No caller outside waits for it, so that it may still be undone when what follows goes wrong. */
  readonly isUnheard?: boolean;
  run(transaction: Transaction): Promise<T>;
}

interface Queued {
  /** Null: runs alone, between batches, with direct access to the store. */
  readonly work: Work<unknown> | null;
  readonly alone?: () => Promise<unknown>;
  resolve(committed: Committed<unknown>): void;
  reject(error: unknown): void;
}

/** A mutation that has run, and what its caller hears once its batch is durable. */
interface Finished {
  readonly queued: Queued;
  readonly answer: { readonly result: unknown } | { readonly error: unknown };
  readonly wrote: boolean;
  readonly ts: bigint;
}

/** Mutations that share one commit. */
interface Batch {
  readonly overlay: Overlay;
  readonly writes: WriteSet;
  readonly finished: readonly Finished[];
  /** The last timestamp given to one of them; that of the batch below when none wrote. */
  readonly ts: bigint;
}

/** A batch that is on its way to the disk. */
interface Commit {
  readonly batch: Batch;
  /** The state below it, which what runs above it reads through it. */
  readonly below: Lease;
  /** Resolves when its callers were answered; never rejects. */
  readonly settled: Promise<void>;
  state: "pending" | "durable" | "failed";
  error: unknown;
}

/** Mutations in one commit; more only makes the first wait longer. */
const MAX_BATCH = 128;
/** A batch that could be committed is when it has run this long, so that short mutations do not wait for a queue of long ones. */
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
  /** Timestamps up to this one are given away; later than `ts` while a commit is under way. */
  private givenTs: bigint;
  /** The latest commit, until what it stood on is not read any more. */
  private commit: Commit | null = null;
  /** Called when there is something new for a batch that waits for the commit below it. */
  private arrived: (() => void) | null = null;
  private readonly latestListeners = new Set<() => void>();
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
    this.givenTs = this.ts;
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

  /** Called whenever `latest` shows something else. */
  onLatest(listener: () => void): void {
    this.latestListeners.add(listener);
  }

  /**
   * What is durable, and what nobody waits for and soon will be: for whoever decides what to submit next, never
   * for an answer. A function that does not end ends the thread, and must not take somebody's answer with it.
   * Do not keep it across an await.
   */
  latest(): ReadView {
    if (this.commit?.state !== "pending") return this.store.committed();
    const { finished, overlay } = this.commit.batch;
    return finished.every(({ queued }) => queued.work?.isUnheard) ? overlay : this.store.committed();
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
    this.ts = this.givenTs = ts;
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
    this.arrived?.();
    this.running ??= this.loop().finally(() => {
      this.running = null;
      if (this.queue.length > 0) this.start();
    });
  }

  private async loop(): Promise<void> {
    // Lets everything submitted in the same turn join the first batch.
    await Promise.resolve();
    for (;;) {
      const isAlone = this.queue[0]?.alone !== undefined;
      if (isAlone || this.commit?.state !== "pending") await this.settle();
      if (isAlone) {
        await this.runAlone();
        continue;
      }
      const under = this.commit;
      if (under === null && this.queue.length === 0) return;
      const batch = await this.runBatch(under);
      await this.settle();
      if (under?.state === "failed") this.refuse(batch, under.error);
      else if (batch.overlay.isEmpty) this.answer(batch);
      else this.makeDurable(batch);
    }
  }

  /** Waits for the commit that is under way, and forgets what it stood on. */
  private async settle(): Promise<void> {
    const { commit } = this;
    if (commit === null) return;
    await commit.settled;
    commit.below.release();
    this.commit = null;
  }

  private async runAlone(): Promise<void> {
    const { alone, resolve, reject } = this.queue.shift() as Queued;
    await (alone as () => Promise<unknown>)().then((result) => resolve({ result, ts: this.ts }), reject);
    // It may have changed what is on disk without a timestamp: whoever reads next must see that.
    this.forget();
  }

  /** Runs what is queued; above a commit that is under way, everything that comes until that has ended. */
  private async runBatch(under: Commit | null): Promise<Batch> {
    const overlay = new Overlay(under?.batch.overlay ?? this.store.committed());
    const writes = new WriteSet();
    const finished: Finished[] = [];
    const began = performance.now();
    const given = this.givenTs;
    let next = this.nextTs();
    while (finished.length < MAX_BATCH && under?.state !== "failed") {
      const mayGoOn = under?.state === "pending";
      const queued = this.queue[0];
      if (queued === undefined && mayGoOn) {
        await this.somethingNew(under);
        continue;
      }
      if (queued === undefined || queued.work === null) break;
      if (!mayGoOn && performance.now() - began >= MAX_BATCH_MS) break;
      this.queue.shift();
      const done = await this.runOne(queued, queued.work, overlay, writes, next);
      if (done.wrote) this.givenTs = next++;
      finished.push(done);
      if (under?.state === "pending") reach("commit.overlapped");
    }
    // A batch without timestamps of its own may still have something for the catalog.
    this.catalog.persist(overlay);
    if (!overlay.isEmpty && this.givenTs === given) this.givenTs = next;
    return { overlay, writes, finished, ts: this.givenTs };
  }

  /** Resolves when a mutation comes or the commit has ended. */
  private async somethingNew(under: Commit): Promise<void> {
    await Promise.race([under.settled, new Promise<void>((resolve) => (this.arrived = resolve))]);
    this.arrived = null;
  }

  /** Hands a batch to the disk; the one below it is there. */
  private makeDurable(batch: Batch): void {
    const { overlay, ts } = batch;
    overlay.put("system", "ts", String(ts));
    overlay.put("system", "creationTime", String(this.lastCreationTime));
    // Readers that start while the commit is under way must still see the state before it.
    const below = this.lease();
    overlay.standOn(below.snapshot);
    const handedOver = performance.now();
    const written = this.store.commit(overlay.writes()).then(
      () => {
        commit.state = "durable";
        this.ts = ts;
        this.forget();
        this.commits.add(performance.now() - handedOver);
        this.committedMutations += batch.finished.filter(({ answer }) => "result" in answer).length;
        this.answer(batch);
      },
      (error: unknown) => {
        // Nothing of the batch is on disk (full disk, lost folder): its callers hear so, as those of what ran above it do; later ones may succeed.
        commit.state = "failed";
        commit.error = error;
        this.refuse(batch, error);
        this.tellLatest();
      },
    );
    const commit: Commit = { batch, below, settled: written, state: "pending", error: undefined };
    this.commit = commit;
    this.tellLatest();
  }

  private tellLatest(): void {
    for (const listener of this.latestListeners) listener();
  }

  private answer({ finished, writes }: Batch): void {
    for (const { queued, answer, ts } of finished) {
      if ("error" in answer) queued.reject(answer.error);
      else queued.resolve({ result: answer.result, ts });
    }
    if (!writes.isEmpty) for (const listener of this.listeners) listener(this.ts, writes);
  }

  private refuse({ finished }: Batch, error: unknown): void {
    this.catalog.touchAll();
    for (const { queued } of finished) queued.reject(error);
  }

  /** What it fails with is told when its batch is durable too: it may have read what will never be. */
  private async runOne(
    queued: Queued,
    work: Work<unknown>,
    overlay: Overlay,
    writes: WriteSet,
    ts: bigint,
  ): Promise<Finished> {
    if (work.idempotencyKey !== undefined) {
      const record = overlay.get("system", recordKey(work.idempotencyKey));
      if (record !== undefined) {
        const { ts: original, result } = JSON.parse(record) as { ts: string; result: unknown };
        return { queued, answer: { result }, wrote: false, ts: BigInt(original) };
      }
    }
    const savepoint = overlay.savepoint();
    const transaction = new Transaction(overlay, this.catalog, this.givenTs, { overlay, clock: this.clock });
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
      return { queued, answer: { result }, wrote, ts: wrote ? ts : this.givenTs };
    } catch (error) {
      transaction.rollback(savepoint);
      return { queued, answer: { error }, wrote: false, ts: this.givenTs };
    }
  }

  private nextTs(): bigint {
    const now = BigInt(Date.now()) * 1_000_000n;
    return now > this.givenTs ? now : this.givenTs + 1n;
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
