/** Journey (d): a CSV comes in through the app, every row is told, and it can be taken back; a crash in the middle loses nothing. */
import { readFileSync } from "node:fs";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { api } from "../../convex/_generated/api";
import { inline, workbook } from "../../src/features/imports/reading/workbook.testkit";
import { registerFile } from "../../convex/imports/register.testkit";
import { emptyDraft } from "../../convex/fields/shape";
import { violations } from "./support/axe";
import { launchBrowser, patienceMs } from "./support/browser";
import { startOrbit, type Orbit } from "./support/orbit";
import { newTeam, openAs } from "./support/people";

let orbit: Orbit;
let browser: Browser;
const register = readFileSync(new URL("./support/old-register.csv", import.meta.url));

beforeAll(async () => {
  [orbit, browser] = await Promise.all([startOrbit(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await orbit?.stop();
});

const csv = (name: string, buffer: Buffer) => ({ name, mimeType: "text/csv", buffer });

test("IMX-15 a file of an old register is mapped, tried out, imported, accounted for and taken back", async () => {
  const team = await newTeam(orbit, "Import Story");
  const { page, problems } = await openAs(browser, orbit, team.admin, `/o/${team.slug}/import`);
  await page.setInputFiles("input[type=file]", csv("old-register.csv", register));
  await page.getByText("8 rows").waitFor();
  await page.getByText("ben.carter@example.com", { exact: true }).first().waitFor();
  expect(await violations(page)).toEqual([]);

  await page.getByRole("button", { name: "Check the file" }).click();
  await page.getByText("Nothing is stored yet").waitFor();
  await page.getByText("Primary phone or email is required").first().waitFor();
  expect(await team.admin.client.query(api.imports.list, { orgId: team.orgId })).toEqual([]);
  expect(await violations(page)).toEqual([]);

  await page.getByRole("button", { name: "Import 8 rows" }).click();
  await page.getByText("All 8 rows are accounted for").waitFor();
  const [summary] = await team.admin.client.query(api.imports.list, { orgId: team.orgId });
  expect(summary!.job!.counts).toEqual({ created: 4, incomplete: 2, duplicate: 1, rejected: 2, skipped: 1 });
  expect(await violations(page)).toEqual([]);
  // On a phone what became of a row stands under it, whole.
  await page.setViewportSize({ width: 390, height: 844 });
  const outcome = (await page.getByRole("cell", { name: "Created" }).first().boundingBox())!;
  expect(outcome.x + outcome.width).toBeLessThanOrEqual(390);
  expect(await violations(page)).toEqual([]);
  await page.setViewportSize({ width: 1440, height: 900 });

  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: /Not imported/ }).click();
  await page.getByRole("button", { name: "Download these rows" }).click();
  const text = readFileSync(await (await download).path(), "utf8");
  expect(text).toContain("No Contact At All");
  expect(text).toContain("Primary phone or email is required");

  await page.getByRole("button", { name: "Take the import back" }).click();
  await page.getByText("Removed: 4.").waitFor();
  const now = Date.now();
  expect((await team.admin.client.query(api.dashboard.summary, { orgId: team.orgId, now })).customers).toBe(
    0,
  );
  expect(problems).toEqual([]);
});

test("IMX-06 an import that updated customers is taken back field by field, and what stays is told with both values", async () => {
  const team = await newTeam(orbit, "Update Undone");
  const { orgId } = team;
  const { client } = team.admin;
  const made = async (name: string, email: string) =>
    (await client.mutation(api.customers.create, { orgId, input: { name, email } })).customerId;
  const ann = await made("Ann Lee", "ann@undo.test");
  const cy = await made("Cy Fox", "cy@undo.test");
  const { page, problems } = await openAs(browser, orbit, team.admin, `/o/${team.slug}/import`);
  const rows =
    "name,email,company\nAnn B. Lee,ann@undo.test,Lee Ltd\nCyrus Fox,cy@undo.test,Fox & Sons\nNew One,new@undo.test,\n";
  await page.setInputFiles("input[type=file]", csv("changes.csv", Buffer.from(rows)));
  await page.getByRole("combobox", { name: "When the customer is here already" }).click();
  await page.getByRole("option", { name: "Update the customer from the file" }).click();
  await page.getByRole("button", { name: "Check the file" }).click();
  await page.getByRole("button", { name: "Import 3 rows" }).click();
  await page.getByText("All 3 rows are accounted for").waitFor();
  const read = async (customer: typeof ann) => await client.query(api.customers.get, { orgId, customer });
  expect(await read(ann)).toMatchObject({ name: "Ann B. Lee", companyName: "Lee Ltd" });
  await client.mutation(api.customers.update, { orgId, customerId: cy, patch: { name: "Dr. Cyrus Fox" } });

  await page.getByRole("button", { name: "Take the import back" }).click();
  await page.getByText("Removed: 1. Put back as they were: 2. Left alone: 1.").waitFor();
  await page.getByText("Name: stays Dr. Cyrus Fox, was Cy Fox").waitFor();
  expect(await violations(page)).toEqual([]);
  expect(await read(ann)).toMatchObject({ name: "Ann Lee" });
  expect((await read(ann)).companyName).toBeNull();
  const left = await read(cy);
  expect([left.name, left.companyName]).toEqual(["Dr. Cyrus Fox", null]);
  await page.setViewportSize({ width: 360, height: 740 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  expect(await violations(page)).toEqual([]);
  expect(problems).toEqual([]);
});

test("IMX-10 a refused row is mended where it is listed, checked while it is typed, and imported", async () => {
  const team = await newTeam(orbit, "Fix List");
  const { page, problems } = await openAs(browser, orbit, team.admin, `/o/${team.slug}/import`);
  const rows =
    "name,email,phone,born\nAnn Lee,ann@fix.test,,\nBo Ray,bo at fix,12,\nCy Fox,,,1990-02-31\n,nameless@fix.test,,\n";
  await page.setInputFiles("input[type=file]", csv("dirt.csv", Buffer.from(rows)));
  await page.getByRole("button", { name: "Check the file" }).click();
  await page.getByRole("button", { name: "Import 4 rows" }).click();
  await page.getByText("All 4 rows are accounted for").waitFor();
  await page.getByRole("button", { name: "2 Not imported" }).click();
  await page.getByRole("button", { name: "Mend: Row 2" }).click();
  const email = page.getByRole("textbox", { name: "E-mail" });
  expect(await email.evaluate((input) => input === document.activeElement)).toBe(true);
  const save = page.getByRole("button", { name: "Import this row" });
  expect(await save.isDisabled()).toBe(true);
  expect(await violations(page)).toEqual([]);
  await email.fill("bo@fix.test");
  await page.getByText("Can be imported; the marked values are left out").waitFor();
  await page.getByRole("textbox", { name: "Phone" }).fill("+7 701 555 00 02");
  await page.getByText("Ready to be imported").waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "1 Not imported" }).waitFor();
  await page.getByText("Row 2: Created").waitFor();
  // The next one is at hand: by keyboard, at phone width.
  await page.setViewportSize({ width: 360, height: 740 });
  await page.waitForFunction(() => document.activeElement?.getAttribute("aria-label") === "Mend: Row 3");
  await page.keyboard.press("Enter");
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => document.activeElement?.getAttribute("aria-label") === "Mend: Row 3");
  const [summary] = await team.admin.client.query(api.imports.list, { orgId: team.orgId });
  expect(summary!.job!.counts).toMatchObject({ created: 2, rejected: 1, skipped: 1 });
  const found = await team.admin.client.query(api.customers.list, { orgId: team.orgId });
  expect(JSON.stringify(found)).toContain("bo@fix.test");
  expect(problems).toEqual([]);
});

