// Notices when the database's thread is stuck in somebody's code, or takes too much memory.
import { readFileSync } from "node:fs";
import { ProgressReader } from "../runtime/progress";

const LOOK_MS = 100;

/** Longest time for loading and opening everything, before the thread says that it is ready. */
const START_MS = 120_000;

export interface WatchLimits {
  /** Longest time without a sign of life, in milliseconds. */
  readonly stallMs: number;
  /** Memory of the whole process that is not the store's pages, in bytes. */
  readonly memoryBytes: number;
}

/** Calls `onEnd` once, with the reason and the fingerprint of the call whose code ran last. */
export function watchThread(
  memory: SharedArrayBuffer,
  limits: WatchLimits,
  isReady: () => boolean,
  onEnd: (reason: "stalled" | "memory", culprit: string | null) => void,
): { stop(): void; culprit(): string | null } {
  const reader = new ProgressReader(memory);
  let lastBeat = reader.beat;
  let lastLook = performance.now();
  let silentMs = 0;
  const timer = setInterval(() => {
    const now = performance.now();
    // A look that comes late says that this thread had to wait too: only time that both could use counts.
    const passed = Math.min(now - lastLook, 2 * LOOK_MS);
    lastLook = now;
    const { beat } = reader;
    silentMs = beat === lastBeat ? silentMs + passed : 0;
    lastBeat = beat;
    const reason =
      silentMs >= (isReady() ? limits.stallMs : START_MS)
        ? "stalled"
        : anonymousMemory() > limits.memoryBytes
          ? "memory"
          : null;
    if (reason === null) return;
    clearInterval(timer);
    onEnd(reason, reader.current);
  }, LOOK_MS);
  timer.unref();
  return { stop: () => clearInterval(timer), culprit: () => reader.current };
}

/** What the process really holds, without mapped files; 0 where the system does not tell. */
function anonymousMemory(): number {
  if (process.platform !== "linux") return 0;
  const kilobytes = /^RssAnon:\s+(\d+) kB/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
  return Number(kilobytes ?? 0) * 1_024;
}
