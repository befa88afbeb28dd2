/** The catalogue is filled, a quote's lines write themselves from it, and what follows from the quote is lived to its end, in a real browser. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { api } from "../../convex/_generated/api";
import { launchBrowser } from "./support/browser";
import { look } from "./support/look";
import { startOrbit, type Orbit } from "./support/orbit";
import { newTeam, openAs, signedIn, type Team } from "./support/people";

let orbit: Orbit;
let browser: Browser;
let team: Team;

beforeAll(async () => {
  [orbit, browser] = await Promise.all([startOrbit(), launchBrowser()]);
  team = await newTeam(orbit, "Stable");
});
afterAll(async () => {
  await browser?.close();
  await orbit?.stop();
});

test("ORD-07 QUO-20: an item is added to the catalogue, and a quote's line is filled from it by keyboard", async () => {
  const { orgId, slug } = team;
  const { client } = team.admin;
  const { customerId } = await client.mutation(api.customers.create, {
    orgId,
    input: { name: "Alma Reyes", email: "alma@stable.test" },
  });
  const manager = await team.join("Mila Manager", "manager");
  const { page, problems } = await openAs(browser, orbit, manager, `/o/${slug}/settings/items`);
  await page.getByText("Nothing in the catalogue yet").waitFor();
  await look(page, "items empty");
  await page.getByRole("button", { name: "New item" }).first().click();
  const sheet = page.getByRole("dialog");
  await sheet.getByRole("button", { name: "Add item" }).click();
  await sheet.getByText("Enter the code under which it is sold.").waitFor();
  await sheet.getByLabel("Name").fill("Guide, per day");
  await sheet.getByLabel("Code").fill("GUIDE-DAY");
  await sheet.getByLabel("Price without tax").fill("100");
  await sheet.getByLabel("Tax, %").fill("12");
  await page.mouse.move(0, 0);
  await look(page, "item sheet");
  await sheet.getByRole("button", { name: "Add item" }).click();
  await sheet.waitFor({ state: "detached" });
  await page.locator(".kept-line", { hasText: "GUIDE-DAY" }).getByText("$100.00").waitFor();

  // The same code a second time is refused beside its field.
  await page.getByRole("button", { name: "New item" }).click();
  await sheet.getByLabel("Name").fill("Another");
  await sheet.getByLabel("Code").fill("guide-day");
  await sheet.getByLabel("Price without tax").fill("1");
  await sheet.getByRole("button", { name: "Add item" }).click();
  await sheet.getByText("Guide, per day has this code already; choose another.").waitFor();
  await page.keyboard.press("Escape");

  for (const [sku, name, unitPrice] of [
    ["HORSE-DAY", "Horse, per day", 6_500],
    ["TENT", "Tent for two with sleeping mats", 1_990],
  ] as const)
    await client.mutation(api.items.create, { orgId, input: { sku, name, unitPrice, category: "Rides" } });
  await page.locator(".kept-line").nth(2).waitFor();
  await look(page, "items");

  await page.goto(`${orbit.url}/o/${slug}/quotes/new?customer=${customerId}`);
  await page.getByLabel("Subject").fill("Two days in the hills");
  const item = page.getByRole("combobox", { name: "Line 1: Item" });
  await item.fill("gui");
  await page.getByRole("option", { name: /GUIDE-DAY/ }).waitFor();
  await look(page, "quote line offers");
  await item.press("ArrowDown");
  await item.press("Enter");
  await expect.poll(() => item.inputValue()).toBe("Guide, per day");
  await expect
    .poll(() => page.getByRole("textbox", { name: "Line 1: Unit price" }).inputValue())
    .toBe("100.00");
  await page.keyboard.type("2");
  await page.getByText("$224.00").first().waitFor();
  await page.getByRole("button", { name: "Save draft" }).click();
  await page.waitForURL(/\/quotes\/(?!new)/);
  const quoteId = page.url().split("/").at(-1)!.split("?")[0]!;
  const { quote } = await client.query(api.quotes.get, { orgId, quoteId });
  expect(quote.lines).toMatchObject([{ sku: "GUIDE-DAY", quantity: 2000, unitPrice: 10_000, taxRate: 1200 }]);
  expect(quote.lines[0]!.itemId).toBeDefined();
  expect(problems).toEqual([]);
});

test("ORD-01 ORD-03 ORD-24 QUO-15 UIX-28: an accepted quote becomes an order, goes its way to the end, and the customer's value follows live for another person", async () => {
  const { orgId, slug } = team;
  const { client } = team.admin;
  const { customerId } = await client.mutation(api.customers.create, {
    orgId,
    input: {
      name: "Boris Bay",
      email: "boris@stable.test",
      emailConsent: true,
      address: { line1: "Abay 10", city: "Almaty" },
      preferences: { dietary: ["vegan"], emailReceipts: true },
    },
  });
  const quoteId = await client.mutation(api.quotes.create, {
    orgId,
    customerId,
    input: {
      subject: "Two days in the hills",
      validUntil: "2099-01-01",
      lines: [
        { sku: "HORSE-DAY", description: "Horse, per day", quantity: 2000, unitPrice: 6_500, taxRate: 0 },
        {
          description: "Guide with a very long name of a service",
          quantity: 1500,
          unitPrice: 10_000,
          taxRate: 1200,
        },
      ],
    },
  });
  const { path: link } = await client.mutation(api.quotes.send, { orgId, quoteId, mail: null });
  const { quote } = await client.query(api.quotes.get, { orgId, quoteId });
  await client.action(api.portal.respond, {
    token: link.slice("/q/".length),
    answer: "accept",
    name: "Boris Bay",
    revision: quote.revision,
    totalAmount: quote.totalAmount,
  });
  const watcher = await team.join("Wanda Watcher", "manager");
  const record = await openAs(browser, orbit, watcher, `/o/${slug}/customers/${customerId}?tab=orders`);
  await record.page.getByText("No orders of this customer yet.").waitFor();

  const seller = await team.join("Sela Seller", "manager");
  const { page, problems } = await openAs(browser, orbit, seller, `/o/${slug}/quotes/${quoteId}`);
  await page.getByRole("button", { name: "Make an order" }).click();
  const sheet = page.getByRole("dialog");
  await sheet.getByText("ORD-0001").waitFor();
  await sheet.getByText("Abay 10, Almaty").waitFor();
  await sheet.getByText("vegan").waitFor();
  await look(page, "order sheet");

  // The other person's tab has it, and each step as it is taken.
  const row = record.page.locator(".thing-row", { hasText: "ORD-0001" });
  await row.getByText("Placed").waitFor();
  await sheet.getByRole("button", { name: "Take in work" }).click();
  await row.getByText("In work").waitFor();
  await sheet.getByRole("button", { name: "Mark as fulfilled" }).click();
  await row.getByText("Fulfilled").waitFor();
  await expect
    .poll(() => client.query(api.value.get, { orgId, customerId }))
    .toMatchObject({ totalRevenue: 29_800, breakdown: { orders: 29_800, acceptedQuotes: 0 } });
  await record.page.locator(".score-figure", { hasText: "$298" }).first().waitFor();
  await look(record.page, "customer orders");
  const mails = await client.query(api.outbox.list, {
    orgId,
    status: null,
    paginationOpts: { numItems: 20, cursor: null },
  });
  expect(mails.page.filter(({ kind }) => kind === "order").map(({ subject }) => subject)).toEqual([
    "Receipt for order ORD-0001 from Stable",
    "Order ORD-0001 from Stable",
    "Order ORD-0001 from Stable",
  ]);

  // The quote knows its order, and offers no second one.
  await page.goto(`${orbit.url}/o/${slug}/quotes/${quoteId}`);
  await page.getByRole("link", { name: "Order ORD-0001" }).waitFor();
  expect(await page.getByRole("button", { name: "Make an order" }).count()).toBe(0);
  expect([...problems, ...record.problems]).toEqual([]);
});

test("ORD-01 ORD-02 ORD-05: an order is written from the palette, edited as a draft, placed and cancelled with a reason; the list filters it", async () => {
  const { orgId, slug } = team;
  const { client } = team.admin;
  await client.mutation(api.customers.create, {
    orgId,
    input: {
      name: "Clara Cole",
      email: "clara@stable.test",
      address: { line1: "Main 5" },
      preferences: { dietary: ["no nuts"] },
    },
  });
  const manager = await team.join("Olga Order", "manager");
  const { page, problems } = await openAs(browser, orbit, manager, `/o/${slug}/orders`);
  await page.getByRole("heading", { name: "Orders", level: 1 }).waitFor();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("new order");
  await page.getByRole("option", { name: "New order" }).first().waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("combobox").fill("Clara");
  await page.getByRole("option", { name: /Clara Cole/ }).click();
  await page.getByRole("button", { name: "Write the order" }).click();
  await page.getByText("no nuts").waitFor();
  await expect.poll(() => page.getByLabel("Street and house").inputValue()).toBe("Main 5");
  await page.getByRole("combobox", { name: "Line 1: Item" }).fill("Bridle");
  await page.getByRole("button", { name: "Save draft" }).click();
  await page.getByText("Mend the marked fields first.").waitFor();
  const wrong = page.locator(".line-problem", { hasText: "A sum like 1,299.50" });
  await wrong.waitFor();
  await page.getByRole("textbox", { name: "Line 1: Unit price" }).fill("40");
  // What is mended is not told any more.
  await wrong.waitFor({ state: "detached" });
  await page.getByText("Mend the marked fields first.").waitFor({ state: "detached" });
  await page.mouse.move(0, 0);
  await look(page, "order form");
  await page.getByRole("button", { name: "Save draft" }).click();
  const sheet = page.getByRole("dialog");
  await sheet.getByText("Main 5").waitFor();
  await sheet.getByText("The customer has not agreed to mail").waitFor();
  await sheet.getByRole("button", { name: "Edit" }).click();
  await page.getByRole("textbox", { name: "Line 1: Quantity" }).fill("2");
  await page.getByRole("button", { name: "Save draft" }).click();
  await sheet.getByText("$80.00").first().waitFor();
  await sheet.getByRole("button", { name: "Place order" }).click();
  await sheet.getByRole("button", { name: "Take in work" }).waitFor();
  await page
    .getByRole("row", { name: /Clara Cole/ })
    .getByText("Placed")
    .waitFor();

  await sheet.getByRole("button", { name: "More about this order" }).click();
  await page.getByRole("menuitem", { name: "Cancel order" }).click();
  const why = page.getByRole("dialog", { name: /Cancel ORD-/ });
  await why.getByRole("textbox").fill("Changed their mind");
  await why.getByRole("button", { name: "Cancel order" }).click();
  await sheet.getByText("Changed their mind").waitFor();
  await page
    .getByRole("row", { name: /Clara Cole/ })
    .getByText("Cancelled")
    .waitFor();
  await page.keyboard.press("Escape");
  await page.mouse.move(0, 0);
  await look(page, "orders");

  // In Russian, on a phone.
  await manager.client.mutation(api.account.updateProfile, {
    name: manager.name,
    preferredLanguage: "ru",
    preferredCurrency: "USD",
  });
  const russian = await openAs(browser, orbit, await signedIn(orbit, manager), `/o/${slug}/orders`, {
    viewport: { width: 390, height: 844 },
    locale: "ru-RU",
  });
  await russian.page.getByText("Отменён").first().waitFor();
  await look(russian.page, "orders ru");
  await russian.page.setViewportSize({ width: 390, height: 844 });
  await russian.page.getByText("Clara Cole").first().click();
  await russian.page.getByRole("dialog").getByText("Пожелания").waitFor();
  await look(russian.page, "order sheet ru");
  expect([...problems, ...russian.problems]).toEqual([]);
});

test("ORD-19 CUS-45 INT-19 UIX-24: a job is scheduled on the record, done beside it, told on the timeline, and while active keeps the customer", async () => {
  const { orgId, slug } = team;
  const { client } = team.admin;
  const { customerId } = await client.mutation(api.customers.create, {
    orgId,
    input: { name: "Dora Day", email: "dora@stable.test" },
  });
  const manager = await team.join("Jo Jobs", "manager");
  const { page, problems } = await openAs(
    browser,
    orbit,
    manager,
    `/o/${slug}/customers/${customerId}?tab=serviceJobs`,
  );
  await page.getByText("No jobs for this customer yet.").waitFor();
  await page.getByRole("button", { name: "New job" }).click();
  const sheet = page.getByRole("dialog");
  await sheet.getByRole("button", { name: "Schedule" }).click();
  await sheet.getByText("Say what is to be done.").waitFor();
  await sheet.getByLabel("What is to be done").fill("Shoe two horses");
  await sheet.getByLabel("Value").fill("120");
  await page.mouse.move(0, 0);
  await look(page, "job form");
  await sheet.getByRole("button", { name: "Schedule" }).click();
  await sheet.waitFor({ state: "detached" });
  const row = page.locator(".thing-row", { hasText: "Shoe two horses" });
  await row.getByText("Scheduled").waitFor();
  await expect(client.mutation(api.customers.remove, { orgId, customerId })).rejects.toThrow("ACTIVE_JOBS");
  await row.click();
  await look(page, "job sheet");
  await sheet.getByRole("button", { name: "Start" }).click();
  await row.getByText("In progress").waitFor();
  await sheet.getByRole("button", { name: "Complete" }).click();
  await row.getByText("Completed").waitFor();
  await sheet.getByRole("button", { name: "Close" }).click();
  await page.locator(".job-figures").getByText("$120.00").first().waitFor();
  await look(page, "customer jobs");
  await page.goto(`${orbit.url}/o/${slug}/customers/${customerId}?tab=timeline`);
  await page.getByText("completed a job").first().waitFor();
  await page.goto(`${orbit.url}/o/${slug}/jobs`);
  await page.getByRole("row", { name: /Shoe two horses/ }).waitFor();
  await look(page, "jobs");
  expect(problems).toEqual([]);
});
