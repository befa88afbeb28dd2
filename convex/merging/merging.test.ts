import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { newOrganization, refusalOf } from "../world.testkit";
import schema from "../schema";
import { referencesOf } from "../tenancy/references";
import { globalTables } from "../tenancy/tables";
import type { TenantTable } from "../tenancy/tables";
import { childTables } from "./children";
import { fill, mergeWorld, type MergeWorld } from "./world.testkit";

beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 5, 1, 9) }));
afterEach(() => void vi.useRealTimers());

const request = (primary: string, secondaries: string[], extra: object = {}) => ({
  primaryCustomerId: primary,
  secondaryCustomerIds: secondaries,
  mergeReason: "The same person",
  ...extra,
});

async function settle({ backend }: MergeWorld): Promise<void> {
  await backend.finishAllScheduledFunctions(vi.runAllTimers, 1000);
}

const rows = async (world: MergeWorld, table: TenantTable, customerId: string) =>
  await world.backend.run(async (ctx) =>
    ((await ctx.db.query(table).collect()) as unknown as { customerId?: string }[]).filter(
      (row) => row.customerId === customerId,
    ),
  );

test("every reference to a customer in the schema is moved, rebuilt or told to stay, and findable by index", () => {
  const expected = Object.keys(schema.tables)
    .filter((name) => !(name in globalTables))
    .flatMap((name) =>
      referencesOf(name)
        .filter(({ target }) => target === "customers")
        .map(({ path }) => `${name}.${path.join(".")}`),
    );
  const handled = childTables().map(({ table, path }) => `${table}.${path.join(".")}`);
  expect(handled.sort()).toEqual(expected.sort());
  expect(handled).toEqual(
    expect.arrayContaining(["contacts.customerId", "memberships.linkedCustomerIds.[]"]),
  );
  for (const { table, path, index, treatment } of childTables()) {
    // A reference inside an array cannot be indexed: such tables are walked and must be small ones, about people.
    if (treatment.kind === "moves" && index === null)
      expect(["memberships", "invitations"], `${table}.${path.join(".")} needs an index`).toContain(table);
  }
});

