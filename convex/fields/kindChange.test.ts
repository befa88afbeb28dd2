/** A field's kind is changed: what fits, what is kept beside it, and the way back. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { orbitError } from "../shared/errors";
import { roles } from "../tenancy/permissions";
import { newBackend, newOrganization, type Backend, type Organization } from "../world.testkit";
import { emptyDraft, type FieldDraft } from "./shape";

let backend: Backend;
let ours: Organization;

beforeEach(async () => {
  vi.useFakeTimers({ now: Date.UTC(2026, 4, 4, 9) });
  backend = newBackend();
  ours = await newOrganization(backend, "ours");
});
afterEach(() => vi.useRealTimers());

const entity = "customers" as const;
const drafted = (draft: Partial<FieldDraft>) => ({ ...emptyDraft("USD"), ...draft });
const define = async (draft: Partial<FieldDraft>) =>
  (await ours.as.admin.mutation(api.fields.create, { orgId: ours.orgId, entity, draft: drafted(draft) })).key;
const settled = () => backend.finishAllScheduledFunctions(vi.runAllTimers, 500);
async function customer(custom: object): Promise<Id<"customers">> {
  people++;
  const input = { name: `Person ${people}`, email: `p${people}@x.test`, custom };
  const made = await ours.as.admin.mutation(api.customers.create, { orgId: ours.orgId, input });
  return made.customerId;
}
let people = 100;
const open = async (customerId: Id<"customers">) =>
  (await ours.as.admin.query(api.customers.get, { orgId: ours.orgId, customer: customerId })).custom;
const put = (customerId: Id<"customers">, custom: object) =>
  ours.as.admin.mutation(api.customers.update, { orgId: ours.orgId, customerId, patch: { custom } });
const begin = (key: string, draft: Partial<FieldDraft>, more: object = {}) =>
  ours.as.admin.mutation(api.fields.changeKind, {
    orgId: ours.orgId,
    entity,
    key,
    draft: drafted(draft),
    dateOrder: "dmy",
    ...more,
  });
const undoKind = (key: string) =>
  ours.as.admin.mutation(api.fields.undoKind, { orgId: ours.orgId, entity, key });
const only = async () => (await ours.as.admin.query(api.fields.list, { orgId: ours.orgId, entity }))[0]!;
const list = async (args: object) =>
  (await ours.as.admin.query(api.customers.list, { orgId: ours.orgId, ...args } as never)).page.map(
    ({ name }) => name,
  );
const count = async (...rules: object[]) =>
  await ours.as.admin.query(api.customers.count, {
    orgId: ours.orgId,
    filters: { where: { match: "all", rules } },
  } as never);
const problem = async (work: Promise<unknown>) => {
  try {
    await work;
    return null;
  } catch (error) {
    return orbitError(error);
  }
};

async function changed(key: string, draft: Partial<FieldDraft>): Promise<string> {
  await begin(key, draft);
  await settled();
  return (await only()).key;
}

describe("text becomes a number", () => {
  const given = ["12", "1 250,5", "about 12", "7", "-3", "n/a"];
  let key: string;
  let ids: Id<"customers">[];
  beforeEach(async () => {
    key = await define({ label: "Nights", searchable: true });
    ids = [];
    for (const text of given) ids.push(await customer({ [key]: text }));
    ids.push(await customer({}));
  });

  test("the preview counts exactly what fits and what does not, names it and writes nothing", async () => {
    const before = await backend.run((ctx) => ctx.db.query("customers").collect());
    const preview = await ours.as.admin.query(api.fields.previewKind, {
      orgId: ours.orgId,
      entity,
      key,
      draft: drafted({ label: "Nights", type: "number", precision: 1 }),
      dateOrder: "dmy",
    });
    expect(preview).toMatchObject({ looked: 7, fits: 4, unfit: 2, cursor: null, blockedBy: [] });
    expect(preview.misfits.map(({ shown, rule }) => [shown, rule])).toEqual([
      ["about 12", "invalidNumber"],
      ["n/a", "invalidNumber"],
    ]);
    expect(preview.examples[1]).toEqual({ from: "1 250,5", to: 1250.5 });
    expect(await backend.run((ctx) => ctx.db.query("customers").collect())).toEqual(before);
  });

  test("it sorts, filters and counts as a number; what did not fit stands beside the field and can be listed", async () => {
    const number = await changed(key, { label: "Nights", type: "number", precision: 1 });
    expect(await only()).toMatchObject({ type: "number", label: "Nights", replaces: key });
    const values = await Promise.all(ids.map(open));
    expect(values.map((custom) => custom[number] ?? null)).toEqual([12, 1250.5, null, 7, -3, null, null]);
    expect(values.map((custom) => custom[`${number}_left`] ?? null)).toEqual([
      null,
      null,
      "about 12",
      null,
      null,
      "n/a",
      null,
    ]);
    const sorted = (await list({ sort: number })).slice(0, 4);
    const named = await list({ sort: "createdAt" });
    expect(sorted).toEqual([4, 3, 0, 1].map((index) => named[index]));
    expect(await count({ field: number, op: "atLeast", values: [7] })).toBe(3);
    expect(await count({ field: number, op: "filled", values: [] })).toBe(4);
    expect(await count({ field: `${number}_left`, op: "is", values: [true] })).toBe(2);
    expect(
      await list({
        filters: { where: { match: "all", rules: [{ field: `${number}_left`, op: "is", values: [true] }] } },
      }),
    ).toEqual([named[2], named[5]]);
    // Mended by hand, it is off the list.
    await put(ids[2]!, { [number]: 12 });
    expect(await count({ field: `${number}_left`, op: "is", values: [true] })).toBe(1);
    expect(await open(ids[2]!)).toEqual({ [number]: 12 });
    const job = await backend.run(async (ctx) =>
      (await ctx.db.query("jobs").collect()).find(({ kind }) => kind === "changeKind"),
    );
    expect(job).toMatchObject({
      status: "done",
      done: 7,
      counts: { converted: 4, unfit: 2 },
      title: "Nights",
    });
  });

  test("taken back, every text is as it was to the letter, and what was entered since is kept as text", async () => {
    const number = await changed(key, { label: "Nights", type: "number", precision: 1 });
    await put(ids[0]!, { [number]: 99 });
    await put(ids[2]!, { [number]: 12 });
    const added = await customer({ [number]: 5 });
    await undoKind(number);
    await settled();
    expect((await only()).key).toBe(key);
    const texts = await Promise.all([...ids, added].map(async (id) => (await open(id))[key] ?? null));
    expect(texts).toEqual(["99", "1 250,5", "12", "7", "-3", "n/a", null, "5"]);
    const found = await ours.as.admin.query(api.customers.search, { orgId: ours.orgId, text: "n/a" });
    expect(found.rows).toHaveLength(1);
    expect(await count({ field: key, op: "is", values: ["1 250,5"] })).toBe(1);
    // And forth again: taking back is itself taken back.
    await undoKind(key);
    await settled();
    expect((await only()).key).toBe(number);
    expect((await open(ids[0]!))[number]).toBe(99);
  });

  test("people go on working while the job runs: what they enter in the old field is in the new one", async () => {
    for (let n = 0; n < 60; n++) await customer({ [key]: String(n) });
    await begin(key, { label: "Nights", type: "number", precision: 1 });
    // The job has not begun; the first and the last customer are changed meanwhile, one is added.
    await put(ids[0]!, { [key]: "77" });
    await put(ids[5]!, { [key]: "soon" });
    const added = await customer({ [key]: "31" });
    expect((await only()).key).toBe(key);
    expect(await open(added)).toEqual({ [key]: "31" });
    expect(
      await problem(ours.as.admin.mutation(api.fields.archive, { orgId: ours.orgId, entity, key })),
    ).toMatchObject({ code: "VALIDATION_ERROR", issues: [{ rule: "kindChanging" }] });
    await settled();
    const { key: number } = await only();
    expect(number).not.toBe(key);
    expect((await open(ids[0]!))[number]).toBe(77);
    expect((await open(ids[5]!))[`${number}_left`]).toBe("soon");
    expect((await open(added))[number]).toBe(31);
    expect(await count({ field: number, op: "filled", values: [] })).toBe(4 + 60 + 1);
    // What a program still sends under the earlier key arrives.
    await put(added, { [key]: "32,5" });
    expect((await open(added))[number]).toBe(32.5);
  });

  test("given up half way nothing has changed, and no trace is left in values, index or counts", async () => {
    for (let n = 0; n < 60; n++) await customer({ [key]: String(n) });
    const before = await backend.run((ctx) => ctx.db.query("fieldValues").collect());
    const jobId = await begin(key, { label: "Nights", type: "number" });
    await backend.run(async (ctx) => {
      const pending = await ctx.db.system.query("_scheduled_functions").collect();
      expect(pending.length).toBeGreaterThan(0);
    });
    vi.advanceTimersByTime(1);
    await backend.finishInProgressScheduledFunctions();
    // The cross in the tray does the same as the button in the settings.
    await ours.as.admin.mutation(api.jobs.cancel, { orgId: ours.orgId, jobId });
    await settled();
    expect((await only()).key).toBe(key);
    expect((await backend.run((ctx) => ctx.db.get("jobs", jobId)))!.status).toBe("cancelled");
    const after = await backend.run((ctx) => ctx.db.query("fieldValues").collect());
    const bare = (rows: typeof after) =>
      rows.map(({ fieldKey, value, customerId }) => [fieldKey, value, customerId]);
    expect(bare(after)).toEqual(bare(before));
    const stored = await backend.run((ctx) => ctx.db.query("customers").collect());
    expect(new Set(stored.flatMap(({ custom = {} }) => Object.keys(custom)))).toEqual(new Set([key]));
    const managed = await ours.as.admin.query(api.fields.manage, { orgId: ours.orgId, entity });
    expect(managed.fields.map((field) => field.key)).toEqual([key]);
    const sets = await backend.run((ctx) => ctx.db.query("fieldSets").collect());
    expect(sets[0]!.fields).toHaveLength(1);
  });

  test("views that show, sort or filter by the field follow it", async () => {
    const look = {
      columns: ["name", key],
      sort: { column: key, direction: "desc" as const },
      where: {
        match: "all" as const,
        rules: [
          { field: key, op: "is" as const, values: ["7"] },
          { match: "any" as const, rules: [{ field: key, op: "is" as const, values: ["n/a"] }] },
        ],
      },
    };
    await ours.as.admin.mutation(api.views.create, { orgId: ours.orgId, name: "Seven", look });
    const number = await changed(key, { label: "Nights", type: "number", precision: 1 });
    const [view] = await ours.as.admin.query(api.views.list, { orgId: ours.orgId });
    expect(view!.look).toEqual({
      columns: ["name", number],
      sort: { column: number, direction: "desc" },
      where: {
        match: "all",
        rules: [
          { field: number, op: "between", values: [7, 7] },
          { match: "any", rules: [{ field: number, op: "filled", values: [] }] },
        ],
      },
    });
    expect(await list({ filters: { where: view!.look.where } })).toHaveLength(1);
  });
});

test("formulas read the new field; one that could not is named, and nothing begins", async () => {
  const nights = await define({ label: "Nights", type: "number" });
  await define({ label: "Weeks", type: "formula", expression: `{${nights}} / 7`, precision: 1 });
  const id = await customer({ [nights]: 14 });
  expect(await problem(begin(nights, { label: "Nights", type: "text" }))).toEqual({
    code: "FIELD_IN_USE",
    names: ["Weeks"],
  });
  await begin(nights, { label: "Nights", type: "money", currency: "USD" });
  await settled();
  const [money, weeks] = await ours.as.admin.query(api.fields.list, { orgId: ours.orgId, entity });
  expect([money!.type, weeks!.expression]).toEqual(["money", `{${money!.key}} / 7`]);
  expect(await open(id)).toEqual({ [money!.key]: 1400, [weeks!.key]: 2 });
});

test("a formula becomes numbers that people go on changing, and a formula again", async () => {
  const double = await define({ label: "Double", type: "formula", expression: "2 * 21" });
  const id = await customer({});
  await settled();
  const number = await changed(double, { label: "Double", type: "number" });
  expect(await open(id)).toEqual({ [number]: 42 });
  await put(id, { [number]: 43 });
  await undoKind(number);
  await settled();
  expect(await open(id)).toEqual({ [double]: 42 });
});

test("choices go on by themselves between one and several, and text becomes choices by what it says", async () => {
  const tier = await define({
    label: "Tier",
    type: "multiSelect",
    choices: [
      { label: "Gold", color: "warning" },
      { label: "Tin", color: "neutral" },
    ],
  });
  const both = await customer({ [tier]: ["Gold", "Tin"] });
  const one = await customer({ [tier]: ["Tin"] });
  const [field] = await ours.as.admin.query(api.fields.list, { orgId: ours.orgId, entity });
  const choices = field!.choices!.map(({ id, label, color }) => ({ id, label, color }));
  const single = await changed(tier, { label: "Tier", type: "select", choices });
  expect((await open(one))[single]).toBe(choices[1]!.id);
  expect(await open(both)).toEqual({ [`${single}_left`]: "Gold, Tin" });

  const text = await changed(single, { label: "Tier", type: "text" });
  // What had not fitted one choice fits a text again.
  expect([(await open(both))[text], (await open(one))[text]]).toEqual(["Gold, Tin", "Tin"]);
  const preview = await ours.as.admin.query(api.fields.previewKind, {
    orgId: ours.orgId,
    entity,
    key: text,
    draft: drafted({ label: "Tier", type: "multiSelect" }),
    dateOrder: "dmy",
  });
  expect(preview.found).toEqual([
    { label: "Gold", count: 1 },
    { label: "Tin", count: 2 },
  ]);
});

test("a unique field stays unique: of two values that become the same, the later one is kept beside it", async () => {
  const card = await define({ label: "Card", unique: true });
  const first = await customer({ [card]: "007" });
  const second = await customer({ [card]: "7" });
  const number = await changed(card, { label: "Card", type: "number", unique: true });
  expect(await open(first)).toEqual({ [number]: 7 });
  expect(await open(second)).toEqual({ [`${number}_left`]: "7" });
  expect(await problem(put(second, { [number]: 7 }))).toMatchObject({ code: "VALIDATION_ERROR" });
});

test("only an admin of the organization looks at, begins, takes back or gives up a change of kind", async () => {
  const key = await define({ label: "Nights" });
  const theirs = await newOrganization(backend, "theirs");
  const draft = drafted({ label: "Nights", type: "number" });
  const args = { orgId: ours.orgId, entity, key };
  for (const caller of [
    ...roles.filter((role) => role !== "admin").map((role) => ours.as[role]),
    theirs.as.admin,
  ]) {
    const works = [
      () => caller.query(api.fields.previewKind, { ...args, draft, dateOrder: "dmy" }),
      () => caller.mutation(api.fields.changeKind, { ...args, draft, dateOrder: "dmy" }),
      () => caller.mutation(api.fields.undoKind, args),
      () => caller.mutation(api.fields.dropKind, args),
    ];
    for (const work of works) expect((await problem(work()))?.code).toMatch(/FORBIDDEN|NOT_FOUND/);
  }
  const bad: [string, Partial<FieldDraft>][] = [
    ["the same kind", { label: "Nights", type: "text" }],
    ["a formula", { label: "Nights", type: "formula", expression: "1" }],
    ["a link", { label: "Nights", type: "relation" }],
    ["a choice without values", { label: "Nights", type: "select" }],
  ];
  for (const [told, one] of bad) {
    expect((await problem(begin(key, one)))?.code, told).toBe("VALIDATION_ERROR");
  }
  expect((await problem(undoKind(key)))?.code).toBe("NOT_FOUND");
  expect((await problem(ours.as.admin.mutation(api.fields.dropKind, args)))?.code).toBe("NOT_FOUND");
});
