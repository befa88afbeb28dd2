/** Convex's limit: operations of one action that go on at the same time. */
export const MAX_PARALLEL = 1_000;

/** Bounds what goes on at once; the rest waits for its turn, in order. */
export class Parallel {
  private running = 0;
  private readonly waiting = new Set<() => void>();

  constructor(private readonly limit = MAX_PARALLEL) {}

  async run<T>(work: () => T | Promise<T>): Promise<T> {
    if (this.running < this.limit) this.running++;
    // Whoever is done hands its place on, so that nobody who comes later can take it.
    else await new Promise<void>((resolve) => this.waiting.add(resolve));
    try {
      return await work();
    } finally {
      const [next] = this.waiting;
      if (next === undefined) this.running--;
      else {
        this.waiting.delete(next);
        next();
      }
    }
  }
}
