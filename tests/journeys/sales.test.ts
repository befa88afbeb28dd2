/** Sales are recorded on two days, one is voided and brought back, in a real browser; a second person's list and dashboard follow. */
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
  team = await newTeam(orbit, "Till");
});
afterAll(async () => {
  await browser?.close();
  await orbit?.stop();
});

test("ORD-11 UIX-05 CLV-21: sales on two days, one void with undo; another person's list, record and dashboard follow without a reload", async () => {
  const { orgId, slug } = team;
  const { client } = team.admin;
  const { customerId } = await client.mutation(api.customers.create, {
    orgId,
    input: { name: "Alma Reyes", email: "alma@till.test", phone: "+7 701 234 56 78" },
  });
  const watcher = await team.join("Wanda Watcher", "manager");
  const list = await openAs(browser, orbit, watcher, `/o/${slug}/customers`);
  const dashboard = await list.page.context().newPage();
  await dashboard.goto(`${orbit.url}/o/${slug}/dashboard`);
  const header = (name: string) => list.page.getByRole("columnheader", { name });
  for (const name of [
    "Name",
    "Status",
    "Lifetime value",
    "Last visit",
    "Visits",
    "Phone",
    "E-mail",
    "VIP tier",
    "Code",
  ])
    await header(name).first().waitFor({ state: "attached" });
  const row = list.page.getByRole("row", { name: /Alma Reyes/ });
  await row.getByText("Never").first().waitFor();

  const seller = await team.join("Sela Seller", "manager");
  const { page, problems } = await openAs(
    browser,
    orbit,
    seller,
    `/o/${slug}/customers/${customerId}?tab=transactions`,
  );
  await page.getByText("No sales yet").waitFor();

  // From the empty tab, by keyboard: nothing and the future are refused in words.
  await page.getByRole("button", { name: "Record a sale" }).first().press("Enter");
  const sheet = page.getByRole("dialog");
  await sheet.getByRole("button", { name: "Record", exact: true }).click();
  await sheet.getByText("Enter an amount above zero.").waitFor();
  await sheet.getByLabel("Amount").fill("100");
  await sheet.getByLabel("Receipt").fill("R-1001");
  await sheet.getByLabel("Receipt").press("Enter");
  await sheet.waitFor({ state: "detached" });
  await page.locator(".sale-row", { hasText: "R-1001" }).waitFor();

  // From the record's menu, two days ago.
  await page.getByRole("button", { name: "Actions" }).first().click();
  await page.getByRole("menuitem", { name: "Record a sale" }).click();
  await sheet.getByLabel("Amount").fill("50");
  const earlier = new Date(Date.now() - 2 * 86_400_000);
  const two = (part: number) => String(part).padStart(2, "0");
  const typed = `${two(earlier.getMonth() + 1)}/${two(earlier.getDate())}/${earlier.getFullYear()}, 10:00`;
  await sheet.getByLabel("When").fill(typed);
  await sheet.getByLabel("Receipt").fill("R-1002");
  await sheet.getByRole("button", { name: "Record", exact: true }).click();
  await sheet.waitFor({ state: "detached" });
  await expect.poll(() => page.locator(".sale-row").count()).toBe(2);
  await expect
    .poll(() => client.query(api.customers.get, { orgId, customer: customerId }))
    .toMatchObject({ totalVisits: 2, lifetimeValue: 15_000 });

  // The other person sees it: value, visits and last visit in the list, the sum on the dashboard.
  await row.getByText("$150").waitFor();
  // Nobody has written or called, but she came twice.
  await expect.poll(() => row.textContent()).toMatch(/Never(now|\d+ minutes? ago)2\+7/);
  const sold = dashboard.locator(".figure-link", { hasText: "Sold this month" });
  await expect
    .poll(() => dashboard.locator(".figure-link", { hasText: "Came in 90 days" }).textContent())
    .toContain("1");
  const monthly = () => sold.locator(".figure").textContent();
  const isSameMonth = earlier.getMonth() === new Date().getMonth();
  await expect.poll(monthly).toBe(isSameMonth ? "$150.00" : "$100.00");

  // The row's own menu records one too.
  await row.click({ button: "right" });
  await list.page.getByRole("menuitem", { name: "Record a sale" }).waitFor();
  await list.page.keyboard.press("Escape");

  // Filtered by words, by amount and by day.
  await page.getByRole("searchbox", { name: "Find by receipt or note" }).fill("1002");
  await expect.poll(() => page.locator(".sale-row").count()).toBe(1);
  await page.getByRole("button", { name: "Clear" }).click();
  await page.getByLabel("At least").last().fill("75");
  await expect.poll(() => page.locator(".sale-row").allTextContents()).toHaveLength(1);
  await page.locator(".sale-row", { hasText: "R-1001" }).waitFor();
  await page.getByRole("button", { name: "Clear" }).click();

  // Void, seen elsewhere; undone, seen elsewhere; void for good and still so after a reload.
  const first = page.locator(".sale-row", { hasText: "R-1001" });
  await first.getByRole("button", { name: "Void" }).click();
  await first.getByText("Void", { exact: true }).first().waitFor();
  await row.getByText("$50").waitFor();
  await page
    .locator(".toast", { hasText: "is void and counts no more" })
    .getByRole("button", { name: "Undo" })
    .click();
  await row.getByText("$150").waitFor();
  await first.getByRole("button", { name: "Void" }).click();
  await row.getByText("$50").waitFor();
  await expect.poll(monthly).toBe(isSameMonth ? "$50.00" : "$0.00");
  await page.reload();
  await page.locator('.sale-row[data-void="true"]', { hasText: "R-1001" }).waitFor();
  expect(await client.query(api.customers.get, { orgId, customer: customerId })).toMatchObject({
    totalVisits: 1,
    lifetimeValue: 5_000,
  });
  expect([...problems, ...list.problems]).toEqual([]);
});

