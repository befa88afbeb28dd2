/** An admin switches a module off and on while a colleague works: it goes and comes back on both screens by itself. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { api } from "../../convex/_generated/api";
import { launchBrowser } from "./support/browser";
import { look } from "./support/look";
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

test("a module that is switched off vanishes for everybody at once, its addresses say so, and it comes back with its data", async () => {
  const team = await newTeam(orbit, "Modules Story");
  const { orgId } = team;
  const { customerId } = await team.admin.client.mutation(api.customers.create, {
    orgId,
    input: { name: "Ann Lee", email: "ann@modules.test" },
  });
  await team.admin.client.mutation(api.leads.create, { orgId, customerId, title: "A tour" });
  const rep = await team.join("Rita Rep", "manager");
  const admin = await openAs(browser, orbit, team.admin, `/o/${team.slug}/settings/modules`);
  const other = await openAs(browser, orbit, rep, `/o/${team.slug}/customers/CUS-001`);
  const nav = other.page
    .getByRole("navigation")
    .getByRole("link", { name: /^Leads/ })
    .first();
  const tab = other.page.getByRole("tab", { name: /^Leads/ });
  await nav.waitFor();
  await tab.waitFor();

  await admin.page.getByRole("switch", { name: "Leads" }).click();
  await nav.waitFor({ state: "detached" });
  await tab.waitFor({ state: "detached" });
  await expect.poll(() => admin.page.getByRole("switch", { name: "Website forms" }).isDisabled()).toBe(true);
  await other.page.keyboard.press("Control+k");
  await other.page.getByRole("combobox").first().fill("lead");
  await other.page.waitForTimeout(400);
  expect(await other.page.getByRole("option", { name: /Import leads|New lead/ }).count()).toBe(0);

  await other.page.goto(`${orbit.url}/o/${team.slug}/leads`);
  await other.page.getByText("Leads: switched off").waitFor();
  await other.page.goto(`${orbit.url}/o/${team.slug}/customers/CUS-001?tab=leads`);
  await other.page.getByText("Leads: switched off").waitFor();
  await other.page.goto(`${orbit.url}/o/${team.slug}/dashboard`);
  await other.page.locator(".dash-figures .figure").first().waitFor();
  expect(await other.page.getByText("Open leads").count()).toBe(0);

  await other.page.goto(`${orbit.url}/o/${team.slug}/leads`);
  await other.page.getByText("Leads: switched off").waitFor();
  await admin.page.getByRole("switch", { name: "Leads" }).click();
  await other.page.getByText("A tour").first().waitFor();

  expect([...admin.problems, ...other.problems]).toEqual([]);
});

test("UIX-15 each switch says so, one message above the other, and each is undone by itself", async () => {
  const team = await newTeam(orbit, "Modules Undone");
  const admin = await openAs(browser, orbit, team.admin, `/o/${team.slug}/settings/modules`);
  const nav = admin.page
    .getByRole("navigation")
    .getByRole("link", { name: /^Quotes/ })
    .first();
  await nav.waitFor();
  await admin.page.getByRole("switch", { name: "Quotes" }).click();
  await admin.page.getByText("Quotes: switched off for everybody").waitFor();
  await nav.waitFor({ state: "detached" });
  await admin.page.getByRole("switch", { name: "Website profiles" }).click();
  await admin.page.getByText("Website profiles: switched off for everybody").waitFor();
  expect(await admin.page.getByText("switched off for everybody").count()).toBe(2);
  const first = admin.page.locator("[data-sonner-toast]", { hasText: "Quotes: switched off" });
  await first.getByRole("button", { name: "Undo" }).click();
  await admin.page.getByText("Quotes: switched on").waitFor();
  await expect.poll(() => admin.page.getByRole("switch", { name: "Quotes" }).isChecked()).toBe(true);
  expect(await admin.page.getByRole("switch", { name: "Website profiles" }).isChecked()).toBe(false);
  await nav.waitFor();
  expect(admin.problems).toEqual([]);
});

test("the page of modules, and what stands where one is switched off", async () => {
  const team = await newTeam(orbit, "Modules Seen");
  const { page, problems } = await openAs(browser, orbit, team.admin, `/o/${team.slug}/settings/modules`);
  await page.getByRole("switch", { name: "Leads" }).waitFor();
  await look(page, "modules-settings");
  await page.getByRole("switch", { name: "Leads" }).click();
  await page.getByText("Leads: switched off for everybody").waitFor();
  await page.goto(`${orbit.url}/o/${team.slug}/leads`);
  await page.getByText("Leads: switched off").waitFor();
  await look(page, "modules-off");
  expect(problems).toEqual([]);
});

test("a group of the navigation closes for good, shows where one is all the same, and is gone through by keys", async () => {
  const team = await newTeam(orbit, "Navigation Groups");
  const { page, problems } = await openAs(browser, orbit, team.admin, `/o/${team.slug}/orders`);
  const nav = page.getByRole("navigation", { name: "Main navigation" });
  const sales = nav.getByRole("group", { name: "Sales" });
  await sales.getByRole("link", { name: /^Quotes/ }).waitFor();
  await sales.getByRole("button", { name: "Sales" }).click();
  await sales.getByRole("link", { name: /^Quotes/ }).waitFor({ state: "hidden" });
  expect(await sales.getByRole("link").allTextContents()).toEqual(["Orders"]);

  await page.reload();
  await sales.getByRole("button", { name: "Sales", expanded: false }).waitFor();
  await page.keyboard.press("g");
  await page.keyboard.press("q");
  await sales.getByRole("link", { name: "Quotes" }).waitFor();
  expect(await sales.getByRole("link").allTextContents()).toEqual(["Quotes"]);

  await sales.getByRole("button", { name: "Sales" }).focus();
  await page.keyboard.press("ArrowRight");
  await sales.getByRole("link", { name: "Orders" }).waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/orders$/);
  expect(problems).toEqual([]);
});
