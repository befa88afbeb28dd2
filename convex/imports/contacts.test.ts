/** A file of contacts: each row's customer is found, its contact made or met within it, and all of it taken back. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { api } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { newBackend, newOrganization } from "../world.testkit";
import { bringContacts, cellsIn, contactHeadings, contactMapping } from "./contacts.testkit";

beforeEach(() => {
  vi.useFakeTimers();
  vi.setSystemTime(Date.UTC(2026, 5, 15, 12));
});
afterEach(() => vi.useRealTimers());

async function world() {
  const backend = newBackend();
  const org = await newOrganization(backend, "acme");
  const { as, orgId } = org;
  const make = async (input: { name: string; email: string; website?: string; legacyIds?: string[] }) => {
    const { legacyIds, ...rest } = input;
    const made = await as.admin.mutation(api.customers.create, {
      orgId,
      input: { ...rest, type: "business" },
      confirmDuplicate: true,
      reason: "two of one name",
    });
    if (legacyIds !== undefined)
      await backend.run(async (ctx) => {
        await ctx.db.patch("customers", made.customerId, { legacyIds, legacyId: legacyIds[0]! });
      });
    return made;
  };
  const globex = await make({
    name: "Globex",
    email: "hello@globex.test",
    website: "globex.test",
    legacyIds: ["77"],
  });
  const people = async (customerId: Id<"customers">) => {
    const { contacts } = await as.admin.query(api.contacts.list, { orgId, customerId });
    return contacts.map(
      ({ firstName, lastName, title, email, phone, mobile, isPrimary, isDecisionMaker }) => ({
        name: `${firstName} ${lastName}`,
        ...(title === undefined ? {} : { title }),
        ...(email === undefined ? {} : { email }),
        ...(phone === undefined ? {} : { phone }),
        ...(mobile === undefined ? {} : { mobile }),
        isPrimary,
        isDecisionMaker,
      }),
    );
  };
  return { backend, org, make, globex, people };
}

/** name, title, e-mail, phone, mobile, department, decision maker, primary, code, company, old id, domain, customer's e-mail */
const row = (name: string, more: Partial<Record<(typeof contactHeadings)[number], string>>) =>
  contactHeadings.map((heading) => (heading === "Contact" ? name : (more[heading] ?? "")));

test("columns of a file of contacts are the contact's, and those of companies name the customer, in both languages", () => {
  expect(contactMapping(contactHeadings)).toEqual([
    "name",
    "title",
    "email",
    "phone",
    "mobile",
    "department",
    "isDecisionMaker",
    "isPrimary",
    "ofCode",
    "ofName",
    "ofLegacyId",
    "ofDomain",
    "ofEmail",
  ]);
  expect(contactMapping(["Имя", "Фамилия", "Должность", "Почта", "Отдел", "Основной", "Компания"])).toEqual([
    "firstName",
    "lastName",
    "title",
    "email",
    "department",
    "isPrimary",
    "ofName",
  ]);
});

test("a contact's customer is found by code, old id, its own e-mail, name or domain; what nobody or several answer to is put aside", async () => {
  const { backend, org, make, globex, people } = await world();
  await make({ name: "Twins", email: "a@twins.test" });
  await make({ name: "Twins", email: "b@twins.test" });
  const file = [
    row("Ann Code", { "Customer code": globex.customerCode, Position: "Buyer" }),
    row("Bob Old", { "Customer id": "77", "Decision maker": "yes" }),
    row("Cid Mail", { "Customer email": "HELLO@globex.test" }),
    row("Dee Name", { Company: "gLOBEX", Email: "Dee <dee@globex.test>" }),
    row("Eve Web", { Domain: "https://www.globex.test/about", Mobile: "+7 701 234 56 78", Phone: "12" }),
    row("Fay Nobody", { Company: "Initech" }),
    row("Gus Twin", { Company: "Twins" }),
    row("Hal Nowhere", {}),
    row("Single", { Company: "Globex" }),
    contactHeadings.map(() => ""),
  ];
  const { counts, foretold, issues } = await bringContacts(org, backend, file);
  expect(counts).toEqual({ created: 5, incomplete: 1, rejected: 4, skipped: 1 });
  expect(foretold).toMatchObject(counts);
  expect(await people(globex.customerId)).toEqual([
    { name: "Globex Globex", email: "hello@globex.test", isPrimary: true, isDecisionMaker: false },
    { name: "Ann Code", title: "Buyer", isPrimary: false, isDecisionMaker: false },
    { name: "Bob Old", isPrimary: false, isDecisionMaker: true },
    { name: "Cid Mail", isPrimary: false, isDecisionMaker: false },
    { name: "Dee Name", email: "dee@globex.test", isPrimary: false, isDecisionMaker: false },
    { name: "Eve Web", mobile: "+7 701 234 56 78", isPrimary: false, isDecisionMaker: false },
  ]);
  expect(issues).toEqual({
    6: ["ofName unknownCustomer Initech"],
    7: ["ofName severalCustomers Twins"],
    8: ["ofName customerMissing "],
    9: ["lastName nameIncomplete "],
    10: [" emptyRow "],
    5: ["phone invalidPhone 12"],
  });
});

