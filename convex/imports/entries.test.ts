/** Files of interactions and notes: each row is written at its customer once, as old as the file says, and goes when the import is taken back. */
import { convexTest } from "convex-test";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { api, internal } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { refusal } from "../engagement.testkit";
import schema from "../schema";
import { stuckAfter } from "../jobs/run";
import { modules, newBackend, newOrganization, type Backend } from "../world.testkit";
import { bringEntries, settled, takeBack } from "./entries.testkit";
import { guessMapping, mappingProblem } from "./fields";

beforeEach(() => {
  vi.useFakeTimers();
  vi.setSystemTime(Date.UTC(2026, 5, 15, 12));
});
afterEach(() => vi.useRealTimers());

const page = { numItems: 50, cursor: null };

async function world(backend: Backend = newBackend()) {
  const org = await newOrganization(backend, "acme");
  const { as, orgId } = org;
  const make = async (name: string, email: string) =>
    await as.admin.mutation(api.customers.create, { orgId, input: { name, email } });
  const ann = await make("Ann Lee", "ann@x.test");
  const bob = await make("Bob Ray", "bob@x.test");
  await as.admin.mutation(api.contacts.create, {
    orgId,
    customerId: ann.customerId,
    input: { firstName: "Cy", lastName: "Fox" },
  });
  const interactions = async () =>
    await backend.run(async (ctx) => await ctx.db.query("interactions").collect());
  const notes = async () => await backend.run(async (ctx) => await ctx.db.query("notes").collect());
  const customer = async (id: Id<"customers">) =>
    (await backend.run(async (ctx) => await ctx.db.get("customers", id)))!;
  return { backend, org, as, orgId, ann, bob, interactions, notes, customer };
}

const headings = [
  "id",
  "date",
  "type",
  "subject",
  "description",
  "outcome",
  "minutes",
  "answered",
  "contact",
  "assigned to",
  "customer code",
  "customer",
];
const calls = (code: string) => [
  [
    "I1",
    "2026-03-02 10:30",
    "Phone",
    "Winter tour",
    "Asked about prices",
    "Will think",
    "12",
    "yes",
    "Cy Fox",
    "acme sales",
    code,
    "",
  ],
  [
    "I2",
    "2024-02-03",
    "visit",
    "",
    "Came by\nwith a friend",
    "",
    "",
    "",
    "Nobody Here",
    "somebody gone",
    "",
    "Bob Ray",
  ],
  ["I3", "2026-09-01 10:00", "call", "Not yet", "It has not been", "", "", "", "", "", code, ""],
  ["I4", "2026-09-01 10:00", "meeting", "Planned", "To come", "", "", "", "", "", code, ""],
  ["I5", "", "call", "When", "No date", "", "", "", "", "", code, ""],
  ["I6", "2026-03-02", "call", "", "", "", "", "", "", "", code, ""],
  ["I7", "2026-03-02", "call", "Whose", "Of a stranger", "", "", "", "", "", "CUS-999", ""],
  ["I8", "2026-03-02", "dance", "A kind", "unknown here", "", "x", "perhaps", "", "", code, ""],
  ["I1", "2026-03-02 10:30", "call", "Winter tour", "Asked about prices", "", "", "", "", "", code, ""],
  ["", "", "", "", "", "", "", "", "", "", "", ""],
];

