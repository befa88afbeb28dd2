/** The dry run and the run of one file, side by side: what the one says, the other does, row by row and field by field. */
import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { api } from "../_generated/api";
import type { Doc, Id } from "../_generated/dataModel";
import { emptyDraft } from "../fields/shape";
import { fold } from "../shared/text";
import { newBackend, newOrganization, type Backend, type Organization } from "../world.testkit";
import { factNames } from "./facts";
import type { MatchBy } from "./fields";
import { importFile } from "./file.testkit";
import type { Decision, DuplicateChoice, Outcome } from "./plan";
import { Trial } from "./trial";
import type { TrialRow } from "./trialShown";

beforeEach(() => {
  vi.useFakeTimers();
  vi.setSystemTime(Date.UTC(2026, 5, 15, 12));
});
afterEach(() => vi.useRealTimers());

interface File {
  mapping: (string | null)[];
  rows: string[][];
  duplicates?: DuplicateChoice;
  matchBy?: MatchBy;
  decisions?: Record<number, Decision>;
}

async function tryOut(
  { as, orgId }: Organization,
  { mapping, rows, decisions, ...file }: File,
): Promise<Trial> {
  const { duplicates = "link", matchBy = "any" } = file;
  const answer = await as.admin.query(api.imports.rules, { orgId, now: Date.now() });
  const { rules, policy, language, timeZone, currency, fields } = answer;
  const options = { mapping, dateOrder: "dmy" as const, timeZone, currency, fields };
  const trial = await Trial.of(
    rows,
    { rules, policy, language, duplicates, matchBy, options },
    {
      known: (keys) => as.admin.query(api.imports.known, { orgId, keys }),
      members: (words) => as.admin.query(api.imports.members, { orgId, words }),
    },
  );
  for (const [number, decision] of Object.entries(decisions ?? {})) trial.decide(Number(number), decision);
  return trial;
}

/** Imports the rows in the order of the trial, two to a chunk: what a transaction knows must not matter. */
async function run(backend: Backend, org: Organization, file: File, trial: Trial) {
  const { mapping, duplicates = "link", matchBy = "any" } = file;
  const headings = mapping.map((target) => target ?? "x");
  const rows = [...trial.ordered()];
  const importId = await importFile(org, { headings, mapping, duplicates, matchBy, rows, perChunk: 2 });
  await backend.finishAllScheduledFunctions(vi.runAllTimers);
  return importId;
}

async function outcomesOf(backend: Backend, importId: Id<"imports">): Promise<Record<number, Outcome>> {
  const chunks = await backend.run(async (ctx) => await ctx.db.query("importChunks").collect());
  const own = chunks.filter((chunk) => chunk.importId === importId);
  return Object.fromEntries(
    own.flatMap(({ rows, results }) => rows.map(({ number }, at) => [number, results![at]!.outcome])),
  );
}

const customersIn = async (backend: Backend) =>
  await backend.run(async (ctx) => await ctx.db.query("customers").collect());

const kinds = ["created", "updated", "unchanged", "duplicate", "skipped", "rejected"] as const;
const allRows = (trial: Trial): TrialRow[] => kinds.flatMap((kind) => trial.page(kind, 0, 1000));

/** What the dry run says becomes of each customer of before: the last value of each field that it changes. */
function foretold(trial: Trial): Map<string, Record<string, unknown>> {
  const byNumber = new Map(allRows(trial).map((row) => [row.number, row]));
  const after = new Map<string, Record<string, unknown>>();
  for (const { number } of trial.ordered()) {
    const { match, changes, outcome } = byNumber.get(number)!;
    if (match?.customerId === undefined || outcome === "skipped" || outcome === "rejected") continue;
    const values = after.get(match.customerId) ?? {};
    for (const { field, to } of changes) values[field] = to;
    after.set(match.customerId, values);
  }
  return after;
}

/** Fields that are made from others. */
const derived = new Set(["phoneE164", "secondaryPhoneE164", "isActive"]);

function changedFields(before: Doc<"customers">, after: Doc<"customers">): Record<string, unknown> {
  const changed: Record<string, unknown> = {};
  const differs = (a: unknown, b: unknown) => JSON.stringify(a) !== JSON.stringify(b);
  for (const field of factNames) {
    if (derived.has(field) || field === "custom") continue;
    if (differs(before[field], after[field])) changed[field] = after[field];
  }
  for (const [key, value] of Object.entries(after.custom ?? {})) {
    if (differs(before.custom?.[key], value)) changed[`custom.${key}`] = value;
  }
  return changed;
}