test("a person already at the customer is met by e-mail, phone or name, filled, updated or left alone as chosen; the same file twice makes nobody", async () => {
  const { backend, org, globex, people } = await world();
  const { as, orgId } = org;
  const at = { "Customer code": globex.customerCode };
  const first = [
    row("Ann Lee", { ...at, Email: "ann@globex.test" }),
    row("Bob Ray", { ...at, Phone: "+7 701 234 56 78" }),
    row("Bob Ray", { ...at, Phone: "8 (701) 234-56-78", Position: "Driver" }),
  ];
  const once = await bringContacts(org, backend, first);
  expect(once.counts).toEqual({ created: 2, duplicate: 1 });
  const again = await bringContacts(org, backend, first);
  expect(again.counts).toEqual({ duplicate: 3 });
  const changed = [
    row("Anna Lee", { ...at, Email: "ann@globex.test", Position: "Chief", Primary: "yes" }),
    row("Bob Ray", { ...at, Mobile: "+77012345678", Position: "Driver" }),
    row("Bob Ray", { ...at, Position: "Pilot" }),
  ];
  const linked = await bringContacts(org, backend, changed, { duplicates: "link" });
  expect(linked.counts).toEqual({ duplicate: 3 });
  const updated = await bringContacts(org, backend, changed, { duplicates: "update" });
  expect(updated.counts).toEqual({ updated: 2, unchanged: 1 });
  expect(updated.foretold).toMatchObject(updated.counts);
  expect(await people(globex.customerId)).toEqual([
    { name: "Anna Lee", title: "Chief", email: "ann@globex.test", isPrimary: true, isDecisionMaker: false },
    {
      name: "Bob Ray",
      title: "Pilot",
      phone: "+7 701 234 56 78",
      mobile: "+77012345678",
      isPrimary: false,
      isDecisionMaker: false,
    },
    { name: "Globex Globex", email: "hello@globex.test", isPrimary: false, isDecisionMaker: false },
  ]);
  const skipped = await bringContacts(org, backend, changed, { duplicates: "skip" });
  expect(skipped.counts).toEqual({ skipped: 3 });
  // Taking the update back gives names, titles and the primary contact back.
  await as.admin.mutation(api.imports.undo, { orgId, importId: updated.importId });
  await backend.finishAllScheduledFunctions(vi.runAllTimers);
  const back = await people(globex.customerId);
  expect(back.map(({ name, title, isPrimary }) => [name, title, isPrimary])).toEqual([
    ["Globex Globex", undefined, true],
    ["Ann Lee", "Chief", false],
    ["Bob Ray", "Driver", false],
  ]);
});

test("a company nobody knows is created with its first contact where that was chosen, once for all its rows, and goes with the import", async () => {
  const { backend, org, globex, people } = await world();
  const { as, orgId } = org;
  const file = [
    row("Ann Lee", {
      Company: "Initech",
      Domain: "initech.test",
      "Customer id": "I-1",
      Email: "ann@initech.test",
    }),
    row("Bob Ray", { Company: "INITECH", Position: "Driver", Primary: "yes" }),
    row("Cid Ray", { "Customer id": "I-1" }),
    row("Dee Lim", { Company: "No Contact Ltd" }),
    row("Eve Own", { Company: "Globex", Primary: "yes" }),
  ];
  const { counts, foretold, companies, importId } = await bringContacts(org, backend, file, {
    missing: "create",
  });
  expect(counts).toEqual({ created: 4, rejected: 1, companies: 1 });
  expect(foretold).toMatchObject({ created: 4, rejected: 1 });
  expect(companies).toBe(1);
  const { customers } = await allCustomers(org);
  const initech = customers.find(({ name }) => name === "Initech")!;
  expect(initech).toMatchObject({ type: "business", email: "ann@initech.test" });
  expect((await people(initech._id)).map(({ name, isPrimary }) => [name, isPrimary])).toEqual([
    ["Bob Ray", true],
    ["Ann Lee", false],
    ["Cid Ray", false],
  ]);
  await as.admin.mutation(api.imports.undo, { orgId, importId });
  await backend.finishAllScheduledFunctions(vi.runAllTimers);
  const { undo } = await as.admin.query(api.imports.get, { orgId, importId });
  expect(undo!.counts).toMatchObject({ removed: 1, removedContacts: 1, kept: 0, conflicts: 0 });
  expect((await allCustomers(org)).customers.map(({ name }) => name)).toEqual(["Globex"]);
  expect((await people(globex.customerId)).map(({ name, isPrimary }) => [name, isPrimary])).toEqual([
    ["Globex Globex", true],
  ]);

  async function allCustomers({ orgId: id }: typeof org) {
    const rows = await backend.run(async (ctx) => await ctx.db.query("customers").collect());
    return { customers: rows.filter((one) => one.orgId === id && one.status !== "deleted") };
  }
});

