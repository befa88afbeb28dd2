/** Balances and tiers when records become one, and when they part again. */
import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { api } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { refusal } from "../engagement.testkit";
import { mergeWorld } from "../merging/world.testkit";

beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 5, 1, 9) }));
afterEach(() => void vi.useRealTimers());

async function world() {
  const { backend, ours, orgId, create } = await mergeWorld();
  const as = ours.as.admin;
  const settle = () => backend.finishAllScheduledFunctions(vi.runAllTimers, 1000);
  return {
    backend,
    as,
    orgId,
    create,
    merge: async (primary: Id<"customers">, ...others: Id<"customers">[]) => {
      const { mergeId } = await as.mutation(api.customers.merge, {
        orgId,
        primaryCustomerId: primary,
        secondaryCustomerIds: others,
        mergeReason: "The same person",
      });
      await settle();
      return mergeId;
    },
    undo: async (mergeId: Id<"merges">, resolve?: Record<string, "keep" | "back">) => {
      await as.mutation(api.merges.undo, { orgId, mergeId, ...(resolve ? { resolve } : {}) });
      await settle();
    },
    use: (customerId: Id<"customers">, amount: number) =>
      as.mutation(api.loyalty.adjust, {
        orgId,
        customerId,
        input: { unit: "credit", direction: "use", amount, reason: "Spent" },
      }),
    row: async (id: Id<"customers">) => (await backend.run((ctx) => ctx.db.get("customers", id)))!,
    entries: async (id: Id<"customers">) =>
      (await backend.run((ctx) => ctx.db.query("loyaltyEntries").collect())).filter(
        ({ customerId }) => customerId === id,
      ),
  };
}
const sumOf = (rows: readonly { unit: string; delta: number }[], unit: string) =>
  rows.filter((row) => row.unit === unit).reduce((sum, { delta }) => sum + delta, 0);

test("DUP-17: 100 and 50 of credit are 150, by an entry on either side; undo gives both back theirs", async () => {
  const { create, merge, undo, row, entries } = await world();
  const first = await create({ name: "Alice", email: "a@x.test", availableCredit: 10_000, loyaltyPoints: 1 });
  const second = await create({ name: "Alyce", email: "b@x.test", availableCredit: 5_000 });
  const mergeId = await merge(first, second);
  expect(await row(first)).toMatchObject({
    availableCredit: 15_000,
    creditCurrency: "USD",
    loyaltyPoints: 1,
  });
  expect((await row(second)).availableCredit).toBeUndefined();
  expect((await entries(first)).at(-1)).toMatchObject({
    kind: "merged",
    delta: 5_000,
    balanceAfter: 15_000,
    otherCustomerId: second,
    reason: "The same person",
  });
  expect((await entries(second)).at(-1)).toMatchObject({ kind: "merged", delta: -5_000, balanceAfter: 0 });
  await undo(mergeId);
  expect(await row(first)).toMatchObject({ availableCredit: 10_000, loyaltyPoints: 1 });
  expect(await row(second)).toMatchObject({ availableCredit: 5_000, creditCurrency: "USD" });
  for (const id of [first, second])
    expect(sumOf(await entries(id), "credit")).toBe((await row(id)).availableCredit);
});

test("what was spent between merge and undo is spent: nothing is lost, made up or below zero", async () => {
  const { create, merge, undo, row, use } = await world();
  const first = await create({ name: "Alice", email: "a@x.test", availableCredit: 10_000 });
  const second = await create({ name: "Alyce", email: "b@x.test", availableCredit: 5_000 });
  const mergeId = await merge(first, second);
  await use(first, 12_000);
  await undo(mergeId);
  expect((await row(first)).availableCredit).toBeUndefined();
  expect((await row(second)).availableCredit).toBe(3_000);
});

test("DUP-17: whatever each has and is spent meanwhile, merge and undo keep the sum, and each ledger adds up to its balance", async () => {
  const amounts = fc.array(fc.nat(3), { minLength: 2, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(amounts, amounts, fc.nat(6), fc.boolean(), async (credit, points, spent, isUndone) => {
      const { create, merge, undo, row, entries, use } = await world();
      const ids: Id<"customers">[] = [];
      for (const [at, availableCredit] of credit.entries())
        ids.push(
          await create({
            name: `Alice ${at}`,
            email: `a${at}@x.test`,
            availableCredit,
            loyaltyPoints: points[at] ?? 0,
          }),
        );
      const mergeId = await merge(ids[0]!, ...ids.slice(1));
      const total = credit.reduce((sum, one) => sum + one, 0);
      const used = Math.min(spent, total);
      if (used > 0) await use(ids[0]!, used);
      if (isUndone) await undo(mergeId);
      let left = 0;
      for (const id of ids) {
        const [stored, rows] = [await row(id), await entries(id)];
        expect(sumOf(rows, "credit")).toBe(stored.availableCredit ?? 0);
        expect(sumOf(rows, "points")).toBe(stored.loyaltyPoints ?? 0);
        for (const { balanceAfter } of rows) expect(balanceAfter).toBeGreaterThanOrEqual(0);
        left += stored.availableCredit ?? 0;
      }
      expect(left).toBe(total - used);
      if (isUndone && used === 0)
        expect(await Promise.all(ids.map(async (id) => (await row(id)).availableCredit ?? 0))).toEqual(
          credit,
        );
    }),
    { numRuns: 12 },
  );
});

test("credit in two currencies is not added up: the merge is refused and nothing moves", async () => {
  const { create, as, orgId, merge, row } = await world();
  const first = await create({ name: "Alice", email: "a@x.test", availableCredit: 10_000 });
  await as.mutation(api.settings.update, { orgId, changes: { currency: "EUR" } });
  const second = await create({ name: "Alyce", email: "b@x.test", availableCredit: 5_000 });
  expect(await refusal(merge(first, second))).toBe("MERGE_INVALID");
  const preview = await as.query(api.merges.preview, {
    orgId,
    primaryCustomerId: first,
    secondaryCustomerIds: [second],
  });
  expect(preview.combined.credit).toBeNull();
  expect(await row(second)).toMatchObject({ availableCredit: 5_000, creditCurrency: "EUR" });
});

test("the survivor keeps its tier, or takes the other's with its date where it has none; undo parts them", async () => {
  const { create, as, orgId, merge, undo, row } = await world();
  const gold = await as.mutation(api.vip.create, { orgId, input: { name: "Gold" } });
  const first = await create({ name: "Alice", email: "a@x.test" });
  const second = await create({ name: "Alyce", email: "b@x.test", vipTierId: gold });
  vi.setSystemTime(Date.UTC(2026, 8, 1));
  const mergeId = await merge(first, second);
  expect(await row(first)).toMatchObject({ vipTierId: gold, vipStatusDate: "2026-06-01" });
  await undo(mergeId);
  expect((await row(first)).vipTierId).toBeUndefined();
  expect((await row(first)).vipStatusDate).toBeUndefined();
  expect(await row(second)).toMatchObject({ vipTierId: gold, vipStatusDate: "2026-06-01" });
});