async function agree(backend: Backend, org: Organization, file: File) {
  const before = await customersIn(backend);
  const trial = await tryOut(org, file);
  const rows = allRows(trial);
  const importId = await run(backend, org, file, trial);
  expect(await outcomesOf(backend, importId)).toEqual(
    Object.fromEntries(rows.map(({ number, outcome }) => [number, outcome])),
  );
  const after = new Map((await customersIn(backend)).map((one) => [one._id as string, one]));
  const told = foretold(trial);
  for (const one of before) {
    const changed = changedFields(one, after.get(one._id)!);
    // A field that was changed and changed back is told, and is as it was.
    for (const [field, value] of Object.entries(told.get(one._id) ?? {})) {
      const now = field.startsWith("custom.")
        ? after.get(one._id)!.custom?.[field.slice("custom.".length)]
        : after.get(one._id)![field as keyof Doc<"customers">];
      // A tag takes the spelling that the organization has: whichever, it is the same tag.
      const plain = (given: unknown) => (field === "tags" ? (given as string[]).map(fold) : given);
      expect([field, plain(now)]).toEqual([field, plain(value)]);
      delete changed[field];
    }
    expect(changed).toEqual({});
  }
  return { trial, importId, rows };
}

async function world() {
  const backend = newBackend();
  const org = await newOrganization(backend, "acme");
  const { as, orgId } = org;
  const make = async (input: Record<string, unknown>) =>
    await as.admin.mutation(api.customers.create, { orgId, input: input as { name: string } });
  const ann = await make({ name: "Ann Lee", email: "ann@x.test", phone: "+77015550001", notes: "kept" });
  const bob = await make({ name: "Bob Ray", email: "bob@x.test", companyName: "Ray Ltd", tags: ["old"] });
  return { backend, org, ann, bob };
}

const columns = [
  "legacyId",
  "name",
  "email",
  "phone",
  "companyName",
  "notes",
  "credit",
  "tags",
  "city",
  "status",
];

test("IMX-14: what the dry run says becomes of each row and each field is what the run does, whatever the file", async () => {
  const cell = (...words: string[]) => fc.constantFrom("", ...words);
  const row = fc.tuple(
    cell("1", "2", "3"),
    cell("Ann Lee", "Ann B. Lee", "Bob Ray", "Cy Fox"),
    cell("ann@x.test", "bob@x.test", "cy@x.test", "no mail"),
    cell("+77015550001", "8 701 555 00 01", "+77015550002", "12"),
    cell("Lee Ltd", "Ray Ltd"),
    cell("a note"),
    cell("5", "x"),
    cell("old", "new, Old"),
    cell("Almaty"),
    cell("lead", "active", "nonsense"),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { minLength: 1, maxLength: 7 }),
      fc.constantFrom("link" as const, "update" as const, "skip" as const),
      fc.constantFrom("any" as const, "legacyId" as const, "email" as const, "phone" as const),
      fc.dictionary(fc.constantFrom("1", "2", "3"), fc.constantFrom("link", "update", "create", "skip"), {
        maxKeys: 2,
      }),
      async (rows, duplicates, matchBy, decisions) => {
        const { backend, org } = await world();
        await agree(backend, org, {
          mapping: columns,
          rows: rows.map((cells) => [...cells]),
          duplicates,
          matchBy,
          decisions: Object.fromEntries(
            Object.entries(decisions).filter(([number]) => Number(number) <= rows.length),
          ) as Record<number, Decision>,
        });
      },
    ),
    { numRuns: 25 },
  );
});

