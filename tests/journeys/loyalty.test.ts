/** Tiers are made and given, credit is entered, used and taken back, in a real browser; a second person sees it move. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { api } from "../../convex/_generated/api";
import { launchBrowser } from "./support/browser";
import { startOrbit, type Orbit } from "./support/orbit";
import { newTeam, openAs, type Team } from "./support/people";

let orbit: Orbit;
let browser: Browser;
let team: Team;

beforeAll(async () => {
  [orbit, browser] = await Promise.all([startOrbit(), launchBrowser()]);
  team = await newTeam(orbit, "Loyal");
});
afterAll(async () => {
  await browser?.close();
  await orbit?.stop();
});

test("LOY-06 LOY-08 CUS-55: tiers are made, renamed and ordered, appear in filter and form, and a customer begins with one and with credit", async () => {
  const manager = await team.join("Mira Manager", "manager");
  const { page, problems } = await openAs(browser, orbit, manager, `/o/${team.slug}/settings/tiers`);
  const { client } = team.admin;
  const { orgId } = team;

  // Made, renamed, put in order.
  for (const [name, brings] of [
    ["Silver", "Free coffee"],
    ["Golden", "A window seat"],
  ] as const) {
    await page.getByRole("button", { name: "New tier" }).first().click();
    const sheet = page.getByRole("dialog");
    await sheet.getByLabel("Name").fill(name);
    await sheet.getByLabel("What it brings").fill(brings);
    await sheet.getByRole("button", { name: "Add tier" }).click();
    await page.locator(".tier-row", { hasText: name }).waitFor();
  }
  await page.locator(".tier-name", { hasText: "Golden" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("Gold");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await page.locator(".tier-row", { hasText: "Gold" }).first().waitFor();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  const order = () => page.locator(".tier-name .badge").allTextContents();
  expect(await order()).toEqual(["Gold", "Silver"]);
  await page.getByRole("button", { name: "More for Gold" }).click();
  await page.getByRole("menuitem", { name: "Move Gold down" }).click();
  await expect.poll(order).toEqual(["Silver", "Gold"]);
  await page.getByText("A window seat").waitFor();

  // In the form: credit 50 and Gold.
  await page.goto(`${orbit.url}/o/${team.slug}/customers?new=1`);
  const form = page.getByRole("dialog", { name: "New customer" });
  await form.getByLabel("Name").fill("Alma Reyes");
  await form.getByLabel("E-mail", { exact: true }).fill("alma@loyal.test");
  await form.getByRole("button", { name: "More fields" }).click();
  await form.getByLabel("Available credit").fill("50");
  await form.getByRole("combobox", { name: "VIP tier" }).click();
  await page.getByRole("option", { name: "Gold" }).click();
  await form.getByRole("button", { name: "Create customer" }).click();
  await form.waitFor({ state: "detached" });
  const made = await client.query(api.customers.get, { orgId, customer: "CUS-001" });
  const tiers = await client.query(api.vip.list, { orgId });
  expect(made).toMatchObject({
    name: "Alma Reyes",
    availableCredit: 5000,
    vipTierId: tiers.find(({ name }) => name === "Gold")!._id,
    vipStatusDate: new Date().toISOString().slice(0, 10),
  });
  await client.mutation(api.customers.create, {
    orgId,
    input: { name: "Bob Plain", email: "bob@loyal.test" },
  });

  // In the filter: only who has the tier.
  await page.goto(`${orbit.url}/o/${team.slug}/customers?vip=is:${made.vipTierId}`);
  await page.getByText("Alma Reyes").first().waitFor();
  await page.locator(".filter-chips", { hasText: "Gold" }).waitFor();
  expect(await page.getByText("Bob Plain").count()).toBe(0);
  expect(problems).toEqual([]);
});

test("LOY-07: credit is used and taken back on the record, the tier is changed and undone, and it all stands after a reload", async () => {
  const manager = await team.join("Mila Manager", "manager");
  const { page, problems } = await openAs(
    browser,
    orbit,
    manager,
    `/o/${team.slug}/customers/CUS-001?tab=loyalty`,
  );
  const balance = page.locator(".loyalty-balances .figure").first();
  await expect.poll(() => balance.textContent()).toBe("$50.00");
  await page.getByText("Opening balance").waitFor();

  await page.getByRole("button", { name: "Use credit" }).click();
  const sheet = page.getByRole("dialog");
  await sheet.getByLabel("Amount").fill("50.01");
  await sheet.getByText("The balance does not reach for this.").waitFor();
  expect(await sheet.getByRole("button", { name: "Use", exact: true }).isDisabled()).toBe(true);
  await sheet.getByLabel("Amount").fill("12.50");
  await sheet.getByLabel("Reason").fill("Lunch on the spot");
  await sheet.getByRole("button", { name: "Use", exact: true }).click();
  await expect.poll(() => balance.textContent()).toBe("$37.50");
  await page.getByText("Lunch on the spot").waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => balance.textContent()).toBe("$50.00");
  await page.getByText("Counter entry").waitFor();

  await page.getByRole("button", { name: /Gold/ }).first().click();
  await page
    .getByRole("menuitemcheckbox", { name: /Silver/ })
    .or(page.getByRole("menuitem", { name: /Silver/ }))
    .first()
    .click();
  await page.locator(".customer-head .badge", { hasText: "Silver" }).waitFor();
  await page.getByRole("button", { name: "Undo" }).last().click();
  await page.locator(".customer-head .badge", { hasText: "Gold" }).waitFor();

  await page.reload();
  await expect.poll(() => balance.textContent()).toBe("$50.00");
  expect(await page.locator(".loyalty-row").count()).toBe(3);
  expect(problems).toEqual([]);
});