test("VAL a file that is no table gets a sentence that says what to do, and nothing is kept", async () => {
  const team = await newTeam(orbit, "Wrong Files");
  const { page, problems } = await openAs(browser, orbit, team.admin, `/o/${team.slug}/import`);
  for (const [name, bytes, sentence] of [
    ["empty.csv", Buffer.alloc(0), "The file has no rows"],
    ["book.xlsx", Buffer.from("PK\u0003\u0004 not a table"), "This is no workbook that can be read"],
    ["scan.csv", Buffer.from("%PDF-1.7 not a table"), "neither a text file nor a workbook"],
    ["cut.json", Buffer.from('[{"name": "Ann"'), "The JSON in the file is broken or cut off"],
    ["settings.json", Buffer.from('{"theme": "dark"}'), "The JSON holds no list of records"],
    ["values.csv", Buffer.from("Ann,+7 701 555 00 01,ann@example.com\n"), "values rather than column names"],
    ["quotes.csv", Buffer.from(`name,phone\n"${"x".repeat(2_000_000)}`), "quotation mark"],
  ] as const) {
    await page.setInputFiles("input[type=file]", csv(name, bytes));
    await page.getByRole("alert").filter({ hasText: sentence }).waitFor();
  }
  expect(await team.admin.client.query(api.imports.list, { orgId: team.orgId })).toEqual([]);
  expect(problems).toEqual([]);
});

