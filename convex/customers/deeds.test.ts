import { describe, expect, test } from "vitest";
import { api } from "../_generated/api";
import { httpStatus } from "../shared/errors";
import { newBackend, newOrganization, refusalOf, type Organization } from "../world.testkit";

async function world() {
  const backend = newBackend();
  const ours = await newOrganization(backend, "ours");
  const theirs = await newOrganization(backend, "theirs");
  const { orgId } = ours;
  const create = async (role: keyof Organization["as"], input: object, extra: object = {}) =>
    (await ours.as[role].mutation(api.customers.create, { orgId, input, ...extra })).customerId;
  const mine = await create("sales", { name: "Mine Own", phone: "+7 701 000 00 01", email: "mine@x.test" });
  const other = await create(
    "manager",
    { name: "Other One", email: "other@x.test" },
    { ownerId: ours.users.manager },
  );
  const free = await create("manager", { name: "Free Pool", email: "free@x.test" });
  const row = (id: typeof mine) => backend.run((ctx) => ctx.db.get("customers", id));
  const visibility = (recordVisibility: "assigned" | "team" | "org", unassignedPoolVisible: boolean) =>
    backend.run(async (ctx) => {
      const settings = (await ctx.db.query("orgSettings").collect()).find((one) => one.orgId === orgId)!;
      await ctx.db.patch("orgSettings", settings._id, { recordVisibility, unassignedPoolVisible });
    });
  const history = async (customerId: string, role: keyof Organization["as"] = "admin") =>
    (
      await ours.as[role].query(api.history.list, {
        orgId,
        customerId,
        paginationOpts: { numItems: 20, cursor: null },
      })
    ).page;
  return { backend, ours, theirs, orgId, mine, other, free, row, visibility, create, history };
}

