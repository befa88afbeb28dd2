import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { api } from "../_generated/api";
import { newBackend, newOrganization, refusalOf, type Organization } from "../world.testkit";
import { editDistance, isAlike, nameKeys, similarity, soundOf } from "./sound";

async function world() {
  const backend = newBackend();
  const ours = await newOrganization(backend, "ours");
  const theirs = await newOrganization(backend, "theirs");
  const { orgId } = ours;
  const create = (role: keyof Organization["as"], input: object, extra: object = {}) =>
    ours.as[role].mutation(api.customers.create, { orgId, input, ...extra });
  const check = (role: keyof Organization["as"], query: object) =>
    ours.as[role].query(api.customers.checkDuplicates, { orgId, ...query });
  const policy = (change: object) =>
    backend.run(async (ctx) => {
      const settings = (await ctx.db.query("orgSettings").collect()).find((one) => one.orgId === orgId)!;
      await ctx.db.patch("orgSettings", settings._id, {
        identityPolicy: { ...settings.identityPolicy, ...change },
      });
    });
  return { backend, ours, theirs, orgId, create, check, policy };
}

describe("how names sound", () => {
  test.each([
    ["Johnson", "Jonson"],
    ["Johnson", "Джонсон"],
    ["Alice", "Alyce"],
    ["Alice", "Алиса"],
    ["Philip", "Filip"],
    ["Catherine", "Katherine"],
    ["Alex", "Алекс"],
    ["Shevchenko", "Шевченко"],
    ["Nurlan", "Нұрлан"],
  ])("DUP-08: %s sounds like %s", (a, b) => {
    expect(soundOf(a.toLowerCase())).toBe(soundOf(b.toLowerCase()));
  });

  test.each([
    ["Alice", "Boris"],
    ["Smith", "Jones"],
    ["Иванов", "Петров"],
  ])("DUP-08: %s does not sound like %s", (a, b) => {
    expect(soundOf(a.toLowerCase())).not.toBe(soundOf(b.toLowerCase()));
  });

  test("DUP-08: others are looked for by the sounds of words, not by a number among them", () => {
    expect(nameKeys("Anna Number 12")?.partial).toEqual(["AN 1", "AN N", "NMBR 1", "NMBR A"]);
    expect(nameKeys("12 24")?.partial).toEqual([]);
    expect(nameKeys("4you Motors")?.partial).toContain("4YOU M");
  });

  test("DUP-08: any name has keys or none, of bounded number, and is alike itself", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 255 }), (name) => {
        const keys = nameKeys(name);
        if (keys === null) return;
        expect(keys.partial.length).toBeLessThanOrEqual(4);
        expect(similarity(keys.latin, keys.latin)).toBe(1);
      }),
    );
  });
});

describe("how alike texts are", () => {
  /** By its definition: the least over what happened to the last letters. */
  function byDefinition(a: string, b: string): number {
    if (a === "" || b === "") return a.length + b.length;
    const known = answers.get(`${a}|${b}`);
    if (known !== undefined) return known;
    const [shortA, shortB] = [a.slice(0, -1), b.slice(0, -1)];
    let least = Math.min(
      byDefinition(shortA, b) + 1,
      byDefinition(a, shortB) + 1,
      byDefinition(shortA, shortB) + (a.at(-1) === b.at(-1) ? 0 : 1),
    );
    if (a.length > 1 && b.length > 1 && a.at(-1) === b.at(-2) && a.at(-2) === b.at(-1))
      least = Math.min(least, byDefinition(a.slice(0, -2), b.slice(0, -2)) + 1);
    answers.set(`${a}|${b}`, least);
    return least;
  }
  const answers = new Map<string, number>();
  const few = fc.string({ unit: fc.constantFrom("a", "b", "c", "я"), maxLength: 9 });

  test("DUP-08: edits are counted as they are defined, whatever the two texts share", () => {
    fc.assert(
      fc.property(few, few, few, few, (start, a, b, end) => {
        const [one, other] = [`${start}${a}${end}`, `${start}${b}${end}`];
        answers.clear();
        expect(editDistance(one, other)).toBe(byDefinition(one, other));
        expect(editDistance(other, one)).toBe(editDistance(one, other));
      }),
      { numRuns: 500 },
    );
  });

  test("DUP-08: a table that has grown for long texts is right for short ones after them", () => {
    expect(editDistance("a".repeat(300), "b".repeat(300))).toBe(300);
    expect(editDistance("petrov", "petrvo")).toBe(1);
    expect(editDistance("a".repeat(300), "")).toBe(300);
    expect(similarity("a".repeat(200), "a".repeat(150))).toBe(1);
  });

  test("DUP-08: whether texts are alike enough is what their likeness says", () => {
    fc.assert(
      fc.property(few, few, fc.constantFrom(0, 0.25, 0.5, 0.75, 0.9, 1), (a, b, least) => {
        expect(isAlike(a, b, least)).toBe(similarity(a, b) >= least);
      }),
    );
    expect(isAlike("a".repeat(130), "a".repeat(200), 1)).toBe(true);
  });
});

