/** Hot reload: deploys a convex folder again whenever something in it changes. */
import { watch } from "node:fs";
import type { Engine } from "./contract";
import { deployFolder } from "./host";

/** Editors write a file in several steps; wait until they are done. */
const QUIET_MS = 30;

/** Returns a function that stops watching. A folder that does not compile leaves the old code running. */
export function watchFolder(engine: Engine, directory: string, report = console.log): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running = false;
  let again = false;

  async function deploy(): Promise<void> {
    if (running) {
      again = true;
      return;
    }
    running = true;
    const started = performance.now();
    try {
      await deployFolder(engine, directory);
      report(`Functions deployed in ${Math.round(performance.now() - started)} ms`);
    } catch (error) {
      report(
        `Functions not deployed, the old ones still run: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
    running = false;
    if (again) {
      again = false;
      void deploy();
    }
  }

  const watcher = watch(directory, { recursive: true }, (_event, name) => {
    if (name && /(^|[\\/])(_generated|\.)/.test(name)) return;
    if (name && /\.(test|bench)\.\w+$|~$/.test(name)) return;
    clearTimeout(timer);
    timer = setTimeout(() => void deploy(), QUIET_MS);
  });
  return () => {
    clearTimeout(timer);
    watcher.close();
  };
}
