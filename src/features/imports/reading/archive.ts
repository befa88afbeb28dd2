// Orbit's own archive of a whole organization: its customers can be brought in again, here or elsewhere.
import { strFromU8, unzipSync } from "fflate";
import { UnreadableFile } from "./decode";
import { recordsIn, tableOfRecords, type JsonTable } from "./json";

const wanted = "tables/customers.jsonl";
/** Bytes that it may unfold to. */
const largestTable = 400 * 1024 * 1024;
/** What only the database that wrote it can mean. */
const foreign = ["_id", "_creationTime", "orgId"];

/** Its customers but for the deleted ones; null for every other archive. */
export function openArchive(bytes: Uint8Array): JsonTable | null {
  let part: Uint8Array | undefined;
  try {
    part = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        if (name === wanted && originalSize > largestTable) throw new UnreadableFile("tooLarge");
        return name === wanted;
      },
    })[wanted];
  } catch (error) {
    if (error instanceof UnreadableFile) throw error;
    // A zip that cannot be unfolded may be a workbook that says what is wrong with it.
    return null;
  }
  if (part === undefined) return null;
  const records = recordsIn(strFromU8(part)) ?? [];
  const live = records.filter(({ status }) => status !== "deleted");
  if (live.length === 0) throw new UnreadableFile("empty");
  return tableOfRecords(
    "",
    live.map((record) =>
      Object.fromEntries(Object.entries(record).filter(([field]) => !foreign.includes(field))),
    ),
  );
}
