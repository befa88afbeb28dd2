// How far a job is, how fast, and how long it will still take. Pure.

export interface Pace {
  /** 0 to 1; null while the length is unknown. */
  progress: number | null;
  /** Rows per second; null before the first step. */
  rate: number | null;
  leftMs: number | null;
}

export function paceOf(job: {
  total: number;
  done: number;
  createdAt: number;
  updatedAt: number;
  pausedMs?: number;
}): Pace {
  const { total, done, createdAt, updatedAt, pausedMs = 0 } = job;
  const progress = total > 0 ? Math.min(1, done / total) : null;
  const seconds = (updatedAt - createdAt - pausedMs) / 1000;
  if (done === 0 || seconds <= 0) return { progress, rate: null, leftMs: null };
  const rate = done / seconds;
  return { progress, rate, leftMs: total > 0 ? Math.max(0, ((total - done) / rate) * 1000) : null };
}
