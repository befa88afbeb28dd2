/** A new organization's first minutes: steps that tick themselves off, sample data in and out, numbers that follow. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { api } from "../../convex/_generated/api";
import { violations } from "./support/axe";
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

test("DEP-12 sample data comes and goes in one press each, and the dashboard follows by itself", async () => {
  const team = await newTeam(orbit, "First Minutes");
  const { page, problems } = await openAs(browser, orbit, team.admin, `/o/${team.slug}/start`);
  const watching = await openAs(
    browser,
    orbit,
    await team.join("Dora Director", "manager"),
    `/o/${team.slug}/dashboard`,
  );
  await watching.page.getByRole("link", { name: /^Customers\s*0/ }).waitFor();

  await page.getByRole("button", { name: "Load sample data" }).click();
  await watching.page.getByRole("link", { name: /^Customers\s*60/ }).waitFor();
  await page.getByText("This organization holds sample data.").waitFor();
  await page.getByText("Done").first().waitFor();
  expect(await violations(page)).toEqual([]);
  for (const colorScheme of ["light", "dark"] as const) {
    await watching.page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    // Every colour has changed when two frames have been drawn after the ground has.
    await watching.page.waitForFunction((isDark) => {
      const [red = "255"] = /\d+/.exec(getComputedStyle(document.body).backgroundColor) ?? [];
      return Number(red) < 128 === isDark;
    }, colorScheme === "dark");
    await watching.page.evaluate(
      () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
    );
    expect(await violations(watching.page)).toEqual([]);
  }

  await page.getByRole("button", { name: "Remove sample data" }).click();
  await watching.page.getByRole("link", { name: /^Customers\s*0/ }).waitFor();
  expect(await team.admin.client.query(api.sampleData.state, { orgId: team.orgId })).toBe("absent");
  expect([...problems, ...watching.problems]).toEqual([]);
});

test("UIX-19 ANA-14 ANA-15: registrations, sources, tiers and segments say that there is nothing yet, then draw what comes, live, and lead to it", async () => {
  const team = await newTeam(orbit, "Charted");
  const { orgId, slug, admin } = team;
  const { page, problems } = await openAs(browser, orbit, admin, `/o/${slug}/dashboard`);
  const section = (title: string) =>
    page.locator("section", { has: page.getByRole("heading", { name: title }) });
  await page.getByText("Nothing to draw yet").waitFor();
  await section("By source").getByText("Nobody yet.").waitFor();
  await section("By VIP tier").getByText("No tiers yet.").waitFor();
  const lines = (title: string) =>
    section(title)
      .locator(".bar")
      .allTextContents()
      .then((all) => all.map((text) => text.replace(/\s+/g, " ").trim()));
  await expect.poll(() => lines("Segments")).toContain("New in 30 days0");

  const { client } = admin;
  const [silver, gold] = await Promise.all([
    client.mutation(api.vip.create, { orgId, input: { name: "Silver", color: "neutral" } }),
    // In turn: the second is the higher one.
    new Promise((resolve) => setTimeout(resolve, 300)).then(() =>
      client.mutation(api.vip.create, { orgId, input: { name: "Gold", color: "warning" } }),
    ),
  ]);
  for (const [name, customerSource, tierId, spent] of [
    ["Ann Reed", "Referral", gold, [100_00, 50_50]],
    ["Bo Lind", "Referral", gold, [40_00]],
    ["Cy Hale", "Event", silver, []],
    ["Dee Park", "Walk In", null, [10_00]],
  ] as const) {
    const { customerId } = await client.mutation(api.customers.create, {
      orgId,
      input: { name, email: `${name.split(" ")[0]!}@charted.test`, customerSource },
    });
    if (tierId !== null) await client.mutation(api.vip.assign, { orgId, customerId, tierId });
    for (const amount of spent)
      await client.mutation(api.transactions.record, { orgId, customerId, input: { amount } });
  }
  await expect.poll(() => lines("By source")).toEqual(["Referral250%", "Walk-in125%", "Event125%"]);
  // (150.50 + 40) / 2 for Gold; nobody has spent anything in Silver.
  await expect
    .poll(() => lines("By VIP tier"))
    .toEqual(["Gold$95.25 per customer250%", "Silver$0.00 per customer125%", "Without a tier125%"]);
  await expect.poll(() => lines("Segments")).toContain("New in 30 days4100%");
  expect(await lines("Segments")).toContain("Have bought375%");
  await section("New customers").getByRole("button", { name: "Show as table" }).click();
  await expect.poll(() => section("New customers").locator("tbody tr").last().textContent()).toMatch(/4$/);

  // The dashboard tells of the same people: what follows is asked of the list.
  const onList = page.getByRole("heading", { level: 1, name: "Customers" });
  await section("By VIP tier").locator(".bar", { hasText: "Gold" }).click();
  await onList.waitFor();
  await page.getByText("Ann Reed").first().waitFor();
  await page.getByText("Bo Lind").first().waitFor();
  expect(await page.getByText("Cy Hale").count()).toBe(0);
  await page.goBack();
  await section("By VIP tier").locator(".bar", { hasText: "Without a tier" }).click();
  await onList.waitFor();
  await page.getByText("Dee Park").first().waitFor();
  expect(await page.getByText("Ann Reed").count()).toBe(0);
  expect(problems).toEqual([]);
});

test("every number of the dashboard leads to exactly as many rows, and every bar of new customers to its month", async () => {
  const team = await newTeam(orbit, "Rows Behind");
  const { orgId, slug, admin } = team;
  await team.join("Rita Rep", "sales");
  await admin.client.mutation(api.sampleData.load, { orgId });
  await expect
    .poll(() => admin.client.query(api.sampleData.state, { orgId }), { timeout: patienceMs })
    .toBe("present");
  const { page, problems } = await openAs(browser, orbit, admin, `/o/${slug}/dashboard`);
  const dashboard = () => page.goto(`${orbit.url}/o/${slug}/dashboard`);
  const titleCount = async () => Number(await page.locator(".page-count").textContent());
  const figure = (label: string) =>
    page.locator(".figure-link", { has: page.getByText(label, { exact: true }) });
  for (const label of ["Customers", "New this month", "Came in 90 days", "Open leads", "Open quotes"]) {
    const told = Number(await figure(label).locator(".figure").textContent());
    expect(told, label).toBeGreaterThan(0);
    await figure(label).click();
    await expect.poll(titleCount, { message: label }).toBe(told);
    await dashboard();
  }
  const due = Number(await figure("Due follow-ups").locator(".figure").textContent());
  await figure("Due follow-ups").click();
  const dueRows = page.locator(".due-section", { hasNotText: "Next 7 days" }).locator("[data-row]");
  await expect.poll(() => dueRows.count()).toBe(due);
  await dashboard();

  // A bar is for the pointer; the same way on stands in the table.
  await page.getByRole("button", { name: "Show as table" }).click();
  const months = page.locator(".chart-table tbody tr");
  for (const at of [(await months.count()) - 1, (await months.count()) - 3]) {
    const month = months.nth(at);
    const told = Number(await month.locator("td").textContent());
    expect(told).toBeGreaterThan(0);
    await month.getByRole("button").click();
    await expect.poll(titleCount).toBe(told);
    await dashboard();
    await page.getByRole("button", { name: "Show as table" }).click();
  }
  expect(problems).toEqual([]);
});

test("Back to a list finds it where it was left", async () => {
  const team = await newTeam(orbit, "Left And Found");
  const { orgId, slug, admin } = team;
  const { customerId } = await admin.client.mutation(api.customers.create, {
    orgId,
    input: { name: "Ann Reed", email: "ann@left.test" },
  });
  for (let sale = 0; sale < 20; sale++)
    await admin.client.mutation(api.transactions.record, {
      orgId,
      customerId,
      input: { amount: 100 + sale },
    });
  const { page, problems } = await openAs(browser, orbit, admin, `/o/${slug}/transactions`, {
    viewport: { width: 1280, height: 500 },
  });
  const list = page.locator(".table-scroll");
  await page.getByText("$1.19").waitFor();
  await list.evaluate((table) => (table.scrollTop = 250));
  await page.waitForTimeout(100);
  await page.getByRole("link", { name: "Leads" }).click();
  await page.getByText("No leads yet").waitFor();
  await page.goBack();
  await expect.poll(() => list.evaluate((table) => table.scrollTop)).toBe(250);
  expect(problems).toEqual([]);
});
