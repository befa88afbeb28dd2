/** Two records of one person are compared, merged and taken apart again, by the people who may. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { api } from "../../convex/_generated/api";
import { launchBrowser } from "./support/browser";
import { look } from "./support/look";
import { startOrbit, type Orbit } from "./support/orbit";
import { newTeam, openAs, type Team } from "./support/people";

let orbit: Orbit;
let browser: Browser;
let team: Team;
let page: Page;
let problems: string[];

beforeAll(async () => {
  [orbit, browser] = await Promise.all([startOrbit(), launchBrowser()]);
  team = await newTeam(orbit, "Merging");
  ({ page, problems } = await openAs(browser, orbit, team.admin, `/o/${team.slug}/customers`));
});
afterAll(async () => {
  await browser?.close();
  await orbit?.stop();
});

async function twins() {
  const { client } = team.admin;
  const { orgId } = team;
  const first = await client.mutation(api.customers.create, {
    orgId,
    input: {
      name: "Alice Johnson",
      phone: "+1 415 487 9217",
      email: "alice@journey.test",
      companyName: "Northwind Tours",
      tags: ["vip"],
      notes: "Prefers mornings.",
      emailConsent: true,
    },
  });
  const second = await client.mutation(api.customers.create, {
    orgId,
    input: {
      name: "Alyce Jonson",
      phone: "+1 415 487 9218",
      email: "a.johnson@journey.test",
      website: "https://northwind.example",
      customerSource: "Referral",
      notes: "Met at the fair.",
    },
  });
  for (const subject of ["Called about June", "Sent the programme"]) {
    await client.mutation(api.interactions.create, {
      orgId,
      customerId: second.customerId,
      input: { type: "call", subject, description: "They will decide this week." },
    } as never);
  }
  return { first, second };
}

test("DUP-13 DUP-19 DUP-21 UIX-18: two records selected in the list become one and, with Undo, two again", async () => {
  const { first } = await twins();
  for (const name of ["Alice Johnson", "Alyce Jonson"])
    await page.getByRole("row", { name }).getByRole("checkbox").check();
  await page.getByRole("button", { name: "Merge", exact: true }).click();

  await page.getByRole("heading", { level: 1, name: "Merge records" }).waitFor();
  const name = page.getByRole("group", { name: "Name: whose value stays" });
  await name.getByRole("radio").nth(1).waitFor();
  await look(page, "merge");
  if (!(await page.locator(".merge-head").first().textContent())?.includes("Alice"))
    await page.getByRole("button", { name: "Keep this record" }).click();
  await name.getByRole("radio", { name: "Alyce Jonson" }).check();
  await page.getByRole("button", { name: "Merge 2 records" }).click();
  await page.getByText("Say why in a few words.").waitFor();
  await page.getByLabel("Reason").fill("Same person, typed twice");
  await page.getByRole("button", { name: "Merge 2 records" }).click();

  await page.getByRole("heading", { level: 1, name: "Alyce Jonson" }).waitFor();
  expect(page.url()).toContain(first.customerId);
  await page.getByText("1 merged record").click();
  await page.getByText("Same person, typed twice").first().waitFor();
  await look(page, "merged-records");
  await page.keyboard.press("Escape");

  await page.goto(`${orbit.url}/o/${team.slug}/customers/CUS-002`);
  await page.getByText("CUS-002 Alyce Jonson was merged into this record.").waitFor();
  await page.goto(`${orbit.url}/o/${team.slug}/customers/${first.customerId}?tab=history`);
  await page.getByText("merged other records into this one").waitFor();
  await look(page, "merge-history");
  await page
    .getByRole("listitem")
    .filter({ hasText: "merged other records into this one" })
    .getByRole("button", { name: "Undo" })
    .click();
  await page.getByText(/Goes back: .*2 interactions/).waitFor();
  await look(page, "merge-undo");
  await page.getByRole("button", { name: "Undo the merge" }).click();
  await page.getByRole("heading", { level: 1, name: "Alice Johnson" }).waitFor();

  await page.goto(`${orbit.url}/o/${team.slug}/customers`);
  for (const one of ["Alice Johnson", "Alyce Jonson"]) await page.getByRole("row", { name: one }).waitFor();
  expect(problems.splice(0)).toEqual([]);
});

test("DUP-06 DUP-07 DUP-20: a pair found by itself and one proposed by sales are reviewed", async () => {
  const { client } = team.admin;
  const { orgId } = team;
  const create = async (name: string, email: string, by = client) =>
    (
      await by.mutation(api.customers.create, {
        orgId,
        input: { name, email },
        confirmDuplicate: true,
        reason: "Another form",
      })
    ).customerId;
  await create("Boris Becker", "boris@journey.test");
  await create("Boris Becker", "boris+tours@journey.test");
  const rita = await team.join("Rita Rep", "sales");
  const own = await create("Maria Ivanova", "maria.i@journey.test", rita.client);
  const also = await create("Maria Petrova", "petrova.m@journey.test", rita.client);

  const sales = await openAs(browser, orbit, rita, `/o/${team.slug}/merge?records=${own},${also}`);
  await sales.page.getByLabel("Reason").fill("She married");
  await sales.page.getByRole("button", { name: "Propose to merge" }).click();
  await sales.page.waitForURL((url) => !url.pathname.endsWith("/merge"));
  expect(sales.problems).toEqual([]);
  await sales.page.context().close();

  await page.goto(`${orbit.url}/o/${team.slug}/duplicates`);
  await page.getByText("Proposed by Rita Rep: She married").waitFor();
  await look(page, "duplicates");
  const pair = page.getByRole("listitem", { name: "Boris Becker – Boris Becker" });
  await pair.getByRole("button", { name: "Two people" }).click();
  await pair.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Undo" }).click();
  await pair.waitFor();
  await pair.getByRole("link", { name: "Compare and merge" }).click();
  await page.getByLabel("Reason").fill("The same mailbox");
  await page.getByRole("button", { name: "Merge 2 records" }).click();
  await page.getByRole("heading", { level: 1, name: "Boris Becker" }).waitFor();
  await page.goto(`${orbit.url}/o/${team.slug}/duplicates?show=merged`);
  await pair.waitFor();
  expect(problems.splice(0)).toEqual([]);
});

test("DUP-28: of ten imported customers three look like others; two are merged, and the dashboard says both numbers", async () => {
  const ten = await newTeam(orbit, "Ten Imported");
  const { client } = ten.admin;
  const { orgId } = ten;
  const { identityPolicy } = await client.query(api.settings.get, { orgId });
  await client.mutation(api.settings.update, {
    orgId,
    changes: { identityPolicy: { ...identityPolicy, email: "warn", name: "warn" } },
  });
  const opened = await openAs(browser, orbit, ten.admin, `/o/${ten.slug}/dashboard`);
  const figure = (name: string) => opened.page.getByRole("link", { name: new RegExp(`^${name}`) });
  await figure("Duplicates found").getByText("0", { exact: true }).waitFor();
  await figure("Duplicates removed").getByText("None found yet").waitFor();

  const people = [..."ABCDEFG", ..."ABC"];
  const importId = await client.mutation(api.imports.create, {
    orgId,
    fileName: "ten.csv",
    headings: ["name", "email"],
    mapping: ["name", "email"],
    dateOrder: "dmy",
    duplicates: "link",
    rows: people.length,
    chunks: 1,
  });
  const rows = people.map((letter, index) => ({
    number: index + 1,
    cells: [`Quite Different ${letter}`, `${letter}@ten.test`],
    ...(index < 7 ? {} : { decision: "create" as const }),
  }));
  await client.mutation(api.imports.upload, { orgId, importId, index: 0, rows });
  await client.mutation(api.imports.start, { orgId, importId });
  await figure("Customers").getByText("10", { exact: true }).waitFor();
  // What comes in by a file is compared at night, or when somebody asks.
  await client.mutation(api.duplicates.scan, { orgId });
  await figure("Duplicates found").getByText("3", { exact: true }).waitFor();
  const { page: pairs } = await client.query(api.duplicates.queue, {
    orgId,
    status: "open",
    paginationOpts: { numItems: 10, cursor: null },
  });
  for (const { customers } of pairs.slice(0, 2)) {
    await client.mutation(api.customers.merge, {
      orgId,
      primaryCustomerId: customers[0]._id,
      secondaryCustomerIds: [customers[1]._id],
      mergeReason: "Imported twice",
    });
  }
  await figure("Duplicates found").getByText("1", { exact: true }).waitFor();
  await figure("Duplicates found").getByText("2 merged").waitFor();
  await figure("Duplicates removed").getByText("66.7%").waitFor();
  expect(opened.problems).toEqual([]);
  await opened.page.context().close();
});
