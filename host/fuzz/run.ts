// One seed: random clients against a real engine, compared with the model at every moment.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as turn, setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { fixtureEngine } from "../conformance/calls";
import type { Engine } from "../contract";
import { randomFrom } from "../crash/workload";
import type { SystemQueries } from "../sync/systemQueries";
import { BAD_TOKEN, FuzzClient, USERS, type Role } from "./client";
import { QUERIES, World, type Watch } from "./model";

const FIXTURE = fileURLToPath(new URL("fixture/convex", import.meta.url));
const CLIENTS = 6;
const MAX_WATCHES = 8;
/** Operations between two comparisons of everything. */
const EPOCH = 400;
/** How long nothing may move before clients that wait count as forgotten. */
const PATIENCE_MS = 60_000;
/** A turn counts for no more than this: a process that the machine lets wait does not lose patience. */
const TURN_MS = 20;
/** Of a commit; every other seed has larger ones written by a thread of their own. */
const FEW_WRITES = 4;
const NO_SYSTEM_QUERIES: SystemQueries = () => ({ ok: false, errorMessage: "not here", logLines: [] });

export interface FuzzReport {
  readonly operations: number;
  /** Results compared with the model. */
  readonly compared: number;
}

/** An engine for any number of seeds, each of which starts by emptying the table through its clients. */
export async function openFuzzEngine(
  handOverFrom?: number,
): Promise<{ engine: Engine; close(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), "orbit-fuzz-"));
  const engine = await fixtureEngine(folder, FIXTURE, handOverFrom === undefined ? {} : { handOverFrom });
  return {
    engine,
    async close() {
      await engine.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Throws with the seed and the first difference. */
export async function fuzz(seed: number, operations: number): Promise<FuzzReport> {
  const { engine, close } = await openFuzzEngine(seed % 2 === 1 ? FEW_WRITES : undefined);
  try {
    return await run(engine, seed, operations);
  } finally {
    await close();
  }
}

async function run(engine: Engine, seed: number, operations: number): Promise<FuzzReport> {
  const random = randomFrom(seed);
  const world = new World();
  const trace: string[] = [];
  const fail = (text: string): never => {
    throw new Error(`Seed ${seed}: ${text}\nLast operations:\n${trace.slice(-40).join("\n")}`);
  };
  const problems: string[] = [];
  const clients = Array.from(
    { length: CLIENTS },
    (_, i) =>
      new FuzzClient(`seed${seed}-client${i}`, engine, NO_SYSTEM_QUERIES, ROLES[i % ROLES.length]!, (text) =>
        problems.push(text),
      ),
  );
  let compared = 0;
  for (let done = 0; done < operations; done++) {
    const client = clients[random(CLIENTS)] as FuzzClient;
    trace.push(`${done} ${client.name} ${operate(client, random)}`);
    if (random(3) === 0) client.flushUp(1 + random(4));
    if (random(3) === 0) client.flushDown(1 + random(4));
    if (random(6) === 0) await turn();
    if (random(60) === 0) await delay(1);
    if (problems.length > 0) fail(problems[0] as string);
    if ((done + 1) % EPOCH !== 0 && done + 1 < operations) continue;
    await settle(clients, fail);
    if (problems.length > 0) fail(problems[0] as string);
    const seen = clients.flatMap((one) => one.seen.splice(0));
    const changes = clients.flatMap((one) => one.changes.splice(0));
    compared += seen.length;
    const problem = world.replay(changes, seen);
    if (problem !== null) fail(problem);
    // What is shown at the end must be the end: an update that never came shows here.
    for (const one of clients) {
      for (const view of one.showing()) {
        compared++;
        const stale = world.compare(view);
        if (stale !== null) fail(`${one.name} at rest: ${stale}`);
      }
    }
  }
  for (const client of clients) client.disconnect();
  return { operations, compared };
}

const ROLES: readonly Role[] = ["reader", "writer", "slow"];
const KEYS = Array.from({ length: 26 }, (_, i) => String.fromCharCode(97 + i));

/** One random operation of one client; returns its name for the trace. */
function operate(client: FuzzClient, random: (below: number) => number): string {
  const key = () => KEYS[random(KEYS.length)] as string;
  if (client.connection === null) {
    if (client.role === "reader" || random(3) > 0) client.connect();
    else client.mutate("set", key(), random(100));
    return "reconnect or mutate offline";
  }
  const ticket = random(100);
  if (ticket < 45 && client.role !== "reader") {
    const kind = (["set", "set", "set", "add", "add", "remove", "renew", "fail"] as const)[random(8)]!;
    client.mutate(kind, key(), random(100));
    return kind;
  }
  if (ticket < 65) {
    if (client.watches.size >= MAX_WATCHES) return unsubscribe(client, random);
    const [from, to] = [key(), key()].sort() as [string, string];
    const path = QUERIES[random(QUERIES.length)]!;
    client.subscribe({ path, from, to, size: 0, previous: null });
    return `subscribe ${path} ${from} ${to}`;
  }
  if (ticket < 75) return openPage(client, random);
  if (ticket < 84) return unsubscribe(client, random);
  if (ticket < 89) {
    const caller = random(12) === 0 ? BAD_TOKEN : USERS[random(USERS.length)]!;
    client.authenticate(caller);
    return `authenticate ${caller}`;
  }
  if (ticket < 92) {
    client.disconnect();
    return "disconnect";
  }
  if (ticket < 93) {
    client.send({ type: "garbage" });
    return "garbage";
  }
  client.echo(`text ${random(1_000)}`);
  return "echo";
}

function unsubscribe(client: FuzzClient, random: (below: number) => number): string {
  const ids = [...client.watches.keys()];
  const queryId = ids[random(Math.max(1, ids.length))];
  if (queryId === undefined) return "nothing to unsubscribe";
  client.unsubscribe(queryId);
  return `unsubscribe ${queryId}`;
}

/** The first page of the list, or the next one of a page that is open. */
function openPage(client: FuzzClient, random: (below: number) => number): string {
  const open = [...client.watches.values()].filter(
    (watch) => watch.path === "page" && client.cursors.get(watch)?.isDone === false,
  );
  const previous: Watch | null = random(2) === 0 ? null : (open[random(Math.max(1, open.length))] ?? null);
  client.subscribe({ path: "page", from: "", to: "", size: 1 + random(5), previous });
  return previous === null ? "first page" : "next page";
}

/** Lets everything through until nobody waits for anything. Fails when somebody waits and nothing moves any more. */
async function settle(clients: readonly FuzzClient[], fail: (text: string) => never): Promise<void> {
  let quiet = 0;
  let idle = 0;
  let last = performance.now();
  while (quiet < 3) {
    let moved = 0;
    for (const client of clients) {
      client.connect();
      moved += client.flushUp(Infinity);
      moved += client.flushDown(Infinity);
    }
    await turn();
    quiet = clients.every((client) => client.isSettled()) ? quiet + 1 : 0;
    if (quiet === 0) await delay(0);
    const now = performance.now();
    idle = moved > 0 ? 0 : idle + Math.min(now - last, TURN_MS);
    last = now;
    if (idle > PATIENCE_MS) {
      const waiting = clients.filter((one) => !one.isSettled()).map(({ name }) => name);
      fail(`${waiting.join(", ")} never settled`);
    }
  }
}
