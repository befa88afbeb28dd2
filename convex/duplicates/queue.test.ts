import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api, internal } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { tenantWriter } from "../tenancy/tenantDb";
import { newBackend, newOrganization, refusalOf, type Organization } from "../world.testkit";
import { findDuplicates, findTwins, Looked } from "./find";

beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 5, 1, 9) }));
afterEach(() => void vi.useRealTimers());

async function world() {
  const backend = newBackend();
  const ours = await newOrganization(backend, "ours");
  const { orgId } = ours;
  await backend.run(async (ctx) => {
    const settings = (await ctx.db.query("orgSettings").collect()).find((one) => one.orgId === orgId)!;
    await ctx.db.patch("orgSettings", settings._id, {
      identityPolicy: { ...settings.identityPolicy, email: "warn", phone: "warn", name: "warn" },
    });
  });
  const create = async (input: object, role: keyof Organization["as"] = "admin") =>
    (await ours.as[role].mutation(api.customers.create, { orgId, input: input as never })).customerId;
  const queue = async (
    status: "open" | "later" | "dismissed" | "merged" = "open",
    role: keyof Organization["as"] = "manager",
  ) =>
    (
      await ours.as[role].query(api.duplicates.queue, {
        orgId,
        status,
        paginationOpts: { numItems: 20, cursor: null },
      })
    ).page;
  const decide = (pairId: Id<"duplicatePairs">, decision: "dismissed" | "later" | "open", role = "manager") =>
    ours.as[role as "manager"].mutation(api.duplicates.decide, { orgId, pairId, decision });
  const scan = async () => {
    const jobId = await ours.as.manager.mutation(api.duplicates.scan, { orgId });
    await backend.finishAllScheduledFunctions(vi.runAllTimers, 1000);
    return await ours.as.manager.query(api.jobs.get, { orgId, jobId });
  };
  const metrics = () => ours.as.manager.query(api.duplicates.metrics, { orgId });
  const names = (page: Awaited<ReturnType<typeof queue>>) =>
    page.map(({ customers }) => customers.map(({ name }) => name));
  return { backend, ours, orgId, create, queue, decide, scan, metrics, names };
}

test("what was read before a record was there tells the same of it as reading anew, also where it fills a crowd", async () => {
  const { backend, orgId, create } = await world();
  const others = { phone: "+77010000001", email: "info@bigfirm.test", secondaryPhone: "+77010000002" };
  const inside = <T>(work: (ctx: never) => Promise<T>) =>
    backend.run(
      async (ctx) =>
        await work({
          db: tenantWriter(ctx.db, orgId),
          settings: async () => (await ctx.db.query("orgSettings").collect())[0]!,
        } as never),
    );
  for (let n = 1; n <= 23; n++) {
    const type = n % 2 === 0 ? "business" : "individual";
    const person = { name: `Vera Lind${"aeiou"[n % 5]}`, type, dateOfBirth: "1990-01-01", ...others };
    const looked = new Looked();
    await inside((ctx) => findDuplicates(ctx, person, { looked }));
    const id = await create(person);
    const told = await inside(async (ctx) => {
      const customer = (await (ctx as { db: ReturnType<typeof tenantWriter> }).db.get("customers", id))!;
      return [await findTwins(ctx, customer, looked), await findTwins(ctx, customer)];
    });
    expect(told[0], `${n} of them`).toEqual(told[1]);
    if (n > 1) expect(told[0]!.length).toBeGreaterThan(0);
  }
});

