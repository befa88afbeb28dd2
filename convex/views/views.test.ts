/** Saved views: whose they are, who sees them, and two people at once. */
import { beforeEach, expect, test } from "vitest";
import { api } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { newBackend, newOrganization, type Backend, type Organization } from "../world.testkit";

let backend: Backend;
let ours: Organization;
let orgId: Id<"organizations">;
const look = {
  where: { match: "all" as const, rules: [{ field: "tag", op: "is" as const, values: ["VIP"] }] },
  sort: { column: "lastContactAt", direction: "desc" as const },
  columns: ["name", "owner"],
  widths: { name: 300 },
  density: "compact" as const,
  groupBy: "status",
};

beforeEach(async () => {
  backend = newBackend();
  ours = await newOrganization(backend, "ours");
  orgId = ours.orgId;
});

type Caller = keyof Organization["as"];
const list = async (role: Caller) => await ours.as[role].query(api.views.list, { orgId });
const names = async (role: Caller) => (await list(role)).map(({ name }) => name);
const create = async (role: Caller, name: string, audience?: "private" | "team" | "org") =>
  await ours.as[role].mutation(api.views.create, { orgId, name, look, ...(audience ? { audience } : {}) });

async function team(...members: Caller[]) {
  await backend.run(async (ctx) => {
    const teamId = await ctx.db.insert("teams", { orgId, name: "A", createdAt: 1, updatedAt: 1 });
    for (const row of await ctx.db.query("memberships").collect()) {
      if (members.includes(row.role)) await ctx.db.patch("memberships", row._id, { teamId });
    }
  });
}

test("SRC-14: saved, renamed, shared with the team, made the default, deleted and brought back", async () => {
  await team("sales", "manager");
  const viewId = await create("sales", "  My VIPs ");
  expect(await list("sales")).toMatchObject([{ name: "My VIPs", look, isMine: true, isEditable: true }]);
  expect(await names("manager")).toEqual([]);
  const sales = ours.as.sales;
  await sales.mutation(api.views.update, { orgId, viewId, revision: 1, name: "VIPs" });
  await sales.mutation(api.views.update, { orgId, viewId, revision: 2, audience: "team" });
  expect(await list("manager")).toMatchObject([{ name: "VIPs", isMine: false, isEditable: true }]);
  expect(await names("support")).toEqual([]);
  const other = await create("sales", "Second");
  for (const one of [viewId, other]) {
    await sales.mutation(api.views.mark, { orgId, viewId: one, isDefault: true, isFavourite: true });
  }
  expect(
    (await list("sales")).map((view) => [view.name, view.isDefault, view.isFavourite, view.position]),
  ).toEqual([
    ["Second", true, true, 2],
    ["VIPs", false, true, 1],
  ]);
  expect(await list("manager")).toMatchObject([{ isDefault: false, isFavourite: false }]);
  await sales.mutation(api.views.remove, { orgId, viewId });
  expect(await names("sales")).toEqual(["Second"]);
  expect(await names("manager")).toEqual([]);
  await sales.mutation(api.views.restore, { orgId, viewId });
  expect(await names("sales")).toEqual(["Second", "VIPs"]);
});

test("SRC-14: the organization's views are seen by all but brand, changed by their owner and by managers", async () => {
  const viewId = await create("sales", "Everybody's", "org");
  for (const role of ["admin", "manager", "support"] as const)
    expect(await names(role)).toEqual(["Everybody's"]);
  expect(await names("brand")).toEqual([]);
  const rename = (role: Caller, revision: number) =>
    ours.as[role].mutation(api.views.update, { orgId, viewId, revision, name: `By ${role}` });
  await expect(rename("support", 1)).rejects.toThrow("FORBIDDEN");
  await expect(rename("brand", 1)).rejects.toThrow("NOT_FOUND");
  await rename("manager", 1);
  await expect(rename("sales", 1)).rejects.toThrow("VERSION_CONFLICT");
  expect(await names("sales")).toEqual(["By manager"]);
  await expect(create("brand", "Mine", "org")).rejects.toThrow("FORBIDDEN");
  await create("brand", "Mine");
  expect(await names("brand")).toEqual(["Mine"]);
});

test("SRC-14: a private view is nobody else's, not even an administrator's; names and numbers are bounded", async () => {
  const viewId = await create("sales", "Private");
  await expect(ours.as.admin.mutation(api.views.mark, { orgId, viewId, isFavourite: true })).rejects.toThrow(
    "NOT_FOUND",
  );
  await expect(ours.as.admin.mutation(api.views.remove, { orgId, viewId })).rejects.toThrow("NOT_FOUND");
  await expect(create("sales", " ")).rejects.toThrow("VALIDATION_ERROR");
  await expect(create("sales", "x".repeat(61))).rejects.toThrow("VALIDATION_ERROR");
  for (let n = 1; n < 60; n++) await create("sales", `View ${n}`);
  await expect(create("sales", "One more")).rejects.toThrow("LIMIT_EXCEEDED");
  await expect(
    ours.as.manager.mutation(api.views.create, { orgId, name: "T", look, audience: "team" }),
  ).rejects.toThrow("NOT_FOUND");
});
