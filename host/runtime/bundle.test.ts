import childProcess, { type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { build } from "esbuild";
import { afterEach, expect, it, vi } from "vitest";
import { bundling } from "./bundle";

afterEach(() => {
  vi.restoreAllMocks();
});

const bundle = () => build({ stdin: { contents: "export {}" }, write: false });

it("esbuild's process is shared by what bundles at a time, and ends with the last of it, failed or not", async () => {
  const spawn = vi.spyOn(childProcess, "spawn");
  const started = () => spawn.mock.results.map(({ value }) => value as ChildProcess);
  let letGo = (): void => undefined;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  const long = bundling(() => held.then(bundle));
  await bundling(bundle);
  const fails = bundling(() => bundle().then(() => Promise.reject(new Error("no"))));
  await expect(fails).rejects.toThrow("no");
  expect(started().map(({ killed }) => killed)).toEqual([false]);
  const [first] = started();
  const ended = once(first!, "exit");
  letGo();
  await long;
  await ended;
  await expect(bundling(() => bundle().then(() => Promise.reject(new Error("no"))))).rejects.toThrow("no");
  expect(started()).toHaveLength(2);
  const last = started()[1]!;
  if (last.signalCode === null) await once(last, "exit");
});
