/**
 * Every main screen, with sample data, in light and dark, on a desk and on a
 * phone: no accessibility violation, nothing wider than the window, no error.
 * Pictures of each go to tests/output/ for a person to judge.
 */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { api } from "../../convex/_generated/api";
import { registerFile } from "../../convex/imports/register.testkit";
import { launchBrowser, newPerson } from "./support/browser";
import { look } from "./support/look";
import { startOrbit, type Orbit } from "./support/orbit";
import { newTeam, openAs, type Team } from "./support/people";

let orbit: Orbit;
let browser: Browser;
let team: Team;
let page: Page;
let problems: string[];

beforeAll(async () => {
  [orbit, browser] = await Promise.all([startOrbit(), launchBrowser()]);
  team = await newTeam(orbit, "Every Screen");
  await team.join("Rita Rep", "sales");
  await team.admin.client.mutation(api.sampleData.load, { orgId: team.orgId });
  while ((await team.admin.client.query(api.sampleData.state, { orgId: team.orgId })) !== "present") {
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const { orgId } = team;
  const { modules } = await team.admin.client.query(api.settings.get, { orgId });
  await team.admin.client.mutation(api.settings.update, {
    orgId,
    changes: { modules: { ...modules, pos: true, tours: true } },
  });
  const known = await team.admin.client.query(api.customers.get, { orgId, customer: "CUS-001" });
  await team.admin.client.mutation(api.profiles.take, {
    orgId,
    kind: "vips",
    rows: [{ id: "vip-1", vip_display_name: "Northwind", vip_tier_id: 2 }],
  });
  await team.admin.client.mutation(api.profiles.take, {
    orgId,
    kind: "profiles",
    rows: [
      { id: "web-1", display_name: known.name, email: known.email, vip_customer_data_id: "vip-1" },
      { id: "web-2", display_name: "Zora Neale Hurston", email: "zora@example.com" },
    ],
  });
  await team.admin.client.mutation(api.profiles.link, {
    orgId,
    customerId: known._id,
    profileId: "web-1",
    suggested: true,
  });
  const tiers = await team.admin.client.query(api.vip.list, { orgId });
  const gold = tiers.find(({ name: tier }) => tier === "Gold")!;
  await team.admin.client.mutation(api.vip.assign, { orgId, customerId: known._id, tierId: gold._id });
  for (const [direction, amount] of [
    ["add", 5000],
    ["use", 1250],
  ] as const)
    await team.admin.client.mutation(api.loyalty.adjust, {
      orgId,
      customerId: known._id,
      input: { unit: "credit", direction, amount, reason: "A gift for a late start", reference: "T-1041" },
    });
  ({ page, problems } = await openAs(browser, orbit, team.admin, `/o/${team.slug}/customers`));
  await page.getByRole("grid", { name: "Customers" }).getByRole("row").nth(1).waitFor();
});
afterAll(async () => {
  await browser?.close();
  await orbit?.stop();
});

const inside = [
  "today",
  "dashboard",
  "people",
  "start",
  "accounts",
  "customers",
  "customers?by=status",
  "customers?status=lead,active&lastContactAt=before:today-30&g=any;tag=vip;risk=high",
  "customers/CUS-001",
  "customers/CUS-001?tab=timeline",
  "customers/CUS-001/edit",
  "customers/CUS-001/history",
  "customers/CUS-001?tab=chat",
  "customers/CUS-001?tab=interactions",
  "customers/CUS-001?tab=notes",
  "customers/CUS-001?tab=documents",
  "customers/CUS-001?tab=invoices",
  "customers/CUS-001?tab=contacts",
  "customers/CUS-001?tab=quotes",
  "customers/CUS-001?tab=transactions",
  "customers/CUS-001?tab=packages",
  "customers/CUS-001?tab=consent",
  "customers/CUS-001?tab=loyalty",
  "customers/CUS-001?tab=history",
  "inbox",
  "inbox?customer=CUS-001",
  "inbox?unknown=1",
  "duplicates",
  "profiles",
  "profiles?show=linked",
  "profiles/take",
  "merge",
  "leads",
  "quotes",
  "quotes/new",
  "transactions",
  "transactions?new=1",
  "transactions/waiting",
  "counter",
  "counter?new=1",
  "counter?customer=CUS-001",
  "tours",
  "bookings",
  "packages",
  "packages?new=1",
  "packages?sell=1",
  "packages?put=away",
  "campaigns",
  "campaigns?new=1",
  "forms",
  "forms/new",
  "forms/review",
  "import",
  "import?as=contacts",
  "settings",
  "settings/modules",
  "settings/fields",
  "settings/templates",
  "settings/tiers",
  "settings/data",
  "settings/profile",
  "settings/members",
  "settings/outbox",
  "settings/pos",
  "settings/channels",
  "settings/api",
  "settings/api/reference",
  "settings/api/reference#postCustomers",
];
const outside = ["sign-up", "sign-in", "reset", "join?token=none", "verify?token=none", "q/none", "u/none"];

describe("UIX-22 screens are accessible and fit, in both themes and both sizes", () => {
  test.each(inside)("%s", async (path) => {
    await page.goto(`${orbit.url}/o/${team.slug}/${path}`);
    // By its name and not by its role, which it has no more once a sheet stands before it.
    await page.locator("h1").first().waitFor();
    await page.waitForLoadState("networkidle").catch(() => undefined);
    await page.waitForTimeout(400);
    await look(page, path);
    expect(problems.splice(0)).toEqual([]);
  });

  test("a month's sheet under a date field", async () => {
    await page.goto(`${orbit.url}/o/${team.slug}/customers/CUS-001/history`);
    await page.getByRole("button", { name: "Open calendar" }).first().click();
    await page.getByRole("grid").waitFor();
    await page.keyboard.press("PageUp");
    await look(page, "calendar");
    await page.keyboard.press("Enter");
    await page.getByRole("grid").waitFor({ state: "detached" });
    expect(await page.getByRole("textbox", { name: "From" }).inputValue()).toMatch(/^\d\d\/\d\d\/\d{4}$/);
    expect(problems.splice(0)).toEqual([]);
  });

  test("import, step by step", async () => {
    const step = (name: string) => look(page, `import ${name}`);
    await page.goto(`${orbit.url}/o/${team.slug}/import`);
    await page.setInputFiles("input[type=file]", {
      name: "register.csv",
      mimeType: "text/csv",
      buffer: Buffer.from(registerFile(120)),
    });
    await page.getByRole("button", { name: "Check the file" }).waitFor();
    await page.locator(".import-table tbody tr").first().waitFor();
    await step("columns");
    await page.getByRole("button", { name: "Check the file" }).click();
    await page.getByText("Nothing is stored yet").waitFor();
    await page.getByRole("button", { name: /Will be linked to a known customer/ }).click();
    await page
      .getByRole("combobox", { name: /What to do with row/ })
      .first()
      .waitFor();
    await step("tried");
    await page.getByRole("button", { name: "Import 120 rows" }).click();
    await page.getByText("All 120 rows are accounted for").waitFor();
    await page.getByRole("button", { name: /Not imported/ }).click();
    await page.getByRole("button", { name: /^Mend/ }).first().click();
    await step("result");
    await page.getByRole("button", { name: "Take the import back" }).click();
    await page.getByText(/^Taken back/).waitFor();
    await step("taken back");
    expect(problems.splice(0)).toEqual([]);
  });

  test.each(outside)("%s, seen by a stranger", async (path) => {
    const stranger = await newPerson(browser);
    await stranger.page.goto(`${orbit.url}/${path}`);
    await stranger.page.getByRole("heading", { level: 1 }).first().waitFor();
    await stranger.page.waitForTimeout(300);
    await look(stranger.page, path);
    expect(stranger.problems).toEqual([]);
    await stranger.page.context().close();
  });
});
