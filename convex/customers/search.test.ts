import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { api } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { newBackend, newOrganization, type Backend, type Organization } from "../world.testkit";
import { searchedWords } from "../fields/searched";
import { refreshContactWords } from "./contactWords";
import { searchTextOf } from "./searchText";
import { inTenant } from "../tallies/tenant.testkit";

type Role = keyof Organization["as"];

async function world(limits?: { documentsRead: number }) {
  const backend = newBackend(limits);
  const ours = await newOrganization(backend, "ours");
  const { orgId } = ours;
  const add = async (input: object, ownerId?: Id<"users">): Promise<Id<"customers">> =>
    (
      await ours.as.admin.mutation(api.customers.create, {
        orgId,
        input: input as never,
        confirmDuplicate: true,
        reason: "Two people of one name",
        ...(ownerId === undefined ? {} : { ownerId }),
      })
    ).customerId as Id<"customers">;
  const search = (text: string, role: Role = "admin") =>
    ours.as[role].query(api.customers.search, { orgId, text });
  const names = async (text: string, role: Role = "admin") =>
    (await search(text, role)).rows.map(({ name }) => name);
  return { backend, ours, orgId, add, search, names };
}

describe("search", () => {
  test("SRC-01 SRC-02: by number of the code, phones as they are dialled, last digits, e-mail part, tag and city", async () => {
    const { ours, orgId, add, names, search } = await world();
    const id = await add({
      name: "Alice Johnson",
      email: "alice.j@acme.example",
      phone: "+7 701 234 56 78",
      address: { city: "Алматы" },
    });
    await add({ name: "Bob Stone", secondaryPhone: "+7 702 999 11 22", email: "bob@x.test" });
    await ours.as.admin.mutation(api.customers.setTags, { orgId, customerId: id, tags: ["Golden"] });
    for (const text of [
      "1",
      "#0001",
      "cus-001",
      "cus – 001",
      "8 701 234",
      "8 (701) 234-56-78",
      "5678",
      "34567",
      "alice.j@ac",
      "ALICE.J@ACME.EXAMPLE",
      "golden",
      "almat",
    ]) {
      expect((await names(text))[0], text).toBe("Alice Johnson");
    }
    expect(await names("1122")).toEqual(["Bob Stone"]);
    expect((await search("golden")).found).toEqual([{ by: "tag", isGuess: false, passage: null }]);
    expect((await search("5678")).found).toEqual([{ by: "phone", isGuess: false, passage: null }]);
  });

  test("an emoji in a name finds it, alone or beside a word, whatever its skin; a sign of trade is none", async () => {
    const { add, names, ours, orgId } = await world();
    const smile = await add({ name: "Ann 🙂 Lee", email: "a@x.test" });
    await add({ name: "Bob ❤️", email: "b@x.test" });
    await add({ name: "👍🏽Cid", email: "c@x.test" });
    await add({ name: "Acme™ 12", email: "d@x.test" });
    expect(await names("🙂")).toEqual(["Ann 🙂 Lee"]);
    expect(await names("lee🙂")).toEqual(["Ann 🙂 Lee"]);
    expect(await names("❤️")).toEqual(["Bob ❤️"]);
    expect(await names("👍")).toEqual(["👍🏽Cid"]);
    expect(await names("👍🏿")).toEqual(["👍🏽Cid"]);
    expect(await names("acme")).toEqual(["Acme™ 12"]);
    expect(await names("🦄")).toEqual([]);
    await ours.as.admin.mutation(api.notes.create, {
      orgId,
      customerId: smile,
      input: { noteText: "Sends 🎂 every year" },
    });
    expect(await names("🎂")).toEqual(["Ann 🙂 Lee"]);
  });

  test("SRC-02: a contact's name in part, e-mail and last digits lead to the customer until the contact goes", async () => {
    const { ours, orgId, add, names, search } = await world();
    const customerId = await add({ name: "Acme", type: "business", email: "hq@acme.example" });
    await add({ name: "Other Person", email: "o@x.test" });
    const contactId = await ours.as.admin.mutation(api.contacts.create, {
      orgId,
      customerId,
      input: {
        firstName: "Vera",
        lastName: "Petrova",
        email: "vera@mail.example",
        mobile: "+7 705 111 22 33",
      },
    });
    for (const text of ["petr", "vera pet", "vera@mail.example", "vera@mai", "2233", "acme vera", "Петрова"])
      expect(await names(text), text).toEqual(["Acme"]);
    expect((await search("petrova")).found).toEqual([{ by: "contact", isGuess: false, passage: null }]);
    await ours.as.admin.mutation(api.contacts.update, {
      orgId,
      contactId,
      input: { lastName: "Sidorova" },
    });
    expect(await names("petrova")).toEqual([]);
    expect(await names("sidorova")).toEqual(["Acme"]);
    // The customer takes the contact's name and gives it back: the contact is found all along.
    for (const name of ["Vera Sidorova", "Acme"]) {
      await ours.as.admin.mutation(api.customers.update, { orgId, customerId, patch: { name } });
      expect(await names("vera sidorova")).toEqual([name]);
    }
    await ours.as.admin.mutation(api.contacts.remove, { orgId, contactId });
    expect(await names("sidorova")).toEqual([]);
  });

  test("SRC-20: misspelt, in the other alphabet, without accents, in the other keyboard layout", async () => {
    const { add, names, search } = await world();
    await add({ name: "Alice Johnson", email: "a@x.test" });
    await add({ name: "Наталья Ёлкина", email: "b@x.test" });
    await add({ name: "Zoë Brontë", email: "c@x.test" });
    expect(await names("Jonson")).toEqual(["Alice Johnson"]);
    expect(await names("Джонсон")).toEqual(["Alice Johnson"]);
    expect(await names("alcie jhonson")).toEqual(["Alice Johnson"]);
    expect(await names("natalya elk")).toEqual(["Наталья Ёлкина"]);
    expect(await names("ёлкнина наталья")).toEqual(["Наталья Ёлкина"]);
    expect(await names("bronte zoe")).toEqual(["Zoë Brontë"]);
    expect(await search("yfnfkmz")).toMatchObject({ rows: [{ name: "Наталья Ёлкина" }], instead: "наталья" });
    expect(await search("щрт")).toMatchObject({ rows: [], instead: null });
    expect(await search("ощртыщт")).toMatchObject({ rows: [{ name: "Alice Johnson" }], instead: "johnson" });
    expect((await search("jonson")).found).toEqual([{ by: "name", isGuess: true, passage: null }]);
  });

  test("SRC-21: right spelling before a guess, the name before the company, the newest touch among equals", async () => {
    const { ours, orgId, add, names } = await world();
    const first = await add({ name: "Ann Jonson", email: "1@x.test" });
    await add({ name: "Ann Johnson", email: "2@x.test" });
    await add({ name: "Bea Field", companyName: "Johnson", email: "3@x.test" });
    const last = await add({ name: "Cid Johnson", email: "4@x.test" });
    expect(await names("johnson")).toEqual(["Cid Johnson", "Ann Johnson", "Bea Field", "Ann Jonson"]);
    await ours.as.admin.mutation(api.customers.update, { orgId, customerId: first, patch: { notes: "x" } });
    await ours.as.admin.mutation(api.customers.update, { orgId, customerId: last, patch: { notes: "x" } });
    expect((await names("johnson")).slice(0, 2)).toEqual(["Cid Johnson", "Ann Johnson"]);
  });

  test("SRC-24: a rep finds own customers however many alike others have, and no guess leads to theirs", async () => {
    const { ours, add, names } = await world();
    for (let n = 0; n < 120; n++)
      await add({ name: `Ivan Petrov ${n}`, email: `i${n}@x.test` }, ours.users.manager);
    await add({ name: "Ivan Petrov Own", email: "own@x.test" }, ours.users.sales);
    await add({ name: "Hidden Secretov", email: "hidden@x.test" }, ours.users.manager);
    expect(await names("ivan petrov", "sales")).toEqual(["Ivan Petrov Own"]);
    expect(await names("ivan petorv", "sales")).toEqual(["Ivan Petrov Own"]);
    for (const text of ["hidden@x.test", "secretov", "secretvo", "ыускуещм", "122", "CUS-122"])
      expect(await names(text, "sales"), text).toEqual([]);
    expect(await names("secretvo")).toEqual(["Hidden Secretov"]);
    expect(await names("ivan petrov", "brand")).toEqual([]);
  });
});

