// Crons of the deployed app: when each ran last is stored, so that a restart
// keeps the rhythm; a run that is still going is not started twice.
import { createHash } from "node:crypto";
import type { CronSpec } from "../runtime/application";
import type { Store } from "../storage/store";
import type { Committer } from "../transaction/committer";
import { nextRun } from "./cronSchedule";

export interface CronRunner {
  run(component: string, spec: CronSpec): Promise<void>;
}

interface Armed {
  readonly component: string;
  readonly spec: CronSpec;
  due: number;
  running: boolean;
}

const MAX_TIMER_MS = 2_000_000_000;

export class Crons {
  private armed: Armed[] = [];
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly store: Store,
    private readonly committer: Committer,
    private readonly runner: CronRunner,
  ) {}

  /** Takes over the crons of a deployed app; unchanged ones keep their rhythm. */
  set(crons: ReadonlyMap<string, readonly CronSpec[]>): void {
    const now = Date.now();
    const view = this.store.committed();
    const before = this.armed;
    this.armed = [];
    for (const [component, specs] of crons) {
      for (const spec of specs) {
        const same = before.find(
          (armed) => armed.component === component && JSON.stringify(armed.spec) === JSON.stringify(spec),
        );
        if (same !== undefined) {
          this.armed.push(same);
          continue;
        }
        const last = view.get("system", recordKey(component, spec));
        this.armed.push({
          component,
          spec,
          due: nextRun(spec, now, last === undefined ? null : Number(last)),
          running: false,
        });
      }
    }
    this.arm();
  }

  stop(): void {
    this.armed = [];
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }

  private arm(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    if (this.armed.length === 0) return;
    const earliest = Math.min(...this.armed.map(({ due }) => due));
    this.timer = setTimeout(() => this.tick(), Math.min(Math.max(earliest - Date.now(), 0), MAX_TIMER_MS));
    this.timer.unref();
  }

  private tick(): void {
    const now = Date.now();
    for (const armed of this.armed) {
      if (armed.due > now) continue;
      const { due } = armed;
      armed.due = nextRun(armed.spec, now, due);
      if (armed.running) continue;
      armed.running = true;
      void this.run(armed, due).finally(() => {
        armed.running = false;
      });
    }
    this.arm();
  }

  private async run({ component, spec }: Armed, due: number): Promise<void> {
    await this.committer.submit({
      run: (transaction) => {
        transaction.overlay.put("system", recordKey(component, spec), String(due));
        return Promise.resolve();
      },
    });
    await this.runner.run(component, spec).catch(() => undefined);
  }
}

function recordKey(component: string, spec: CronSpec): string {
  const identity = JSON.stringify([component, spec.name, spec.schedule]);
  return `cron/${createHash("sha256").update(identity).digest("hex")}`;
}
