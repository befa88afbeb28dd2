// A commit's snapshot, shared by everybody who reads that commit.
import type { Snapshot } from "../storage/store";

/** One commit's snapshot and who reads it. */
export class SharedSnapshot {
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