describe("merging", () => {
  test("DUP-11 DUP-15 DUP-18 DUP-19: two records go into one with all that hangs on them", async () => {
    const world = await mergeWorld();
    const { ours, orgId, create, backend } = world;
    const a = await create({
      name: "Alice Johnson",
      phone: "+77010000001",
      tags: ["vip"],
      emailConsent: true,
    });
    const b = await create({ name: "Alyce Jonson", email: "b@x.test", notes: "Bee", tags: ["VIP", "old"] });
    const c = await create({ name: "A. Johnson", email: "c@x.test", phone: "+77010000003", notes: "Cee" });
    for (const [id, mark] of [
      [a, "Aa"],
      [b, "Bb"],
      [c, "Cc"],
    ] as const)
      await fill(
        world,
        id,
        { contacts: 2, interactions: 4, followUps: 2, quotes: 2, leads: 1, packages: 3 },
        mark,
      );
    await settle(world);
    const merged = await ours.as.manager.mutation(api.customers.merge, { orgId, ...request(a, [b, c]) });
    await settle(world);

    for (const { table, treatment } of childTables()) {
      if (treatment.kind === "stays") continue;
      for (const gone of [b, c]) expect(await rows(world, table, gone), table).toEqual([]);
    }
    expect(await rows(world, "contacts", a)).toHaveLength(7); // c's own phone and e-mail made one
    for (const [table, count] of [
      ["interactions", 12],
      ["followUps", 6],
      ["quotes", 6],
      ["leads", 3],
      ["customerPackages", 9],
    ] as const)
      expect(await rows(world, table, a), table).toHaveLength(count);
    const primaries = (await rows(world, "contacts", a)).filter(
      (row) => (row as { isPrimary?: boolean }).isPrimary === true,
    );
    expect(primaries).toHaveLength(1);

    const survivor = (await backend.run((ctx) => ctx.db.get("customers", a)))!;
    expect(survivor).toMatchObject({
      name: "Alice Johnson",
      phone: "+77010000001",
      email: "b@x.test",
      notes: "Bee\n\nCee",
      tags: ["vip", "old"],
      emailConsent: false,
    });
    const counts = await backend.run((ctx) => ctx.db.query("interactionCounts").collect());
    expect(counts.map(({ customerId, counts: byType }) => [customerId, byType])).toEqual([
      [a, { call: 6, note: 3, visit: 3 }],
    ]);
    const due = (await rows(world, "followUps", a)).map((row) => (row as { dueAt?: number }).dueAt!);
    expect(survivor.nextFollowUpAt).toBe(Math.min(...due));

    // The archived records: out of the list and the keys, whole in the record of the merge, leading to the survivor.
    const list = await ours.as.admin.query(api.customers.list, { orgId, cursor: null });
    expect(list.page.map(({ _id }) => _id)).toEqual([a]);
    const search = await ours.as.admin.query(api.customers.search, { orgId, text: "Jonson" });
    expect(search.rows.map(({ _id }) => _id)).not.toContain(b);
    expect(await ours.as.admin.query(api.customers.count, { orgId })).toBe(1);
    for (const key of [b, "CUS-002"]) {
      const opened = await ours.as.admin.query(api.customers.get, { orgId, customer: key });
      expect(opened).toMatchObject({
        _id: a,
        mergedRecords: 2,
        mergedFrom: { customerCode: "CUS-002", name: "Alyce Jonson" },
      });
    }
    const page = await ours.as.manager.query(api.merges.ofCustomer, {
      orgId,
      customerId: a,
      paginationOpts: { numItems: 10, cursor: null },
    });
    expect(page.page.map(({ mergedCustomerCode }) => mergedCustomerCode).sort()).toEqual([
      "CUS-002",
      "CUS-003",
    ]);
    expect(page.page.find(({ customerId }) => customerId === b)).toMatchObject({
      primaryCustomerId: a,
      mergedCustomerData: { name: "Alyce Jonson", email: "b@x.test", status: "active" },
      mergeReason: "The same person",
      mergedByName: "ours manager",
      auditId: merged.auditId,
    });
    const history = async (customerId: string) =>
      (
        await ours.as.admin.query(api.history.list, {
          orgId,
          customerId,
          paginationOpts: { numItems: 5, cursor: null },
        })
      ).page.map(({ action, reason }) => [action, reason]);
    expect(await history(a)).toContainEqual(["merged", "The same person"]);
    expect(await history(b)).toContainEqual(["mergedInto", "The same person"]);
  });

  test("what accepted quotes were worth is added up, on the record and in the organization's numbers", async () => {
    const world = await mergeWorld();
    const { ours, orgId, create, backend } = world;
    const a = await create({ name: "Alice Johnson", email: "a@x.test" });
    const b = await create({ name: "Alice Jonson", email: "b@x.test" });
    await fill(world, a, { quotes: 1 }, "Aa");
    await fill(world, b, { quotes: 2 }, "Bb");
    await backend.run(async (ctx) => {
      for (const quote of await ctx.db.query("quotes").collect())
        await ctx.db.patch("quotes", quote._id, { status: "accepted", acceptedAt: Date.now() });
    });
    await ours.as.admin.mutation(api.customers.merge, { orgId, ...request(a, [b]) });
    await settle(world);
    const value = await ours.as.admin.query(api.value.get, { orgId, customerId: a });
    expect(value).toMatchObject({ totalRevenue: 15_001, totalOrders: 3 });
    const survivor = (await backend.run((ctx) => ctx.db.get("customers", a)))!;
    expect(survivor.lifetimeValue).toBe(15_001);
  });

  test("DUP-18: the id of an older system leads to the survivor", async () => {
    const world = await mergeWorld();
    const { ours, orgId, create, backend } = world;
    const a = await create({ name: "Alice Johnson", email: "a@x.test" });
    const b = await create({ name: "Alice Jonson", email: "b@x.test" });
    await backend.run(async (ctx) => {
      await ctx.db.patch("customers", b, { legacyIds: ["OLD77"] });
      const importId = await ctx.db.insert("imports", {
        orgId,
        fileName: "x.csv",
        headings: [],
        mapping: [],
        dateOrder: "dmy",
        duplicates: "link" as never,
        rows: 0,
        chunks: 0,
        uploadedChunks: 0,
        uploadedRows: 0,
        createdBy: "x",
        createdByName: "x",
        createdAt: 0,
      });
      await ctx.db.insert("importedKeys", { orgId, importId, key: "legacy:OLD77", customerId: b });
    });
    await ours.as.admin.mutation(api.customers.merge, { orgId, ...request(a, [b]) });
    expect(await ours.as.admin.query(api.customers.get, { orgId, customer: "OLD77" })).toMatchObject({
      _id: a,
    });
    expect((await backend.run((ctx) => ctx.db.get("customers", a)))!.legacyIds).toEqual(["OLD77"]);
  });

  test("DUP-13: each field takes the value that was chosen, and the preview says so beforehand", async () => {
    const world = await mergeWorld();
    const { ours, orgId, create, backend } = world;
    const a = await create({ name: "Alice Johnson", email: "a@x.test", dateOfBirth: "1980-01-01" });
    const b = await create({ name: "Alyce Jonson", email: "b@x.test", website: "https://b.test" });
    await fill(world, b, { interactions: 3, quotes: 1 }, "Bb");
    const choices = {
      mergeStrategy: { keepPrimaryContact: false },
      fieldChoices: { name: b, email: b },
    };
    const preview = await ours.as.manager.query(api.merges.preview, {
      orgId,
      primaryCustomerId: a,
      secondaryCustomerIds: [b],
      ...choices,
    });
    const field = (name: string) => preview.fields.find((one) => one.field === name);
    expect(field("name")).toMatchObject({ differs: true, from: b, value: "Alyce Jonson" });
    expect(field("website")).toMatchObject({ differs: false, from: b });
    expect(field("dateOfBirth")).toMatchObject({ differs: false, from: a });
    expect(preview.children).toContainEqual({ table: "interactions", count: 3, more: false, moves: true });
    expect(preview.children).toContainEqual({ table: "quotes", count: 1, more: false, moves: true });
    await ours.as.manager.mutation(api.customers.merge, { orgId, ...request(a, [b], choices) });
    const survivor = await backend.run((ctx) => ctx.db.get("customers", a));
    expect(survivor).toMatchObject({
      name: "Alyce Jonson",
      email: "b@x.test",
      website: "https://b.test",
      dateOfBirth: "1980-01-01",
      customerCode: "CUS-001",
    });
    // The identity keys follow: nobody is found by the address that was given up.
    const check = async (email: string) =>
      (await ours.as.admin.query(api.customers.checkDuplicates, { orgId, email })).matches.map(
        (one) => one.customerId,
      );
    expect(await check("b@x.test")).toEqual([a]);
    expect(await check("a@x.test")).toEqual([]);
  });

  test("DUP-14: two stable ids contradict each other until somebody chooses", async () => {
    const world = await mergeWorld();
    const { ours, orgId, create, backend } = world;
    const a = await create({ name: "Alice Johnson", email: "a@x.test" });
    const b = await create({ name: "Alyce Jonson", email: "b@x.test" });
    await backend.run(async (ctx) => {
      await ctx.db.patch("customers", a, { stableHashId: "hash-a" });
      await ctx.db.patch("customers", b, { stableHashId: "hash-b" });
    });
    const merge = (extra: object) =>
      ours.as.manager.mutation(api.customers.merge, { orgId, ...request(a, [b], extra) });
    expect(await refusalOf(merge({}))).toEqual({ code: "MERGE_CONFLICT", fields: ["stableHashId"] });
    await merge({ fieldChoices: { stableHashId: b } });
    expect(await backend.run((ctx) => ctx.db.get("customers", a))).toMatchObject({ stableHashId: "hash-b" });
  });

  test("DUP-20: guards", async () => {
    const world = await mergeWorld();
    const { ours, orgId, create, backend } = world;
    const theirs = await newOrganization(backend, "theirs");
    const foreign = (
      await theirs.as.admin.mutation(api.customers.create, {
        orgId: theirs.orgId,
        input: { name: "Foreign One", email: "f@x.test" },
      })
    ).customerId;
    const a = await create({ name: "Alice Johnson", email: "a@x.test" });
    const b = await create({ name: "Alyce Jonson", email: "b@x.test" });
    const c = await create({ name: "Alys Jonson", email: "c@x.test" });
    const merge = (role: "manager" | "sales" | "support", ...args: Parameters<typeof request>) =>
      refusalOf(ours.as[role].mutation(api.customers.merge, { orgId, ...request(...args) }));
    expect(await merge("manager", a, [a])).toEqual({ code: "MERGE_INVALID", reason: "itself" });
    expect(await merge("manager", a, [foreign])).toEqual({ code: "MERGE_INVALID", reason: "notFound" });
    expect(await merge("manager", foreign, [a])).toEqual({ code: "MERGE_INVALID", reason: "notFound" });
    expect(await merge("manager", a, ["nonsense"])).toEqual({ code: "MERGE_INVALID", reason: "notFound" });
    expect(await merge("manager", a, [])).toEqual({ code: "MERGE_INVALID", reason: "notFound" });
    for (const mergeReason of ["", "  ", undefined])
      expect(await merge("manager", a, [b], { mergeReason })).toMatchObject({ code: "REASON_REQUIRED" });
    expect(await merge("sales", a, [b])).toMatchObject({ code: "FORBIDDEN" });
    expect(await merge("support", a, [b])).toMatchObject({ code: "FORBIDDEN" });
    expect(await merge("manager", a, [b], { fieldChoices: { name: c } })).toMatchObject({
      code: "VALIDATION_ERROR",
    });
    expect(await merge("manager", a, [b], { fieldChoices: { createdAt: b } })).toMatchObject({
      code: "VALIDATION_ERROR",
    });
    expect(await merge("manager", a, [b], { fieldChoices: { email: b } })).toMatchObject({
      code: "VALIDATION_ERROR",
    });
    expect(await merge("manager", a, [b])).toBeNull();
    expect(await merge("manager", a, [b])).toEqual({ code: "MERGE_INVALID", reason: "deleted" });
    expect(await merge("manager", b, [c])).toEqual({ code: "MERGE_INVALID", reason: "deleted" });
  });

  test.each([
    ["combineTransactionHistory", "quotes"],
    ["combinePackages", "leads"],
    ["combinePackages", "customerPackages"],
    ["combineNotes", "interactions"],
  ] as const)(
    "DUP-12 NOT-10 PKG-08: %s on moves %s, off leaves them readable with the archived record",
    async (flag, table) => {
      for (const isOn of [true, false]) {
        const world = await mergeWorld();
        const { ours, orgId, create, backend } = world;
        const sales = ours.users.sales;
        const a = await create({ name: "Alice Johnson", email: "a@x.test", notes: "Own" }, sales);
        const b = await create(
          { name: "Alyce Jonson", email: "b@x.test", notes: "Other" },
          ours.users.manager,
        );
        await fill(world, b, { interactions: 2, quotes: 2, leads: 2, packages: 2 }, "Bb");
        await ours.as.admin.mutation(api.customers.merge, {
          orgId,
          ...request(a, [b], { mergeStrategy: { [flag]: isOn } }),
        });
        await settle(world);
        const goesWith = (other: string) =>
          flag === "combinePackages" ? ["leads", "customerPackages"].includes(other) : other === table;
        for (const other of ["quotes", "leads", "interactions", "customerPackages"] as const) {
          const moved = !goesWith(other) || isOn;
          expect((await rows(world, other, a)).length, `${other} ${isOn}`).toBe(moved ? 2 : 0);
          expect((await rows(world, other, b)).length, `${other} ${isOn}`).toBe(moved ? 0 : 2);
        }
        const notesMoved = flag !== "combineNotes" || isOn;
        expect((await rows(world, "notes", a)).length).toBe(notesMoved ? 1 : 0);
        expect((await rows(world, "notes", b)).length).toBe(notesMoved ? 0 : 1);
        if (flag === "combineNotes") {
          const survivor = await backend.run((ctx) => ctx.db.get("customers", a));
          expect(survivor!.notes).toBe(isOn ? "Own\n\nOther" : "Own");
        }
        // Whoever reads the survivor reads what stayed with the archived record.
        const left = await ours.as.sales.query(api.interactions.list, {
          orgId,
          customerId: b,
          type: null,
          paginationOpts: { numItems: 10, cursor: null },
        } as never);
        expect((left as { page: unknown[] }).page).toHaveLength(flag === "combineNotes" && !isOn ? 2 : 0);
      }
    },
  );

  test("DUP-12: keepPrimaryContact on keeps both people's addresses findable, off takes what was chosen", async () => {
    for (const isOn of [true, false]) {
      const world = await mergeWorld();
      const { ours, orgId, create, backend } = world;
      const a = await create({ name: "Alice Johnson", email: "a@x.test", phone: "+77010000001" });
      const b = await create({ name: "Alyce Jonson", email: "b@x.test", phone: "+77010000002" });
      await ours.as.admin.mutation(api.customers.merge, {
        orgId,
        ...request(a, [b], {
          mergeStrategy: { keepPrimaryContact: isOn },
          fieldChoices: isOn ? {} : { phone: b, email: b },
        }),
      });
      const survivor = await backend.run((ctx) => ctx.db.get("customers", a));
      const contacts = await rows(world, "contacts", a);
      if (isOn) {
        expect(survivor).toMatchObject({
          phone: "+77010000001",
          secondaryPhone: "+77010000002",
          email: "a@x.test",
        });
        expect(contacts).toMatchObject([{ email: "b@x.test", firstName: "Alyce", isPrimary: false }]);
      } else {
        expect(survivor).toMatchObject({
          phone: "+77010000002",
          phoneE164: "+77010000002",
          email: "b@x.test",
        });
        expect(contacts).toEqual([]);
      }
    }
  });

  test("DUP-22: five thousand entries move in a job with true progress, and come back", async () => {
    const world = await mergeWorld();
    const { ours, orgId, create, backend } = world;
    const a = await create({ name: "Alice Johnson", email: "a@x.test" });
    const b = await create({ name: "Alyce Jonson", email: "b@x.test" });
    const many = 5000;
    await backend.run(async (ctx) => {
      const base = {
        orgId,
        customerId: b,
        type: "call" as const,
        subject: "Call",
        description: "",
        successful: true,
        assignedTo: ours.users.admin,
        requiresFollowUp: false,
        automatic: false,
        createdAt: 1,
        updatedAt: 1,
        createdBy: "x",
        updatedBy: "x",
      };
      for (let n = 0; n < many; n++) await ctx.db.insert("interactions", { ...base, interactionDate: n });
      await ctx.db.insert("interactionCounts", { orgId, customerId: b, counts: { call: many } });
    });
    const count = async (id: Id<"customers">) =>
      await backend.run(
        async (ctx) =>
          (
            await ctx.db
              .query("interactions")
              .withIndex("by_customer", (q) => q.eq("orgId", orgId).eq("customerId", id))
              .collect()
          ).length,
      );
    const { jobId, mergeId } = await ours.as.admin.mutation(api.customers.merge, {
      orgId,
      ...request(a, [b]),
    });
    expect(jobId).not.toBeNull();
    expect(await refusalOf(ours.as.admin.mutation(api.merges.undo, { orgId, mergeId }))).toEqual({
      code: "MERGE_INVALID",
      reason: "running",
    });
    await settle(world);
    const job = await ours.as.admin.query(api.jobs.get, { orgId, jobId: jobId! });
    expect(job).toMatchObject({ status: "done", total: many, done: many, counts: { moved: many } });
    expect([await count(a), await count(b)]).toEqual([many, 0]);
    const undone = await ours.as.admin.mutation(api.merges.undo, { orgId, mergeId });
    expect(undone.jobId).not.toBeNull();
    await settle(world);
    expect([await count(a), await count(b)]).toEqual([0, many]);
    const counts = await backend.run((ctx) => ctx.db.query("interactionCounts").collect());
    expect(counts).toMatchObject([{ customerId: b, counts: { call: many } }]);
  });
});

