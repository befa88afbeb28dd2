/** Customers found by words of their notes, as far as the caller may read them. */
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api, internal } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { newCustomer, newWorld, type World } from "../engagement.testkit";
import { noteWordsOf } from "../notes/words";
import type { Role } from "../tenancy/permissions";
import { passageOf } from "./passage";

function speaking({ org, backend, customerId }: World) {
  const { orgId, as } = org;
  const search = (text: string, role: Role = "admin") =>
    as[role].query(api.customers.search, { orgId, text });
  return {
    orgId,
    as,
    search,
    names: async (text: string, role: Role = "admin") =>
      (await search(text, role)).rows.map(({ _id }) => _id as Id<"customers">),
    palette: async (text: string, role: Role = "admin") =>
      (await as[role].query(api.search.everything, { orgId, text })).customers,
    write: (noteText: string, more: object = {}, to: Id<"customers"> = customerId, role: Role = "admin") =>
      as[role].mutation(api.notes.create, { orgId, customerId: to, input: { noteText, ...more } }),
    link: (to: Id<"customers">[]) =>
      backend.run(async (ctx) => {
        const rows = await ctx.db.query("memberships").collect();
        const brand = rows.find((row) => row.userId === org.users.brand)!;
        await ctx.db.patch("memberships", brand._id, { linkedCustomerIds: to });
      }),
    settle: () => backend.finishAllScheduledFunctions(vi.runAllTimers),
    rows: () => backend.run((ctx) => ctx.db.query("noteWords").collect()),
  };
}

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout"] }));
afterEach(() => void vi.useRealTimers());

