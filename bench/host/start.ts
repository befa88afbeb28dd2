/** Starting on a full folder until the first answer over HTTP, and the memory this takes. */
import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { setTimeout as delay } from "node:timers/promises";
import { ConvexHttpClient } from "convex/browser";
import { makeFunctionReference } from "convex/server";
import { newProject } from "./project";
import { median, ms, type Line } from "./table";

const IDLE_MS = 10_000;
const MEGABYTE = 2 ** 20;

/** `folder` holds `size` items. */
export async function measureStart(folder: string, size: number, rounds: number): Promise<Line[]> {
  const project = newProject();
  const documents = `${size.toLocaleString("en")} documents`;
  const times: number[] = [];
  let idle = 0;
  let busy = 0;
  for (let round = -1; round < rounds; round++) {
    const began = performance.now();
    const host = await start(project, folder);
    const client = new ConvexHttpClient(host.url);
    await client.query(makeFunctionReference<"query">("items:page"), { channel: 1, from: 0 });
    if (round >= 0) times.push(performance.now() - began);
    if (round === rounds - 1) {
      await delay(IDLE_MS);
      idle = await memoryOf(host.process);
      for (let n = 0; n < 2_000; n++)
        await client.query(makeFunctionReference<"query">("items:page"), {
          channel: n % 20,
          from: (n * 7_919) % size,
        });
      for (let n = 0; n < 500; n++)
        await client.mutation(makeFunctionReference<"mutation">("items:add"), { n: size + n });
      busy = await memoryOf(host.process);
    }
    await host.stop();
  }
  return [
    {
      what: `start to the first answer, ${documents}`,
      orbit: ms(median(times)),
      floor: "",
      judged: ms(median(times)),
      target: "≤ 2 s",
      ok: median(times) <= 2_000,
    },
    memoryLine(`private memory, idle, ${documents}`, idle, 120),
    memoryLine(`private memory after 2,000 pages and 500 writes, ${documents}`, busy, 300),
  ];
}

function memoryLine(what: string, bytes: number, targetMb: number): Line {
  const figure = `${Math.round(bytes / MEGABYTE)} MB`;
  return {
    what,
    orbit: figure,
    floor: "",
    judged: figure,
    target: `≤ ${targetMb} MB`,
    ok: bytes <= targetMb * MEGABYTE,
  };
}

export interface Started {
  readonly process: ChildProcess;
  readonly url: string;
  stop(): Promise<void>;
}

export function start(project: string, folder: string): Promise<Started> {
  const child = fork(fileURLToPath(new URL("started.ts", import.meta.url)), [project, folder], {
    execArgv: ["--import", "tsx"],
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`The host ended with ${code}`)));
    child.once("message", ({ url }: { url: string }) =>
      resolve({
        process: child,
        url,
        stop: async () => {
          child.disconnect();
          await ended;
        },
      }),
    );
  });
}

export function memoryOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    child.once("message", ({ memory }: { memory: number }) => resolve(memory));
    child.send("memory");
  });
}
