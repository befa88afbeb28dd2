/** Journey: headings sort the list both ways, codes by their numbers; the filter of sources shows only those of the one that is ticked. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { api } from "../../convex/_generated/api";
import { customerSources } from "../../convex/customers/words";
import { launchBrowser, patienceMs } from "./support/browser";
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

const day = 24 * 60 * 60 * 1000;
/** Each fact puts them into another order; both ways are asked for, so that none is right by chance. */
const people = [
  {
    name: "Ann",
    customerCode: "CUS-1000",
    dateJoined: "2024-03-01",
    visited: 40,
    spent: 300_00,
    customerSource: "Referral",
  },
  {
    name: "Ben",
    customerCode: "CUS-999",
    dateJoined: "2025-01-01",
    visited: 10,
    spent: 9_00,
    customerSource: "Event",
  },
  {
    name: "Cid",
    customerCode: "CUS-050",
    dateJoined: "2023-06-01",
    visited: 90,
    spent: 1_000_00,
    customerSource: "Referral",
  },
  {
    name: "Dee",
    customerCode: "CUS-007",
    dateJoined: "2024-12-31",
    visited: 60,
    spent: 50_00,
    customerSource: "Walk In",
  },
] as const;

const names = async (page: Page) =>
  (await page.locator(".customer-name").allInnerTexts()).map(
    (text) => text.match(/Ann|Ben|Cid|Dee/)?.[0] ?? text,
  );

test("SRC-12 SRC-04 UIX-23: each heading sorts both ways, CUS-1000 after CUS-999; of the ten sources and All, Referral shows those alone", async () => {
  const team = await newTeam(orbit, "Sorted Lists");
  const { orgId } = team;
  const { client } = team.admin;
  for (const { name, customerCode, dateJoined, visited, spent, customerSource } of people) {
    const input = { name, email: `${name}@sorted.example`, dateJoined, customerSource };
    const { customerId } = await client.mutation(api.customers.create, { orgId, input, customerCode });
    const sale = { amount: spent, reference: name, at: Date.now() - visited * day };
    await client.mutation(api.transactions.record, { orgId, customerId, input: sale });
  }
  const { page, problems } = await openAs(browser, orbit, team.admin, `/o/${team.slug}/customers`, {
    viewport: { width: 1900, height: 900 },
  });
  await page.locator(".customer-name").nth(3).waitFor();
  await page.getByRole("button", { name: "View options", exact: true }).first().click();
  for (const column of ["Code", "Registered", "Last visit"]) {
    const tick = page.getByRole("checkbox", { name: column, exact: true });
    if (!(await tick.isChecked())) await tick.click();
  }
  // What the list had not asked for until now comes with the columns.
  const cell = (text: RegExp) => page.getByRole("gridcell").filter({ hasText: text });
  for (const { customerCode, dateJoined } of people) {
    await cell(new RegExp(`^${customerCode}$`)).waitFor();
    expect(await cell(new RegExp(dateJoined.slice(0, 4))).count()).toBeGreaterThan(0);
  }
  await page.keyboard.press("Escape");
  const orders: Record<string, string[]> = {
    Name: ["Ann", "Ben", "Cid", "Dee"],
    Code: ["Dee", "Cid", "Ben", "Ann"],
    Registered: ["Cid", "Ann", "Dee", "Ben"],
    "Last visit": ["Cid", "Dee", "Ann", "Ben"],
    "Lifetime value": ["Ben", "Dee", "Ann", "Cid"],
  };
  for (const [column, ascending] of Object.entries(orders)) {
    const press = page.getByRole("button", { name: column, exact: true });
    const heading = page.getByRole("columnheader").filter({ has: press });
    for (const direction of ["ascending", "descending"]) {
      // The first press takes the one, the next the other; a list that is sorted so already begins with the other.
      for (let times = 0; times < 2 && (await heading.getAttribute("aria-sort")) !== direction; times++) {
        await heading.getByRole("button", { name: column, exact: true }).click();
        await page.waitForTimeout(100);
      }
      expect(await heading.getAttribute("aria-sort"), column).toBe(direction);
      const wanted = direction === "ascending" ? ascending : ascending.toReversed();
      await expect
        .poll(() => names(page), { message: `${column} ${direction}`, timeout: patienceMs })
        .toEqual(wanted);
    }
  }

  await page.getByRole("button", { name: "Filter", exact: true }).click();
  const builder = page.getByRole("dialog", { name: "Filters" });
  await builder.getByRole("button", { name: "Add condition" }).click();
  await builder.getByLabel("Field").first().click();
  await page.getByRole("option", { name: "Source", exact: true }).click();
  await builder.getByRole("button", { name: "Choose…" }).click();
  const ticks = page.getByRole("menuitemcheckbox");
  const offered = async () =>
    (await ticks.allInnerTexts()).map((text) => text.trim().toLowerCase().replace("-", " "));
  await expect.poll(offered).toEqual(["all", ...customerSources.map((source) => source.toLowerCase())]);
  await page.getByRole("menuitemcheckbox", { name: "Referral" }).click();
  await expect.poll(async () => (await names(page)).toSorted()).toEqual(["Ann", "Cid"]);
  await page.locator(".page-count").getByText("2", { exact: true }).waitFor();
  await page.getByRole("menuitemcheckbox", { name: "All", exact: true }).click();
  await expect.poll(async () => (await names(page)).length).toBe(4);
  expect(problems).toEqual([]);
});
