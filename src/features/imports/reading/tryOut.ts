// The trial of an import: what would become of every row, and the chunks in which the rows travel.
import { chunkCharacters, chunkRows, knownLimit } from "../../../../convex/imports/limits";
import { rowReader, type ReadRow } from "../../../../convex/imports/normalise";
import { Planner, type Outcome } from "../../../../convex/imports/plan";
import type { DryRun, KnownCustomer, PlanRequest, Planned, SourceRow } from "./messages";

/** Which of these keys the server knows. */
export type AskKnown = (keys: string[]) => Promise<KnownCustomer[]>;

/** Rows of each outcome shown in the dry run. */
const shownRows = 200;

/** What would become of every row, and the rows in the order and the chunks in which they travel. */
export async function tryOut(
  rows: readonly string[][],
  request: PlanRequest,
  ask: AskKnown,
  onProgress: (share: number) => void,
): Promise<{ result: DryRun; chunks: SourceRow[][] }> {
  const read = rowReader(request.rules, {
    ...request.options,
    mapping: request.mapping,
    dateOrder: request.dateOrder,
  });
  const ready = rows.map((cells, index) => ({ number: index + 1, cells, row: read(cells) }));
  // Older customers get lower codes (IMX-05); rows without a date keep their place at the end.
  const created = ({ row }: { row: ReadRow }) =>
    row.kind === "ready" && row.createdAt ? row.createdAt : Infinity;
  ready.sort((a, b) => {
    const [first, second] = [created(a), created(b)];
    return first === second ? a.number - b.number : first - second;
  });
  const planner = new Planner<KnownCustomer | number>(request.duplicates, new Map());
  const counts: Record<Outcome, number> = { created: 0, updated: 0, duplicate: 0, skipped: 0, rejected: 0 };
  const shown: Planned[] = [];
  let incomplete = 0;
  const step = 500;
  for (let from = 0; from < ready.length; from += step) {
    const part = ready.slice(from, from + step);
    planner.learn(
      await knownAmong(
        part.flatMap(({ row }) => (row.kind === "ready" ? row.keys : [])),
        ask,
      ),
    );
    for (const { number, cells, row } of part) {
      const planned = planner.plan(row, number);
      const { outcome } = planned;
      counts[outcome] += 1;
      const isIncomplete = outcome === "created" && row.issues.length > 0;
      if (isIncomplete) incomplete += 1;
      const place = outcome === "created" ? incomplete : counts[outcome];
      if ((outcome !== "created" || isIncomplete) && place <= shownRows) {
        const known = "known" in planned ? planned.known : undefined;
        shown.push({
          number,
          outcome,
          name: row.kind === "ready" ? row.customer.name : (cells[request.mapping.indexOf("name")] ?? ""),
          issues: row.issues,
          ...(known === undefined
            ? {}
            : typeof known === "number"
              ? { sameAsRow: known }
              : { sameAs: known }),
        });
      }
    }
    onProgress(Math.min(1, (from + step) / ready.length));
  }
  const chunks = chunked(ready);
  return { result: { counts, incomplete, shown, chunks: chunks.length }, chunks };
}

async function knownAmong(keys: readonly string[], ask: AskKnown): Promise<Map<string, KnownCustomer>> {
  // Neighbours in the index are answered together.
  const unique = [...new Set(keys)].sort();
  const parts: string[][] = [];
  for (let from = 0; from < unique.length; from += knownLimit)
    parts.push(unique.slice(from, from + knownLimit));
  const answers = await Promise.all(parts.map(ask));
  return new Map(answers.flat().map((known) => [known.key, known]));
}

function chunked(ordered: readonly SourceRow[]): SourceRow[][] {
  const all: SourceRow[][] = [];
  let characters = Infinity;
  for (const { number, cells } of ordered) {
    const size = cells.reduce((sum, cell) => sum + cell.length + 4, 16);
    if ((all.at(-1)?.length ?? chunkRows) >= chunkRows || characters + size > chunkCharacters) {
      all.push([]);
      characters = 0;
    }
    all.at(-1)!.push({ number, cells });
    characters += size;
  }
  return all;
}