test("IMX-19 killed in the middle of an import, the server goes on with it and creates nobody twice", async () => {
  const team = await newTeam(orbit, "Killed Import");
  const count = 2_000;
  const lines = Array.from(
    { length: count },
    (_, n) => `Person Number${n},+7702${String(n).padStart(7, "0")}`,
  );
  const { page } = await openAs(browser, orbit, team.admin, `/o/${team.slug}/import`);
  await page.setInputFiles(
    "input[type=file]",
    csv("many.csv", Buffer.from(`name,phone\n${lines.join("\n")}\n`)),
  );
  await page.getByRole("button", { name: "Check the file" }).click();
  await page.getByRole("button", { name: "Import 2,000 rows" }).click();
  await page.getByRole("button", { name: "Cancel import" }).waitFor();
  await orbit.kill();
  await orbit.restart();
  await page.getByText("All 2,000 rows are accounted for").waitFor({ timeout: patienceMs });
  const now = Date.now();
  const { customers } = await team.admin.client.query(api.dashboard.summary, { orgId: team.orgId, now });
  expect(customers).toBe(count);
});

test("IMX-19 a person pauses an import, it waits through a restart of the server, and goes on where it stopped", async () => {
  const team = await newTeam(orbit, "Paused Import");
  const count = 3_000;
  const lines = Array.from(
    { length: count },
    (_, n) => `Person Number${n},+7702${String(n).padStart(7, "0")}`,
  );
  const { page } = await openAs(browser, orbit, team.admin, `/o/${team.slug}/import`);
  await page.setInputFiles(
    "input[type=file]",
    csv("many.csv", Buffer.from(`name,phone\n${lines.join("\n")}\n`)),
  );
  await page.getByRole("button", { name: "Check the file" }).click();
  await page.getByRole("button", { name: "Import 3,000 rows" }).click();
  await page.getByRole("main").getByRole("button", { name: "Pause" }).click();
  await page.getByRole("main").getByRole("button", { name: "Go on" }).waitFor();
  expect(await violations(page)).toEqual([]);
  const read = async () => (await team.admin.client.query(api.imports.list, { orgId: team.orgId }))[0]!.job!;
  const before = await read();
  expect(before.status).toBe("paused");
  expect(before.done).toBeLessThan(count);
  await orbit.kill();
  await orbit.restart();
  expect(await read()).toMatchObject({ status: "paused", done: before.done });
  await page.getByRole("main").getByRole("button", { name: "Go on" }).click();
  await page.getByText("All 3,000 rows are accounted for").waitFor({ timeout: patienceMs });
  const now = Date.now();
  const { customers } = await team.admin.client.query(api.dashboard.summary, { orgId: team.orgId, now });
  expect(customers).toBe(count);
});

