/**
 * `npm run bench -- import [--rows 10000]`: a file of customers brought in as
 * the page does it (read, tried out against the base, uploaded, run as a job,
 * duplicate detection on), from the file's first byte to the job's end, beside
 * bare lmdb in the same run: the same file's rows, durable, in batches of 500
 * (W9). Meanwhile somebody looks at the list; its p95 is held against the idle one.
 * A job of any length is accounted for row by row, and each tenth of it tells its
 * pace and what server and page hold: neither may grow with the file.
 *
 * `--profile` also shows where the database's thread spends the job's time, and
 * `--counts` how often its functions are called per row; either slows the job.
 * With `--alone` nobody looks at the list, so that the processor time is the job's.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { ConvexClient } from "convex/browser";
import { open } from "lmdb";
import { api } from "../../convex/_generated/api";
import { guessMapping } from "../../convex/imports/fields";
import { Trial } from "../../convex/imports/trial";
import { parseFile } from "../../src/features/imports/reading/parse";
import { cutInto } from "../../src/features/imports/reading/chunks";
import { uploadChunks } from "../../src/features/imports/uploadChunks";
import { startOrbit } from "../../tests/journeys/support/orbit";
import { newTeam, type Team } from "../../tests/journeys/support/people";
import { registerFile } from "./file";
import { costs, watchable, watchThread, type ThreadWatch } from "./profile";
import { Tenths } from "./tenths";

const listLimit = 3;
/** Rows of one commit of the floor. */
const floorBatch = 500;
/** Customers that are there already: lists are looked at while they have a page to show. */
const hereBefore = 60;
const { values } = parseArgs({
  options: {
    rows: { type: "string", default: "10000" },
    profile: { type: "boolean", default: false },
    counts: { type: "boolean", default: false },
    alone: { type: "boolean", default: false },
  },
});
const count = Number(values.rows);
const isWatched = values.profile || values.counts;
const file = registerFile(count);

const orbit = await startOrbit(isWatched ? watchable : {});
const client = new ConvexClient(orbit.url);
try {
  const team = await newTeam(orbit, "Import Bench");
  let { refreshToken } = team.admin;
  // A token is good for ten minutes, and a job of a million rows takes longer.
  client.setAuth(async () => {
    const tokens = await team.admin.client.action(api.signIn.refresh, { refreshToken });
    ({ refreshToken } = tokens);
    team.admin.client.setAuth(tokens.accessToken);
    return tokens.accessToken;
  });
  const { orgId } = team;
  for (let n = 0; n < hereBefore; n++)
    await team.admin.client.mutation(api.customers.create, {
      orgId,
      input: { name: `Here Before ${n}`, email: `before${n}@bench.test` },
    });
  await look(team, 20);
  const idle = await look(team, 60);

  const spent = [spentSoFar()];
  const began = performance.now();
  const parsed = await parseFile(file, () => undefined);
  const read = performance.now();
  spent.push(spentSoFar());
  const { rules, policy, language, timeZone, currency } = await client.query(api.imports.rules, {
    orgId,
    now: Date.now(),
  });
  const mapping = guessMapping(parsed.headings);
  const options = { mapping, dateOrder: "dmy", timeZone, currency } as const;
  const trial = await Trial.of(
    parsed.rows,
    { rules, policy, language, duplicates: "link", matchBy: "any", options },
    {
      known: (keys) => client.query(api.imports.known, { orgId, keys }),
      members: (words) => client.query(api.imports.members, { orgId, words }),
    },
  );
  const starts = cutInto(trial.ordered());
  const foretold = trial.counts();
  const planned = performance.now();
  spent.push(spentSoFar());
  const importId = await client.mutation(api.imports.create, {
    orgId,
    fileName: "bench.csv",
    headings: parsed.headings,
    mapping: [...mapping],
    dateOrder: "dmy",
    duplicates: "link",
    rows: parsed.rows.length,
    chunks: starts.length - 1,
  });
  await uploadChunks(
    starts.length - 1,
    (index) => Promise.resolve([...trial.ordered(starts[index], starts[index + 1])]),
    (index, rows) => client.mutation(api.imports.upload, { orgId, importId, index, rows }),
    () => undefined,
  );
  const uploaded = performance.now();
  spent.push(spentSoFar());
  const watch = isWatched ? await watchThread(orbit.output()) : null;
  await watch?.start(values.counts);
  const cpuBefore = cpuOf(orbit.pid);
  await client.mutation(api.imports.start, { orgId, importId });
  const during: number[] = [];
  const tenths = new Tenths(orbit.pid, count);
  let job = await current();
  while (job.status === "running") {
    tenths.look(job.done);
    if (!values.alone) during.push(...(await look(team, 1)));
    await new Promise((resolve) => setTimeout(resolve, 100));
    job = await current();
  }
  const ended = performance.now();
  const cpu = cpuOf(orbit.pid) - cpuBefore;
  tenths.look(job.done);
  if (watch !== null) await tellCosts(watch);
  const told = Object.entries(job.counts)
    .filter(([word]) => word !== "incomplete")
    .reduce((sum, [, rows]) => sum + rows, 0);
  const isAsForetold = Object.entries(foretold).every(([word, rows]) => (job.counts[word] ?? 0) === rows);
  if (job.status !== "done" || told !== count || !isAsForetold)
    throw new Error(`The job ended as ${JSON.stringify(job)}, the dry run said ${JSON.stringify(foretold)}`);
  const there = await team.admin.client.query(api.customers.count, { orgId });
  if (there !== hereBefore + foretold.created)
    throw new Error(`${there} customers are counted, not ${hereBefore} and ${foretold.created} new ones`);

  const bare = await floor(trial.ordered());
  const rate = count / ((ended - began) / 1000);
  console.table({
    "read the file": { ...seconds(read - began), ...processors(0) },
    "try it out": { ...seconds(planned - read), ...processors(1) },
    upload: { ...seconds(uploaded - planned), ...processors(2) },
    job: seconds(ended - uploaded),
    "end to end": seconds(ended - began),
    [`floor: lmdb, the same rows durable, ${floorBatch} a commit`]: seconds(bare),
  });
  console.table(tenths.told);
  const [idle95, busy95] = [quantile(idle, 0.95), quantile(during, 0.95)];
  console.log(`${count} rows: ${JSON.stringify(job.counts)}`);
  console.log(
    `W9 import of ${count} rows, checked, deduplicated, in the history: ${((ended - began) / 1000).toFixed(2)} s, floor ${(bare / 1000).toFixed(2)} s (10,000 rows: at most 2 s)`,
  );
  console.log(`${rate.toFixed(0)} rows/s end to end; ${((ended - began) / bare).toFixed(1)} times the floor`);
  if (cpu > 0)
    console.log(`${(cpu / count).toFixed(3)} ms of processor time per row in the server, the job alone`);
  console.log(
    `list p95 ${idle95.toFixed(1)} ms idle, ${busy95.toFixed(1)} ms during the job: ${(busy95 / idle95).toFixed(1)} times (limit ${listLimit}, ${during.length} looks)`,
  );
  process.exitCode = values.alone || busy95 / idle95 <= listLimit ? 0 : 1;

  function spentSoFar() {
    const { user, system } = process.cpuUsage();
    return { page: (user + system) / 1000, server: cpuOf(orbit.pid) };
  }

  /** Processor time of a step, in microseconds a row: here, where the page's work is done, and in the server. */
  function processors(step: number) {
    const [from, to] = [spent[step]!, spent[step + 1]!];
    const each = (ms: number) => Math.round((ms / count) * 1000);
    return { "page µs/row": each(to.page - from.page), "server µs/row": each(to.server - from.server) };
  }

  async function current() {
    return (await client.query(api.imports.get, { orgId, importId })).job!;
  }
} finally {
  await client.close();
  await orbit.stop();
}

