/** Three and more records of one person: found as one group, merged at once, taken back at once. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { mergeWorld, type MergeWorld } from "../merging/world.testkit";
import { mostTogether } from "./groups";

beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 5, 1, 9) }));
afterEach(() => void vi.useRealTimers());

async function reviewing() {
  const world: MergeWorld = await mergeWorld();
  const { ours, orgId, backend } = world;
  const queue = async (status: "open" | "merged" | "dismissed" = "open") =>
    (
      await ours.as.manager.query(api.duplicates.queue, {
        orgId,
        status,
        paginationOpts: { numItems: 40, cursor: null },
      })
    ).page;
  const create = async (input: object) => {
    vi.advanceTimersByTime(1000);
    return await world.create(input);
  };
  return {
    ...world,
    create,
    queue,
    /** Names of each group, the oldest record first, and how many pairs hold it together. */
    groups: async () =>
      (await queue()).map(({ group }) =>
        group === null
          ? null
          : [group.customers.map(({ customerCode }) => customerCode).join(" "), group.pairs.length],
      ),
    decide: async (pairId: Id<"duplicatePairs">, decision: "dismissed" | "later" | "open") =>
      await ours.as.manager.mutation(api.duplicates.decide, { orgId, pairId, decision }),
    /** What is remembered of each pair. */
    memory: async () =>
      (await backend.run(async (ctx) => await ctx.db.query("duplicatePairs").collect()))
        .map(({ a, b, status, score, rank, decidedByName = null }) =>
          [a, b, status, score, rank, decidedByName].join(" "),
        )
        .sort(),
  };
}

/** A and B share the e-mail, B and C the phone; A and C have nothing but the name in common. */
const chain = [
  { name: "Anna Berg", email: "anna@berg.test" },
  { name: "Anna Berg", email: "anna@berg.test", phone: "+77010000001" },
  { name: "Anna Berg", email: "other@berg.test", phone: "+77010000001" },
];

describe("a group of the review queue", () => {
  test("DUP-06: holds the records that hang together over a third, and every pair among them", async () => {
    const { create, groups, queue } = await reviewing();
    for (const one of chain) await create(one);
    await create({ name: "Boris Lem", email: "boris@lem.test" });
    await create({ name: "Boris Lem", email: "boris@lem.test" });
    const found = await groups();
    expect(found.filter((one) => one !== null)).toEqual([
      ["CUS-001 CUS-002 CUS-003", 2],
      ["CUS-001 CUS-002 CUS-003", 2],
    ]);
    expect(found.filter((one) => one === null)).toHaveLength(1);
    const { group } = (await queue()).find((pair) => pair.group !== null)!;
    const [first, second] = group!.pairs;
    expect(first!.score).toBeGreaterThanOrEqual(second!.score);
    expect(first!.customerIds).toHaveLength(2);
  });

  test("DUP-07: leaves out who is somebody else, by a decision or by name, and who is deleted", async () => {
    const { create, groups, queue, decide, ours, orgId } = await reviewing();
    const ids: Id<"customers">[] = [];
    for (const one of chain) ids.push(await create(one));
    // A family's phone on a record without a name of its own makes no family one person.
    await create({ name: "Carl Holm", phone: "+77010000001" });
    expect(await groups()).toContainEqual(["CUS-001 CUS-002 CUS-003", 2]);

    const outer = (await queue()).find(({ customers }) => customers.every(({ _id }) => ids.includes(_id)))!;
    await decide(outer._id, "dismissed");
    expect((await groups()).filter((one) => one !== null)).toEqual([]);
    await decide(outer._id, "open");
    expect(await groups()).toContainEqual(["CUS-001 CUS-002 CUS-003", 2]);

    await ours.as.manager.mutation(api.duplicates.propose, {
      orgId,
      primaryCustomerId: ids[0]!,
      secondaryCustomerIds: [ids[2]!],
      reason: "Same voice",
    });
    expect(await groups()).toContainEqual(["CUS-001 CUS-002 CUS-003", 3]);
    const proposed = (await queue()).find(({ proposal }) => proposal !== null)!;
    await decide(proposed._id, "dismissed");
    expect((await groups()).filter((one) => one !== null)).toEqual([]);
    await decide(proposed._id, "open");
    await ours.as.admin.mutation(api.customers.remove, { orgId, customerId: ids[1]! });
    expect(await groups()).toEqual([null]);
  });

  test("is no larger than what is merged at once", async () => {
    const { create, groups } = await reviewing();
    for (let n = 0; n < mostTogether + 3; n++)
      await create({
        name: "Anna Berg",
        email: n < 9 ? "anna@berg.test" : "late@berg.test",
        phone: "+77010000001",
      });
    const sizes = (await groups()).map((one) => String(one?.[0]).split(" ").length);
    expect(Math.max(...sizes)).toBe(mostTogether);
  });

  test("DUP-11 DUP-22: is merged in one go and taken back in one go, with what was remembered of each of its pairs", async () => {
    const { create, groups, queue, decide, memory, ours, orgId } = await reviewing();
    const ids: Id<"customers">[] = [];
    for (const one of chain) ids.push(await create(one));
    // Somebody said of B that it is not this namesake.
    const namesake = await create({ name: "Anna Berg", email: "namesake@berg.test" });
    const [proposed] = await ours.as.manager.mutation(api.duplicates.propose, {
      orgId,
      primaryCustomerId: ids[1]!,
      secondaryCustomerIds: [namesake],
      reason: "Same name",
    });
    await decide(proposed!, "dismissed");
    expect(await groups()).toContainEqual(["CUS-001 CUS-002 CUS-003", 2]);
    const before = await memory();
    const { mergeId } = await ours.as.manager.mutation(api.customers.merge, {
      orgId,
      primaryCustomerId: ids[0]!,
      secondaryCustomerIds: [ids[1]!, ids[2]!],
      mergeReason: "One person",
    });
    expect(await queue()).toEqual([]);
    expect(await queue("merged")).toHaveLength(3);
    // Which is true of the record that stayed as well.
    expect(
      (await queue("dismissed")).every(({ customers }) => customers.some((one) => one._id === ids[0])),
    ).toBe(true);
    await ours.as.admin.mutation(api.merges.undo, { orgId, mergeId });
    expect(await memory()).toEqual(before);
    expect(await groups()).toContainEqual(["CUS-001 CUS-002 CUS-003", 2]);
  });
});
