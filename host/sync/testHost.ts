/** A real host on a free port with a small app written for the test, in a folder of its own. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { readConfig } from "../config";
import type { Engine, EngineOptions } from "../contract";
import { createEngine } from "../engine";
import { startHost, type RunningHost } from "../host";

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..", "..");

export interface TestHost extends RunningHost {
  /** Folder of the app: package.json, convex/ and node_modules. */
  readonly project: string;
  /** Writes a file of the app; it is deployed by whoever asks for it. */
  write(name: string, text: string): void;
  /** Stops and starts again on the same port and data. */
  restart(): Promise<void>;
  /** Stops and removes everything. */
  remove(): Promise<void>;
}

/** `files` are the app's, by name below the project, for example "convex/messages.ts". */
export async function startTestHost(
  files: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>> = {},
  create: (options: EngineOptions) => Promise<Engine> = createEngine,
): Promise<TestHost> {
  const project = mkdtempSync(path.join(tmpdir(), "orbit-host-"));
  symlinkSync(path.join(repository, "node_modules"), path.join(project, "node_modules"));
  const write = (name: string, text: string) => {
    mkdirSync(path.dirname(path.join(project, name)), { recursive: true });
    writeFileSync(path.join(project, name), text);
  };
  write("package.json", JSON.stringify({ name: "app", version: "0.0.1", dependencies: { convex: "*" } }));
  for (const [name, text] of Object.entries(files)) write(name, text);
  const start = (port: string) =>
    startHost({
      config: readConfig({ PORT: port, ...environment }, project),
      createEngine: create,
      deployFolder: true,
    });
  let running = await start("0");
  return {
    get url() {
      return running.url;
    },
    get engine() {
      return running.engine;
    },
    get secrets() {
      return running.secrets;
    },
    project,
    write,
    stop: () => running.stop(),
    async restart() {
      const { port } = new URL(running.url);
      await running.stop();
      running = await start(port);
    },
    async remove() {
      await running.stop();
      rmSync(project, { recursive: true, force: true });
    },
  };
}
