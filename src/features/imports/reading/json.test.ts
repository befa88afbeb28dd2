import fc from "fast-check";
import { strToU8, zipSync } from "fflate";
import { expect, test } from "vitest";
import { emptyDraft } from "../../../../convex/fields/shape";
import { contactReader } from "../../../../convex/imports/contactRow";
import { guessMapping } from "../../../../convex/imports/fields";
import { UnreadableFile } from "./decode";
import { tablesOf } from "./json";
import { openFile } from "./openFile";

const open = (value: unknown, sheet: number | null = null) =>
  listed(
    openFile(new Blob([typeof value === "string" ? value : JSON.stringify(value)]), sheet, () => undefined),
  );
const records = (table: { headings: string[]; rows: string[][] }) =>
  table.rows.map((row) => Object.fromEntries(table.headings.map((heading, at) => [heading, row[at] ?? ""])));
async function reasonOf(deed: Promise<unknown>): Promise<string | null> {
  try {
    await deed;
    return null;
  } catch (error) {
    return error instanceof UnreadableFile ? error.reason : `unexpected ${String(error)}`;
  }
}

const ann = {
  id: "c1",
  name: "Ann Lee",
  email: "ann@store.test",
  phone: "+7 701 555 00 01",
  status: "active",
  tags: ["vip", "horse"],
  address: { street: "1 Mews", city: "Almaty" },
  createdAt: "2024-05-06T10:00:00.000Z",
  notes: [
    { text: "Likes tea", at: 1 },
    { text: "Calls late", at: 2 },
  ],
};
const bo = { id: "c2", name: "Bo Ray", email: null, phone: 77015550002, isVip: true };

/** With its rows as a list. */
async function listed<File extends { rows: Iterable<string[]> }>(reading: Promise<File>) {
  const file = await reading;
  return { ...file, rows: [...file.rows] };
}

test("IMX-17: a list of customers is a table, whatever each of them has", async () => {
  const file = await open([ann, bo]);
  expect(file.sheets).toEqual([]);
  expect(records(file)).toEqual([
    {
      id: "c1",
      name: "Ann Lee",
      email: "ann@store.test",
      phone: "+7 701 555 00 01",
      status: "active",
      tags: "vip, horse",
      "address.street": "1 Mews",
      "address.city": "Almaty",
      createdAt: "2024-05-06T10:00:00.000Z",
      notes: "text: Likes tea; at: 1\ntext: Calls late; at: 2",
      isVip: "",
    },
    {
      id: "c2",
      name: "Bo Ray",
      email: "",
      phone: "77015550002",
      status: "",
      tags: "",
      "address.street": "",
      "address.city": "",
      createdAt: "",
      notes: "",
      isVip: "true",
    },
  ]);
  expect(guessMapping(file.headings)).toEqual([
    "legacyId",
    "name",
    "email",
    "phone",
    "status",
    "tags",
    "address",
    "city",
    "createdAt",
    "notes",
    null,
  ]);
});

test("IMX-17: a browser's store is found whatever it is wrapped in, and its other lists are offered beside", async () => {
  const store = {
    state: { filters: { q: "" }, quotes: [{ id: 1, total: 3 }], customers: [ann, bo] },
    version: 0,
  };
  const file = await open(store);
  expect(file.sheets).toEqual(["state.customers", "state.quotes"]);
  expect(file.rows).toHaveLength(2);
  expect(records(await open(store, 1))).toEqual([{ id: "1", total: "3" }]);
  // Everything that a browser kept, each value a text.
  const dump = { theme: "dark", "crm-customers": JSON.stringify({ customers: [ann] }), token: "x" };
  expect(records(await open(dump))[0]).toMatchObject({ name: "Ann Lee" });
  // By id, as some stores keep them; the key is the id where the record has none.
  const { id: _id, ...nameless } = bo;
  expect(records(await open({ clients: { k7: nameless, k8: bo } })).map(({ id }) => id)).toEqual([
    "k7",
    "c2",
  ]);
  expect(records(await open(ann))[0]).toMatchObject({ name: "Ann Lee" });
});

test("IMX-17: one object a line, ids of databases, and numbers longer than JavaScript keeps", async () => {
  const lines = `${JSON.stringify({ _id: { $oid: "5f" }, name: "Ann", joined: { $date: "2024-01-02" } })}\r\n{"name":"Bo","id":12345678901234567890,"phone":"+7701 \\"x\\" 1234567890123456789"}\n`;
  expect(records(await open(lines))).toEqual([
    { _id: "5f", name: "Ann", joined: "2024-01-02", id: "", phone: "" },
    { _id: "", name: "Bo", joined: "", id: "12345678901234567890", phone: '+7701 "x" 1234567890123456789' },
  ]);
});

test("IMX-17: what is broken, or holds no records, is refused with its reason; a table that begins like JSON is none", async () => {
  expect(await reasonOf(open('[{"name": "Ann",}]'))).toBe("json");
  expect(await reasonOf(open('{"customers": [{"name": "Ann"}'))).toBe("json");
  expect(await reasonOf(open("{}"))).toBe("jsonNoRecords");
  expect(await reasonOf(open("[]"))).toBe("jsonNoRecords");
  expect(await reasonOf(open({ theme: "dark", list: [1, 2, 3] }))).toBe("jsonNoRecords");
  const named = new File(["name,email\nAnn,ann@x.test\n"], "people.json");
  expect(await reasonOf(openFile(named, null, () => undefined))).toBe("json");
  expect(records(await open("[name],email\nAnn,ann@x.test\n"))[0]).toEqual({
    "[name]": "Ann",
    email: "ann@x.test",
  });
});

