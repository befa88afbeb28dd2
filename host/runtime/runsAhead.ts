/**
 * Live queries that run while the commit that touches them is on its way to the disk, when their thread has little
 * else to do, so that their results are there when it is durable. A commit that fails leaves them unread: a run is
 * good for the state of one timestamp, and timestamps are not given twice.
 */
import type { Upcoming } from "../transaction/committer";
import type { Reading } from "../transaction/lease";
import type { ReadSet } from "../transaction/readSet";

/** What one needs to know of a live query. */
export interface Ahead {
  readonly journal: string | null;
  readonly run: { readonly reads: ReadSet } | null;
  readonly dirty: boolean;
  /** How long it took last, in milliseconds. */
  readonly took: number;
}

/** Of more live queries even finding those that a commit touches takes longer than it saves. */
const MAX_LOOKED_AT = 1_000;
/** Whoever waits for the commit must not wait for queries as well: together they may take so long, the rest runs after it. */
const MAX_MS = 2;

interface Run<Result> {
  readonly journal: string | null;
  readonly result: Promise<Result | null>;
}

export class RunsAhead<Query extends Ahead, Result> {
  private ts: bigint | null = null;
  private readonly runs = new Map<Query, Run<Result>>();
  private ended: Promise<void> = Promise.resolve();

  constructor(private readonly run: (query: Query, reading: Reading) => Promise<Result>) {}

  /** Runs those of `queries` that the commit touches, if they are few and quick. */
  start(queries: ReadonlySet<Query>, { ts, writes, lease }: Upcoming): void {
    this.forget();
    if (queries.size > MAX_LOOKED_AT) return;
    const quick: Query[] = [];
    let took = 0;
    for (const query of queries) {
      if (query.dirty || query.run === null || took + query.took > MAX_MS) continue;
      if (!writes.affects(query.run.reads)) continue;
      took += query.took;
      quick.push(query);
    }
    if (quick.length === 0) return;
    this.ts = ts;
    const reading = lease();
    // lmdb hands its writes to the thread that makes them durable at the end of this turn.
    const turn = new Promise((resolve) => setImmediate(resolve));
    for (const query of quick) {
      this.runs.set(query, {
        journal: query.journal,
        // What goes wrong here goes wrong again, and is told, when it runs on what is durable.
        result: turn.then(() => this.run(query, reading)).catch(() => null),
      });
    }
    const over = Promise.all([...this.runs.values()].map(({ result }) => result));
    this.ended = Promise.all([this.ended, over.then(() => reading.release())]).then(() => undefined);
  }

  /** The query's run on the state of `ts`, once; null when there is none. */
  async take(query: Query, ts: bigint): Promise<Result | null> {
    const run = this.runs.get(query);
    this.runs.delete(query);
    return run === undefined || this.ts !== ts || run.journal !== query.journal ? null : run.result;
  }

  /** After a change of code or environment, and before others are run. */
  forget(): void {
    this.runs.clear();
    this.ts = null;
  }

  /** Resolves when none reads the store any more. */
  async close(): Promise<void> {
    this.forget();
    await this.ended;
  }
}
