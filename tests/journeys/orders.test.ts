/** The catalogue is filled, a quote's lines write themselves from it, and what follows from the quote is lived to its end, in a real browser. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { api } from "../../convex/_generated/api";
import { launchBrowser } from "./support/browser";
import { look } from "./support/look";
import { startOrbit, type Orbit } from "./support/orbit";
import { newTeam, openAs, type Team } from "./support/people";

let orbit: Orbit;
let browser: Browser;
let team: Team;

beforeAll(async () => {
  [orbit, browser] = await Promise.all([startOrbit(), launchBrowser()]);
  team = await newTeam(orbit, "Stable");
});
afterAll(async () => {
  await browser?.close();
  await orbit?.stop();
});

test("ORD-07 QUO-20: an item is added to the catalogue, and a quote's line is filled from it by keyboard", async () => {
  const { orgId, slug } = team;
  const { client } = team.admin;
  const { customerId } = await client.mutation(api.customers.create, {
    orgId,
    input: { name: "Alma Reyes", email: "alma@stable.test" },
  });
  const manager = await team.join("Mila Manager", "manager");
  const { page, problems } = await openAs(browser, orbit, manager, `/o/${slug}/settings/items`);
  await page.getByText("Nothing in the catalogue yet").waitFor();
  await look(page, "items empty");
  await page.getByRole("button", { name: "New item" }).first().click();
  const sheet = page.getByRole("dialog");
  await sheet.getByRole("button", { name: "Add item" }).click();
  await sheet.getByText("Enter the code under which it is sold.").waitFor();
  await sheet.getByLabel("Name").fill("Guide, per day");
  await sheet.getByLabel("Code").fill("GUIDE-DAY");
  await sheet.getByLabel("Price without tax").fill("100");
  await sheet.getByLabel("Tax, %").fill("12");
  await page.mouse.move(0, 0);
  await look(page, "item sheet");
  await sheet.getByRole("button", { name: "Add item" }).click();
  await sheet.waitFor({ state: "detached" });
  await page.locator(".item-row", { hasText: "GUIDE-DAY" }).getByText("$100.00").waitFor();

  // The same code a second time is refused beside its field.
  await page.getByRole("button", { name: "New item" }).click();
  await sheet.getByLabel("Name").fill("Another");
  await sheet.getByLabel("Code").fill("guide-day");
  await sheet.getByLabel("Price without tax").fill("1");
  await sheet.getByRole("button", { name: "Add item" }).click();
  await sheet.getByText("Guide, per day has this code already; choose another.").waitFor();
  await page.keyboard.press("Escape");

  for (const [sku, name, unitPrice] of [
    ["HORSE-DAY", "Horse, per day", 6_500],
    ["TENT", "Tent for two with sleeping mats", 1_990],
  ] as const)
    await client.mutation(api.items.create, { orgId, input: { sku, name, unitPrice, category: "Rides" } });
  await page.locator(".item-row").nth(2).waitFor();
  await look(page, "items");

  await page.goto(`${orbit.url}/o/${slug}/quotes/new?customer=${customerId}`);
  await page.getByLabel("Subject").fill("Two days in the hills");
  const item = page.getByRole("combobox", { name: "Line 1: Item" });
  await item.fill("gui");
  await page.getByRole("option", { name: /GUIDE-DAY/ }).waitFor();
  await look(page, "quote line offers");
  await item.press("ArrowDown");
  await item.press("Enter");
  await expect.poll(() => item.inputValue()).toBe("Guide, per day");
  await expect
    .poll(() => page.getByRole("textbox", { name: "Line 1: Unit price" }).inputValue())
    .toBe("100.00");
  await page.keyboard.type("2");
  await page.getByText("$224.00").first().waitFor();
  await page.getByRole("button", { name: "Save draft" }).click();
  await page.waitForURL(/\/quotes\/(?!new)/);
  const quoteId = page.url().split("/").at(-1)!.split("?")[0]!;
  const { quote } = await client.query(api.quotes.get, { orgId, quoteId });
  expect(quote.lines).toMatchObject([{ sku: "GUIDE-DAY", quantity: 2000, unitPrice: 10_000, taxRate: 1200 }]);
  expect(quote.lines[0]!.itemId).toBeDefined();
  expect(problems).toEqual([]);
}, 240_000);
