/** Journey: owner and tags of a row are changed from the list by one key, with the pointer or without it. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { api } from "../../convex/_generated/api";
import { violations } from "./support/axe";
import { launchBrowser } from "./support/browser";
import { startOrbit, type Orbit } from "./support/orbit";
import { newTeam, openAs, type Team } from "./support/people";

let orbit: Orbit;
let browser: Browser;

beforeAll(async () => {
  [orbit, browser] = await Promise.all([startOrbit(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await orbit?.stop();
});

const add = (team: Team, name: string) =>
  team.admin.client.mutation(api.customers.create, {
    orgId: team.orgId,
    input: { name, email: `${name.split(" ")[0]}@row.example` },
  });

async function rowOf(team: Team, text: string) {
  const { rows } = await team.admin.client.query(api.customers.search, { orgId: team.orgId, text });
  return rows[0]!;
}

test("A and T on a row of the list change its owner and its tags, E its first cell, and Undo brings them back", async () => {
  const team = await newTeam(orbit, "Row Keys");
  await add(team, "Alma Reyes");
  await add(team, "Boris Lem");
  const sales = await team.join("Sasha Seller", "sales");
  const { page, problems } = await openAs(browser, orbit, team.admin, `/o/${team.slug}/customers`);
  const row = (name: string) => page.getByRole("row", { name: new RegExp(name) });
  const grid = page.getByRole("grid", { name: "Customers" });
  await row("Boris Lem").waitFor();

  // The focused row, although the pointer rests on another.
  await row("Boris Lem").hover();
  await grid.focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("a");
  await page.getByText("Who looks after Alma Reyes").waitFor();
  await page.getByRole("menuitemcheckbox", { name: "Unassigned" }).waitFor();
  expect(await violations(page)).toEqual([]);
  await page.keyboard.type("Sasha");
  await page.keyboard.press("Enter");
  const strip = page.getByRole("form", { name: "Change of Owner" });
  await strip.getByText("Sasha Seller").waitFor();
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press("Enter");
  await row("Alma Reyes").getByText("Sasha Seller").waitFor();
  expect(await grid.evaluate((element) => element === document.activeElement)).toBe(true);
  const said = page.locator("[data-sonner-toast]").filter({ hasText: "Sasha Seller looks after them now" });
  await said.getByRole("button", { name: "Undo" }).click();
  await row("Alma Reyes").getByText("Sasha Seller").waitFor({ state: "detached" });

  await grid.focus();
  await page.keyboard.press("t");
  const dialog = page.getByRole("dialog", { name: "Tags of Alma Reyes" });
  await dialog.getByLabel("Tags").waitFor();
  expect(await violations(page)).toEqual([]);
  await page.keyboard.type("vineyard");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "detached" });
  await expect.poll(async () => (await rowOf(team, "Alma Reyes")).tags).toEqual(["vineyard"]);
  // The last of them can be taken off again.
  await page.keyboard.press("t");
  await dialog.getByLabel("Tags").waitFor();
  await page.keyboard.press("Backspace");
  await page.keyboard.press("Enter");
  await expect.poll(async () => (await rowOf(team, "Alma Reyes")).tags).toEqual([]);
  await dialog.waitFor({ state: "detached" });

  // Esc leaves the row as it was, and the focus where it was.
  await page.keyboard.press("a");
  await page.getByRole("menuitemcheckbox", { name: "Unassigned" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("menuitemcheckbox", { name: "Unassigned" }).waitFor({ state: "detached" });
  await page.keyboard.press("j");
  await page.keyboard.press("a");
  await page.getByText("Who looks after Boris Lem").waitFor();
  await page.keyboard.press("Escape");

  // E changes the first cell that can be changed, also after one has walked past the last of them.
  for (let step = 0; step < 30; step++) await page.keyboard.press("ArrowRight");
  await page.keyboard.press("e");
  await page
    .getByRole("combobox", { name: "Status" })
    .or(page.getByLabel("Status", { exact: true }))
    .waitFor();
  await page.keyboard.press("Escape");

  // Without a focus in the table the keys are for the row under the pointer.
  await page.reload();
  await row("Boris Lem").hover();
  await page.keyboard.press("t");
  await page.getByRole("dialog", { name: "Tags of Boris Lem" }).getByLabel("Tags").waitFor();
  await page.keyboard.press("Escape");

  // Beside an open record they are the record's.
  await row("Alma Reyes").getByText("Alma Reyes").click();
  const sheet = page.getByRole("dialog");
  await sheet.getByRole("tab", { name: "Overview" }).waitFor();
  await row("Boris Lem").hover();
  await page.keyboard.press("t");
  await sheet.getByRole("group", { name: "Tags" }).waitFor();

  // Who may not, may not: a seller owns nothing here and assigns nobody.
  const seller = await openAs(browser, orbit, sales, `/o/${team.slug}/customers`);
  await seller.page.getByRole("heading", { level: 1 }).first().waitFor();
  await seller.page.keyboard.press("a");
  await seller.page.waitForTimeout(300);
  expect(await seller.page.locator(".menu, .overlay, .rt-DialogOverlay").count()).toBe(0);
  expect([...problems, ...seller.problems]).toEqual([]);
});
