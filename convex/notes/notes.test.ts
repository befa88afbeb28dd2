import { describe, expect, test } from "vitest";
import { api } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { newCustomer, newWorld, refusal, type World } from "../engagement.testkit";
import type { Role } from "../tenancy/permissions";
import { mostPinned, noteTypes } from "./types";

const page = { numItems: 15, cursor: null };

function speaking({ org, customerId }: World) {
  const { orgId, as } = org;
  return {
    orgId,
    as,
    write: (role: Role, noteText: string, more: object = {}) =>
      as[role].mutation(api.notes.create, { orgId, customerId, input: { noteText, ...more } }),
    list: async (role: Role, noteType: (typeof noteTypes)[number] | null = null) =>
      (await as[role].query(api.notes.list, { orgId, customerId, noteType, paginationOpts: page })).page,
    history: async () =>
      (await as.admin.query(api.history.list, { orgId, customerId, paginationOpts: page })).page.filter(
        ({ entity }) => entity === "notes",
      ),
  };
}

describe("notes", () => {
  test("NOT-01 NOT-04: a note comes back with its fields, newest first; blank text is refused", async () => {
    const { write, list } = speaking(await newWorld());
    await write("sales", "  Prefers window seats  ");
    await write("support", "Asked about the refund", { noteType: "request", isInternal: false });
    const [newest, oldest] = await list("sales");
    expect(newest).toMatchObject({
      noteText: "Asked about the refund",
      noteType: "request",
      isInternal: false,
      createdByName: "ours support",
      editedAt: null,
    });
    expect(oldest).toMatchObject({ noteText: "Prefers window seats", isInternal: true });
    expect(await refusal(write("sales", " \n "))).toBe("VALIDATION_ERROR");
    expect(await refusal(write("sales", "x".repeat(10_001)))).toBe("VALIDATION_ERROR");
  });

  test("NOT-06: six types, general when omitted; the filter gives only its type", async () => {
    const { write, list } = speaking(await newWorld());
    for (const noteType of noteTypes) await write("sales", `About ${noteType}`, { noteType });
    await write("sales", "Plain");
    expect((await list("sales", "complaint")).map((note) => note.noteText)).toEqual(["About complaint"]);
    expect((await list("sales", "general")).map((note) => note.noteText)).toEqual(["Plain", "About general"]);
    expect(await refusal(write("sales", "x", { noteType: "gossip" }))).toBe("VALIDATION_ERROR");
  });

  test("NOT-03 NOT-07: a brand user reads what is not internal of linked customers, and nothing else", async () => {
    const world = await newWorld();
    const { write, list, as, orgId } = speaking(world);
    await world.backend.run(async (ctx) => {
      const rows = await ctx.db.query("memberships").collect();
      const brand = rows.find((row) => row.userId === world.org.users.brand)!;
      await ctx.db.patch("memberships", brand._id, { linkedCustomerIds: [world.customerId] });
    });
    const secret = await write("sales", "Owes us money");
    await write("sales", "Your guide is Dana", { isInternal: false });
    expect((await list("brand")).map((note) => note.noteText)).toEqual(["Your guide is Dana"]);
    expect(await list("brand", "general")).toHaveLength(1);
    await as.sales.mutation(api.notes.pin, { orgId, noteId: secret, isPinned: true });
    const shown = await as.brand.query(api.notes.pinned, { orgId, customerId: world.customerId });
    expect(shown).toEqual({ pinned: [], canWrite: false });
    expect(await refusal(write("brand", "Hello"))).toBe("FORBIDDEN");
    expect(await refusal(as.brand.query(api.notes.mentions, { orgId }))).toBe("FORBIDDEN");
    await as.sales.mutation(api.notes.update, { orgId, noteId: secret, input: { isInternal: false } });
    expect(await list("brand")).toHaveLength(2);
  });

  test("NOT-05: authors edit their own, managers any; updatedAt moves and the history keeps the old text", async () => {
    const { write, list, as, orgId, history } = speaking(await newWorld());
    const noteId = await write("sales", "Calls on Mondays");
    const edit = (role: Role, noteText: string) =>
      as[role].mutation(api.notes.update, { orgId, noteId, input: { noteText } });
    expect(await refusal(edit("support", "Calls never"))).toBe("FORBIDDEN");
    await edit("sales", "Calls on Tuesdays");
    await edit("manager", "Calls on Fridays");
    const [note] = await list("sales");
    expect(note!.noteText).toBe("Calls on Fridays");
    expect(note!.editedAt).not.toBeNull();
    const entries = await history();
    expect(entries.map(({ action }) => action)).toEqual(["updated", "updated", "created"]);
    expect(entries[1]!.changes).toEqual([
      { field: "noteText", from: "Calls on Mondays", to: "Calls on Tuesdays" },
    ]);
    expect((await list("support"))[0]!.mayEdit).toBe(false);
    expect((await list("manager"))[0]!.mayEdit).toBe(true);
  });

  test("NOT-12: a colleague's note cannot be deleted by sales; the author's own goes, is in the history, and comes back", async () => {
    const { write, list, as, orgId, history } = speaking(await newWorld());
    const theirs = await write("support", "Angry caller");
    const own = await write("sales", "Likes tea");
    expect(await refusal(as.sales.mutation(api.notes.remove, { orgId, noteId: theirs }))).toBe("FORBIDDEN");
    await as.sales.mutation(api.notes.remove, { orgId, noteId: own });
    expect((await list("sales")).map(({ _id }) => _id)).toEqual([theirs]);
    expect((await history())[0]).toMatchObject({
      action: "removed",
      changes: [{ field: "noteText", from: "Likes tea" }],
    });
    expect(
      await refusal(
        as.sales.mutation(api.notes.update, { orgId, noteId: own, input: { noteText: "Likes coffee" } }),
      ),
    ).toBe("NOT_FOUND");
    await as.sales.mutation(api.notes.restore, { orgId, noteId: own });
    expect(await list("sales")).toHaveLength(2);
    await as.manager.mutation(api.notes.remove, { orgId, noteId: theirs });
    expect(await list("sales")).toHaveLength(1);
  });

  test("NOT-07: a rep without the account neither reads nor writes; a neighbour's note is not found", async () => {
    const world = await newWorld();
    const { as, orgId } = speaking(world);
    const hidden = await newCustomer(world.org, "manager");
    const args = { orgId, customerId: hidden };
    expect(
      await refusal(as.sales.query(api.notes.list, { ...args, noteType: null, paginationOpts: page })),
    ).toBe("OUT_OF_REACH");
    expect(await refusal(as.sales.mutation(api.notes.create, { ...args, input: { noteText: "x" } }))).toBe(
      "OUT_OF_REACH",
    );
    const theirs = await newCustomer(world.other);
    const noteId = await world.other.as.admin.mutation(api.notes.create, {
      orgId: world.other.orgId,
      customerId: theirs,
      input: { noteText: "Elsewhere" },
    });
    expect(await refusal(as.admin.mutation(api.notes.remove, { orgId, noteId }))).toBe("NOT_FOUND");
  });

  test("a note is told on the timeline, leaves it when it is removed and comes back with its undo", async () => {
    const world = await newWorld();
    const { write, as, orgId } = speaking(world);
    const { customerId } = world;
    const feed = async () =>
      (
        await as.sales.query(api.timeline.list, { orgId, customerId, kind: "note", paginationOpts: page })
      ).page.map(({ title }) => title);
    const counted = async () =>
      (await as.sales.query(api.timeline.counts, { orgId, customerId }))["note"] ?? 0;
    const noteId = await write("sales", "Likes tea");
    expect(await feed()).toEqual(["Likes tea"]);
    await as.sales.mutation(api.notes.remove, { orgId, noteId });
    expect([await feed(), await counted()]).toEqual([[], 0]);
    await as.sales.mutation(api.notes.restore, { orgId, noteId });
    expect([await feed(), await counted()]).toEqual([["Likes tea"], 1]);
  });

  test("pinned notes stand above, at most five", async () => {
    const world = await newWorld();
    const { write, as, orgId } = speaking(world);
    const pin = (noteId: Awaited<ReturnType<typeof write>>, isPinned = true) =>
      as.sales.mutation(api.notes.pin, { orgId, noteId, isPinned });
    const ids = [];
    for (let number = 0; number <= mostPinned; number++) ids.push(await write("sales", `Note ${number}`));
    for (const id of ids.slice(0, mostPinned)) await pin(id);
    expect(await refusal(pin(ids[mostPinned]!))).toBe("LIMIT_EXCEEDED");
    await pin(ids[0]!, false);
    await pin(ids[mostPinned]!);
    await as.sales.mutation(api.notes.remove, { orgId, noteId: ids[1]! });
    const { pinned } = await as.sales.query(api.notes.pinned, { orgId, customerId: world.customerId });
    expect(pinned.map(({ noteText }) => noteText)).toEqual(["Note 5", "Note 4", "Note 3", "Note 2"]);
  });

  test("NOT-09: a page reads a bounded number of documents however many notes there are", async () => {
    const world = await newWorld({ documentsRead: 200 });
    const { list } = speaking(world);
    await world.backend.run(async (ctx) => {
      for (let number = 0; number < 600; number++) {
        await ctx.db.insert("notes", {
          orgId: world.org.orgId,
          customerId: world.customerId,
          noteType: number % 2 === 0 ? "general" : "complaint",
          noteText: `Note ${number}`,
          isInternal: true,
          isPinned: false,
          isRemoved: false,
          mentioned: [world.org.users.manager],
          createdAt: number,
          updatedAt: number,
          createdBy: "user:x",
          createdByName: "X",
          updatedBy: "user:x",
        });
      }
    });
    expect((await list("sales"))[0]!.noteText).toBe("Note 599");
    expect((await list("sales", "general"))[0]!.noteText).toBe("Note 598");
  });
});

