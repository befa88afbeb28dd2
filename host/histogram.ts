/** Counts how long things took, in steps that suit calls from a millisecond to the limit of a function. */

/** Upper bounds, in milliseconds; what took longer is counted after the last one. */
export const BOUNDS_MS: readonly number[] = [
  1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 15_000,
];

export interface Durations {
  readonly count: number;
  readonly totalMs: number;
  readonly maxMs: number;
  /** How many lay under each bound and over the one before; one more for what lay over the last. */
  readonly counts: readonly number[];
}

export const NO_DURATIONS: Durations = { count: 0, totalMs: 0, maxMs: 0, counts: [] };

export class Histogram implements Durations {
  count = 0;
  totalMs = 0;
  maxMs = 0;
  readonly counts: number[] = Array.from({ length: BOUNDS_MS.length + 1 }, () => 0);

  add(ms: number): void {
    let bound = 0;
    while (bound < BOUNDS_MS.length && ms > BOUNDS_MS[bound]!) bound++;
    this.counts[bound] = this.counts[bound]! + 1;
    this.count++;
    this.totalMs += ms;
    if (ms > this.maxMs) this.maxMs = ms;
  }

  /** As it is now, to be sent elsewhere. */
  read(): Durations {
    const { count, totalMs, maxMs, counts } = this;
    return { count, totalMs, maxMs, counts: [...counts] };
  }
}