describe("undoing", () => {
  async function merged() {
    const world = await mergeWorld();
    const { ours, orgId, create } = world;
    const a = await create({ name: "Alice Johnson", email: "a@x.test" });
    const b = await create({ name: "Alyce Jonson", email: "b@x.test", phone: "+77010000002" });
    await fill(world, b, { contacts: 1, interactions: 1 }, "Bb");
    const { mergeId } = await ours.as.manager.mutation(api.customers.merge, {
      orgId,
      ...request(a, [b], { fieldChoices: { name: b } }),
    });
    vi.advanceTimersByTime(400 * 86_400_000);
    const undo = (resolve?: Record<string, "keep" | "back">, role: "admin" | "manager" = "admin") =>
      ours.as[role].mutation(api.merges.undo, { orgId, mergeId, ...(resolve ? { resolve } : {}) });
    const row = async (id: Id<"customers">) =>
      (await world.backend.run((ctx) => ctx.db.get("customers", id)))!;
    return { ...world, a, b, mergeId, undo, row };
  }

  test("DUP-21: an admin undoes a merge a year later, a manager may not, nobody twice", async () => {
    const { ours, orgId, a, b, undo, row, mergeId } = await merged();
    expect(await refusalOf(undo(undefined, "manager"))).toMatchObject({ code: "FORBIDDEN" });
    await undo();
    expect(await row(a)).toMatchObject({ name: "Alice Johnson", status: "active" });
    expect((await row(a)).phone).toBeUndefined();
    expect(await row(b)).toMatchObject({ name: "Alyce Jonson", status: "active", phone: "+77010000002" });
    expect((await row(b)).mergedIntoId).toBeUndefined();
    expect(await refusalOf(undo())).toEqual({ code: "MERGE_INVALID", reason: "undone" });
    const preview = await ours.as.admin.query(api.merges.undoPreview, { orgId, mergeId });
    expect(preview).toMatchObject({ blocked: "undone", status: "undone" });
  });

  test("DUP-21: later changes are conflicts, to keep or to put back; what nobody touched goes back", async () => {
    for (const [resolution, name] of [
      ["keep", "Alice Cooper"],
      ["back", "Alice Johnson"],
    ] as const) {
      const { ours, orgId, a, undo, row, mergeId } = await merged();
      await ours.as.admin.mutation(api.customers.update, {
        orgId,
        customerId: a,
        patch: { name: "Alice Cooper", website: "https://new.test" },
      });
      await ours.as.admin.mutation(api.customers.setTags, { orgId, customerId: a, tags: ["new"] });
      expect(await refusalOf(undo())).toEqual({ code: "UNDO_CONFLICT", fields: ["name"] });
      const { conflicts } = await ours.as.admin.query(api.merges.undoPreview, { orgId, mergeId });
      expect(conflicts).toMatchObject([
        { key: "name", kind: "changed", before: "Alice Johnson", now: "Alice Cooper" },
      ]);
      await undo({ name: resolution });
      expect(await row(a)).toMatchObject({ name, website: "https://new.test", tags: ["new"] });
      expect((await row(a)).phone).toBeUndefined();
    }
  });

  test("DUP-21: an address that somebody else was given meanwhile is a conflict too", async () => {
    for (const resolution of ["keep", "back"] as const) {
      const { create, b, a, undo, row, ours, orgId } = await merged();
      await ours.as.admin.mutation(api.customers.update, {
        orgId,
        customerId: a,
        patch: { secondaryPhone: "" },
      });
      await create({ name: "Newcomer", phone: "8 701 000 00 02" });
      expect(await refusalOf(undo())).toMatchObject({
        code: "UNDO_CONFLICT",
        fields: expect.arrayContaining([`${b}.phone`]),
      });
      await undo({ [`${b}.phone`]: resolution, phone: "back" });
      expect((await row(b)).phoneE164).toBe(resolution === "keep" ? undefined : "+77010000002");
    }
  });

  test("DUP-21: a merge of a merge is undone from the outside in", async () => {
    const { ours, orgId, create, a, b, undo, row } = await merged();
    const c = await create({ name: "Alice J", email: "c@x.test" });
    const outer = await ours.as.admin.mutation(api.customers.merge, { orgId, ...request(c, [a]) });
    expect(await ours.as.admin.query(api.customers.get, { orgId, customer: b })).toMatchObject({ _id: c });
    expect(await refusalOf(undo())).toEqual({ code: "MERGE_INVALID", reason: "mergedFurther" });
    await ours.as.admin.mutation(api.merges.undo, { orgId, mergeId: outer.mergeId });
    await undo();
    for (const id of [a, b, c]) expect((await row(id)).status).toBe("active");
  });

  test("DUP-21: what was added since stays with the survivor", async () => {
    const { ours, orgId, a, undo, ...world } = await merged();
    await ours.as.admin.mutation(api.interactions.create, {
      orgId,
      customerId: a,
      input: { type: "call", subject: "Later", description: "Said." },
    } as never);
    await undo();
    const subjects = (await rows({ ours, orgId, ...world }, "interactions", a)).map(
      (row) => (row as { subject?: string }).subject,
    );
    expect(subjects).toEqual(["Later"]);
  });
});
