import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { orbitError } from "../shared/errors";
import { roles } from "../tenancy/permissions";
import { newBackend, newOrganization, type Backend, type Organization } from "../world.testkit";
import { emptyDraft, type FieldDraft } from "./shape";
import { accessOf } from "./sets";
import { fieldTypes, restrictableRoles, type FieldAccess } from "./words";

let backend: Backend;
let ours: Organization;

beforeEach(async () => {
  vi.useFakeTimers({ now: Date.UTC(2026, 4, 4, 9) });
  backend = newBackend();
  ours = await newOrganization(backend, "ours");
});
afterEach(() => vi.useRealTimers());

const entity = "customers" as const;
const define = async (draft: Partial<FieldDraft>) =>
  (
    await ours.as.admin.mutation(api.fields.create, {
      orgId: ours.orgId,
      entity,
      draft: { ...emptyDraft("USD"), ...draft },
    })
  ).key;
const change = (key: string, draft: Partial<FieldDraft>) =>
  ours.as.admin.mutation(api.fields.update, {
    orgId: ours.orgId,
    entity,
    key,
    draft: { ...emptyDraft("USD"), ...draft },
  });

let people = 0;
type Role = keyof Organization["as"];
async function customer(custom: object = {}, role: Role = "admin", more: object = {}) {
  people++;
  const made = await ours.as[role].mutation(api.customers.create, {
    orgId: ours.orgId,
    input: {
      name: `Person ${String.fromCharCode(65 + (people % 26))}${people}`,
      email: `p${people}@x.test`,
      custom,
      ...more,
    },
    confirmDuplicate: true,
    reason: "test",
  });
  return made.customerId;
}
const update = (customerId: Id<"customers">, custom: object, role: Role = "admin") =>
  ours.as[role].mutation(api.customers.update, { orgId: ours.orgId, customerId, patch: { custom } });
const open = async (customerId: Id<"customers">, role: Role = "admin") =>
  await ours.as[role].query(api.customers.get, { orgId: ours.orgId, customer: customerId });
const settled = () => backend.finishAllScheduledFunctions(vi.runAllTimers, 500);
const issues = async (work: Promise<unknown>) => {
  try {
    await work;
  } catch (error) {
    const facts = orbitError(error);
    return facts?.code === "VALIDATION_ERROR"
      ? facts.issues.map(({ path, rule }) => `${path} ${rule}`)
      : facts;
  }
  return "no error";
};

describe("definitions", () => {
  test("a field has a key of its own that outlives its label, and every change is in the audit", async () => {
    const key = await define({ label: "Frequent flyer number" });
    expect(key).toMatch(/^f_[a-z2-9]{8}$/);
    await change(key, { label: "Flyer no.", help: "On the card" });
    const list = await ours.as.sales.query(api.fields.list, { orgId: ours.orgId, entity });
    expect(list).toMatchObject([{ key, label: "Flyer no.", help: "On the card", mayWrite: true }]);
    const audit = await backend.run((ctx) => ctx.db.query("auditLog").collect());
    expect(audit.map(({ entity: table, entityId, action }) => [table, entityId, action])).toEqual([
      ["fieldSets", key, "created"],
      ["fieldSets", key, "updated"],
    ]);
  });

  test("bad definitions are refused by field", async () => {
    await define({ label: "Budget" });
    expect(await issues(define({ label: " " }))).toEqual(["label required"]);
    expect(await issues(define({ label: "budget" }))).toEqual(["label taken"]);
    expect(await issues(define({ label: "A", type: "select" }))).toEqual(["choices required"]);
    const choice = { label: "x", color: "info" as const };
    expect(await issues(define({ label: "A", type: "select", choices: [choice, choice] }))).toEqual([
      "choices.1.label taken",
    ]);
    expect(await issues(define({ label: "A", type: "formula", expression: "{Nothing} + 1" }))).toEqual([
      "expression formula.unknownField",
    ]);
    expect(await issues(define({ label: "A", type: "formula", expression: "{A} + 1" }))).toEqual([
      "expression cycle",
    ]);
    expect(
      await issues(
        define({ label: "A", type: "rollUp", rollUp: { source: "contacts", measure: "sum", only: [] } }),
      ),
    ).toEqual(["rollUp.of invalid_value"]);
  });

  test("sixty fields in use are the limit, and putting one away makes room", async () => {
    const keys = [];
    for (let n = 0; n < 60; n++) keys.push(await define({ label: `Field ${n}` }));
    expect(await issues(define({ label: "One more" }))).toMatchObject({ code: "LIMIT_EXCEEDED", limit: 60 });
    await ours.as.admin.mutation(api.fields.archive, { orgId: ours.orgId, entity, key: keys[0]! });
    await define({ label: "One more" });
  });

  test("order and sections are the admin's", async () => {
    const [a, b] = [await define({ label: "A" }), await define({ label: "B" })];
    const order = [
      { key: b, section: "Travel" },
      { key: a, section: "" },
    ];
    await ours.as.admin.mutation(api.fields.reorder, { orgId: ours.orgId, entity, order });
    const list = await ours.as.admin.query(api.fields.list, { orgId: ours.orgId, entity });
    expect(list.map(({ label, section }) => [label, section])).toEqual([
      ["B", "Travel"],
      ["A", ""],
    ]);
  });

  test("a field that a formula reads is not put away, and the formula is named", async () => {
    const budget = await define({ label: "Budget", type: "number" });
    const double = await define({ label: "Double", type: "formula", expression: "{Budget} * 2" });
    const away = (key: string) =>
      ours.as.admin.mutation(api.fields.archive, { orgId: ours.orgId, entity, key });
    expect(await issues(away(budget))).toEqual({ code: "FIELD_IN_USE", names: ["Double"] });
    await away(double);
    await away(budget);
  });
});

