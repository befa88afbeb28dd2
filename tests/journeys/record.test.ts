/** Journey (h): one customer, two people: who is here, who edits what, nobody writes over anybody, and what can be undone. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { api } from "../../convex/_generated/api";
import type { Id } from "../../convex/_generated/dataModel";
import { launchBrowser } from "./support/browser";
import { startOrbit, type Orbit } from "./support/orbit";
import { newTeam, openAs, type Person, type Team } from "./support/people";

let orbit: Orbit;
let browser: Browser;
let team: Team;
let rita: Person;
let max: Person;
let customerId: Id<"customers">;

beforeAll(async () => {
  [orbit, browser] = await Promise.all([startOrbit(), launchBrowser()]);
  team = await newTeam(orbit, "Two On One");
});
afterAll(async () => {
  await browser?.close();
  await orbit?.stop();
});

let count = 0;

// People are new each time, because a session opens one browser; the organization is one, because sign-ups are rationed.
beforeEach(async () => {
  count += 1;
  rita = await team.join("Rita Rep", "sales");
  max = await team.join("Max Manager", "manager");
  ({ customerId } = await rita.client.mutation(api.customers.create, {
    orgId: team.orgId,
    input: {
      name: `Shared Customer ${count}`,
      phone: `+1 202 555 010${count}`,
      email: `shared${count}@two.test`,
      industry: "Hotels",
    },
  }));
});

const record = (tab = "") => `/o/${team.slug}/customers/${customerId}${tab === "" ? "" : `?tab=${tab}`}`;

/** Opens a fact for editing and gives its input. */
async function startEditing(page: Page, label: string) {
  await page.getByRole("button", { name: new RegExp(`^Edit ${label}:`) }).click();
  return page.getByRole("textbox", { name: label, exact: true });
}

test("CUS-40: two people see each other and each other's field; a draft under a commit shows both values, and neither is lost", async () => {
  const hers = await openAs(browser, orbit, rita, record());
  const his = await openAs(browser, orbit, max, record());
  await hers.page.getByText("Also here: Max Manager").waitFor();
  await his.page.getByText("Also here: Rita Rep").waitFor();

  await hers.page.getByRole("button", { name: /^Edit Phone:/ }).dblclick();
  const herPhone = hers.page.getByRole("textbox", { name: "Phone", exact: true });
  await his.page.getByText("Rita Rep is editing").waitFor();
  await herPhone.fill("+1 202 555 0199");

  const hisPhone = await startEditing(his.page, "Phone");
  await hisPhone.fill("+1 202 555 0150");
  await hisPhone.press("Enter");
  const strip = his.page.getByRole("form", { name: "Change of Phone" });
  await strip.getByText("+1 202 555 0101").waitFor();
  await strip.getByText("+1 202 555 0150").waitFor();
  await strip.getByRole("textbox", { name: "Reason (optional)" }).fill("Called from it");
  await strip.getByRole("button", { name: "Save" }).click();

  const conflict = hers.page.getByRole("alert").filter({ hasText: "Max Manager changed it meanwhile" });
  await conflict.getByText("+1 202 555 0150").waitFor();
  await herPhone.press("Enter");
  expect(await herPhone.inputValue()).toBe("+1 202 555 0199");
  const stored = () =>
    max.client.query(api.customers.get, { orgId: team.orgId, customer: customerId }).then((one) => one.phone);
  expect(await stored()).toBe("+1 202 555 0150");

  // Another field flows through while her draft stands.
  await max.client.mutation(api.customers.update, {
    orgId: team.orgId,
    customerId,
    patch: { industry: "Airlines" },
  });
  await hers.page.getByRole("button", { name: "Edit Industry: Airlines" }).waitFor();
  expect(await herPhone.inputValue()).toBe("+1 202 555 0199");

  await conflict.getByRole("button", { name: "Keep mine" }).click();
  await herPhone.press("Enter");
  await hers.page
    .getByRole("form", { name: "Change of Phone" })
    .getByRole("button", { name: "Save" })
    .click();
  await his.page.getByRole("button", { name: "Edit Phone: +1 202 555 0199" }).waitFor();
  expect(await stored()).toBe("+1 202 555 0199");
  const { page: told } = await max.client.query(api.history.list, {
    orgId: team.orgId,
    customerId,
    paginationOpts: { numItems: 1, cursor: null },
  });
  expect(told[0]).toMatchObject({
    actorName: "Rita Rep",
    changes: [{ field: "phone", from: "+1 202 555 0150", to: "+1 202 555 0199" }],
  });

  await his.page.goto(orbit.url + `/o/${team.slug}/customers`);
  await hers.page.getByText("Also here: Max Manager").waitFor({ state: "detached" });
  expect([...hers.problems, ...his.problems]).toEqual([]);
});

