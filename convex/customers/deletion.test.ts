import { describe, expect, test } from "vitest";
import { api } from "../_generated/api";
import { newBackend, newOrganization, refusalOf, type Organization } from "../world.testkit";

async function world() {
  const backend = newBackend();
  const ours = await newOrganization(backend, "ours");
  const { orgId } = ours;
  const { customerId } = await ours.as.sales.mutation(api.customers.create, {
    orgId,
    input: { name: "Vera Gone", email: "vera@gone.test", status: "lead", tags: ["VIP"] },
  });
  await ours.as.sales.mutation(api.contacts.create, {
    orgId,
    customerId,
    input: { firstName: "Ada", lastName: "Lind", email: "ada@gone.test" },
  });
  await ours.as.sales.mutation(api.interactions.create, {
    orgId,
    customerId,
    input: { type: "call", subject: "Hello", description: "Said hello" },
  });
  const listed = async (role: keyof Organization["as"], statuses?: "deleted"[]) =>
    (
      await ours.as[role].query(api.customers.list, {
        orgId,
        ...(statuses ? { filters: { statuses } } : {}),
        sort: "name",
        order: "asc",
        cursor: null,
        endCursor: null,
        numItems: 20,
      })
    ).page.map(({ _id }) => _id);
  const history = async () =>
    (
      await ours.as.admin.query(api.history.list, {
        orgId,
        customerId,
        paginationOpts: { numItems: 20, cursor: null },
      })
    ).page;
  const row = () => backend.run((ctx) => ctx.db.get("customers", customerId));
  return { backend, ours, orgId, customerId, listed, history, row };
}

describe("deleting", () => {
  test("CUS-43: the record leaves every list, its children stay, and only admin and manager still find it", async () => {
    const { backend, ours, orgId, customerId, listed, row } = await world();
    const remove = (role: keyof Organization["as"]) =>
      refusalOf(ours.as[role].mutation(api.customers.remove, { orgId, customerId, reason: "Twice here" }));
    for (const role of ["sales", "support", "brand"] as const) {
      expect(await remove(role)).toMatchObject({ code: "FORBIDDEN" });
    }
    expect(await remove("manager")).toBeNull();
    expect(await row()).toMatchObject({
      status: "deleted",
      isActive: false,
      deletion: { status: "lead", isActive: true },
    });
    expect(await listed("admin")).toEqual([]);
    expect(await listed("admin", ["deleted"])).toEqual([customerId]);
    expect(await listed("manager", ["deleted"])).toEqual([customerId]);
    expect(await listed("sales", ["deleted"])).toEqual([]);
    expect(await ours.as.admin.query(api.customers.count, { orgId })).toBe(0);
    const opened = await ours.as.manager.query(api.customers.get, { orgId, customer: customerId });
    expect(opened).toMatchObject({ status: "deleted", may: { update: false, delete: false, restore: true } });
    expect(
      await refusalOf(ours.as.sales.query(api.customers.get, { orgId, customer: customerId })),
    ).toMatchObject({ code: "NOT_FOUND" });
    await backend.run(async (ctx) => {
      for (const table of ["contacts", "interactions", "auditLog"] as const) {
        const rows = (await ctx.db.query(table).collect()).filter((one) => one.customerId === customerId);
        expect(rows.length, table).toBeGreaterThan(0);
      }
      expect(await ctx.db.query("customerTags").collect()).toEqual([]);
    });
    expect(
      await refusalOf(
        ours.as.admin.mutation(api.customers.update, { orgId, customerId, patch: { notes: "late" } }),
      ),
    ).toMatchObject({ code: "NOT_FOUND" });
  });

  test("CUS-47: restoring gives the status and the tags back, unless somebody else has the e-mail by now", async () => {
    const { backend, ours, orgId, customerId, row } = await world();
    await ours.as.admin.mutation(api.customers.remove, { orgId, customerId });
    const twin = await ours.as.admin.mutation(api.customers.create, {
      orgId,
      input: { name: "Other Vera", email: "vera@gone.test" },
    });
    const restore = () => refusalOf(ours.as.manager.mutation(api.customers.restore, { orgId, customerId }));
    expect(await restore()).toMatchObject({ code: "DUPLICATE_CUSTOMER", field: "email" });
    expect(await row()).toMatchObject({ status: "deleted" });
    await ours.as.admin.mutation(api.customers.update, {
      orgId,
      customerId: twin.customerId,
      patch: { email: "vera2@gone.test" },
    });
    expect(await restore()).toBeNull();
    expect(await row()).toMatchObject({ status: "lead", isActive: true, tags: ["VIP"] });
    expect((await row())!.deletion).toBeUndefined();
    expect(await backend.run((ctx) => ctx.db.query("customerTags").collect())).toHaveLength(1);
    expect(
      await refusalOf(ours.as.sales.mutation(api.customers.restore, { orgId, customerId })),
    ).toMatchObject({
      code: "FORBIDDEN",
    });
    expect(await ours.as.admin.mutation(api.customers.restore, { orgId, customerId })).toMatchObject({
      auditId: null,
    });
  });

  test("CUS-43 CUS-47: undo from the history restores, and undoing that deletes again", async () => {
    const { ours, orgId, customerId, row, history } = await world();
    const { auditId } = await ours.as.manager.mutation(api.customers.remove, { orgId, customerId });
    const [entry] = await history();
    expect(entry).toMatchObject({ _id: auditId, action: "deleted" });
    expect(
      await refusalOf(ours.as.sales.mutation(api.history.undo, { orgId, auditId: auditId! })),
    ).toMatchObject({
      code: "NOT_FOUND",
    });
    const undone = await ours.as.manager.mutation(api.history.undo, { orgId, auditId: auditId! });
    expect(await row()).toMatchObject({ status: "lead", isActive: true });
    await ours.as.manager.mutation(api.history.undo, { orgId, auditId: undone.auditId! });
    expect(await row()).toMatchObject({ status: "deleted", deletion: { status: "lead" } });
  });
});