describe("finding", () => {
  test("DUP-01 DUP-02 DUP-05: one stored customer against a table of what is typed", async () => {
    const { create, check } = await world();
    await create("admin", {
      name: "Alice Johnson",
      phone: "+7 701 234-56-78",
      secondaryPhone: "8 (702) 111 22 33",
      email: "Alice@Example.com",
    });
    const table: [object, string[], number][] = [
      [{ email: " ALICE@example.COM " }, ["sameEmail"], 60],
      [{ phone: "+7 701 234-56-78" }, ["samePhone"], 50],
      [{ phone: "8 (701) 234 56 78" }, ["samePhoneOtherFormat"], 50],
      [{ phone: "0077012345678" }, ["samePhoneOtherFormat"], 50],
      [{ phone: "7012345678" }, ["samePhoneOtherFormat"], 50],
      [{ phone: "+77021112233" }, ["samePhoneOtherFormat"], 50],
      [{ name: "alice JOHNSON" }, ["sameName"], 35],
      [{ name: "Johnson, Alice" }, ["sameName"], 35],
      [{ name: "Alyce Jonson" }, ["similarName"], 30],
      [{ name: "Alice Johnsn" }, ["similarName"], 30],
      [{ name: "Алиса Джонсон" }, ["similarName"], 30],
      [{ name: "Alice Johnson", email: "alice@example.com" }, ["sameEmail", "sameName"], 95],
      [
        { name: "Alice Johnson", email: "alice@example.com", phone: "+77012345678" },
        ["sameEmail", "samePhoneOtherFormat", "sameName"],
        100,
      ],
      [{ name: "Bob Marley", email: "alic@example.com", phone: "+77012345679" }, [], 0],
      [{ name: "A", email: "half@", phone: "12" }, [], 0],
    ];
    for (const [query, reasons, score] of table) {
      const { matches } = await check("admin", query);
      expect(matches[0]?.reasons ?? [], JSON.stringify(query)).toEqual(reasons);
      expect(matches[0]?.score ?? 0, JSON.stringify(query)).toBe(score);
      const sum = (matches[0]?.points ?? []).reduce((total, one) => total + one.points, 0);
      expect(Math.min(100, sum)).toBe(score);
    }
  });

  test("DUP-08: a name with a number is found misspelt in either word", async () => {
    const { create, check } = await world();
    await create("admin", { name: "Hotel Astoria 12", phone: "+7 701 234-56-78" });
    for (const name of ["Hotle Astoria 12", "Hotel Astroria 12", "Astoria Hodel 12"]) {
      const { matches } = await check("admin", { name });
      expect(matches[0]?.name, name).toBe("Hotel Astoria 12");
    }
    expect((await check("admin", { name: "Hilton Almaty 12" })).matches).toEqual([]);
  });

  test("DUP-03: the record being edited is left out", async () => {
    const { create, check } = await world();
    const { customerId } = await create("admin", { name: "Alice Johnson", email: "a@x.test" });
    expect((await check("admin", { email: "a@x.test", excludeId: customerId })).matches).toEqual([]);
  });

  test("a rep learns of a hidden record's existence and owner, not of who it is", async () => {
    const { create, check, ours } = await world();
    await create("manager", { name: "Alice Johnson", email: "a@x.test" }, { ownerId: ours.users.manager });
    const [match] = (await check("sales", { email: "a@x.test" })).matches;
    expect(match).toMatchObject({
      customerId: null,
      customerCode: null,
      status: null,
      name: "A••• J•••",
      ownerName: "ours manager",
      score: 60,
    });
    const refused = await refusalOf(create("sales", { name: "Someone Else", email: "a@x.test" }));
    expect(refused).toMatchObject({
      code: "DUPLICATE_CUSTOMER",
      duplicates: [{ customerId: null, name: "A••• J•••" }],
    });
    expect(await refusalOf(check("brand", { email: "a@x.test" }))).toMatchObject({ code: "FORBIDDEN" });
  });

  test("access to a hidden match is asked of its owner, once, without naming it", async () => {
    const { create, ours, orgId, backend } = await world();
    await create("manager", { name: "Alice Johnson", email: "a@x.test" }, { ownerId: ours.users.manager });
    await create("sales", { name: "Own One", email: "own@x.test" });
    const ask = (email: string, match = 0) =>
      ours.as.sales.mutation(api.customers.askAccess, { orgId, email, match });
    expect(await ask("a@x.test")).toEqual({ asked: "ours manager" });
    await ask("a@x.test");
    const steps = await backend.run((ctx) => ctx.db.query("followUps").collect());
    expect(steps).toMatchObject([
      { title: "ours sales asks for access to this customer", ownerId: ours.users.manager, status: "open" },
    ]);
    for (const [email, match] of [
      ["own@x.test", 0],
      ["nobody@x.test", 0],
      ["a@x.test", 3],
    ] as const)
      expect(await refusalOf(ask(email, match))).toMatchObject({ code: "NOT_FOUND" });
  });

  test("DUP-02 SRC-02: a contact's e-mail, phone and name lead to the customer until the contact is removed", async () => {
    const { create, check, ours, orgId } = await world();
    const boss = ours.as.admin;
    const { customerId } = await create("admin", {
      name: "Acme GmbH",
      email: "office@acme.test",
      type: "business",
    });
    const add = async (input: object) =>
      await boss.mutation(api.contacts.create, { orgId, customerId, input: input as never });
    await add({ firstName: "First", lastName: "Contact" });
    const contactId = await add({
      firstName: "Zoë",
      lastName: "Quist",
      email: "zoe@acme.test",
      mobile: "87015554433",
    });
    const [match] = (await check("admin", { email: "zoe@acme.test", phone: "+77015554433" })).matches;
    expect(match).toMatchObject({ name: "Acme GmbH", reasons: ["contactEmail", "contactPhone"], score: 75 });
    expect((await check("admin", { email: "office@acme.test" })).matches[0]).toMatchObject({ score: 60 });
    const hits = async (text: string) =>
      (await boss.query(api.customers.search, { orgId, text })).rows.map((row) => row.name);
    for (const text of ["zoe@acme.test", "8 701 555 44 33", "quist zoe"])
      expect(await hits(text), text).toEqual(["Acme GmbH"]);
    // A contact's address is no customer's: it warns and never refuses.
    await create("admin", { name: "Zoe herself", email: "zoe@acme.test" });
    await boss.mutation(api.contacts.remove, { orgId, contactId });
    expect((await check("admin", { phone: "+77015554433" })).matches).toEqual([]);
  });

  test("DUP-02: another organization's customers are no duplicates", async () => {
    const { create, theirs } = await world();
    await create("admin", { name: "Alice Johnson", email: "a@x.test" });
    const made = await theirs.as.admin.mutation(api.customers.create, {
      orgId: theirs.orgId,
      input: { name: "Alice Johnson", email: "a@x.test" },
    });
    expect(made.duplicateWarnings).toEqual([]);
  });

  test("DUP-08: a sound that more than twenty share proves nothing, and says so; uniqueness still holds", async () => {
    const { create, check, policy } = await world();
    await policy({ name: "warn", email: "warn" });
    for (let n = 0; n < 22; n++) await create("admin", { name: "Ivan Ivanov", email: "same@x.test" });
    const similar = await check("admin", { name: "Yvan Ivanov" });
    expect(similar.crowded).toContain("sound");
    expect(similar.matches).toEqual([]);
    const same = await check("admin", { email: "same@x.test" });
    expect(same.crowded).toEqual(["email"]);
    expect(same.matches).toHaveLength(5);
    expect(same.matches.every((match) => match.score === 0)).toBe(true);
    await policy({ email: "block" });
    expect(await refusalOf(create("admin", { name: "Late Comer", email: "same@x.test" }))).toMatchObject({
      code: "DUPLICATE_CUSTOMER",
      confirmable: false,
    });
  });
});

