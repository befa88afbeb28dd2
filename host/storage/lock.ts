// One process per data folder: LMDB would allow several writers, but the engine
// keeps catalogs and subscriptions in memory and must be the only one.
import { closeSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";

export class FolderInUseError extends Error {
  override readonly name = "FolderInUseError";
  constructor(directory: string, pid: number) {
    super(
      `The data folder ${directory} is in use by process ${pid}. Stop that process or choose another folder with ORBIT_DATA. (If it is no Orbit, delete process.lock in that folder.)`,
    );
  }
}

export interface FolderLock {
  release(): void;
}

/** Takes the folder for this process. A lock left behind by a dead process is taken over. */
export function acquireLock(directory: string): FolderLock {
  const path = join(directory, "process.lock");
  for (let attempt = 0; ; attempt++) {
    try {
      const file = openSync(path, "wx", 0o600);
      writeSync(file, String(process.pid));
      closeSync(file);
      held.add(path);
      return {
        release() {
          held.delete(path);
          rmSync(path, { force: true });
        },
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST" || attempt > 3) throw error;
      const owner = Number(readFileSync(path, "utf8"));
      if (owner === process.pid ? held.has(path) : isAlive(owner))
        throw new FolderInUseError(directory, owner);
      rmSync(path, { force: true });
    }
  }
}

/** Locks of this process: a recycled pid must not look like an owner. */
const held = new Set<string>();

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
