/**
 * `npm run bench -- chunks [--rows 6000] [--from 2000]`: what the chunks of an
 * import cost the database's thread. Host and app run in this process's first
 * thread, whose own processor time is read as each chunk ends; lmdb's thread is
 * not counted. The least chunk is what a state of the code is compared by: other
 * work on the machine only ever adds.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { ConvexHttpClient } from "convex/browser";
import { api } from "../../convex/_generated/api";
import { guessMapping } from "../../convex/imports/fields";
import { readConfig } from "../../host/config";
import { createEngine } from "../../host/engine";
import { startHost } from "../../host/host";
import { cutInto } from "../../src/features/imports/reading/chunks";
import { parseFile } from "../../src/features/imports/reading/parse";
import { uploadChunks } from "../../src/features/imports/uploadChunks";
import { registerFile } from "../import/file";

const { values } = parseArgs({
  options: { rows: { type: "string", default: "10000" }, from: { type: "string", default: "2000" } },
});
const windowRows = 1_000;
/** The file whose oldest customers are taken, as the page orders them: the rows of a chunk share few days. */
const fileRows = 100_000;
const [count, from] = [Number(values.rows), Number(values.from)];
const folder = mkdtempSync(path.join(tmpdir(), "orbit-chunks-"));
const host = await startHost({
  config: readConfig({ PORT: "0", ORBIT_SITE_PORT: "off", ORBIT_DATA: folder }, process.cwd()),
  createEngine,
  deployFolder: true,
});
try {
  const client = new ConvexHttpClient(host.url, { logger: false });
  const { accessToken } = await client.action(api.signIn.signUp, {
    name: "Chunk Bench",
    email: "chunks@bench.test",
    password: "a long bench of chunks",
    language: "en",
  });
  client.setAuth(accessToken);
  const { orgId } = await client.mutation(api.organizations.create, {
    name: "Chunk Bench",
    template: "generic",
    language: "en",
    currency: "USD",
    country: "US",
    timeZone: "UTC",
  });
  const { rows, headings } = await parseFile(registerFile(fileRows), () => undefined);
  const created = headings.indexOf("created_at");
  const all = Array.from(rows, (cells, at) => ({ number: at + 1, cells: [...cells] }))
    .sort((a, b) =>
      a.cells[created]! < b.cells[created]! ? -1 : a.cells[created]! > b.cells[created]! ? 1 : 0,
    )
    .slice(0, count);
  const starts = cutInto(all);
  const chunks = starts.slice(1).map((to, index) => all.slice(starts[index], to));
  const importId = await client.mutation(api.imports.create, {
    orgId,
    fileName: "bench.csv",
    headings,
    mapping: [...guessMapping(headings)],
    dateOrder: "dmy",
    duplicates: "link",
    rows: count,
    chunks: chunks.length,
  });
  await uploadChunks(
    chunks.length,
    (index) => Promise.resolve(chunks[index]!),
    (index, part) => client.mutation(api.imports.upload, { orgId, importId, index, rows: part }),
    () => undefined,
  );
  const ticks: { done: number; cpu: number }[] = [];
  await client.mutation(api.imports.start, { orgId, importId });
  for (;;) {
    const { job } = await client.query(api.imports.get, { orgId, importId });
    if (job!.done > (ticks.at(-1)?.done ?? -1)) ticks.push({ done: job!.done, cpu: ownProcessorTime() });
    if (job!.status !== "running") {
      if (job!.status !== "done") throw new Error(`The job ended as ${JSON.stringify(job)}`);
      break;
    }
    await wait(20);
  }
  const costs = windows(ticks.filter(({ done }) => done >= from)).toSorted((a, b) => a - b);
  const [least, middle] = [0, 0.5].map((part) => costs[Math.floor(part * costs.length)]!);
  console.log(
    `ms of the thread a row: ${least!.toFixed(3)} least, ${middle!.toFixed(3)} median of ${costs.length} times ${windowRows} rows`,
  );
} finally {
  await host.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** Milliseconds a row, over pieces of the job of at least so many rows: what a chunk cost is told while the next one runs. */
function windows(ticks: readonly { done: number; cpu: number }[]): number[] {
  const costs: number[] = [];
  let start = ticks[0]!;
  for (const tick of ticks) {
    if (tick.done - start.done < windowRows) continue;
    costs.push((tick.cpu - start.cpu) / (tick.done - start.done));
    start = tick;
  }
  return costs;
}

/** Milliseconds that this thread has had a processor. */
function ownProcessorTime(): number {
  return Number(readFileSync("/proc/thread-self/schedstat", "utf8").split(" ")[0]) / 1e6;
}