test("IMX-14: each class has its exact count, its pages, and for a known customer the key, the score and the evidence", async () => {
  const { backend, org, ann } = await world();
  const many = Array.from({ length: 130 }, (_, n) => [
    "",
    `Person ${n}`,
    `p${n}@x.test`,
    "",
    "",
    "",
    "",
    "",
    "",
    "",
  ]);
  const file = {
    mapping: columns,
    duplicates: "update" as const,
    rows: [
      ...many,
      ["", "Ann B. Lee", "ANN@x.test", "", "", "", "", "", "", ""],
      ["", "Bob Ray", "bob@x.test", "", "", "", "", "", "", ""],
      ["", "No Contact", "no mail", "", "", "", "", "", "", ""],
      ["", "", "nameless@x.test", "", "", "", "", "", "", ""],
    ],
  };
  const { trial } = await agree(backend, org, file);
  expect(trial.counts()).toEqual({
    created: 130,
    incomplete: 0,
    updated: 1,
    unchanged: 1,
    duplicate: 0,
    skipped: 1,
    rejected: 1,
  });
  const pages = [0, 50, 100].map((offset) => trial.page("created", offset, 50).map(({ number }) => number));
  expect(pages.flat()).toEqual(Array.from({ length: 130 }, (_, n) => n + 1));
  const [updated] = trial.page("updated", 0, 50);
  expect(updated).toMatchObject({
    changes: [{ field: "name", from: "Ann Lee", to: "Ann B. Lee" }],
    match: { by: "email", customerId: ann.customerId, customerCode: ann.customerCode, name: "Ann Lee" },
  });
  const { score, reasons } = updated!.match!;
  expect(reasons.map(({ kind }) => kind)).toContain("sameEmail");
  expect(score).toBe(
    Math.min(
      100,
      reasons.reduce((sum, { points }) => sum + points, 0),
    ),
  );
  expect(trial.page("rejected", 0, 50)[0]!.issues.map(({ rule }) => rule)).toContain("contactRequired");
});

test("IMX-14: one row is decided otherwise: somebody else after all, linked, updated, or left out", async () => {
  const { backend, org, ann, bob } = await world();
  const row = (name: string, email: string, company: string) => [
    "",
    name,
    email,
    "",
    company,
    "",
    "",
    "",
    "",
    "",
  ];
  const file = {
    mapping: columns,
    rows: [
      row("Ann Lee", "ann@x.test", "Lee Ltd"),
      row("Bob Ray", "bob@x.test", "Other Ltd"),
      ["", "Anna Other", "ann@x.test", "+77015550009", "", "", "", "", "", ""],
      row("Bob R.", "bob@x.test", "Third Ltd"),
    ],
    decisions: { 2: "update", 3: "create", 4: "skip" } as const,
  };
  const { rows } = await agree(backend, org, file);
  const outcome = (number: number) => rows.find((one) => one.number === number)!.outcome;
  expect([1, 2, 3, 4].map(outcome)).toEqual(["duplicate", "updated", "created", "skipped"]);
  const customers = await customersIn(backend);
  const other = customers.find(({ name }) => name === "Anna Other");
  // The address is Ann's, and the organization allows each only once.
  expect(other).toMatchObject({ phoneE164: "+77015550009" });
  expect(other!.email).toBeUndefined();
  const byId = (id: string) => customers.find(({ _id }) => _id === id);
  expect(byId(ann.customerId)).toMatchObject({ companyName: "Lee Ltd" });
  expect(byId(bob.customerId)).toMatchObject({ name: "Bob Ray", companyName: "Other Ltd" });
});

test("IMX-14: by code alone, a file of codes and changes updates who is known, changes nothing by empty cells, and makes nobody", async () => {
  const { backend, org, ann, bob } = await world();
  const file = {
    mapping: ["customerCode", "city", "companyName", "email"],
    duplicates: "update" as const,
    matchBy: "customerCode" as const,
    rows: [
      [ann.customerCode, "Almaty", "", ""],
      [bob.customerCode, "", "", "ann@x.test"],
      ["CUS-999", "Astana", "", ""],
    ],
  };
  const { rows } = await agree(backend, org, file);
  expect(rows.map(({ number, outcome }) => [number, outcome])).toEqual([
    [1, "updated"],
    [2, "unchanged"],
    [3, "skipped"],
  ]);
  const customers = await customersIn(backend);
  expect(customers).toHaveLength(2);
  const byId = (id: string) => customers.find(({ _id }) => _id === id);
  expect(byId(ann.customerId)).toMatchObject({ address: { city: "Almaty" }, email: "ann@x.test" });
  // Ann's address stays Ann's.
  expect(byId(bob.customerId)).toMatchObject({ companyName: "Ray Ltd", email: "bob@x.test" });
  expect(rows.find(({ number }) => number === 2)!.issues).toMatchObject([
    { field: "email", rule: "notFilled" },
  ]);
});

test("a file moves no balance of a known customer, and says so", async () => {
  const { backend, org, ann, bob } = await world();
  const { rows } = await agree(backend, org, {
    mapping: ["customerCode", "credit", "points"],
    duplicates: "update" as const,
    matchBy: "customerCode" as const,
    rows: [
      [ann.customerCode, "12.50", "7"],
      [bob.customerCode, "0", "0"],
    ],
  });
  expect(rows.find(({ number }) => number === 1)!.issues).toMatchObject([
    { field: "credit", rule: "balanceKept" },
    { field: "points", rule: "balanceKept" },
  ]);
  // Nothing here and nothing there is no difference.
  expect(rows.find(({ number }) => number === 2)?.issues ?? []).toEqual([]);
  for (const { availableCredit, loyaltyPoints } of await customersIn(backend))
    expect([availableCredit, loyaltyPoints]).toEqual([undefined, undefined]);
});

