/**
 * The `_system/*` queries that the official CLI subscribes to with the admin key.
 * They read the host's own state, which has no read sets, so open ones are simply
 * computed again a few times a second and sent when they differ.
 */
import type { Outcome } from "../contract";
import { queryFailed, queryUpdated } from "./protocol";

/** Answers one system query. Must return a value for every known name: a failure makes the CLI hang. */
export type SystemQueries = (component: string, path: string, args: string) => Outcome;

const POLL_MS = 250;

interface Subscription {
  readonly component: string;
  readonly path: string;
  readonly args: string;
  last: string | null;
}

export class SystemSubscriptions {
  private readonly open = new Map<number, Subscription>();
  private readonly run: SystemQueries;
  private readonly onChange: (changes: readonly (readonly [number, string])[]) => void;
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(run: SystemQueries, onChange: (changes: readonly (readonly [number, string])[]) => void) {
    this.run = run;
    this.onChange = onChange;
  }

  add(queryId: number, query: { udfPath: string; args: string; componentPath: string }): void {
    this.open.set(queryId, {
      component: query.componentPath,
      path: query.udfPath,
      args: query.args,
      last: null,
    });
    this.timer ??= setInterval(() => this.poll(), POLL_MS);
    this.timer.unref?.();
  }

  /** False when the query is none of ours. */
  remove(queryId: number): boolean {
    const known = this.open.delete(queryId);
    if (this.open.size === 0) this.close();
    return known;
  }

  ids(): readonly number[] {
    return [...this.open.keys()];
  }

  /** Fresh results for a transition. */
  results(queryIds: readonly number[]): readonly (readonly [number, string])[] {
    return queryIds.flatMap((queryId) => {
      const subscription = this.open.get(queryId);
      return subscription ? [[queryId, this.evaluate(queryId, subscription)] as const] : [];
    });
  }

  /** The session is no longer an admin's: nothing more may be told. */
  clear(): void {
    this.open.clear();
    this.close();
  }

  close(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private evaluate(queryId: number, subscription: Subscription): string {
    const outcome = this.run(subscription.component, subscription.path, subscription.args);
    subscription.last = outcome.ok
      ? queryUpdated(queryId, outcome.value, outcome.logLines, null)
      : queryFailed(queryId, outcome, null);
    return subscription.last;
  }

  private poll(): void {
    const changed: (readonly [number, string])[] = [];
    for (const [queryId, subscription] of this.open) {
      const before = subscription.last;
      // Not sent yet: its own transition is still on the way.
      if (before === null) continue;
      const now = this.evaluate(queryId, subscription);
      if (now !== before) changed.push([queryId, now]);
    }
    if (changed.length > 0) this.onChange(changed);
  }
}
