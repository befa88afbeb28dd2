// Runs due jobs: mutations exactly once (the result is part of their own commit),
// actions at most once. One timer for the earliest job.
import type { Store } from "../storage/store";
import type { Committer } from "../transaction/committer";
import type { Jobs, Job } from "../runtime/jobs";

/** How the engine runs a job's function. */
export interface JobRunner {
  kindOf(job: Job): "mutation" | "action" | null;
  /** Runs the mutation and `onSuccess` in one commit. */
  runMutation(job: Job, args: string): Promise<void>;
  runAction(job: Job, args: string): Promise<void>;
}

/** Actions may take minutes, so they must not keep scheduled mutations waiting: each kind has its own share. */
const PARALLEL = { mutation: 64, action: 256 } as const;
/** Due jobs looked at in one turn. */
const LOOK_AHEAD = 2_000;
/** setTimeout counts at most 2^31 - 1 ms; later jobs are looked at again then. */
const MAX_TIMER_MS = 2_000_000_000;
const GC_INTERVAL_MS = 60_000;
const GC_BATCH = 500;

export class Scheduler {
  private timer: NodeJS.Timeout | null = null;
  private gcTimer: NodeJS.Timeout | null = null;
  private readonly running = new Map<string, Promise<void>>();
  private readonly busy = { mutation: 0, action: 0 };
  private stopped = true;

  constructor(
    private readonly store: Store,
    private readonly committer: Committer,
    private readonly jobs: Jobs,
    private readonly runner: JobRunner,
    private readonly collectGarbage: (limit: number) => Promise<void>,
  ) {}

  get runningCount(): number {
    return this.running.size;
  }

  /** Fails actions that a crash interrupted, then starts working. */
  async start(): Promise<void> {
    const interrupted = this.jobs.interrupted(this.store.committed());
    if (interrupted.length > 0) {
      await this.committer.submit({
        run: (transaction) => {
          for (const job of interrupted) {
            this.jobs.finish(transaction, job, {
              kind: "failed",
              error: "Transient error while executing action: the server stopped while it was running.",
            });
          }
          return Promise.resolve();
        },
      });
    }
    this.stopped = false;
    this.gcTimer = setInterval(
      () => void this.collectGarbage(GC_BATCH).catch(() => undefined),
      GC_INTERVAL_MS,
    );
    this.gcTimer.unref();
    this.wake();
  }

  /** Looks for due jobs in a moment. Called when there may be one more. */
  wake(): void {
    if (this.stopped) return;
    this.arm(0);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    if (this.timer !== null) clearTimeout(this.timer);
    if (this.gcTimer !== null) clearInterval(this.gcTimer);
    const grace = new Promise((resolve) => setTimeout(resolve, 5_000).unref());
    await Promise.race([Promise.allSettled(this.running.values()), grace]);
  }

  private arm(delay: number): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = setTimeout(() => this.tick(), Math.min(delay, MAX_TIMER_MS));
  }

  private tick(): void {
    this.timer = null;
    if (this.stopped) return;
    const now = Date.now();
    let seen = 0;
    // What a scheduled mutation has scheduled runs above it, before it is durable, and falls with it.
    for (const { at, job } of this.jobs.waiting(this.committer.latest())) {
      if (at > now) {
        this.arm(at - now);
        return;
      }
      if (++seen > LOOK_AHEAD) return;
      if (this.running.has(job.id)) continue;
      // A job whose function is gone only needs its failure recorded.
      const kind = this.runner.kindOf(job) ?? "mutation";
      // What an action does outside cannot be taken back: it waits for the commit.
      if (kind === "action" && this.jobs.args(this.store.committed(), job) === null) continue;
      if (this.busy[kind] >= PARALLEL[kind]) continue;
      this.busy[kind]++;
      const run = this.run(job)
        // Recording a failure can itself fail when the store has gone; the job then stays as it is.
        .catch(() => undefined)
        .finally(() => {
          this.busy[kind]--;
          this.running.delete(job.id);
          this.wake();
        });
      this.running.set(job.id, run);
    }
  }

  private async run(job: Job): Promise<void> {
    const args = this.jobs.args(this.committer.latest(), job) ?? "{}";
    const kind = this.runner.kindOf(job);
    try {
      if (kind === null)
        throw new Error(
          `Could not find function for '${job.target.path}'. Did you forget to run \`npx convex dev\`?`,
        );
      if (kind === "mutation") await this.runner.runMutation(job, args);
      else await this.runAction(job, args);
    } catch (error) {
      await this.finish(job, { kind: "failed", error: (error as Error).message });
    }
  }

  private async runAction(job: Job, args: string): Promise<void> {
    const { result: begun } = await this.committer.submit({
      run: (transaction) => {
        const pending = this.jobs.isPending(transaction, job);
        if (pending) this.jobs.begin(transaction, job);
        return Promise.resolve(pending);
      },
    });
    if (!begun) return;
    await this.runner.runAction(job, args);
    await this.finish(job, { kind: "success" });
  }

  private async finish(job: Job, state: Parameters<Jobs["finish"]>[2]): Promise<void> {
    await this.committer.submit({
      run: (transaction) => Promise.resolve(this.jobs.finish(transaction, job, state)),
    });
  }
}
