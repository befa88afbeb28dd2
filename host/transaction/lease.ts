// A commit's snapshot, shared by everybody who reads that commit.
import type { ReadView, Snapshot, Store } from "../storage/store";

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

/** One state of the database, for as long as somebody reads it. */
export interface Reading {
  readonly ts: bigint;
  readonly snapshot: ReadView;
  release(): void;
}

export class Lease implements Reading {
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

/** The latest commit's snapshot is kept also when nobody reads: the next reader need not open another. */
export class Leases {
  private shared: SharedSnapshot | null = null;

  constructor(private readonly store: Store) {}

  /** `ts`: the latest commit's. */
  take(ts: bigint): Lease {
    if (this.shared?.ts !== ts) {
      this.forget();
      this.shared = new SharedSnapshot(ts, this.store.snapshot());
    }
    return new Lease(this.shared as SharedSnapshot);
  }

  /** What is on disk is no longer what the snapshot shows. */
  forget(): void {
    this.shared?.retire();
    this.shared = null;
  }
}
