/** `npm start`: runs the host until a signal ends it. */
import path from "node:path";
import { fileURLToPath } from "node:url";
import { readConfig, StartError, type HostConfig } from "./config";
import { DamagedStoreError, FolderInUseError, NewerFormatError } from "./engine";
import { startHost, type RunningHost } from "./host";
import { createIsolatedEngine } from "./isolation/face";
import { addSecretsOf, installLog, secretValues } from "./log";
import { printLogs } from "./printLogs";
import { watchFolder } from "./watch";

const projectDirectory = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

/** The settings of this start. Prints the one line and ends the process when one is wrong. */
export function settings(): HostConfig {
  try {
    return readConfig(process.env, projectDirectory);
  } catch (error) {
    return fail(error);
  }
}

/** `watch`: every change under convex/ is deployed at once, and callers see what functions log and throw. */
export async function main(options: { readonly watch?: boolean } = {}): Promise<RunningHost> {
  // Convex's functions have no other local time, whatever the machine's is.
  process.env["TZ"] = "UTC";
  // A client's input must never end the process, whatever it makes user code do.
  process.on("uncaughtException", (error) => console.error("Uncaught error:", error));
  process.on("unhandledRejection", (error) => console.error("Unhandled rejection:", error));
  const config = settings();
  const secrets: string[] = [];
  installLog({ ...config.log, secrets });
  try {
    const host = await startHost({
      config,
      createEngine: createIsolatedEngine,
      deployFolder: true,
      isDevelopment: options.watch ?? false,
      note: (line) => console.log(line),
    });
    const stopWatching = options.watch
      ? watchFolder(host.engine, path.join(projectDirectory, "convex"))
      : () => {};
    secrets.push(...secretValues({ ...host.secrets }, config.appVariables));
    addSecretsOf(host.engine.environment, secrets);
    stopOnSignal(host, stopWatching);
    void printLogs(host.engine, (line, level) => console[level](line));
    console.log(`Orbit is ready at ${host.url}`);
    return host;
  } catch (error) {
    return fail(error);
  }
}

/** The first signal lets work finish; a second one ends at once. */
function stopOnSignal(host: RunningHost, before: () => void): void {
  let stopping = false;
  const stop = () => {
    if (stopping) process.exit(1);
    stopping = true;
    before();
    host.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error("Orbit did not stop cleanly:", error);
        process.exit(1);
      },
    );
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
}

function fail(error: unknown): never {
  const plain = [StartError, DamagedStoreError, FolderInUseError, NewerFormatError].some(
    (known) => error instanceof known,
  );
  console.error(plain ? (error as Error).message : `Orbit could not start: ${describe(error)}`);
  process.exit(1);
}

function describe(error: unknown): string {
  return error instanceof Error
    ? process.env["ORBIT_DEBUG"]
      ? (error.stack ?? error.message)
      : error.message
    : String(error);
}
