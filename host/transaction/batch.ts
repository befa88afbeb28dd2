// Mutations that share one commit: they run one after another above what is there, and a failing one is undone
// without a trace.
import type { Catalog } from "../indexes/catalog";
import { reach } from "../storage/failpoints";
import { Overlay } from "../storage/overlay";
import type { ReadView } from "../storage/store";
import type { CommitClock } from "./clock";
import { recordAnswer, recordedAnswer } from "./once";
import type { MutationQueue, Queued, Work } from "./queue";
import { WriteSet } from "./readSet";
import { Transaction } from "./transaction";

/** A mutation that has run, and what its caller hears once its batch is durable. */
interface Finished {
  readonly queued: Queued;
  readonly answer: { readonly result: unknown } | { readonly error: unknown };
  readonly wrote: boolean;
  readonly ts: bigint;
}

export interface Batch {
  readonly overlay: Overlay;
  readonly writes: WriteSet;
  readonly finished: readonly Finished[];
  /** The last timestamp given to one of them; that of the batch below when none wrote. */
  readonly ts: bigint;
}

/** The commit that a batch runs above while it is on its way to the disk. */
export interface Below {
  readonly state: "pending" | "durable" | "failed";
  /** Resolves when it has ended; never rejects. */
  readonly settled: Promise<void>;
}

/** Mutations in one commit; more only makes the first wait longer. */
const MAX_BATCH = 128;
/** A batch that could be committed is when it has run this long, so that short mutations do not wait for a queue of long ones. */
const MAX_BATCH_MS = 25;

/** Runs what is queued; above a commit that is under way, everything that comes until that has ended. */
export async function runBatch(
  queue: MutationQueue,
  base: ReadView,
  below: Below | null,
  catalog: Catalog,
  clock: CommitClock,
): Promise<Batch> {
  const overlay = new Overlay(base);
  const writes = new WriteSet();
  const finished: Finished[] = [];
  const began = performance.now();
  const given = clock.given;
  let next = clock.nextTs();
  while (finished.length < MAX_BATCH && below?.state !== "failed") {
    const mayGoOn = below?.state === "pending";
    const queued = queue.first;
    if (queued === undefined && mayGoOn) {
      await queue.somethingNew(below.settled);
      continue;
    }
    if (queued === undefined || queued.work === null) break;
    if (!mayGoOn && performance.now() - began >= MAX_BATCH_MS) break;
    queue.shift();
    const transaction = new Transaction(overlay, catalog, clock.given, { overlay, clock });
    const done = await runOne(queued, queued.work, transaction, writes, next);
    if (done.wrote) clock.given = next++;
    finished.push(done);
    if (below?.state === "pending") reach("commit.overlapped");
  }
  // A batch without timestamps of its own may still have something for the catalog.
  catalog.persist(overlay);
  if (!overlay.isEmpty && clock.given === given) clock.given = next;
  return { overlay, writes, finished, ts: clock.given };
}

/** What it fails with is told when its batch is durable too: it may have read what will never be. */
async function runOne(
  queued: Queued,
  work: Work<unknown>,
  transaction: Transaction,
  writes: WriteSet,
  ts: bigint,
): Promise<Finished> {
  const { overlay, snapshotTs } = transaction;
  const key = work.idempotencyKey;
  const known = key === undefined ? null : recordedAnswer(overlay, key);
  if (known !== null) return { queued, answer: { result: known.result }, wrote: false, ts: known.ts };
  const savepoint = overlay.savepoint();
  try {
    const result = await work.run(transaction);
    const wrote = overlay.savepoint() > savepoint;
    if (wrote) {
      transaction.resolveCommitTs(ts);
      if (key !== undefined) recordAnswer(overlay, key, { ts, result });
    }
    writes.merge(transaction.writes);
    return { queued, answer: { result }, wrote, ts: wrote ? ts : snapshotTs };
  } catch (error) {
    transaction.rollback(savepoint);
    return { queued, answer: { error }, wrote: false, ts: snapshotTs };
  }
}
