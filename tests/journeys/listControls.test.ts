/** Journey: what stands around the list of customers: the figures over it, and going through it page by page. */
import type { Browser, Page } from "playwright-core";
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
      timeout: 60_000,
    })
    .toBe("present");
}

test("UIX-16 ANA-11: the figures over the list are live, a press shows exactly their rows, and hiding them is remembered", async () => {
  const team = await newTeam(orbit, "Figures");
  const [rita, sam] = [await team.join("Rita Rep", "sales"), await team.join("Sam Support", "support")];
  await sampled(team);
  const { orgId } = team;
  const gold = await team.admin.client.mutation(api.vip.create, {
    orgId,
    input: { name: "Gold", color: "warning" },
  });
  const known = await team.admin.client.query(api.customers.get, { orgId, customer: "CUS-001" });
  await team.admin.client.mutation(api.vip.assign, { orgId, customerId: known._id, tierId: gold });

  const { page, problems } = await openAs(browser, orbit, team.admin, `/o/${team.slug}/customers`);
  await counted(page, "60").waitFor();
  expect(await number(page, "Customers")).toBe("60");
  expect(await number(page, "VIP")).toBe("1");
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

  const toggle = page.getByRole("button", { name: "Figures over the list" });
  await toggle.click();
  await figure(page, "VIP").waitFor({ state: "detached" });
  await page.reload();
  await counted(page, "61").waitFor();
  expect(await toggle.getAttribute("aria-pressed")).toBe("false");
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