test("interactions of a file stand at their customers when they were, by whom and with whom; the dry run foretells it, and a second file brings nothing", async () => {
  const { backend, org, as, orgId, ann, bob, interactions, customer } = await world();
  const file = { kind: "interactions" as const, headings, rows: calls(ann.customerCode) };
  const { counts, foretold, issues, trial } = await bringEntries(org, backend, file);
  expect(counts).toEqual({ created: 4, incomplete: 2, duplicate: 1, rejected: 4, skipped: 1 });
  expect(foretold).toEqual({ ...counts, updated: 0, unchanged: 0 });
  expect(issues).toEqual({
    2: ["owner unknownMember somebody gone", "ofContact unknownContact Nobody Here"],
    3: ["entryDate future 2026-09-01 10:00"],
    5: ["entryDate dateMissing "],
    6: ["subject textMissing ", "body textMissing "],
    7: ["ofCode unknownCustomer CUS-999"],
    8: ["successful invalidBoolean perhaps", "entryType invalid_value dance", "duration invalidNumber x"],
    10: [" emptyRow "],
  });
  expect(trial.page("created", 0, 1)).toMatchObject([
    { number: 1, name: "Winter tour", company: { name: "Ann Lee", customerCode: ann.customerCode } },
  ]);
  const rows = await interactions();
  const of = (subject: string) => rows.find((row) => row.subject === subject)!;
  expect(of("Winter tour")).toMatchObject({
    customerId: ann.customerId,
    type: "call",
    description: "Asked about prices",
    outcome: "Will think",
    duration: 12,
    successful: true,
    interactionDate: Date.UTC(2026, 2, 2, 10, 30),
    assignedTo: org.users.sales,
    contactId: expect.any(String) as string,
    automatic: false,
  });
  expect(of("Came by")).toMatchObject({
    customerId: bob.customerId,
    description: "Came by\nwith a friend",
    interactionDate: Date.UTC(2024, 1, 3),
    assignedTo: org.users.admin,
  });
  expect(of("A kind")).toMatchObject({ type: "note", successful: true });
  // Counts, the feed and the last contact follow, as by hand; what is planned is no contact yet.
  const feed = await as.admin.query(api.timeline.list, {
    orgId,
    customerId: ann.customerId,
    kind: "call",
    paginationOpts: page,
  });
  expect(feed.page).toMatchObject([{ at: Date.UTC(2026, 2, 2, 10, 30) }]);
  expect(await customer(ann.customerId)).toMatchObject({ lastContactAt: Date.UTC(2026, 2, 2, 10, 30) });
  expect(await customer(bob.customerId)).toMatchObject({ totalVisits: 1 });

  const again = await bringEntries(org, backend, file);
  expect(again.counts).toEqual({ duplicate: 5, rejected: 4, skipped: 1 });
  expect(again.foretold).toMatchObject({ created: 0, duplicate: 5 });
  // Edited since, and without ids: known by the one, or by what they say.
  await as.admin.mutation(api.interactions.update, {
    orgId,
    interactionId: of("Winter tour")._id,
    input: { subject: "Winter tour for two" },
  });
  const withoutIds = file.rows.map(([, ...cells]) => ["", ...cells]);
  expect((await bringEntries(org, backend, file)).counts["created"]).toBeUndefined();
  const once = await bringEntries(org, backend, { ...file, rows: withoutIds.slice(1, 2) });
  expect(once.counts).toEqual({ duplicate: 1 });
  expect(await interactions()).toHaveLength(4);
});

test("an import of interactions is taken back; what somebody changed since stays and is told, and the file may come again", async () => {
  const { backend, org, as, orgId, ann, bob, interactions, customer } = await world();
  const file = { kind: "interactions" as const, headings, rows: calls(ann.customerCode).slice(0, 2) };
  const before = [await customer(ann.customerId), await customer(bob.customerId)];
  const first = await bringEntries(org, backend, file);
  expect(await takeBack(org, backend, first.importId)).toMatchObject({ removedEntries: 2, kept: 0 });
  expect(await interactions()).toEqual([]);
  for (const { _id, lastContactAt, totalVisits } of before)
    expect(await customer(_id)).toMatchObject({
      lastContactAt,
      ...(totalVisits === undefined ? {} : { totalVisits }),
    });
  const second = await bringEntries(org, backend, file);
  expect(second.counts).toMatchObject({ created: 2 });
  const [one] = await interactions();
  await as.admin.mutation(api.interactions.update, {
    orgId,
    interactionId: one!._id,
    input: { outcome: "Ours now" },
  });
  expect(await takeBack(org, backend, second.importId)).toMatchObject({ removedEntries: 1, kept: 1 });
  expect(await interactions()).toMatchObject([{ outcome: "Ours now" }]);
  const conflicts = await as.admin.query(api.imports.conflicts, {
    orgId,
    importId: second.importId,
    paginationOpts: page,
  });
  expect(conflicts.page).toMatchObject([{ reason: "touched", customerName: "Ann Lee" }]);
});