describe("mentions", () => {
  test("a colleague named in a note finds it waiting, once, and ticks it off", async () => {
    const world = await newWorld();
    const { write, as, orgId } = speaking(world);
    const { manager, sales, brand } = world.org.users;
    const waiting = async (role: Role) => (await as[role].query(api.notes.mentions, { orgId })).mentions;
    const noteId = await write("sales", "@ours manager please approve", {
      mentioned: [manager, manager, sales],
    });
    expect(await waiting("manager")).toMatchObject([
      { byName: "ours sales", text: "@ours manager please approve", customer: { _id: world.customerId } },
    ]);
    // Naming oneself calls nobody.
    expect(await waiting("sales")).toEqual([]);
    const mentionId = (await waiting("manager"))[0]!._id;
    expect(await refusal(as.admin.mutation(api.notes.markRead, { orgId, mentionId, isRead: true }))).toBe(
      "NOT_FOUND",
    );
    await as.manager.mutation(api.notes.markRead, { orgId, mentionId, isRead: true });
    expect(await waiting("manager")).toEqual([]);
    // An edit that keeps the name does not call again; one that drops and names again does.
    const edit = (mentioned: (typeof manager)[]) =>
      as.sales.mutation(api.notes.update, { orgId, noteId, input: { noteText: "Again", mentioned } });
    await edit([manager]);
    expect(await waiting("manager")).toEqual([]);
    await edit([]);
    await edit([manager]);
    expect(await waiting("manager")).toHaveLength(1);
    await as.sales.mutation(api.notes.remove, { orgId, noteId });
    expect(await waiting("manager")).toEqual([]);
    await as.sales.mutation(api.notes.restore, { orgId, noteId });
    expect(await waiting("manager")).toHaveLength(1);
    expect(await refusal(write("sales", "@brand", { mentioned: [brand] }))).toBe("VALIDATION_ERROR");
  });

  test("only people who can open the customer are offered and may be named", async () => {
    const world = await newWorld();
    const { as, orgId } = speaking(world);
    const managers = await newCustomer(world.org, "manager");
    const offered = async () =>
      (await as.admin.query(api.notes.mentionable, { orgId, customerId: managers })).map(
        ({ userId }) => userId,
      );
    const { admin, manager, sales, support, brand } = world.org.users;
    expect((await offered()).toSorted()).toEqual([admin, manager, support].toSorted());
    const name = (userId: typeof sales) =>
      as.admin.mutation(api.notes.create, {
        orgId,
        customerId: managers,
        input: { noteText: "Look", mentioned: [userId] },
      });
    expect(await refusal(name(sales))).toBe("VALIDATION_ERROR");
    expect(await refusal(name(brand))).toBe("VALIDATION_ERROR");
    expect(await refusal(name(world.other.users.admin))).toBe("VALIDATION_ERROR");
    await as.admin.mutation(api.customers.assign, { orgId, customerId: managers, ownerId: sales });
    await name(sales);
    const waiting = await as.sales.query(api.notes.mentions, { orgId });
    expect(waiting.mentions).toHaveLength(1);
    // Taken away again: the note is no longer shown to the person named.
    await as.admin.mutation(api.customers.assign, { orgId, customerId: managers, ownerId: manager });
    expect((await as.sales.query(api.notes.mentions, { orgId })).mentions).toEqual([]);
  });

  test("NOT-05: a note can be mended after a colleague named in it has lost the customer; others they cannot be named in", async () => {
    const world = await newWorld();
    const { as, orgId } = speaking(world);
    const { manager, sales, brand } = world.org.users;
    const customerId = await newCustomer(world.org, "sales");
    const input = { noteText: "@ours sales, call bakc", mentioned: [sales] };
    const noteId = await as.admin.mutation(api.notes.create, { orgId, customerId, input });
    await as.admin.mutation(api.customers.assign, { orgId, customerId, ownerId: manager });
    const mend = async (mentioned: (typeof sales)[]) =>
      await as.admin.mutation(api.notes.update, {
        orgId,
        noteId,
        input: { noteText: "@ours sales, call back", mentioned },
      });
    await mend([sales]);
    expect((await as.sales.query(api.notes.mentions, { orgId })).mentions).toEqual([]);
    expect(await refusal(mend([sales, brand]))).toBe("VALIDATION_ERROR");
    // Who was taken out is called anew, and must be able to come.
    await mend([]);
    expect(await refusal(mend([sales]))).toBe("VALIDATION_ERROR");
  });

  test("what a person may not open any more does not hide the mentions they may", async () => {
    const world = await newWorld();
    const { as, orgId } = speaking(world);
    const { manager, sales } = world.org.users;
    const call = async (customerId: Id<"customers">) =>
      await as.admin.mutation(api.notes.create, {
        orgId,
        customerId,
        input: { noteText: "@ours sales", mentioned: [sales] },
      });
    const [kept, taken] = [await newCustomer(world.org, "sales"), await newCustomer(world.org, "sales")];
    await call(kept);
    for (let count = 0; count < 25; count++) await call(taken);
    const waiting = async () => await as.sales.query(api.notes.mentions, { orgId });
    expect(await waiting()).toMatchObject({ mentions: { length: 20 }, hasMore: true });
    await as.admin.mutation(api.customers.assign, { orgId, customerId: taken, ownerId: manager });
    expect(await waiting()).toMatchObject({ mentions: [{ customer: { _id: kept } }], hasMore: false });
  });
});
