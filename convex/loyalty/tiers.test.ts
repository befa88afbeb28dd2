/** VIP tiers: made, ordered, archived, given by hand and by worth, filtered and counted. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api, internal } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { newCustomer, newWorld, refusal, type World } from "../engagement.testkit";
import type { Condition } from "../customers/conditions";
import type { Role } from "../tenancy/permissions";

beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 5, 1, 9) }));
afterEach(() => void vi.useRealTimers());

const page = { numItems: 25, cursor: null };

function speaking({ org, backend, customerId }: World) {
  const { orgId, as } = org;
  const tier = (name: string, more: object = {}, role: Role = "manager") =>
    as[role].mutation(api.vip.create, { orgId, input: { name, ...more } });
  const where = (...also: Condition[]) => ({ orgId, filters: { also } });
  return {
    org,
    backend,
    orgId,
    as,
    customerId,
    tier,
    tiers: async () => await as.sales.query(api.vip.list, { orgId }),
    assign: (tierId: Id<"vipTiers"> | null, to = customerId, role: Role = "manager") =>
      as[role].mutation(api.vip.assign, { orgId, customerId: to, tierId }),
    open: (customer: string = customerId) => as.manager.query(api.customers.get, { orgId, customer }),
    found: async (...also: Condition[]) =>
      (await as.manager.query(api.customers.list, where(...also))).page.map(({ _id }) => _id).toSorted(),
    count: (...also: Condition[]) => as.manager.query(api.customers.count, where(...also)),
    counts: (role: Role = "manager") => as[role].query(api.vip.counts, { orgId }),
    settle: () => backend.finishAllScheduledFunctions(vi.runAllTimers, 1000),
    worth: async (id: Id<"customers">, lifetimeValue: number) => {
      await as.manager.mutation(api.quotes.create, {
        orgId,
        customerId: id,
        input: {
          subject: "Tour",
          lines: [{ description: "Tour", quantity: 1000, unitPrice: lifetimeValue, taxRate: 0 }],
          validUntil: "2026-07-01",
        },
      } as never);
      const quote = (await backend.run((ctx) => ctx.db.query("quotes").collect())).find(
        (one) => one.customerId === id,
      )!;
      await backend.run((ctx) =>
        ctx.db.patch("quotes", quote._id, { status: "accepted", acceptedAt: Date.now() }),
      );
      await as.manager.mutation(api.value.refresh, { orgId, customerId: id });
    },
  };
}

const vip = (op: "filled" | "empty"): Condition => ({ field: "vip", op, values: [] });

describe("tiers", () => {
  test("are made, renamed and put in order; name and description are kept", async () => {
    const { tier, tiers, as, orgId } = speaking(await newWorld());
    const silver = await tier("Silver", { description: "Free coffee", color: "neutral" });
    const gold = await tier("Gold");
    expect(await tiers()).toMatchObject([
      { name: "Silver", description: "Free coffee", color: "neutral", rank: 1, isArchived: false },
      { name: "Gold", description: "", rank: 2 },
    ]);
    await as.manager.mutation(api.vip.update, { orgId, tierId: silver, input: { name: "Silver plus" } });
    await as.manager.mutation(api.vip.reorder, { orgId, tierIds: [gold, silver] });
    expect((await tiers()).map(({ name, rank }) => [name, rank])).toEqual([
      ["Gold", 1],
      ["Silver plus", 2],
    ]);
    expect(await refusal(tier("  gold "))).toBe("VALIDATION_ERROR");
    expect(await refusal(tier(" "))).toBe("VALIDATION_ERROR");
    expect(await refusal(tier("Third", { minLifetimeValue: -5 }))).toBe("VALIDATION_ERROR");
    await tier("Third", { legacyTierId: 3 });
    expect(await refusal(tier("Fourth", { legacyTierId: 3 }))).toBe("VALIDATION_ERROR");
  });

  test("thirty tiers are the most", async () => {
    const { tier } = speaking(await newWorld());
    for (let n = 0; n < 30; n++) await tier(`Tier ${n}`);
    expect(await refusal(tier("One more"))).toBe("LIMIT_EXCEEDED");
  });

  test("LOY-07: giving a tier sets today; another one is told in the history with the old; undo puts it back", async () => {
    const { tier, assign, open, as, orgId, customerId } = speaking(await newWorld());
    const silver = await tier("Silver");
    const gold = await tier("Gold");
    await assign(silver);
    expect(await open()).toMatchObject({ vipTierId: silver, vipStatusDate: "2026-06-01" });
    vi.setSystemTime(Date.UTC(2026, 6, 2, 9));
    const { auditId } = await assign(gold);
    expect(await open()).toMatchObject({ vipTierId: gold, vipStatusDate: "2026-07-02" });
    const history = (await as.manager.query(api.history.list, {
      orgId,
      customerId,
      paginationOpts: page,
    } as never)) as { page: { names: Record<string, string> }[] };
    expect(history.page[0]).toMatchObject({
      action: "tierChanged",
      changes: [
        { field: "vipTierId", from: silver, to: gold },
        { field: "vipStatusDate", from: "2026-06-01", to: "2026-07-02" },
      ],
      names: { [silver]: "Silver", [gold]: "Gold" },
    });
    await as.manager.mutation(api.history.undo, { orgId, auditId: auditId! });
    expect(await open()).toMatchObject({ vipTierId: silver, vipStatusDate: "2026-06-01" });
    await assign(null);
    expect(await open()).toMatchObject({ vipTierId: null, vipStatusDate: null });
  });

  test("an archived tier is not given any more and lost by nobody", async () => {
    const { tier, assign, open, as, orgId } = speaking(await newWorld());
    const gold = await tier("Gold");
    await assign(gold);
    await as.manager.mutation(api.vip.archive, { orgId, tierId: gold, isArchived: true });
    expect((await open()).vipTierId).toBe(gold);
    await assign(null);
    expect(await refusal(assign(gold))).toBe("VALIDATION_ERROR");
    await as.manager.mutation(api.vip.archive, { orgId, tierId: gold, isArchived: false });
    await assign(gold);
    expect((await open()).vipTierId).toBe(gold);
  });

  test("admin and manager give and define tiers; everybody in the organization reads them", async () => {
    const { tier, assign, as, orgId, customerId } = speaking(await newWorld());
    const gold = await tier("Gold", {}, "admin");
    for (const role of ["sales", "support", "brand"] as const) {
      expect(await refusal(assign(gold, customerId, role))).toBe("FORBIDDEN");
      expect(await refusal(tier("Other", {}, role))).toBe("FORBIDDEN");
      expect(await as[role].query(api.vip.list, { orgId })).toHaveLength(1);
    }
  });
});

describe("filters and counts", () => {
  test("SRC-03 SRC-08 LOY-09: VIP and not, credit and not are disjoint, add up to all, and equal the counts", async () => {
    const world = await newWorld();
    const { org, tier, assign, found, count, counts, as, orgId, customerId } = speaking(world);
    const [silver, gold] = [await tier("Silver"), await tier("Gold")];
    const others = [await newCustomer(org), await newCustomer(org), await newCustomer(org)];
    await assign(gold);
    await assign(gold, others[0]);
    await assign(silver, others[1]);
    const input = { unit: "credit", direction: "add", amount: 5000, reason: "Gift" } as const;
    for (const id of [customerId, others[2]!])
      await as.admin.mutation(api.loyalty.adjust, { orgId, customerId: id, input });
    const everybody = await found();
    const pairs: [Condition, Condition][] = [
      [vip("filled"), vip("empty")],
      [
        { field: "credit", op: "filled", values: [] },
        { field: "credit", op: "empty", values: [] },
      ],
    ];
    for (const [has, hasNot] of pairs) {
      const [yes, no] = [await found(has), await found(hasNot)];
      expect(yes.length).toBeGreaterThan(0);
      expect(no.length).toBeGreaterThan(0);
      expect([...yes, ...no].toSorted()).toEqual(everybody);
      expect([await count(has), await count(hasNot)]).toEqual([yes.length, no.length]);
    }
    expect(await found({ field: "vip", op: "is", values: [gold] })).toEqual(
      [customerId, others[0]!].toSorted(),
    );
    expect(await found({ field: "credit", op: "filled", values: [] })).toEqual(
      [customerId, others[2]!].toSorted(),
    );
    expect(await found({ field: "credit", op: "atLeast", values: [5001] })).toEqual([]);
    expect(await found({ field: "credit", op: "between", values: [4999, 5000] })).toHaveLength(2);
    // Spent to nothing, it is no credit any more.
    await as.admin.mutation(api.loyalty.adjust, { orgId, customerId, input: { ...input, direction: "use" } });
    expect(await found({ field: "credit", op: "filled", values: [] })).toEqual([others[2]]);
    const trend = Object.fromEntries((await counts()).map((one) => [one.tierId, one.count]));
    expect(trend).toEqual({ [gold]: 2, [silver]: 1 });
    expect(await count(vip("filled"))).toBe(3);
    expect((await counts("sales")).reduce((sum, one) => sum + one.count, 0)).toBe(3);
    // A deleted customer is none any more.
    await as.admin.mutation(api.customers.remove, { orgId, customerId });
    expect(await count(vip("filled"))).toBe(2);
    expect((await counts()).reduce((sum, one) => sum + one.count, 0)).toBe(2);
  });

  test("LOY-09: the average of a tier is the mean of its customers' worth", async () => {
    const world = await newWorld();
    const { org, tier, assign, counts, worth, customerId } = speaking(world);
    const gold = await tier("Gold");
    const other = await newCustomer(org);
    for (const id of [customerId, other]) await assign(gold, id);
    await worth(customerId, 10_000);
    expect(await counts()).toEqual([{ tierId: gold, count: 2, averageLifetimeValue: 5000 }]);
  });
});

describe("by worth", () => {
  test("LOY-14: the schedule raises who has passed a threshold, as the system, and moves nobody down", async () => {
    const world = await newWorld();
    const { org, backend, tier, assign, open, worth, settle, as, orgId, customerId } = speaking(world);
    const silver = await tier("Silver", { minLifetimeValue: 10_000 });
    const gold = await tier("Gold", { minLifetimeValue: 50_000 });
    const platinum = await tier("Platinum");
    const [small, high, hand] = [await newCustomer(org), await newCustomer(org), await newCustomer(org)];
    await settle();
    await worth(customerId, 10_000);
    await worth(small, 9_999);
    await worth(high, 70_000);
    await worth(hand, 70_000);
    await assign(platinum, hand);
    await backend.mutation(internal.value.forEachOrganization, { work: "tiers", cursor: null });
    await settle();
    expect(await open()).toMatchObject({ vipTierId: silver, vipStatusDate: "2026-06-01" });
    expect((await open(small)).vipTierId).toBeNull();
    expect((await open(high)).vipTierId).toBe(gold);
    expect((await open(hand)).vipTierId).toBe(platinum);
    const told = await backend.run((ctx) => ctx.db.query("auditLog").collect());
    const raised = told.filter((row) => row.customerId === high && row.action === "tierChanged");
    expect(raised).toMatchObject([{ channel: "schedule", actorName: "Orbit" }]);
    expect(raised[0]!.actor).toMatch(/^job:/);
    const jobs = (await backend.run((ctx) => ctx.db.query("jobs").collect())).filter(
      ({ kind }) => kind === "vipTiers",
    );
    expect(jobs.at(-1)).toMatchObject({ createdBy: "system:vip", status: "done", counts: { raised: 2 } });
    // A rule that is changed holds at once.
    await as.manager.mutation(api.vip.update, {
      orgId,
      tierId: silver,
      input: { name: "Silver", minLifetimeValue: 9000 },
    });
    await settle();
    expect((await open(small)).vipTierId).toBe(silver);
  });

  test("without a threshold nothing is started", async () => {
    const { tier, as, orgId } = speaking(await newWorld());
    await tier("Gold");
    expect(await as.manager.mutation(api.vip.applyRules, { orgId })).toBeNull();
  });
});