test("IMX-16: the contacts of a company that go out come back and change nothing, whatever they hold", async () => {
  const { backend, org, globex, people } = await world();
  const { as, orgId } = org;
  const at = { "Customer code": globex.customerCode };
  await bringContacts(org, backend, [
    row("Ann Lee", { ...at, Email: "info@globex.test", Phone: "8 701 234 56 78", Primary: "yes" }),
    row("Bob Ray", {
      ...at,
      Email: "info@globex.test",
      Mobile: "+7 (701) 234-56-78",
      "Decision maker": "yes",
    }),
    row("=cmd|' /C calc'!A0 Smith", { ...at, Department: "-1+1" }),
  ]);
  const namesake = { firstName: "Bob", lastName: "Ray", email: "bob2@globex.test", title: 'Chief, "north"' };
  await as.admin.mutation(api.contacts.create, { orgId, customerId: globex.customerId, input: namesake });
  const before = await people(globex.customerId);
  expect(before).toHaveLength(5);
  for (const language of ["en", "ru"] as const) {
    let text = "";
    for (let cursor: string | null = null; ;) {
      const page: { text: string; next: string | null } = await as.admin.mutation(api.exports.contacts, {
        orgId,
        customerId: globex.customerId,
        cursor,
        language,
      });
      text += page.text;
      cursor = page.next;
      if (cursor === null) break;
    }
    expect(text).toContain("'=cmd");
    const [headings = [], ...file] = cellsIn(text);
    const { counts } = await bringContacts(org, backend, file, { duplicates: "update", headings });
    expect(counts).toEqual({ unchanged: 5 });
  }
  expect(await people(globex.customerId)).toEqual(before);
  const history = await backend.run(async (ctx) => await ctx.db.query("auditLog").collect());
  expect(history.filter(({ action }) => action === "dataExported")).toHaveLength(2);
  const refused = org.as.support.mutation(api.exports.contacts, {
    orgId,
    customerId: globex.customerId,
    cursor: null,
    language: "en",
  });
  await expect(refused).rejects.toMatchObject({ data: { code: "FORBIDDEN" } });
});

test("a contact that somebody has worked with since stays when the import is taken back, and is told", async () => {
  const { backend, org, globex, people } = await world();
  const { as, orgId } = org;
  const file = [row("Ann Lee", { Company: "Globex" }), row("Bob Ray", { Company: "Globex" })];
  const { importId } = await bringContacts(org, backend, file);
  const { contacts } = await as.admin.query(api.contacts.list, { orgId, customerId: globex.customerId });
  const ann = contacts.find(({ firstName }) => firstName === "Ann")!;
  await as.admin.mutation(api.contacts.update, { orgId, contactId: ann._id, input: { title: "Boss" } });
  await as.admin.mutation(api.imports.undo, { orgId, importId });
  await backend.finishAllScheduledFunctions(vi.runAllTimers);
  expect((await people(globex.customerId)).map(({ name }) => name)).toEqual(["Globex Globex", "Ann Lee"]);
  const { page } = await as.admin.query(api.imports.conflicts, {
    orgId,
    importId,
    paginationOpts: { numItems: 10, cursor: null },
  });
  expect(page).toMatchObject([{ customerId: globex.customerId, reason: "touched", customerName: "Globex" }]);
});

test("a row put aside is mended in place, and a file without a column for the customer is refused", async () => {
  const { backend, org, globex, people } = await world();
  const { as, orgId } = org;
  const { importId } = await bringContacts(org, backend, [row("Ann Lee", { Company: "Globexx" })]);
  const { page } = await as.admin.query(api.imports.rows, {
    orgId,
    importId,
    outcome: "rejected",
    paginationOpts: { numItems: 10, cursor: null },
  });
  const cells = page[0]!.cells.map((cell) => (cell === "Globexx" ? "Globex" : cell));
  const mended = await as.admin.mutation(api.imports.mend, { orgId, rowId: page[0]!._id, cells });
  expect(mended).toMatchObject({ outcome: "created", customerId: globex.customerId });
  expect((await people(globex.customerId)).map(({ name }) => name)).toContain("Ann Lee");
  const create = as.admin.mutation(api.imports.create, {
    orgId,
    fileName: "x.csv",
    kind: "contacts",
    headings: ["Name"],
    mapping: ["name"],
    dateOrder: "dmy",
    duplicates: "link",
    rows: 1,
    chunks: 1,
  });
  await expect(create).rejects.toMatchObject({
    data: { code: "IMPORT_UNREADABLE", reason: "customerMissing" },
  });
});