test("INT-23 INT-24: a call logged by somebody else appears in the open timeline, and the chips count it", async () => {
  const hers = await openAs(browser, orbit, rita, record("timeline"));
  await hers.page.getByText("created the customer").waitFor();
  await max.client.mutation(api.interactions.create, {
    orgId: team.orgId,
    customerId,
    input: { type: "call", subject: "Asked about spring", description: "Wants two rooms" },
  });
  await hers.page.getByRole("heading", { name: "Asked about spring" }).waitFor();
  const chips = hers.page.getByRole("group", { name: "Filter by kind" });
  await chips.getByRole("button", { name: /^Call ?1$/ }).click();
  await hers.page.getByText("created the customer").waitFor({ state: "detached" });
  expect(await hers.page.locator(".timeline > li").count()).toBe(1);
  await chips.getByRole("button", { name: /^All/ }).click();
  await hers.page.getByText("created the customer").waitFor();
  expect(hers.problems).toEqual([]);
});

test("UIX-04 INT-15: the history has its own address, is filtered, and undoes; a later change shows both values", async () => {
  await max.client.mutation(api.customers.update, {
    orgId: team.orgId,
    customerId,
    patch: { industry: "Airlines" },
    reason: "They said so",
  });
  const { page, problems } = await openAs(
    browser,
    orbit,
    rita,
    `/o/${team.slug}/customers/${customerId}/history`,
  );
  await page.getByText("They said so").waitFor();
  await page.getByRole("combobox", { name: "Who" }).click();
  await page.getByRole("option", { name: "Max Manager" }).click();
  await page.getByText("created the customer").waitFor({ state: "detached" });
  await page.getByText("They said so").waitFor();

  // As it was before the day it was created there was nothing; a moment ago it was as now.
  await page.getByRole("button", { name: "As it was" }).click();
  const moment = page.getByLabel("The record at");
  await moment.fill("2020-01-01T10:00");
  await page.getByText(/younger than that/).waitFor();

  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByText("Undone").waitFor();
  const industry = () =>
    max.client
      .query(api.customers.get, { orgId: team.orgId, customer: customerId })
      .then((one) => one.industry);
  expect(await industry()).toBe("Hotels");

  await max.client.mutation(api.customers.update, {
    orgId: team.orgId,
    customerId,
    patch: { industry: "Ferries" },
  });
  await max.client.mutation(api.customers.update, {
    orgId: team.orgId,
    customerId,
    patch: { industry: "Trains" },
  });
  const ferries = page.locator(".history > li").filter({ hasText: "HotelsFerries" });
  await ferries.getByRole("button", { name: "Undo" }).click();
  await ferries.getByRole("alert").getByText("Trains").waitFor();
  await ferries.getByRole("alert").getByText("Hotels").waitFor();
  expect(await industry()).toBe("Trains");
  expect(problems).toEqual([]);
});

test("UIX-03: the edit page loads what is there, shows what would change, saves it and goes back", async () => {
  const { page, problems } = await openAs(
    browser,
    orbit,
    rita,
    `/o/${team.slug}/customers/${customerId}/edit`,
  );
  for (const section of ["Basic", "Contact", "Business", "Profile linking"]) {
    await page.getByRole("heading", { name: section, exact: true }).waitFor();
  }
  const company = page.getByRole("textbox", { name: "Company" });
  expect(await page.getByRole("textbox", { name: "Industry" }).inputValue()).toBe("Hotels");
  await company.fill("Shared Ltd");
  // A change by somebody else flows into the field nobody touched here.
  await max.client.mutation(api.customers.update, {
    orgId: team.orgId,
    customerId,
    patch: { industry: "Airlines" },
  });
  await expect.poll(() => page.getByRole("textbox", { name: "Industry" }).inputValue()).toBe("Airlines");
  await page.getByRole("button", { name: "Review changes" }).click();
  await page.getByText("1 field changed").waitFor();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: "Edit Company: Shared Ltd" }).waitFor();
  expect(await page.locator(".toast [data-title]").innerText()).toBe("1 field changed");
  expect(new URL(page.url()).pathname).toBe(`/o/${team.slug}/customers/${customerId}`);
  expect(problems).toEqual([]);
});

