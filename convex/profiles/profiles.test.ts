import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { refusal } from "../engagement.testkit";
import { importFile } from "../imports/file.testkit";
import { danglingIds } from "../integrity/dangling.testkit";
import { everything, mergeWorld } from "../merging/world.testkit";
import { orbitError } from "../shared/errors";
import { exportedTables } from "../tenancy/fill.testkit";
import { newOrganization, type Organization } from "../world.testkit";

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 5, 1, 9) });
});
afterEach(() => {
  vi.useRealTimers();
});

const alice = {
  id: "web-1",
  email: "Alice@X.test",
  display_name: "Alice Johnson",
  phone_number: "+7 701 111 22 33",
  vip_customer_data_id: "vip-1",
};
const bob = { id: "web-2", email: "bob@x.test", display_name: "Bob Stone" };
const vips = [
  {
    id: "vip-1",
    vip_display_name: "Lady Alice",
    vip_email: "vip@x.test",
    vip_phone_number: "+77010000001",
    vip_tier_id: 3,
    stable_hash_id: "hash-alice",
    created_at: "2024-05-01 10:00:00+00",
  },
  { id: "vip-2", vip_display_name: "Sir Bob", vip_tier_id: "2", stable_hash_id: "hash-bob" },
];

async function world() {
  const merging = await mergeWorld();
  const { backend, ours, orgId, create } = merging;
  const { admin } = ours.as;
  const take = (kind: "profiles" | "vips" | "links", rows: object[]) =>
    admin.mutation(api.profiles.take, { orgId, kind, rows: rows as never });
  const outcomes = async (kind: "profiles" | "vips" | "links", rows: object[]) =>
    (await take(kind, rows)).map(({ outcome }) => outcome);
  const link = (
    customerId: string,
    profileId: string,
    extra: object = {},
    role: keyof Organization["as"] = "admin",
  ) => ours.as[role].mutation(api.profiles.link, { orgId, customerId, profileId, ...extra });
  const of = (customerId: string, role: keyof Organization["as"] = "admin") =>
    ours.as[role].query(api.profiles.ofCustomer, { orgId, customerId });
  const list = async (show: "unlinked" | "linked" | "all", extra: object = {}) =>
    (
      await admin.query(api.profiles.list, {
        orgId,
        show,
        paginationOpts: { numItems: 20, cursor: null },
        ...extra,
      })
    ).page;
  const open = (customerId: string) => admin.query(api.customers.get, { orgId, customer: customerId });
  const counts = () => admin.query(api.profiles.counts, { orgId });
  const settle = () => backend.finishAllScheduledFunctions(vi.runAllTimers, 1000);
  const withHash = (customerId: Id<"customers">, stableHashId: string) =>
    backend.run(async (ctx) => ctx.db.patch("customers", customerId, { stableHashId }));
  const history = async (customerId: string) =>
    (
      await admin.query(api.history.list, {
        orgId,
        customerId,
        paginationOpts: { numItems: 50, cursor: null },
      })
    ).page;
  return {
    ...merging,
    admin,
    take,
    outcomes,
    link,
    of,
    list,
    open,
    counts,
    settle,
    withHash,
    history,
    create,
  };
}

