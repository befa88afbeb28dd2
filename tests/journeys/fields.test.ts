/** Journey: an admin defines fields; a colleague fills them on an open record without a reload; a required one is asked for. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { api } from "../../convex/_generated/api";
import { violations } from "./support/axe";
import { launchBrowser } from "./support/browser";
import { startOrbit, type Orbit } from "./support/orbit";
import { newTeam, openAs } from "./support/people";

let orbit: Orbit;
let browser: Browser;

beforeAll(async () => {
  [orbit, browser] = await Promise.all([startOrbit(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await orbit?.stop();
});

/** A line of text as the editor would send it; the label is its own. */
const textField = {
  type: "text",
  section: "",
  help: "",
  required: false,
  unique: false,
  searchable: false,
  access: { manager: "write", sales: "write", support: "write", brand: "hidden" },
  precision: 0,
  currency: "USD",
  choices: [],
  target: "customers",
  expression: "",
  rollUp: { source: "quotes", measure: "count", only: [] },
};

test("a field and a formula over it are defined, and filled in place on a record that was open already", async () => {
  const team = await newTeam(orbit, "Own Fields");
  const { customerId } = await team.admin.client.mutation(api.customers.create, {
    orgId: team.orgId,
    input: { name: "Alice Johnson", email: "alice@x.example" },
  });
  const manager = await team.join("Mira Manager", "manager");
  const record = await openAs(browser, orbit, manager, `/o/${team.slug}/customers/${customerId}`);
  await record.page.getByRole("heading", { name: "Alice Johnson" }).first().waitFor();

  const settings = await openAs(browser, orbit, team.admin, `/o/${team.slug}/settings/fields`);
  await settings.page.getByText("Note what matters to you").waitFor();
  await settings.page.getByRole("button", { name: "New field" }).first().click();
  const editor = settings.page.getByRole("dialog", { name: "New field" });
  await editor.getByLabel("Name", { exact: true }).first().fill("Nights");
  await editor.getByLabel("Kind").click();
  await settings.page.getByRole("option", { name: "Number", exact: true }).click();
  await editor.getByRole("button", { name: "Create field" }).click();
  await settings.page.getByRole("button", { name: /^Nights/ }).waitFor();

  await settings.page.getByRole("button", { name: "New field" }).first().click();
  await editor.getByLabel("Name", { exact: true }).first().fill("Weeks");
  await editor.getByLabel("Kind").click();
  await settings.page.getByRole("option", { name: "Formula", exact: true }).click();
  await editor.getByLabel("Formula").fill("{Nights} / ");
  await editor.getByText("This is not a formula").waitFor();
  await editor.getByLabel("Formula").fill("{Nights} / 7");
  await editor.getByText("Gives a number.").waitFor();
  await editor.getByRole("button", { name: "Create field" }).click();
  await settings.page.getByText("Read by Weeks").waitFor();
  // A message that is still fading in has no contrast of its own yet.
  await settings.page.locator("[data-sonner-toast]").last().waitFor({ state: "detached" });
  expect(await violations(settings.page)).toEqual([]);

  // The open record of the colleague has the field by now.
  const fact = record.page.getByRole("button", { name: /Nights/ }).first();
  await fact.click();
  await record.page.getByLabel("Nights").first().fill("14");
  await record.page.keyboard.press("Enter");
  await record.page.getByText("Nights", { exact: true }).nth(1).waitFor();
  const opened = await team.admin.client.query(api.customers.get, {
    orgId: team.orgId,
    customer: customerId,
  });
  expect(new Set(Object.values(opened.custom))).toEqual(new Set([14, 2]));
  expect([...settings.problems, ...record.problems]).toEqual([]);
});

