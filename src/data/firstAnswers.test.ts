// What stands in for the live answer, and for how long.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type * as module from "./firstAnswers";

let first: typeof module;
const kept = new Map<string, string>();
const page = [{ _id: "c1", name: "Alma" }];

beforeEach(async () => {
  kept.clear();
  vi.resetModules();
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  });
  vi.stubGlobal("window", {
    orbitFirst: Promise.resolve([{ path: "customers:list", args: { orgId: "o1" }, value: { page } }]),
  });
  first = await import("./firstAnswers");
  await first.takeFirstAnswers();
});
afterEach(() => vi.unstubAllGlobals());

const ask = (live: unknown, args = { orgId: "o1" }, path = "customers:list") =>
  first.firstOr(path, args, live);

test("an answer stands in for the live one of the same question only", () => {
  expect(ask(undefined)).toEqual({ page });
  expect(ask(undefined, { orgId: "o2" })).toBeUndefined();
  expect(ask(undefined, { orgId: "o1" }, "customers:count")).toBeUndefined();
});

test("an equal live answer keeps the objects that are drawn; another one replaces them", () => {
  const shown = ask(undefined);
  expect(ask({ page: [{ _id: "c1", name: "Alma" }] })).toBe(shown);
  const changed = { page: [{ _id: "c1", name: "Bea" }] };
  expect(ask(changed)).toBe(changed);
});

test("once the live answer has come, the first one never comes back", () => {
  ask({ page });
  expect(ask(undefined)).toBeUndefined();
});

test("without a live connection it stands for half a minute", () => {
  const now = vi.spyOn(performance, "now").mockReturnValue(performance.now() + 31_000);
  expect(ask(undefined)).toBeUndefined();
  now.mockRestore();
});

test("an answer that comes after the page was drawn is shown then, to those who still look", async () => {
  const live = {
    onUpdate: () => () => undefined,
    localQueryResult: () => undefined,
    journal: () => undefined,
  };
  const question = { orgId: "o2" };
  const watch = first.withFirst("customers:list", question, live);
  const seen = vi.fn();
  const gone = vi.fn();
  watch.onUpdate(seen);
  watch.onUpdate(gone)();
  expect(watch.localQueryResult()).toBeUndefined();
  window.orbitFirst = Promise.resolve([{ path: "customers:list", args: question, value: { page } }]);
  await first.takeFirstAnswers();
  expect(watch.localQueryResult()).toEqual({ page });
  expect(seen).toHaveBeenCalledOnce();
  expect(gone).not.toHaveBeenCalled();
});

test("a person who leaves takes questions and answers along", () => {
  kept.set("orbit.first", "[]");
  first.forgetFirst();
  expect(ask(undefined)).toBeUndefined();
  expect(kept.has("orbit.first")).toBe(false);
});