test("IMX-19 a cancelled import goes on with the rows it had not reached, and so does taking it back", async () => {
  const team = await newTeam(orbit, "Cancelled Import");
  const count = 3_000;
  const lines = Array.from(
    { length: count },
    (_, n) => `Person Number${n},+7702${String(n).padStart(7, "0")}`,
  );
  const { page, problems } = await openAs(browser, orbit, team.admin, `/o/${team.slug}/import`);
  const main = page.getByRole("main");
  await page.setInputFiles(
    "input[type=file]",
    csv("many.csv", Buffer.from(`name,phone\n${lines.join("\n")}\n`)),
  );
  await page.getByRole("button", { name: "Check the file" }).click();
  await page.getByRole("button", { name: "Import 3,000 rows" }).click();
  await main.getByRole("button", { name: "Cancel import" }).click();
  await main.getByText("Cancelled. What was imported stays").waitFor();
  expect(await violations(page)).toEqual([]);
  await page.reload();
  await main.getByRole("button", { name: /^Import the remaining [\d,]+ rows$/ }).click();
  await page.getByText("All 3,000 rows are accounted for").waitFor({ timeout: patienceMs });
  const customers = async () =>
    (await team.admin.client.query(api.dashboard.summary, { orgId: team.orgId, now: Date.now() })).customers;
  expect(await customers()).toBe(count);

  await page.getByRole("button", { name: "Take the import back" }).click();
  await main.getByRole("button", { name: "Stop taking back" }).click();
  await main.getByText("Stopped in the middle").waitFor();
  expect(await customers()).toBeGreaterThan(0);
  await main.getByRole("button", { name: "Go on taking back" }).click();
  await main.getByText("Taken back. Removed: 3,000.").waitFor({ timeout: patienceMs });
  expect(await customers()).toBe(0);
  expect(problems).toEqual([]);
});

