/** Starts and stops one host: data folder, engine, servers, in the order that fails earliest. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import path from "node:path";
import { createVerifier } from "./auth/verifier";
import { StartError, type HostConfig } from "./config";
import type { AppAnalysis, AuthProvider, Engine, EngineOptions } from "./contract";
import { openDataFolder } from "./dataFolder";
import { applyVariables, systemEnvironment } from "./environment";
import { Guard } from "./http/guard";
import { createMainServer, createSiteServer, type ServerOptions } from "./http/server";
import { createStaticHandler } from "./http/static";
import { secretValues } from "./log";
import { createAdminRoutes } from "./push/routes";
import { createUploads } from "./push/uploads";
import { createSystemQueries } from "./push/systemQueries";
import { loadSecrets, type Secrets } from "./secrets";
import { createSyncServer } from "./sync/socket";

/** Says in the data folder where the host answers, for the tools of `npm run`. */
export const RUNNING_FILE = "running.json";

/** After a restart every open tab comes back within a second or two. */
const LISTEN_BACKLOG = 4_096;

/** How long open requests may take to finish when the host stops. */
const DRAIN_MS = 5_000;

const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\])$/;

export interface RunningHost {
  /** Where browsers reach it. */
  readonly url: string;
  readonly secrets: Secrets;
  readonly engine: Engine;
  /** Lets requests and running mutations finish, then closes the store. */
  stop(): Promise<void>;
}

export interface StartOptions {
  readonly config: HostConfig;
  /** The engine's constructor; tests pass their own. */
  readonly createEngine: (options: EngineOptions) => Promise<Engine>;
  /** Deploys the project's convex/ folder before the host is ready. */
  readonly deployFolder: boolean;
  /** Callers see log lines and the texts of uncaught errors; otherwise only holders of the admin key do. */
  readonly isDevelopment?: boolean;
  readonly note?: (line: string) => void;
}

/** Throws StartError with one clear line when something outside the program is wrong. */
export async function startHost(options: StartOptions): Promise<RunningHost> {
  const { config } = options;
  const note = options.note ?? (() => {});
  const undo: (() => unknown)[] = [];
  try {
    const folder = await openDataFolder(config.dataDirectory);
    undo.push(() => folder.release());
    const secrets = await loadSecrets(folder.path);
    const ready = promise<ServerOptions>();
    const main = createMainServer(ready.promise, config.trustedProxies);
    const port = await listen(main, config.port, config.host);
    undo.push(() => main.close());

    const url = config.url || `http://${browserHost(config.host)}:${port}`;
    const engine = await options.createEngine({
      dataDirectory: folder.path,
      systemEnvironment: systemEnvironment(secrets, { cloudUrl: url, siteUrl: url }),
      instanceSecret: secrets.instanceSecret,
      log: { ...config.log, secrets: secretValues({ ...secrets }, config.appVariables) },
    });
    undo.push(() => engine.close());
    await applyVariables(engine, folder.path, config.appVariables);
    if (options.deployFolder) await deployFolder(engine, path.join(config.projectDirectory, "convex"));

    const server = serverOptions(config, engine, secrets, url, options.isDevelopment ?? false);
    const site = createSiteServer(server, config.trustedProxies);
    if (await openSite(site, config, note)) undo.push(() => site.close());
    const running = path.join(folder.path, RUNNING_FILE);
    writeFileSync(running, JSON.stringify({ url: `http://${browserHost(config.host)}:${port}` }), {
      mode: 0o600,
    });
    ready.resolve(server);
    return {
      url,
      secrets,
      engine,
      async stop() {
        server.sync.close();
        await Promise.all([drain(main), drain(site)]);
        await engine.close();
        rmSync(running, { force: true });
        folder.release();
      },
    };
  } catch (error) {
    for (const step of undo.reverse()) await step();
    throw error;
  }
}

/** Bundles the folder and puts it in place. Rejects with the reason, and then the old code stays. */
export async function deployFolder(engine: Engine, directory: string): Promise<void> {
  await engine.deploy(await engine.prepare({ kind: "folder", directory }));
}

