import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FunctionError } from "./invoke";
import { LogBook } from "./logs";
import type { Request } from "./request";

const request = (id: string, logLines: string[] = []): Request => ({
  id,
  identity: { kind: "anonymous" },
  showsIdentity: true,
  origin: { ip: null, userAgent: null },
  scheduledFunctionId: null,
  logLines,
  slot: 0,
});

let book: LogBook;
beforeEach(() => {
  vi.useFakeTimers();
  book = new LogBook();
});
afterEach(() => vi.useRealTimers());

function ran(id: string, logLines: string[] = [], error: string | null = null): void {
  const log = book.begin({ component: "", path: "notes:list" }, "Query", request(id, logLines));
  if (error !== null) book.fail(log, new FunctionError(error, undefined));
  book.end(log, null);
}

/** Ids of what a reader is given, once it is given something. */
function reader(which: "all" | "telling", cursor = 0) {
  const state: { ids: string[] | null; cursor: number } = { ids: null, cursor };
  void book.read(cursor, 1_000, which).then((read) => {
    state.ids = read.entries.map(({ requestId }) => requestId);
    state.cursor = read.cursor;
  });
  return state;
}

test("RT-65 a reader of what tells something sleeps while calls say nothing", async () => {
  const telling = reader("telling");
  const all = reader("all");
  ran("silent");
  await vi.advanceTimersByTimeAsync(0);
  expect([telling.ids, all.ids]).toEqual([null, ["silent"]]);
  ran("logged", ["[INFO] one"]);
  await vi.advanceTimersByTimeAsync(0);
  expect(telling).toEqual({ ids: ["logged"], cursor: 2 });
});

test("RT-65 a call that failed tells something", async () => {
  const telling = reader("telling");
  ran("failed", [], "Uncaught Error: no");
  await vi.advanceTimersByTimeAsync(0);
  expect(telling.ids).toEqual(["failed"]);
});

test("what told something before the reader came is read at once, and once", async () => {
  ran("logged", ["[INFO] one"]);
  ran("silent");
  expect(await book.read(0, 1_000, "telling")).toMatchObject({
    entries: [{ requestId: "logged" }],
    cursor: 2,
  });
  const next = reader("telling", 2);
  await vi.advanceTimersByTimeAsync(999);
  expect(next.ids).toBe(null);
  await vi.advanceTimersByTimeAsync(1);
  expect(next).toEqual({ ids: [], cursor: 2 });
});

test("a wait that ran out goes on behind the silent calls, which nobody is told of later", async () => {
  const telling = reader("telling");
  ran("silent");
  await vi.advanceTimersByTimeAsync(1_000);
  expect(telling).toEqual({ ids: [], cursor: 1 });
  // Nobody waits any more: the next entry wakes no one.
  ran("logged", ["[INFO] one"]);
  await vi.advanceTimersByTimeAsync(0);
  expect(telling.cursor).toBe(1);
});
