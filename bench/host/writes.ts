/** Durable mutations, beside bare lmdb that makes the same bytes durable with as many callers. */
import { createIsolatedEngine } from "../../host/isolation/face";
import { createEngine } from "../../host/engine";
import type { Engine } from "../../host/contract";
import { openCommitFloor, type FloorWrite } from "../floors/groupCommit";
import { call, newEngine, newFolder } from "./project";
import { recordWrites } from "./record";
import { median, type Line } from "./table";

const RECORDED = 500;
const CLIENTS = [1, 16, 64];

/** What single mutations write, for this floor and the one of fan-out. */
export async function recordMutations(functionPath: string, args: (n: number) => object, count = RECORDED) {
  const engine = await newEngine();
  const recorded = await recordWrites(async () => {
    for (let n = 0; n < count; n++) {
      const outcome = await engine.mutation(call(functionPath, args(n)), {
        sessionId: "bench",
        requestId: n,
      });
      if (!outcome.ok) throw new Error(outcome.errorMessage);
    }
  });
  await engine.close();
  return recorded;
}

export async function measureWrites(rounds: number, seconds: number): Promise<Line[]> {
  const recorded: FloorWrite[][] = await recordMutations("items:add", (n) => ({ n }));
  const floor = openCommitFloor(newFolder(), recorded);
  const inThread = await newEngine(newFolder(), createIsolatedEngine);
  const direct = await newEngine(newFolder(), createEngine);
  const writers: readonly (() => Promise<unknown>)[] = [
    () => floor.commit(),
    writerOf(direct, "direct"),
    writerOf(inThread, "thread"),
  ];
  const lines: Line[] = [];
  for (const clients of CLIENTS) {
    const rates = writers.map(() => [] as number[]);
    for (let round = -1; round < rounds; round++) {
      for (const [i, write] of writers.entries()) {
        const rate = await rateOf(write, clients, seconds);
        if (round >= 0) rates[i]!.push(rate);
      }
    }
    const [bare, own, threaded] = rates as [number[], number[], number[]];
    lines.push(
      lineOf(
        `durable mutations, ${clients} client${clients === 1 ? "" : "s"}, as sockets see them`,
        clients,
        threaded,
        bare,
      ),
      lineOf(
        `durable mutations, ${clients} client${clients === 1 ? "" : "s"}, inside the thread`,
        0,
        own,
        bare,
      ),
    );
  }
  await Promise.all([floor.close(), inThread.close(), direct.close()]);
  return lines;
}

function writerOf(engine: Engine, name: string): () => Promise<unknown> {
  let n = 0;
  return async () => {
    const requestId = n++;
    const outcome = await engine.mutation(call("items:add", { n: requestId }), {
      sessionId: name,
      requestId,
    });
    if (!outcome.ok) throw new Error(outcome.errorMessage);
  };
}

/** Each round is compared with its own floor: the disk and the neighbours change from one to the next. */
function lineOf(what: string, clients: number, own: readonly number[], bare: readonly number[]): Line {
  const ratio = median(own.map((rate, i) => rate / bare[i]!));
  const judged = clients >= 16;
  return {
    what,
    orbit: `${Math.round(median(own)).toLocaleString("en")} /s`,
    floor: `${Math.round(median(bare)).toLocaleString("en")} /s`,
    judged: `${ratio.toFixed(2)} of the floor`,
    target: judged ? "≥ 0.7" : "",
    ok: judged ? ratio >= 0.7 : null,
  };
}

/** Writes per second of so many callers, each of whom waits for one before the next. */
async function rateOf(write: () => Promise<unknown>, clients: number, seconds: number): Promise<number> {
  const began = performance.now();
  const until = began + seconds * 1_000;
  let done = 0;
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (performance.now() < until) {
        await write();
        done++;
      }
    }),
  );
  return (done * 1_000) / (performance.now() - began);
}
