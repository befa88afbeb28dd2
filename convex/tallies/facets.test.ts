import fc from "fast-check";
import { expect, test } from "vitest";
import type { TenantMutationCtx } from "../functions";
import { newBackend, newOrganization } from "../world.testkit";
import { bitsOf, bytesOf } from "./bits";
import { changeStored, lastOf, numbersIn, setSize } from "./bitset";
import { addFacetChanges, placeOfRow, tailSize, writeFacetChanges, type FacetChanges } from "./facets";
import { inTenant } from "./tenant.testkit";

const word = { generation: 0, facet: "type", word: "business" };

const rowsOf = (ctx: TenantMutationCtx) =>
  ctx.db
    .query("facets")
    .withIndex("by_word", (q) => q.eq("generation", 0).eq("facet", word.facet).eq("word", word.word))
    .collect();

async function change(ctx: TenantMutationCtx, slots: readonly number[], isIn: boolean): Promise<void> {
  const changes: FacetChanges = new Map();
  addFacetChanges(
    changes,
    slots.map((slot) => ({ ...word, slot, isIn })),
  );
  await writeFacetChanges(ctx, 0, changes);
}

/** Every slot as often as it is filed. */
async function filed(ctx: TenantMutationCtx): Promise<number[]> {
  const slots = (await rowsOf(ctx)).flatMap((row) => {
    const { block, from } = placeOfRow(row.block);
    return [...numbersIn(bytesOf(bitsOf(row.slots, from)))].map((number) => block * setSize + number);
  });
  return slots.sort((a, b) => a - b);
}

// Around the edges of tails and of blocks, where rows change hands.
const slot = fc
  .tuple(fc.constantFrom(0, 1, 2, 62, 63, 64, 65, 127, 128), fc.nat(3), fc.boolean())
  .map(([tail, near, isEnd]) => tail * tailSize + (isEnd ? tailSize - 1 - near : near));
const steps = fc.array(
  fc.record({ slots: fc.uniqueArray(slot, { minLength: 1, maxLength: 6 }), isIn: fc.boolean() }),
  { minLength: 1, maxLength: 25 },
);

test("whatever is filed and taken out, every customer of a word stands in one row, and its tail is the last", async () => {
  await fc.assert(
    fc.asyncProperty(steps, fc.uniqueArray(slot, { maxLength: 5 }), async (all, older) => {
      const backend = newBackend();
      const { orgId } = await newOrganization(backend, "acme");
      const expected = new Set(older);
      await inTenant(backend, orgId, async (ctx) => {
        // As an Orbit without tails left them.
        for (const block of new Set(older.map((one) => Math.floor(one / setSize)))) {
          const own = older.filter((one) => Math.floor(one / setSize) === block);
          const slots = changeStored(null, new Map(own.map((one) => [one % setSize, true])))!;
          await ctx.db.insert("facets", { ...word, block, slots });
        }
      });
      for (const { slots, isIn } of all)
        await inTenant(backend, orgId, async (ctx) => {
          await change(ctx, slots, isIn);
          for (const one of slots) expected[isIn ? "add" : "delete"](one);
          expect(await filed(ctx)).toEqual([...expected].sort((a, b) => a - b));
          const tails = (await rowsOf(ctx)).map(({ block }) => !Number.isInteger(block));
          expect(tails.slice(0, -1)).not.toContain(true);
        });
    }),
    { numRuns: 60 },
  );
});

test("somebody new costs a word some hundred bytes, however many customers it has", async () => {
  const backend = newBackend();
  const { orgId } = await newOrganization(backend, "acme");
  await inTenant(backend, orgId, async (ctx) => {
    const many = Array.from({ length: 60_000 }, (_, number) => number);
    const slots = changeStored(null, new Map(many.map((number) => [number, true])))!;
    expect(slots.byteLength).toBeGreaterThan(7_000);
    await ctx.db.insert("facets", { ...word, block: 0, slots });
  });
  for (const one of [61_000, 61_001, 61_002])
    await inTenant(backend, orgId, async (ctx) => {
      const [before] = await rowsOf(ctx);
      await change(ctx, [one], true);
      const [block, tail] = await rowsOf(ctx);
      expect(block).toEqual(before);
      expect(tail!.slots.byteLength).toBeLessThanOrEqual(1 + tailSize / 8);
    });
  await inTenant(backend, orgId, async (ctx) => {
    expect(await filed(ctx)).toHaveLength(60_003);
  });
});

test("the last number of a stored set is known without unfolding it", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(setSize - 1), { minLength: 1, maxLength: 300 }), (numbers) => {
      const stored = changeStored(null, new Map(numbers.map((number) => [number, true])))!;
      expect(lastOf(stored)).toBe(Math.max(...numbers));
    }),
  );
});
