// Notices when the database's thread is stuck in somebody's code, or takes too much memory.
import { existsSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { ProgressReader } from "../runtime/progress";

const LOOK_MS = 100;
/** For so many looks, each after a pause: longer than any system call takes; code that eats memory for so long is in none. */
const LEAVE_LOOKS = 150;
const LEAVE_LOOK_MS = 2;

/** Longest time for loading and opening everything, before the thread says that it is ready; and for one that waits for its processor or disk. */
const LONGEST_MS = 120_000;

/** Of the time that a thread was silent, what it must have had of a processor to be called stuck: else the machine is. */
const BUSY_SHARE = 1 / 3;

/** Linux counts processor time in hundredths of a second, whatever its clock. */
const TICK_MS = 10;

export interface WatchLimits {
  /** Longest time without a sign of life, in milliseconds. */
  readonly stallMs: number;
  /** Memory that the whole process may take, beside the store's pages, while this thread lives, in bytes. */
  readonly memoryBytes: number;
}

/**
 * Calls `onEnd` once, with the reason, when the thread may be ended: code that is silent for long is in no system call,
 * and one that takes memory is first given the time to leave it.
 */
export function watchThread(
  memory: SharedArrayBuffer,
  limits: WatchLimits,
  isReady: () => boolean,
  onEnd: (reason: "stalled" | "memory") => void,
): { stop(): void; culprit(): string | null } {
  const reader = new ProgressReader(memory);
  let culprit: string | null | undefined;
  // What an earlier thread took is free again, but the allocator may keep some of it.
  const before = anonymousMemory();
  let lastBeat = reader.beat;
  let lastLook = performance.now();
  let silentMs = 0;
  let spentMs = 0;
  const timer = setInterval(() => {
    const now = performance.now();
    // A look that comes late says that this thread had to wait too: only time that both could use counts.
    const passed = Math.min(now - lastLook, 2 * LOOK_MS);
    lastLook = now;
    const { beat } = reader;
    const isSilent = beat === lastBeat;
    if (isSilent && silentMs === 0) spentMs = processorTime(reader.task);
    silentMs = isSilent ? silentMs + passed : 0;
    lastBeat = beat;
    const isStuck =
      silentMs >= LONGEST_MS ||
      (isReady() &&
        silentMs >= limits.stallMs &&
        processorTime(reader.task) - spentMs >= limits.stallMs * BUSY_SHARE);
    const reason = isStuck ? "stalled" : anonymousMemory() - before > limits.memoryBytes ? "memory" : null;
    if (reason === null) return;
    clearInterval(timer);
    culprit = reader.current;
    if (reason === "stalled") onEnd(reason);
    else void waiting(reader).then(() => onEnd(reason));
  }, LOOK_MS);
  timer.unref();
  return {
    stop: () => clearInterval(timer),
    /** Fingerprint of the call whose code ran last. */
    culprit: () => (culprit === undefined ? reader.current : culprit),
  };
}

/** Resolves when the thread waits for its end, or runs on without a system call. */
async function waiting(reader: ProgressReader): Promise<void> {
  reader.askToEnd();
  // Looks are counted and not time: while this thread waits for the processor, the other may too, in the middle of a call.
  for (let looks = 0; !reader.waitsForEnd && looks < LEAVE_LOOKS; looks++) await delay(LEAVE_LOOK_MS);
}

/** What one thread had of a processor, in milliseconds; where the system does not tell, as if it never waited for one. */
function processorTime(task: number): number {
  if (task === 0) return performance.now();
  const file = `/proc/self/task/${task}/stat`;
  // A thread that is over is not stuck.
  if (!existsSync(file)) return 0;
  // The name, in parentheses, may hold spaces; the times of user and system are twelfth and thirteenth after it.
  const stat = readFileSync(file, "utf8");
  const [user, system] = stat
    .slice(stat.lastIndexOf(")") + 2)
    .split(" ")
    .slice(11, 13);
  return (Number(user) + Number(system)) * TICK_MS;
}

/** What the process really holds, without mapped files; 0 where the system does not tell. */
function anonymousMemory(): number {
  if (process.platform !== "linux") return 0;
  const kilobytes = /^RssAnon:\s+(\d+) kB/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
  return Number(kilobytes ?? 0) * 1_024;
}
