/** How many transactions a chunk takes. */
import { convexTest } from "convex-test";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { api } from "../_generated/api";
import schema from "../schema";
import { modules, newOrganization } from "../world.testkit";
import { guessMapping } from "./fields";
import { chunkRows } from "./limits";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test("PRF-20: a few known people among a chunk of new ones cost it no second step", async () => {
  const backend = convexTest({ schema, modules, transactionLimits: true });
  const { as, orgId } = await newOrganization(backend, "acme");
  const headings = ["name", "email"];
  const bring = async (people: number) => {
    const rows = Array.from({ length: people }, (_, n) => ({
      number: n + 1,
      cells: [`Person Number${n}`, `person.${n}@example.com`],
    }));
    const importId = await as.admin.mutation(api.imports.create, {
      orgId,
      fileName: "people.csv",
      headings,
      mapping: guessMapping(headings),
      dateOrder: "dmy",
      duplicates: "link",
      rows: people,
      chunks: 1,
    });
    await as.admin.mutation(api.imports.upload, { orgId, importId, index: 0, rows });
    await as.admin.mutation(api.imports.start, { orgId, importId });
    await backend.finishAllScheduledFunctions(vi.runAllTimers);
    const { job } = await as.admin.query(api.imports.get, { orgId, importId });
    return job!;
  };
  await bring(8);
  const { _id, counts } = await bring(chunkRows);
  expect(counts).toEqual({ created: chunkRows - 8, duplicate: 8 });
  expect(await backend.run(async (ctx) => (await ctx.db.get("jobs", _id))?.step)).toBe(1);
});
