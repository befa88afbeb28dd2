import fc from "fast-check";
import { expect, test } from "vitest";
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { newBackend, newOrganization } from "../world.testkit";
import { inOneTally } from "./bump";
import { bitsOf, bytesOf } from "./bits";
import { numbersIn, setSize } from "./bitset";
import { placeOfRow } from "./facets";
import { standardFields } from "../customers/fields";
import { countCustomers, customerFacets, customerTallies, tallyCustomer } from "./customers";
import { difference } from "./difference";
import { isRanked, type TallyChange } from "./metrics";
import { tally, tallyDays, topKeys, total, windowStart } from "./read";
import { recountStep, startRecount } from "./recount";
import { inTenant } from "./tenant.testkit";

const statuses = ["prospect", "lead", "active", "inactive", "churned", "deleted"] as const;
const types = ["individual", "business", "enterprise"] as const;
const day = 86_400_000;
const start = Date.UTC(2026, 0, 15);

/** What one random step does: to the n-th customer, modulo how many there are. */
interface Step {
  deed: "create" | "update" | "remove";
  which: number;
  status: (typeof statuses)[number];
  type: (typeof types)[number];
  isActive: boolean;
  owner: number;
  tags: string[];
  value: number;
  contact: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  deed: fc.constantFrom("create", "create", "update", "update", "remove"),
  which: fc.nat(1000),
  status: fc.constantFrom(...statuses),
  type: fc.constantFrom(...types),
  isActive: fc.boolean(),
  owner: fc.nat(2),
  tags: fc.array(fc.constantFrom("vip", "оптовик", "北京", "a.b"), { maxLength: 3 }),
  value: fc.oneof(fc.constant(0), fc.nat(100_000)),
  contact: fc.oneof(fc.constant(0), fc.integer({ min: start, max: start + 200 * day })),
});

async function apply(ctx: TenantMutationCtx, owners: Id<"users">[], change: Step): Promise<void> {
  const rows = await ctx.db.query("customers").withIndex("by_createdAt").collect();
  const fields = {
    status: change.status,
    type: change.type,
    isActive: change.isActive,
    ownerId: owners[change.owner],
    tags: change.tags,
    lifetimeValue: change.value,
    lastContactAt: change.contact,
  };
  const target = rows[change.which % Math.max(rows.length, 1)];
  if (change.deed === "create" || target === undefined) {
    const slots = rows.map((row) => row.slot ?? 0);
    const id = await ctx.db.insert("customers", {
      ...blank,
      ...fields,
      // Over the edge of a set of 65,536.
      slot: Math.max(65_530, ...slots) + 1,
      createdAt: start + (change.which % 90) * day,
    });
    await tallyCustomer(ctx, null, await ctx.db.get("customers", id));
  } else if (change.deed === "update") {
    await ctx.db.patch("customers", target._id, fields);
    await tallyCustomer(ctx, target, await ctx.db.get("customers", target._id));
  } else {
    await ctx.db.delete("customers", target._id);
    await tallyCustomer(ctx, target, null);
  }
}

const blank = {
  customerCode: "CUS-001",
  codeNumber: 1,
  name: "Ann",
  nameSort: "ann",
  customerSource: "Walk In",
  dateJoined: "2026-01-01",
  preferredLanguage: "en" as const,
  smsConsent: false,
  emailConsent: false,
  currency: "USD",
  churnRisk: "low" as const,
  legacyIds: [],
  isSample: false,
  searchText: "ann",
  updatedAt: 0,
  createdBy: "system:test",
  updatedBy: "system:test",
};

/** Tallies as stored, added up over shards, without zeros. */
async function stored(ctx: TenantMutationCtx): Promise<Record<string, [number, number]>> {
  const state = await ctx.db.query("tallyStates").withIndex("by_orgId").unique();
  const rows = await ctx.db
    .query("tallies")
    .withIndex("by_key", (q) => q.eq("generation", state?.generation ?? 0))
    .collect();
  const sets = await ctx.db
    .query("facets")
    .withIndex("by_word", (q) => q.eq("generation", state?.generation ?? 0))
    .collect();
  return {
    ...summed(
      rows.flatMap(({ metric, key, part, cells }) =>
        Object.entries(cells).map(([cell, amount]) => ({ metric, key, part, cell, ...amount })),
      ),
    ),
    ...filedUnder(
      sets.flatMap(({ facet, word, block, slots }) => {
        const place = placeOfRow(block);
        const numbers = numbersIn(bytesOf(bitsOf(slots, place.from)));
        return [...numbers].map((number) => ({ facet, word, slot: place.block * setSize + number }));
      }),
    ),
  };
}