describe("what a beginning reads", () => {
  const limit = 20;
  /** The caller (4), those shown and one more. */
  const ofNames = 25;

  test("PRF-20 W3: where more are called so than are shown, twenty are found in twenty-five documents, and it is told that there are more", async () => {
    const limits = { documentsRead: 1_000 };
    const { ours, orgId, add } = await world(limits);
    for (let n = 0; n < 30; n++) await add({ name: `Petrov ${n}`, email: `p${n}@x.test` });
    for (let n = 0; n < 30; n++) await add({ name: `Bo ${n}`, email: `pa.${n}@x.test` });
    limits.documentsRead = ofNames;
    for (const text of ["p", "pa", "pet", "PETROV"]) {
      const found = await ours.as.admin.query(api.customers.search, { orgId, text, limit });
      expect(found.rows).toHaveLength(limit);
      expect(found.isComplete).toBe(false);
    }
  });

  test("PRF-20 W3: where not all of the first are names, those beside them are compared too, and names come first", async () => {
    const limits = { documentsRead: 1_000 };
    const { ours, orgId, add } = await world(limits);
    // Shorter records stand first in the index: the tag, then the names.
    for (let n = 0; n < 21; n++) await add({ name: `Bo ${n}`, email: `b${n}@x.test`, tags: ["petrol"] });
    for (let n = 0; n < 5; n++)
      await add({ name: `Petronella Montgomery Fitzgerald ${n}`, email: `someone.long.${n}@x.test` });
    const ask = () => ours.as.admin.query(api.customers.search, { orgId, text: "petro", limit });
    const found = await ask();
    expect(found.found.slice(0, 5).map(({ by }) => by)).toEqual(Array.from({ length: 5 }, () => "name"));
    expect(found.isComplete).toBe(false);
    limits.documentsRead = ofNames;
    await expect(ask(), "or all were read at once").rejects.toThrow("too many documents");
  });
});

