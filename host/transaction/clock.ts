// Time as commits count it: timestamps in the order of commits, and creation times that never repeat, over
// restarts too.
import type { Overlay } from "../storage/overlay";
import type { ReadView } from "../storage/store";
import type { Clock } from "./transaction";

export class CommitClock implements Clock {
  /** Timestamps up to this one are given away; later than the latest commit's while one is under way. */
  given: bigint;
  private lastCreationTime: number;

  constructor(view: ReadView) {
    this.given = BigInt(view.get("system", "ts") ?? 0);
    this.lastCreationTime = Number(view.get("system", "creationTime") ?? 0);
  }

  /** In nanoseconds since 1970; it counts as given when it is kept in `given`. */
  nextTs(): bigint {
    const now = BigInt(Date.now()) * 1_000_000n;
    return now > this.given ? now : this.given + 1n;
  }

  nextCreationTime(): number {
    const now = Date.now();
    // 2^-11 ms: the smallest step a double of this size can still show twice over.
    this.lastCreationTime = now > this.lastCreationTime ? now : this.lastCreationTime + 1 / 2_048;
    return this.lastCreationTime;
  }

  /** Whether the view shows the commit with this timestamp as the latest. */
  isPersisted(view: ReadView, ts: bigint): boolean {
    return view.get("system", "ts") === String(ts);
  }

  /** Part of the commit with this timestamp. */
  persist(overlay: Overlay, ts: bigint): void {
    overlay.put("system", "ts", String(ts));
    overlay.put("system", "creationTime", String(this.lastCreationTime));
  }
}
