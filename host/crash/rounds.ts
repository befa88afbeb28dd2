// Kills a working engine again and again, and after each kill compares what the folder
// holds with what the clients were told.
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { callOf, ENGINE_OPTIONS, unwrap } from "../conformance/calls";
import { createEngine } from "../engine";
import { Catalog } from "../indexes/catalog";
import { isPartition, PART } from "../search/postings";
import { FAILPOINTS, type Failpoint } from "../storage/failpoints";
import { Store } from "../storage/store";
import { audit } from "../transaction/audit";
import type { ChildOrders } from "./child";
import { differences, type ClientLog } from "./model";
import { randomFrom, STOCK } from "./workload";

const FIXTURE = fileURLToPath(new URL("fixture/convex", import.meta.url));
const CHILD = fileURLToPath(new URL("child.ts", import.meta.url));
const WRITER = fileURLToPath(new URL("../storage/writerThread.ts", import.meta.url));
const PACKAGES = fileURLToPath(new URL("../../node_modules", import.meta.url));

const CLIENTS = 6;
/** An index's number and a partition's name, with which the keys of its lists begin. */
const PARTITION_BYTES = 12;
/** A folder is given up after this many kills, so that comparing it stays quick. */
const KILLS_PER_FOLDER = 25;
/** A failpoint that is not reached is replaced by a kill at this time. */
const PATIENCE_MS = 2_500;

/** Of a commit, half of the workload's have more. */
const FEW_WRITES = 12;

const START_MS = 30_000;
/** For jobs that are due within 100 ms: long enough for any machine that still moves. */
const SETTLE_MS = 120_000;

/** Where a round's process ends. */
interface Ending {
  readonly failpoint: string | null;
  /** Milliseconds of work, when no failpoint ends it before. */
  readonly after: number;
  /** Counted from the very start instead, so that it may end while it opens the folder. */
  readonly isEarly: boolean;
  readonly deploys: boolean;
}

export interface CrashReport {
  readonly kills: number;
  readonly steps: number;
  /** How many rounds each point really ended; "time" are the others. */
  readonly ended: Readonly<Record<string, number>>;
  readonly audited: number;
  /** The most search blocks that one list was found to have. */
  readonly blocks: number;
}

export interface CrashOptions {
  readonly kills: number;
  readonly seed: number;
  readonly note?: (line: string) => void;
}

/** Throws with every difference when a folder is not what it must be; the folder is kept then. */
export async function crashRounds({ kills, seed, note = () => {} }: CrashOptions): Promise<CrashReport> {
  const tools = mkdtempSync(join(PACKAGES, ".crash-"));
  const random = randomFrom(seed);
  const ended: Record<string, number> = {};
  let steps = 0;
  let audited = 0;
  let blocks = 0;
  try {
    const child = await buildChild(tools);
    const variants = [FIXTURE, variant(tools)];
    for (let done = 0; done < kills;) {
      const folder = await freshFolder();
      const folderSeed = random(2 ** 31);
      const logs: ClientLog[] = Array.from({ length: CLIENTS }, () => ({
        answered: 0,
        begun: 0,
        told: new Map<number, string>(),
      }));
      for (let round = 0; round < KILLS_PER_FOLDER && done < kills; round++, done++) {
        const ending = endingOf(done, random);
        const orders: ChildOrders = {
          folder,
          seed: folderSeed,
          next: logs.map(({ answered }) => answered),
          // The second brings other indexes than the first: whatever is there, one of them fills some.
          deploy: ending.deploys ? variants : [],
          // Every commit but the smallest, or none.
          handOverFrom: random(2) === 0 ? FEW_WRITES : null,
        };
        const before = logs.reduce((sum, { answered }) => sum + answered, 0);
        const by = await runUntilKilled(child, orders, ending, logs);
        ended[by] = (ended[by] ?? 0) + 1;
        steps += logs.reduce((sum, { answered }) => sum + answered, 0) - before;
        const found = await check(folder, folderSeed, logs);
        audited += found.documents;
        blocks = Math.max(blocks, found.blocks);
        if (found.problems.length > 0) {
          throw new Error(
            `Seed ${seed}, kill ${done + 1} (${ending.failpoint ?? `after ${ending.after} ms`}), folder ${folder}:\n${found.problems.join("\n")}`,
          );
        }
        if ((done + 1) % 100 === 0) note(`${done + 1} kills, ${steps} acknowledged mutations`);
      }
      rmSync(folder, { recursive: true, force: true });
    }
  } finally {
    rmSync(tools, { recursive: true, force: true });
  }
  return { kills, steps, ended, audited, blocks };
}

