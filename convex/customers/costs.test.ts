/** W6, PRF-20: what one write of a customer costs, held as numbers: they are paid by every create, edit and imported row. */
import type { FunctionReturnType } from "convex/server";
import { expect, test, vi } from "vitest";
import { api } from "../_generated/api";
import { importFile } from "../imports/file.testkit";
import { newBackend, newOrganization } from "../world.testkit";

/** Rows per table before and after; what was written anew. */
async function added(backend: ReturnType<typeof newBackend>, work: () => Promise<unknown>) {
  const tables = [
    "customers",
    "customerIdentities",
    "customerKeys",
    "auditLog",
    "timelineEntries",
    "timelineCounts",
    "consentEvents",
  ] as const;
  const count = () =>
    backend.run(async (ctx) => {
      const rows = await Promise.all(tables.map((table) => ctx.db.query(table).collect()));
      return rows.map(({ length }) => length);
    });
  const before = await count();
  await work();
  const after = await count();
  return Object.fromEntries(tables.map((table, at) => [table, after[at]! - before[at]!]));
}

const person = (n: number) => ({
  name: `Harriet Macdonald${n}`,
  phone: `+7701555${String(n).padStart(4, "0")}`,
  email: `harriet.${n}@example.com`,
});

test("PRF-20 W6: a create reads at most 100 documents and writes its row, its keys, one entry of history and one of the feed", async () => {
  const limits = { documentsRead: 1_000 };
  const backend = newBackend(limits);
  const { as, orgId } = await newOrganization(backend, "ours");
  const create = (n: number): Promise<FunctionReturnType<typeof api.customers.create>> =>
    as.admin.mutation(api.customers.create, { orgId, input: person(n) });
  // The counters and facets of the organization are there.
  await create(1);
  limits.documentsRead = 100;
  const rows = await added(backend, () => create(2));
  expect(rows).toEqual({
    customers: 1,
    // E-mail, phone, name and its sounds.
    customerIdentities: 1,
    customerKeys: 0,
    auditLog: 1,
    timelineEntries: 1,
    timelineCounts: 0,
    consentEvents: 0,
  });
  expect(
    await as.admin.query(api.timeline.counts, { orgId, customerId: (await create(3)).customerId }),
  ).toEqual({
    change: 1,
  });
});

test("PRF-20 W7: an edit of one field reads at most 25 documents and writes one entry of history and one of the feed", async () => {
  const limits = { documentsRead: 1_000 };
  const backend = newBackend(limits);
  const { as, orgId } = await newOrganization(backend, "ours");
  const { customerId } = await as.admin.mutation(api.customers.create, { orgId, input: person(1) });
  const edit = (industry: string) =>
    as.admin.mutation(api.customers.update, { orgId, customerId, patch: { industry } });
  await edit("Books");
  limits.documentsRead = 25;
  const rows = await added(backend, () => edit("Films"));
  expect(rows).toEqual({
    customers: 0,
    customerIdentities: 0,
    customerKeys: 0,
    auditLog: 1,
    timelineEntries: 1,
    timelineCounts: 0,
    consentEvents: 0,
  });
  expect(await as.admin.query(api.timeline.counts, { orgId, customerId })).toEqual({ change: 3 });
});

test("PRF-20: an imported row writes its row, its keys and one entry of history, and nothing into the feed", async () => {
  vi.useFakeTimers();
  const backend = newBackend();
  const org = await newOrganization(backend, "ours");
  const people = 40;
  const cells = Array.from({ length: people }, (_, n) => [person(n).name, person(n).email, person(n).phone]);
  const rows = await added(backend, async () => {
    await importFile(org, { headings: ["name", "email", "contact_number"], rows: cells });
    await backend.finishAllScheduledFunctions(vi.runAllTimers);
  });
  vi.useRealTimers();
  expect(rows).toEqual({
    customers: people,
    customerIdentities: people,
    customerKeys: 0,
    auditLog: people,
    timelineEntries: 0,
    timelineCounts: 0,
    consentEvents: 0,
  });
});
