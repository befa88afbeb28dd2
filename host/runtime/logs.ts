// What functions logged, for `npx convex logs`, and what they cost, for metrics.
import type { FunctionStats, LogEntry } from "../contract";
import { Histogram } from "../histogram";
import type { Limits } from "../transaction/limits";
import type { Request } from "./request";
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
const NO_LINES: readonly string[] = [];

/** Counted in place: this happens after every call. */
interface Totals {
  readonly component: string;
  readonly path: string;
  readonly udfType: LogEntry["udfType"];
  readonly durations: Histogram;
  errors: number;
  documentsRead: number;
  maxDocumentsRead: number;
  databaseQueries: number;
  maxDatabaseQueries: number;
}

export class LogBook {
  private entries: LogEntry[] = [];
  /** Cursor of the entry before the first one kept. */
  private dropped = 0;
  private waiting: (() => void)[] = [];
  private readonly stats = new Map<string, Totals>();

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
      logLines: log.request.logLines.length === 0 ? NO_LINES : [...log.request.logLines],
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
    let totals = this.stats.get(key);
    if (totals === undefined) {
      totals = {
        component,
        path,
        udfType: log.udfType,
        durations: new Histogram(),
        errors: 0,
        documentsRead: 0,
        maxDocumentsRead: 0,
        databaseQueries: 0,
        maxDatabaseQueries: 0,
      };
      this.stats.set(key, totals);
    }
    const { documentsRead, databaseQueries } = used ?? { documentsRead: 0, databaseQueries: 0 };
    totals.durations.add(ms);
    if (log.error !== null) totals.errors++;
    totals.documentsRead += documentsRead;
    totals.maxDocumentsRead = Math.max(totals.maxDocumentsRead, documentsRead);
    totals.databaseQueries += databaseQueries;
    totals.maxDatabaseQueries = Math.max(totals.maxDatabaseQueries, databaseQueries);
  }

  functions(): readonly FunctionStats[] {
    return Array.from(this.stats.values(), (totals) => ({
      ...totals,
      calls: totals.durations.count,
      durations: totals.durations.read(),
    }));
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
