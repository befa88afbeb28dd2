/** What is noted of crowds is true after every write, and changes no answer: it only spares reading them. */
import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { api, internal } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { searchTextVersion } from "../customers/searchText";
import { tenantWriter } from "../tenancy/tenantDb";
import { newBackend, newOrganization, type Organization } from "../world.testkit";
import { crowdLimit, noteCrowds } from "./crowds";
import { beginningOf, nameKeys, reversedSound } from "./sound";

beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 5, 1, 9) }));
afterEach(() => void vi.useRealTimers());

async function world(limits?: { documentsRead: number }) {
  const backend = newBackend(limits);
  const ours = await newOrganization(backend, "ours");
  const { orgId } = ours;
  await backend.run(async (ctx) => {
    for (const { _id, identityPolicy } of await ctx.db.query("orgSettings").collect())
      await ctx.db.patch("orgSettings", _id, { identityPolicy: { ...identityPolicy, name: "warn" } });
  });
  let people = 0;
  const create = async (name: string, { as, orgId }: Organization = ours) => {
    const input = { name, email: `p${++people}@x.test` };
    return (await as.admin.mutation(api.customers.create, { orgId, input })).customerId;
  };
  const check = (name: string, { as, orgId }: Organization = ours) =>
    as.admin.query(api.customers.checkDuplicates, { orgId, name });
  const noted = async () =>
    (await backend.run((ctx) => ctx.db.query("soundCrowds").collect()))
      .filter((row) => row.orgId === orgId)
      .map(({ sound }) => sound)
      .sort();
  /** Every sound that is shared by a crowd of live customers, from their names. */
  const crowds = async () => {
    const shared = new Map<string, number>();
    const customers = await backend.run((ctx) => ctx.db.query("customers").collect());
    for (const { name, status, orgId: of } of customers) {
      const keys = status === "deleted" || of !== orgId ? null : nameKeys(name);
      if (keys === null) continue;
      const reversed = reversedSound(keys.sound);
      const ends = [keys.sound, reversed ?? ""].flatMap((sounds) => beginningOf(sounds) ?? []);
      for (const sound of new Set([...keys.partial, ...ends]))
        shared.set(sound, (shared.get(sound) ?? 0) + 1);
    }
    return [...shared].flatMap(([sound, count]) => (count > crowdLimit ? [sound] : [])).sort();
  };
  const forget = () =>
    backend.run(async (ctx) => {
      for (const { _id } of await ctx.db.query("soundCrowds").collect())
        await ctx.db.delete("soundCrowds", _id);
    });
  const walk = () =>
    backend.run(async (ctx) => {
      const inside = { db: tenantWriter(ctx.db, orgId) } as never;
      for (let cursor = await noteCrowds(inside, null); cursor !== null;)
        cursor = await noteCrowds(inside, cursor);
    });
  return { backend, ours, orgId, create, check, noted, crowds, forget, walk };
}

/** Ivan Kima, Ivan Kaba …: all of one given name, and of family names that begin alike and sound apart. */
const familyName = (n: number) =>
  `K${"aeiou"[n % 5]!}${"bdfglmnprst"[n % 11]!}${"bdfglmnprst"[(n * 7 + 3) % 11]!}a`;

test("DUP-08: once a crowd is noted, a check of somebody new reads less than the crowd", async () => {
  const limits = { documentsRead: 10_000 };
  const { create, check, noted, forget } = await world(limits);
  for (let n = 0; n <= crowdLimit; n++) await create(`Ivan ${familyName(n)}`);
  expect(await noted()).toEqual([]);
  // The one who comes next has counted them.
  await create("Ivan Kozlov");
  expect(await noted()).toEqual(["AVN K"]);
  const told = await check("Ivan Kharitonov");
  expect(told.crowded).toEqual(["partialSound"]);
  limits.documentsRead = crowdLimit;
  expect(await check("Ivan Kharitonov")).toEqual(told);
  await forget();
  await expect(check("Ivan Kharitonov")).rejects.toThrow();
  limits.documentsRead = 10_000;
  expect(await check("Ivan Kharitonov")).toEqual(told);
});