test("IMX-14: where customers are recognised by one key, another's e-mail is not given a second time unless somebody says so", async () => {
  const { backend, org } = await world();
  const file = {
    mapping: ["customerCode", "name", "email", "phone"],
    matchBy: "customerCode" as const,
    rows: [
      ["X-1", "New Person", "new@x.test", ""],
      ["X-2", "Ann Other", "ann@x.test", "+77015550008"],
      ["X-3", "Third", "ann@x.test", "+77015550007"],
    ],
    decisions: { 3: "create" } as const,
  };
  const { rows } = await agree(backend, org, file);
  expect(rows.map(({ number, outcome }) => [number, outcome])).toEqual([
    [1, "created"],
    [3, "created"],
    [2, "rejected"],
  ]);
  expect(rows.at(-1)).toMatchObject({ match: { by: "email", name: "Ann Lee" } });
  const made = (await customersIn(backend)).find(({ customerCode }) => customerCode === "X-1");
  expect(made).toMatchObject({ name: "New Person" });
});

test("IMX-15: columns of every kind of own field are read, unknown values told for adding, and undone with the import", async () => {
  const { backend, org, ann } = await world();
  const { as, orgId } = org;
  const make = async (draft: Record<string, unknown>) =>
    (
      await as.admin.mutation(api.fields.create, {
        orgId,
        entity: "customers",
        draft: { ...emptyDraft("USD"), ...draft },
      })
    ).key;
  const choices = [
    { label: "Red", color: "danger" },
    { label: "Blue", color: "info" },
  ];
  const keys = {
    text: await make({ label: "Line", type: "text" }),
    number: await make({ label: "Size", type: "number", precision: 1 }),
    money: await make({ label: "Budget", type: "money" }),
    date: await make({ label: "Since", type: "date" }),
    select: await make({ label: "Colour", type: "select", choices }),
    multi: await make({ label: "Colours", type: "multiSelect", choices }),
    checkbox: await make({ label: "Member", type: "checkbox" }),
    url: await make({ label: "Page", type: "url" }),
    card: await make({ label: "Card", type: "text", unique: true }),
    friend: await make({ label: "Friend", type: "relation", target: "customers" }),
    guide: await make({ label: "Guide", type: "relation", target: "members" }),
  };
  const file = {
    mapping: ["name", "email", ...Object.values(keys).map((key) => `custom.${key}`)],
    duplicates: "update" as const,
    rows: [
      [
        "Ann Lee",
        "ann@x.test",
        "one",
        "1,5",
        "12.50",
        "03/04/2024",
        "red",
        "Blue; Red",
        "yes",
        "x.test",
        "C1",
        ann.customerCode,
        "",
      ],
      [
        "Eve",
        "eve@x.test",
        "",
        "many",
        "",
        "31/02/2024",
        "Teal",
        "Red, Teal, Pink",
        "",
        "",
        "C1",
        "nobody",
        "nobody",
      ],
      ["Max", "max@x.test", "", "", "", "", "Teal", "", "", "", "C2", "eve@x.test", ""],
    ],
  };
  const { trial, importId, rows } = await agree(backend, org, file);
  const customers = await customersIn(backend);
  const one = customers.find(({ _id }) => _id === ann.customerId)!;
  expect(one.custom).toMatchObject({
    [keys.text]: "one",
    [keys.number]: 1.5,
    [keys.money]: 1250,
    [keys.date]: "2024-04-03",
    [keys.checkbox]: true,
    [keys.card]: "C1",
    [keys.friend]: ann.customerId,
  });
  const eve = rows.find(({ number }) => number === 2)!;
  expect(eve.outcome).toBe("created");
  expect(new Set(eve.issues.map(({ field, rule }) => `${field.replace("custom.", "")} ${rule}`))).toEqual(
    new Set([
      `${keys.number} invalidNumber`,
      `${keys.date} invalidDay`,
      `${keys.select} unknownChoice`,
      `${keys.multi} unknownChoice`,
      `custom ${keys.card} taken`.replace("custom ", ""),
      `${keys.friend} unknownRecord`,
      `${keys.guide} unknownRecord`,
    ]),
  );
  expect(trial.unknownChoices()).toEqual([
    { field: `custom.${keys.select}`, values: [{ text: "Teal", rows: 2 }] },
    {
      field: `custom.${keys.multi}`,
      values: [
        { text: "Teal", rows: 1 },
        { text: "Pink", rows: 1 },
      ],
    },
  ]);
  await as.admin.mutation(api.imports.undo, { orgId, importId });
  await backend.finishAllScheduledFunctions(vi.runAllTimers);
  const again = (await customersIn(backend)).find(({ _id }) => _id === ann.customerId)!;
  expect(again.custom ?? {}).toEqual({});
});

