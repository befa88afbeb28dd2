/**
 * `npm run bench -- search [--customers 1000,100000] [--rounds 40]`: what people
 * type into a search, kind by kind, at several sizes turn about in one run,
 * beside an empty signed-in query and a point read of bare HTTP over lmdb.
 * Prints milliseconds (client and server on one machine) and the documents each
 * call read; the exit code is 1 when a call read more than 200.
 *
 * Customers come from `sampleData:seed`, the real write path; one Johnson per
 * 1,000 is written besides, so that a misspelt name has somebody to find.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { ConvexHttpClient } from "convex/browser";
import { makeFunctionReference } from "convex/server";
import { api } from "../../convex/_generated/api";
import { startOrbit } from "../../tests/journeys/support/orbit";
import { newTeam, type Team } from "../../tests/journeys/support/people";
import { serveLmdb } from "../floors/lmdbServer";

const { values } = parseArgs({
  options: {
    customers: { type: "string", default: "1000,100000" },
    rounds: { type: "string", default: "40" },
  },
});
const sizes = values.customers.split(",").map(Number);
const rounds = Number(values.rounds);
const perCall = 25;
const mostDocuments = 200;
let logCursor = 0;

/** What is typed, by kind. */
const typed: Record<string, string> = {
  "a code": "CUS-500",
  "a number of a code": "500",
  "an e-mail": "johnson0@bench.test",
  "last digits": "0042",
  "a beginning, 3 letters": "joh",
  "a word": "anna",
  "two words": "johnson zebulon",
  "two beginnings": "zeb joh",
  "one misspelt": "jonhson",
  "one of two misspelt": "zebulon jhonson",
  "the other alphabet": "джонсон",
  "the other layout": "ощртыщт",
  nobody: "qwrtplk",
};

const orbit = await startOrbit();
const floor = await serveLmdb(sizes);
const { adminKey } = JSON.parse(readFileSync(path.join(orbit.dataFolder, "secrets.json"), "utf8")) as {
  adminKey: string;
};
const admin = new ConvexHttpClient(orbit.url, { logger: false });
(admin as unknown as { setAdminAuth(key: string): void }).setAdminAuth(adminKey);

interface World {
  size: number;
  team: Team;
}
type Work = (world: World, round: number) => Promise<unknown>;

try {
  const worlds: World[] = [];
  for (const size of sizes) worlds.push(await fill(size));
  const ask =
    (text: string): Work =>
    ({ team }) =>
      team.admin.client.query(api.customers.search, { orgId: team.orgId, text });
  const works: [string, Work][] = [
    [
      "an empty signed-in query",
      ({ team }) => team.admin.client.query(api.settings.get, { orgId: team.orgId }),
    ],
    ...Object.entries(typed).map(([kind, text]): [string, Work] => [`${kind}: ${text}`, ask(text)]),
    [
      "everything: johnson",
      ({ team }) => team.admin.client.query(api.search.everything, { orgId: team.orgId, text: "johnson" }),
    ],
    [
      "create",
      ({ team, size }, round) =>
        team.admin.client.mutation(api.customers.create, {
          orgId: team.orgId,
          input: { name: `Bench Created ${size} ${round}`, phone: `+7788${String(round).padStart(7, "0")}` },
        }),
    ],
  ];
  const table: Record<string, Record<string, string | number>> = {};
  let worst = 0;
  for (const [name, work] of works) {
    const times = new Map(sizes.map((size) => [size, [] as number[]]));
    await admin.query(makeFunctionReference<"query">("sampleData:organizationBySlug"), { slug: "none" });
    await mostRead();
    for (let round = -3; round < rounds; round++) {
      for (const world of worlds) {
        const began = performance.now();
        await work(world, round + 3);
        if (round >= 0) times.get(world.size)!.push(performance.now() - began);
      }
    }
    const documents = await mostRead();
    if (name !== "create") worst = Math.max(worst, documents);
    table[name] = {
      ...Object.fromEntries(
        sizes.map((size) => [
          `${size}: p50 / p95`,
          `${quantile(times.get(size)!, 0.5).toFixed(1)} / ${quantile(times.get(size)!, 0.95).toFixed(1)}`,
        ]),
      ),
      documents,
    };
  }
  const bare: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const began = performance.now();
    await (await fetch(`${floor.url}/list?size=${sizes.at(-1)!}`)).json();
    bare.push(performance.now() - began);
  }
  table["floor: 50 rows, node:http + lmdb"] = {
    [`${sizes.at(-1)!}: p50 / p95`]: `${quantile(bare, 0.5).toFixed(1)} / ${quantile(bare, 0.95).toFixed(1)}`,
  };
  console.table(table);
  console.log(`Most documents read by one search: ${worst} (limit ${mostDocuments}).`);
  process.exitCode = worst <= mostDocuments ? 0 : 1;
} finally {
  await floor.stop();
  await orbit.stop();
}

async function fill(size: number): Promise<World> {
  const team = await newTeam(orbit, `Search ${size}`);
  const { orgId } = team;
  const seed = makeFunctionReference<"mutation">("sampleData:seed");
  const began = performance.now();
  for (let from = 0; from < size; from += perCall) {
    await admin.mutation(seed, { orgId, from, count: Math.min(perCall, size - from), crowd: 7 });
  }
  for (let n = 0; n < Math.max(1, size / 1000); n++) {
    await team.admin.client.mutation(api.customers.create, {
      orgId,
      input: { name: `Zebulon Johnson ${n}`, email: `johnson${n}@bench.test` },
    });
  }
  console.log(`${size} customers in ${((performance.now() - began) / 1000).toFixed(1)} s`);
  return { size, team };
}

/** The most documents that one call of those since has read, from the host's own log; it waits where nothing has run. */
async function mostRead(): Promise<number> {
  const answer = await fetch(`${orbit.url}/api/stream_function_logs?cursor=${logCursor}`, {
    headers: { authorization: `Convex ${adminKey}` },
  });
  const { entries, newCursor } = (await answer.json()) as {
    entries: { identifier: string; usageStats: { databaseReadDocuments: number } }[];
    newCursor: number;
  };
  logCursor = newCursor;
  // What jobs and the schedule read meanwhile is no call of anybody's.
  const calls = entries.filter(({ identifier }) => /^(customers|search|settings)(\.js)?:/.test(identifier));
  return Math.max(0, ...calls.map(({ usageStats }) => usageStats.databaseReadDocuments));
}

function quantile(times: readonly number[], part: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))]!;
}
