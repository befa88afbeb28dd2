/** One step of a person's own data: a JSON list per table, the documents' files, then the overview and what was left out. */
import { internal } from "../_generated/api";
import type { ActionCtx } from "../_generated/server";
import type { Id } from "../_generated/dataModel";
import type { StepArgs } from "../jobs/run";
import { overviewPage } from "./overview";
import type { PersonFacts } from "./personRead";
import { leftOutOfPerson, personTableNames, type PersonTable } from "./personTables";
import type { StepFacts, Written } from "./store";
import { newZip, writeZip, type ZipState } from "./zipSteps";

interface State extends ZipState {
  data: { table: PersonTable; files: { name: string; rows: number }[] }[];
}

export async function writePerson(
  ctx: ActionCtx,
  args: StepArgs & { orgId: Id<"organizations"> },
  facts: StepFacts,
  language: "en" | "ru",
): Promise<Written> {
  const state: State =
    facts.cursor === null ? { ...newZip(), data: [] } : (JSON.parse(facts.cursor) as State);
  const asked = { orgId: args.orgId, jobId: args.jobId };
  return await writeZip(ctx, args, state, {
    tables: personTableNames,
    readTable: (table, cursor) => ctx.runQuery(internal.exports.personRows, { ...asked, table, cursor }),
    readFiles: (cursor) => ctx.runQuery(internal.exports.personDocuments, { ...asked, cursor }),
    tableFile: (name, rows) => ({ name: `data/${name}.json`, text: `[\n${rows.join(",\n")}\n]\n` }),
    wrote: (table, name, rows) => {
      const last = state.data.at(-1);
      if (last?.table === table) last.files.push({ name, rows });
      else state.data.push({ table: table as PersonTable, files: [{ name, rows }] });
    },
    end: async (written) => {
      const person: PersonFacts | null = await ctx.runQuery(internal.exports.personOverview, asked);
      if (person === null) return null;
      const overview = overviewPage({
        language,
        organization: facts.organization.name,
        at: new Date().toISOString().slice(0, 16).replace("T", " "),
        person,
        data: state.data,
        documents: written.map(({ name }) => name).filter((name) => name.startsWith("files/")),
        missing: state.missing,
      });
      return [
        { name: "overview.html", text: overview },
        { name: "left-out.json", text: `${JSON.stringify(leftOutOfPerson, null, 2)}\n` },
      ];
    },
  });
}
