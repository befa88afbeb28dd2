/** One step of an organization's archive: tables as JSON lines, the documents' files, and a manifest of them all. */
import { internal } from "../_generated/api";
import type { ActionCtx } from "../_generated/server";
import type { Id } from "../_generated/dataModel";
import type { StepArgs } from "../jobs/run";
import { archivedNames, archivedTables, leftOut } from "./archiveTables";
import type { StepFacts, Written } from "./store";
import { newZip, writeZip, type ArchivedFile, type ZipState } from "./zipSteps";

interface State extends ZipState {
  startedAt: string;
  rows: Record<string, number>;
}

export async function writeArchive(
  ctx: ActionCtx,
  args: StepArgs & { orgId: Id<"organizations"> },
  facts: StepFacts,
): Promise<Written> {
  const state: State =
    facts.cursor === null
      ? { ...newZip(), startedAt: new Date().toISOString(), rows: {} }
      : (JSON.parse(facts.cursor) as State);
  const place = { orgId: args.orgId, jobId: args.jobId };
  return await writeZip(ctx, args, state, {
    tables: archivedNames,
    readTable: async (table, cursor) => {
      const page = await ctx.runQuery(internal.exports.archiveRows, { ...place, table, cursor });
      return page && { rows: page.lines, next: page.next };
    },
    readFiles: (cursor) => ctx.runQuery(internal.exports.archiveDocuments, { ...place, cursor }),
    tableFile: (name, rows) => ({ name: `tables/${name}.jsonl`, text: `${rows.join("\n")}\n` }),
    wrote: (table, _file, rows) => (state.rows[table] = (state.rows[table] ?? 0) + rows),
    end: (written) => Promise.resolve([{ name: "manifest.json", text: manifest(facts, state, written) }]),
  });
}

function manifest(facts: StepFacts, state: State, files: readonly ArchivedFile[]): string {
  const secrets = Object.entries(archivedTables).flatMap(([table, { without = [] }]) =>
    without.map((field: string) => `${table}.${field}`),
  );
  const told = {
    about:
      "Everything an organization keeps in Orbit. Each file under tables/ holds rows as JSON, one a line; documents/ holds the stored files by document and version. Instants are epoch milliseconds in UTC, money is in minor units of its currency.",
    format: "orbit-organization",
    version: 1,
    organization: facts.organization,
    startedAt: state.startedAt,
    finishedAt: new Date().toISOString(),
    tables: Object.fromEntries(archivedNames.map((table) => [table, state.rows[table] ?? 0])),
    files: files.map(({ name, size, sha256, rows }) => ({
      name,
      bytes: size,
      sha256,
      ...(rows === undefined ? {} : { rows }),
    })),
    leftOut: { tables: leftOut, fields: secrets, missingFiles: state.missing },
  };
  return `${JSON.stringify(told, null, 2)}\n`;
}
