/**
 * `npm run bench -- soak [--minutes 10] [--clients 40]`: a host under steady work, with its memory over time.
 * Clients subscribe, change, sign off and come back, and now and then a large commit writes many rows again; the data
 * stays the same size, so memory must too.
 * Prints a line every half minute and the trend at the end, and ends with 1 when memory goes on growing or a query fails.
 */
import { parseArgs } from "node:util";
import { setTimeout as delay } from "node:timers/promises";
import { ConvexClient, ConvexHttpClient } from "convex/browser";
import { makeFunctionReference } from "convex/server";
import { WebSocket } from "ws";
import { newFolder, newProject, removeFolders } from "../host/project";
import { memoryOf, start, type Started } from "../host/start";
import { median } from "../host/table";
import { judge, trendOf, type Sample } from "./trend";

const { values } = parseArgs({
  options: { minutes: { type: "string", default: "10" }, clients: { type: "string", default: "40" } },
});
const MINUTES = Number(values.minutes);
const CLIENTS = Number(values.clients);
const ITEMS = 20_000;
const COUNTERS = 500;
const CHANNELS = 20;
/** Rows of a large commit, which goes to a thread of its own, and the time between two. */
const LARGE_ROWS = 1_500;
const LARGE_EVERY_MS = 4_000;
const SAMPLE_MS = 2_000;
const TELL_MS = 30_000;

const get = makeFunctionReference<"query">("counters:get");
const page = makeFunctionReference<"query">("items:page");
const set = makeFunctionReference<"mutation">("counters:set");
const rewrite = makeFunctionReference<"mutation">("items:rewrite");
const fill = makeFunctionReference<"mutation">("items:fill");

const random = (below: number): number => Math.floor(Math.random() * below);

interface Done {
  mutations: number;
  largeCommits: number;
  updates: number;
  connections: number;
  /** Queries that showed an error instead of a result. */
  failures: number;
}

/** One client after another in one place: each watches, changes and leaves after a while, mostly in good order. */
async function work(url: string, until: number, done: Done): Promise<void> {
  while (Date.now() < until) {
    const client = new ConvexClient(url, {
      // The ws package stands in for the browser's WebSocket.
      webSocketConstructor: WebSocket as unknown as typeof globalThis.WebSocket,
      unsavedChangesWarning: false,
    });
    done.connections++;
    const open: (() => void)[] = [];
    const leaves = Date.now() + 2_000 + random(20_000);
    while (Date.now() < Math.min(leaves, until)) {
      const isCounter = random(2) === 0;
      const told = (): void => void done.updates++;
      const failed = (error: Error): void => {
        if (done.failures++ === 0) console.error(error.message);
      };
      open.push(
        isCounter
          ? client.onUpdate(get, { name: `counter ${random(COUNTERS)}`, n: random(5) }, told, failed)
          : client.onUpdate(page, { channel: random(CHANNELS), from: random(ITEMS) }, told, failed),
      );
      if (open.length > 6) open.splice(random(open.length), 1)[0]?.();
      await client.mutation(set, {
        name: `counter ${random(COUNTERS)}`,
        text: String(random(1e9)).repeat(1 + random(80)),
      });
      done.mutations++;
      await delay(random(60));
    }
    await client.close();
  }
}

/** Large commits, one after another. */
async function rewriteRows(http: ConvexHttpClient, until: number, done: Done): Promise<void> {
  while (Date.now() < until) {
    const from = random(ITEMS - LARGE_ROWS);
    const written = (await http.mutation(rewrite, {
      from,
      count: LARGE_ROWS,
      edition: done.largeCommits,
    })) as number;
    if (written !== LARGE_ROWS) throw new Error(`${written} rows were written instead of ${LARGE_ROWS}`);
    done.largeCommits++;
    await delay(LARGE_EVERY_MS);
  }
}

async function watch(host: Started, until: number, done: Done): Promise<Sample[]> {
  const samples: Sample[] = [];
  const began = Date.now();
  let told = began;
  while (Date.now() < until) {
    await delay(SAMPLE_MS);
    samples.push({ minutes: (Date.now() - began) / 60_000, bytes: await memoryOf(host.process) });
    if (Date.now() - told < TELL_MS) continue;
    const since = samples.filter(({ minutes }) => minutes > (told - began) / 60_000);
    told = Date.now();
    const { mutations, largeCommits, updates, connections } = done;
    console.log(
      `${((told - began) / 60_000).toFixed(1)} min: ${megabytes(median(since.map(({ bytes }) => bytes)))}, ` +
        `${mutations} mutations, ${largeCommits} large commits, ${updates} updates, ${connections} connections`,
    );
  }
  return samples;
}

const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MB`;

const host = await start(newProject(), newFolder());
try {
  const http = new ConvexHttpClient(host.url);
  for (let from = 0; from < ITEMS; from += 1_000) await http.mutation(fill, { from, count: 1_000 });
  const until = Date.now() + MINUTES * 60_000;
  const done: Done = { mutations: 0, largeCommits: 0, updates: 0, connections: 0, failures: 0 };
  const workers = [
    rewriteRows(http, until, done),
    ...Array.from({ length: CLIENTS }, () => work(host.url, until, done)),
  ];
  const samples = await watch(host, until, done);
  await Promise.all(workers);
  const trend = trendOf(samples);
  const verdict = judge(trend);
  console.log(
    `Private memory of the host: ${megabytes(trend.middle)} in the middle third, ${megabytes(trend.last)} in the last, ` +
      `trend of both ${(trend.bytesPerMinute / 2 ** 20).toFixed(2)} MB a minute. ${verdict ?? "It does not grow."} ` +
      `${done.failures} queries showed an error.`,
  );
  process.exitCode = verdict === null && done.failures === 0 ? 0 : 1;
} finally {
  await host.stop();
  removeFolders();
}