const noteHeadings = [
  "created at",
  "note",
  "note type",
  "internal",
  "pinned",
  "author",
  "email of nobody",
  "customer email",
];

test("notes of a file keep their date, author, kind and pin, and go when the import is taken back", async () => {
  const { backend, org, as, orgId, ann, notes } = await world();
  const rows = [
    [
      "2025-01-02 09:00",
      "Likes window seats",
      "preference",
      "no",
      "yes",
      "manager@acme.test",
      "",
      "ann@x.test",
    ],
    ["2025-01-03", "Called twice", "", "", "", "Olga of the old system", "", "ann@x.test"],
    ["2027-01-03", "Tomorrow", "", "", "", "", "", "ann@x.test"],
  ];
  const file = { kind: "notes" as const, headings: noteHeadings, rows };
  const { importId, counts, foretold } = await bringEntries(org, backend, file);
  expect(counts).toEqual({ created: 2, rejected: 1 });
  expect(foretold).toMatchObject(counts);
  expect(await notes()).toMatchObject([
    {
      noteText: "Likes window seats",
      noteType: "preference",
      isInternal: false,
      isPinned: true,
      createdAt: Date.UTC(2025, 0, 2, 9),
      createdBy: `user:${org.users.manager}`,
      createdByName: "acme manager",
    },
    {
      noteText: "Called twice",
      noteType: "general",
      isInternal: true,
      createdByName: "Olga of the old system",
    },
  ]);
  const feed = await as.admin.query(api.timeline.list, {
    orgId,
    customerId: ann.customerId,
    kind: "note",
    paginationOpts: page,
  });
  expect(feed.page.map(({ at }) => at)).toEqual([Date.UTC(2025, 0, 3), Date.UTC(2025, 0, 2, 9)]);
  expect((await bringEntries(org, backend, file)).counts).toEqual({ duplicate: 2, rejected: 1 });
  expect(await takeBack(org, backend, importId)).toMatchObject({ removedEntries: 2, kept: 0 });
  expect((await notes()).every(({ isRemoved }) => isRemoved)).toBe(true);
});

test("DOC-05 IMX-03: a document beyond the organization's limit is a line that says so, in the dry run as in the run, and what fits of it comes", async () => {
  const { backend, org, as, orgId, ann } = await world();
  const mebibyte = 1024 * 1024;
  await as.admin.mutation(api.settings.update, { orgId, changes: { documentLimitBytes: mebibyte } });
  const version = async (fileName: string, fileSize: number) => ({
    fileName,
    fileSize,
    createdAt: Date.UTC(2025, 0, 2),
    storageId: await backend.run(async (ctx) => await ctx.storage.store(new Blob(["%PDF-1.7"]))),
  });
  const rows = [
    ["2025-01-02", "Contract", JSON.stringify([await version("big.pdf", mebibyte + 1)])],
    [
      "2025-01-03",
      "Offer",
      JSON.stringify([await version("small.pdf", mebibyte), await version("huge.pdf", 3 * mebibyte)]),
    ],
  ].map((cells) => [...cells, ann.customerCode]);
  const { counts, foretold, issues } = await bringEntries(org, backend, {
    kind: "documents",
    headings: ["date", "documentName", "files", "customerCode"],
    rows,
  });
  expect(counts).toEqual({ created: 1, incomplete: 1, rejected: 1 });
  expect(foretold).toMatchObject({ created: 1, incomplete: 1, rejected: 1 });
  expect(issues).toEqual({ 1: ["files file.overLimit big.pdf"], 2: ["files file.overLimit huge.pdf"] });
  const documents = await backend.run(async (ctx) => await ctx.db.query("documents").collect());
  expect(documents).toMatchObject([{ documentName: "Offer", state: "ready", version: 1 }]);
});

