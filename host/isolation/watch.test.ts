// A thread that was ended in the middle of the store's native code took the whole process with it.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { afterEach, beforeEach, expect, it } from "vitest";
import { newProgressMemory, ProgressReader } from "../runtime/progress";
import { watchThread } from "./watch";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const ROUNDS = 12;

/** Opens and closes a cursor all the time, which is where it happened, and beats between. */
const READING = `
const { workerData, parentPort } = require("node:worker_threads");
(async () => {
  await import(workerData.tsx);
  const { reportProgress, enterCall } = await import(workerData.progress);
  const { Store } = await import(workerData.store);
  const store = Store.open(workerData.folder);
  await store.commit([{ space: "documents", key: "a", value: "{}" }]);
  reportProgress(workerData.memory);
  parentPort.postMessage("reads");
  for (;;) {
    const snapshot = store.snapshot();
    for (const key of snapshot.keys("documents", "a", "b", false)) void key;
    snapshot.release();
    enterCall(0);
  }
})();
`;

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), "orbit-watch-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it("LI-4 a thread that takes too much memory is ended between two system calls, never inside the store", async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const memory = newProgressMemory();
    const worker = new Worker(READING, {
      eval: true,
      execArgv: [],
      workerData: {
        memory,
        folder: path.join(folder, String(round)),
        tsx: path.join(repository, "scripts/tsx.mjs"),
        progress: path.join(repository, "host/runtime/progress.ts"),
        store: path.join(repository, "host/storage/store.ts"),
      },
    });
    await new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
    const reason = await new Promise((resolve) =>
      // More than nothing is too much.
      watchThread(memory, { stallMs: 60_000, memoryBytes: -1e12 }, () => true, resolve),
    );
    // It said that it waits, and was not given up while it was still reading.
    const { waitsForEnd } = new ProgressReader(memory);
    await worker.terminate();
    expect([reason, waitsForEnd]).toEqual(["memory", true]);
  }
}, 180_000);

/** Says nothing for two seconds, the one way or the other. */
const SILENT = `
const { workerData, parentPort } = require("node:worker_threads");
(async () => {
  await import(workerData.tsx);
  const { reportProgress } = await import(workerData.progress);
  reportProgress(workerData.memory);
  parentPort.postMessage("reports");
  await new Promise((resolve) => setTimeout(resolve, 200));
  if (workerData.isBusy) for (;;);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2_000);
  parentPort.postMessage("over");
})();
`;

it.runIf(process.platform === "linux").each([
  ["is ended when it runs", true],
  ["is not when it waits for a processor or a disk", false],
])(
  "LI-1 a thread without a sign of life %s",
  async (_what, isBusy) => {
    const memory = newProgressMemory();
    const worker = new Worker(SILENT, {
      eval: true,
      execArgv: [],
      workerData: {
        memory,
        isBusy,
        tsx: path.join(repository, "scripts/tsx.mjs"),
        progress: path.join(repository, "host/runtime/progress.ts"),
      },
    });
    await new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
    const first = await new Promise((resolve) => {
      worker.once("message", resolve);
      watchThread(memory, { stallMs: 600, memoryBytes: 1e12 }, () => true, resolve);
    });
    await worker.terminate();
    expect(first).toBe(isBusy ? "stalled" : "over");
  },
  180_000,
);
