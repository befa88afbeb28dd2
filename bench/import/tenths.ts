/** Whether a job goes on as it began, however long it is. */
import { readFileSync } from "node:fs";
import process from "node:process";

/** Pace of the job and what server and page held at most, in pieces of a tenth of its rows. `server`: its process. */
export class Tenths {
  readonly told: Record<string, string | number>[] = [];
  private from = { rows: 0, at: performance.now() };
  private most = { server: 0, page: 0 };

  constructor(
    private readonly server: number,
    private readonly count: number,
  ) {}

  look(rows: number): void {
    const { from, most, count } = this;
    most.server = Math.max(most.server, memoryOf(this.server));
    most.page = Math.max(most.page, memoryOf(process.pid));
    const come = rows - from.rows;
    if (come < count / 10 && (rows < count || come === 0)) return;
    const at = performance.now();
    this.told.push({
      rows: `${from.rows} to ${rows}`,
      "rows/s": Math.round(come / ((at - from.at) / 1000)),
      "server MB": Math.round(most.server),
      "page MB": Math.round(most.page),
    });
    this.from = { rows, at };
    this.most = { server: 0, page: 0 };
  }
}

/** Private memory of a process in MB, without the pages of files; 0 where /proc is not. */
function memoryOf(pid: number): number {
  try {
    return Number(/RssAnon:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;
  } catch {
    return 0;
  }
}
