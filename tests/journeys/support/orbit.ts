/** Orbit as a user runs it: `npm start`'s own entry in a process of its own, with its own data folder and port. */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Orbit {
  readonly url: string;
  readonly port: number;
  readonly dataFolder: string;
  readonly pid: number;
  /** Everything the server printed so far. */
  output(): string;
  /** As a power cut would: no chance to say goodbye. */
  kill(): Promise<void>;
  /** Starts again on the same port and data. */
  restart(): Promise<void>;
  /** Ends the server and removes its data. */
  stop(): Promise<void>;
}

/**
 * Journeys share what `npm test` has built; the server must not build again.
 * A `keptFolder` stays when Orbit is stopped; without one the data is Orbit's own and goes with it.
 */
export async function startOrbit(
  environment: Record<string, string> = {},
  keptFolder?: string,
): Promise<Orbit> {
  const port = await freePort();
  const dataFolder = keptFolder ?? mkdtempSync(join(tmpdir(), "orbit-journey-"));
  let running = await launch();

  async function launch() {
    const server = spawn(process.execPath, ["scripts/start.mjs"], {
      env: { ...process.env, PORT: String(port), ORBIT_DATA: dataFolder, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    let printed = "";
    const collect = (chunk: Buffer) => (printed += chunk.toString());
    server.stdout.on("data", collect);
    server.stderr.on("data", collect);
    await ready(server, () => printed).catch(async (error: unknown) => {
      // Nobody is given it to stop.
      await end(server, "SIGKILL");
      throw error;
    });
    return { server, output: () => printed };
  }

  return {
    url: `http://127.0.0.1:${port}`,
    port,
    dataFolder,
    get pid() {
      return running.server.pid!;
    },
    output: () => running.output(),
    kill: () => end(running.server, "SIGKILL"),
    restart: async () => {
      running = await launch();
    },
    stop: async () => {
      await end(running.server, "SIGKILL");
      if (keptFolder === undefined) rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}

const startLimitMs = 120_000;

async function ready(server: ChildProcess, output: () => string): Promise<void> {
  const deadline = Date.now() + startLimitMs;
  while (!output().includes("Orbit is ready at ")) {
    const ending = server.exitCode ?? server.signalCode;
    if (ending !== null) throw new Error(`Orbit ended with ${ending}:\n${output()}`);
    if (Date.now() > deadline) throw new Error(`Orbit was not ready after ${startLimitMs} ms:\n${output()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Signals the whole process group, because `npm start` may run the host as a child. */
async function end(server: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = new Promise((resolve) => server.once("exit", resolve));
  try {
    process.kill(-server.pid!, signal);
  } catch {
    server.kill(signal);
  }
  await ended;
}

/** A port nobody listens on, nor on the next one (HTTP actions have a port of their own). Test files that run side by side look in ranges of their own. */
export async function freePort(): Promise<number> {
  const range = Number(process.env.VITEST_POOL_ID ?? 0) % 4;
  for (let attempt = 0; attempt < 50; attempt++) {
    const port = 20_000 + range * 3_000 + Math.floor(Math.random() * 3_000);
    if ((await isFree(port)) && (await isFree(port + 1))) return port;
  }
  throw new Error("No free pair of ports found");
}

async function isFree(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}