/** Names of several scripts; each is looked for with one error in one of its words. */
const people = [
  [
    "Alice",
    "Charlotte",
    "Edward",
    "Fiona",
    "George",
    "Harriet",
    "Isabella",
    "Jonathan",
    "Katherine",
    "Lawrence",
  ],
  ["Johnson", "Fitzgerald", "Thompson", "O'Connell", "Whitaker", "Sanderson", "Montgomery", "Kowalski"],
  ["Наталья", "Владимир", "Екатерина", "Александр", "Людмила", "Святослав", "Юлия", "Георгий"],
  ["Ёлкина", "Щербаков", "Кузнецова", "Преображенский", "Жуковская", "Цветаева", "Михайлов"],
  ["Jürgen", "François", "Łukasz", "Björn", "Zoë", "Núria", "Søren"],
  ["Müller", "Lefèvre", "Wójcik", "Gonçalves", "Ångström", "Brontë", "Núñez"],
] as const;

describe("recall", () => {
  let found: Awaited<ReturnType<typeof world>>;
  const names: string[] = [];
  beforeAll(async () => {
    found = await world();
    for (let script = 0; script < people.length; script += 2) {
      for (const first of people[script]!) {
        for (const last of people[script + 1]!) names.push(`${first} ${last}`);
      }
    }
    for (const [n, name] of names.entries()) await found.add({ name, email: `p${n}@x.test` });
  });

  test("SRC-20: of queries with one error at least 95 of 100 find the person among the first five", async () => {
    const random = fc.sample(
      fc.record({ name: fc.nat(names.length - 1), kind: fc.nat(3), at: fc.nat(99), word: fc.nat(1) }),
      {
        numRuns: 200,
        seed: 7,
      },
    );
    const missed: string[] = [];
    for (const { name, kind, at, word } of random) {
      const words = names[name]!.split(" ");
      const typed = words.with(word, withError(words[word]!, kind, at)).join(" ");
      const hits = (await found.names(typed)).slice(0, 5);
      if (!hits.includes(names[name]!)) missed.push(`${typed} for ${names[name]!}`);
    }
    expect(missed.length, missed.join("; ")).toBeLessThanOrEqual(10);
  });

  test("SRC-20: a Cyrillic name typed in Latin letters and the other way round", async () => {
    expect((await found.names("natalia elkina"))[0]).toBe("Наталья Ёлкина");
    expect((await found.names("vladimir sherbakov"))[0]).toBe("Владимир Щербаков");
    expect((await found.names("aleksandr tsvetaeva"))[0]).toBe("Александр Цветаева");
    expect((await found.names("джонатан томпсон"))[0]).toBe("Jonathan Thompson");
    expect((await found.names("шарлотта ковальски"))[0]).toBe("Charlotte Kowalski");
  });
});

