/** One change to the last of many sockets that watch it, beside a bare broadcast after one durable commit. */
import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { openCommitFloor, type CommitFloor } from "../floors/groupCommit";
import { serveBroadcast } from "../floors/broadcast";
import { newFolder, newProject, startBenchHost } from "./project";
import type { Answer, Open, Round } from "./sockets";
import { median, ms, type Line } from "./table";
import { recordMutations } from "./writes";

/** Bytes of the counter's text: about what a row of a list is. */
const TEXT = "x".repeat(700);
const MANY = 10_000;
/** Changes before those that count, on both sides alike: the code of a server that has just begun is not compiled. */
const WARM_UP = 50;
/** Changes told to one socket on either side, after which a server has run for a while: fifty are few for V8. */
const EARLIER = 1_000;

export async function measureFanOut(rounds: number): Promise<Line[]> {
  const recorded = await recordMutations("counters:set", (n) => ({ name: "all", text: `${TEXT}${n}` }), 50);
  const host = await startBenchHost(newProject());
  const commits = openCommitFloor(newFolder(), recorded.slice(1));
  try {
    return [
      await compare(host.url, commits, 1_000, 3 * rounds),
      await compareLater(host.url, commits, 1_000, 3 * rounds),
      await compare(host.url, commits, MANY, Math.ceil(rounds / 3)),
    ];
  } finally {
    await host.stop();
    await commits.close();
  }
}

/** The same as `compare`, once both have told many changes to one socket. */
async function compareLater(url: string, commits: CommitFloor, count: number, rounds: number): Promise<Line> {
  const orbit = await orbitClients(url, 1);
  const { text } = await orbit.round("warm-up!");
  await times(orbit, EARLIER);
  orbit.end();
  const floor = await floorClients(commits, 1, (marker) => text.replace("warm-up!", marker));
  await times(floor, EARLIER);
  floor.end();
  const line = await compare(url, commits, count, rounds);
  return { ...line, what: `${line.what}, after ${EARLIER.toLocaleString("en")} changes` };
}

async function compare(url: string, commits: CommitFloor, count: number, rounds: number): Promise<Line> {
  const isMany = count === MANY;
  const orbit = await orbitClients(url, count);
  // The floor sends what Orbit sends, to the last byte but the marker.
  const { text } = await orbit.round("warm-up!");
  const frameOf = (marker: string) => text.replace("warm-up!", marker);
  // A process may open 20,000 files on most systems: ten thousand sockets twice are too many at a time.
  if (isMany) {
    const own = await times(orbit, rounds);
    orbit.end();
    const floor = await floorClients(commits, count, frameOf);
    const bare = await times(floor, rounds);
    floor.end();
    return lineOf(count, own, bare, isMany);
  }
  const floor = await floorClients(commits, count, frameOf);
  const own: number[] = [];
  const bare: number[] = [];
  for (let round = -WARM_UP; round < rounds; round++) {
    const before = (await floor.round(`round ${round}!`)).ms;
    const after = (await orbit.round(`round ${round}!`)).ms;
    if (round < 0) continue;
    bare.push(before);
    own.push(after);
  }
  orbit.end();
  floor.end();
  return lineOf(count, own, bare, isMany);
}

function lineOf(count: number, own: readonly number[], bare: readonly number[], isMany: boolean): Line {
  const ratio = median(own.map((time, i) => time / bare[i]!));
  return {
    what: `a mutation to the last of ${count.toLocaleString("en")} sockets`,
    orbit: ms(median(own)),
    floor: ms(median(bare)),
    judged: `${ratio.toFixed(2)} of the floor`,
    target: isMany ? "all are told" : "≤ 1.2",
    // With ten thousand the rounds only end when every socket was told.
    ok: isMany || ratio <= 1.2,
  };
}

interface Clients {
  /** One change, timed until the last socket has it. */
  round(marker: string): Promise<Answer>;
  end(): void;
}

async function times(clients: Clients, rounds: number): Promise<number[]> {
  const all: number[] = [];
  for (let round = 0; round < rounds; round++) all.push((await clients.round(`round ${round}!`)).ms);
  return all;
}

async function orbitClients(url: string, count: number): Promise<Clients> {
  const clients = startClients();
  const socketUrl = `${url.replace("http", "ws")}/api/1.48.0/sync`;
  await ask(clients, { type: "open", url: socketUrl, count, hello: hello() });
  let requestId = 0;
  return {
    round: (marker) => {
      const frame = JSON.stringify({
        type: "Mutation",
        requestId: requestId++,
        udfPath: "counters:set",
        args: [{ name: "all", text: `${TEXT}${marker}` }],
      });
      return ask(clients, { type: "round", frame, marker });
    },
    end: () => clients.kill(),
  };
}

async function floorClients(
  commits: CommitFloor,
  count: number,
  frameOf: (marker: string) => string,
): Promise<Clients> {
  const broadcast = await serveBroadcast(commits, frameOf);
  const clients = startClients();
  await ask(clients, { type: "open", url: `ws://127.0.0.1:${broadcast.port}`, count, hello: [] });
  return {
    round: (marker) => ask(clients, { type: "round", frame: `go ${marker}`, marker }),
    end: () => {
      clients.kill();
      void broadcast.close();
    },
  };
}

function startClients(): ChildProcess {
  return fork(fileURLToPath(new URL("sockets.ts", import.meta.url)), { execArgv: ["--import", "tsx"] });
}

/** Connects and subscribes to the counter. */
function hello(): string[] {
  return [
    {
      type: "Connect",
      sessionId: crypto.randomUUID(),
      connectionCount: 0,
      lastCloseReason: null,
      clientTs: Date.now(),
    },
    {
      type: "ModifyQuerySet",
      baseVersion: 0,
      newVersion: 1,
      modifications: [{ type: "Add", queryId: 0, udfPath: "counters:get", args: [{ name: "all" }] }],
    },
  ].map((message) => JSON.stringify(message));
}

function ask(clients: ChildProcess, message: Open | Round): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const ended = () => reject(new Error("The clients' process ended."));
    clients.once("exit", ended);
    clients.once("message", (answer: Answer) => {
      clients.off("exit", ended);
      resolve(answer);
    });
    clients.send(message);
  });
}
