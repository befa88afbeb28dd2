// What functions logged, for `npx convex logs`, and what they cost, for metrics.
import type { FunctionStats, LogEntry } from "../contract";
import type { Limits } from "../transaction/limits";
import type { Request } from "./execution";
import type { FunctionAddress } from "./functions";
import type { FunctionError } from "./invoke";

export interface OpenLog {
  readonly address: FunctionAddress;
  readonly udfType: LogEntry["udfType"];
  readonly request: Request;
  readonly began: number;
  readonly at: number;
  error: string | null;
  stack: string | undefined;
}

const KEEP = 2_000;

export class LogBook {
  private entries: LogEntry[] = [];
  /** Cursor of the entry before the first one kept. */
  private dropped = 0;
  private waiting: (() => void)[] = [];
  private readonly stats = new Map<string, FunctionStats>();

  begin(address: FunctionAddress, udfType: LogEntry["udfType"], request: Request): OpenLog {
    return {
      address,
      udfType,
      request,
      began: performance.now(),
      at: Date.now(),
      error: null,
      stack: undefined,
    };
  }

  fail(log: OpenLog, { message, thrownAt }: FunctionError): void {
    log.error = message;
    log.stack = thrownAt;
  }

  end(log: OpenLog, used: Limits | null): void {
    const executionMs = performance.now() - log.began;
    const documentsRead = used?.documentsRead ?? 0;
    this.entries.push({
      kind: "Completion",
      at: log.at,
      component: log.address.component,
      path: log.address.path,
      udfType: log.udfType,
      requestId: log.request.id,
      executionMs,
      logLines: [...log.request.logLines],
      error: log.error,
      ...(log.stack === undefined ? {} : { stack: log.stack }),
      documentsRead,
      databaseQueries: used?.databaseQueries ?? 0,
    });
    if (this.entries.length > 2 * KEEP) {
      this.dropped += this.entries.length - KEEP;
      this.entries = this.entries.slice(-KEEP);
    }
    this.count(log, executionMs, used);
    const { waiting } = this;
    this.waiting = [];
    for (const wake of waiting) wake();
  }

  private count(log: OpenLog, ms: number, used: Limits | null): void {
    const { component, path } = log.address;
    const key = `${component};${path}`;
    const before = this.stats.get(key);
    const read = used?.documentsRead ?? 0;
    this.stats.set(key, {
      component,
      path,
      udfType: log.udfType,
      calls: (before?.calls ?? 0) + 1,
      errors: (before?.errors ?? 0) + (log.error === null ? 0 : 1),
      totalMs: (before?.totalMs ?? 0) + ms,
      maxMs: Math.max(before?.maxMs ?? 0, ms),
      documentsRead: (before?.documentsRead ?? 0) + read,
      maxDocumentsRead: Math.max(before?.maxDocumentsRead ?? 0, read),
      maxDatabaseQueries: Math.max(before?.maxDatabaseQueries ?? 0, used?.databaseQueries ?? 0),
    });
  }

  functions(): readonly FunctionStats[] {
    return [...this.stats.values()];
  }

  /** Entries after the cursor; waits for the first one at most `waitMs`. */
  async read(cursor: number, waitMs: number): Promise<{ entries: readonly LogEntry[]; cursor: number }> {
    const newest = (): number => this.dropped + this.entries.length;
    if (cursor >= newest() && waitMs > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, waitMs);
        timer.unref();
        this.waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
    return { entries: this.entries.slice(Math.max(cursor - this.dropped, 0)), cursor: newest() };
  }
}
