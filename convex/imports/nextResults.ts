/** What became of a file's rows, some at a time and in their order, for taking an import back. */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantQueryCtx } from "../functions";
import { chunkRows } from "./limits";

export type TakenImport = Doc<"imports"> & { jobId: Id<"jobs"> };

type Chunk = Doc<"importChunks">;

interface NextResults {
  rows: { row: Chunk["rows"][number]; result: NonNullable<Chunk["results"]>[number] }[];
  /** The place to go on at; null when these were the last. */
  next: number | null;
}

/** At most `limit` rows of one chunk; `place` counts the rows of all chunks. A chunk that was never carried out has none. */
export async function nextResults(
  ctx: TenantQueryCtx,
  taken: TakenImport,
  place: number,
  limit: number,
): Promise<NextResults> {
  const index = Math.floor(place / chunkRows);
  const from = place % chunkRows;
  const chunk = await ctx.db
    .query("importChunks")
    .withIndex("by_index", (q) => q.eq("importId", taken._id).eq("index", index))
    .unique();
  const results = chunk?.results ?? [];
  const rows = results
    .slice(from, from + limit)
    .map((result, at) => ({ result, row: chunk!.rows[from + at]! }));
  if (from + limit < results.length) return { rows, next: place + limit };
  return { rows, next: index + 1 < taken.chunks ? (index + 1) * chunkRows : null };
}
