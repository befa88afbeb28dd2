/** A file of leads: each row's customer is met or made, its lead opened once, and both go when the import is taken back. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { api } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { convexTest } from "convex-test";
import schema from "../schema";
import { modules, newBackend, newOrganization, type Backend, type Organization } from "../world.testkit";
import { guessMapping } from "./fields";
import { importFile } from "./file.testkit";
import { Trial } from "./trial";

beforeEach(() => {
  vi.useFakeTimers();
  vi.setSystemTime(Date.UTC(2026, 5, 15, 12));
});
afterEach(() => vi.useRealTimers());

const headings = ["id", "name", "email", "title", "message", "stage", "created at", "owner"];
const mapping = guessMapping(headings, [], "leads");
const rows = [
  ["L1", "Ann Lee", "ann@x.test", "Winter tour", "For two", "", "2024-02-03", ""],
  ["L2", "Ann Lee", "ann@x.test", "Summer tour", "", "Quoted", "2025-02-03", "acme sales"],
  ["L3", "New One", "new@x.test", "Ride", "Soon", "lost", "2025-03-03", ""],
  ["L4", "No Contact", "", "Ride", "", "", "", ""],
  ["", "Old Friend", "old@x.test", "T".repeat(300), "Hello", "someday", "", ""],
  ["L1", "Ann Lee", "ann@x.test", "Winter tour", "For two", "", "2024-02-03", ""],
];

async function bring({ as, orgId }: Organization, backend: Backend, file: readonly string[][] = rows) {
  const answer = await as.admin.query(api.imports.rules, { orgId, now: Date.now() });
  const { rules, policy, language, timeZone, currency, fields } = answer;
  const options = { kind: "leads" as const, mapping, dateOrder: "dmy" as const, timeZone, currency, fields };
  const trial = await Trial.of(
    file,
    { rules, policy, language, duplicates: "link", matchBy: "any", options },
    {
      known: (keys) => as.admin.query(api.imports.known, { orgId, keys }),
      members: (words) => as.admin.query(api.imports.members, { orgId, words }),
    },
  );
  const rows = [...trial.ordered()];
  const importId = await importFile(
    { as, orgId },
    { fileName: "leads.csv", kind: "leads", headings, mapping, rows },
  );
  await backend.finishAllScheduledFunctions(vi.runAllTimers);
  const { job } = await as.admin.query(api.imports.get, { orgId, importId });
  return { importId, counts: job!.counts, foretold: { ...trial.counts(), leads: trial.leads() } };
}

async function world() {
  const backend = newBackend();
  const org = await newOrganization(backend, "acme");
  const { as, orgId } = org;
  const made = await as.admin.mutation(api.customers.create, {
    orgId,
    input: { name: "Ann Lee", email: "ann@x.test", status: "prospect" },
  });
  const leads = async () =>
    await backend.run(async (ctx) => {
      const all = await ctx.db.query("leads").collect();
      return all.sort((a, b) => a.createdAt - b.createdAt);
    });
  const customer = async (id: Id<"customers">) =>
    (await backend.run(async (ctx) => await ctx.db.get("customers", id)))!;
  return { backend, org, ann: made.customerId, leads, customer };
}

test("IMX-15: the columns of a file of leads are the lead's before they are the customer's", () => {
  expect(mapping).toEqual([
    "leadId",
    "name",
    "email",
    "leadTitle",
    "leadMessage",
    "leadStatus",
    "createdAt",
    "owner",
  ]);
  expect(guessMapping(["id", "status", "title"])).toEqual(["legacyId", "status", null]);
});

test("IMX-15 LED-06: each row opens a lead of source import at a customer met or made, as old, owned and far as the row says; the dry run foretells it", async () => {
  const { backend, org, ann, leads, customer } = await world();
  const { counts, foretold } = await bring(org, backend);
  expect(counts).toMatchObject({ created: 2, duplicate: 3, rejected: 1, leads: 4 });
  expect(foretold).toMatchObject({ created: 2, duplicate: 3, rejected: 1, leads: 4 });
  const found = await leads();
  expect(found.map(({ title, source, status }) => [title, source, status])).toEqual([
    ["Winter tour", "import", "new"],
    ["Summer tour", "import", "quoted"],
    ["Ride", "import", "lost"],
    [undefined, "import", "new"],
  ]);
  const [winter, summer, ride] = found;
  expect(winter).toMatchObject({ customerId: ann, message: "For two", createdAt: Date.UTC(2024, 1, 3) });
  expect(summer).toMatchObject({ customerId: ann, ownerId: org.users.sales });
  expect(ride).toMatchObject({ lostReason: "leads.csv" });
  // A prospect with an open lead is a lead; whoever comes as a lead is one.
  expect(await customer(ann)).toMatchObject({ status: "lead" });
  expect((await customer(found[3]!.customerId)).status).toBe("lead");
  const counted = await org.as.admin.query(api.leads.counts, { orgId: org.orgId });
  expect(counted).toMatchObject({ new: 2, quoted: 1, lost: 1 });
});

test("IMX-13: the same leads in a second file are opened no second time", async () => {
  const { backend, org, leads } = await world();
  await bring(org, backend);
  const second = await bring(org, backend);
  expect(second.counts["leads"] ?? 0).toBe(0);
  expect(second.foretold.leads).toBe(0);
  expect(await leads()).toHaveLength(4);
});

test("IMX-06: taken back, untouched leads go with the customers made for them; a lead that somebody has moved stays with its customer", async () => {
  const { backend, org, ann, leads, customer } = await world();
  const { as, orgId } = org;
  const { importId } = await bring(org, backend);
  const kept = (await leads()).find(({ title }) => title === "Ride")!;
  await as.admin.mutation(api.leads.move, { orgId, leadId: kept._id, to: "contacted" });
  await as.admin.mutation(api.imports.undo, { orgId, importId });
  await backend.finishAllScheduledFunctions(vi.runAllTimers);
  const { undo } = await as.admin.query(api.imports.get, { orgId, importId });
  expect(undo).toMatchObject({ status: "done", counts: { removedLeads: 3, removed: 1, kept: 1 } });
  expect((await leads()).map(({ _id }) => _id)).toEqual([kept._id]);
  expect(await backend.run(async (ctx) => await ctx.db.query("leadStages").collect())).toHaveLength(3);
  expect((await customer(kept.customerId)).status).not.toBe("deleted");
  expect((await customer(ann)).status).toBe("prospect");
  expect(await as.admin.query(api.leads.counts, { orgId })).toMatchObject({
    new: 0,
    quoted: 0,
    lost: 0,
    contacted: 1,
  });
  // Those that went may come again; the one that stayed is known.
  expect((await bring(org, backend)).counts["leads"]).toBe(3);
});

test("IMX-15: columns of leads are refused in a file of customers", async () => {
  const { org } = await world();
  const file = {
    orgId: org.orgId,
    fileName: "x.csv",
    headings: ["name", "email", "title"],
    mapping: ["name", "email", "leadTitle"],
    dateOrder: "dmy" as const,
    duplicates: "link" as const,
    rows: 1,
    chunks: 1,
  };
  await expect(org.as.admin.mutation(api.imports.create, file)).rejects.toThrow(/unknownField/);
  await org.as.admin.mutation(api.imports.create, { ...file, kind: "leads" });
});

test("PRF-20: many leads of new people over many months, each moved on, stays below the limits of one transaction, and so does taking it back", async () => {
  const backend = convexTest({ schema, modules, transactionLimits: true });
  const org = await newOrganization(backend, "acme");
  // More than one transaction takes: a step stops where the rest would not fit.
  const size = 60;
  const many = Array.from({ length: size }, (_, n) => [
    `L${n}`,
    `Person Number${n} Of Many`,
    `person.${n}@example.com`,
    `Tour ${n}`,
    "Soon",
    "won",
    new Date(Date.UTC(2015, n, 3)).toISOString(),
    "acme sales",
  ]);
  const { importId, counts } = await bring(org, backend, many);
  expect(counts).toMatchObject({ created: size, leads: size });
  await org.as.admin.mutation(api.imports.undo, { orgId: org.orgId, importId });
  await backend.finishAllScheduledFunctions(vi.runAllTimers);
  const { undo } = await org.as.admin.query(api.imports.get, { orgId: org.orgId, importId });
  expect(undo).toMatchObject({ status: "done", counts: { removedLeads: size, removed: size } });
});

test("where leads are switched off a file of leads is refused and nothing of it is kept; one of customers is not", async () => {
  const { org, leads } = await world();
  const { as, orgId } = org;
  await as.admin.mutation(api.settings.update, {
    orgId,
    changes: { modules: { quotes: true, leads: false, tours: false, pos: false } },
  });
  const create = async (kind: "leads" | "customers") =>
    await as.admin.mutation(api.imports.create, {
      orgId,
      fileName: "people.csv",
      kind,
      headings: ["name", "email"],
      mapping: ["name", "email"],
      dateOrder: "dmy",
      duplicates: "link",
      rows: 1,
      chunks: 1,
    });
  await expect(create("leads")).rejects.toMatchObject({ data: { code: "MODULE_OFF", module: "leads" } });
  expect(await as.admin.query(api.imports.list, { orgId })).toEqual([]);
  await create("customers");
  expect(await leads()).toEqual([]);
});
