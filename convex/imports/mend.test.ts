import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { api } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { newBackend, newOrganization, type Backend, type Organization } from "../world.testkit";
import { importFile } from "./file.testkit";
import { mendedCharacters } from "./limits";
import type { DuplicateChoice, Outcome } from "./plan";

beforeEach(() => {
  vi.useFakeTimers();
  vi.setSystemTime(Date.UTC(2026, 5, 15, 12));
});
afterEach(() => vi.useRealTimers());

const headings = ["id", "name", "email", "phone", "born"];
const dirty = [
  ["1", "Ann Lee", "ann@x.test", "", ""],
  ["2", "No Contact", "not an address", "", ""],
  ["3", "", "nameless@x.test", "", ""],
];

async function bringIn(
  backend: Backend,
  org: Organization,
  duplicates: DuplicateChoice = "link",
  rows = dirty,
) {
  const importId = await importFile(org, { headings, rows, duplicates });
  await backend.finishAllScheduledFunctions(vi.runAllTimers);
  return importId;
}

async function told({ as, orgId }: Organization, importId: Id<"imports">, outcome: Outcome) {
  const paginationOpts = { numItems: 50, cursor: null };
  return (await as.admin.query(api.imports.rows, { orgId, importId, outcome, paginationOpts })).page;
}

async function account({ as, orgId }: Organization, importId: Id<"imports">) {
  const { job } = await as.admin.query(api.imports.get, { orgId, importId });
  const paginationOpts = { numItems: 5, cursor: null };
  const { page } = await as.admin.query(api.imports.chunks, { orgId, importId, paginationOpts });
  return { counts: job!.counts, results: page.flatMap(({ results }) => results!.map((one) => one.outcome)) };
}

async function world(duplicates?: DuplicateChoice) {
  const backend = newBackend();
  const org = await newOrganization(backend, "acme");
  const importId = await bringIn(backend, org, duplicates);
  const [rejected] = await told(org, importId, "rejected");
  const mend = async (rowId: Id<"importRows">, cells: string[]) =>
    await org.as.admin.mutation(api.imports.mend, { orgId: org.orgId, rowId, cells });
  return { backend, org, importId, rejected: rejected!, mend };
}

test("IMX-10: a refused row is mended and imported, and the account says so", async () => {
  const { backend, org, importId, rejected, mend } = await world();
  expect(rejected.issues.map(({ rule }) => rule)).toEqual(["contactRequired", "invalidEmail"]);
  const mended = await mend(rejected._id, ["2", "No Contact", "contact@x.test", "", ""]);
  expect(mended).toMatchObject({ outcome: "created", issues: [] });
  const customer = await backend.run(
    async (ctx) => await ctx.db.get("customers", mended.customerId! as Id<"customers">),
  );
  expect(customer).toMatchObject({
    name: "No Contact",
    email: "contact@x.test",
    legacyIds: ["2"],
    customerCode: "CUS-002",
  });
  expect(await told(org, importId, "rejected")).toEqual([]);
  expect(await account(org, importId)).toEqual({
    counts: { created: 2, rejected: 0, skipped: 1 },
    results: ["created", "created", "skipped"],
  });
  // It is told in the name of the person who mended it.
  const entries = await backend.run(async (ctx) => await ctx.db.query("auditLog").collect());
  const entry = entries.find(({ entityId, action }) => entityId === customer!._id && action === "created");
  expect(entry).toMatchObject({ channel: "import" });
  // The same file again creates nobody (IMX-13).
  const again = await bringIn(backend, org);
  expect((await account(org, again)).counts["created"]).toBeUndefined();
});

