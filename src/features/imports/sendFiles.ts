// Sends the files of documents out of an archive, and puts into each row's cell what they became.
import { filesIn, isTakeable, type EntryFile } from "../../../convex/imports/entryRow";
import type { SourceRow } from "./reading/messages";

/** Files under way at once. */
const underWay = 4;

/** `column` holds the list of files; those beyond `limit` bytes stay. Rejects with what kept one from being sent. */
export async function sendFiles(
  rows: readonly SourceRow[],
  { column, limit }: { column: number; limit: number },
  content: (path: string) => Promise<Blob>,
  address: () => Promise<string>,
): Promise<SourceRow[]> {
  const lists = rows.map(({ cells }) => filesIn(cells[column] ?? ""));
  const waiting = lists.flat().filter((file) => file.path !== undefined && isTakeable(file, limit));
  const send = async (file: EntryFile) => {
    const response = await fetch(await address(), { method: "POST", body: await content(file.path!) });
    if (!response.ok) throw new TypeError(`The file was not taken: ${response.status}`);
    const { storageId } = (await response.json()) as { storageId: string };
    file.storageId = storageId;
    delete file.path;
  };
  const lane = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await send(next);
  };
  await Promise.all(Array.from({ length: underWay }, lane));
  return rows.map((row, at) => ({ ...row, cells: row.cells.with(column, JSON.stringify(lists[at])) }));
}
