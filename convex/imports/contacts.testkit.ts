/** Brings a file of contacts in as the browser does: tried out first, then uploaded and run. */
import { vi } from "vitest";
import { api } from "../_generated/api";
import type { Backend, Organization } from "../world.testkit";
import { ContactTrial } from "./contactTrial";
import type { MissingChoice } from "./contactPlan";
import { guessMapping } from "./fields";
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
  const importId = await as.admin.mutation(api.imports.create, {
    orgId,
    fileName: "contacts.csv",
    kind: "contacts",
    headings: [...headings],
    mapping,
    dateOrder: "dmy",
    duplicates,
    missing,
    rows: file.length,
    chunks: Math.ceil(file.length / 200),
  });
  for (let index = 0; index * 200 < file.length; index++) {
    const rows = [...trial.ordered(index * 200, (index + 1) * 200)];
    await as.admin.mutation(api.imports.upload, { orgId, importId, index, rows });
  }
  await as.admin.mutation(api.imports.start, { orgId, importId });
  await backend.finishAllScheduledFunctions(vi.runAllTimers);
  const { job } = await as.admin.query(api.imports.get, { orgId, importId });
  const told = await backend.run(async (ctx) => await ctx.db.query("importRows").collect());
  const issues = Object.fromEntries(
    told
      .filter((one) => one.importId === importId && one.issues.length > 0)
      .map((one) => [one.number, one.issues.map(({ field, rule, value }) => `${field} ${rule} ${value}`)]),
  );
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
