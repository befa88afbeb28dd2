/** How many transactions a chunk takes. */
import { convexTest } from "convex-test";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { api } from "../_generated/api";
import schema from "../schema";
import { modules, newOrganization } from "../world.testkit";
import { importFile } from "./file.testkit";
import { chunkRows } from "./limits";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test("PRF-20: a few known people among a chunk of new ones cost it no second step", async () => {
  const backend = convexTest({ schema, modules, transactionLimits: true });
  const { as, orgId } = await newOrganization(backend, "acme");
  const bring = async (people: number) => {
    const rows = Array.from({ length: people }, (_, n) => [`Person Number${n}`, `person.${n}@example.com`]);
    const importId = await importFile({ as, orgId }, { headings: ["name", "email"], rows });
    await backend.finishAllScheduledFunctions(vi.runAllTimers);
    const { job } = await as.admin.query(api.imports.get, { orgId, importId });
    return job!;
  };
  await bring(8);
  const { _id, counts } = await bring(chunkRows);
  expect(counts).toEqual({ created: chunkRows - 8, duplicate: 8 });
  expect(await backend.run(async (ctx) => (await ctx.db.get("jobs", _id))?.step)).toBe(1);
});