/** Every point in turn, every other round a moment of chance. */
function endingOf(round: number, random: (below: number) => number): Ending {
  const point = FAILPOINTS[(round >> 1) % FAILPOINTS.length] as Failpoint;
  if (round % 2 === 1) {
    const isEarly = random(3) === 0;
    return { failpoint: null, after: random(isEarly ? 400 : 300), isEarly, deploys: random(4) === 0 };
  }
  const deploys = point.startsWith("migrate");
  const late = {
    "commit.write": 150,
    "commit.begin": 15,
    "commit.queued": 15,
    "commit.durable": 15,
    "commit.overlapped": 15,
  } as Record<string, number>;
  const times = 1 + random(late[point] ?? (point === "migrate.filled" ? 3 : 1));
  // The store's own thread writes on after a commit was queued: die in the middle of its work.
  const delay = point === "commit.queued" ? random(4_000) : 0;
  return { failpoint: `${point}:${times}=kill+${delay}`, after: PATIENCE_MS, isEarly: false, deploys };
}

/** Resolves with what ended the process: the failpoint's name or "time". */
async function runUntilKilled(
  child: string,
  orders: ChildOrders,
  ending: Ending,
  logs: readonly ClientLog[],
): Promise<string> {
  const running = spawn(process.execPath, [child, JSON.stringify(orders)], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ORBIT_FAILPOINT: ending.failpoint ?? "" },
    detached: true,
  });
  // Its bundler is a process of its own, which would outlive it and hold its pipes open.
  running.once("exit", () => endGroup(running.pid));
  let killed = false;
  const kill = () => {
    killed = true;
    running.kill("SIGKILL");
  };
  // A loaded machine takes its time to start a process; what is counted is its work.
  let timer = setTimeout(kill, ending.isEarly ? ending.after : START_MS);
  if (!ending.isEarly) {
    running.stdout.once("data", () => {
      clearTimeout(timer);
      timer = setTimeout(kill, ending.after);
    });
  }
  let output = "";
  let complaints = "";
  running.stdout.setEncoding("utf8");
  running.stdout.on("data", (text: string) => (output += text));
  running.stderr.setEncoding("utf8");
  running.stderr.on("data", (text: string) => (complaints += text));
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) =>
    running.on("close", (...ended) => resolve(ended)),
  );
  clearTimeout(timer);
  for (const line of output.split("\n")) read(line, logs);
  if (signal !== "SIGKILL")
    throw new Error(
      `The process ended by itself (${code}, ${signal}): ${(output + complaints).slice(-1_000)}`,
    );
  return killed ? "time" : String(ending.failpoint?.split(":")[0]);
}

/** Ends what a process left behind in its group. */
function endGroup(leader: number | undefined): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, "SIGKILL");
  } catch {
    // Nothing is left of it.
  }
}

function read(line: string, logs: readonly ClientLog[]): void {
  const [word, client, seq, ...rest] = line.split(" ");
  const log = logs[Number(client)];
  if (log === undefined || seq === undefined) return;
  if (word === "start") log.begun = Math.max(log.begun, Number(seq) + 1);
  // A line cut off by the kill says nothing.
  else if (word === "done" && rest.length > 0) {
    log.answered = Number(seq) + 1;
    log.told.set(Number(seq), rest.join(" "));
  }
}