describe("conflicts before save", () => {
  test("CUS-38: a field that moved on refuses the change with both values; other fields flow through", async () => {
    const { ours, orgId, customerId, row } = await world();
    const save = (role: "sales" | "admin", patch: object, expected: Record<string, unknown>) =>
      refusalOf(ours.as[role].mutation(api.customers.update, { orgId, customerId, patch, expected }));
    expect(await save("admin", { phone: "+7 701 111 11 11" }, { phone: "" })).toBeNull();
    expect(
      await save("sales", { phone: "+7 702 222 22 22", industry: "Travel" }, { phone: null, industry: null }),
    ).toEqual({
      code: "CONFLICT",
      entity: "customers",
      conflicts: [{ field: "phone", mine: "+7 702 222 22 22", theirs: "+7 701 111 11 11" }],
      byName: "ours admin",
    });
    expect((await row())!.industry).toBeUndefined();
    // The same field of mine, with what they wrote in view, goes through; so does one nobody touched.
    expect(await save("sales", { phone: "+7 702 222 22 22" }, { phone: "+7 701 111 11 11" })).toBeNull();
    expect(await save("sales", { industry: "Travel" }, { industry: "" })).toBeNull();
    // Both wrote the same: nobody loses anything.
    expect(await save("admin", { industry: "Travel" }, { industry: "Hotels" })).toBeNull();
    expect(await row()).toMatchObject({ phone: "+7 702 222 22 22", industry: "Travel" });
  });

  test("CUS-25: a JSON object of any keys comes back as it was; anything else and too much is refused", async () => {
    const { ours, orgId, customerId, row } = await world();
    const put = (metadata: string) =>
      refusalOf(ours.as.sales.mutation(api.customers.update, { orgId, customerId, patch: { metadata } }));
    const sent = { $ref: 1, _id: null, ключ: ["а", { deep: true }], "": "empty key" };
    expect(await put(JSON.stringify(sent))).toBeNull();
    const opened = await ours.as.sales.query(api.customers.get, { orgId, customer: customerId });
    expect(JSON.parse(opened.metadata!)).toEqual(sent);
    for (const bad of ["[]", "null", "42", "{", JSON.stringify({ long: "x".repeat(16_000) })]) {
      expect(await put(bad), bad.slice(0, 10)).toMatchObject({
        code: "VALIDATION_ERROR",
        issues: [{ path: "metadata" }],
      });
    }
    expect(await put("")).toBeNull();
    expect((await row())!.metadata).toBeUndefined();
  });
});
