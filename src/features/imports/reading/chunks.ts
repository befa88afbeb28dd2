// The rows of a file in the pieces in which they travel.
import { chunkCharacters, chunkRows } from "../../../../convex/imports/limits";
import type { SourceRow } from "./messages";

/** Where each piece begins, and where the last one ends: at most 200 rows and so many characters each, in the order of the import. */
export function cutInto(ordered: Iterable<Pick<SourceRow, "cells">>): number[] {
  const starts: number[] = [];
  let rows = 0;
  let characters = Infinity;
  for (const { cells } of ordered) {
    const size = cells.reduce((sum, cell) => sum + cell.length + 4, 16);
    if (rows - (starts.at(-1) ?? 0) >= chunkRows || characters + size > chunkCharacters) {
      starts.push(rows);
      characters = 0;
    }
    rows += 1;
    characters += size;
  }
  return [...starts, rows];
}