describe("update", () => {
  test("CUS-38 CUS-51: one field changes, the rest and the code stay, and the history tells it", async () => {
    const { ours, orgId, mine, row, history } = await world();
    const before = (await row(mine))!;
    const { auditId } = await ours.as.sales.mutation(api.customers.update, {
      orgId,
      customerId: mine,
      patch: { phone: "8 701 999 88 77", notes: "Prefers mornings" },
      reason: "New number",
    });
    const after = (await row(mine))!;
    expect(after).toMatchObject({
      customerCode: before.customerCode,
      name: before.name,
      email: before.email,
      phoneE164: "+77019998877",
      updatedBy: `user:${ours.users.sales}`,
    });
    const [entry] = await history(mine);
    expect(entry).toMatchObject({
      _id: auditId,
      action: "updated",
      actorName: "ours sales",
      channel: "app",
      reason: "New number",
      changes: [
        { field: "phone", from: "+7 701 000 00 01", to: "8 701 999 88 77" },
        { field: "notes", to: "Prefers mornings" },
      ],
    });
  });

  test("CUS-02: phone, e-mail and name change; id and code stay, and nobody is added", async () => {
    const { backend, ours, orgId, mine, row } = await world();
    const { customerCode } = (await row(mine))!;
    const everybody = () => backend.run(async (ctx) => (await ctx.db.query("customers").collect()).length);
    const before = await everybody();
    for (const patch of [
      { phone: "+7 702 000 00 09" },
      { email: "moved@x.test" },
      { name: "Somebody Married" },
      { phone: "+7 702 000 00 08", email: "again@x.test", name: "Somebody Divorced" },
    ]) {
      await ours.as.sales.mutation(api.customers.update, { orgId, customerId: mine, patch });
      expect(await row(mine)).toMatchObject({ _id: mine, customerCode, ...patch });
      const opened = await ours.as.sales.query(api.customers.get, { orgId, customer: customerCode });
      expect(opened).toMatchObject({ _id: mine, ...patch });
      expect(await everybody()).toBe(before);
    }
  });

  test("CUS-38: saving what is already there writes nothing", async () => {
    const { ours, orgId, mine, history } = await world();
    const saved = await ours.as.sales.mutation(api.customers.update, {
      orgId,
      customerId: mine,
      patch: { name: " Mine  Own " },
    });
    expect(saved.auditId).toBeNull();
    expect(await history(mine)).toHaveLength(1);
  });

  test("TEN-14 TEN-15 C17: each role may change what the matrix says", async () => {
    const { ours, theirs, orgId, mine, other, visibility } = await world();
    const change = (role: keyof Organization["as"], customerId: string, n: number) =>
      refusalOf(
        ours.as[role].mutation(api.customers.update, { orgId, customerId, patch: { notes: `note ${n}` } }),
      );
    expect(await change("admin", mine, 1)).toBeNull();
    expect(await change("manager", mine, 2)).toBeNull();
    expect(await change("sales", mine, 3)).toBeNull();
    expect(await change("sales", other, 4)).toMatchObject({ code: "OUT_OF_REACH" });
    await visibility("org", true);
    expect(await change("sales", other, 5)).toMatchObject({
      code: "FORBIDDEN",
      permission: "customers:update",
    });
    expect(await change("support", mine, 6)).toMatchObject({ code: "FORBIDDEN" });
    expect(await change("brand", mine, 7)).toMatchObject({ code: "FORBIDDEN" });
    expect(await change("admin", "malformed", 8)).toMatchObject({ code: "NOT_FOUND" });
    expect(
      await refusalOf(
        theirs.as.admin.mutation(api.customers.update, {
          orgId: theirs.orgId,
          customerId: mine,
          patch: { notes: "x" },
        }),
      ),
    ).toMatchObject({ code: "NOT_FOUND" });
  });

  test("VAL-25 CUS-18: the last contact cannot be removed, one of two can", async () => {
    const { ours, orgId, mine, row } = await world();
    const patch = (change: object) =>
      refusalOf(ours.as.sales.mutation(api.customers.update, { orgId, customerId: mine, patch: change }));
    expect(await patch({ email: "" })).toBeNull();
    expect((await row(mine))!.email).toBeUndefined();
    expect(await patch({ phone: null })).toMatchObject({
      code: "VALIDATION_ERROR",
      issues: [{ path: "phone", message: "Primary phone or email is required" }],
    });
    expect((await row(mine))!.phoneE164).toBe("+77010000001");
  });

  test("CUS-35 C55: legal moves pass and are stamped; others need a manager's reason", async () => {
    const { ours, orgId, mine, row } = await world();
    const move = (role: "sales" | "manager", status: string, reason?: string) =>
      refusalOf(
        ours.as[role].mutation(api.customers.update, {
          orgId,
          customerId: mine,
          patch: { status },
          ...(reason === undefined ? {} : { reason }),
        }),
      );
    expect(await move("sales", "prospect")).toMatchObject({
      code: "INVALID_STATUS_CHANGE",
      from: "active",
      to: "prospect",
    });
    expect(await move("manager", "prospect")).toMatchObject({ code: "REASON_REQUIRED" });
    expect(await move("manager", "prospect", "Entered by mistake")).toBeNull();
    expect(await move("sales", "lead")).toBeNull();
    expect(await move("sales", "active")).toBeNull();
    expect(await move("sales", "foo")).toMatchObject({ code: "VALIDATION_ERROR" });
    expect(await move("sales", "deleted")).toMatchObject({ code: "VALIDATION_ERROR" });
    const stamped = (await row(mine))!;
    expect(stamped.qualifiedAt).toBeTypeOf("number");
    expect(stamped.convertedAt).toBeTypeOf("number");
    expect(stamped.churnedAt).toBeUndefined();
    expect(await move("sales", "churned")).toBeNull();
    expect((await row(mine))!.churnedAt).toBeTypeOf("number");
    expect(httpStatus.INVALID_STATUS_CHANGE).toBe(422);
  });
});

