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

/** Somebody who waits for the next entry, or for the next that tells something. */
interface Waiting {
  readonly which: "all" | "telling";
  resolve(): void;
}

export class LogBook {
  private entries: LogEntry[] = [];
  /** Cursor of the entry before the first one kept. */
  private dropped = 0;
  private waiting: Waiting[] = [];
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
    const entry: LogEntry = {
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
    };
    this.entries.push(entry);
    if (this.entries.length > 2 * KEEP) {
      this.dropped += this.entries.length - KEEP;
      this.entries = this.entries.slice(-KEEP);
    }
    this.count(log, executionMs, used);
    this.wake(tells(entry));
  }

  private wake(isTelling: boolean): void {
    if (this.waiting.length === 0) return;
    const { waiting } = this;
    this.waiting = waiting.filter(({ which }) => which === "telling" && !isTelling);
    for (const { which, resolve } of waiting) if (which === "all" || isTelling) resolve();
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
  async read(
    cursor: number,
    waitMs: number,
    which: Waiting["which"] = "all",
  ): Promise<{ entries: readonly LogEntry[]; cursor: number }> {
    const unread = () => {
      const entries = this.entries.slice(Math.max(cursor - this.dropped, 0));
      return which === "all" ? entries : entries.filter(tells);
    };
    let entries = unread();
    if (entries.length === 0 && waitMs > 0) {
      await this.wait(which, waitMs);
      entries = unread();
    }
    return { entries, cursor: this.dropped + this.entries.length };
  }

  private wait(which: Waiting["which"], waitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const waiting: Waiting = {
        which,
        resolve: () => {
          clearTimeout(timer);
          resolve();
        },
      };
      const timer = setTimeout(() => {
        this.waiting = this.waiting.filter((other) => other !== waiting);
        resolve();
      }, waitMs);
      timer.unref();
      this.waiting.push(waiting);
    });
  }
}

/** Whether a reader of log lines and mistakes would miss it. */
function tells({ logLines, error }: LogEntry): boolean {
  return logLines.length > 0 || error !== null;
}
