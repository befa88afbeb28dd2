/** Brings a file of contacts in as the browser does: tried out first, then uploaded and run. */
import { vi } from "vitest";
import { api } from "../_generated/api";
import type { Backend, Organization } from "../world.testkit";
import { ContactTrial } from "./contactTrial";
import type { MissingChoice } from "./contactPlan";
import { guessMapping } from "./fields";
import { importFile, issuesOf } from "./file.testkit";
import type { DuplicateChoice } from "./plan";

export const contactHeadings = [
  "Contact",
  "Position",
  "Email",
  "Phone",
  "Mobile",
  "Department",
  "Decision maker",
  "Primary",
  "Customer code",
  "Company",
  "Customer id",
  "Domain",
  "Customer email",
] as const;

export const contactMapping = (headings: readonly string[]) => guessMapping(headings, [], "contacts");

export async function bringContacts(
  { as, orgId }: Organization,
  backend: Backend,
  file: readonly (readonly string[])[],
  {
    duplicates = "link",
    missing = "reject",
    headings = contactHeadings,
  }: { duplicates?: DuplicateChoice; missing?: MissingChoice; headings?: readonly string[] } = {},
) {
  const mapping = contactMapping(headings);
  const { rules, policy } = await as.admin.query(api.imports.rules, { orgId, now: Date.now() });
  const trial = await ContactTrial.of(
    file,
    { rules, policy, duplicates, missing, mapping },
    {
      companies: (keys) => as.admin.query(api.imports.companies, { orgId, keys }),
      contacts: (keys) => as.admin.query(api.imports.contacts, { orgId, keys }),
    },
  );
  const rows = [...trial.ordered()];
  const importId = await importFile(
    { as, orgId },
    { kind: "contacts", headings, mapping, duplicates, missing, rows },
  );
  await backend.finishAllScheduledFunctions(vi.runAllTimers);
  const { job } = await as.admin.query(api.imports.get, { orgId, importId });
  const issues = await issuesOf(backend, importId);
  return { importId, counts: job!.counts, foretold: trial.counts(), companies: trial.companies(), issues };
}

/** Lines and cells of a CSV that an export wrote, as text: apostrophes before formulas stay. */
export function cellsIn(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, bare = "", end] of text
    .replace(/^\uFEFF/, "")
    .matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    rows.at(-1)!.push(quoted?.replaceAll('""', '"') ?? bare);
    if (end !== ",") rows.push([]);
  }
  return rows.slice(0, -1);
}
