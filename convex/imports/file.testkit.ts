/** Brings a file in as the browser does: uploaded part by part, then started. The job runs when the test lets it. */
import { api } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import type { Backend, Organization } from "../world.testkit";
import { guessMapping } from "./fields";
import { chunkRows } from "./limits";
import type { DecidedRow } from "./trialAccount";

type NewImport = (typeof api.imports.create)["_args"];
export interface ImportFile extends Partial<Omit<NewImport, "orgId" | "headings" | "rows" | "chunks">> {
  headings: readonly string[];
  /** Cells in the order of the file, or rows as a trial orders them. */
  rows: readonly (readonly string[] | DecidedRow)[];
  perChunk?: number;
}

/** Uploads all rows; without a mapping the columns mean what their headings say. */
export async function uploadFile(
  { as, orgId }: Pick<Organization, "as" | "orgId">,
  { headings, rows, perChunk = chunkRows, ...said }: ImportFile,
): Promise<Id<"imports">> {
  const numbered = rows.map((row, at) => ("cells" in row ? row : { number: at + 1, cells: [...row] }));
  const chunks = Math.ceil(rows.length / perChunk);
  const importId = await as.admin.mutation(api.imports.create, {
    orgId,
    fileName: "people.csv",
    headings: [...headings],
    mapping: guessMapping(headings),
    dateOrder: "dmy",
    duplicates: "link",
    ...said,
    rows: rows.length,
    chunks,
  });
  for (let index = 0; index < chunks; index++) {
    const part = numbered.slice(index * perChunk, (index + 1) * perChunk);
    await as.admin.mutation(api.imports.upload, { orgId, importId, index, rows: part });
  }
  return importId;
}

/** Uploads and starts. */
export async function importFile(
  org: Pick<Organization, "as" | "orgId">,
  file: ImportFile,
): Promise<Id<"imports">> {
  const importId = await uploadFile(org, file);
  await org.as.admin.mutation(api.imports.start, { orgId: org.orgId, importId });
  return importId;
}

/** What was said of rows, by their numbers: "field rule value". */
export async function issuesOf(backend: Backend, importId: Id<"imports">): Promise<Record<number, string[]>> {
  const told = await backend.run(async (ctx) => await ctx.db.query("importRows").collect());
  return Object.fromEntries(
    told
      .filter((one) => one.importId === importId && one.issues.length > 0)
      .map((one) => [one.number, one.issues.map(({ field, rule, value }) => `${field} ${rule} ${value}`)]),
  );
}