describe("owners", () => {
  test("TEN-19 CUS-28: only an active admin, manager or sales person of the same organization can own", async () => {
    const { backend, ours, theirs, orgId, free, row } = await world();
    const assign = (ownerId: string | null) =>
      refusalOf(
        ours.as.manager.mutation(api.customers.assign, {
          orgId,
          customerId: free,
          ownerId: ownerId as never,
        }),
      );
    expect(await assign(theirs.users.sales)).toMatchObject({ code: "INVALID_ASSIGNMENT" });
    expect(await assign(ours.users.brand)).toMatchObject({ code: "INVALID_ASSIGNMENT" });
    expect(await assign(ours.users.support)).toMatchObject({ code: "INVALID_ASSIGNMENT" });
    await backend.run(async (ctx) => {
      const member = (await ctx.db.query("memberships").collect()).find(
        (one) => one.userId === ours.users.admin,
      )!;
      await ctx.db.patch("memberships", member._id, { status: "deactivated" });
    });
    expect(await assign(ours.users.admin)).toMatchObject({ code: "INVALID_ASSIGNMENT" });
    expect(await assign(ours.users.sales)).toBeNull();
    expect((await row(free))!.ownerId).toBe(ours.users.sales);
    expect(await assign(null)).toBeNull();
    expect((await row(free))!.ownerId).toBeUndefined();
  });

  test("TEN-20 TEN-27: assigning moves a customer between two people's accounts at once", async () => {
    const { ours, orgId, other } = await world();
    const accounts = async (role: "sales" | "manager") =>
      (await ours.as[role].query(api.customers.list, { orgId, filters: { owners: ["me"] } })).page.map(
        (one) => one.name,
      );
    expect(await accounts("sales")).toEqual(["Mine Own"]);
    await ours.as.manager.mutation(api.customers.assign, {
      orgId,
      customerId: other,
      ownerId: ours.users.sales,
    });
    expect(await accounts("sales")).toEqual(["Mine Own", "Other One"]);
    expect(await accounts("manager")).toEqual([]);
    expect(
      await refusalOf(
        ours.as.sales.mutation(api.customers.assign, { orgId, customerId: other, ownerId: null }),
      ),
    ).toMatchObject({
      code: "FORBIDDEN",
    });
  });

  test("C16: a rep claims from the pool when it is visible, and only what nobody owns", async () => {
    const { ours, orgId, free, other, visibility, row } = await world();
    const claim = (customerId: string) =>
      refusalOf(ours.as.sales.mutation(api.customers.claim, { orgId, customerId }));
    expect(await claim(free)).toMatchObject({ code: "OUT_OF_REACH" });
    await visibility("org", true);
    expect(await claim(other)).toMatchObject({ code: "VERSION_CONFLICT" });
    expect(await claim(free)).toBeNull();
    expect((await row(free))!.ownerId).toBe(ours.users.sales);
    expect(
      await refusalOf(ours.as.support.mutation(api.customers.claim, { orgId, customerId: free })),
    ).toMatchObject({
      code: "FORBIDDEN",
    });
  });

  test("TEN-19: the picker offers active people who can own", async () => {
    const { ours, orgId } = await world();
    const { members } = await ours.as.sales.query(api.customers.owners, { orgId });
    expect(members.map((one) => one.role).sort()).toEqual(["admin", "manager", "sales"]);
    expect(
      (await ours.as.admin.query(api.customers.owners, { orgId, beginning: "ours s" })).members,
    ).toHaveLength(1);
  });
});

describe("deactivating", () => {
  test("CUS-41 CUS-42 C02: a reason is required, kept and audited; the record comes back", async () => {
    const { ours, orgId, mine, row, history } = await world();
    const off = (reason: string) =>
      refusalOf(ours.as.sales.mutation(api.customers.deactivate, { orgId, customerId: mine, reason }));
    expect(await off("  ")).toMatchObject({ code: "REASON_REQUIRED" });
    expect(await off("Moved away")).toBeNull();
    expect(await row(mine)).toMatchObject({
      isActive: false,
      status: "inactive",
      deactivationReason: "Moved away",
    });
    expect((await history(mine))[0]).toMatchObject({ action: "deactivated", reason: "Moved away" });
    expect(
      await refusalOf(
        ours.as.sales.mutation(api.customers.update, {
          orgId,
          customerId: mine,
          patch: { status: "active" },
        }),
      ),
    ).toMatchObject({ code: "INVALID_STATUS_CHANGE" });
    await ours.as.sales.mutation(api.customers.reactivate, { orgId, customerId: mine });
    const back = (await row(mine))!;
    expect(back).toMatchObject({ isActive: true, status: "active" });
    expect(back.deactivationReason).toBeUndefined();
    expect(
      await refusalOf(
        ours.as.support.mutation(api.customers.deactivate, { orgId, customerId: mine, reason: "x" }),
      ),
    ).toMatchObject({ code: "FORBIDDEN" });
  });
});

describe("tags", () => {
  test("CUS-23: support may tag; the first spelling wins everywhere; removed tags are gone", async () => {
    const { ours, orgId, mine, other, row } = await world();
    const set = (role: keyof Organization["as"], customerId: string, tags: string[]) =>
      refusalOf(ours.as[role].mutation(api.customers.setTags, { orgId, customerId, tags }));
    expect(await set("support", mine, ["Spring Sale", "VIP"])).toBeNull();
    expect(await set("manager", other, ["spring  sale"])).toBeNull();
    expect((await row(other))!.tags).toEqual(["Spring Sale"]);
    expect(await set("manager", other, [])).toBeNull();
    const listed = await ours.as.admin.query(api.customers.list, { orgId, filters: { tag: "SPRING SALE" } });
    expect(listed.page.map((one) => one.name)).toEqual(["Mine Own"]);
    expect(await set("brand", mine, ["x"])).toMatchObject({ code: "FORBIDDEN" });
    expect(await set("sales", other, ["x"])).toMatchObject({ code: "OUT_OF_REACH" });
    expect((await ours.as.sales.query(api.customers.tags, { orgId })).tags).toEqual(["Spring Sale", "VIP"]);
  });
});

