/** What one mutation writes, taken down as it reaches the store, so that the floor writes the same. */
import { sealed } from "../../host/storage/damage";
import { Store } from "../../host/storage/store";
import type { Write } from "../../host/storage/writes";
import type { FloorWrite } from "../floors/groupCommit";

/** Runs `work` and returns the writes of every commit it caused, as they are stored. */
export async function recordWrites(work: () => Promise<unknown>): Promise<FloorWrite[][]> {
  const commits: FloorWrite[][] = [];
  const own = Object.getOwnPropertyDescriptor(Store.prototype, "commit")!;
  const commit = own.value as (this: Store, writes: Iterable<Write>) => Promise<void>;
  Store.prototype.commit = async function (this: Store, writes: Iterable<Write>) {
    const all = [...writes];
    commits.push(all.filter(isOfOneMutation).map(asStored));
    await commit.call(this, all);
  };
  try {
    await work();
  } finally {
    Object.defineProperty(Store.prototype, "commit", own);
  }
  return commits.filter((writes) => writes.length > 0);
}

/** The clock's two records are written once per commit, however many mutations share it. */
function isOfOneMutation({ space, key }: Write): boolean {
  return !(space === "system" && (key === "ts" || key === "creationTime"));
}

function asStored({ space, key, value }: Write): FloorWrite {
  if (typeof value !== "string" || space === "entries") return { space, key, value: value as string };
  return { space, key, value: Buffer.from(sealed(key, value)).toString() };
}
