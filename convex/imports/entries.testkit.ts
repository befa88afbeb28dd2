/** Brings a file of interactions, notes or documents in as the browser does: tried out first, then uploaded and run. */
import { vi } from "vitest";
import { api } from "../_generated/api";
import type { Backend, Organization } from "../world.testkit";
import type { EntryKind } from "./entryFields";
import { EntryTrial } from "./entryTrial";
import { guessMapping } from "./fields";
import { importFile, issuesOf } from "./file.testkit";

export interface EntryFileOf {
  kind: EntryKind;
  headings: readonly string[];
  rows: readonly (readonly string[])[];
}

export async function bringEntries(
  { as, orgId }: Organization,
  backend: Backend,
  { kind, headings, rows }: EntryFileOf,
  /** What comes of the rows on their way, as files are sent. */
  withFiles: (cells: string[]) => Promise<string[]> = (cells) => Promise.resolve(cells),
) {
  const mapping = guessMapping(headings, [], kind);
  const now = Date.now();
  const { timeZone, documentLimit } = await as.admin.query(api.imports.rules, { orgId, now });
  const trial = await EntryTrial.of(
    rows,
    { kind, mapping, dateOrder: "dmy", timeZone, documentLimit, now },
    {
      companies: (keys) => as.admin.query(api.imports.companies, { orgId, keys }),
      contacts: (keys) => as.admin.query(api.imports.contacts, { orgId, keys }),
      members: (words) => as.admin.query(api.imports.members, { orgId, words }),
      entries: (keys) => as.admin.query(api.imports.entries, { orgId, kind, keys }),
    },
  );
  const sent = [];
  for (const { number, cells } of trial.ordered()) sent.push({ number, cells: await withFiles(cells) });
  const importId = await importFile(
    { as, orgId },
    { kind, headings, mapping, duplicates: "skip", rows: sent },
  );
  await settled(backend);
  const { job } = await as.admin.query(api.imports.get, { orgId, importId });
  const issues = await issuesOf(backend, importId);
  return { importId, counts: job!.counts, foretold: trial.counts(), issues, trial };
}

export async function takeBack({ as, orgId }: Organization, backend: Backend, importId: string) {
  const id = importId as Parameters<typeof as.admin.mutation<typeof api.imports.undo>>[1]["importId"];
  await as.admin.mutation(api.imports.undo, { orgId, importId: id });
  await settled(backend);
  return (await as.admin.query(api.imports.get, { orgId, importId: id })).undo!.counts;
}

/** Lets jobs and checks run, but not the day until what was removed is discarded. */
export async function settled(backend: Backend, steps = 60) {
  for (let step = 0; step < steps; step++) {
    vi.advanceTimersByTime(10);
    await backend.finishInProgressScheduledFunctions();
  }
}