test("IMX-15 TEN-14: a manager may not map a field that is hidden from managers, nor one that is not there; what was chosen is offered again to the organization", async () => {
  const { org } = await world();
  const { as, orgId } = org;
  const draft = { ...emptyDraft("USD"), label: "Secret", unique: true };
  const access = { manager: "hidden", sales: "hidden", support: "hidden", brand: "hidden" };
  const { key } = await as.admin.mutation(api.fields.create, {
    orgId,
    entity: "customers",
    draft: { ...draft, access },
  });
  const headings = ["Name", "E-mail", "Secret"];
  const file = {
    orgId,
    fileName: "a.csv",
    headings,
    dateOrder: "mdy" as const,
    duplicates: "update" as const,
    matchBy: `custom.${key}`,
    rows: 1,
    chunks: 1,
  };
  const mapping = ["name", "email", `custom.${key}`];
  await expect(as.manager.mutation(api.imports.create, { ...file, mapping })).rejects.toThrow("unknownField");
  await expect(
    as.admin.mutation(api.imports.create, { ...file, mapping: ["name", "email", "nonsense"] }),
  ).rejects.toThrow("unknownField");
  await expect(as.admin.mutation(api.imports.create, { ...file, matchBy: "phone", mapping })).rejects.toThrow(
    "keyMissing",
  );
  const now = Date.now();
  expect(await as.admin.query(api.imports.remembered, { orgId, headings, now })).toBeNull();
  await as.admin.mutation(api.imports.create, { ...file, mapping });
  const kept = { dateOrder: "mdy", duplicates: "update", fileName: "a.csv" };
  const asked = { orgId, headings: ["name", "E-MAIL", " secret "], now };
  expect(await as.admin.query(api.imports.remembered, asked)).toMatchObject({
    ...kept,
    mapping,
    matchBy: `custom.${key}`,
  });
  // Nor does the offer name it.
  expect(await as.manager.query(api.imports.remembered, asked)).toMatchObject({
    ...kept,
    mapping: ["name", "email", null],
    matchBy: "any",
  });
  expect((await as.manager.query(api.imports.known, { orgId, keys: [`custom.${key}:"c1"`] })).keys).toEqual(
    [],
  );
  expect(
    await as.admin.query(api.imports.remembered, { orgId, headings: ["Name", "E-mail"], now }),
  ).toBeNull();
});

test("IMX-04 IMX-05 IMX-11: the oldest gets CUS-001 whatever the file's order; rows without a name or a contact are listed with their reason", async () => {
  const backend = newBackend();
  const org = await newOrganization(backend, "acme");
  const file = {
    mapping: ["name", "email", "createdAt"],
    rows: [
      ["Young", "young@x.test", "2024-05-01"],
      ["Old", "old@x.test", "2019-05-01"],
      ["", "nameless@x.test", "2018-01-01"],
      ["No Contact", "", "2017-01-01"],
      ["Middle", "middle@x.test", "2021-05-01"],
      ["Undated", "undated@x.test", ""],
    ],
  };
  const { importId } = await agree(backend, org, file);
  const codes = (await customersIn(backend)).map(({ customerCode, name }) => [customerCode, name]);
  expect(codes.toSorted(([a = ""], [b = ""]) => (a < b ? -1 : 1))).toEqual([
    ["CUS-001", "Old"],
    ["CUS-002", "Middle"],
    ["CUS-003", "Young"],
    ["CUS-004", "Undated"],
  ]);
  const listed = async (outcome: Outcome) => {
    const paginationOpts = { numItems: 10, cursor: null };
    const args = { orgId: org.orgId, importId, outcome, paginationOpts };
    const { page } = await org.as.admin.query(api.imports.rows, args);
    return page.map(({ number, issues }) => [number, issues.map(({ rule }) => rule)]);
  };
  expect(await listed("skipped")).toEqual([[3, ["required"]]]);
  expect(await listed("rejected")).toEqual([[4, ["contactRequired"]]]);
});