describe("values", () => {
  test("values of every kind round-trip, are told in the history, and are taken back", async () => {
    const other = await customer();
    const choices = [
      { label: "Gold", color: "warning" as const },
      { label: "Silver", color: "neutral" as const },
    ];
    const keys = {} as Record<string, string>;
    for (const type of fieldTypes) {
      if (type === "formula" || type === "rollUp") continue;
      keys[type] = await define({ label: type, type, choices, precision: 1 });
    }
    const id = await customer();
    const entered: Record<string, unknown> = {
      text: "AB 12",
      longText: "one\ntwo",
      number: "12,5",
      money: 129950,
      date: "2024-02-29",
      select: "gold",
      multiSelect: ["Silver", "Gold"],
      checkbox: true,
      url: "example.com",
      email: "A@B.example",
      phone: "8 701 234 56 78",
      relation: other,
    };
    const saved = await update(
      id,
      Object.fromEntries(Object.entries(entered).map(([type, value]) => [keys[type]!, value])),
    );
    const { custom } = await open(id);
    const list = await ours.as.admin.query(api.fields.list, { orgId: ours.orgId, entity });
    const idsOf = (type: string) => list.find((field) => field.type === type)!.choices!.map((one) => one.id);
    expect(custom).toEqual({
      [keys["text"]!]: "AB 12",
      [keys["longText"]!]: "one\ntwo",
      [keys["number"]!]: 12.5,
      [keys["money"]!]: 129950,
      [keys["date"]!]: "2024-02-29",
      [keys["select"]!]: idsOf("select")[0],
      [keys["multiSelect"]!]: idsOf("multiSelect"),
      [keys["checkbox"]!]: true,
      [keys["url"]!]: "https://example.com",
      [keys["email"]!]: "a@b.example",
      [keys["phone"]!]: "8 701 234 56 78",
      [keys["relation"]!]: other,
    });
    const history = await ours.as.admin.query(api.history.list, {
      orgId: ours.orgId,
      customerId: id,
      paginationOpts: { numItems: 5, cursor: null },
    });
    expect(history.page[0]!.changes).toHaveLength(12);
    await ours.as.admin.mutation(api.history.undo, { orgId: ours.orgId, auditId: saved.auditId! });
    expect((await open(id)).custom).toEqual({});
    const rows = await backend.run((ctx) => ctx.db.query("fieldValues").collect());
    expect(rows).toEqual([]);
  });

  test("a required field is asked for in a new record and in its own change, and lets older records be", async () => {
    const old = await customer();
    const key = await define({ label: "Passport", required: true });
    expect(await issues(customer())).toEqual([`custom.${key} required`]);
    await ours.as.admin.mutation(api.customers.update, {
      orgId: ours.orgId,
      customerId: old,
      patch: { industry: "Travel" },
    });
    expect(await issues(update(old, { [key]: "" }))).toEqual([`custom.${key} required`]);
    await update(old, { [key]: "N1" });
    expect((await open(old)).custom).toEqual({ [key]: "N1" });
  });

  test("a unique value belongs to one living customer, in any spelling", async () => {
    const key = await define({ label: "Card", unique: true });
    const first = await customer({ [key]: "AB-1" });
    expect(await issues(customer({ [key]: " ab-1 " }))).toEqual([`custom.${key} taken`]);
    await update(first, { [key]: "AB-1" });
    const second = await customer({ [key]: "AB-2" });
    expect(await issues(update(second, { [key]: "AB-1" }))).toEqual([`custom.${key} taken`]);
    await update(first, { [key]: null });
    await update(second, { [key]: "AB-1" });
    // A deleted record gives its value free, and comes back only while nobody has taken it.
    const which = { orgId: ours.orgId, customerId: second };
    await ours.as.admin.mutation(api.customers.remove, { ...which, reason: "test" });
    await update(first, { [key]: "AB-1" });
    expect(await issues(ours.as.admin.mutation(api.customers.restore, which))).toEqual([
      `custom.${key} taken`,
    ]);
    await update(first, { [key]: "AB-3" });
    await ours.as.admin.mutation(api.customers.restore, which);
  });

  test("unknown, computed and foreign values are refused, and nothing is written", async () => {
    const theirs = await newOrganization(backend, "theirs");
    const foreign = await theirs.as.admin.mutation(api.customers.create, {
      orgId: theirs.orgId,
      input: { name: "Foreign", email: "f@x.test" },
    });
    const partner = await define({ label: "Partner", type: "relation" });
    const sum = await define({ label: "Sum", type: "formula", expression: "1 + 1" });
    const id = await customer();
    const refused = await issues(update(id, { f_unknown: 1, [sum]: 3, [partner]: foreign.customerId }));
    expect([...(refused as string[])].sort()).toEqual(
      ["custom.f_unknown unknownField", `custom.${sum} computed`, `custom.${partner} invalid_value`].sort(),
    );
    expect((await open(id)).custom).toEqual({ [sum]: 2 });
  });

  test("a value put away comes back with its field; a choice taken out stays where it was chosen", async () => {
    const choices = [
      { label: "Gold", color: "warning" as const },
      { label: "Tin", color: "neutral" as const },
    ];
    const key = await define({ label: "Tier", type: "select", choices });
    const id = await customer({ [key]: "Tin" });
    const [gold] = (await ours.as.admin.query(api.fields.list, { orgId: ours.orgId, entity }))[0]!.choices!;
    await change(key, { label: "Tier", type: "select", choices: [{ ...gold! }] });
    expect(Object.keys((await open(id)).custom)).toEqual([key]);
    await ours.as.admin.mutation(api.fields.archive, { orgId: ours.orgId, entity, key });
    expect((await open(id)).custom).toEqual({});
    await ours.as.admin.mutation(api.fields.restore, { orgId: ours.orgId, entity, key });
    expect(Object.keys((await open(id)).custom)).toEqual([key]);
  });
});

