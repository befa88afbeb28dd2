// Sends a file's chunks in order without waiting for each answer: the connection keeps the order of mutations.
import type { SourceRow } from "./reading/messages";

/** Chunks under way; what a connection holds stays a few MB however long the file. */
const underWay = 6;

/** `send` must keep the order of its calls. Rejects with the first refusal. */
export async function uploadChunks(
  count: number,
  chunk: (index: number) => Promise<SourceRow[]>,
  send: (index: number, rows: SourceRow[]) => Promise<unknown>,
  onProgress: (share: number) => void,
): Promise<void> {
  const sent: Promise<unknown>[] = [];
  for (let index = 0; index < count; index++) {
    const answer = send(index, await chunk(index));
    // Rejections are heard below; one that comes earlier must not count as unheard.
    answer.catch(() => undefined);
    sent.push(answer);
    if (sent.length >= underWay) await sent.shift();
    onProgress((index + 1) / count);
  }
  await Promise.all(sent);
}
