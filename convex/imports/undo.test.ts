import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { api } from "../_generated/api";
import type { Doc, Id } from "../_generated/dataModel";
import { convexTest } from "convex-test";
import schema from "../schema";
import { modules, newBackend, newOrganization, type Backend, type Organization } from "../world.testkit";
import { importFile } from "./file.testkit";
import type { DuplicateChoice } from "./plan";
import { earlierOf } from "./putBack";

beforeEach(() => {
  vi.useFakeTimers();
  vi.setSystemTime(Date.UTC(2026, 5, 15, 12));
});
afterEach(() => vi.useRealTimers());

const headings = ["id", "name", "email", "phone", "company", "address"];

async function settle(backend: Backend) {
  await backend.finishAllScheduledFunctions(vi.runAllTimers);
  // Later deeds are later: the clock of a test stands still.
  vi.setSystemTime(Date.now() + 1000);
}

async function bringIn(
  backend: Backend,
  org: Organization,
  duplicates: DuplicateChoice,
  rows: string[][],
): Promise<Id<"imports">> {
  const importId = await importFile(org, { headings, rows, duplicates });
  await settle(backend);
  return importId;
}

async function takeBack(backend: Backend, { as, orgId }: Organization, importId: Id<"imports">) {
  await as.admin.mutation(api.imports.undo, { orgId, importId });
  await settle(backend);
  const { undo } = await as.admin.query(api.imports.get, { orgId, importId });
  const { page } = await as.admin.query(api.imports.conflicts, {
    orgId,
    importId,
    paginationOpts: { numItems: 50, cursor: null },
  });
  return { undo: undo!, conflicts: page };
}

async function known(backend: Backend, { as, orgId }: Organization, input: object) {
  const { customerId } = await as.admin.mutation(api.customers.create, { orgId, input: input as never });
  const read = async () => (await backend.run(async (ctx) => await ctx.db.get("customers", customerId)))!;
  return { customerId, read, before: await read() };
}

/** What a person would see of the record; who wrote it last and when is not put back. */
function seen(customer: object) {
  const { updatedAt: _at, updatedBy: _by, ...rest } = customer as Record<string, unknown>;
  return rest;
}

async function world() {
  const backend = newBackend();
  return { backend, org: await newOrganization(backend, "acme") };
}

test("IMX-06: updated customers get back exactly what they were, also when two rows met one", async () => {
  const { backend, org } = await world();
  const ann = await known(backend, org, {
    name: "Ann Lee",
    email: "ann@x.test",
    address: { line1: "Old 1" },
  });
  const importId = await bringIn(backend, org, "update", [
    ["1", "Ann B. Lee", "ann@x.test", "+77015550001", "Lee Ltd", "New 2"],
    ["2", "Ann C. Lee", "ann@x.test", "+77015550002", "Lee & Co", ""],
    ["3", "New Person", "new@x.test", ""],
  ]);
  expect(await ann.read()).toMatchObject({
    name: "Ann C. Lee",
    companyName: "Lee & Co",
    address: { line1: "New 2" },
    phoneE164: "+77015550002",
    legacyIds: ["1", "2"],
  });
  const { undo, conflicts } = await takeBack(backend, org, importId);
  expect(undo).toMatchObject({ status: "done", done: 3, total: 3, counts: { removed: 1, restored: 1 } });
  expect(conflicts).toEqual([]);
  expect(seen(await ann.read())).toEqual(seen(ann.before));
  // Its phones and old ids find nobody any more, its own e-mail still does.
  const again = await org.as.admin.query(api.imports.known, {
    orgId: org.orgId,
    keys: ["phone:+77015550001", "phone:+77015550002", "legacy:1", "email:ann@x.test"],
  });
  expect(again.keys.map(({ key }) => key)).toEqual(["email:ann@x.test"]);
});

test("IMX-06: what was filled in on a linked customer is emptied again", async () => {
  const { backend, org } = await world();
  const bob = await known(backend, org, { name: "Bob Ray", email: "bob@x.test" });
  const importId = await bringIn(backend, org, "link", [
    ["7", "Bob Ray", "bob@x.test", "+77015550007", "Ray Ltd", "1 Street"],
  ]);
  expect(await bob.read()).toMatchObject({ phoneE164: "+77015550007", companyName: "Ray Ltd" });
  const { undo } = await takeBack(backend, org, importId);
  expect(undo.counts).toMatchObject({ restored: 1, conflicts: 0 });
  expect(seen(await bob.read())).toEqual(seen(bob.before));
});

test("IMX-06: a field that somebody changed since stays and is listed with both values; the others go back", async () => {
  const { backend, org } = await world();
  const cy = await known(backend, org, { name: "Cy Fox", email: "cy@x.test", companyName: "Fox" });
  const importId = await bringIn(backend, org, "update", [
    ["1", "Cyrus Fox", "cy@x.test", "", "Fox & Sons"],
    ["2", "Cyrus J. Fox", "cy@x.test", ""],
  ]);
  await org.as.admin.mutation(api.customers.update, {
    orgId: org.orgId,
    customerId: cy.customerId,
    patch: { name: "Dr. Cyrus Fox" },
  });
  const { undo, conflicts } = await takeBack(backend, org, importId);
  expect(undo.counts).toMatchObject({ restored: 1, conflicts: 1 });
  expect(await cy.read()).toMatchObject({ name: "Dr. Cyrus Fox", companyName: "Fox", legacyIds: [] });
  expect(conflicts).toMatchObject([
    {
      customerId: cy.customerId,
      customerName: "Dr. Cyrus Fox",
      reason: "changed",
      fields: [{ field: "name", mine: "Cy Fox", theirs: "Dr. Cyrus Fox" }],
    },
  ]);
});