describe("policy", () => {
  const existing = { name: "Alice Johnson", email: "a@x.test", phone: "+77012345678" };

  test("DUP-09 C04: by default e-mail and phone block, whoever insists", async () => {
    const { create } = await world();
    await create("admin", existing);
    for (const [input, field] of [
      [{ name: "Other Person", email: "A@X.test" }, "email"],
      [{ name: "Other Person", phone: "8 701 234 56 78" }, "phone"],
      [{ name: "Other Person", email: "o@x.test", secondaryPhone: "8 701 234 56 78" }, "phone"],
    ] as const) {
      const extra = { confirmDuplicate: true, reason: "Really" };
      expect(await refusalOf(create("admin", input, extra))).toMatchObject({
        code: "DUPLICATE_CUSTOMER",
        field,
        confirmable: false,
        duplicates: [{ customerCode: "CUS-001", name: "Alice Johnson" }],
      });
    }
  });

  test("DUP-09 C05 VAL-12: an equal name asks for confirmation with a reason, by those who may", async () => {
    const { create, ours, orgId } = await world();
    await create("admin", existing);
    const namesake = { name: "alice  johnson", email: "second@x.test" };
    expect(await refusalOf(create("sales", namesake))).toMatchObject({
      code: "CUSTOMER_NAME_CONFLICT",
      confirmable: true,
    });
    expect(await refusalOf(create("sales", namesake, { confirmDuplicate: true }))).toMatchObject({
      code: "REASON_REQUIRED",
    });
    expect(
      await refusalOf(create("support", namesake, { confirmDuplicate: true, reason: "x" })),
    ).toMatchObject({
      code: "FORBIDDEN",
      permission: "customers:confirmDuplicate",
    });
    const made = await create("sales", namesake, { confirmDuplicate: true, reason: "Her cousin" });
    expect(made.customerCode).toBe("CUS-002");
    const history = await ours.as.sales.query(api.history.list, {
      orgId,
      customerId: made.customerId,
      paginationOpts: { numItems: 5, cursor: null },
    });
    expect(history.page[0]!.reason).toBe("Her cousin");
  });

  test("DUP-04 DUP-09: warn lets it pass and says what it looks like", async () => {
    const { create, policy } = await world();
    await create("admin", existing);
    await policy({ email: "warn", phone: "warn", name: "warn" });
    const made = await create("admin", existing);
    expect(made.duplicateWarnings).toMatchObject([{ customerCode: "CUS-001", score: 100 }]);
    const similar = await create("admin", { name: "Alyce Jonson", email: "new@x.test" });
    expect(similar.duplicateWarnings[0]).toMatchObject({ reasons: ["similarName"] });
  });

  test("DUP-24: an update is checked like a creation, except against itself", async () => {
    const { create, ours, orgId } = await world();
    const first = await create("admin", existing);
    const second = await create("admin", { name: "Bob Marley", email: "b@x.test" });
    const update = (customerId: string, patch: object, extra: object = {}) =>
      refusalOf(ours.as.admin.mutation(api.customers.update, { orgId, customerId, patch, ...extra }));
    expect(await update(second.customerId, { email: "A@x.test" })).toMatchObject({
      code: "DUPLICATE_CUSTOMER",
      field: "email",
    });
    expect(await update(second.customerId, { phone: "87012345678" })).toMatchObject({
      code: "DUPLICATE_CUSTOMER",
      field: "phone",
    });
    expect(await update(second.customerId, { name: "Alice Johnson" })).toMatchObject({
      code: "CUSTOMER_NAME_CONFLICT",
    });
    expect(
      await update(
        second.customerId,
        { name: "Alice Johnson" },
        { confirmDuplicate: true, reason: "Namesake" },
      ),
    ).toBeNull();
    expect(await update(first.customerId, { email: "A@x.test", phone: "8 701 234 56 78" })).toBeNull();
  });

  test("two creates of the same person at once leave one", async () => {
    const { create } = await world();
    const outcomes = await Promise.all([1, 2, 3].map(() => refusalOf(create("admin", existing))));
    expect(outcomes.filter((one) => one === null)).toHaveLength(1);
  });
});
