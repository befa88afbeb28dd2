/** An older point of sale is connected in a real browser: its file, the stage that takes it over, a conflict settled, the queue paused. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { api } from "../../convex/_generated/api";
import { launchBrowser, patienceMs } from "./support/browser";
import { look } from "./support/look";
import { startOrbit, type Orbit } from "./support/orbit";
import { newTeam, openAs, type Team } from "./support/people";

let orbit: Orbit;
let browser: Browser;
let team: Team;

beforeAll(async () => {
  [orbit, browser] = await Promise.all([startOrbit(), launchBrowser()]);
  team = await newTeam(orbit, "Till");
});
afterAll(async () => {
  await browser?.close();
  await orbit?.stop();
});

const file = [
  "id,customer_name,contact_number,email",
  "101,Anna Karlsson,+7 701 111 22 33,anna@till.test",
  "102,Boris Stone,+7 701 111 22 44,",
  ",Nobody,,",
].join("\n");

test("POS-38 POS-33 POS-31 POS-37 POS-19 POS-20 POS-26 POS-23 POS-30 PKG-06: a file fills the mirror, a stage takes it over, a conflict is settled by choosing a side, a pause holds the queue; a booking and a package change their store with the flag, and everything goes back and on again", async () => {
  const { orgId, slug } = team;
  const { client } = team.admin;
  const { page, problems } = await openAs(browser, orbit, team.admin, `/o/${slug}/settings/pos`);
  await page.getByText("No older point of sale is connected").waitFor();
  await look(page, "point of sale, not connected");
  await page.getByRole("button", { name: "Connect" }).click();

  // The file: two rows are kept, the one without an id is named.
  await page.getByRole("button", { name: "Bring in a file" }).click();
  await page
    .locator("input[type=file]")
    .setInputFiles({ name: "till.csv", mimeType: "text/csv", buffer: Buffer.from(file) });
  await page.getByText("2 rows taken, 1 row refused").waitFor();
  await page.getByRole("button", { name: "Close" }).click();
  const anna = page.getByRole("listitem").filter({ hasText: "Anna Karlsson" });
  await anna.getByText("Waiting").waitFor();

  // The stage takes them over, live.
  await page.getByRole("combobox", { name: "Stage" }).click();
  await page.getByRole("option", { name: "Build and sync" }).click();
  await anna.getByText("In step").waitFor();
  await anna.getByRole("link", { name: "Anna Karlsson" }).waitFor();
  await page.getByLabel("Search the point of sale’s customers").fill("boris");
  await anna.waitFor({ state: "detached" });
  await page.getByLabel("Search the point of sale’s customers").fill("");
  await look(page, "point of sale, customers");

  // Both sides change the phone: nobody wins by themselves.
  const { rows } = await client.query(api.customers.search, { orgId, text: "Anna Karlsson", limit: 1 });
  const customerId = rows[0]!._id;
  await client.mutation(api.customers.update, {
    orgId,
    customerId,
    patch: { phone: "+7 702 000 00 01" },
  });
  await client.mutation(api.mirror.takeEvents, {
    orgId,
    events: [
      {
        operationType: "UPDATE",
        legacyCustomerId: "101",
        dataPayload: { contact_number: "+7 703 000 00 01" },
      },
    ],
  });
  await page.getByRole("tab", { name: /Differences/ }).click();
  const difference = page.getByRole("listitem", { name: "Anna Karlsson: Phone" });
  await difference.getByText("+7 702 000 00 01").waitFor();
  await look(page, "point of sale, differences");
  await difference.getByRole("button", { name: /Take: Point of sale/ }).click();
  await page.getByText("Both sides agree").waitFor();
  const customer = await client.query(api.customers.get, { orgId, customer: customerId });
  expect(customer.phone).toBe("+7 703 000 00 01");

  // Paused, what comes waits; a row that cannot become a customer is told in words.
  await page.getByRole("button", { name: "Pause" }).click();
  await page.getByText("Paused", { exact: true }).waitFor();
  await client.mutation(api.mirror.takeEvents, {
    orgId,
    events: [
      { operationType: "INSERT", legacyCustomerId: "103", dataPayload: { customer_name: "No Contact" } },
    ],
  });
  await page.getByRole("tab", { name: /Queue/ }).click();
  const job = page.getByRole("listitem").filter({ hasText: "103" });
  await job.getByText("On its way").waitFor();
  await page.getByRole("button", { name: "Resume" }).click();
  await job.getByText("Primary phone or email is required").waitFor();
  await look(page, "point of sale, queue");

  await page.getByRole("tab", { name: "Reconciliations" }).click();
  await page.getByRole("button", { name: "Compare now" }).click();
  await page.getByText("3 there, 2 here").waitFor();
  await look(page, "point of sale, reconciliations");

  // A booking chooses from Orbit; with the flag off, in the open form, from the point of sale, without a reload.
  const { modules } = await client.query(api.settings.get, { orgId });
  await client.mutation(api.settings.update, { orgId, changes: { modules: { ...modules, tours: true } } });
  await client.mutation(api.tours.create, {
    orgId,
    input: { name: "Altai", basePrice: 10_000, capacity: 5, durationDays: 1 },
  });
  await page.goto(`${orbit.url}/o/${slug}/bookings`);
  await page.getByRole("button", { name: "Book a trip" }).first().click();
  const sheet = page.getByRole("dialog");
  await sheet.getByRole("button", { name: "Somebody new" }).waitFor();
  const flag = { orgId, key: "new-booking-integration" as const, userIds: [], teamIds: [] };
  await client.mutation(api.flags.set, { ...flag, audience: "nobody" });
  await sheet.getByText("Customers of the older point of sale").waitFor();
  const lookup = sheet.getByRole("combobox", { name: "Customer" });
  await lookup.fill("boris");
  await page.getByRole("option", { name: /Boris Stone/ }).click();
  await sheet.getByRole("status").getByText("Customers of the older point of sale").waitFor();
  // Somebody new is added there, and is a customer here when the sync has brought them.
  await lookup.fill("Ivan Petrov");
  await page.getByRole("option", { name: /Ivan Petrov/ }).click();
  await sheet.getByRole("textbox", { name: "Phone" }).fill("+7 701 555 55 55");
  await look(page, "booking from the point of sale");
  await sheet.getByRole("button", { name: "Add to the point of sale" }).click();
  await expect.poll(async () => await lookup.inputValue(), { timeout: patienceMs }).toBe("Ivan Petrov");
  const found = await client.query(api.customers.search, { orgId, text: "Ivan Petrov", limit: 1 });
  expect(found.rows).toHaveLength(1);
  await client.mutation(api.flags.set, { ...flag, audience: "everyone" });
  await sheet.getByRole("button", { name: "Somebody new" }).waitFor();

  // The same where a package is sold.
  await client.mutation(api.packages.create, {
    orgId,
    input: { name: "Ten visits", price: 80_000, sessions: 10, validDays: 180 },
  });
  await page.goto(`${orbit.url}/o/${slug}/packages?sell=1`);
  await sheet.getByRole("combobox", { name: "Customer" }).waitFor();
  const ofPackages = { ...flag, key: "new-package-integration" as const };
  await client.mutation(api.flags.set, { ...ofPackages, audience: "nobody" });
  await sheet.getByText("Customers of the older point of sale").waitFor();
  await client.mutation(api.flags.set, { ...ofPackages, audience: "everyone" });
  await sheet.getByText("Customers of the older point of sale").waitFor({ state: "detached" });
  // Who looks for a customer here works with what is new, and how long it took is measured.
  await sheet.getByRole("combobox", { name: "Customer" }).fill("boris");
  await page.getByRole("option", { name: /Boris Stone/ }).waitFor();
  const figures = async () => (await client.query(api.mirror.metrics, { orgId, now: Date.now() })).migration;
  await expect
    .poll(figures, { timeout: patienceMs })
    .toMatchObject({ staffUsingNewSystem: 1, customerLookupTime: expect.any(Number) });

  // A part for some people only, chosen by keys.
  await page.goto(`${orbit.url}/o/${slug}/settings/pos?tab=features`);
  const search = page.getByRole("combobox", { name: "Search", exact: true });
  await search.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("option", { name: "Some people…" }).focus();
  await page.keyboard.press("Enter");
  const some = page.getByRole("dialog");
  expect(await some.getByRole("button", { name: "Save" }).isDisabled()).toBe(true);
  await some.getByRole("checkbox").last().focus();
  await page.keyboard.press("Space");
  await some.getByRole("button", { name: "Save" }).focus();
  await page.keyboard.press("Enter");
  await some.waitFor({ state: "detached" });
  await search.getByText("1 person or team").waitFor();

  // The way back, and back again.
  await page.getByRole("button", { name: "Go back…" }).click();
  await page.getByLabel("Why").fill("The till stands still");
  await page.getByRole("dialog").getByRole("button", { name: "Go back…" }).click();
  const report = page.getByRole("listitem").filter({ hasText: "The till stands still" });
  await report.waitFor();
  await page.getByText("Paused", { exact: true }).waitFor();
  await look(page, "point of sale, features");
  await report.getByRole("button", { name: "Reverse" }).click();
  await page.getByText("Running", { exact: true }).waitFor();

  // How it fares: what was measured while this went on, and what is entered.
  await page.getByRole("tab", { name: "Health" }).click();
  await page.getByText("Transition", { exact: true }).last().waitFor();
  await page.getByRole("button", { name: "Enter figures" }).click();
  await page.getByLabel("Customer satisfaction").fill("11");
  await page.getByLabel("Staff productivity").fill("112");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Enter a score from 0 to 10.").waitFor();
  await look(page, "point of sale, figures");
  await page.getByLabel("Customer satisfaction").fill("8.5");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("112%").waitFor();
  await look(page, "point of sale, health");
  expect(problems).toEqual([]);
});
