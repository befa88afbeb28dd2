/** Journey: what stands around the list of customers: the figures over it, and going through it page by page. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { api } from "../../convex/_generated/api";
import { violations } from "./support/axe";
import { launchBrowser, patienceMs } from "./support/browser";
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

const counted = (page: Page, count: string) => page.locator(".page-count").getByText(count, { exact: true });
const figure = (page: Page, name: string) =>
  page
    .getByRole("group", { name: "Figures", exact: true })
    .getByRole("button", { name: new RegExp(`^${name}`) });
const number = async (page: Page, name: string) =>
  (await figure(page, name).locator(".kpi-figure .live").textContent())!;

async function sampled(team: Team) {
  await team.admin.client.mutation(api.sampleData.load, { orgId: team.orgId });
  await expect
    .poll(async () => await team.admin.client.query(api.sampleData.state, { orgId: team.orgId }), {
      timeout: patienceMs,
    })
    .toBe("present");
}

test("UIX-16 ANA-11: the figures over the list are live, a press shows exactly their rows, and hiding them is remembered", async () => {
  const team = await newTeam(orbit, "Figures");
  const [rita, sam] = [await team.join("Rita Rep", "sales"), await team.join("Sam Support", "support")];
  await sampled(team);
  const { orgId } = team;
  const tier = await team.admin.client.mutation(api.vip.create, {
    orgId,
    input: { name: "First class", color: "warning" },
  });
  const known = await team.admin.client.query(api.customers.get, { orgId, customer: "CUS-001" });
  await team.admin.client.mutation(api.vip.assign, { orgId, customerId: known._id, tierId: tier });

  const { page, problems } = await openAs(browser, orbit, team.admin, `/o/${team.slug}/customers`);
  await counted(page, "60").waitFor();
  expect(await number(page, "Customers")).toBe("60");
  expect(await violations(page)).toEqual([]);
  for (const name of ["New this month", "Came in 90 days", "VIP"]) {
    const shown = await number(page, name);
    expect(Number(shown)).toBeGreaterThan(0);
    await figure(page, name).click();
    await counted(page, shown).waitFor();
    expect(await figure(page, name).getAttribute("aria-pressed")).toBe("true");
  }
  // Pressed once more it shows everybody again.
  await figure(page, "VIP").click();
  await counted(page, "60").waitFor();
  const [, returning] = /(\d+) of \d+/.exec((await figure(page, "Come again").textContent())!)!;
  await figure(page, "Come again").click();
  await counted(page, returning!).waitFor();
  await figure(page, "Customers").click();
  await counted(page, "60").waitFor();
  await figure(page, "Lifetime value").click();
  await page.waitForURL(/sort=-lifetimeValue/);
  await page.locator('[role="columnheader"][aria-sort="descending"]').getByText("Lifetime value").waitFor();

  // A colleague adds one: the card moves without anybody pressing anything.
  await team.admin.client.mutation(api.customers.create, {
    orgId,
    input: { name: "Newly Come", email: "new@figures.example" },
  });
  await expect.poll(async () => await number(page, "Customers")).toBe("61");

  const options = page.getByRole("button", { name: "View options" });
  const toggle = page.getByRole("checkbox", { name: "Figures over the list" });
  await options.click();
  await toggle.click();
  await figure(page, "VIP").waitFor({ state: "detached" });
  await page.reload();
  await counted(page, "61").waitFor();
  await options.click();
  expect(await toggle.isChecked()).toBe(false);
  expect(await figure(page, "VIP").count()).toBe(0);

  // A rep's figures are of the rows a rep's list has; who sees no numbers sees no cards.
  const rep = await openAs(browser, orbit, rita, `/o/${team.slug}/customers`, {
    viewport: { width: 360, height: 780 },
  });
  const own = await number(rep.page, "Your customers");
  expect(Number(own)).toBeLessThan(61);
  await counted(rep.page, own).waitFor();
  expect(
    await rep.page.evaluate(
      () => document.documentElement.scrollWidth <= document.documentElement.clientWidth,
    ),
  ).toBe(true);
  const support = await openAs(browser, orbit, sam, `/o/${team.slug}/customers`);
  await counted(support.page, "61").waitFor();
  expect(await support.page.locator(".kpis").count()).toBe(0);
  expect([...problems, ...rep.problems, ...support.problems]).toEqual([]);
});

test("UIX-23: a long list says which rows are in sight and is gone through page by page, in pages of the size one likes", async () => {
  const team = await newTeam(orbit, "Pages");
  for (let n = 1; n <= 130; n++) {
    await team.admin.client.mutation(api.customers.create, {
      orgId: team.orgId,
      input: { name: `Row ${String(n).padStart(3, "0")}`, email: `r${n}@pages.example` },
    });
  }
  const { page, problems } = await openAs(browser, orbit, team.admin, `/o/${team.slug}/customers`);
  const pages = page.getByRole("group", { name: "Pages" });
  const next = pages.getByRole("button", { name: "Next page" });
  const previous = pages.getByRole("button", { name: "Previous page" });
  /** The row that is seen first under the headings. */
  const topRow = async () =>
    await page.evaluate(() => {
      const grid = document.querySelector(".table-scroll")!;
      const under = grid.getBoundingClientRect().top + 33;
      const rows = [...grid.querySelectorAll(".table-row")];
      return rows
        .map((row) => ({ top: row.getBoundingClientRect().top, text: row.textContent! }))
        .filter(({ top }) => top >= under - 2)
        .toSorted((a, b) => a.top - b.top)[0]!
        .text.match(/Row \d+/)![0];
    });
  await pages.getByText("1–50 of 130").waitFor();
  expect(await previous.isDisabled()).toBe(true);
  expect(await violations(page)).toEqual([]);
  await next.click();
  await pages.getByText("51–100 of 130").waitFor();
  await expect.poll(topRow).toBe("Row 051");
  await next.focus();
  await page.keyboard.press("Enter");
  await pages.getByText("101–130 of 130").waitFor();
  await expect.poll(topRow).toBe("Row 101");
  expect(await next.isDisabled()).toBe(true);
  await previous.click();
  await pages.getByText("51–100 of 130").waitFor();
  await expect.poll(topRow).toBe("Row 051");
  // Scrolled by hand, the line follows.
  await page.locator(".table-scroll").evaluate((grid) => {
    grid.scrollTop = 0;
  });
  await pages.getByText("1–50 of 130").waitFor();

  await page.getByRole("button", { name: "View options" }).click();
  await page.getByLabel("Rows a page").click();
  await page.getByRole("option", { name: "25", exact: true }).click();
  await page.keyboard.press("Escape");
  await pages.getByText("1–25 of 130").waitFor();
  await next.click();
  await pages.getByText("26–50 of 130").waitFor();
  await expect.poll(topRow).toBe("Row 026");
  // The last five rows cannot be brought to the top: they are the page all the same, and the way back is one press.
  for (const rows of ["51–75", "76–100", "101–125", "126–130"]) {
    await next.click();
    await pages.getByText(`${rows} of 130`).waitFor();
  }
  await page.getByRole("link", { name: "Row 130" }).waitFor();
  expect(await next.isDisabled()).toBe(true);
  await previous.click();
  await pages.getByText("101–125 of 130").waitFor();
  await expect.poll(topRow).toBe("Row 101");
  // It is remembered, and who has no second page has no pager.
  await page.reload();
  await pages.getByText(/of 130/).waitFor();
  await page.getByRole("searchbox", { name: "Search customers" }).fill("Row 007");
  await pages.waitFor({ state: "detached" });
  expect(problems).toEqual([]);
});