test("IMX-17: Orbit's own archive gives its customers and their contacts back, but for the deleted ones and what only its database means, and says what stays in it", async () => {
  const jsonl = (rows: object[]) => strToU8(rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
  const archive = zipSync({
    "manifest.json": strToU8(JSON.stringify({ tables: { quotes: 3, leads: 0, jobs: 9, interactions: 12 } })),
    "tables/customers.jsonl": jsonl([
      { _id: "k1", orgId: "o1", customerCode: "CUS-001", name: "Ann Lee", custom: { f_1: "x" } },
      { _id: "k2", customerCode: "CUS-002", name: "Gone", status: "deleted" },
    ]),
    "tables/contacts.jsonl": jsonl([
      {
        _id: "c1",
        customerId: "k1",
        firstName: "Cy",
        lastName: "Fox",
        isPrimary: true,
        phoneE164: "+1",
        createdAt: 1,
      },
      { _id: "c2", customerId: "k1", firstName: "Ex", lastName: "Colleague", isActive: false },
      { _id: "c3", customerId: "k2", firstName: "Of", lastName: "Nobody" },
    ]),
    "tables/jobs.jsonl": jsonl([{ kind: "import" }]),
  });
  const file = await listed(openFile(new Blob([new Uint8Array(archive)]), null, () => undefined));
  expect(file).toMatchObject({ sheets: ["customers", "contacts"], as: "customers" });
  expect(file.left).toEqual([{ table: "quotes", rows: 3 }]);
  const people = await listed(openFile(new Blob([new Uint8Array(archive)]), 1, () => undefined));
  expect(people.as).toBe("contacts");
  expect(records(people)).toEqual([
    { customerCode: "CUS-001", company: "Ann Lee", firstName: "Cy", lastName: "Fox", isPrimary: "true" },
  ]);
  const read = contactReader(guessMapping(people.headings, [], "contacts"), "KZ");
  expect(read(people.rows[0]!)).toMatchObject({
    kind: "ready",
    customer: ["code:CUS-001", "name:ann lee"],
    isPrimary: true,
    issues: [],
  });
  expect(records(file)).toEqual([{ customerCode: "CUS-001", name: "Ann Lee", "custom.f_1": "x" }]);
  expect(guessMapping(file.headings, [{ key: "f_1", label: "Size" }])).toEqual([
    "customerCode",
    "name",
    "custom.f_1",
  ]);
});

test("IMX-17: an archive's customers come with the fields of its organization, as they can be made again; what is worked out stays", async () => {
  const jsonl = (rows: object[]) => strToU8(rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
  const common = {
    section: "",
    required: false,
    unique: false,
    searchable: false,
    access: emptyDraft("USD").access,
  };
  const archive = zipSync({
    "tables/customers.jsonl": jsonl([
      {
        _id: "k1",
        customerCode: "CUS-001",
        name: "Ann Lee",
        custom: { f_1: "c1", f_2: 12_345, f_3: 7, f_9: "?" },
      },
    ]),
    "tables/fieldSets.jsonl": jsonl([
      {
        fields: [
          {
            key: "f_1",
            label: "Size",
            type: "select",
            choices: [{ id: "c1", label: "Big", color: "info" }],
            ...common,
          },
          { key: "f_2", label: "Budget", type: "money", currency: "KWD", ...common },
          { key: "f_3", label: "Twice", type: "formula", expression: "1 + 1", ...common },
          { key: "f_4", label: "Never used", type: "text", ...common },
        ],
      },
    ]),
  });
  const file = await openFile(new Blob([new Uint8Array(archive)]), null, () => undefined);
  expect(file.headings).toEqual(["customerCode", "name", "Size", "Budget", "Twice", "custom.f_9"]);
  expect(file.rows.at(0)).toEqual(["CUS-001", "Ann Lee", "Big", "12.345", "7", "?"]);
  expect(file.ownFields?.map(({ heading, draft }) => [heading, draft.type, draft.currency])).toEqual([
    ["Size", "select", "USD"],
    ["Budget", "money", "KWD"],
  ]);
  expect(file.ownFields?.[0]?.draft.choices).toEqual([{ id: "c1", label: "Big", color: "info" }]);
});

test("IMX-17: whatever plain records are written, every value is a cell of its row", () => {
  const key = fc.string({ minLength: 1, maxLength: 8 }).filter((text) => !/[.$_]/.test(text));
  const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
  fc.assert(
    fc.property(fc.array(fc.dictionary(key, value, { minKeys: 1 }), { minLength: 1 }), (list) => {
      const [only] = tablesOf(JSON.stringify({ list: [...list, { z: 1 }] }));
      expect(only!.rows).toHaveLength(list.length + 1);
      for (const [at, record] of list.entries())
        for (const [name, one] of Object.entries(record))
          expect(only!.rows[at]![only!.headings.indexOf(name)]).toBe(one === null ? "" : String(one));
    }),
  );
});
