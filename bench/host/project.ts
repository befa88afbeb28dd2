/** The small app of this bench, in a folder of its own, with engines and hosts that run it. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { readConfig } from "../../host/config";
import type { Engine, FunctionCall } from "../../host/contract";
import { createEngine } from "../../host/engine";
import { deployFolder, startHost, type RunningHost } from "../../host/host";
import { createIsolatedEngine } from "../../host/isolation/face";

const HERE = path.dirname(fileURLToPath(import.meta.url));
const APP = path.join(HERE, "app", "convex");

const OPTIONS = {
  systemEnvironment: { CONVEX_CLOUD_URL: "http://127.0.0.1:1", CONVEX_SITE_URL: "http://127.0.0.1:1" },
  instanceSecret: "00".repeat(32),
};

const folders: string[] = [];

/** An empty folder that `removeFolders` takes away. */
export function newFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "orbit-bench-"));
  folders.push(folder);
  return folder;
}

export function removeFolders(): void {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}

/** The engine in this thread, or as the sockets have it, in a thread of its own. */
export async function newEngine(
  folder = newFolder(),
  create: typeof createIsolatedEngine | typeof createEngine = createEngine,
): Promise<Engine> {
  const engine = await create({ dataDirectory: folder, ...OPTIONS });
  await deployFolder(engine, APP);
  return engine;
}

/** A project folder with the app's sources, as `npm start` expects one. */
export function newProject(): string {
  const project = newFolder();
  cpSync(APP, path.join(project, "convex"), { recursive: true });
  mkdirSync(path.join(project, "public"));
  symlinkSync(path.join(HERE, "..", "..", "node_modules"), path.join(project, "node_modules"));
  const manifest = { name: "app", version: "0.0.1", type: "module", dependencies: { convex: "*" } };
  writeFileSync(path.join(project, "package.json"), JSON.stringify(manifest));
  return project;
}

/** A whole host: sockets in this thread, the engine in another. */
export async function startBenchHost(project: string, dataDirectory?: string): Promise<RunningHost> {
  return await startHost({
    config: readConfig({ PORT: "0", ORBIT_SITE_PORT: "off", ORBIT_DATA: dataDirectory }, project),
    createEngine: createIsolatedEngine,
    deployFolder: true,
  });
}

export function call(functionPath: string, args: object): FunctionCall {
  return {
    component: "",
    path: functionPath,
    args: JSON.stringify(args),
    identity: { kind: "anonymous" },
    origin: { ip: null, userAgent: null },
  };
}

export async function query<T>(engine: Engine, functionPath: string, args: object): Promise<T> {
  const outcome = await engine.query(call(functionPath, args));
  if (!outcome.ok) throw new Error(outcome.errorMessage);
  return JSON.parse(outcome.value) as T;
}

export async function mutate(engine: Engine, functionPath: string, args: object): Promise<void> {
  const outcome = await engine.mutation(call(functionPath, args));
  if (!outcome.ok) throw new Error(outcome.errorMessage);
}

/** Rows a mutation of `fill` writes; a transaction may write 16,000 documents. */
const FILL = 1_000;

export async function fillItems(engine: Engine, size: number): Promise<void> {
  for (let from = 0; from < size; from += FILL)
    await mutate(engine, "items:fill", { from, count: Math.min(FILL, size - from) });
}