test("IMX-15 IMX-14 a workbook comes in by its second sheet; the dry run shows each change and lets a row be decided otherwise", async () => {
  const team = await newTeam(orbit, "Workbook Story");
  const { orgId } = team;
  const { client } = team.admin;
  const made = async (name: string, email: string) =>
    (await client.mutation(api.customers.create, { orgId, input: { name, email } })).customerId;
  const ann = await made("Ann Lee", "ann@book.test");
  const bob = await made("Bob Ray", "bob@book.test");
  const heading = ["name", "email", "phone", "date_of_birth"].map(inline);
  const rows = [
    heading,
    [inline("Ann B. Lee"), inline("ann@book.test"), `<c><v>77015550001</v></c>`, `<c s="1"><v>24275</v></c>`],
    [inline("Robert Ray"), inline("bob@book.test"), inline(""), inline("")],
    [inline("New One"), inline("new@book.test"), inline(""), inline("")],
  ];
  const bytes = workbook(
    [
      { name: "Read me", rows: [[inline("about")], [inline("nothing")]] },
      { name: "People", rows },
    ],
    { formats: [14] },
  );
  const { page, problems } = await openAs(browser, orbit, team.admin, `/o/${team.slug}/import`);
  await page.setInputFiles("input[type=file]", {
    name: "book.xlsx",
    mimeType: "",
    buffer: Buffer.from(bytes),
  });
  await page.getByRole("combobox", { name: "Sheet" }).click();
  await page.getByRole("option", { name: "People" }).click();
  await page.getByText("3 rows").waitFor();
  await page.getByRole("combobox", { name: "When the customer is here already" }).click();
  await page.getByRole("option", { name: "Update the customer from the file" }).click();
  await page.getByText("1966-06-17").first().waitFor();
  expect(await violations(page)).toEqual([]);
  await page.getByRole("button", { name: "Check the file" }).click();
  await page.getByRole("button", { name: "2 Will be updated" }).waitFor();
  const plan = page.getByRole("list", { name: "Will be updated" });
  await plan.getByText("Ann Lee", { exact: true }).waitFor();
  expect(await plan.locator("del").allTextContents()).toEqual(["Ann Lee", "Bob Ray"]);
  expect(await violations(page)).toEqual([]);
  await page.getByRole("combobox", { name: "What to do with row 2" }).click();
  await page.getByRole("option", { name: "Leave out" }).click();
  await page.getByRole("button", { name: "1 Will be updated" }).waitFor();
  await page.setViewportSize({ width: 360, height: 740 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  expect(await violations(page)).toEqual([]);
  await page.getByRole("button", { name: "Import 3 rows" }).click();
  await page.getByText("All 3 rows are accounted for").waitFor();
  const read = async (customer: typeof ann) => await client.query(api.customers.get, { orgId, customer });
  expect(await read(ann)).toMatchObject({
    name: "Ann B. Lee",
    phone: "77015550001",
    dateOfBirth: "1966-06-17",
  });
  expect(await read(bob)).toMatchObject({ name: "Bob Ray" });
  await page.getByRole("button", { name: "Take the import back" }).click();
  await page.getByText("Removed: 1. Put back as they were: 1. Left alone: 0.").waitFor();
  expect(await read(ann)).toMatchObject({ name: "Ann Lee", phone: null });
  expect(problems).toEqual([]);
});

test("IMX-03 IMX-06 2,104 records of an old register come in with codes of their own, every row accounted for, and go again", async () => {
  const team = await newTeam(orbit, "Whole Register");
  const { orgId } = team;
  const { client } = team.admin;
  const size = 2104;
  const { page, problems } = await openAs(browser, orbit, team.admin, `/o/${team.slug}/import`);
  await page.setInputFiles("input[type=file]", csv("register.csv", Buffer.from(registerFile(size))));
  await page.getByRole("button", { name: "Check the file" }).click();
  await page.getByRole("button", { name: "Import 2,104 rows" }).click();
  await page.getByText("All 2,104 rows are accounted for").waitFor({ timeout: patienceMs });
  const [summary] = await client.query(api.imports.list, { orgId });
  const counts = summary!.job!.counts;
  const sum = ["created", "updated", "unchanged", "duplicate", "skipped", "rejected"].reduce(
    (total, outcome) => total + (counts[outcome] ?? 0),
    0,
  );
  expect(sum).toBe(size);
  for (const outcome of ["created", "duplicate", "skipped", "rejected"])
    expect(counts[outcome], outcome).toBeGreaterThan(5);
  const now = Date.now();
  const live = async () => (await client.query(api.dashboard.summary, { orgId, now })).customers;
  expect(await live()).toBe(counts["created"]);
  // Codes are counted on: the last one is the number of customers.
  const customer = `CUS-${String(counts["created"]).padStart(3, "0")}`;
  expect(await client.query(api.customers.get, { orgId, customer })).toMatchObject({
    customerCode: customer,
  });
  await page.getByRole("button", { name: "Take the import back" }).click();
  await page.getByText(/^Taken back/).waitFor({ timeout: patienceMs });
  expect(await live()).toBe(0);
  expect(problems).toEqual([]);
});

test("IMX-17 the store of an older system comes in as JSON, its own fields with it; values that a field lacks are added on the way", async () => {
  const team = await newTeam(orbit, "Old Store");
  const { orgId } = team;
  const { client } = team.admin;
  const draft = {
    ...emptyDraft("USD"),
    type: "select" as const,
    label: "Level",
    choices: [{ label: "Gold", color: "neutral" as const }],
  };
  await client.mutation(api.fields.create, { orgId, entity: "customers", draft });
  const store = {
    state: {
      customers: [
        {
          id: "c1",
          name: "Ann Lee",
          email: "ann@store.test",
          tags: ["vip"],
          address: { city: "Almaty" },
          level: "Gold",
        },
        {
          id: "c2",
          name: "Bo Ray",
          phone: 77015550002,
          level: "Silver",
          createdAt: "2021-02-03T04:05:06.000Z",
        },
        { id: "c3", name: "Cy Fox", email: null, level: "Bronze" },
      ],
      quotes: [{ id: 1, total: 3 }],
    },
    version: 2,
  };
  const { page, problems } = await openAs(browser, orbit, team.admin, `/o/${team.slug}/import`);
  await page.setInputFiles("input[type=file]", {
    name: "store.json",
    mimeType: "application/json",
    buffer: Buffer.from(JSON.stringify(store)),
  });
  await page
    .getByRole("combobox", { name: "Field in Orbit: address.city" })
    .filter({ hasText: "City" })
    .waitFor();
  await page.getByRole("button", { name: "Check the file" }).click();
  await page.getByText("Silver (1)").waitFor();
  expect(await violations(page)).toEqual([]);
  await page.getByRole("button", { name: /^Add th/ }).click();
  await page.getByText("Silver (1)").waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Import 3 rows" }).click();
  await page.getByText("All 3 rows are accounted for").waitFor();
  const [summary] = await client.query(api.imports.list, { orgId });
  expect(summary!.job!.counts).toMatchObject({ created: 2, rejected: 1 });
  const bo = await client.query(api.customers.get, { orgId, customer: "CUS-001" });
  expect(bo).toMatchObject({
    name: "Bo Ray",
    phone: "77015550002",
    createdAt: Date.UTC(2021, 1, 3, 4, 5, 6),
  });
  expect(JSON.stringify(await client.query(api.customers.get, { orgId, customer: "CUS-002" }))).toContain(
    "Almaty",
  );
  expect(problems).toEqual([]);
});

test("IMX-15 LED-06 a file of leads comes in from the leads' page: each opens at its customer, and all go when it is taken back", async () => {
  const team = await newTeam(orbit, "Lead File");
  const { orgId } = team;
  const { client } = team.admin;
  await client.mutation(api.customers.create, { orgId, input: { name: "Ann Lee", email: "ann@lead.test" } });
  const { page, problems } = await openAs(browser, orbit, team.admin, `/o/${team.slug}/leads`);
  await page.getByRole("link", { name: "Import leads" }).click();
  const rows =
    "id,name,email,title,stage\nL1,Ann Lee,ann@lead.test,Winter tour,\nL2,New One,new@lead.test,Summer tour,quoted\nL3,Nobody,,Ride,\n";
  await page.setInputFiles("input[type=file]", csv("leads.csv", Buffer.from(rows)));
  await page
    .getByRole("combobox", { name: "Each row is" })
    .filter({ hasText: "A lead, with its customer" })
    .waitFor();
  await page
    .getByRole("combobox", { name: "Field in Orbit: title" })
    .filter({ hasText: "Lead: title" })
    .waitFor();
  expect(await violations(page)).toEqual([]);
  await page.getByRole("button", { name: "Check the file" }).click();
  await page.getByText("2 leads would be opened.").waitFor();
  await page.getByRole("button", { name: "Import 3 rows" }).click();
  await page.getByText("All 3 rows are accounted for · 2 leads opened").waitFor();
  expect(await client.query(api.leads.counts, { orgId })).toMatchObject({ new: 1, quoted: 1 });
  await page.getByRole("button", { name: "Take the import back" }).click();
  await page.getByText("Leads removed: 2.").waitFor();
  expect(await client.query(api.leads.counts, { orgId })).toMatchObject({ new: 0, quoted: 0 });
  expect(problems).toEqual([]);
});