/** Slots under each word. */
function filedUnder(
  filed: { facet: string; word: string; slot: number }[],
): Record<string, [number, number]> {
  return Object.fromEntries(filed.map(({ facet, word, slot }) => [`${facet} ${word} ${slot}`, [1, 0]]));
}

async function counted(ctx: TenantMutationCtx): Promise<Record<string, [number, number]>> {
  const rows: Doc<"customers">[] = await ctx.db.query("customers").withIndex("by_createdAt").collect();
  return {
    ...summed(rows.flatMap((row) => customerTallies(row, "UTC"))),
    ...filedUnder(rows.flatMap((row) => customerFacets(row, "UTC", standardFields))),
  };
}

function summed(changes: TallyChange[]): Record<string, [number, number]> {
  const sums: Record<string, [number, number]> = {};
  for (const { metric, key, part, cell, count, sum } of difference([], changes)) {
    sums[`${metric} ${key} ${part} ${cell}`] = [count, sum];
  }
  return sums;
}

test("ANA-12: after any writes, alone or folded, the tallies equal a recount", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), fc.nat(5), async (steps, fold) => {
      const backend = newBackend();
      const { orgId, users } = await newOrganization(backend, "acme");
      const owners = [users.sales, users.manager];
      for (let i = 0; i < steps.length; i += fold + 1) {
        await inTenant(backend, orgId, async (ctx) => {
          await inOneTally(ctx, async () => {
            for (const change of steps.slice(i, i + fold + 1)) await apply(ctx, owners, change);
          });
        });
      }
      await inTenant(backend, orgId, async (ctx) => {
        expect(await stored(ctx)).toEqual(await counted(ctx));
        for (const { metric, cells, count } of await ctx.db.query("tallies").withIndex("by_key").collect())
          expect(count).toBe(isRanked(metric) ? total(new Map(Object.entries(cells))).count : undefined);
      });
    }),
    { numRuns: 40 },
  );
});

test("ANA-12: a recount under concurrent writes ends with exact numbers and no old rows", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
      const backend = newBackend();
      const { orgId, users } = await newOrganization(backend, "acme");
      const owners = [users.sales, users.manager];
      const half = Math.ceil(steps.length / 2);
      for (const change of steps.slice(0, half)) {
        await inTenant(backend, orgId, (ctx) => apply(ctx, owners, change));
      }
      await inTenant(backend, orgId, async (ctx) => {
        for (const row of await ctx.db.query("tallies").withIndex("by_key").collect()) {
          await ctx.db.patch("tallies", row._id, { cells: { "lead.individual.1": { count: 77, sum: 5 } } });
        }
        await startRecount(ctx);
      });
      const rest = steps.slice(half);
      for (;;) {
        const result = await inTenant(backend, orgId, (ctx) => recountStep(ctx, 3));
        const change = rest.shift();
        if (change !== undefined) await inTenant(backend, orgId, (ctx) => apply(ctx, owners, change));
        if (result === "done" && rest.length === 0) break;
      }
      await inTenant(backend, orgId, async (ctx) => {
        expect(await stored(ctx)).toEqual(await counted(ctx));
        const old = await ctx.db
          .query("tallies")
          .withIndex("by_key", (q) => q.lt("generation", 1))
          .collect();
        expect(old).toEqual([]);
      });
    }),
    { numRuns: 25 },
  );
});

