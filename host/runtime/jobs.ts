// Scheduled functions as data: the visible `_scheduled_functions` row of the
// calling component, and the ordered records the scheduler works through.
import type { Catalog, TableInfo } from "../indexes/catalog";
import { documentKeyOfId } from "../indexes/entries";
import { printedPath } from "./application";
import type { FunctionAddress } from "./functions";
import type { Transaction } from "../transaction/transaction";
import type { ReadView } from "../storage/store";
import { decodeFloatKey, encodeFloat, type Key } from "../values/keys";
import { sizeOf } from "../values/size";
import type { Json, JsonObject } from "../values/json";

const SCHEDULED_TABLE = "_scheduled_functions";

/** Results of finished jobs stay visible this long. */
const KEEP_RESULTS_MS = 7 * 24 * 3_600_000;

export interface Job {
  readonly id: string;
  /** The caller's component: it owns the row. */
  readonly component: string;
  readonly target: FunctionAddress;
}

type State = { kind: "pending" | "inProgress" | "success" | "canceled" } | { kind: "failed"; error: string };

const WAITING = "job/";
const RUNNING = "jobRun/";
const DONE = "jobDone/";

/** "0" follows "/" in ASCII: the end of a record family. */
function end(prefix: string): Key {
  return `${prefix.slice(0, -1)}0`;
}

export class Jobs {
  constructor(private readonly catalog: Catalog) {}

  private table(component: string): TableInfo {
    return this.catalog.ensureTable(component, SCHEDULED_TABLE);
  }

  /** Adds a job to the transaction; `at` is milliseconds since 1970. Returns the row's id. */
  schedule(
    transaction: Transaction,
    component: string,
    target: FunctionAddress,
    at: number,
    args: Json,
  ): string {
    const size = sizeOf(args);
    transaction.budget.spend("functionsScheduled", 1);
    transaction.budget.spend("scheduledFunctionArgsBytes", size);
    const row: JsonObject = {
      name: printedPath(target.path),
      args: [args],
      scheduledTime: at,
      state: { kind: "pending" },
    };
    const id = transaction.insert(this.table(component), row);
    const job: Job = { id, component, target };
    transaction.overlay.put("system", waitingKey(at, id), JSON.stringify(job));
    return id;
  }

  cancel(transaction: Transaction, component: string, id: string): void {
    const row = this.row(transaction, component, id);
    if (row === null) return;
    const { kind } = row.state as unknown as State;
    if (kind !== "pending" && kind !== "inProgress") return;
    this.finish(transaction, { id, component }, { kind: "canceled" });
  }

  /** Whether a job is still to be run; null row or another state means no. */
  isPending(transaction: Transaction, job: Job): boolean {
    return (
      (this.row(transaction, job.component, job.id)?.state as { kind?: string } | undefined)?.kind ===
      "pending"
    );
  }

  args(view: ReadView, job: Job): string | null {
    const row = this.rowIn(view, job.component, job.id);
    return row === null ? null : JSON.stringify((row.args as Json[])[0] ?? {});
  }

  /** An action is about to run: after a crash its record shows that it may have run. */
  begin(transaction: Transaction, job: Job): void {
    const row = this.row(transaction, job.component, job.id);
    if (row === null) return;
    transaction.overlay.remove("system", waitingKey(row.scheduledTime as number, job.id));
    transaction.overlay.put("system", RUNNING + job.id, JSON.stringify(job));
    transaction.replace(this.table(job.component), row, { ...row, state: { kind: "inProgress" } });
  }

  /** Records the result. A job that was cancelled while it ran stays cancelled. */
  finish(transaction: Transaction, job: Pick<Job, "id" | "component">, state: State): void {
    const { overlay } = transaction;
    overlay.remove("system", RUNNING + job.id);
    const row = this.row(transaction, job.component, job.id);
    if (row === null) return;
    const previous = row.state as unknown as State;
    if (previous.kind !== "pending" && previous.kind !== "inProgress") return;
    overlay.remove("system", waitingKey(row.scheduledTime as number, job.id));
    const completedTime = Date.now();
    const done: Pick<Job, "id" | "component"> = { id: job.id, component: job.component };
    overlay.put("system", DONE + encodeFloat(completedTime) + job.id, JSON.stringify(done));
    transaction.replace(this.table(job.component), row, {
      ...row,
      state: state as unknown as Json,
      completedTime,
    });
  }

  /** Jobs by due time, the earliest first. */
  *waiting(view: ReadView): Generator<{ readonly at: number; readonly key: Key; readonly job: Job }> {
    for (const key of view.keys("system", WAITING, end(WAITING), false)) {
      const text = view.get("system", key);
      if (text === undefined) continue;
      yield { at: decodeAt(key), key, job: JSON.parse(text) as Job };
    }
  }

  /** Actions that were running when the process ended. */
  interrupted(view: ReadView): Job[] {
    const jobs: Job[] = [];
    for (const key of view.keys("system", RUNNING, end(RUNNING), false)) {
      jobs.push(JSON.parse(view.get("system", key) as string) as Job);
    }
    return jobs;
  }

  /** Forgets results older than KEEP_RESULTS_MS, at most `limit` of them. Returns how many. */
  collect(transaction: Transaction, now: number, limit: number): number {
    const last = DONE + encodeFloat(now - KEEP_RESULTS_MS);
    const keys: Key[] = [];
    for (const key of transaction.view.keys("system", DONE, last, false)) {
      keys.push(key);
      if (keys.length >= limit) break;
    }
    for (const key of keys) {
      const { id, component } = JSON.parse(transaction.view.get("system", key) as string) as Job;
      transaction.overlay.remove("system", key);
      const row = this.row(transaction, component, id);
      if (row !== null) transaction.remove(this.table(component), row);
    }
    return keys.length;
  }

  private row(transaction: Transaction, component: string, id: string): JsonObject | null {
    const text = transaction.getDocument(this.table(component), id);
    return text === null ? null : (JSON.parse(text) as JsonObject);
  }

  private rowIn(view: ReadView, component: string, id: string): JsonObject | null {
    const key = documentKeyOfId(this.table(component), id);
    const text = key === null ? undefined : view.get("documents", key);
    return text === undefined ? null : (JSON.parse(text) as JsonObject);
  }
}

function waitingKey(at: number, id: string): Key {
  return WAITING + encodeFloat(at) + id;
}

function decodeAt(key: Key): number {
  return decodeFloatKey(key, WAITING.length);
}
