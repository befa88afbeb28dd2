// How far a job is, how fast, and how long it will still take. Pure.

export interface Pace {
  /** 0 to 1; null while the length is unknown. */
  progress: number | null;
  /** Rows per second; null while nothing can be said yet. */
  rate: number | null;
  leftMs: number | null;
}

/** `updatedAt` is when the latest step began, not ended: sooner than this a rate is some ten times too high. */
const shortestMs = 1000;

export function paceOf(job: {
  total: number;
  done: number;
  createdAt: number;
  updatedAt: number;
  pausedMs?: number;
}): Pace {
  const { total, done, createdAt, updatedAt, pausedMs = 0 } = job;
  const progress = total > 0 ? Math.min(1, done / total) : null;
  const workedMs = updatedAt - createdAt - pausedMs;
  if (done === 0 || workedMs < shortestMs) return { progress, rate: null, leftMs: null };
  const rate = (done / workedMs) * 1000;
  return { progress, rate, leftMs: total > 0 ? Math.max(0, ((total - done) / rate) * 1000) : null };
}