test("CUS-36 CUS-43 CUS-47: statuses explain themselves; a deleted record is restored from the toast", async () => {
  const { page, problems } = await openAs(browser, orbit, max, record());
  await page.locator(".customer-head [data-tip='Change status']").click();
  await page.getByText("Checked, and interested").waitFor();
  await page.getByText("Might buy one day; nobody has checked yet").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Actions" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByText("Deleted. Admins and managers can restore it").first().waitFor();
  await page.getByRole("button", { name: "Undo" }).first().click();
  await page.getByText("Deleted. Admins and managers can restore it").first().waitFor({ state: "detached" });
  expect(problems).toEqual([]);
});

test("UIX-07: from the list into the sheet, on to its page with the tab kept, and along the list by arrows and keys", async () => {
  for (const name of ["Alpha One", "Beta Two", "Gamma Three"]) {
    await rita.client.mutation(api.customers.create, {
      orgId: team.orgId,
      input: { name, email: `${name.split(" ")[0]!.toLowerCase()}@walk.test` },
    });
  }
  const { page, problems } = await openAs(browser, orbit, rita, `/o/${team.slug}/customers`);
  await page.getByRole("link", { name: "Beta Two" }).click();
  const sheet = page.getByRole("dialog");
  await sheet.getByRole("tab", { name: /^Timeline/ }).click();
  await sheet.getByText("created the customer").waitFor();
  await sheet.getByRole("button", { name: "Next customer" }).click();
  await sheet.getByText("Gamma Three").first().waitFor();
  await page.keyboard.press("o");
  await page.getByRole("heading", { name: "Gamma Three", level: 1 }).waitFor();
  expect(new URL(page.url()).search).toBe("?tab=timeline");
  await page.keyboard.press("k");
  await page.getByRole("heading", { name: "Beta Two", level: 1 }).waitFor();
  expect(new URL(page.url()).search).toBe("?tab=timeline");
  await page.getByRole("button", { name: "Previous customer" }).click();
  await page.getByRole("heading", { name: "Alpha One", level: 1 }).waitFor();
  expect(await page.getByRole("button", { name: "Previous customer" }).isDisabled()).toBe(true);
  await page.keyboard.press("j");
  await page.getByRole("heading", { name: "Beta Two", level: 1 }).waitFor();
  expect(problems).toEqual([]);
});

test("INT-28: the dashboard tells the newest events as they happen, of the customers one may see", async () => {
  await max.client.mutation(api.customers.create, {
    orgId: team.orgId,
    input: { name: "Not Hers Ltd", email: "not@hers.test" },
    ownerId: (await max.client.query(api.account.viewer, {}))!.user._id,
  });
  const hers = await openAs(browser, orbit, rita, `/o/${team.slug}/dashboard`);
  const events = hers.page.locator(".event-line");
  await events.filter({ hasText: "Shared Customer" }).first().waitFor();
  await max.client.mutation(api.interactions.create, {
    orgId: team.orgId,
    customerId,
    input: { type: "visit", subject: "Came by", description: "Looked at rooms" },
  });
  await events.filter({ hasText: "Visit: Came by" }).waitFor();
  expect(await events.filter({ hasText: "Not Hers Ltd" }).count()).toBe(0);
  await hers.page.getByText("Latest events").scrollIntoViewIfNeeded();
  expect(hers.problems).toEqual([]);
});