test("ORD-13: the organization's transactions are listed live, open with Enter, and a sale is recorded from the palette", async () => {
  const { orgId, slug } = team;
  const { client } = team.admin;
  const { customerId } = await client.mutation(api.customers.create, {
    orgId,
    input: { name: "Bob Plain", email: "bob@till.test" },
  });
  const manager = await team.join("Mila Manager", "manager");
  const { page, problems } = await openAs(browser, orbit, manager, `/o/${slug}/transactions`);
  await page.getByRole("heading", { name: "Transactions", level: 1 }).waitFor();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("record a sale");
  await page.getByRole("option", { name: "Record a sale" }).first().waitFor();
  await page.keyboard.press("Enter");
  const sheet = page.getByRole("dialog", { name: "Record a sale" });
  await sheet.getByRole("combobox", { name: "Customer" }).fill("Bob");
  await page.getByRole("option", { name: /Bob Plain/ }).click();
  await sheet.getByLabel("Amount").fill("75.50");
  await sheet.getByRole("button", { name: "Record", exact: true }).click();
  await sheet.waitFor({ state: "detached" });
  const row = page.getByRole("row", { name: /Bob Plain/ });
  await row.getByText("$75.50").waitFor();
  const before = await page.locator(".sale-total").textContent();

  // Recorded elsewhere, seen here.
  await client.mutation(api.transactions.record, {
    orgId,
    customerId,
    input: { amount: 1_000, reference: "T-9" },
  });
  await page.getByRole("row", { name: /T-9/ }).waitFor();
  await expect.poll(() => page.locator(".sale-total").textContent()).not.toBe(before);

  // Opens by keyboard, and is void from there.
  await page.getByRole("row", { name: /T-9/ }).click();
  const open = page.getByRole("dialog", { name: "Sale" });
  await open.getByText("T-9").waitFor();
  await open.getByRole("button", { name: "Void" }).click();
  await open.getByRole("button", { name: "Bring back" }).waitFor();
  await expect.poll(() => page.locator(".sale-total").textContent()).toBe(before);
  expect(problems).toEqual([]);
});