test("a required field is asked for in the form of a new customer, and the order is changed by keys", async () => {
  const team = await newTeam(orbit, "Required Fields");
  for (const label of ["Passport", "Visa"]) {
    await team.admin.client.mutation(api.fields.create, {
      orgId: team.orgId,
      entity: "customers",
      draft: { ...textField, label, required: label === "Passport" },
    });
  }
  const { page, problems } = await openAs(browser, orbit, team.admin, `/o/${team.slug}/settings/fields`);
  await page.getByRole("button", { name: /^Move “Visa”/ }).focus();
  await page.keyboard.press("ArrowUp");
  await page.getByText("Visa: place 1 of 2").waitFor({ state: "attached" });
  await page.goto(`${orbit.url}/o/${team.slug}/customers?new=1`);
  const form = page.getByRole("dialog", { name: "New customer" });
  await form.getByLabel("Name", { exact: true }).fill("Bruno Keller");
  await form.getByLabel("E-mail", { exact: true }).fill("bruno@x.example");
  await form.getByRole("button", { name: "Create customer" }).click();
  await form.getByText("Enter a value: Passport.").waitFor();
  await form.getByLabel("Passport").fill("N 4471192");
  await form.getByRole("button", { name: "Create customer" }).click();
  await page.getByText("N 4471192").first().waitFor();
  const list = await team.admin.client.query(api.fields.list, { orgId: team.orgId, entity: "customers" });
  expect(list.map(({ label }) => label)).toEqual(["Visa", "Passport"]);
  expect(problems).toEqual([]);
});

test("a text becomes a number: what fits is counted first, what does not is kept beside the field, and the change is taken back", async () => {
  const team = await newTeam(orbit, "Other Kinds");
  const { key } = await team.admin.client.mutation(api.fields.create, {
    orgId: team.orgId,
    entity: "customers",
    draft: { ...textField, label: "Nights" },
  });
  const ids = [];
  for (const [name, nights] of [
    ["Alice Johnson", "12"],
    ["Bruno Keller", "about a week"],
    ["Chloe Martin", "3,5"],
  ] as const) {
    const input = { name, email: `${name.slice(0, 5)}@x.example`, custom: { [key]: nights } };
    ids.push(
      (await team.admin.client.mutation(api.customers.create, { orgId: team.orgId, input })).customerId,
    );
  }
  const { page, problems } = await openAs(browser, orbit, team.admin, `/o/${team.slug}/settings/fields`);
  await page.getByRole("button", { name: "Actions for “Nights”" }).click();
  await page.getByRole("menuitem", { name: "Change the kind" }).click();
  const sheet = page.getByRole("dialog", { name: "Change the kind of “Nights”" });
  await sheet.getByRole("combobox", { name: "New kind" }).click();
  await page.getByRole("option", { name: "Number", exact: true }).click();
  await sheet.getByRole("link", { name: "Bruno Keller" }).waitFor();
  expect(await sheet.locator("dl").innerText()).toMatch(/2\s+fit\s+1\s+do not fit\s+0\s+without a value/);
  expect(await violations(page)).toEqual([]);
  await sheet.getByRole("button", { name: "Change to “Number”" }).click();

  // The list finds what is to be mended; mending it where it stands takes it off the list.
  await page.getByRole("link", { name: "1 value did not fit" }).click();
  await page.getByRole("link", { name: "Bruno Keller" }).click();
  await page.getByRole("button", { name: /Nights: about a week/ }).click();
  await page.getByRole("textbox", { name: "Nights" }).fill("7");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: /Nights: 7/ }).waitFor();
  await page.goto(`${orbit.url}/o/${team.slug}/settings/fields`);
  await page.getByText("Number", { exact: true }).waitFor();
  expect(await page.getByText("did not fit").count()).toBe(0);

  await page.getByRole("button", { name: "Actions for “Nights”" }).click();
  await page.getByRole("menuitem", { name: "Make it “Text” again" }).click();
  await page.getByText("Text", { exact: true }).waitFor();
  const values = await Promise.all(
    ids.map(
      async (customer) =>
        (await team.admin.client.query(api.customers.get, { orgId: team.orgId, customer })).custom[key],
    ),
  );
  expect(values).toEqual(["12", "7", "3,5"]);
  expect(problems).toEqual([]);
});
