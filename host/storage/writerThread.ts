// Writes large commits into the store. LMDB begins with one when all of it is told, and works it off in a thread of
// its own, which the end of this one waits for: a commit is whole or was never begun.
import { parentPort, workerData, type MessagePort } from "node:worker_threads";
import { unpacked, type PackedWrites } from "./packed";
import { openSpaces, reasonOf, writeBatch } from "./spaces";

export type ToWriter = { readonly commit: PackedWrites } | { readonly end: true };
/** `ready` once, then an answer to each commit: why it was refused, or null. */
export type FromWriter = { readonly ready: true } | { readonly refused: string | null };

const port = parentPort as MessagePort;
const environment = openSpaces(workerData as string, true);

function tell(message: FromWriter): void {
  port.postMessage(message);
}

async function commit(packed: PackedWrites): Promise<void> {
  try {
    await writeBatch(environment, unpacked(packed));
    tell({ refused: null });
  } catch (error) {
    tell({ refused: (await reasonOf(error)).message });
  }
}

port.on("message", (message: ToWriter) => {
  if ("commit" in message) return void commit(message.commit);
  port.close();
  void environment.root.close();
});
tell({ ready: true });
