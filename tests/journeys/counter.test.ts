/** Staff at a till, on a tablet and on a phone: find who it is, serve them, add somebody new; and a till's sale of nobody known. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { api } from "../../convex/_generated/api";
import { launchBrowser } from "./support/browser";
import { look } from "./support/look";
import { startOrbit, type Orbit } from "./support/orbit";
import { newTeam, openAs, type Team } from "./support/people";

let orbit: Orbit;
let browser: Browser;
let team: Team;

beforeAll(async () => {
  [orbit, browser] = await Promise.all([startOrbit(), launchBrowser()]);
  team = await newTeam(orbit, "Corner Shop");
  const { orgId } = team;
  const { modules } = await team.admin.client.query(api.settings.get, { orgId });
  await team.admin.client.mutation(api.settings.update, {
    orgId,
    changes: { modules: { ...modules, pos: true } },
  });
});
afterAll(async () => {
  await browser?.close();
  await orbit?.stop();
});

test("ORD-16 UIX-25 POS-36: a cashier finds a customer by the keyboard, uses a session, records a sale with its receipt, and adds who is new on a phone; what a colleague changes shows meanwhile", async () => {
  const { orgId, slug } = team;
  const { client } = team.admin;
  const create = async (input: { name: string; phone?: string; email?: string; preferences?: object }) =>
    (await client.mutation(api.customers.create, { orgId, input })).customerId;
  const ann = await create({
    name: "Ann Lee",
    phone: "+7 701 234 56 78",
    email: "ann@shop.test",
    preferences: { emailReceipts: true },
  });
  await create({ name: "Bob Stone", email: "bob@shop.test" });
  await client.mutation(api.loyalty.adjust, {
    orgId,
    customerId: ann,
    input: { unit: "points", direction: "add", amount: 40, reason: "Welcome" },
  });
  const packageId = await client.mutation(api.packages.create, {
    orgId,
    input: { name: "Ten coffees", price: 2000, sessions: 10, validDays: 90 },
  });
  await client.mutation(api.packages.sell, { orgId, customerId: ann, packageId, input: {} });

  const cashier = await team.join("Sue Support", "support");
  const { page, problems } = await openAs(browser, orbit, cashier, `/o/${slug}/counter`);
  await page.setViewportSize({ width: 820, height: 1180 });
  const box = page.getByRole("searchbox", { name: "Find a customer" });
  await expect.poll(() => box.evaluate((input) => input === document.activeElement)).toBe(true);
  await look(page, "counter empty");
  await page.keyboard.type("34 56 78");
  await page.getByRole("button", { name: /Ann Lee/ }).waitFor();
  await page.keyboard.press("Enter");
  const card = page.getByRole("article", { name: "Ann Lee" });
  await card.getByText("10 of 10 left").waitFor();
  await card.getByRole("button", { name: "Use a session" }).click();
  await card.getByText("9 of 10 left").waitFor();
  await look(page, "counter card");

  // A colleague corrects the name: the till shows it without a reload.
  await client.mutation(api.customers.update, { orgId, customerId: ann, patch: { name: "Anna Park" } });
  const renamed = page.getByRole("article", { name: "Anna Park" });
  await renamed.waitFor();

  await renamed.getByRole("button", { name: "Record the sale" }).click();
  await renamed.getByText("Enter an amount above zero.").waitFor();
  await renamed.getByLabel("Amount").fill("49.90");
  await renamed.getByRole("radio", { name: "Cash" }).check({ force: true });
  await renamed.getByRole("button", { name: "Record the sale" }).click();
  await renamed.getByText("$49.90 recorded").first().waitFor();
  await renamed.getByText("by mail").waitFor();
  await look(page, "counter sale recorded");
  const sold = await client.query(api.pos.getCustomerById, { orgId, customerId: ann });
  expect(sold.recentTransactions[0]).toMatchObject({ amount: 4990, paymentMethod: "cash" });
  const mails = await client.query(api.outbox.list, {
    orgId,
    status: null,
    paginationOpts: { numItems: 10, cursor: null },
  });
  expect(mails.page).toMatchObject([{ kind: "receipt", to: "ann@shop.test" }]);

  // The next one, on a phone: nobody is found, so somebody is added; who has the number already is shown first.
  await renamed.getByRole("button", { name: "Next customer" }).click();
  await page.setViewportSize({ width: 390, height: 844 });
  await box.fill("Carla New");
  await page.getByText("Nobody found for “Carla New”.").waitFor();
  await look(page, "counter on a phone");
  await page.getByRole("button", { name: "New customer" }).click();
  const form = page.getByRole("form", { name: "New customer" });
  await expect.poll(() => form.getByLabel("Name").inputValue()).toBe("Carla New");
  await form.getByLabel("Phone").fill("+77012345678");
  await form.getByText("Anna Park").waitFor();
  await look(page, "counter new customer");
  await form.getByLabel("Phone").fill("+77020001122");
  await form.getByRole("button", { name: "Add and serve" }).click();
  const fresh = page.getByRole("article", { name: "Carla New" });
  await fresh.getByText("First time here").waitFor();
  await look(page, "counter card on a phone");
  await page.setViewportSize({ width: 390, height: 844 });
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(390);
  await fresh.getByLabel("Amount").fill("5");
  await fresh.getByRole("button", { name: "Record the sale" }).click();
  await fresh.getByText("$5.00 recorded").first().waitFor();
  expect(problems).toEqual([]);
});

test("POS-16: a till's sale of nobody known waits under Transactions, is put aside and taken up again, and goes to whom it is assigned", async () => {
  const { orgId, slug } = team;
  const { client } = team.admin;
  const viewer = await client.query(api.account.viewer, {});
  const { key } = await client.mutation(api.apiKeys.create, {
    orgId,
    input: {
      name: "Till",
      scopes: ["customers:read", "transactions:record"],
      userId: viewer!.user._id,
      days: null,
    },
  });
  const posted = await fetch(`${orbit.url}/api/pos/transactions`, {
    method: "POST",
    headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
    body: JSON.stringify({ posCustomerId: 77, amount: 1250, reference: "R-9" }),
  });
  expect(posted.status).toBe(201);
  const manager = await team.join("Mila Manager", "manager");
  const { page, problems } = await openAs(browser, orbit, manager, `/o/${slug}/transactions`);
  await page.getByRole("link", { name: "Sales without a customer wait" }).click();
  await page.getByText("till id 77").waitFor();
  await look(page, "sales without a customer");
  await page.locator(".counter-waiting").getByRole("button", { name: "Put aside" }).click();
  const why = page.getByRole("dialog", { name: /aside/ });
  await why.getByRole("textbox").fill("Training");
  await why.getByRole("button", { name: "Put aside" }).click();
  await page.getByText("No sale waits").waitFor();
  await page.locator(".toast").getByRole("button", { name: "Undo" }).click();
  await page.getByText("till id 77").waitFor();
  await page.getByRole("button", { name: "Assign" }).click();
  await page.getByRole("combobox", { name: "Whose is till id 77?" }).fill("Bob Stone");
  await page.getByRole("option", { name: /Bob Stone/ }).click();
  await page.getByText("No sale waits").waitFor();
  const [bob] = await client.query(api.pos.searchCustomers, { orgId, query: "Bob Stone" });
  const { recentTransactions } = await client.query(api.pos.getCustomerById, {
    orgId,
    customerId: bob!.customerId,
  });
  expect(recentTransactions).toMatchObject([{ amount: 1250, reference: "R-9" }]);
  expect(problems).toEqual([]);
});

test("POS-18 POS-19: who sells at the older till so far has no counter; it comes with the switch, without a reload", async () => {
  const { orgId, slug } = team;
  const { page, problems } = await openAs(browser, orbit, team.admin, `/o/${slug}/counter`);
  await page.getByRole("searchbox", { name: "Find a customer" }).waitFor();
  const place = page.getByRole("link", { name: "Counter", exact: true });
  await place.waitFor();
  const flag = { orgId, key: "pos-transition" as const, userIds: [], teamIds: [] };
  await team.admin.client.mutation(api.flags.set, { ...flag, audience: "nobody" });
  await page.getByText("You work with the older point of sale for now.").waitFor();
  await place.waitFor({ state: "detached" });
  await look(page, "counter before the transition");
  await page.getByRole("link", { name: "Open the transition" }).waitFor();
  await team.admin.client.mutation(api.flags.set, { ...flag, audience: "everyone" });
  await page.getByRole("searchbox", { name: "Find a customer" }).waitFor();
  expect(problems).toEqual([]);
});
