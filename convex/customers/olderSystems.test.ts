/** Ids that customers bring from older systems: resolved, kept through merges, and one person's only. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { api } from "../_generated/api";
import { importFile } from "../imports/file.testkit";
import { newKey, sender } from "../rest/caller.testkit";
import { newBackend, newOrganization } from "../world.testkit";

beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 5, 15, 12) }));
afterEach(() => void vi.useRealTimers());

async function world() {
  const backend = newBackend();
  const org = await newOrganization(backend, "ours");
  const { orgId, as } = org;
  const settle = () => backend.finishAllScheduledFunctions(vi.runAllTimers);
  const bringIn = async (headings: string[], rows: string[][]) => {
    const importId = await importFile(org, { headings, rows });
    await settle();
    return async (outcome: "created" | "duplicate" | "rejected") => {
      const paginationOpts = { numItems: 50, cursor: null };
      return (await as.admin.query(api.imports.rows, { orgId, importId, outcome, paginationOpts })).page;
    };
  };
  const customers = async () => await backend.run(async (ctx) => await ctx.db.query("customers").collect());
  return { backend, org, orgId, as, settle, bringIn, customers };
}

test("CUS-32: a migrated record answers to its old id, and after a merge the survivor answers to both", async () => {
  const { orgId, as, bringIn, customers, settle } = await world();
  await bringIn(
    ["id", "name", "email"],
    [
      ["17", "Ann Lee", "ann@x.test"],
      ["23", "Annie Lee", "annie@x.test"],
    ],
  );
  const open = async (customer: string) => await as.admin.query(api.customers.get, { orgId, customer });
  const [first, second] = await customers();
  expect((await open("17"))._id).toBe(first!._id);
  expect((await open("23"))._id).toBe(second!._id);
  await as.admin.mutation(api.customers.merge, {
    orgId,
    primaryCustomerId: first!._id,
    secondaryCustomerIds: [second!._id],
    mergeReason: "One person",
  });
  await settle();
  for (const id of ["17", "23"])
    expect(await open(id)).toMatchObject({ _id: first!._id, legacyIds: ["17", "23"] });
});

test("CUS-21: whoever comes in by a file joined when the old register says, whoever is typed in joins today", async () => {
  const { orgId, as, bringIn } = await world();
  await bringIn(
    ["id", "name", "email", "date_joined"],
    [
      ["17", "Ann Lee", "ann@x.test", "29/02/2016"],
      ["23", "Bob Orr", "bob@x.test", ""],
    ],
  );
  const joined = async (customer: string) =>
    (await as.admin.query(api.customers.get, { orgId, customer })).dateJoined;
  expect(await joined("17")).toBe("2016-02-29");
  expect(await joined("23")).toBe("2026-06-15");
  const input = { name: "Cid Ray", email: "cid@x.test" };
  const { customerId } = await as.admin.mutation(api.customers.create, { orgId, input });
  expect(await joined(customerId)).toBe("2026-06-15");
});

test("CUS-33: a second customer with the hash of another is a conflict that nobody can confirm, and an import puts it aside", async () => {
  const { backend, org, orgId, as, bringIn, customers } = await world();
  const send = sender(backend, (await newKey(org)).key);
  const hash = { stableHashId: "hash-1" };
  const first = await send("POST", "/customers", { name: "Ann Lee", email: "ann@x.test", ...hash });
  expect(first).toMatchObject({ status: 201, body: { stableHashId: "hash-1" } });
  const second = { name: "Somebody Else", email: "else@x.test", ...hash };
  for (const more of [{}, { confirmDuplicate: true, reason: "Sure" }]) {
    expect(await send("POST", "/customers", { ...second, ...more })).toMatchObject({
      status: 409,
      body: { code: "DUPLICATE_CUSTOMER" },
    });
  }
  const rows = await bringIn(
    ["name", "email", "stable_hash_id"],
    [
      ["Third Person", "third@x.test", "hash-1"],
      ["Fourth Person", "fourth@x.test", "hash-2"],
      ["Fifth Person", "fifth@x.test", "hash-2"],
    ],
  );
  const aside = await rows("duplicate");
  expect(aside.map(({ number }) => number)).toEqual([1, 3]);
  expect(aside[0]!.customerId).toBe(first.body.id);
  expect((await customers()).map(({ name }) => name)).toEqual(["Ann Lee", "Fourth Person"]);
  // Whoever was deleted leaves the id free.
  await as.admin.mutation(api.customers.remove, { orgId, customerId: first.body.id, reason: "Left" });
  expect(await send("POST", "/customers", second)).toMatchObject({ status: 201 });
});

test("an old id finds its live record however many archived ones had it before, on the record and in a second import", async () => {
  const { backend, orgId, as, customers, bringIn } = await world();
  const rows = [["17", "Ann Lee", "ann@x.test"]];
  await bringIn(["id", "name", "email"], rows);
  const [live] = await customers();
  // Forty imports that were taken back, each after the record that lives.
  await backend.run(async (ctx) => {
    const { _id: _i, _creationTime: _t, ...fields } = live!;
    const archived = { status: "deleted", isActive: false } as const;
    for (let n = 0; n < 40; n++) {
      const code = { customerCode: `OLD-${n}`, codeNumber: 1000 + n };
      await ctx.db.insert("customers", { ...fields, ...code, ...archived });
    }
  });
  expect((await as.admin.query(api.customers.get, { orgId, customer: "17" }))._id).toBe(live!._id);
  const { keys } = await as.admin.query(api.imports.known, { orgId, keys: ["legacy:17"] });
  expect(keys).toEqual([{ key: "legacy:17", customerId: live!._id }]);
  const again = await bringIn(["id", "name", "email"], rows);
  expect(await again("duplicate")).toMatchObject([{ customerId: live!._id }]);
});