describe("who sees what", () => {
  test("every access of every role holds on the record, the list, the history, the search and in writing", async () => {
    const accesses: FieldAccess[] = ["hidden", "read", "write"];
    const keys = new Map<string, Record<(typeof restrictableRoles)[number], FieldAccess>>();
    for (const [n, access] of accesses.entries()) {
      const turned = Object.fromEntries(
        restrictableRoles.map((role, index) => [role, accesses[(n + index) % 3] ?? access]),
      ) as Record<(typeof restrictableRoles)[number], FieldAccess>;
      keys.set(await define({ label: `Secret ${n}`, searchable: true, access: turned }), turned);
    }
    const id = await customer(Object.fromEntries([...keys.keys()].map((key, n) => [key, `zebra${n}`])));
    await backend.run(async (ctx) => {
      const brand = (await ctx.db.query("memberships").collect()).find(({ role }) => role === "brand")!;
      await ctx.db.patch("memberships", brand._id, { linkedCustomerIds: [id] });
      await ctx.db.patch("customers", id, { ownerId: ours.users.sales });
    });
    for (const role of roles) {
      const caller = ours.as[role];
      const record = await open(id, role);
      const list = await caller.query(api.customers.list, { orgId: ours.orgId });
      const defined = await caller.query(api.fields.list, { orgId: ours.orgId, entity });
      let n = 0;
      for (const [key, access] of keys) {
        const may = accessOf({ access, type: "text" }, role);
        const isSeen = may !== "hidden";
        const told = `${role} ${key} ${may}`;
        expect(key in record.custom, told).toBe(isSeen);
        expect(key in list.page[0]!.custom, told).toBe(isSeen);
        expect(
          defined.some((field) => field.key === key),
          told,
        ).toBe(isSeen);
        const hits = await caller.query(api.customers.search, { orgId: ours.orgId, text: `zebra${n}` });
        expect(hits.rows, told).toHaveLength(isSeen ? 1 : 0);
        if (role !== "brand") {
          const history = await caller.query(api.history.list, {
            orgId: ours.orgId,
            customerId: id,
            paginationOpts: { numItems: 20, cursor: null },
          });
          const fields = history.page.flatMap(({ changes }) => changes.map(({ field }) => field));
          expect(fields.includes(`custom.${key}`), told).toBe(isSeen);
        }
        if (role !== "brand" && role !== "support") {
          const refused = await issues(update(id, { [key]: `zebra${n}` }, role));
          expect(refused, told).toEqual(
            may === "write" ? "no error" : [`custom.${key} ${may === "read" ? "readOnly" : "unknownField"}`],
          );
        }
        n++;
      }
    }
  });

  test("only admins define fields", async () => {
    for (const role of roles) {
      if (role === "admin") continue;
      const work = ours.as[role].mutation(api.fields.create, {
        orgId: ours.orgId,
        entity,
        draft: emptyDraft("USD"),
      });
      expect(await issues(work)).toMatchObject({ code: "FORBIDDEN" });
    }
  });
});