test("DUP-08: a name that leaves a crowd takes its note along when too few are left: renamed, deleted, merged", async () => {
  const { ours, orgId, create, noted, check } = await world();
  const { as } = ours;
  const ids: Id<"customers">[] = [];
  for (let n = 0; n <= crowdLimit + 2; n++) ids.push(await create(`Ivan ${familyName(n)}`));
  expect(await noted()).toEqual(["AVN K"]);
  await as.admin.mutation(api.customers.update, { orgId, customerId: ids[0]!, patch: { name: "Olga Ma" } });
  await as.admin.mutation(api.customers.remove, { orgId, customerId: ids[1]!, reason: "Gone" });
  expect(await noted()).toEqual(["AVN K"]);
  const { mergeId } = await as.admin.mutation(api.customers.merge, {
    orgId,
    primaryCustomerId: ids[2]!,
    secondaryCustomerIds: [ids[3]!],
    mergeReason: "One person",
  });
  expect(await noted()).toEqual([]);
  expect((await check("Ivan Kharitonov")).crowded).toEqual([]);
  await as.admin.mutation(api.merges.undo, { orgId, mergeId });
  expect((await check("Ivan Kharitonov")).crowded).toEqual(["partialSound"]);
});

test("DUP-08: a neighbour's crowd is none here", async () => {
  const { backend, create, check, noted } = await world();
  const theirs = await newOrganization(backend, "theirs");
  for (let n = 0; n <= crowdLimit + 1; n++) await create(`Ivan ${familyName(n)}`);
  expect(await noted()).toEqual(["AVN K"]);
  await create("Ivan Kozlov", theirs);
  expect((await check("Ivan Kharitonov", theirs)).crowded).toEqual([]);
});

test("DUP-08: after any writes what is noted is a crowd, every check says the same as without notes, and a walk finds them all", async () => {
  const given = ["Ivan", "Anna", "Ivan Anna", "A"];
  const name = fc
    .tuple(fc.constantFrom(...given), fc.nat(60))
    .map(([first, n]) => `${first} ${familyName(n)}`);
  const deed = fc.oneof(
    { weight: 3, arbitrary: fc.record({ kind: fc.constant("create" as const), name }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("rename" as const), name, of: fc.nat(200) }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant("remove" as const), of: fc.nat(200) }) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { minLength: 20, maxLength: 40 }), async (deeds) => {
      const { ours, orgId, create, noted, crowds, check, forget, walk } = await world();
      const live: Id<"customers">[] = [];
      for (let n = 0; n < 24; n++)
        live.push(await create(`${n % 8 === 7 ? "Ivan Anna" : "Ivan"} ${familyName(n)}`));
      for (const deed of deeds) {
        const at = "of" in deed ? deed.of % live.length : 0;
        if (deed.kind === "create") live.push(await create(deed.name));
        else if (deed.kind === "rename")
          await ours.as.admin.mutation(api.customers.update, {
            orgId,
            customerId: live[at]!,
            patch: { name: deed.name },
            confirmDuplicate: true,
            reason: "Renamed",
          });
        else if (live.length > 1) {
          const [customerId] = live.splice(at, 1);
          await ours.as.admin.mutation(api.customers.remove, {
            orgId,
            customerId: customerId!,
            reason: "Gone",
          });
        }
        expect(await crowds()).toEqual(expect.arrayContaining(await noted()));
      }
      const asked = ["Ivan Kozlov", "Anna Kozlova", "Ivan Anna Ko"];
      const told = await Promise.all(asked.map((one) => check(one)));
      await forget();
      expect(await Promise.all(asked.map((one) => check(one)))).toEqual(told);
      await walk();
      expect(await crowds()).toEqual(expect.arrayContaining(await noted()));
    }),
    { numRuns: 4 },
  );
});

test("DUP-08: an organization of an older Orbit gets its crowds noted by a job, names of one word and of one letter passed", async () => {
  const { backend, orgId, create, noted, crowds, forget } = await world();
  for (let n = 0; n < 60; n++) await create(`Ivan ${familyName(n)}`);
  for (let n = 0; n < 25; n++) await create("Ivan");
  for (let n = 0; n < 25; n++) await create("A Ko");
  for (let n = 0; n < crowdLimit; n++) await create(`Zoe ${familyName(n)}`);
  for (let n = 0; n <= crowdLimit; n++) await create(`Petrov ${"aeiou"[n % 5]!}nn${"aeiou"[n % 4]!}`);
  await forget();
  await backend.run(async (ctx) => {
    for (const { _id } of await ctx.db.query("orgSettings").collect())
      await ctx.db.patch("orgSettings", _id, { searchVersion: 4 });
  });
  await backend.mutation(internal.search.upgradeAll, {});
  await backend.finishAllScheduledFunctions(vi.runAllTimers);
  expect((await crowds()).length).toBeGreaterThan(2);
  expect(await noted()).toEqual(await crowds());
  const { settings, jobs } = await backend.run(async (ctx) => ({
    settings: await ctx.db.query("orgSettings").collect(),
    jobs: await ctx.db.query("jobs").collect(),
  }));
  expect(settings.find((one) => one.orgId === orgId)?.searchVersion).toBe(searchTextVersion);
  expect(jobs.every(({ status }) => status === "done")).toBe(true);
});
