/** The list of likely duplicates as whoever works through it meets it: by keyboard, with colleagues at the same list. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { api } from "../../convex/_generated/api";
import { violations } from "./support/axe";
import { launchBrowser, patienceMs } from "./support/browser";
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

test("UIX-26 DUP-06: by keyboard alone the focus stays in the list as pairs leave it, whoever has answered", async () => {
  const team = await newTeam(orbit, "Many Pairs");
  const { orgId } = team;
  const { client } = team.admin;
  const { identityPolicy } = await client.query(api.settings.get, { orgId });
  await client.mutation(api.settings.update, {
    orgId,
    changes: { identityPolicy: { ...identityPolicy, email: "warn", name: "warn" } },
  });
  const pairs = 24;
  const people = Array.from({ length: pairs }, (_, at) => `Person ${String.fromCharCode(65 + at).repeat(3)}`);
  const importId = await client.mutation(api.imports.create, {
    orgId,
    fileName: "twice.csv",
    headings: ["name", "email"],
    mapping: ["name", "email"],
    dateOrder: "dmy",
    duplicates: "link",
    rows: 2 * pairs,
    chunks: 1,
  });
  const rows = [...people, ...people].map((name, index) => ({
    number: index + 1,
    cells: [name, `${name.toLowerCase().replace(" ", ".")}@pairs.test`],
    ...(index < pairs ? {} : { decision: "create" as const }),
  }));
  await client.mutation(api.imports.upload, { orgId, importId, index: 0, rows });
  await client.mutation(api.imports.start, { orgId, importId });
  const made = async () =>
    (await client.query(api.dashboard.summary, { orgId, now: Date.now() })).customers === 2 * pairs;
  await expect.poll(made, { timeout: patienceMs }).toBe(true);
  await client.mutation(api.duplicates.scan, { orgId });
  const queue = async () =>
    await client.query(api.duplicates.queue, {
      orgId,
      status: "open",
      paginationOpts: { numItems: 50, cursor: null },
    });
  await expect.poll(async () => (await queue()).page.length, { timeout: patienceMs }).toBe(pairs);

  const { page, problems } = await openAs(browser, orbit, team.admin, `/o/${team.slug}/duplicates`);
  const list = page.getByRole("list", { name: "To review" });
  const names = async () =>
    await list.getByRole("listitem").evaluateAll((all) => all.map((one) => one.ariaLabel));
  const focused = async () =>
    await page.evaluate(() => {
      const control = document.activeElement;
      return [control?.closest("li")?.ariaLabel ?? null, control?.textContent ?? null];
    });
  await list.getByRole("listitem").nth(19).waitFor();
  expect(await violations(page)).toEqual([]);
  const before = await names();
  await list.getByRole("button", { name: "Two people" }).nth(3).focus();
  await page.keyboard.press("Enter");
  await expect.poll(focused).toEqual([before[4], "Two people"]);
  await page.keyboard.press("Enter");
  await expect.poll(focused).toEqual([before[5], "Two people"]);
  // A colleague answers the very pair that the focus is in.
  const [at] = (await queue()).page.filter(
    ({ customers }) => customers.map(({ name }) => name).join(" – ") === before[5],
  );
  const colleague = await team.join("Mia Lund", "manager");
  await colleague.client.mutation(api.duplicates.decide, { orgId, pairId: at!._id, decision: "later" });
  await expect.poll(focused).toEqual([before[6], "Two people"]);
  // Who has gone elsewhere is left there.
  await page.getByRole("button", { name: "Look again" }).focus();
  const [first] = (await queue()).page;
  await colleague.client.mutation(api.duplicates.decide, { orgId, pairId: first!._id, decision: "later" });
  await expect.poll(async () => (await names())[0]).not.toBe(before[0]);
  expect(await focused()).toEqual([null, "Look again"]);
  expect(problems).toEqual([]);
});

test("DUP-06 DUP-22: three records that hang together over the second are reviewed as one group, merged in one go and taken back in one go", async () => {
  const team = await newTeam(orbit, "A Chain");
  const { orgId } = team;
  const { client } = team.admin;
  const { identityPolicy } = await client.query(api.settings.get, { orgId });
  await client.mutation(api.settings.update, {
    orgId,
    changes: { identityPolicy: { ...identityPolicy, email: "warn", phone: "warn", name: "warn" } },
  });
  for (const input of [
    { name: "Anna Berg", email: "anna@berg.test" },
    { name: "Anna Berg-Holm", email: "anna@berg.test", phone: "+12025550143" },
    { name: "Anna Holm", email: "other@berg.test", phone: "+12025550143" },
  ])
    await client.mutation(api.customers.create, { orgId, input });
  const { page, problems } = await openAs(browser, orbit, team.admin, `/o/${team.slug}/duplicates`);
  const list = page.getByRole("list", { name: "To review" });
  const group = list.locator("> li");
  await group.getByText("CUS-003").waitFor();
  expect(await group.count()).toBe(1);
  const pairs = group.getByRole("list", { name: "Pairs among them" }).getByRole("listitem");
  expect(await pairs.count()).toBe(2);
  await look(page, "a group of duplicates");

  // Whom somebody takes out of it is out, until they take that back.
  await pairs
    .last()
    .getByRole("button", { name: /Two people$/ })
    .click();
  await pairs.first().waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Undo" }).click();
  await pairs.last().waitFor();

  await group.getByRole("link", { name: "Compare all 3" }).click();
  await page.getByLabel("Reason").fill("One person under three names");
  await page.getByRole("button", { name: "Merge 3 records" }).click();
  await page.waitForURL(/\/customers\/[^/]+$/);
  const left = async () => (await client.query(api.dashboard.summary, { orgId, now: Date.now() })).customers;
  await expect.poll(left).toBe(1);
  await page
    .locator("[data-sonner-toast]")
    .filter({ hasText: "merged" })
    .getByRole("button", { name: "Undo" })
    .click();
  await expect.poll(left).toBe(3);
  await page.goto(`${orbit.url}/o/${team.slug}/duplicates`);
  await pairs.last().waitFor();
  expect(await pairs.count()).toBe(2);
  expect(problems).toEqual([]);
});