describe("the review queue", () => {
  test("DUP-06: a pair leaves with the record that is deleted, at once, and comes back with it; its number too", async () => {
    const { create, queue, metrics, ours, orgId } = await world();
    const customerId = await create({ name: "Alice Johnson", email: "a@x.test" });
    await create({ name: "Alice Johnson", email: "a@x.test" });
    expect(await queue()).toHaveLength(1);
    await ours.as.admin.mutation(api.customers.remove, { orgId, customerId });
    expect(await queue()).toEqual([]);
    expect((await metrics()).open).toBe(0);
    await ours.as.admin.mutation(api.customers.restore, {
      orgId,
      customerId,
      confirmDuplicate: true,
      reason: "Both are needed",
    });
    expect(await queue()).toHaveLength(1);
    expect((await metrics()).open).toBe(1);
  });

  test("DUP-06: what is written is compared at once, the surest pair first; namesakes alone are no pair", async () => {
    const { create, queue, names, metrics } = await world();
    await create({ name: "Alice Johnson", email: "a@x.test", phone: "+77010000001" });
    await create({ name: "Alice Johnson", email: "other@x.test" });
    await create({ name: "Alyce Jonson", phone: "8 701 000 00 01" });
    await create({ name: "Alice Johnson", email: "A+tours@x.test" });
    const page = await queue();
    expect(names(page)).toEqual([
      ["Alice Johnson", "Alice Johnson"],
      ["Alice Johnson", "Alyce Jonson"],
    ]);
    expect(page[0]).toMatchObject({
      score: 90,
      isSamePerson: true,
      reasons: [
        { kind: "sameMailbox", points: 55 },
        { kind: "sameName", points: 35 },
      ],
    });
    expect(await metrics()).toMatchObject({ customerDuplicates: 2, open: 2, merged: 0 });
  });

  test("DUP-06: dates of birth, spelling in another script and a company's domain count too; what is proposed comes first", async () => {
    const { ours, orgId, create, queue } = await world();
    await create({ name: "Елена Ахметова", email: "elena@x.test", dateOfBirth: "1981-04-03" });
    await create({ name: "Elena Akhmetova", phone: "+77010000001", dateOfBirth: "1981-04-03" });
    const site = "https://www.northwind.test/about";
    await create({
      name: "Northwind",
      type: "business",
      website: "northwind.test",
      email: "office@north.test",
    });
    await create({ name: "Northwind Ltd", type: "business", website: site, email: "info@wind.test" });
    const a = await create({ name: "Maria Ivanova", email: "m@x.test" });
    const b = await create({ name: "Maria Petrova", email: "p@x.test" });
    await ours.as.support.mutation(api.duplicates.propose, {
      orgId,
      primaryCustomerId: a,
      secondaryCustomerIds: [b],
      reason: "She married",
    });
    const page = await queue();
    expect(
      page.map(({ score, isLikely, reasons }) => [score, isLikely, reasons.map(({ kind }) => kind)]),
    ).toEqual([
      [0, false, []],
      [80, true, ["sameBirth", "sameName"]],
      [60, true, ["sameName", "sameDomain"]],
    ]);
  });

  test("DUP-27 ADV-13: pairs that share no e-mail, no phone and no name as written are found by sound, spelling and slips of the hand; look-alikes are left alone", async () => {
    const { create, queue, names } = await world();
    const pairs = [
      [
        { name: "Katherine Johnson", email: "kat@x.test", dateOfBirth: "1979-02-11" },
        { name: "Kathryn Jonson", email: "kj79@y.test", dateOfBirth: "1979-02-11" },
      ],
      [
        { name: "Елена Ахметова", email: "elena@x.test", dateOfBirth: "1981-04-03" },
        { name: "Elena Akhmetova", phone: "+77010000301", dateOfBirth: "1981-04-03" },
      ],
      [
        { name: "Ivan Petrov", phone: "+77015550271" },
        { name: "Ivan Petroff", phone: "+77015550217" },
      ],
      [
        { name: "Sophie Müller", email: "sophie.mueller@gmail.com" },
        { name: "Sofie Mueller", email: "sophie.mueller@gmial.com" },
      ],
      [
        { name: "Nordwind Traders", type: "business", website: "nordwind.test", email: "sales@one.test" },
        {
          name: "Northwind Traders Ltd",
          type: "business",
          website: "www.nordwind.test",
          phone: "+77010000302",
        },
      ],
    ] as const;
    const strangers = [
      { name: "Katherine Jackson", email: "jackson@x.test", dateOfBirth: "1990-07-21" },
      { name: "Ivan Petrenko", phone: "+77019990888" },
      { name: "Sophie Miller", email: "miller@x.test" },
    ];
    const plain = ({ name, ...rest }: { name: string; email?: string; phone?: string }) =>
      [name, rest.email, rest.phone].flatMap((fact) => fact?.trim().toLowerCase() ?? []);
    for (const [a, b] of pairs) expect(plain(a).filter((fact) => plain(b).includes(fact))).toEqual([]);
    for (const person of [...pairs.flat(), ...strangers]) await create(person);
    const found = await queue();
    const likely = names(found.filter(({ isLikely }) => isLikely)).map((two) => [...two].sort().join(" = "));
    expect(likely.sort()).toEqual(
      pairs
        .map((two) =>
          two
            .map(({ name }) => name)
            .sort()
            .join(" = "),
        )
        .sort(),
    );
    for (const { reasons } of found)
      for (const { kind } of reasons) expect(["sameEmail", "samePhone"]).not.toContain(kind);
  });

  test("DUP-06: a change brings a pair into the queue and takes it out again", async () => {
    const { ours, orgId, create, queue } = await world();
    await create({ name: "Alice Johnson", email: "a@x.test" });
    const b = await create({ name: "Alice Johnson", email: "b@x.test" });
    expect(await queue()).toEqual([]);
    const update = (patch: object) =>
      ours.as.admin.mutation(api.customers.update, { orgId, customerId: b, patch });
    await update({ email: "a+b@x.test" });
    expect(await queue()).toHaveLength(1);
    await update({ email: "quite@else.test" });
    expect(await queue()).toEqual([]);
  });

  test("DUP-06: the nightly scan finds what came in unseen, and goes on where it was", async () => {
    const { backend, orgId, create, queue, metrics } = await world();
    const ids: Id<"customers">[] = [];
    for (let n = 0; n < 20; n++) ids.push(await create({ name: `Person ${n}`, email: `p${n}@x.test` }));
    await backend.run(async (ctx) => {
      // As an import would have brought them in: keys, but nobody looked around.
      const key = (await ctx.db.query("customerIdentities").collect()).find(
        (row) => row.customerId === ids[19],
      )!;
      await ctx.db.patch("customers", ids[19]!, { name: "Persan 0", email: "p0@x.test" });
      await ctx.db.patch("customerIdentities", key._id, { email: "stale", mailbox: "stale" });
    });
    expect(await queue()).toEqual([]);
    await backend.mutation(internal.value.forEachOrganization, { work: "duplicates", cursor: null });
    await backend.finishAllScheduledFunctions(vi.runAllTimers, 1000);
    expect(await queue()).toHaveLength(1);
    expect(await metrics()).toMatchObject({ open: 1 });
    const job = (await backend.run((ctx) => ctx.db.query("jobs").collect())).find(
      (row) => row.orgId === orgId && row.kind === "scanDuplicates",
    );
    expect(job).toMatchObject({ status: "done", total: 20, done: 20, counts: { found: 1 } });
    expect(job!.step).toBeGreaterThan(2);
  });

  test("DUP-07: not a duplicate is remembered through scans and changes of the records", async () => {
    const { ours, orgId, create, queue, decide, scan, metrics } = await world();
    const a = await create({ name: "Alice Johnson", email: "a@x.test" });
    await create({ name: "Alice Johnson", email: "a@x.test" });
    const [pair] = await queue();
    await decide(pair!._id, "dismissed");
    await scan();
    await ours.as.admin.mutation(api.customers.update, {
      orgId,
      customerId: a,
      patch: { name: "Alicia Johnson", email: "a@x.test", phone: "+77010000001" },
    });
    await scan();
    expect(await queue()).toEqual([]);
    expect(await queue("dismissed")).toMatchObject([{ decidedByName: "ours manager" }]);
    expect(await metrics()).toMatchObject({ customerDuplicates: 0, dismissed: 1 });
    const history = await ours.as.admin.query(api.history.list, {
      orgId,
      customerId: a,
      paginationOpts: { numItems: 5, cursor: null },
    });
    expect(history.page.map(({ action }) => action)).toContain("notDuplicate");
    await decide(pair!._id, "open");
    expect(await queue()).toHaveLength(1);
  });

  test("DUP-07: later comes back after a week", async () => {
    const { create, queue, decide, scan } = await world();
    await create({ name: "Alice Johnson", email: "a@x.test" });
    await create({ name: "Alice Johnson", email: "a@x.test" });
    const [pair] = await queue();
    await decide(pair!._id, "later");
    vi.advanceTimersByTime(6 * 86_400_000);
    await scan();
    expect(await queue()).toEqual([]);
    vi.advanceTimersByTime(2 * 86_400_000);
    await scan();
    expect(await queue()).toHaveLength(1);
  });

  test("DUP-07 DUP-20: sales propose with a reason and decide on their own pairs only", async () => {
    const { ours, orgId, create, queue, decide } = await world();
    const mine = await create({ name: "Mine One", email: "one@x.test" }, "sales");
    const alsoMine = await create({ name: "Somebody Else", email: "two@x.test" }, "sales");
    const hidden = await create({ name: "Hidden One", email: "three@x.test" }, "manager");
    const propose = (secondaries: string[], reason?: string) =>
      refusalOf(
        ours.as.sales.mutation(api.duplicates.propose, {
          orgId,
          primaryCustomerId: mine,
          secondaryCustomerIds: secondaries,
          ...(reason === undefined ? {} : { reason }),
        }),
      );
    expect(await propose([alsoMine])).toMatchObject({ code: "REASON_REQUIRED" });
    expect(await propose([mine], "x")).toMatchObject({ code: "MERGE_INVALID", reason: "itself" });
    expect(await propose([hidden], "x")).toMatchObject({ code: "OUT_OF_REACH" });
    expect(await propose([alsoMine], "She changed her name")).toBeNull();
    const [pair] = await queue("open", "manager");
    expect(pair).toMatchObject({
      proposal: { byName: "ours sales", reason: "She changed her name", primaryCustomerId: mine },
    });
    expect(await queue("open", "sales")).toHaveLength(1);
    await create({ name: "Hidden One", email: "three@x.test" }, "manager");
    expect(await queue("open", "manager")).toHaveLength(2);
    expect(await queue("open", "sales")).toHaveLength(1);
    const other = (await queue("open", "manager")).find((one) => one._id !== pair!._id)!;
    expect(await refusalOf(decide(other._id, "dismissed", "sales"))).toMatchObject({ code: "NOT_FOUND" });
    expect(await refusalOf(decide(pair!._id, "dismissed", "sales"))).toBeNull();
    expect(await refusalOf(decide(pair!._id, "open", "support"))).toMatchObject({ code: "FORBIDDEN" });
  });

  test("DUP-07: a merge settles its pair and carries decisions over; undo brings them back", async () => {
    const { ours, orgId, create, queue, decide, metrics } = await world();
    const a = await create({ name: "Alice Johnson", email: "a@x.test" });
    const b = await create({ name: "Alice Johnson", email: "a@x.test" });
    const c = await create({ name: "Alice Johnson", email: "a@x.test" });
    const pairs = await queue();
    expect(pairs).toHaveLength(3);
    const between = (x: string, y: string) =>
      pairs.find(({ customers }) => customers.every(({ _id }) => _id === x || _id === y))!;
    await decide(between(b, c)._id, "dismissed");
    vi.advanceTimersByTime(1000);
    const { mergeId } = await ours.as.manager.mutation(api.customers.merge, {
      orgId,
      primaryCustomerId: a,
      secondaryCustomerIds: [b],
      mergeReason: "Typed twice",
    });
    // b is a, and b is not c: so a is not c.
    expect(await queue()).toEqual([]);
    expect(await metrics()).toMatchObject({
      customerDuplicates: 0,
      merged: 1,
      duplicateCustomerReduction: 100,
    });
    await ours.as.admin.mutation(api.merges.undo, { orgId, mergeId });
    expect((await queue()).map(({ _id }) => _id).sort()).toEqual(
      [between(a, b)._id, between(a, c)._id].sort(),
    );
    expect(await metrics()).toMatchObject({ customerDuplicates: 2, merged: 0, dismissed: 1 });
  });

  test("ten new customers of which two were merged show both numbers", async () => {
    const { ours, orgId, create, queue, metrics } = await world();
    expect(await metrics()).toMatchObject({ customerDuplicates: 0, duplicateCustomerReduction: null });
    for (let n = 0; n < 7; n++)
      await create({ name: `Quite Different ${"abcdefg"[n]}`, email: `q${n}@x.test` });
    await create({ name: "Quite Different a", email: "q0@x.test" });
    await create({ name: "Quite Different b", email: "q1@x.test" });
    await create({ name: "Quite Different c", email: "q2@x.test" });
    expect(await metrics()).toMatchObject({ customerDuplicates: 3, duplicateCustomerReduction: 0 });
    for (const { customers } of (await queue()).slice(0, 2)) {
      await ours.as.manager.mutation(api.customers.merge, {
        orgId,
        primaryCustomerId: customers[0]._id,
        secondaryCustomerIds: [customers[1]._id],
        mergeReason: "Imported twice",
      });
    }
    expect(await metrics()).toMatchObject({
      customerDuplicates: 1,
      merged: 2,
      duplicateCustomerReduction: 66.7,
    });
  });
});
