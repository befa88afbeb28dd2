/** The tenant database against a neighbour: what it hides, what it refuses, what it stamps. */
import { expect, test } from "vitest";
import type { Id } from "../_generated/dataModel";
import { newBackend, newOrganization } from "../world.testkit";
import { forgetProven, tenantWriter } from "./tenantDb";

const stamps = { createdAt: 1, updatedAt: 1 };

async function twoOrganizations() {
  const backend = newBackend();
  const ours = await newOrganization(backend, "ours");
  const theirs = await newOrganization(backend, "theirs");
  const theirTeam = await backend.run(
    async (ctx) => await ctx.db.insert("teams", { orgId: theirs.orgId, name: "Theirs", ...stamps }),
  );
  return { backend, ours, theirs, theirTeam };
}

test("TEN-01 an insert is stamped with the organization and can be read back", async () => {
  const { backend, ours } = await twoOrganizations();
  await backend.run(async (ctx) => {
    const db = tenantWriter(ctx.db, ours.orgId);
    const id = await db.insert("teams", { name: "Ours", ...stamps });
    expect((await db.get("teams", id)).orgId).toBe(ours.orgId);
  });
});

test("TEN-01 a neighbour's row is not found, not patched, not deleted", async () => {
  const { backend, ours, theirTeam } = await twoOrganizations();
  await backend.run(async (ctx) => {
    const db = tenantWriter(ctx.db, ours.orgId);
    expect(await db.find("teams", theirTeam)).toBeNull();
    await expect(db.get("teams", theirTeam)).rejects.toMatchObject({ data: { code: "NOT_FOUND" } });
    await expect(db.patch("teams", theirTeam, { name: "x" })).rejects.toMatchObject({
      data: { code: "NOT_FOUND" },
    });
    await expect(db.delete("teams", theirTeam)).rejects.toMatchObject({ data: { code: "NOT_FOUND" } });
    expect((await ctx.db.get("teams", theirTeam))?.name).toBe("Theirs");
  });
});

test("TEN-01 VAL-28 a text from outside names a row of the organization, or nothing", async () => {
  const { backend, ours, theirTeam } = await twoOrganizations();
  await backend.run(async (ctx) => {
    const db = tenantWriter(ctx.db, ours.orgId);
    const id = await db.insert("teams", { name: "Ours", ...stamps });
    const gone = await db.insert("teams", { name: "Gone", ...stamps });
    await db.delete("teams", gone);
    expect((await db.getNamed("teams", id)).name).toBe("Ours");
    for (const text of [theirTeam, gone, ours.users.admin, "teams", "", "\u0000"])
      await expect(db.getNamed("teams", text), text).rejects.toMatchObject({
        data: { code: "NOT_FOUND", entity: "teams" },
      });
  });
});

test("TEN-01 an index opens at the own organization, with and without a further range", async () => {
  const { backend, ours } = await twoOrganizations();
  await backend.run(async (ctx) => {
    const db = tenantWriter(ctx.db, ours.orgId);
    await db.insert("teams", { name: "Ours", ...stamps });
    expect((await db.query("teams").withIndex("by_name").collect()).map((row) => row.name)).toEqual(["Ours"]);
    expect(
      await db
        .query("teams")
        .withIndex("by_name", (q) => q.eq("name", "Theirs"))
        .collect(),
    ).toEqual([]);
    expect(
      await db
        .query("teams")
        .withIndex("by_name", (q) => q.gte("name", ""))
        .collect(),
    ).toHaveLength(1);
  });
});

test("TEN-01 a row can be moved into no other organization", async () => {
  const { backend, ours, theirs } = await twoOrganizations();
  await backend.run(async (ctx) => {
    const db = tenantWriter(ctx.db, ours.orgId);
    const id = await db.insert("teams", { name: "Ours", orgId: theirs.orgId, ...stamps } as never);
    expect((await ctx.db.get("teams", id))?.orgId).toBe(ours.orgId);
    await expect(db.patch("teams", id, { orgId: theirs.orgId } as never)).rejects.toThrow(
      "cannot be patched",
    );
    await expect(db.patch("teams", id, { orgId: undefined } as never)).rejects.toThrow("cannot be patched");
  });
});

test("TEN-19 a reference to a neighbour's row is refused on insert and on patch, also inside arrays", async () => {
  const { backend, ours, theirs, theirTeam } = await twoOrganizations();
  const theirCustomer = (await backend.run(
    async (ctx) => await ctx.db.insert("auditLog", { orgId: theirs.orgId, ...auditRow() }),
  )) as string;
  await backend.run(async (ctx) => {
    const db = tenantWriter(ctx.db, ours.orgId);
    const member = (await db
      .query("memberships")
      .withIndex("by_role", (q) => q.eq("role", "sales"))
      .unique())!;
    await expect(db.patch("memberships", member._id, { teamId: theirTeam })).rejects.toMatchObject({
      data: { code: "NOT_FOUND", entity: "teams" },
    });
    await expect(
      db.insert("auditLog", { ...auditRow(), undoes: theirCustomer as Id<"auditLog"> }),
    ).rejects.toMatchObject({ data: { code: "NOT_FOUND", entity: "auditLog" } });
    const ourTeam = await db.insert("teams", { name: "Ours", ...stamps });
    await db.patch("memberships", member._id, { teamId: ourTeam });
    await expect(
      db.patch("memberships", member._id, { linkedCustomerIds: [theirTeam as unknown as Id<"customers">] }),
    ).rejects.toBeDefined();
  });
});

