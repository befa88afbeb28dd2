/** A whole old register from the dry run to its end and back: no row is lost on the way (IMX-13). */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { api } from "../_generated/api";
import type { Doc, Id } from "../_generated/dataModel";
import { newBackend, newOrganization, type Backend, type Organization } from "../world.testkit";
import { guessMapping } from "./fields";
import { importFile } from "./file.testkit";
import type { Outcome } from "./plan";
import { register, registerHeadings } from "./register.testkit";
import { Trial } from "./trial";

beforeEach(() => {
  vi.useFakeTimers();
  vi.setSystemTime(Date.UTC(2026, 5, 15, 12));
});
afterEach(() => vi.useRealTimers());

/** The in-memory database walks whole tables; the journey brings in 2,104. */
const size = 130;
const mapping = guessMapping(registerHeadings);
const outcomes = ["created", "updated", "unchanged", "duplicate", "skipped", "rejected"] as const;

/** Tries the register out, then imports it as the browser does. */
async function bring({ as, orgId }: Organization, backend: Backend) {
  const { rules, policy, language, timeZone, currency, fields } = await as.admin.query(api.imports.rules, {
    orgId,
    now: Date.now(),
  });
  const trial = await Trial.of(
    register(size),
    {
      rules,
      policy,
      language,
      duplicates: "link",
      matchBy: "any",
      options: { mapping, dateOrder: "dmy", timeZone, currency, fields },
    },
    {
      known: (keys) => as.admin.query(api.imports.known, { orgId, keys }),
      members: (words) => as.admin.query(api.imports.members, { orgId, words }),
    },
  );
  const importId = await importFile(
    { as, orgId },
    { headings: registerHeadings, mapping, rows: [...trial.ordered()] },
  );
  await backend.finishAllScheduledFunctions(vi.runAllTimers);
  const { job } = await as.admin.query(api.imports.get, { orgId, importId });
  return { importId, counts: job!.counts, foretold: trial.counts() };
}

async function told(backend: Backend, importId: Id<"imports">): Promise<Map<number, Outcome>> {
  const chunks = await backend.run(async (ctx) => await ctx.db.query("importChunks").collect());
  const pairs = chunks
    .filter((chunk) => chunk.importId === importId)
    .flatMap(({ rows, results }) => rows.map(({ number }, at) => [number, results![at]!.outcome] as const));
  return new Map(pairs);
}

const live = async (backend: Backend): Promise<Doc<"customers">[]> =>
  await backend.run(async (ctx) =>
    (await ctx.db.query("customers").collect()).filter(({ status }) => status !== "deleted"),
  );
const sum = (counts: Record<string, number>) =>
  outcomes.reduce((total, outcome) => total + (counts[outcome] ?? 0), 0);

test("IMX-13: every row of an old register is accounted for, refused ones come in once mended, a second run creates nobody, and taken back nobody is left", async () => {
  const backend = newBackend();
  const org = await newOrganization(backend, "acme");
  const { as, orgId } = org;
  const first = await bring(org, backend);

  const byRow = await told(backend, first.importId);
  expect(byRow.size).toBe(size);
  expect(sum(first.counts)).toBe(size);
  for (const outcome of outcomes) expect(first.counts[outcome] ?? 0, outcome).toBe(first.foretold[outcome]);
  for (const outcome of ["created", "duplicate", "skipped", "rejected"] as const)
    expect(first.counts[outcome], outcome).toBeGreaterThan(0);

  const customers = await live(backend);
  expect(customers).toHaveLength(first.counts["created"]!);
  expect(new Set(customers.map(({ customerCode }) => customerCode)).size).toBe(customers.length);
  expect(new Set(customers.map(({ codeNumber }) => codeNumber))).toEqual(
    new Set(customers.map((_, index) => index + 1)),
  );
  const ids = customers.flatMap(({ legacyIds }) => legacyIds);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toHaveLength(first.counts["created"]! + first.counts["duplicate"]!);

  // Each row that did not come in has its reason, and comes in once it is mended.
  const refused = (
    await as.admin.query(api.imports.rows, {
      orgId,
      importId: first.importId,
      outcome: "rejected",
      paginationOpts: { numItems: 200, cursor: null },
    })
  ).page;
  expect(refused).toHaveLength(first.counts["rejected"]!);
  const email = mapping.indexOf("email");
  const name = mapping.indexOf("name");
  const mendable = refused.slice(0, 4);
  for (const [n, { _id: rowId, cells, issues }] of mendable.entries()) {
    expect(issues.length).toBeGreaterThan(0);
    const mended = cells.with(email, `mended${n}@example.com`).with(name, `Mended ${n}`);
    expect((await as.admin.mutation(api.imports.mend, { orgId, rowId, cells: mended })).outcome).toBe(
      "created",
    );
  }
  const now = (await as.admin.query(api.imports.get, { orgId, importId: first.importId })).job!.counts;
  expect(sum(now)).toBe(size);
  expect(now["created"]).toBe(first.counts["created"]! + mendable.length);
  expect(now["rejected"]).toBe(first.counts["rejected"]! - mendable.length);

  const second = await bring(org, backend);
  expect(sum(second.counts)).toBe(size);
  expect(second.counts["created"] ?? 0).toBe(0);
  // What was refused and has been mended is met by its old id, though the file still lacks a contact.
  const bySecond = await told(backend, second.importId);
  for (const { number } of mendable) expect(bySecond.get(number)).toBe("duplicate");
  expect(await live(backend)).toHaveLength(now["created"]!);

  for (const importId of [second.importId, first.importId]) {
    await as.admin.mutation(api.imports.undo, { orgId, importId });
    await backend.finishAllScheduledFunctions(vi.runAllTimers);
  }
  expect(await live(backend)).toEqual([]);
});