test("IMX-06: created customers with work on them stay, and deleted or re-used ones are told, not forced", async () => {
  const { backend, org } = await world();
  const { as, orgId } = org;
  const old = await known(backend, org, { name: "Eve Old", email: "eve.old@x.test", phone: "+77015550011" });
  const gone = await known(backend, org, { name: "Gone Soon", email: "gone@x.test" });
  const importId = await bringIn(backend, org, "update", [
    ["1", "Eve Old", "eve.new@x.test", "+77015550011", "Eve Ltd"],
    ["2", "Gone Sooner", "gone@x.test", ""],
    ["3", "Fresh One", "fresh@x.test", ""],
    ["4", "Noted One", "noted@x.test", ""],
  ]);
  // Somebody else has Eve's old address by now.
  await known(backend, org, { name: "Other Eve", email: "eve.old@x.test" });
  await as.admin.mutation(api.customers.remove, {
    orgId,
    customerId: gone.customerId,
    reason: "Left",
  } as never);
  const all = await backend.run(async (ctx) => await ctx.db.query("customers").collect());
  const fresh = all.find(({ email }) => email === "fresh@x.test")!;
  const noted = all.find(({ email }) => email === "noted@x.test")!;
  await as.admin.mutation(api.notes.create, {
    orgId,
    customerId: noted._id,
    input: { noteText: "Prefers mornings" },
  });
  await as.admin.mutation(api.customers.update, { orgId, customerId: fresh._id, patch: { notes: "Called" } });
  const { undo, conflicts } = await takeBack(backend, org, importId);
  expect(undo).toMatchObject({ status: "done", counts: { kept: 2, removed: 0, conflicts: 2 } });
  // What recognises her stays, everything else goes back.
  const eve = await old.read();
  expect(eve).toMatchObject({ email: "eve.new@x.test", legacyIds: [] });
  expect(eve.companyName).toBeUndefined();
  expect(Object.fromEntries(conflicts.map(({ customerId, reason }) => [customerId, reason]))).toEqual({
    [old.customerId]: "refused",
    [gone.customerId]: "gone",
    [fresh._id]: "touched",
    [noted._id]: "touched",
  });
});

test("IMX-06: ids that a later import linked stay when an earlier one is taken back", async () => {
  const { backend, org } = await world();
  const dan = await known(backend, org, { name: "Dan Poe", email: "dan@x.test" });
  const first = await bringIn(backend, org, "link", [["1", "Dan Poe", "dan@x.test", ""]]);
  await bringIn(backend, org, "link", [["2", "Dan Poe", "dan@x.test", ""]]);
  expect((await dan.read()).legacyIds).toEqual(["1", "2"]);
  const { conflicts } = await takeBack(backend, org, first);
  expect((await dan.read()).legacyIds).toEqual(["2"]);
  expect(conflicts).toEqual([]);
});

test("IMX-06 PRF-20: many updated customers are put back in batches within the limits of a transaction", async () => {
  const backend = convexTest({ schema, modules, transactionLimits: true });
  const org = await newOrganization(backend, "acme");
  const person = (n: number, name: string) => [
    `${n}`,
    name,
    `p${n}@x.test`,
    `+7701555${String(n).padStart(4, "0")}`,
  ];
  const rows = Array.from({ length: 60 }, (_, n) => person(n, `Person Number${n}`));
  await bringIn(backend, org, "link", rows);
  const renamed = rows.map((_, n) => person(n, `Renamed Number${n}`));
  const importId = await bringIn(backend, org, "update", renamed);
  const { undo } = await takeBack(backend, org, importId);
  expect(undo).toMatchObject({ status: "done", done: 60, counts: { restored: 60, conflicts: 0 } });
  const customers = await backend.run(async (ctx) => await ctx.db.query("customers").collect());
  expect(customers.filter(({ name }) => name.startsWith("Person"))).toHaveLength(60);
});

test("IMX-06: only who may import sees what an undo left, and nobody of another organization", async () => {
  const { backend, org } = await world();
  const importId = await bringIn(backend, org, "link", [["1", "Ann Lee", "ann@x.test", ""]]);
  const args = { importId, paginationOpts: { numItems: 5, cursor: null } };
  await expect(org.as.sales.query(api.imports.conflicts, { orgId: org.orgId, ...args })).rejects.toThrow(
    "FORBIDDEN",
  );
  const other = await newOrganization(backend, "other");
  await expect(other.as.admin.query(api.imports.conflicts, { orgId: other.orgId, ...args })).rejects.toThrow(
    "NOT_FOUND",
  );
});

test("IMX-06: where a person wrote between two rows of one import, what they wrote comes back", () => {
  const now = { name: "C", legacyIds: [] } as unknown as Doc<"customers">;
  const change = (from: string, to: string) => [{ field: "name", from, to }];
  expect(earlierOf([change("B", "C"), change("A", "B")], now).earlier).toEqual({ name: "A" });
  expect(earlierOf([change("Hand", "C"), change("A", "B")], now).earlier).toEqual({ name: "Hand" });
  expect(earlierOf([change("C", "D"), change("A", "C")], now).earlier).toEqual({});
  expect(earlierOf([change("B", "D"), change("A", "B")], now).left).toEqual([
    { field: "name", mine: "A", theirs: "C" },
  ]);
});
