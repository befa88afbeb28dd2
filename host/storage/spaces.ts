// The LMDB environment's file as the threads that use it open it: all alike, because within one process they
// share it.
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { open, type Database, type RootDatabase } from "lmdb";
import { storedValue } from "./damage";
import { reach } from "./failpoints";
import type { Space, Write } from "./writes";

export type Spaces = Readonly<Record<Space, Database<string | Uint8Array, string>>>;

/**
 * Address space kept for the store's map; nothing is allocated. Maps that were outgrown stay mapped
 * beside their successors, so pages would count in the process's size once per map.
 */
const MAP_BYTES = 16 * 2 ** 30;

/** The room left before the map has to grow all the same. */
const MAP_HEADROOM = 4;

const keyEncoder = {
  writeKey(key: string, target: Buffer, start: number): number {
    return start + target.latin1Write(key, start);
  },
  readKey(source: Buffer, start: number, end: number): string {
    return source.latin1Slice(start, end);
  },
};

export interface Environment {
  readonly root: RootDatabase;
  readonly spaces: Spaces;
}

/**
 * `isWhole`: LMDB begins with a commit when all of it is told, not when a part is. A thread that ends before leaves
 * nothing of it, and no transaction that others would wait for.
 */
export function openSpaces(directory: string, isWhole = false): Environment {
  const file = join(directory, "store.mdb");
  const size = existsSync(file) ? statSync(file).size : 0;
  const root = open({
    path: file,
    mapSize: Math.max(MAP_BYTES, MAP_HEADROOM * size),
    noSubdir: true,
    maxDbs: 8,
    // A commit is acknowledged after its fsync, so syncs must not overlap with the next commit.
    overlappingSync: false,
    // Encodings below copy values; nothing is ever handed out uninitialised.
    noMemInit: false,
    // lmdb's type lacks the keyEncoder and batchStartThreshold options
    ...({ keyEncoder, batchStartThreshold: isWhole ? Infinity : undefined } as object),
    encoding: "string",
  });
  const space = (name: Space, encoding: "string" | "binary") =>
    root.openDB<string | Uint8Array, string>({ name, encoding, ...({ keyEncoder } as object) });
  const spaces = {
    documents: space("documents", "string"),
    entries: space("entries", "string"),
    system: space("system", "string"),
    search: space("search", "binary"),
  };
  return { root, spaces };
}

/** One transaction; resolves when it is on disk. LMDB commits what came before an exception, so nothing inside may throw. */
export function writeBatch({ root, spaces }: Environment, writes: readonly Write[]): Promise<unknown> {
  return root.batch(() => {
    for (const write of writes) {
      const space = spaces[write.space];
      if (write.value === undefined) void space.remove(write.key);
      else void space.put(write.key, storedValue(write));
      reach("commit.write");
    }
  });
}

/** Why the disk refused a batch. */
export async function reasonOf(error: unknown): Promise<Error> {
  const { commitError } = error as { commitError?: Promise<never> };
  return Promise.resolve(commitError).then(
    () => error as Error,
    (reason: unknown) => reason as Error,
  );
}