/** A letter more, less, other, or two neighbours in each other's place. */
function withError(word: string, kind: number, at: number): string {
  const letters = Array.from(word);
  const i = at % letters.length;
  const other = /[а-яё]/i.test(word) ? "о" : "e";
  if (kind === 0) letters.splice(i, 0, other);
  else if (kind === 1) letters.splice(i, 1);
  else if (kind === 2) letters[i] = other;
  else letters.splice(i, 2, ...letters.slice(i, i + 2).reverse());
  return letters.join("");
}

test("SRC-01: whatever was written through any door, the search text equals one made anew", async () => {
  const { backend, ours, orgId, add } = await world();
  const ids = [
    await add({
      name: "Acme Trading",
      type: "business",
      email: "hq@acme.example",
      phone: "+7 701 234 56 78",
    }),
    await add({ name: "Ann Other", email: "ann@x.test" }),
  ];
  for (const customerId of ids) {
    for (const firstName of ["Vera", "Ivan"]) {
      await ours.as.admin.mutation(api.contacts.create, {
        orgId,
        customerId,
        input: { firstName, lastName: "Petrov", email: `${firstName}@mail.example` },
      });
    }
    await ours.as.admin.mutation(api.customers.update, {
      orgId,
      customerId,
      patch: { name: `Vera Renamed ${customerId === ids[0] ? "One" : "Two"}`, companyName: "Zenith" },
    });
    await ours.as.admin.mutation(api.customers.setTags, { orgId, customerId, tags: ["Spring"] });
  }
  await expectRebuilt(backend, orgId);
  const merged = await ours.as.admin.mutation(api.customers.merge, {
    orgId,
    primaryCustomerId: ids[0]!,
    secondaryCustomerIds: [ids[1]!],
    mergeReason: "One firm",
  });
  expect(merged).toBeTruthy();
  await expectRebuilt(backend, orgId);
});

async function expectRebuilt(backend: Backend, orgId: Id<"organizations">): Promise<void> {
  const before = await backend.run((ctx) => ctx.db.query("customers").collect());
  expect(before.length).toBeGreaterThan(0);
  await inTenant(backend, orgId, async (ctx) => {
    for (const customer of before) {
      if (customer.status === "deleted") continue;
      expect(await refreshContactWords(ctx, customer._id), customer.name).toBe(false);
      expect(searchTextOf(customer, searchedWords(customer.custom, [])), customer.name).toBe(
        customer.searchText,
      );
    }
  });
}