test("a run of many rows goes on after a crash with none lost and none twice, each step below the limits of one transaction", async () => {
  const { backend, as, orgId, ann, interactions } = await world(
    convexTest({ schema, modules, transactionLimits: true }),
  );
  const rows = Array.from({ length: 230 }, (_, n) => [
    `N${n}`,
    new Date(Date.UTC(2025, 0, 1) + n * 3_600_000).toISOString(),
    "call",
    `Call ${n}`,
    "Said",
    ...Array.from({ length: 5 }, () => ""),
    ann.customerCode,
    "",
  ]);
  const mapping = guessMapping(headings, [], "interactions");
  const importId = await as.admin.mutation(api.imports.create, {
    orgId,
    fileName: "calls.csv",
    kind: "interactions",
    headings,
    mapping,
    dateOrder: "dmy",
    duplicates: "skip",
    rows: 230,
    chunks: 2,
  });
  for (const index of [0, 1])
    await as.admin.mutation(api.imports.upload, {
      orgId,
      importId,
      index,
      rows: rows
        .slice(index * 200, (index + 1) * 200)
        .map((cells, at) => ({ number: index * 200 + at + 1, cells })),
    });
  const jobId = await as.admin.mutation(api.imports.start, { orgId, importId });
  vi.advanceTimersByTime(1);
  await backend.finishInProgressScheduledFunctions();
  // The process dies: what was scheduled is lost, and the watchdog takes it up.
  await backend.run(async (ctx) => {
    for (const { _id } of await ctx.db.system.query("_scheduled_functions").collect())
      await ctx.scheduler.cancel(_id);
  });
  const reached = (await interactions()).length;
  expect(reached).toBeGreaterThan(0);
  expect(reached).toBeLessThan(230);
  vi.setSystemTime(Date.now() + stuckAfter + 1000);
  await backend.mutation(internal.jobs.restartStuck, {});
  await backend.mutation(internal.jobs.restart, { orgId, jobId });
  await settled(backend);
  expect(await as.admin.query(api.jobs.get, { orgId, jobId })).toMatchObject({ status: "done", done: 230 });
  expect(new Set((await interactions()).map(({ subject }) => subject)).size).toBe(230);
  expect(await interactions()).toHaveLength(230);
});

test("who may not write everywhere, and what is switched off, brings nothing; a file without a date, a text or a customer is refused", async () => {
  const { as, orgId } = await world();
  const create = (
    role: "admin" | "sales" | "support",
    kind: "interactions" | "documents",
    mapping: string[],
  ) =>
    as[role].mutation(api.imports.create, {
      orgId,
      fileName: "x.csv",
      kind,
      headings: mapping,
      mapping,
      dateOrder: "dmy",
      duplicates: "skip",
      rows: 1,
      chunks: 1,
    });
  const whole = ["entryDate", "body", "ofCode"];
  for (const role of ["sales", "support"] as const)
    expect(await refusal(create(role, "interactions", whole))).toBe("FORBIDDEN");
  expect(await refusal(as.sales.mutation(api.imports.uploadUrl, { orgId }))).toBe("FORBIDDEN");
  await as.admin.mutation(api.settings.update, {
    orgId,
    changes: { modules: { quotes: true, leads: true, tours: true, pos: false, documents: false } },
  });
  expect(await refusal(create("admin", "documents", ["entryDate", "files", "ofCode"]))).toBe("MODULE_OFF");
  expect(await refusal(as.admin.mutation(api.imports.uploadUrl, { orgId }))).toBe("MODULE_OFF");
  expect(mappingProblem(["body", "ofCode"], "any", "notes")).toBe("dateMissing");
  expect(mappingProblem(["entryDate", "ofCode"], "any", "notes")).toBe("textMissing");
  expect(mappingProblem(["entryDate", "body"], "any", "notes")).toBe("customerMissing");
  await expect(create("admin", "interactions", ["entryDate", "body"])).rejects.toMatchObject({
    data: { code: "IMPORT_UNREADABLE", reason: "customerMissing" },
  });
});
