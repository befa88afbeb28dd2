// Mutations that wait for their turn, and what has to run between two batches of them.
import type { Transaction } from "./transaction";

/** What one mutation returns to its caller once it is durable. */
export interface Committed<T> {
  readonly result: T;
  /** Its own commit timestamp; a mutation that wrote nothing has the snapshot's. */
  readonly ts: bigint;
}

export interface Work<T> {
  /** Replays of the same key get the recorded answer instead of a second run. */
  readonly idempotencyKey?: string;
  /** No caller outside waits for it, so that it may still be undone when what follows goes wrong. */
  readonly isUnheard?: boolean;
  run(transaction: Transaction): Promise<T>;
}

export interface Queued {
  /** Null: runs alone, between batches, with direct access to the store. */
  readonly work: Work<unknown> | null;
  readonly alone?: () => Promise<unknown>;
  resolve(committed: Committed<unknown>): void;
  reject(error: unknown): void;
}

/** Mutations that may wait; more are refused at once instead of filling the memory. */
const MAX_QUEUE = 10_000;

/** The caller may try again in a moment. */
export class OverloadedError extends Error {
  override readonly name = "OverloadedError";
  constructor() {
    super(`Too many mutations are waiting (limit: ${MAX_QUEUE}). Try again in a moment.`);
  }
}

export class MutationQueue {
  private readonly waiting: Queued[] = [];
  /** By key; also catches a copy in the same batch, which no committed record shows yet. */
  private readonly inFlight = new Map<string, Promise<Committed<unknown>>>();
  /** Called when something comes while a batch waits for the commit below it. */
  private arrived: (() => void) | null = null;

  /** `onArrival` starts whoever takes from the queue. */
  constructor(private readonly onArrival: () => void) {}

  get length(): number {
    return this.waiting.length;
  }

  get first(): Queued | undefined {
    return this.waiting[0];
  }

  shift(): Queued {
    return this.waiting.shift() as Queued;
  }

  submit<T>(work: Work<T>): Promise<Committed<T>> {
    const key = work.idempotencyKey;
    const running = key === undefined ? undefined : this.inFlight.get(key);
    if (running !== undefined) return running as Promise<Committed<T>>;
    if (this.waiting.length >= MAX_QUEUE) return Promise.reject(new OverloadedError());
    const promise = new Promise<Committed<unknown>>((resolve, reject) => {
      this.waiting.push({ work, resolve, reject });
    });
    if (key !== undefined) {
      this.inFlight.set(key, promise);
      const forget = () => this.inFlight.delete(key);
      promise.then(forget, forget);
    }
    this.announce();
    return promise as Promise<Committed<T>>;
  }

  exclusive<T>(task: () => Promise<T>): Promise<T> {
    const promise = new Promise<T>((resolve, reject) => {
      this.waiting.push({
        work: null,
        alone: task,
        resolve: ({ result }) => resolve(result as T),
        reject,
      });
    });
    this.announce();
    return promise;
  }

  /** Resolves when something comes or the other is over. */
  async somethingNew(other: Promise<void>): Promise<void> {
    await Promise.race([other, new Promise<void>((resolve) => (this.arrived = resolve))]);
    this.arrived = null;
  }

  private announce(): void {
    this.arrived?.();
    this.onArrival();
  }
}