function serverOptions(
  config: HostConfig,
  engine: Engine,
  secrets: Secrets,
  url: string,
  isDevelopment: boolean,
): ServerOptions {
  const project = (...parts: string[]) => path.join(config.projectDirectory, ...parts);
  const verifier = createVerifier({ providers: rememberProviders(engine), adminKey: secrets.adminKey });
  const urls = { cloudUrl: url, siteUrl: url };
  const systemQueries = createSystemQueries(engine, urls);
  const guard = new Guard(LOOPBACK.test(new URL(url).hostname));
  return {
    engine,
    verifier,
    systemQueries,
    sync: createSyncServer({
      engine,
      verifier,
      systemQueries,
      isDevelopment,
      guard,
      origins: config.socketOrigins && new Set([new URL(url).origin, ...config.socketOrigins]),
    }),
    guard,
    adminRoutes: createAdminRoutes({
      engine,
      verifier,
      uploads: createUploads(config.dataDirectory),
      dataDirectory: config.dataDirectory,
      ...urls,
    }),
    staticFiles: createStaticHandler({
      appDirectory: project("dist", "app"),
      widgetsDirectory: project("dist", "widgets"),
      publicDirectory: project("public"),
      clerkPublishableKey: config.appVariables.CLERK_PUBLISHABLE_KEY,
    }),
    siteUrl: url,
    version: versionOf(project("package.json")),
    instanceName: "orbit",
    isDevelopment,
  };
}

/** Reading them evaluates auth.config, so they are kept until a deploy or a variable changes them. */
function rememberProviders(engine: Engine): () => readonly AuthProvider[] {
  let known: { readonly analysis: AppAnalysis; readonly providers: readonly AuthProvider[] } | null = null;
  engine.environment.onChange(() => (known = null));
  return () => {
    const analysis = engine.analysis();
    if (known?.analysis !== analysis) known = { analysis, providers: engine.authProviders() };
    return known.providers;
  };
}

function versionOf(file: string): string {
  return String((JSON.parse(readFileSync(file, "utf8")) as { version?: unknown }).version ?? "0.0.0");
}

/** A host that listens on every address is reached on this machine through the loopback one. */
function browserHost(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}

/** Resolves with the port in use. Throws StartError in one line for what a person can repair. */
function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(explainListen(error, port, host)));
    server.listen({ port, host, backlog: LISTEN_BACKLOG }, () => {
      server.removeAllListeners("error");
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : port);
    });
  });
}

function explainListen(error: NodeJS.ErrnoException, port: number, host: string): Error {
  if (error.code === "EADDRINUSE") {
    return new StartError(
      `Port ${port} is busy. Stop the program that uses it or set PORT to another number.`,
    );
  }
  if (error.code === "EACCES") {
    return new StartError(`Port ${port} needs more rights. Set PORT to a number above 1023.`);
  }
  if (error.code === "EADDRNOTAVAIL" || error.code === "ENOTFOUND" || error.code === "EAI_AGAIN") {
    return new StartError(
      `ORBIT_HOST is "${host}", which is no address of this machine: use 127.0.0.1 or 0.0.0.0.`,
    );
  }
  return error;
}

/** The second port is a convenience: unless it was asked for, a busy one is only mentioned. */
async function openSite(site: Server, config: HostConfig, note: (line: string) => void): Promise<boolean> {
  if (config.sitePort === null) return false;
  try {
    await listen(site, config.sitePort, config.host);
    return true;
  } catch (error) {
    if (config.sitePortAskedFor) throw error;
    note(`Port ${config.sitePort} is busy: HTTP actions are served on the main port only.`);
    return false;
  }
}

function drain(server: Server): Promise<void> {
  if (!server.listening) return Promise.resolve();
  return new Promise((resolve) => {
    // A connection that kept alive becomes idle only some time after its last answer.
    const idle = setInterval(() => server.closeIdleConnections(), 50);
    const last = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
    server.close(() => {
      clearInterval(idle);
      clearTimeout(last);
      resolve();
    });
  });
}

function promise<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve!: (value: T) => void;
  return { promise: new Promise<T>((settle) => (resolve = settle)), resolve };
}
