// Merges what commits changed in search indexes into their posting lists, in the
// background: when enough has gathered that a list is worth writing, or when nothing
// else was written for a moment. Searches find the same before and after.
import type { Catalog } from "../indexes/catalog";
import { mergeSteps } from "../search/merge";
import type { Overlay } from "../storage/overlay";
import { inSlices } from "../storage/slices";
import type { Committer } from "./committer";

/** Documents merged in one commit. Searches read the records of so many at most, but for those of one larger mutation. */
const TURN = 1_024;
const IDLE_MS = 1_000;
/** After so long within a turn queries may run; other mutations wait for its end. */
const SLICE_MS = 2;

export class SearchMerger {
  private changed = 0;
  private timer: NodeJS.Timeout | null = null;
  private running: Promise<void> | null = null;
  private isStopped = false;
  /** What the last process left is merged even when there is never a quiet moment. */
  private isFirst = true;
  private readonly stopListening: () => void;

  constructor(
    private readonly committer: Committer,
    private readonly catalog: Catalog,
    private readonly documents = TURN,
  ) {
    this.stopListening = committer.onCommit((_ts, { searches }) => {
      for (const changes of searches.values()) this.changed += changes.length;
      if (this.changed >= this.documents) this.start();
      else if (searches.size > 0) this.wait();
    });
    // What the last process left.
    this.wait();
  }

  /** Ends with the turn that is under way. What is left is merged after the next start. */
  async stop(): Promise<void> {
    this.isStopped = true;
    this.stopListening();
    if (this.timer !== null) clearTimeout(this.timer);
    await this.running;
  }

  private wait(): void {
    if (this.timer !== null) {
      if (this.isFirst) return;
      clearTimeout(this.timer);
    }
    this.timer = setTimeout(() => this.start(), IDLE_MS);
    this.timer.unref();
  }

  private start(): void {
    if (this.running !== null || this.isStopped) return;
    this.changed = 0;
    this.isFirst = false;
    this.running = this.turns()
      // A full disk, say: what is pending is merged after a later commit.
      .catch(() => undefined)
      .finally(() => {
        this.running = null;
        if (this.changed >= this.documents) this.start();
      });
  }

  private async turns(): Promise<void> {
    for (let isMore = true; isMore && !this.isStopped;) {
      const { result } = await this.committer.submit({
        isUnheard: true,
        run: ({ overlay }) => inSlices(this.turn(overlay), SLICE_MS),
      });
      isMore = result >= this.documents;
    }
  }

  private *turn(overlay: Overlay): Generator<void, number> {
    let merged = 0;
    for (const { searchIndexes, building } of this.catalog.tables()) {
      for (const index of [...searchIndexes, ...(building?.searchIndexes ?? [])]) {
        merged += yield* mergeSteps(overlay, index, this.documents - merged);
        if (merged >= this.documents) return merged;
      }
    }
    return merged;
  }
}
