// What a disk that refuses a commit leaves behind.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { callOf, fixtureEngine, unwrap } from "../conformance/calls";
import { Catalog } from "../indexes/catalog";
import { parseSchema } from "../indexes/schema";
import { arm } from "../storage/failpoints";
import { Store } from "../storage/store";
import { audit } from "../transaction/audit";
import { Committer } from "../transaction/committer";
import { migrate } from "../transaction/migrate";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "orbit-full-"));
});
afterEach(() => {
  arm("");
  rmSync(folder, { recursive: true, force: true });
});

it("CR-5 a write that does not fit the store takes nothing of its commit with it", async () => {
  const store = Store.open(folder);
  const tooLong = { space: "entries", key: "x".repeat(1_979), value: "" } as const;
  await expect(store.commit([{ space: "entries", key: "a", value: "" }, tooLong])).rejects.toThrow(
    "A key of 1979 bytes does not fit the store",
  );
  function* broken() {
    yield { space: "entries", key: "b", value: "" } as const;
    throw new Error("on the way");
  }
  await expect(store.commit(broken())).rejects.toThrow("on the way");
  await store.commit([{ space: "entries", key: "c", value: "" }]);
  expect([...store.committed().keys("entries", "a", "z", false)]).toEqual(["c"]);
  await store.close();
});

it("CR-5 TX-20 mutations that meet a full disk are refused whole, and succeed once there is room", async () => {
  const engine = await fixtureEngine(folder);
  const bump = (requestId: number) =>
    engine.mutation(callOf("nested:bump", { name: "n" }), { sessionId: "s", requestId });
  await bump(1);
  arm("commit.begin=full");
  const refused = await bump(2);
  expect(refused).toMatchObject({ ok: false, ts: null });
  expect(unwrap(await engine.query(callOf("nested:value", { name: "n" })))).toBe(1);
  // The same request again, as a client sends it after the operator made room.
  expect((await bump(2)).ok).toBe(true);
  expect(unwrap(await engine.query(callOf("nested:value", { name: "n" })))).toBe(2);
  await engine.close();
});

const schema = (text: string) => parseSchema(text);
const tableWith = (indexes: string) =>
  schema(
    `{"tables":[{"tableName":"rows","indexes":[${indexes}],"searchIndexes":[],"vectorIndexes":[],"documentType":null}],"schemaValidation":false}`,
  );
const BY_A = '{"indexDescriptor":"by_a","fields":["a"]}';
const BY_B = '{"indexDescriptor":"by_b","fields":["b"]}';

for (const failure of ["commit.begin:1", "commit.begin:2", "commit.begin:3"]) {
  it(`CR-6 CR-2 a deployment stopped by a full disk (${failure}) changes nothing, and the next one is whole`, async () => {
    const store = Store.open(folder);
    const catalog = Catalog.load(store.committed());
    const committer = new Committer(store, catalog);
    await migrate(store, committer, catalog, [{ component: "", tables: tableWith(BY_A) }]);
    const table = catalog.table("", "rows")!;
    await committer.submit({
      run: (transaction) => {
        for (let i = 0; i < 10; i++) transaction.insert(table, { a: i, b: -i });
        return Promise.resolve();
      },
    });
    const before = JSON.stringify(table);
    arm(`${failure}=full`);
    await expect(
      migrate(store, committer, catalog, [{ component: "", tables: tableWith(BY_B) }]),
    ).rejects.toThrow("ENOSPC");
    expect(JSON.stringify(catalog.table("", "rows"))).toBe(before);
    expect(JSON.stringify(Catalog.load(store.committed()).table("", "rows"))).toBe(before);
    expect(audit(store.committed(), Catalog.load(store.committed())).problems).toEqual([]);

    // As after a restart: another index must not get the number of the one that was given up.
    const again = Catalog.load(store.committed());
    await migrate(store, new Committer(store, again), again, [
      { component: "", tables: tableWith(`${BY_A},${BY_B}`) },
    ]);
    expect(audit(store.committed(), Catalog.load(store.committed()))).toEqual({
      documents: 10,
      problems: [],
    });
    expect([...store.committed().keys("system", "loose/", "loose0", false)]).toEqual([]);
    await store.close();
  });
}
