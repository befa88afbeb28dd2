import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { internal } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import schema from "../schema";
import { exportedTables, fillOrganization, type ValidatorJson } from "../tenancy/fill.testkit";
import { newBackend, newOrganization } from "../world.testkit";
import { namingTables } from "./sweep";

const day = 24 * 60 * 60 * 1000;

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 4, 4, 9) });
});
afterEach(() => {
  vi.useRealTimers();
});

async function world() {
  const backend = newBackend();
  const organization = await newOrganization(backend, "ours");
  const store = (text: string) => backend.run((ctx) => ctx.storage.store(new Blob([text])));
  const left = async () =>
    await backend.run(async (ctx) => {
      const texts: string[] = [];
      for (const { _id } of await ctx.db.system.query("_storage").collect())
        texts.push(await (await ctx.storage.get(_id))!.text());
      return texts.toSorted();
    });
  const sweep = async () => {
    await backend.mutation(internal.files.sweep, {});
    for (let step = 0; step < 20; step++) {
      vi.advanceTimersByTime(10);
      await backend.finishInProgressScheduledFunctions();
    }
  };
  return { backend, organization, store, left, sweep };
}

test("files that no row names go a day after they came; named ones and young ones stay", async () => {
  const { backend, organization, store, left, sweep } = await world();
  // A row in each table that names files, the generator's own file behind both.
  const { ids } = await fillOrganization(backend, organization, "a document");
  const part = await store("a part of an export");
  await backend.run((ctx) =>
    ctx.db.patch("exportParts", ids.get("exportParts") as Id<"exportParts">, { storageId: part }),
  );
  await store("an upload nobody came back for");
  await store("a part that a crash left behind");
  await sweep();
  expect(await left()).toHaveLength(4);
  vi.advanceTimersByTime(day + 1000);
  await store("an upload under way");
  await sweep();
  expect(await left()).toEqual(["a document", "a part of an export", "an upload under way"]);
});

test("many are removed in bounded steps, and a sweep after days of standing still finds them all", async () => {
  const { backend, store, left, sweep } = await world();
  for (let n = 0; n < 230; n++) {
    await store(`orphan ${n}`);
    vi.advanceTimersByTime(1);
  }
  vi.advanceTimersByTime(20 * day);
  await backend.mutation(internal.files.sweep, {});
  expect(await left()).toHaveLength(130);
  await sweep();
  expect(await left()).toEqual([]);
});

test("every table that names stored files is asked", () => {
  const naming = exportedTables
    .filter(({ documentType }) => holdsFile(documentType))
    .map(({ tableName }) => tableName);
  expect(naming.toSorted()).toEqual([...namingTables].toSorted());
  for (const table of namingTables) {
    const indexes = (
      schema.tables[table] as unknown as { " indexes"(): { indexDescriptor: string; fields: string[] }[] }
    )[" indexes"]();
    expect(indexes.find(({ indexDescriptor }) => indexDescriptor === "global_storage")?.fields[0]).toBe(
      "storageId",
    );
  }
});

function holdsFile(validator: ValidatorJson): boolean {
  switch (validator.type) {
    case "id":
      return validator.tableName === "_storage";
    case "array":
      return holdsFile(validator.value);
    case "record":
      return holdsFile(validator.values.fieldType);
    case "union":
      return validator.value.some(holdsFile);
    case "object":
      return Object.values(validator.value).some(({ fieldType }) => holdsFile(fieldType));
    default:
      return false;
  }
}