describe("the website's profiles", () => {
  test("PRL-01: a file brings profiles with their fields, and the same file again changes nothing", async () => {
    const { outcomes, list, counts } = await world();
    expect(await outcomes("profiles", [alice, bob])).toEqual(["created", "created"]);
    expect(await list("all")).toMatchObject([
      {
        externalId: "web-1",
        label: "Alice Johnson",
        email: "alice@x.test",
        phoneNumber: "+7 701 111 22 33",
        vip: null,
      },
      { externalId: "web-2", label: "Bob Stone", email: "bob@x.test", phoneNumber: null },
    ]);
    expect(await outcomes("profiles", [alice, bob])).toEqual(["unchanged", "unchanged"]);
    expect(await outcomes("profiles", [{ ...bob, display_name: "Robert Stone", email: "" }])).toEqual([
      "updated",
    ]);
    expect((await list("all"))[1]).toMatchObject({ label: "Robert Stone", email: null });
    expect(await counts()).toEqual({ linked: 0, unlinked: 2 });
    expect((await list("all", { text: "robert" })).map(({ externalId }) => externalId)).toEqual(["web-2"]);
  });

  test("PRL-01: rows that are wrong are named and the others are taken; too many rows are refused", async () => {
    const { take, outcomes } = await world();
    const taken = await take("profiles", [{ id: "a", email: "no" }, { display_name: "No id" }, bob]);
    expect(taken).toMatchObject([
      { outcome: "invalid", path: "email", rule: "invalidEmail" },
      { outcome: "invalid", path: "externalId" },
      { outcome: "created" },
    ]);
    expect(
      await refusal(
        take(
          "profiles",
          Array.from({ length: 51 }, (_, n) => ({ id: `p${n}` })),
        ),
      ),
    ).toBe("LIMIT_EXCEEDED");
    expect(await outcomes("vips", [{ id: "v", vip_tier_id: "gold" }])).toEqual(["invalid"]);
  });

  test("PRL-02 LOY-12: the customer with the VIP row's stable hash shows its name and tier", async () => {
    const { outcomes, create, withHash, of, take, link } = await world();
    expect(await outcomes("vips", vips)).toEqual(["created", "created"]);
    expect(await outcomes("vips", vips)).toEqual(["unchanged", "unchanged"]);
    const customerId = await create({ name: "A. Johnson", email: "other@x.test" });
    expect((await of(customerId)).vip).toBeNull();
    await withHash(customerId, "hash-alice");
    const lady = {
      displayName: "Lady Alice",
      email: "vip@x.test",
      phoneNumber: "+77010000001",
      tierId: 3,
      since: "2024-05-01",
    };
    expect((await of(customerId)).vip).toMatchObject(lady);
    // And whoever is linked to a profile shows the VIP row the profile names.
    await take("profiles", [alice]);
    const other = await create({ name: "Somebody", email: "somebody@x.test" });
    await link(other, "web-1");
    expect((await of(other)).vip).toMatchObject(lady);
  });

  test("IMX-08 LOY-11: the tier and its date come from the VIP file by stable hash, whichever of the two comes first", async () => {
    const { outcomes, create, withHash, open, admin, orgId, ours, backend } = await world();
    const early = await create({ name: "A. Johnson", email: "other@x.test" });
    const without = await create({ name: "No Hash", email: "none@x.test" });
    await withHash(early, "hash-alice");
    const gold = await admin.mutation(api.vip.create, { orgId, input: { name: "Gold", legacyTierId: 3 } });
    await outcomes("vips", [...vips, { id: "vip-9", vip_tier_id: 9, stable_hash_id: "hash-nobody" }]);
    expect(await open(early)).toMatchObject({ vipTierId: gold, vipStatusDate: "2024-05-01" });
    expect(await open(without)).toMatchObject({ vipTierId: null, vipStatusDate: null });
    // A tier that nobody has made is made under its number, once somebody has it.
    const tiers = () => admin.query(api.vip.list, { orgId });
    expect((await tiers()).map(({ name }) => name)).toEqual(["Gold"]);
    const headings = ["name", "email", "stable_hash_id"];
    const mapping = ["name", "email", "stableHashId"];
    await importFile(ours, { headings, mapping, rows: [["Bob Late", "bob.late@x.test", "hash-bob"]] });
    await backend.finishAllScheduledFunctions(vi.runAllTimers, 1000);
    const late = (await backend.run((ctx) => ctx.db.query("customers").collect())).find(
      ({ name }) => name === "Bob Late",
    )!;
    const made = (await tiers()).find(({ legacyTierId }) => legacyTierId === 2)!;
    expect(made.name).toBe("VIP 2");
    expect(late).toMatchObject({ vipTierId: made._id, vipStatusDate: "2026-06-01" });
    // The same file again changes nothing that somebody has decided since.
    await admin.mutation(api.vip.assign, { orgId, customerId: early, tierId: made._id });
    expect(await outcomes("vips", vips)).toEqual(["unchanged", "unchanged"]);
    expect((await open(early)).vipTierId).toBe(made._id);
  });

  test("PRL-03 PRL-07: linking fills the four fields, unlinking empties them, both stand in the history and can be undone", async () => {
    const { take, create, link, of, open, admin, orgId, history, list, counts } = await world();
    await take("profiles", [alice, bob]);
    const customerId = await create({ name: "Alice Johnson", email: "alice@x.test" });
    const none = {
      linkedProfileId: null,
      profileLinkConfidence: null,
      profileLinkMethod: null,
      profileLinkedAt: null,
    };
    expect(await open(customerId)).toMatchObject(none);
    await link(customerId, "web-1", { suggested: true });
    const [profile] = await list("linked");
    expect(profile).toMatchObject({ externalId: "web-1", customer: { _id: customerId } });
    const linked = {
      linkedProfileId: profile!._id,
      profileLinkConfidence: 0.95,
      profileLinkMethod: "email",
      profileLinkedAt: Date.now(),
    };
    expect(await open(customerId)).toMatchObject(linked);
    expect((await of(customerId)).link).toMatchObject({ confidence: 0.95, method: "email" });
    vi.advanceTimersByTime(1000);
    const { auditId } = await admin.mutation(api.profiles.unlink, {
      orgId,
      customerId,
      reason: "Her sister",
    });
    expect(await open(customerId)).toMatchObject(none);
    expect(await counts()).toEqual({ linked: 0, unlinked: 2 });
    const [entry, before] = await history(customerId);
    expect(entry).toMatchObject({ action: "unlinkedProfile", reason: "Her sister" });
    expect(entry!.names[profile!._id]).toBe("Alice Johnson");
    expect(before).toMatchObject({ action: "linkedProfile" });
    await admin.mutation(api.history.undo, { orgId, auditId: auditId! });
    expect(await open(customerId)).toMatchObject(linked);
    // Relinked to another, by hand.
    vi.advanceTimersByTime(1000);
    await link(customerId, "web-2");
    expect(await open(customerId)).toMatchObject({ profileLinkMethod: "manual", profileLinkConfidence: 1 });
    expect((await list("unlinked")).map(({ externalId }) => externalId)).toEqual(["web-1"]);
  });

  test("PRL-04: a customer is created with a profile: by hand, now, and not with one that is taken", async () => {
    const { take, ours, orgId, open, list } = await world();
    await take("profiles", [alice]);
    const make = (email: string, linkedProfileId: string, role: keyof Organization["as"] = "admin") =>
      ours.as[role].mutation(api.customers.create, {
        orgId,
        input: { name: "Alice Johnson", email },
        linkedProfileId,
      });
    const { customerId } = await make("a@x.test", "web-1");
    expect(await open(customerId)).toMatchObject({
      linkedProfileId: (await list("linked"))[0]!._id,
      profileLinkMethod: "manual",
      profileLinkConfidence: 1,
      profileLinkedAt: Date.now(),
    });
    expect(await refusal(make("b@x.test", "web-1"))).toBe("PROFILE_LINK_FAILED");
    expect(await refusal(make("c@x.test", "nobody"))).toBe("PROFILE_LINK_FAILED");
    expect(await refusal(make("d@x.test", "web-1", "support"))).toBe("FORBIDDEN");
  });

  test("PRL-05 PRL-06: suggestions come by stable hash, e-mail, phone and name, the surest first", async () => {
    const { take, create, withHash, of, admin, orgId, list } = await world();
    await take("vips", vips);
    await take("profiles", [
      alice,
      { id: "by-hash", display_name: "A. J.", vip_customer_data_id: "vip-2" },
      { id: "by-phone", display_name: "Alisa", phone_number: "8 701 999 88 77" },
      { id: "by-name", display_name: "Johnson Alice" },
      { id: "by-sound", display_name: "Алиса Джонсон" },
      { id: "nobody", display_name: "Zora Neale", email: "z@x.test" },
    ]);
    const customerId = await create({
      name: "Alice Johnson",
      email: "alice@x.test",
      phone: "+7 701 999 88 77",
    });
    await withHash(customerId, "hash-bob");
    const found = (await of(customerId)).suggested.map(({ profile, method, confidence }) => ({
      id: profile.externalId,
      method,
      confidence,
    }));
    expect(found).toEqual([
      { id: "by-hash", method: "stable_hash", confidence: 0.98 },
      { id: "web-1", method: "email", confidence: 0.95 },
      { id: "by-phone", method: "phone", confidence: expect.any(Number) as number },
      { id: "by-name", method: "name", confidence: 0.35 },
      { id: "by-sound", method: "name", confidence: expect.any(Number) as number },
    ]);
    expect(found[1]!.confidence).toBeGreaterThanOrEqual(0.9);
    expect(found[4]!.confidence).toBeLessThan(0.5);
    // From the other side, and while a customer is being typed.
    const profile = (await list("unlinked")).find(({ externalId }) => externalId === "web-1")!;
    const [candidate] = await admin.query(api.profiles.customersFor, { orgId, profileId: profile._id });
    expect(candidate).toMatchObject({ confidence: 0.95, customer: { _id: customerId } });
    const typed = await admin.query(api.profiles.suggest, { orgId, email: "ALICE@x.test" });
    expect(typed).toMatchObject([{ confidence: 0.92, profile: { externalId: "web-1" } }]);
    expect(await admin.query(api.profiles.suggest, { orgId })).toEqual([]);
  });

  test("PRL-08 PRL-10: a profile that is not there or another customer's is refused, also when two link it at once", async () => {
    const { take, create, link, ours, orgId, counts, settle, open } = await world();
    await take("profiles", [alice]);
    const one = await create({ name: "One", email: "one@x.test" });
    const two = await create({ name: "Two", email: "two@x.test" });
    const missing = await link(one, "nobody").catch((error: unknown) => orbitError(error));
    expect(missing).toMatchObject({ code: "PROFILE_LINK_FAILED", reason: "notFound" });
    const both = await Promise.allSettled([link(one, "web-1"), link(two, "web-1")]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    const lost = both.find(({ status }) => status === "rejected") as PromiseRejectedResult;
    expect(orbitError(lost.reason)).toMatchObject({ code: "PROFILE_LINK_FAILED", reason: "taken" });
    expect(await counts()).toEqual({ linked: 1, unlinked: 0 });
    // A deleted record gives its profile up to a live one.
    const winner = both[0].status === "fulfilled" ? one : two;
    const loser = winner === one ? two : one;
    await ours.as.admin.mutation(api.customers.remove, { orgId, customerId: winner });
    await settle();
    await link(loser, "web-1");
    expect((await open(winner)).linkedProfileId).toBeNull();
    await ours.as.admin.mutation(api.customers.restore, { orgId, customerId: winner });
    expect((await open(loser)).profileLinkMethod).toBe("manual");
    expect(await counts()).toEqual({ linked: 1, unlinked: 0 });
  });

  test("PRL-09 IMX-09 IMX-18: links of an older system fill the four fields of customers with the same hash and leave others alone", async () => {
    const { outcomes, create, withHash, open, list, take, counts, link } = await world();
    const same = await create({ name: "Alice Johnson", email: "a@x.test" });
    const other = await create({ name: "Somebody Else", email: "b@x.test" });
    const busy = await create({ name: "Bob Stone", email: "c@x.test" });
    await withHash(same, "hash-alice");
    await withHash(busy, "hash-bob");
    await take("profiles", [bob, { id: "web-9", display_name: "Nine" }]);
    await link(busy, "web-9");
    const row = {
      profile_id: "web-1",
      match_confidence: "0.87",
      match_method: "email_and_name",
      linked_at: "2025-02-03T04:05:06Z",
      stable_hash_id: "hash-alice",
    };
    const rows = [
      row,
      { ...row, profile_id: "web-2", stable_hash_id: "hash-nobody" },
      { ...row, profile_id: "web-2", stable_hash_id: "hash-bob" },
      { ...row, match_confidence: "400" },
    ];
    expect(await outcomes("links", rows)).toEqual(["linked", "noCustomer", "linkedOtherwise", "invalid"]);
    const filled = {
      profileLinkConfidence: 0.87,
      profileLinkMethod: "email_and_name",
      profileLinkedAt: Date.UTC(2025, 1, 3, 4, 5, 6),
    };
    expect(await open(same)).toMatchObject(filled);
    expect((await open(other)).linkedProfileId).toBeNull();
    expect((await open(busy)).profileLinkMethod).toBe("manual");
    expect(await outcomes("links", [row])).toEqual(["unchanged"]);
    // The profile's own file may come later.
    expect(await outcomes("profiles", [alice])).toEqual(["updated"]);
    expect((await list("linked", { text: "alice" }))[0]).toMatchObject({ customer: { _id: same } });
    expect(await outcomes("links", [{ ...row, stable_hash_id: "hash-bob" }])).toEqual(["linkedOtherwise"]);
    expect(await counts()).toEqual({ linked: 2, unlinked: 1 });
  });

  test("PRL-10 DUP-14: two different profiles are a contradiction until one is chosen; merge and undo move the link exactly", async () => {
    const { take, create, link, of, ours, orgId, settle, backend, list, admin } = await world();
    await take("profiles", [alice, bob]);
    const one = await create({ name: "Alice Johnson", email: "alice@x.test" });
    const two = await create({ name: "Alice Jonson", email: "alice2@x.test" });
    await link(one, "web-1", { suggested: true });
    await link(two, "web-2");
    await settle();
    const before = await everything(backend);
    const merge = (fieldChoices: Record<string, string> = {}) =>
      ours.as.admin.mutation(api.customers.merge, {
        orgId,
        primaryCustomerId: one,
        secondaryCustomerIds: [two],
        mergeReason: "Same",
        fieldChoices,
      });
    expect(await refusal(merge())).toBe("MERGE_CONFLICT");
    const preview = await admin.query(api.merges.preview, {
      orgId,
      primaryCustomerId: one,
      secondaryCustomerIds: [two],
    });
    expect(preview.conflicts).toEqual(["linkedProfileId"]);
    expect(Object.values(preview.names)).toEqual(expect.arrayContaining(["Alice Johnson", "Bob Stone"]));
    vi.advanceTimersByTime(1000);
    const { mergeId } = await merge({ linkedProfileId: two });
    await settle();
    expect((await of(one)).link).toMatchObject({ method: "manual", profile: { externalId: "web-2" } });
    expect((await list("unlinked")).map(({ externalId }) => externalId)).toEqual(["web-1"]);
    await ours.as.admin.mutation(api.merges.undo, { orgId, mergeId });
    await settle();
    expect(await everything(backend)).toEqual(before);
  });

  test("PRL-10: a merge keeps the only link there is on the record that stays", async () => {
    const { take, create, link, of, ours, orgId, settle, backend, open } = await world();
    await take("profiles", [alice]);
    const one = await create({ name: "Alice Johnson", email: "alice@x.test" });
    const two = await create({ name: "Alice Jonson", email: "alice2@x.test" });
    await link(two, "web-1");
    const before = await everything(backend);
    const linkedAt = (await open(two)).profileLinkedAt;
    vi.advanceTimersByTime(1000);
    const { mergeId } = await ours.as.admin.mutation(api.customers.merge, {
      orgId,
      primaryCustomerId: one,
      secondaryCustomerIds: [two],
      mergeReason: "Same",
    });
    await settle();
    expect((await of(one)).link).toMatchObject({ profile: { externalId: "web-1", customer: { _id: one } } });
    expect((await open(one)).profileLinkedAt).toBe(linkedAt);
    await ours.as.admin.mutation(api.merges.undo, { orgId, mergeId });
    await settle();
    expect(await everything(backend)).toEqual(before);
  });

  test("DUP-21: a profile that somebody else was given since is a conflict of the undo, kept there or taken back", async () => {
    for (const decision of ["keep", "back"] as const) {
      const { take, create, link, of, ours, orgId, settle, admin } = await world();
      await take("profiles", [alice, bob]);
      const one = await create({ name: "Alice Johnson", email: "alice@x.test" });
      const two = await create({ name: "Alice Jonson", email: "alice2@x.test" });
      const third = await create({ name: "Third Person", email: "third@x.test" });
      await link(one, "web-1");
      await link(two, "web-2");
      const { mergeId } = await ours.as.admin.mutation(api.customers.merge, {
        orgId,
        primaryCustomerId: one,
        secondaryCustomerIds: [two],
        mergeReason: "Same",
        fieldChoices: { linkedProfileId: one },
      });
      await settle();
      await link(third, "web-2");
      const undo = (resolve: Record<string, "keep" | "back"> = {}) =>
        admin.mutation(api.merges.undo, { orgId, mergeId, resolve });
      expect(await refusal(undo())).toBe("UNDO_CONFLICT");
      await undo({ [`${two}.linkedProfileId`]: decision });
      await settle();
      const holder = decision === "keep" ? third : two;
      const other = decision === "keep" ? two : third;
      expect((await of(holder)).link).toMatchObject({ profile: { externalId: "web-2" } });
      expect((await of(other)).link).toBeNull();
      expect((await of(one)).link).toMatchObject({ profile: { externalId: "web-1" } });
    }
  });

  test("PRL-11: the queue holds who is nobody's yet; who may link is a matter of role and reach", async () => {
    const { take, create, link, ours, orgId, list, of, backend } = await world();
    await take("profiles", [alice, bob]);
    const mine = await create({ name: "Mine", email: "m@x.test" }, ours.users.sales);
    const theirs = await create({ name: "Alice Johnson", email: "alice@x.test" });
    expect((await list("unlinked")).map(({ label }) => label)).toEqual(["Alice Johnson", "Bob Stone"]);
    for (const role of ["support", "brand"] as const)
      expect(await refusal(link(mine, "web-2", {}, role)), role).toBe("FORBIDDEN");
    expect(await refusal(link(theirs, "web-2", {}, "sales"))).toBe("OUT_OF_REACH");
    await link(mine, "web-2", {}, "sales");
    expect(await refusal(of(theirs, "sales"))).toBe("OUT_OF_REACH");
    // A sales person is not told which colleague's customer a profile is.
    await link(theirs, "web-1");
    const seen = await ours.as.sales.query(api.profiles.list, {
      orgId,
      show: "linked",
      paginationOpts: { numItems: 10, cursor: null },
    });
    expect(seen.page.map(({ customer }) => customer?.name ?? null)).toEqual([null, "Mine"]);
    expect(await refusal(ours.as.sales.mutation(api.profiles.take, { orgId, kind: "vips", rows: [] }))).toBe(
      "FORBIDDEN",
    );
    // A neighbour sees none of it.
    const neighbour = await newOrganization(backend, "neighbour");
    expect(await neighbour.as.admin.query(api.profiles.counts, { orgId: neighbour.orgId })).toEqual({
      linked: 0,
      unlinked: 0,
    });
    const stranger = await neighbour.as.admin
      .mutation(api.profiles.link, { orgId: neighbour.orgId, customerId: mine, profileId: "web-1" })
      .catch((error: unknown) => orbitError(error)?.code);
    expect(stranger).toBe("NOT_FOUND");
  });

  test("CUS-48: erasing the customer takes the profile and the VIP rows along, counters included; removing a link's customer leaves none dangling", async () => {
    const { take, create, link, ours, orgId, settle, backend, counts, withHash } = await world();
    await take("vips", [...vips, { id: "vip-3", vip_display_name: "Alice the Third", stable_hash_id: "h3" }]);
    await take("profiles", [alice, bob]);
    const customerId = await create({ name: "Alice Johnson", email: "alice@x.test" });
    await withHash(customerId, "h3");
    await link(customerId, "web-1");
    await ours.as.admin.mutation(api.customers.remove, { orgId, customerId });
    await settle();
    await ours.as.admin.mutation(api.erasing.start, { orgId, customerId, confirmation: "Alice Johnson" });
    await settle();
    const left = await backend.run(async (ctx) => {
      const rows: string[] = [];
      for (const { tableName } of exportedTables)
        for (const row of await ctx.db.query(tableName as "teams").collect())
          if (/alice/i.test(JSON.stringify(row))) rows.push(tableName);
      return rows;
    });
    expect(left).toEqual([]);
    expect(await danglingIds(backend)).toEqual([]);
    expect(await counts()).toEqual({ linked: 0, unlinked: 1 });
  });
});