test("IMX-10: a row that is still wrong keeps what was entered, with its reasons; one without a name can be mended too", async () => {
  const { org, importId, rejected, mend } = await world();
  expect(await mend(rejected._id, ["2", "No Contact", "still wrong", "12", ""])).toMatchObject({
    outcome: "rejected",
    customerId: null,
  });
  const [row] = await told(org, importId, "rejected");
  expect(row!.cells[2]).toBe("still wrong");
  expect(new Set(row!.issues.map(({ rule }) => rule))).toEqual(
    new Set(["invalidEmail", "invalidPhone", "contactRequired"]),
  );
  expect((await account(org, importId)).counts).toMatchObject({ created: 1, rejected: 1, skipped: 1 });
  const [nameless] = await told(org, importId, "skipped");
  expect(await mend(nameless!._id, ["3", "Now Named", "nameless@x.test", "", "33.33.1990"])).toMatchObject({
    outcome: "created",
    issues: [{ field: "dateOfBirth" }],
  });
  expect((await account(org, importId)).counts).toMatchObject({ created: 2, incomplete: 1, skipped: 0 });
  // Created with a value left out: told among those, and not imported a second time.
  const [incomplete] = await told(org, importId, "created");
  expect(await mend(incomplete!._id, ["9", "Other", "other@x.test", "", ""])).toMatchObject({
    customerId: incomplete!.customerId,
  });
  expect((await account(org, importId)).counts).toMatchObject({ created: 2 });
});

test("IMX-10 IMX-14: a mended row that is a known customer is linked as the import's choice says", async () => {
  const { org, importId, rejected, mend } = await world("update");
  const mended = await mend(rejected._id, ["2", "Ann B. Lee", "ann@x.test", "", ""]);
  expect(mended).toMatchObject({ outcome: "updated" });
  const ann = await org.as.admin.query(api.customers.get, {
    orgId: org.orgId,
    customer: mended.customerId! as Id<"customers">,
  });
  expect(ann).toMatchObject({ name: "Ann B. Lee" });
  expect((await account(org, importId)).counts).toMatchObject({ created: 1, updated: 1, rejected: 0 });
});

test("IMX-06: what mended rows created and changed goes with the import when it is taken back; afterwards nothing can be mended", async () => {
  const { backend, org, importId, rejected, mend } = await world("update");
  const { as, orgId } = org;
  await as.admin.mutation(api.customers.create, { orgId, input: { name: "Bo Old", email: "bo@x.test" } });
  await mend(rejected._id, ["2", "Bo New", "bo@x.test", "", ""]);
  const [nameless] = await told(org, importId, "skipped");
  await mend(nameless!._id, ["3", "Now Named", "nameless@x.test", "", ""]);
  await as.admin.mutation(api.imports.undo, { orgId, importId });
  await backend.finishAllScheduledFunctions(vi.runAllTimers);
  const customers = await backend.run(async (ctx) => await ctx.db.query("customers").collect());
  expect(
    customers.filter(({ status }) => status !== "deleted").map(({ name, legacyIds }) => [name, legacyIds]),
  ).toEqual([["Bo Old", []]]);
  const other = await bringIn(backend, org);
  const [row] = await told(org, other, "rejected");
  await as.admin.mutation(api.imports.undo, { orgId, importId: other });
  await expect(mend(row!._id, dirty[0]!)).rejects.toThrow("JOB_NOT_RUNNING");
});

test("IMX-10: only who may import mends rows, of their own organization, of a size a row can have, once the import has ended", async () => {
  const { backend, org, rejected, mend } = await world();
  const other = await newOrganization(backend, "other");
  const args = { rowId: rejected._id, cells: dirty[0]! };
  await expect(org.as.sales.mutation(api.imports.mend, { orgId: org.orgId, ...args })).rejects.toThrow(
    "FORBIDDEN",
  );
  await expect(other.as.admin.mutation(api.imports.mend, { orgId: other.orgId, ...args })).rejects.toThrow(
    "NOT_FOUND",
  );
  await expect(mend(rejected._id, ["2", "x".repeat(mendedCharacters)])).rejects.toThrow("LIMIT_EXCEEDED");
  await expect(
    mend(
      rejected._id,
      Array.from({ length: 201 }, () => ""),
    ),
  ).rejects.toThrow("LIMIT_EXCEEDED");
  await backend.run(async (ctx) => {
    const job = (await ctx.db.query("jobs").collect()).find(({ kind }) => kind === "import")!;
    await ctx.db.patch("jobs", job._id, { status: "running" });
  });
  await expect(mend(rejected._id, dirty[0]!)).rejects.toThrow("JOB_NOT_RUNNING");
});
