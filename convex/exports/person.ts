/** One step of a person's own data: a JSON list per table, the documents' files, then the overview and the directory. */
import { internal } from "../_generated/api";
import type { ActionCtx } from "../_generated/server";
import type { Id } from "../_generated/dataModel";
import type { StepArgs } from "../jobs/run";
import { archivedEntry, storedParts, type ArchivedFile } from "./archive";
import { overviewPage } from "./overview";
import type { PersonFacts } from "./personRead";
import { leftOutOfPerson, personTableNames, type PersonTable } from "./personTables";
import type { StepFacts, Written } from "./store";
import { partBytes } from "./words";
import { centralDirectory, joined, utf8 } from "./zip";

type Place =
  | { stage: "tables"; table: number; cursor: string | null; file: number }
  | { stage: "files"; cursor: string | null; skip: number }
  | { stage: "end" };

interface State {
  place: Place;
  /** Bytes written so far: where the next entry begins. */
  at: number;
  data: { table: PersonTable; files: { name: string; rows: number }[] }[];
  missing: string[];
}

/** As in exports/archive.ts. */
const stepMs = 15_000;

export async function writePerson(
  ctx: ActionCtx,
  args: StepArgs & { orgId: Id<"organizations"> },
  facts: StepFacts,
  language: "en" | "ru",
): Promise<Written> {
  const began = Date.now();
  const state: State =
    facts.cursor === null
      ? { place: { stage: "tables", table: 0, cursor: null, file: 1 }, at: 0, data: [], missing: [] }
      : (JSON.parse(facts.cursor) as State);
  const asked = { orgId: args.orgId, jobId: args.jobId };
  const pieces: Uint8Array[] = [];
  const entries: ArchivedFile[] = [];
  let size = 0;
  let rows = 0;
  const add = async (name: string, content: Uint8Array, pack: boolean) => {
    const { bytes, entry } = await archivedEntry(name, content, state.at, { pack });
    pieces.push(bytes);
    entries.push(entry);
    size += bytes.length;
    state.at += bytes.length;
  };
  while (state.place.stage !== "end" && size < partBytes && Date.now() - began < stepMs) {
    if (state.place.stage === "tables") {
      const { table, file } = state.place;
      const name = personTableNames[table]!;
      let { cursor } = state.place;
      const texts: string[] = [];
      let length = 0;
      let isLast = false;
      while (!isLast && length < partBytes) {
        const page: { rows: string[]; next: string | null } | null = await ctx.runQuery(
          internal.exports.personRows,
          { ...asked, table: name, cursor },
        );
        if (page === null) return { kind: "refused" };
        for (const text of page.rows) {
          texts.push(text);
          length += text.length;
        }
        cursor = page.next;
        isLast = page.next === null;
      }
      rows += texts.length;
      if (texts.length > 0) {
        const fileName = `data/${file === 1 && isLast ? name : `${name}-${String(file).padStart(4, "0")}`}.json`;
        await add(fileName, utf8(`[\n${texts.join(",\n")}\n]\n`), true);
        const known = state.data.at(-1);
        const named = { name: fileName, rows: texts.length };
        if (known?.table === name) known.files.push(named);
        else state.data.push({ table: name, files: [named] });
      }
      if (!isLast) state.place = { stage: "tables", table, cursor, file: file + 1 };
      else if (table + 1 < personTableNames.length)
        state.place = { stage: "tables", table: table + 1, cursor: null, file: 1 };
      else state.place = { stage: "files", cursor: null, skip: 0 };
      continue;
    }
    const { cursor, skip } = state.place;
    const page: { files: { storageId: Id<"_storage">; name: string }[]; next: string | null } | null =
      await ctx.runQuery(internal.exports.personDocuments, { ...asked, cursor });
    if (page === null) return { kind: "refused" };
    let next = skip;
    while (next < page.files.length && size < partBytes) {
      const { storageId, name } = page.files[next]!;
      const blob = await ctx.storage.get(storageId);
      if (blob === null) state.missing.push(name);
      else await add(name, new Uint8Array(await blob.arrayBuffer()), false);
      next++;
    }
    if (next < page.files.length) state.place = { stage: "files", cursor, skip: next };
    else if (page.next !== null) state.place = { stage: "files", cursor: page.next, skip: 0 };
    else state.place = { stage: "end" };
  }
  const isEnd = state.place.stage === "end" && size < partBytes;
  if (isEnd) {
    const person: PersonFacts | null = await ctx.runQuery(internal.exports.personOverview, asked);
    const before = person === null ? null : await writtenBefore(ctx, asked);
    if (person === null || before === null) return { kind: "refused" };
    const written = [...before, ...entries];
    const page = overviewPage({
      language,
      organization: facts.organization.name,
      at: new Date().toISOString().slice(0, 16).replace("T", " "),
      person,
      data: state.data,
      documents: written.map(({ name }) => name).filter((name) => name.startsWith("files/")),
      missing: state.missing,
    });
    await add("overview.html", utf8(page), true);
    await add("left-out.json", utf8(`${JSON.stringify(leftOutOfPerson, null, 2)}\n`), true);
    pieces.push(centralDirectory([...before, ...entries], state.at));
  }
  return {
    kind: "written",
    parts: await storedParts(ctx, joined(pieces), entries),
    rows,
    skipped: 0,
    cursor: JSON.stringify(state),
    finished: isEnd,
  };
}

async function writtenBefore(
  ctx: ActionCtx,
  asked: { orgId: Id<"organizations">; jobId: Id<"jobs"> },
): Promise<ArchivedFile[] | null> {
  const all: ArchivedFile[] = [];
  for (let after: number | null = 0; after !== null;) {
    const page: { entries: string[]; next: number | null } | null = await ctx.runQuery(
      internal.exports.archiveWritten,
      { ...asked, after },
    );
    if (page === null) return null;
    all.push(...page.entries.flatMap((text) => JSON.parse(text) as ArchivedFile[]));
    after = page.next;
  }
  return all;
}
