// The thread that large commits are written by, so that the database's thread goes on meanwhile: reading the keys
// out of their objects into the store's pages is a tenth of what an import costs there. It starts when the first
// large commit is made, which does not wait for it, and ends when none came for a while.
import { Worker } from "node:worker_threads";
import type { PackedWrites } from "./packed";
import type { FromWriter, ToWriter } from "./writerThread";

const THREAD = new URL("./writerThread.mjs", import.meta.url);
/** While it works it holds some 60 MB. */
const IDLE_MS = 60_000;
/** Little of what a commit is made of lives longer than a moment; V8's own measure held 90 MB. */
const YOUNG_MB = 6;

/** Whether the commit was made is not known: its thread ended under it. */
export class WriterEndedError extends Error {
  override readonly name = "WriterEndedError";
}

interface Waiting {
  resolve(): void;
  reject(error: Error): void;
}

export class Writer {
  private worker: Worker | null = null;
  private started: Promise<void> | null = null;
  private ended: Promise<void> = Promise.resolve();
  private isReadyNow = false;
  private waiting: Waiting | null = null;
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly directory: string) {}

  get isReady(): boolean {
    return this.isReadyNow;
  }

  /** Resolves when it is ready, or will not be. */
  start(): Promise<void> {
    this.started ??= new Promise((resolve) => {
      // Flags of the process are about its own entry; the thread brings its own loader.
      const worker = new Worker(THREAD, {
        workerData: this.directory,
        execArgv: [],
        resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
      });
      // Nothing waits for it but a commit, which the process does not end under.
      worker.unref();
      worker.on("message", (message: FromWriter) => {
        if ("ready" in message) {
          if (this.worker === worker) this.isReadyNow = true;
          this.rest();
          resolve();
        } else this.answer(message.refused);
      });
      worker.on("error", (error) => console.error("The thread that writes large commits ended:", error));
      this.ended = new Promise((isOver) => {
        worker.once("exit", () => {
          if (this.worker === worker) this.forget();
          const { waiting } = this;
          this.waiting = null;
          waiting?.reject(new WriterEndedError("the thread that writes ended"));
          resolve();
          isOver();
        });
      });
      this.worker = worker;
    });
    return this.started;
  }

  /** Resolves when the writes are on disk; rejects when none of them is, or with WriterEndedError. One at a time. */
  write(commit: PackedWrites): Promise<void> {
    const { worker } = this;
    if (worker === null || this.waiting !== null) throw new Error("The writer is not ready");
    if (this.timer !== null) clearTimeout(this.timer);
    worker.ref();
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      const message: ToWriter = { commit };
      worker.postMessage(message, [
        commit.search.values.buffer as ArrayBuffer,
        ...Object.values(commit).flatMap((space: PackedWrites[keyof PackedWrites]) => [
          space.keys.buffer as ArrayBuffer,
          space.keyLengths.buffer as ArrayBuffer,
          space.valueLengths.buffer as ArrayBuffer,
        ]),
      ]);
    });
  }

  private answer(refused: string | null): void {
    const { waiting } = this;
    this.waiting = null;
    this.worker?.unref();
    this.rest();
    if (refused === null) waiting?.resolve();
    else waiting?.reject(new Error(refused));
  }

  /** Ends it unless something comes. */
  private rest(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.end(), IDLE_MS);
    this.timer.unref();
  }

  private forget(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.worker = null;
    this.started = null;
    this.isReadyNow = false;
  }

  /** It closes the store by itself: ended from here inside of it, it would take the process with it. */
  async end(): Promise<void> {
    const { worker, started, ended } = this;
    if (worker === null) return ended;
    worker.ref();
    await started;
    if (this.worker === worker) this.forget();
    const message: ToWriter = { end: true };
    worker.postMessage(message);
    await ended;
  }
}