test("UIX-10: the overview holds every field of a customer's summary: who, where, visits, money, tier, and when by whom", async () => {
  const { orgId, slug } = team;
  const tierId = await team.admin.client.mutation(api.vip.create, {
    orgId,
    input: { name: "Gold", description: "A window seat", color: "warning" },
  });
  const { client } = max;
  const made = await client.mutation(api.customers.create, {
    orgId,
    input: {
      name: "Alma Reyes",
      phone: "+1 202 555 0171",
      secondaryPhone: "+1 202 555 0172",
      email: "alma@overview.test",
      dateOfBirth: "1990-02-03",
      address: { line1: "1 High Street", line2: "Flat 2", city: "Bath", postalCode: "BA1 2CD" },
      customerSource: "Referral",
      dateJoined: "2026-01-15",
    },
  });
  const ofAlma = { orgId, customerId: made.customerId };
  await client.mutation(api.vip.assign, { ...ofAlma, tierId });
  for (const [amount, at] of [
    [100_00, Date.UTC(2026, 2, 5, 12)],
    [51_00, Date.UTC(2026, 4, 9, 12)],
  ] as const)
    await client.mutation(api.transactions.record, { ...ofAlma, input: { amount, at } });
  for (const [unit, amount] of [
    ["credit", 12_50],
    ["points", 340],
  ] as const)
    await client.mutation(api.loyalty.adjust, {
      ...ofAlma,
      input: { unit, amount, direction: "add", reason: "Welcome" },
    });

  const { page, problems } = await openAs(browser, orbit, max, `/o/${slug}/customers/${made.customerId}`);
  await page.getByRole("heading", { name: "Alma Reyes", level: 1 }).waitFor();
  await page.getByText(made.customerCode).first().waitFor();
  const fact = (label: string) =>
    page
      .locator(".fact", { has: page.locator(".fact-label", { hasText: new RegExp(`^${label}$`) }) })
      .locator(".fact-value")
      .textContent();
  const shown = {
    Name: "Alma Reyes",
    Phone: "+1 202 555 0171",
    "Second phone": "+1 202 555 0172",
    "E-mail": "alma@overview.test",
    "Date of birth": "Feb 3, 1990",
    "Street and house": "1 High Street",
    "Flat, floor, entrance": "Flat 2",
    City: "Bath",
    "Postal code": "BA1 2CD",
    Source: "Referral",
    "Customer since": "Jan 15, 2026",
    Visits: "2",
    Spent: "$151.00 2 sales",
    "Average sale": "$75.50",
    Credit: "$12.50",
    Points: "340",
  };
  for (const [label, text] of Object.entries(shown))
    await expect.poll(() => fact(label), { message: label }).toContain(text);
  for (const [label, day] of [
    ["First visit", "2026-03-05"],
    ["Last visit", "2026-05-09"],
  ] as const) {
    const time = page
      .locator(".fact", { has: page.locator(".fact-label", { hasText: label }) })
      .locator("time");
    expect(await time.getAttribute("datetime"), label).toContain(day);
  }
  for (const label of ["Created", "Last changed"])
    expect(await fact(label), label).toContain("by Max Manager");
  await page.locator(".badge", { hasText: "Gold" }).first().waitFor();
  expect(await page.locator(".badge", { hasText: "Gold" }).first().getAttribute("data-tip")).toBe(
    "A window seat",
  );
  await page.getByText(/^since /).waitFor();
  await page.locator("section", { hasText: "Lifetime value" }).getByText("$151.00").first().waitFor();
  expect(problems).toEqual([]);
});

test("a printed record tells times that hold, leaves out what is not known, and is black on white in the dark as well", async () => {
  const { page, problems } = await openAs(browser, orbit, max, record(), { colorScheme: "dark" });
  await page.getByRole("button", { name: /^Edit Phone:/ }).waitFor();
  const changed = page
    .locator(".fact", { has: page.locator(".fact-label", { hasText: "Last changed" }) })
    .locator("time");
  await changed.waitFor();
  const unwritten = page.getByRole("heading", { name: "Good to know" });
  await unwritten.waitFor();
  await page.emulateMedia({ media: "print" });
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  expect(await changed.evaluate((time) => getComputedStyle(time, "::after").content)).toMatch(/20\d\d/);
  expect(await unwritten.isVisible()).toBe(false);
  expect(await page.getByText("Phone", { exact: true }).isVisible()).toBe(true);
  const [ground, ink] = await changed.evaluate((time) => [
    getComputedStyle(time.closest(".radix-themes")!).backgroundColor,
    getComputedStyle(time).color,
  ]);
  expect([ground, ink]).toEqual(["rgb(255, 255, 255)", "rgb(0, 0, 0)"]);
  expect(problems).toEqual([]);
});
