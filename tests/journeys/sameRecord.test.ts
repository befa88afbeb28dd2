/** Journey: what two people do to the same things at the same moment, beyond the fields of one record. */
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

beforeAll(async () => {
  [orbit, browser] = await Promise.all([startOrbit(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await orbit?.stop();
});

// People are new each time, because a session opens one browser; so is the organization, for a test that is run twice.
beforeEach(async () => {
  team = await newTeam(orbit, "Same Record");
  rita = await team.join("Rita Rep", "sales");
  max = await team.join("Max Manager", "manager");
});

async function add(name: string, email: string): Promise<Id<"customers">> {
  const made = await rita.client.mutation(api.customers.create, {
    orgId: team.orgId,
    input: { name, email },
  });
  return made.customerId;
}

async function draftName(page: Page, text: string) {
  await page.getByRole("button", { name: /^Edit Name:/ }).click();
  const name = page.getByRole("textbox", { name: "Name", exact: true });
  await name.fill(text);
  return name;
}

test("a record deleted while it is open says so, keeps what was typed, and goes on when it comes back", async () => {
  const customerId = await add("Gone Soon", "gone@same.test");
  const { page, problems } = await openAs(
    browser,
    orbit,
    rita,
    `/o/${team.slug}/customers?open=${customerId}`,
  );
  const name = await draftName(page, "Gone And Back");
  await max.client.mutation(api.customers.remove, { orgId: team.orgId, customerId });
  const told = page.getByRole("alert").filter({ hasText: "Gone Soon has just been taken away" });
  await told.waitFor();
  await name.press("Enter");
  expect(await name.inputValue()).toBe("Gone And Back");
  expect(await name.isEditable()).toBe(false);

  await max.client.mutation(api.customers.restore, { orgId: team.orgId, customerId });
  await told.waitFor({ state: "detached" });
  await name.press("Enter");
  await page.getByRole("button", { name: "Edit Name: Gone And Back" }).waitFor();
  // The screen shows it before it is stored.
  const stored = async () =>
    (await max.client.query(api.customers.get, { orgId: team.orgId, customer: customerId })).name;
  await expect.poll(stored).toBe("Gone And Back");

  // On its own page the same, with the way back to the list.
  await page.goto(`${orbit.url}/o/${team.slug}/customers/${customerId}?tab=notes`);
  await page.getByRole("tab", { name: "Notes", selected: true }).waitFor();
  await max.client.mutation(api.customers.remove, { orgId: team.orgId, customerId });
  await page.getByRole("link", { name: "Go to customers" }).click();
  await page.getByRole("heading", { name: "Customers", level: 1 }).waitFor();
  expect(problems).toEqual([]);
});

test("a record merged away under a draft leads to the one it went into; the draft stands beside its value", async () => {
  const loser = await add("Merged Away", "away@same.test");
  const survivor = await add("Merged Into", "into@same.test");
  const { page, problems } = await openAs(browser, orbit, rita, `/o/${team.slug}/customers/${loser}`);
  const name = await draftName(page, "My Own Spelling");
  await max.client.mutation(api.customers.merge, {
    orgId: team.orgId,
    primaryCustomerId: survivor,
    secondaryCustomerIds: [loser],
    fieldChoices: { name: survivor, email: survivor },
    mergeReason: "The same person",
  });
  await page.getByText(/Merged Away was merged into this record/).waitFor();
  const conflict = page.getByRole("alert").filter({ hasText: "Merged Into" });
  await conflict.getByText("My Own Spelling").waitFor();
  expect(await name.inputValue()).toBe("My Own Spelling");
  await conflict.getByRole("button", { name: "Take theirs" }).click();
  await page.getByRole("button", { name: "Edit Name: Merged Into" }).waitFor();
  expect(problems).toEqual([]);
});

test("a shared view moves under those who are in it, and says so when it is deleted", async () => {
  await add("View Alpha", "alpha@view.test");
  await add("View Beta", "beta@view.test");
  const { orgId } = team;
  const where = (source: string) => ({
    match: "all" as const,
    rules: [{ field: "source", op: "is" as const, values: [source] }],
  });
  const viewId = await max.client.mutation(api.views.create, {
    orgId,
    name: "Walk-ins",
    look: { where: where("Walk In") },
  });
  await max.client.mutation(api.views.update, { orgId, viewId, revision: 1, audience: "org" });
  const { page, problems } = await openAs(browser, orbit, rita, `/o/${team.slug}/customers?view=${viewId}`);
  await page.getByRole("link", { name: "View Alpha" }).waitFor();
  // The rows may be there before the view's name: only a name that was seen can glow.
  await page.locator(".view-name", { hasText: "Walk-ins" }).waitFor();
  await max.client.mutation(api.views.update, {
    orgId,
    viewId,
    revision: 2,
    name: "From events",
    look: { where: where("Event") },
  });
  await page.locator(".view-name", { hasText: "From events" }).waitFor();
  await page.locator(".view-name [data-glow]").waitFor();
  await page.getByRole("link", { name: "View Alpha" }).waitFor({ state: "detached" });
  await max.client.mutation(api.views.remove, { orgId, viewId });
  await page.getByText("The view was deleted or is no longer shared").waitFor();
  await page.getByRole("link", { name: "View Alpha" }).waitFor();
  await page.getByRole("button", { name: "All right" }).click();
  await page.getByText("The view was deleted or is no longer shared").waitFor({ state: "detached" });
  expect(problems).toEqual([]);
});

test("whom a colleague is adding at the same moment is told while one types, and gone when they close", async () => {
  const form = async (person: Person, name: string) => {
    const opened = await openAs(browser, orbit, person, `/o/${team.slug}/customers?new=1`);
    const sheet = opened.page.getByRole("dialog");
    await sheet.getByRole("textbox", { name: "Name", exact: true }).fill(name);
    await sheet
      .getByRole("textbox", { name: /^E-mail/ })
      .first()
      .fill("same.moment@two.test");
    return { ...opened, sheet };
  };
  const his = await form(max, "Same Moment");
  const hers = await form(rita, "Same Momentt");
  const told = hers.sheet.getByText(/Max Manager is adding somebody with the same/);
  await told.waitFor();
  await his.sheet.getByText(/Rita Rep is adding somebody with the same/).waitFor();
  await his.sheet.getByRole("button", { name: "Close" }).first().click();
  await told.waitFor({ state: "detached" });
  expect([...hers.problems, ...his.problems]).toEqual([]);
});

test("DUP-26: a card says that the customer exists and who looks after them, not who it is, and asks for access", async () => {
  await max.client.mutation(api.customers.create, {
    orgId: team.orgId,
    input: { name: "Alice Johnson", email: "alice@masked.test" },
    ownerId: (await max.client.query(api.account.viewer, {}))!.user._id,
  });
  const { page, problems } = await openAs(browser, orbit, rita, `/o/${team.slug}/customers?new=1`);
  const sheet = page.getByRole("dialog");
  await sheet.getByRole("textbox", { name: "Name", exact: true }).fill("A. Johnson");
  await sheet
    .getByRole("textbox", { name: /^E-mail/ })
    .first()
    .fill("alice@masked.test");
  const card = sheet.locator(".match");
  await card.getByText("A••• J•••").waitFor();
  await card.getByText("Looked after by Max Manager").waitFor();
  expect(await sheet.getByText("Alice").count()).toBe(0);
  expect(await card.getByRole("button", { name: "Open" }).count()).toBe(0);
  await card.getByRole("button", { name: "Ask for access" }).click();
  await page.getByText("Max Manager has been asked").waitFor();
  const his = await openAs(browser, orbit, max, `/o/${team.slug}/today`);
  await his.page.getByText("Rita Rep asks for access to this customer").waitFor();
  expect([...problems, ...his.problems]).toEqual([]);
});

test("UIX-02: an address opens the same customer on the same tab in a fresh window, and so does the record over its list", async () => {
  const customerId = await add("Deep Link", "deep@same.test");
  for (const path of [
    `customers/${customerId}?tab=documents`,
    `customers?open=${customerId}&tab=documents`,
  ]) {
    const person = await team.join("Dora Deep", "manager");
    const first = await openAs(browser, orbit, person, `/o/${team.slug}/customers/${customerId}`);
    const second = await first.page.context().newPage();
    await second.goto(`${orbit.url}/o/${team.slug}/${path}`);
    await second.getByRole("tab", { name: "Documents", selected: true }).waitFor();
    await second.getByText("Deep Link").first().waitFor();
    expect(second.url()).toBe(`${orbit.url}/o/${team.slug}/${path}`);
    await first.page.context().close();
  }
});
