import { cronJobs, makeFunctionReference, type Crons } from "convex/server";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { Catalog } from "../indexes/catalog";
import type { CronSpec } from "../runtime/application";
import { Store } from "../storage/store";
import { Committer } from "../transaction/committer";
import { Crons as RunningCrons } from "./crons";
import { nextCron, nextRun, parseCron } from "./cronSchedule";

const at = (text: string): number => Date.parse(text);
const next = (expression: string, after: string): string =>
  new Date(nextCron(parseCron(expression), at(after))).toISOString();
const spec = (schedule: Record<string, unknown>): CronSpec => ({
  name: "job",
  path: "jobs:run",
  args: "{}",
  schedule: schedule as CronSpec["schedule"],
});

const run = makeFunctionReference<"mutation">("jobs:run");
/** As convex itself writes down what crons.ts says. */
const written = (say: (crons: Crons) => void): CronSpec => {
  const crons = cronJobs();
  say(crons);
  // `export` is not part of the type.
  const text = (crons as unknown as { export(): string }).export();
  const [one] = Object.values(JSON.parse(text) as Record<string, { schedule: Record<string, unknown> }>);
  return spec(one!.schedule);
};

describe("cron schedules", () => {
  it.each([
    ["15 7 * * *", "2026-03-01T07:15:00Z", "2026-03-02T07:15:00.000Z"],
    ["*/20 * * * *", "2026-03-01T07:15:00Z", "2026-03-01T07:20:00.000Z"],
    ["0 0 29 2 *", "2026-03-01T00:00:00Z", "2028-02-29T00:00:00.000Z"],
    ["0 9 * * mon-fri", "2026-11-20T09:00:00Z", "2026-11-23T09:00:00.000Z"],
    ["0 9 * * 7", "2026-11-20T09:00:00Z", "2026-11-22T09:00:00.000Z"],
    ["30 4 1,15 * 5", "2026-11-02T00:00:00Z", "2026-11-06T04:30:00.000Z"],
    ["0 0 31 * *", "2026-11-20T00:00:00Z", "2026-12-31T00:00:00.000Z"],
    ["5 10-12/2 * jan *", "2026-11-20T00:00:00Z", "2027-01-01T10:05:00.000Z"],
  ])("SC-6 %s after %s", (expression, after, expected) => {
    expect(next(expression, after)).toBe(expected);
  });

  it.each(["* * * *", "60 * * * *", "* * 0 * *", "x * * * *", "*/0 * * * *", "5-1 * * * *"])(
    "SC-6 %s is refused",
    (expression) => {
      expect(() => parseCron(expression)).toThrow();
    },
  );

  it("SC-7 intervals keep their rhythm and skip what they missed", () => {
    const every5 = spec({ type: "interval", minutes: 5 });
    expect(nextRun(every5, at("2026-01-01T00:07:00Z"), null)).toBe(at("2026-01-01T00:07:00Z"));
    expect(nextRun(every5, at("2026-01-01T00:07:00Z"), at("2026-01-01T00:05:00Z"))).toBe(
      at("2026-01-01T00:10:00Z"),
    );
    expect(nextRun(every5, at("2026-01-01T02:07:00Z"), at("2026-01-01T00:05:00Z"))).toBe(
      at("2026-01-01T02:10:00Z"),
    );
  });

  it("SC-8 hourly, daily, weekly and monthly", () => {
    const after = at("2026-11-20T12:00:00Z");
    const iso = (say: (crons: Crons) => void) => new Date(nextRun(written(say), after, null)).toISOString();
    const morning = { hourUTC: 3, minuteUTC: 0 };
    expect(iso((crons) => crons.hourly("job", { minuteUTC: 5 }, run))).toBe("2026-11-20T12:05:00.000Z");
    expect(iso((crons) => crons.daily("job", morning, run))).toBe("2026-11-21T03:00:00.000Z");
    expect(iso((crons) => crons.weekly("job", { dayOfWeek: "monday", ...morning }, run))).toBe(
      "2026-11-23T03:00:00.000Z",
    );
    expect(iso((crons) => crons.monthly("job", { day: 30, ...morning }, run))).toBe(
      "2026-11-30T03:00:00.000Z",
    );
    expect(iso((crons) => crons.cron("job", "15 7 * * *", run))).toBe("2026-11-21T07:15:00.000Z");
    const every = written((crons) => crons.interval("job", { minutes: 5 }, run));
    expect(nextRun(every, after + 1, after)).toBe(after + 5 * 60_000);
    expect(new Date(nextRun(spec({ type: "hourly" }), after, null)).toISOString()).toMatch(
      /^2026-11-20T1[23]:\d\d:00/,
    );
  });
});

describe("crons that run", () => {
  it("SC-9 what was missed while the machine slept is skipped, and the rhythm goes on", async () => {
    const folder = mkdtempSync(join(tmpdir(), "orbit-crons-"));
    const store = Store.open(folder);
    const start = at("2026-03-01T12:00:00Z");
    vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"], now: start });
    try {
      const ran: string[] = [];
      const committer = new Committer(store, Catalog.load(store.committed()));
      const crons = new RunningCrons(store, committer, {
        run: async () => void ran.push(new Date().toISOString().slice(11, 19)),
      });
      /** Lets the timers of so much time come, and what they start be done. */
      const pass = async (seconds: number) => {
        await vi.advanceTimersByTimeAsync(seconds * 1_000);
        await committer.drain();
        await new Promise((resolve) => setImmediate(resolve));
      };
      crons.set(new Map([["", [spec({ type: "interval", minutes: 1 })]]]));
      await pass(0);
      await pass(60);
      expect(ran).toEqual(["12:00:00", "12:01:00"]);
      // Asleep: the clock goes on, timers do not.
      vi.setSystemTime(at("2026-03-01T12:31:10Z"));
      await pass(60);
      await pass(49);
      expect(ran.slice(2)).toEqual(["12:32:10"]);
      await pass(1);
      await pass(60);
      expect(ran.slice(3)).toEqual(["12:33:00", "12:34:00"]);
      crons.stop();
    } finally {
      vi.useRealTimers();
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("SC-9 a cron that is far off, beyond what a timer counts, is waited for and runs once", async () => {
    const folder = mkdtempSync(join(tmpdir(), "orbit-crons-"));
    const store = Store.open(folder);
    vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"], now: at("2026-03-01T12:00:00Z") });
    try {
      const timers = vi.spyOn(globalThis, "setTimeout");
      const far = () => timers.mock.calls.filter(([, delay]) => Number(delay) > 1e9).length;
      const ran: string[] = [];
      const committer = new Committer(store, Catalog.load(store.committed()));
      const crons = new RunningCrons(store, committer, {
        run: async () => void ran.push(new Date().toISOString()),
      });
      const pass = async (seconds: number) => {
        await vi.advanceTimersByTimeAsync(seconds * 1_000);
        await committer.drain();
        await new Promise((resolve) => setImmediate(resolve));
      };
      crons.set(new Map([["", [spec({ type: "cron", cron: "0 0 1 1 *" })]]]));
      await pass(1);
      expect(far()).toBe(1);
      await pass((at("2026-12-31T23:59:58Z") - Date.now()) / 1_000);
      expect([far() < 20, ran]).toEqual([true, []]);
      await pass(2);
      expect(ran).toEqual(["2027-01-01T00:00:00.000Z"]);
      crons.stop();
    } finally {
      vi.useRealTimers();
      vi.restoreAllMocks();
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
