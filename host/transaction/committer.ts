// The only writer. Takes queued mutations in order, runs them one after another on
// an overlay, and makes the whole batch durable with one commit. Serial execution
// means no conflicts and no retries. While a batch is being made durable the next one
// runs above it, on the writes that are not on the disk yet: nobody is told of the
// second before it is durable itself, and when the first fails, so does the second.
import type { Catalog } from "../indexes/catalog";
import { Histogram } from "../histogram";
import type { Overlay } from "../storage/overlay";
import type { ReadView, Store } from "../storage/store";
import { runBatch, type Batch, type Below } from "./batch";
import { CommitClock } from "./clock";
import { Leases, type Lease, type Reading } from "./lease";
import { MutationQueue, type Committed, type Work } from "./queue";
import type { WriteSet } from "./readSet";
import { Transaction } from "./transaction";

/** A batch that is on its way to the disk. */
interface Commit extends Below {
  readonly batch: Batch;
  /** The state below it, which what runs above it reads through it. */
  readonly below: Lease;
  state: Below["state"];
  error: unknown;
}

export type CommitListener = (ts: bigint, writes: WriteSet) => void;

/** A commit that is on its way to the disk, for whoever makes ready what can be told once it is there. */
export interface Upcoming {
  readonly ts: bigint;
  readonly writes: WriteSet;
  /** What will be durable. To be taken before the next await, if at all. */
  lease(): Reading;
}

export class Committer {
  private readonly queue = new MutationQueue(() => this.start());
  private readonly clock: CommitClock;
  private readonly leases: Leases;
  private readonly listeners = new Set<CommitListener>();
  private readonly latestListeners = new Set<() => void>();
  private readonly upcomingListeners = new Set<(upcoming: Upcoming) => void>();
  private running: Promise<void> | null = null;
  private ts: bigint;
  /** The latest commit, until what it stood on is not read any more. */
  private commit: Commit | null = null;
  /** How long batches took to reach the disk, and how many mutations they held. */
  readonly commits = new Histogram();
  committedMutations = 0;

  constructor(
    private readonly store: Store,
    private readonly catalog: Catalog,
  ) {
    this.clock = new CommitClock(store.committed());
    this.leases = new Leases(store);
    this.ts = this.clock.given;
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

  /** Called when a batch that wrote is handed to the disk. Whether it arrives is told by `onCommit` alone. */
  onUpcoming(listener: (upcoming: Upcoming) => void): void {
    this.upcomingListeners.add(listener);
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
    return this.queue.submit(work);
  }

  /** Runs `task` when no batch is under way and keeps mutations waiting until it is done. */
  exclusive<T>(task: () => Promise<T>): Promise<T> {
    return this.queue.exclusive(task);
  }

  /** Makes pending writes durable as one commit with a timestamp of its own; only from within `exclusive`. */
  async commitAlone(overlay: Overlay): Promise<void> {
    const ts = this.clock.nextTs();
    this.clock.persist(overlay, ts);
    await this.write(overlay, ts);
    this.ts = this.clock.given = ts;
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
    return this.leases.take(this.ts);
  }

  /** Resolves when the queue is empty and everything is on disk. */
  async drain(): Promise<void> {
    while (this.running !== null) await this.running;
    this.leases.forget();
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
    for (;;) {
      const isAlone = this.queue.first?.alone !== undefined;
      if (isAlone || this.commit?.state !== "pending") await this.settle();
      if (isAlone) {
        await this.runAlone();
        continue;
      }
      const under = this.commit;
      if (under === null && this.queue.length === 0) return;
      const base = under?.batch.overlay ?? this.store.committed();
      const batch = await runBatch(this.queue, base, under, this.catalog, this.clock);
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
    const { alone, resolve, reject } = this.queue.shift();
    await (alone as () => Promise<unknown>)().then((result) => resolve({ result, ts: this.ts }), reject);
    // It may have changed what is on disk without a timestamp: whoever reads next must see that.
    this.leases.forget();
  }

  /** Hands a batch to the disk; the one below it is there. */
  private makeDurable(batch: Batch): void {
    const { overlay, ts } = batch;
    this.clock.persist(overlay, ts);
    // Readers that start while the commit is under way must still see the state before it.
    const below = this.lease();
    overlay.standOn(below.snapshot);
    const handedOver = performance.now();
    const written = this.write(overlay, ts).then(
      () => {
        commit.state = "durable";
        this.ts = ts;
        this.leases.forget();
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
    this.tellUpcoming(batch);
  }

  private tellUpcoming({ ts, writes, overlay }: Batch): void {
    if (writes.isEmpty) return;
    const lease = (): Reading => {
      // The overlay reads through the state below it, which its readers keep open.
      const below = this.lease();
      return { ts, snapshot: overlay, release: () => below.release() };
    };
    for (const listener of this.upcomingListeners) listener({ ts, writes, lease });
  }

  private write(overlay: Overlay, ts: bigint): Promise<void> {
    return this.store.commitPending(overlay, (view) => this.clock.isPersisted(view, ts));
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
}