/** What a row costs in the database's thread, by file and by function. */
async function tellCosts(watch: ThreadWatch): Promise<void> {
  const most = 60;
  if (values.counts) {
    const calls = [...(await watch.counts())].sort(([, a], [, b]) => b - a);
    for (const [name, times] of calls.slice(0, 8 * most))
      console.log(`${(times / count).toFixed(2)}  ${name}`);
  } else {
    for (const [title, found] of Object.entries(costs(await watch.profile()))) {
      console.log(`\nms per row, ${title}`);
      for (const [name, took] of [...found].slice(0, most))
        console.log(`${(took / count).toFixed(3)}  ${name}`);
    }
  }
  watch.close();
}

/** Milliseconds of so many looks at the first page. */
async function look({ admin, orgId }: Team, times: number): Promise<number[]> {
  const took: number[] = [];
  for (let n = 0; n < times; n++) {
    const began = performance.now();
    await admin.client.query(api.customers.list, { orgId });
    took.push(performance.now() - began);
  }
  return took;
}

/** Milliseconds of processor time a process has used, which a busy machine does not lengthen as it does a clock; 0 where /proc is not. */
function cpuOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ");
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return 0;
  }
}

/** Milliseconds that the bare store takes for the same bytes, each batch durable before the next. */
async function floor(rows: Iterable<{ number: number; cells: string[] }>): Promise<number> {
  const folder = mkdtempSync(path.join(tmpdir(), "orbit-floor-"));
  const store = open<object, number>({ path: path.join(folder, "floor.mdb"), overlappingSync: false });
  const began = performance.now();
  let batch: { number: number; cells: string[] }[] = [];
  const write = () =>
    store.transaction(() => {
      for (const row of batch) void store.put(row.number, row);
    });
  for (const row of rows) {
    batch.push(row);
    if (batch.length < floorBatch) continue;
    await write();
    batch = [];
  }
  await write();
  const took = performance.now() - began;
  await store.close();
  rmSync(folder, { recursive: true, force: true });
  return took;
}

function seconds(ms: number): { seconds: string; "rows/s": number } {
  return { seconds: (ms / 1000).toFixed(2), "rows/s": Math.round(count / (ms / 1000)) };
}

function quantile(times: readonly number[], part: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0;
}