describe("search of notes", () => {
  test("a word of a note, its beginning, the other alphabet, and words of note and customer together", async () => {
    const world = await newWorld();
    const { write, names, search, palette, as, orgId } = speaking(world);
    const { customerId } = world;
    await as.admin.mutation(api.customers.update, { orgId, customerId, patch: { name: "Vera Holm" } });
    const other = await newCustomer(world.org, "sales", { name: "Nils Berg" });
    await write("Prefers a window seat and vegetarian meals.\nNever call before noon.");
    await write("Сломался чемодан в Актау");
    await write("Likes window seats too", {}, other);
    expect(await names("vegetarian")).toEqual([customerId]);
    expect(await names("veget")).toEqual([customerId]);
    expect(await names("чемодан")).toEqual([customerId]);
    expect(await names("chemodan aktau")).toEqual([customerId]);
    expect(await names("vera window")).toEqual([customerId]);
    expect(new Set(await names("window"))).toEqual(new Set([customerId, other]));
    expect(await names("window chemodan")).toEqual([]);
    expect((await search("vegetarian")).found).toEqual([
      {
        by: "note",
        isGuess: false,
        passage: "Prefers a window seat and vegetarian meals. Never call before noon.",
      },
    ]);
    expect(await palette("noon")).toMatchObject([{ _id: customerId, by: "note" }]);
  });

  test("the record's own notes are searched as well, and its own facts come before any note", async () => {
    const world = await newWorld();
    const { names, palette, write, as, orgId } = speaking(world);
    const named = await newCustomer(world.org, "sales", { name: "Marta Harbour" });
    await as.admin.mutation(api.customers.update, {
      orgId,
      customerId: world.customerId,
      patch: { notes: "Keeps a boat in the harbour" },
    });
    await write("Met at the harbour", {}, await newCustomer(world.org, "sales", { name: "Ole Lund" }));
    expect((await names("harbour"))[0]).toBe(named);
    expect(await names("harbour")).toHaveLength(3);
    expect((await palette("boat"))[0]).toMatchObject({ by: "note", passage: "Keeps a boat in the harbour" });
  });

  test("NOT-03: brand users find linked customers by notes that are not internal, and by nothing else", async () => {
    const world = await newWorld();
    const { write, names, link, as, orgId } = speaking(world);
    const { customerId } = world;
    const elsewhere = await newCustomer(world.org);
    await link([customerId]);
    const secret = await write("Owes money to everybody");
    await write("Your guide is Dana", { isInternal: false });
    await write("Another guide", { isInternal: false }, elsewhere);
    await as.admin.mutation(api.customers.update, {
      orgId,
      customerId,
      patch: { notes: "Difficult person" },
    });
    expect(await names("guide", "brand")).toEqual([customerId]);
    expect(await names("owes", "brand")).toEqual([]);
    expect(await names("difficult", "brand")).toEqual([]);
    await as.admin.mutation(api.notes.update, { orgId, noteId: secret, input: { isInternal: false } });
    expect(await names("owes", "brand")).toEqual([customerId]);
    await as.admin.mutation(api.notes.update, { orgId, noteId: secret, input: { isInternal: true } });
    expect(await names("owes", "brand")).toEqual([]);
  });

  test("SRC-24: the scope stays inside the query, and follows the customer to another owner and back", async () => {
    const world = await newWorld();
    const { write, names, settle, as, orgId } = speaking(world);
    const { customerId, org } = world;
    const others = await Promise.all(Array.from({ length: 40 }, () => newCustomer(org, "admin")));
    for (const id of others) await write("Saffron saffron saffron", {}, id);
    await write("Allergic to saffron, as she told us in a long letter");
    expect(await names("saffron", "sales")).toEqual([customerId]);
    const assign = (ownerId: Id<"users"> | null) =>
      as.admin.mutation(api.customers.assign, { orgId, customerId, ownerId });
    await assign(null);
    expect(await names("saffron", "sales")).toEqual([]);
    await settle();
    expect(await names("saffron", "sales")).toEqual([]);
    await assign(org.users.sales);
    await settle();
    expect(await names("saffron", "sales")).toEqual([customerId]);
    expect(
      await world.other.as.admin.query(api.customers.search, { orgId: world.other.orgId, text: "saffron" }),
    ).toMatchObject({ rows: [] });
  });

  test("a changed, removed and restored note is found as it stands", async () => {
    const world = await newWorld();
    const { write, names, rows, as, orgId } = speaking(world);
    const noteId = await write("Wants a balcony");
    await as.admin.mutation(api.notes.update, { orgId, noteId, input: { noteText: "Wants a terrace" } });
    expect(await names("balcony")).toEqual([]);
    expect(await names("terrace")).toEqual([world.customerId]);
    await as.admin.mutation(api.notes.remove, { orgId, noteId });
    expect(await names("terrace")).toEqual([]);
    expect(await rows()).toEqual([]);
    await as.admin.mutation(api.notes.restore, { orgId, noteId });
    expect(await names("terrace")).toEqual([world.customerId]);
    // A text without a word has nothing to be found by.
    await as.admin.mutation(api.notes.update, { orgId, noteId, input: { noteText: "!!!" } });
    expect(await rows()).toEqual([]);
  });

  test("after a merge the survivor is found by the notes that came along, and after its undo each by its own", async () => {
    const world = await newWorld();
    const { write, names, settle, as, orgId } = speaking(world);
    const second = await newCustomer(world.org, "admin");
    await write("Collects stamps", {}, second);
    const { mergeId } = await as.admin.mutation(api.customers.merge, {
      orgId,
      primaryCustomerId: world.customerId,
      secondaryCustomerIds: [second],
      mergeStrategy: {
        keepPrimaryContact: true,
        combineTransactionHistory: true,
        combinePackages: true,
        combineNotes: true,
      },
      mergeReason: "One person",
    });
    await settle();
    expect(await names("stamps")).toEqual([world.customerId]);
    expect(await names("stamps", "sales")).toEqual([world.customerId]);
    await as.admin.mutation(api.merges.undo, { orgId, mergeId });
    await settle();
    expect(await names("stamps")).toEqual([second]);
    expect(await names("stamps", "sales")).toEqual([]);
  });

  test("an organization of an older Orbit is brought up to date, many notes by a job", async () => {
    const world = await newWorld();
    const { write, names, settle, rows, orgId } = speaking(world);
    for (let n = 0; n < 45; n++) await write(`Remark ${n} about porcelain`);
    await world.backend.run(async (ctx) => {
      for (const row of await ctx.db.query("noteWords").collect()) await ctx.db.delete("noteWords", row._id);
      const settings = await ctx.db.query("orgSettings").collect();
      for (const { _id } of settings) await ctx.db.patch("orgSettings", _id, { searchVersion: 1 });
    });
    expect(await names("porcelain")).toEqual([]);
    await world.backend.mutation(internal.search.upgrade, { orgId });
    await settle();
    expect(await rows()).toHaveLength(45);
    expect(await names("porcelain")).toEqual([world.customerId]);
  });
});

describe("words and passages", () => {
  test("any word of any text is among its words, and its passage holds it and is short", () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1, maxLength: 80 }),
        fc.nat(),
        (all, n) => {
          const word = all[n % all.length]!;
          const text = all.join(" ");
          expect(noteWordsOf(text).split(" ")).toContain(word);
          const passage = passageOf(text, [word])!;
          expect(passage.split(/ /)).toEqual(expect.arrayContaining([expect.stringContaining(word)]));
          expect(passage.length).toBeLessThan(160);
        },
      ),
    );
    expect(passageOf("nothing here", ["else"])).toBeNull();
  });
});
