/** Customers over REST, as a program outside meets them. */
import { beforeEach, describe, expect, test } from "vitest";
import { api } from "../_generated/api";
import { newBackend, newOrganization, type Backend, type Organization } from "../world.testkit";
import { newKey, sender, type Send } from "./caller.testkit";

let backend: Backend;
let org: Organization;
let send: Send;

beforeEach(async () => {
  backend = newBackend();
  org = await newOrganization(backend, "ours");
  send = sender(backend, (await newKey(org)).key);
});

const ada = { name: "Ada Lovelace", email: "ada@example.com" };

describe("creating", () => {
  test("API-04 a customer of a name and an e-mail is created, numbered and found again", async () => {
    const created = await send("POST", "/customers", { name: "Test Customer", email: "test@example.com" });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({
      name: "Test Customer",
      email: "test@example.com",
      customerCode: expect.stringMatching(/^CUS-\d+$/),
      status: "active",
      isActive: true,
      duplicateWarnings: [],
    });
    const read = await send("GET", `/customers/${created.body.id}`);
    expect(read.body).toMatchObject({ id: created.body.id, fullName: "Test Customer" });
    expect(read.body.createdAt).toMatch(/^\d{4}-\d\d-\d\dT/);
  });

  test("CUS-37 DUP-04 a new record is answered as created, with whoever it looks like", async () => {
    const city = { address: { city: "Almaty" } };
    const first = await send("POST", "/customers", {
      name: "Alice Johnson",
      email: "alice@example.com",
      ...city,
    });
    expect(first).toMatchObject({ status: 201, body: { duplicateWarnings: [] } });
    const similar = { name: "Alyce Jonson", email: "alyce@example.com", ...city };
    const { status, body } = await send("POST", "/customers", similar);
    expect(status).toBe(201);
    const { customer, duplicateWarnings, ...record } = body;
    expect(customer).toEqual(record);
    expect(customer).toMatchObject({ name: "Alyce Jonson", email: "alyce@example.com" });
    expect(duplicateWarnings).toMatchObject([
      { customerId: first.body.id, customerCode: first.body.customerCode, reasons: ["similarName"] },
    ]);
    const stranger = await send("POST", "/customers", {
      name: "Zoltan Kiss",
      email: "z@example.com",
      ...city,
    });
    expect(stranger.body.duplicateWarnings).toEqual([]);
  });

  test("CUS-06 VAL-05 names and addresses at their limits are created or refused with 400, each by its own code", async () => {
    const name = "x".repeat(255);
    for (const wrong of ["A", "  A  ", "x".repeat(256)])
      expect(await send("POST", "/customers", { name: wrong, email: "a@example.com" })).toMatchObject({
        status: 400,
        body: { code: "VALIDATION_ERROR", details: [{ path: "name" }] },
      });
    expect((await send("POST", "/customers", { name: " Al ", email: "al@example.com" })).body.name).toBe(
      "Al",
    );
    expect((await send("POST", "/customers", { name, email: "x@example.com" })).status).toBe(201);
    const of = (length: number) => `${"y".repeat(length - "@example.com".length)}@example.com`;
    for (const email of ["a@", "abc", "a b@c.d", of(256)])
      expect(await send("POST", "/customers", { name: "Mail Wrong", email }), email).toMatchObject({
        status: 400,
        body: { code: "INVALID_EMAIL_FORMAT" },
      });
    expect((await send("POST", "/customers", { name: "Mail Right", email: of(255) })).status).toBe(201);
  });

  test("API-41 older names of fields create the same record", async () => {
    const bodies = [
      { name: "Person One", phone: "+7 701 000 00 01" },
      { fullName: "Person Two", primaryPhone: "+7 701 000 00 02" },
      { customer_name: "Person Three", contact_number: "+7 701 000 00 03" },
    ];
    const rows = [];
    for (const body of bodies) rows.push((await send("POST", "/customers", body)).body);
    expect(rows.map(({ name }) => name)).toEqual(["Person One", "Person Two", "Person Three"]);
    expect(rows.map(({ phone }) => phone)).toEqual(bodies.map((body) => Object.values(body)[1]));
    const shapes = rows.map((row) => Object.keys(row).sort());
    expect(shapes[1]).toEqual(shapes[0]);
    expect(shapes[2]).toEqual(shapes[0]);
    const twice = await send("POST", "/customers", { name: "A B", fullName: "C D", email: "x@example.com" });
    expect(twice).toMatchObject({ status: 400, body: { code: "VALIDATION_ERROR" } });
  });

  test("API-44 the same Idempotency-Key makes one record, and not for another body", async () => {
    const repeat = { "Idempotency-Key": "order-17" };
    const first = await send("POST", "/customers", ada, repeat);
    const second = await send("POST", "/customers", ada, repeat);
    expect(second.status).toBe(201);
    expect(second.body).toEqual(first.body);
    expect(second.headers.get("Idempotent-Replayed")).toBe("true");
    const { body } = await send("GET", "/customers");
    expect(body.pagination.total).toBe(1);
    const other = await send("POST", "/customers", { ...ada, name: "Somebody else" }, repeat);
    expect(other).toMatchObject({ status: 422, body: { code: "IDEMPOTENCY_KEY_REUSED" } });
    // Another key of the organization is another caller.
    const stranger = sender(backend, (await newKey(org)).key);
    expect((await stranger("POST", "/customers", ada, repeat)).status).toBe(409);
  });

  test("what was written is told as the key's work through the API", async () => {
    const { keyId, key } = await newKey(org);
    const { body } = await sender(backend, key)("POST", "/customers", ada);
    const history = await send("GET", `/customers/${body.id}/history`);
    expect(history.body.history[0]).toMatchObject({
      actor: `key:${keyId}`,
      actorName: "Shop",
      channel: "api",
      action: "created",
    });
  });
});