/** Opens the folder as a restarted host would, lets due jobs finish, and compares. */
async function check(
  folder: string,
  seed: number,
  logs: readonly ClientLog[],
): Promise<{ problems: string[]; documents: number; blocks: number }> {
  const problems: string[] = [];
  const engine = await createEngine({ dataDirectory: folder, ...ENGINE_OPTIONS });
  try {
    await settled(engine);
    for (const [client, log] of logs.entries())
      problems.push(...(await differences(engine, seed, client, log)));
  } finally {
    await engine.close();
  }
  const store = Store.open(folder);
  try {
    problems.push(...unnamedFiles(folder, store));
    const report = audit(store.committed(), Catalog.load(store.committed()));
    problems.push(...report.problems);
    return { problems, documents: report.documents, blocks: longestList(store) };
  } finally {
    await store.close();
  }
}

/** Blocks of the longest search list. */
function longestList(store: Store): number {
  const lists = new Map<string, number>();
  for (const key of store.committed().keys("search", "\0", "\xff", false)) {
    if (!isPartition(key) || key[PARTITION_BYTES] !== PART.prefix) continue;
    const list = key.slice(0, -4);
    lists.set(list, (lists.get(list) ?? 0) + 1);
  }
  return Math.max(0, ...lists.values());
}

/** Files and the records that name them, compared both ways. */
function unnamedFiles(folder: string, store: Store): string[] {
  const named = new Set(
    Array.from(store.committed().keys("system", "file/", "file0", false), (key) => key.slice("file/".length)),
  );
  const there = readdirSync(join(folder, "files"));
  return [
    ...there.filter((name) => !named.delete(name)).map((name) => `file ${name} has no row`),
    ...Array.from(named, (name) => `file ${name} has a row and is gone`),
  ];
}

/** The workload's jobs are due within 100 ms; cancelled ones are not waited for. */
async function settled(engine: Awaited<ReturnType<typeof createEngine>>): Promise<void> {
  const limit = Date.now() + SETTLE_MS;
  // By a query and not by the store, which may show a commit that the engine has not heard of yet.
  const isWaiting = async () => unwrap(await engine.query(callOf("ops:isWaiting"))) === true;
  while (await isWaiting()) {
    if (Date.now() > limit) throw new Error("scheduled jobs do not come to an end");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function freshFolder(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "orbit-crash-"));
  const engine = await createEngine({ dataDirectory: folder, ...ENGINE_OPTIONS });
  await engine.deploy(await engine.prepare({ kind: "folder", directory: FIXTURE }));
  unwrap(await engine.mutation(callOf("ops:stock", { rows: STOCK.rows, text: STOCK.text })));
  await engine.close();
  return folder;
}

/** The child as one file of JavaScript: a start then costs a tenth of a second. */
async function buildChild(tools: string): Promise<string> {
  await build({
    // The thread that writes large commits is looked for beside it.
    entryPoints: [
      { in: CHILD, out: "child" },
      { in: WRITER, out: "writerThread" },
    ],
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    outdir: tools,
    outExtension: { ".js": ".mjs" },
    logLevel: "silent",
  });
  return join(tools, "child.mjs");
}

/** The same app with other indexes: deploying the two in turn fills and drops indexes all the time. */
function variant(tools: string): string {
  const directory = join(tools, "convex");
  mkdirSync(directory, { recursive: true });
  cpSync(FIXTURE, directory, { recursive: true });
  const schema = join(directory, "schema.ts");
  const text = readFileSync(schema, "utf8").replace(
    '.index("by_version", ["client", "version"])',
    '.index("by_text", ["text"]).searchIndex("search_all", { searchField: "text" })',
  );
  if (!text.includes("by_text")) throw new Error("the fixture's schema has no by_version to replace");
  writeFileSync(schema, text);
  return directory;
}