describe("what Orbit works out", () => {
  test("formulas move with every write, over the record's facts and other formulas", async () => {
    const budget = await define({ label: "Budget", type: "money" });
    const rate = await define({ label: "Rate", type: "number", precision: 2 });
    const fee = await define({
      label: "Fee",
      type: "formula",
      expression: "{Budget} * {Rate} / 100",
      precision: 2,
    });
    const note = await define({
      label: "Note",
      type: "formula",
      expression: '{name} + if({Fee} > 10, ": large", "")',
    });
    const id = await customer({ [budget]: 20_000, [rate]: 7.5 }, "admin", { name: "Ann Kim" });
    expect((await open(id)).custom).toMatchObject({ [fee]: 15, [note]: "Ann Kim: large" });
    await update(id, { [rate]: 1 });
    expect((await open(id)).custom).toMatchObject({ [fee]: 2, [note]: "Ann Kim" });
    await ours.as.admin.mutation(api.customers.update, {
      orgId: ours.orgId,
      customerId: id,
      patch: { name: "Ann Li" },
    });
    expect((await open(id)).custom).toMatchObject({ [note]: "Ann Li" });
  });

  test("a changed definition is worked out for every customer by a job, a rename by none", async () => {
    const n = await define({ label: "N", type: "number" });
    const ids = [];
    for (let count = 1; count <= 60; count++) ids.push(await customer({ [n]: count }));
    const twice = await define({ label: "Twice", type: "formula", expression: "{N} * 2" });
    await settled();
    expect((await open(ids[59]!)).custom[twice]).toBe(120);
    await change(twice, { label: "Thrice", type: "formula", expression: "{N} * 3" });
    await settled();
    for (const [index, id] of ids.entries()) expect((await open(id)).custom[twice]).toBe(3 * (index + 1));
    const jobs = () =>
      backend.run(async (ctx) =>
        (await ctx.db.query("jobs").collect()).filter(({ kind }) => kind === "fields"),
      );
    const before = await jobs();
    expect(before.map(({ status }) => status)).toEqual(["done", "done"]);
    await change(n, { label: "Number of nights", type: "number" });
    expect(await jobs()).toHaveLength(before.length);
    const rows = await backend.run((ctx) => ctx.db.query("fieldValues").collect());
    expect(rows.filter(({ fieldKey }) => fieldKey === twice).map(({ value }) => value)).toEqual(
      ids.map((_, index) => 3 * (index + 1)),
    );
  });

  test("roll-ups count, add up and compare what hangs on the customer, and follow it", async () => {
    const calls = await define({
      label: "Calls",
      type: "rollUp",
      rollUp: { source: "interactions", measure: "count", only: ["call"] },
    });
    const minutes = await define({
      label: "Minutes",
      type: "rollUp",
      rollUp: { source: "interactions", measure: "sum", of: "duration", only: [] },
    });
    const last = await define({
      label: "Last",
      type: "rollUp",
      rollUp: { source: "interactions", measure: "max", of: "date", only: [] },
    });
    const open_ = await define({
      label: "Open",
      type: "rollUp",
      rollUp: { source: "followUps", measure: "count", only: ["open"] },
    });
    const busy = await define({ label: "Busy", type: "formula", expression: "{Calls} > 1" });
    const id = await customer();
    expect((await open(id)).custom).toMatchObject({ [calls]: 0, [minutes]: 0, [open_]: 0, [busy]: false });
    const log = async (type: string, duration: number, daysAgo: number) =>
      await ours.as.admin.mutation(api.interactions.create, {
        orgId: ours.orgId,
        customerId: id,
        input: {
          type,
          subject: type,
          description: "Talked",
          interactionDate: Date.now() - daysAgo * 86_400_000,
          duration,
        },
      });
    await log("call", 10, 3);
    await log("call", 5, 1);
    await log("visit", 30, 2);
    expect((await open(id)).custom).toMatchObject({
      [calls]: 2,
      [minutes]: 45,
      [last]: "2026-05-03",
      [busy]: true,
    });
    await ours.as.admin.mutation(api.followUps.create, {
      orgId: ours.orgId,
      customerId: id,
      input: { title: "Call back", dueAt: Date.now() + 86_400_000 },
    });
    expect((await open(id)).custom[open_]).toBe(1);
  });

  test("a customer with very many rows is read on in further transactions", async () => {
    const calls = await define({
      label: "Calls",
      type: "rollUp",
      rollUp: { source: "interactions", measure: "count", only: [] },
    });
    const id = await customer();
    await backend.run(async (ctx) => {
      for (let n = 0; n < 450; n++) {
        await ctx.db.insert("interactions", {
          orgId: ours.orgId,
          customerId: id,
          type: "call",
          subject: "x",
          description: "",
          interactionDate: n,
          successful: true,
          assignedTo: ours.users.admin,
          requiresFollowUp: false,
          automatic: false,
          createdAt: n,
          updatedAt: n,
          createdBy: "system:test",
          updatedBy: "system:test",
        });
      }
    });
    await ours.as.admin.mutation(api.customers.update, {
      orgId: ours.orgId,
      customerId: id,
      patch: { industry: "Travel" },
    });
    await settled();
    expect((await open(id)).custom[calls]).toBe(450);
  });
});

test("a merge keeps the survivor's values and takes what it lacks; unmerging gives them back", async () => {
  const [a, b] = [await define({ label: "A" }), await define({ label: "B" })];
  const primary = await customer({ [a]: "mine" });
  const secondary = await customer({ [a]: "theirs", [b]: "only theirs" });
  const { mergeId } = await ours.as.admin.mutation(api.customers.merge, {
    orgId: ours.orgId,
    primaryCustomerId: primary,
    secondaryCustomerIds: [secondary],
    mergeReason: "Same person",
  });
  await settled();
  expect((await open(primary)).custom).toEqual({ [a]: "mine", [b]: "only theirs" });
  await ours.as.admin.mutation(api.merges.undo, { orgId: ours.orgId, mergeId });
  await settled();
  expect((await open(primary)).custom).toEqual({ [a]: "mine" });
  expect((await open(secondary)).custom).toEqual({ [a]: "theirs", [b]: "only theirs" });
});