test("ANA-12: rows as an older Orbit wrote them are counted right, and lose what is not kept any more", async () => {
  const backend = newBackend();
  const { orgId, users } = await newOrganization(backend, "acme");
  const [create, update] = fc.sample(step, { numRuns: 2, seed: 3 });
  await inTenant(backend, orgId, async (ctx) => {
    await apply(ctx, [users.sales], { ...create!, deed: "create", status: "lead", owner: 0 });
    for (const { _id, cells } of await ctx.db.query("tallies").withIndex("by_key").collect())
      await ctx.db.patch("tallies", _id, total(new Map(Object.entries(cells))));
  });
  await inTenant(backend, orgId, async (ctx) => {
    await apply(ctx, [users.sales], { ...update!, deed: "update", status: "active", owner: 0, value: 500 });
    expect(await stored(ctx)).toEqual(await counted(ctx));
    expect(await topKeys(ctx, "customersByOwner", 2)).toMatchObject([{ key: users.sales }]);
    const changed = await ctx.db
      .query("tallies")
      .withIndex("by_key", (q) => q.eq("generation", 0).eq("metric", "customersByOwner"))
      .unique();
    expect(changed).toMatchObject({ count: 1 });
    expect(changed).not.toHaveProperty("sum");
    const worth = await ctx.db
      .query("tallies")
      .withIndex("by_key", (q) => q.eq("generation", 0).eq("metric", "valueByOwner"))
      .unique();
    expect(worth?.cells).toEqual({ "USD.active": { count: 1, sum: 500 } });
    expect(worth).not.toHaveProperty("count");
  });
});

test("SRC: a filtered count equals the rows for every combination of filters, and reads few documents", async () => {
  const backend = newBackend({ documentsRead: 200 });
  const { orgId, users } = await newOrganization(backend, "acme");
  const other = await newOrganization(backend, "zeta");
  const owners = [users.sales, users.manager];
  const samples = fc.sample(step, { numRuns: 120, seed: 7 });
  const rows: Doc<"customers">[] = [];
  for (const sample of samples) {
    await inTenant(backend, orgId, async (ctx) => {
      const id = await ctx.db.insert("customers", {
        ...blank,
        status: sample.status,
        type: sample.type,
        isActive: sample.isActive,
        ownerId: owners[sample.owner],
        tags: sample.tags,
        lifetimeValue: sample.value,
        lastContactAt: sample.contact,
        createdAt: start,
      });
      const row = await ctx.db.get("customers", id);
      rows.push(row);
      await tallyCustomer(ctx, null, row);
    });
  }
  await inTenant(backend, orgId, async (ctx) => {
    const some = [undefined, ...statuses.map((status) => [status]), statuses.slice(0, 2)];
    for (const asked of some) {
      for (const tag of [undefined, "vip", "北京"]) {
        for (const wanted of [undefined, [users.sales], [users.manager, null]]) {
          const count = await countCustomers(ctx, {
            ...(asked && { statuses: asked }),
            ...(tag && { tag }),
            ...(wanted && { owners: wanted }),
          });
          const matching = rows.filter(
            (row) =>
              (asked === undefined ? row.status !== "deleted" : asked.includes(row.status)) &&
              (tag === undefined || row.tags.includes(tag)) &&
              (wanted === undefined || wanted.includes(row.ownerId ?? null)),
          );
          expect(count).toBe(matching.length);
        }
      }
    }
    const value = total(await tally(ctx, "value"));
    const live = rows.filter((row) => row.status !== "deleted");
    expect(value.sum).toBe(live.reduce((sum, row) => sum + row.lifetimeValue, 0));
    const sizes = [...owners, undefined].map(
      (owner) => rows.filter(({ ownerId }) => ownerId === owner).length,
    );
    const largest = await topKeys(ctx, "customersByOwner", 2);
    expect(largest.map(({ cells }) => total(cells).count)).toEqual(sizes.sort((a, b) => b - a).slice(0, 2));
  });
  await inTenant(backend, other.orgId, async (ctx) => {
    expect(await countCustomers(ctx, {})).toBe(0);
  });
});

test("ANA-04: a contact 89 and 90 days ago counts as active, one 91 days ago does not", async () => {
  const backend = newBackend();
  const { orgId } = await newOrganization(backend, "acme");
  const today = Date.UTC(2026, 5, 30, 12);
  await inTenant(backend, orgId, async (ctx) => {
    for (const daysAgo of [0, 89, 90, 91]) {
      const lastContactAt = today - daysAgo * day;
      const fields = { status: "active", type: "individual", isActive: true, tags: [] } as const;
      const id = await ctx.db.insert("customers", {
        ...blank,
        ...fields,
        tags: [],
        lifetimeValue: 0,
        lastContactAt,
        createdAt: start,
      });
      await tallyCustomer(ctx, null, await ctx.db.get("customers", id));
    }
    const days = await tallyDays(ctx, "contacted", { from: windowStart("2026-06-30", 90), to: "2026-06-30" });
    expect(total(days).count).toBe(3);
  });
});