test("TEN-19 what was seen once in a call is not believed of a neighbour, of another table, or once it is deleted", async () => {
  const { backend, ours, theirs, theirTeam } = await twoOrganizations();
  await backend.run(async (ctx) => {
    const db = tenantWriter(ctx.db, ours.orgId);
    const member = (await db
      .query("memberships")
      .withIndex("by_role", (q) => q.eq("role", "sales"))
      .unique())!;
    const refused = { data: { code: "NOT_FOUND", entity: "teams" } };
    // The neighbour's own database, over the same call, has seen it.
    expect(await tenantWriter(ctx.db, theirs.orgId).get("teams", theirTeam)).not.toBeNull();
    await expect(db.patch("memberships", member._id, { teamId: theirTeam })).rejects.toMatchObject(refused);
    await expect(db.patch("teams", theirTeam, { name: "x" })).rejects.toMatchObject(refused);
    const gone = await db.insert("teams", { name: "Gone", ...stamps });
    await db.patch("memberships", member._id, { teamId: gone });
    await db.patch("memberships", member._id, { teamId: undefined });
    await db.delete("teams", gone);
    await expect(db.patch("memberships", member._id, { teamId: gone })).rejects.toMatchObject(refused);
    await expect(db.patch("teams", gone, { name: "x" })).rejects.toMatchObject(refused);
    await expect(
      db.patch("memberships", member._id, { teamId: member._id as unknown as Id<"teams"> }),
    ).rejects.toBeDefined();
    // A second database of the same organization in the same call deletes what the first has seen.
    const other = await db.insert("teams", { name: "Gone too", ...stamps });
    await tenantWriter(ctx.db, ours.orgId).delete("teams", other);
    await expect(db.patch("memberships", member._id, { teamId: other })).rejects.toMatchObject(refused);
    // Something else wrote in this transaction.
    const third = await db.insert("teams", { name: "Gone last", ...stamps });
    await ctx.db.delete("teams", third);
    forgetProven(ctx.db);
    await expect(db.patch("memberships", member._id, { teamId: third })).rejects.toMatchObject(refused);
  });
  // Nothing is carried from one transaction to the next.
  const seen = await backend.run(
    async (ctx) => await tenantWriter(ctx.db, ours.orgId).insert("teams", { name: "Seen", ...stamps }),
  );
  await backend.run(async (ctx) => await ctx.db.delete("teams", seen));
  await backend.run(async (ctx) => {
    const db = tenantWriter(ctx.db, ours.orgId);
    await expect(db.patch("teams", seen, { name: "x" })).rejects.toMatchObject({
      data: { code: "NOT_FOUND", entity: "teams" },
    });
  });
});

test("TEN-01 a row that an index has answered is written without a second look, and not once it is gone", async () => {
  const limits = { documentsRead: 1_000 };
  const backend = newBackend(limits);
  const { orgId } = await newOrganization(backend, "ours");
  await backend.run(async (ctx) => {
    const db = tenantWriter(ctx.db, orgId);
    for (let n = 0; n < 4; n++) await db.insert("teams", { name: `Team ${n}`, ...stamps });
  });
  const named = (db: ReturnType<typeof tenantWriter>, name: string) =>
    db.query("teams").withIndex("by_name", (q) => q.eq("name", name));
  // Four are found, and three of them looked at once more by what Convex does to write them.
  limits.documentsRead = 7;
  await backend.run(async (ctx) => {
    const db = tenantWriter(ctx.db, orgId);
    const [first, second, third] = [
      (await named(db, "Team 0").unique())!,
      (await named(db, "Team 1").first())!,
      (await named(db, "Team 2").unique())!,
    ];
    await db.patch("teams", first._id, { name: "Changed" });
    await db.patch("teams", second._id, { name: "Changed too" });
    await db.delete("teams", third._id);
    expect(await named(db, "Team 2").unique()).toBeNull();
    await expect(db.patch("teams", third._id, { name: "x" })).rejects.toMatchObject({
      data: { code: "NOT_FOUND" },
    });
    await expect(db.delete("teams", third._id)).rejects.toMatchObject({ data: { code: "NOT_FOUND" } });
    expect((await named(db, "Changed").first())?._id).toBe(first._id);
  });
});

test("TEN-01 global tables and unscoped indexes cannot be named, even past the types", async () => {
  const { backend, ours } = await twoOrganizations();
  await backend.run(async (ctx) => {
    const db = tenantWriter(ctx.db, ours.orgId) as unknown as {
      query(table: string): { withIndex(name: string): unknown };
      find(table: string, id: string): Promise<unknown>;
      insert(table: string, row: object): Promise<unknown>;
    };
    expect(() => db.query("users")).toThrow("belongs to no organization");
    await expect(db.find("users", ours.users.admin)).rejects.toThrow("belongs to no organization");
    await expect(db.insert("organizations", {})).rejects.toThrow("belongs to no organization");
    expect(() => db.query("memberships").withIndex("global_user")).toThrow("not led by orgId");
  });
});

function auditRow() {
  return {
    at: 1,
    actor: "system:test",
    actorName: "Test",
    channel: "schedule" as const,
    entity: "teams",
    entityId: "x",
    action: "created",
    changes: [],
  };
}
