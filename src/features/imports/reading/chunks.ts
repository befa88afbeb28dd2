// The rows of a file in the pieces in which they travel.
import { chunkCharacters, chunkRows } from "../../../../convex/imports/limits";
import type { SourceRow } from "./messages";

/** At most 80 rows and so many characters each, in the order of the import. */
export function chunked(ordered: Iterable<SourceRow>): SourceRow[][] {
  const all: SourceRow[][] = [];
  let characters = Infinity;
  for (const row of ordered) {
    const size = row.cells.reduce((sum, cell) => sum + cell.length + 4, 16);
    if ((all.at(-1)?.length ?? chunkRows) >= chunkRows || characters + size > chunkCharacters) {
      all.push([]);
      characters = 0;
    }
    all.at(-1)!.push(row);
    characters += size;
  }
  return all;
}