describe("history", () => {
  test("INT-14 INT-15: creation is told, newest first, with people by name; a stranger to the record is refused", async () => {
    const { ours, orgId, other, history } = await world();
    await ours.as.manager.mutation(api.customers.assign, {
      orgId,
      customerId: other,
      ownerId: ours.users.sales,
      reason: "Territory",
    });
    const [assigned, created] = await history(other);
    expect(assigned).toMatchObject({
      action: "assigned",
      reason: "Territory",
      names: { [ours.users.sales]: "ours sales" },
    });
    expect(created).toMatchObject({ action: "created", actorName: "ours manager" });
    expect(created!.undoableUntil).toBeNull();
    expect(await refusalOf(history("nonsense"))).toMatchObject({ code: "NOT_FOUND" });
    expect(await refusalOf(history(other, "brand"))).toMatchObject({ code: "FORBIDDEN" });
  });

  test("CUS-38: undo of an edit, of an assignment, of tags and of a deactivation, and redo", async () => {
    const { ours, orgId, mine, row } = await world();
    const boss = ours.as.manager;
    const undo = (auditId: string | null) => boss.mutation(api.history.undo, { orgId, auditId: auditId! });
    const edit = await boss.mutation(api.customers.update, {
      orgId,
      customerId: mine,
      patch: { phone: "+77015550000", name: "New Name" },
    });
    const undone = await undo(edit.auditId);
    expect(await row(mine)).toMatchObject({
      name: "Mine Own",
      phone: "+7 701 000 00 01",
      phoneE164: "+77010000001",
    });
    await undo(undone.auditId);
    expect(await row(mine)).toMatchObject({ name: "New Name", phoneE164: "+77015550000" });
    const assigned = await boss.mutation(api.customers.assign, {
      orgId,
      customerId: mine,
      ownerId: ours.users.manager,
    });
    await undo(assigned.auditId);
    expect((await row(mine))!.ownerId).toBe(ours.users.sales);
    const tagged = await boss.mutation(api.customers.setTags, { orgId, customerId: mine, tags: ["VIP"] });
    await undo(tagged.auditId);
    expect((await row(mine))!.tags).toEqual([]);
    const off = await boss.mutation(api.customers.deactivate, { orgId, customerId: mine, reason: "Oops" });
    await undo(off.auditId);
    const back = (await row(mine))!;
    expect(back).toMatchObject({ isActive: true, status: "active" });
    expect(back.deactivationReason).toBeUndefined();
  });

  test("INT-15: undo names the fields changed since, is refused after a day, and for what others may not do", async () => {
    const { backend, ours, orgId, mine, visibility } = await world();
    const edit = await ours.as.sales.mutation(api.customers.update, {
      orgId,
      customerId: mine,
      patch: { name: "First Change", notes: "kept" },
    });
    await ours.as.manager.mutation(api.customers.update, {
      orgId,
      customerId: mine,
      patch: { name: "Second Change" },
    });
    const undo = (role: keyof Organization["as"], auditId: string) =>
      refusalOf(ours.as[role].mutation(api.history.undo, { orgId, auditId }));
    expect(await undo("sales", edit.auditId!)).toMatchObject({ code: "UNDO_CONFLICT", fields: ["name"] });
    const assigned = await ours.as.manager.mutation(api.customers.assign, {
      orgId,
      customerId: mine,
      ownerId: null,
    });
    expect(await undo("sales", assigned.auditId!)).toMatchObject({ code: "OUT_OF_REACH" });
    await visibility("org", true);
    expect(await undo("sales", assigned.auditId!)).toMatchObject({
      code: "FORBIDDEN",
      permission: "customers:assign",
    });
    expect(await undo("support", assigned.auditId!)).toMatchObject({ code: "FORBIDDEN" });
    expect(await undo("manager", "nonsense")).toMatchObject({ code: "NOT_FOUND" });
    await backend.run((ctx) => ctx.db.patch("auditLog", assigned.auditId!, { at: Date.now() - 90_000_000 }));
    expect(await undo("manager", assigned.auditId!)).toMatchObject({ code: "UNDO_EXPIRED" });
  });

  test("DUP-24: undo does not bring back an e-mail that somebody else has now", async () => {
    const { ours, orgId, mine, create } = await world();
    const edit = await ours.as.manager.mutation(api.customers.update, {
      orgId,
      customerId: mine,
      patch: { email: "new@x.test" },
    });
    await create("manager", { name: "Fresh Face", email: "mine@x.test" });
    expect(
      await refusalOf(ours.as.manager.mutation(api.history.undo, { orgId, auditId: edit.auditId! })),
    ).toMatchObject({
      code: "DUPLICATE_CUSTOMER",
      field: "email",
    });
  });
});