describe("reading", () => {
  test("API-01 API-40 id, code and the id of an older system lead to the same customer on both paths", async () => {
    const { body } = await send("POST", "/customers", ada);
    await backend.run(async (ctx) => {
      const id = ctx.db.normalizeId("customers", body.id as string)!;
      const { orgId } = (await ctx.db.get("customers", id))!;
      const importId = await ctx.db.insert("imports", {
        orgId,
        fileName: "old.csv",
        headings: [],
        mapping: [],
        dateOrder: "dmy",
        duplicates: "skip",
        rows: 1,
        chunks: 1,
        uploadedChunks: 1,
        uploadedRows: 1,
        createdBy: "user:x",
        createdByName: "x",
        createdAt: 1,
      });
      await ctx.db.insert("importedKeys", { orgId, importId, key: "legacy:123", customerId: id });
    });
    for (const base of ["/customers", "/crm/customers"]) {
      for (const key of [body.id, body.customerCode, "123"]) {
        expect((await send("GET", `${base}/${key}`)).body).toMatchObject({ id: body.id, email: ada.email });
      }
    }
    const [base, crm] = [
      await send("GET", `/customers/${body.id}`),
      await send("GET", `/crm/customers/${body.id}`),
    ];
    expect([base.body.type, crm.body.type]).toEqual(["individual", "private"]);
  });

  test("SRC-13 pages by number and by cursor are disjoint and complete, and the numbers agree", async () => {
    for (let n = 1; n <= 7; n++) {
      await send("POST", "/customers", { name: `Customer ${n}${n}`, email: `c${n}@example.com` });
    }
    const byNumber = [];
    for (let page = 1; page <= 4; page++) {
      const { body } = await send("GET", `/customers?limit=3&page=${page}`);
      expect(body.pagination).toMatchObject({ total: 7, pages: 3, current: page, limit: 3 });
      byNumber.push(body.customers.map(({ name }: { name: string }) => name));
    }
    expect(byNumber.map((page) => page.length)).toEqual([3, 3, 1, 0]);
    const byCursor = [];
    for (let cursor: string | null = ""; cursor !== null;) {
      const { body } = await send("GET", `/customers?limit=3&cursor=${encodeURIComponent(cursor)}`);
      byCursor.push(body.customers.map(({ name }: { name: string }) => name));
      cursor = body.pagination.nextCursor;
    }
    expect(byCursor).toEqual(byNumber.slice(0, 3));
    expect(new Set(byCursor.flat()).size).toBe(7);
  });

  test.each([
    ["search=ada", ["Ada Lovelace"]],
    ["status=prospect", ["Bob Stone"]],
    ["status=active,prospect", ["Ada Lovelace", "Bob Stone", "Company"]],
    ["type=private", ["Ada Lovelace", "Bob Stone"]],
    ["type=business", ["Company"]],
    ["tags=spring", ["Bob Stone"]],
    ["customerSource=Website%20Booking", ["Company"]],
    ["emailConsent=true", ["Ada Lovelace"]],
    ["isActive=false", []],
    ["registrationDateFrom=2020-01-01&registrationDateTo=2020-12-31", ["Bob Stone"]],
    ["lastVisitFrom=2020-01-01", []],
    ["owner=none&sortBy=fullName&sortOrder=desc", ["Company", "Bob Stone", "Ada Lovelace"]],
    ["limit=1&sortBy=registrationDate", ["Bob Stone"]],
  ])("the list's parameter %s changes the result", async (query, names) => {
    await send("POST", "/customers", { ...ada, emailConsent: true });
    await send("POST", "/customers", {
      name: "Bob Stone",
      email: "bob@example.com",
      status: "prospect",
      tags: ["Spring"],
      dateJoined: "2020-06-01",
    });
    await send("POST", "/customers", {
      name: "Company",
      email: "c@example.com",
      type: "business",
      customerSource: "Website Booking",
    });
    const { status, body } = await send("GET", `/customers?${query}`);
    expect(status).toBe(200);
    expect(body.customers.map(({ name }: { name: string }) => name)).toEqual(names);
  });

  test.each([
    "limit=0",
    "limit=1000",
    "page=x",
    "status=nonsense",
    "isActive=maybe",
    "sortBy=password",
    "registrationDateFrom=yesterday",
    "unheardOf=1",
    "cursor=broken",
  ])("a bad value, %s, is refused with 400", async (query) => {
    expect(await send("GET", `/customers?${query}`)).toMatchObject({
      status: 400,
      body: { code: "VALIDATION_ERROR" },
    });
  });

  test("whatever the record's page is told of a customer is told here too", async () => {
    const { body } = await send("POST", "/customers", ada);
    const read = (await send("GET", `/customers/${body.id}`)).body;
    const { orgId } = org;
    const open = await org.as.admin.query(api.customers.get, { orgId, customer: body.id });
    const { _id, may: _may, ...told } = open;
    expect(Object.keys(read)).toEqual(expect.arrayContaining(Object.keys(told)));
  });

  test("API-47 fields= answers only these", async () => {
    await send("POST", "/customers", ada);
    const { body } = await send("GET", "/customers?fields=name,email");
    expect(body.customers).toEqual([ada]);
    const { customers } = body;
    expect((await send("GET", `/customers/CUS-001?fields=name,email`)).body).toEqual(customers[0]);
  });

  test("an answer that has not changed is not sent again", async () => {
    const { body } = await send("POST", "/customers", ada);
    const tag = (await send("GET", `/customers/${body.id}`)).headers.get("ETag")!;
    const same = await send("GET", `/customers/${body.id}`, undefined, { "If-None-Match": tag });
    expect([same.status, same.body]).toEqual([304, null]);
    await send("PUT", `/customers/${body.id}`, { companyName: "Engines" });
    expect((await send("GET", `/customers/${body.id}`, undefined, { "If-None-Match": tag })).status).toBe(
      200,
    );
  });
});

