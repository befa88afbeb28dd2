/** The floor of durable writes: the same keys and bytes in bare lmdb, durable at the same moment, many callers sharing a commit. */
import path from "node:path";
import { open } from "lmdb";

export interface FloorWrite {
  readonly space: string;
  /** One character per byte. */
  readonly key: string;
  readonly value: string | undefined;
}

export interface CommitFloor {
  /** Makes the writes of one mutation durable; every call takes the next of `recorded`, under keys of its own. */
  commit(): Promise<unknown>;
  close(): Promise<void>;
}

const keyEncoder = {
  writeKey: (key: string, target: Buffer, start: number) => start + target.latin1Write(key, start),
  readKey: (source: Buffer, start: number, end: number) => source.latin1Slice(start, end),
};

/** `recorded`: what single mutations of Orbit wrote. */
export function openCommitFloor(folder: string, recorded: readonly (readonly FloorWrite[])[]): CommitFloor {
  const root = open({
    path: path.join(folder, "floor.mdb"),
    noSubdir: true,
    maxDbs: 8,
    mapSize: 2 ** 34,
    overlappingSync: false,
    encoding: "string",
    ...({ keyEncoder } as object),
  });
  const names = [...new Set(recorded.flatMap((writes) => writes.map(({ space }) => space)))];
  const spaces = new Map(
    names.map((name) => [
      name,
      root.openDB<string, string>({ name, encoding: "string", ...({ keyEncoder } as object) }),
    ]),
  );
  let next = 0;
  return {
    commit() {
      const writes = recorded[next % recorded.length]!;
      // Ids end in random bytes; these stand for them where a recording is used again.
      const round = Math.floor(next++ / recorded.length);
      const tail = round === 0 ? "" : String(round).padStart(4, "0");
      return root.batch(() => {
        for (const { space, key, value } of writes) {
          const own = tail === "" ? key : key.slice(0, -tail.length) + tail;
          if (value === undefined) void spaces.get(space)!.remove(own);
          else void spaces.get(space)!.put(own, value);
        }
      });
    },
    close: () => root.close(),
  };
}