describe("changing", () => {
  test("API-06 some fields change with their reason, null removes one", async () => {
    const { body } = await send("POST", "/customers", { ...ada, companyName: "Engines" });
    const changed = await send("PUT", `/customers/${body.id}`, {
      notes: "Updated notes",
      companyName: null,
      updateReason: "She called",
    });
    expect(changed).toMatchObject({
      status: 200,
      body: { notes: "Updated notes", companyName: null, email: ada.email },
    });
    const { history } = (await send("GET", `/customers/${body.id}/history`)).body;
    expect(history[0]).toMatchObject({ action: "updated", reason: "She called" });
  });

  test("a value that has moved on since it was read refuses the change", async () => {
    const { body } = await send("POST", "/customers", { ...ada, companyName: "Engines" });
    const stale = await send("PUT", `/customers/${body.id}`, {
      companyName: "Looms",
      expected: { companyName: "Mills" },
    });
    expect(stale).toMatchObject({ status: 409, body: { code: "CONFLICT" } });
    expect((await send("GET", `/customers/${body.id}`)).body.companyName).toBe("Engines");
  });

  test("the base path switches off with a reason and the alias deletes; both are taken back", async () => {
    const { body } = await send("POST", "/customers", ada);
    const path = `/customers/${body.id}`;
    expect(await send("DELETE", path)).toMatchObject({ status: 400, body: { code: "REASON_REQUIRED" } });
    expect(await send("DELETE", path, { reason: "Moved away" })).toMatchObject({
      status: 200,
      body: { status: "inactive", isActive: false },
    });
    expect((await send("POST", `${path}/reactivate`)).body).toMatchObject({
      status: "active",
      isActive: true,
    });
    expect((await send("DELETE", `/crm${path}`)).body).toMatchObject({ status: "deleted" });
    expect((await send("GET", "/customers")).body.customers).toEqual([]);
    expect((await send("POST", `${path}/restore`)).body).toMatchObject({ status: "active" });
    expect((await send("DELETE", `${path}?mode=delete&reason=gone`)).body).toMatchObject({
      status: "deleted",
    });
    expect((await send("DELETE", `${path}?mode=purge`)).status).toBe(400);
  });

  test("DUP-03 API-13 possible duplicates are found and merged", async () => {
    const first = (await send("POST", "/customers", ada)).body;
    const second = (await send("POST", "/customers", { name: "Grace Hopper", phone: "+7 701 555 55 55" }))
      .body;
    const question = { fullName: "Somebody", email: ada.email };
    const found = await send("POST", "/customers/search-duplicates", question);
    expect(found.body.potentialDuplicates).toMatchObject([
      {
        customer: { id: first.id, name: ada.name },
        matchScore: expect.any(Number),
        matchReasons: expect.arrayContaining([expect.anything()]),
      },
    ]);
    const onEdit = { ...question, excludeCustomerId: first.id };
    expect((await send("POST", "/customers/search-duplicates", onEdit)).body.potentialDuplicates).toEqual([]);
    const records = { primaryCustomerId: first.id, secondaryCustomerIds: [second.id] };
    expect(await send("POST", "/customers/merge", records)).toMatchObject({
      body: { code: "REASON_REQUIRED" },
    });
    const choices = { name: first.id };
    const merged = await send("POST", "/customers/merge", {
      ...records,
      mergeReason: "The same person",
      fieldChoices: choices,
    });
    expect(merged).toMatchObject({ status: 200, body: { customer: { id: first.id, mergedRecords: 1 } } });
    expect((await send("GET", `/customers/${second.id}`)).body).toMatchObject({ id: first.id });
  });
});

test("a person's token speaks for them in the organization they name", async () => {
  const asSales = sender(org.as.sales);
  const { status, body } = await asSales("POST", "/customers", ada);
  expect(status).toBe(201);
  expect(body.ownerId).toBe(org.users.sales);
  const listed = await org.as.sales.query(api.customers.list, { orgId: org.orgId });
  expect(listed.page.map(({ name }) => name)).toEqual([ada.name]);
  const elsewhere = await newOrganization(backend, "theirs");
  const header = { "X-Organization": "theirs" };
  expect((await asSales("GET", "/customers", undefined, header)).status).toBe(404);
  expect((await sender(elsewhere.as.sales)("GET", "/customers", undefined, header)).body.customers).toEqual(
    [],
  );
});
