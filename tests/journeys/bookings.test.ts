/** A tour is offered, booked from a customer's page and paid in a real browser, while a second person's calendar follows. */
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
  team = await newTeam(orbit, "Trips");
});
afterAll(async () => {
  await browser?.close();
  await orbit?.stop();
});

test("TRV-23 TRV-28 UIX-28: a tour, its departure, a booking, its payment; the places fall on another screen without a reload", async () => {
  const { orgId, slug } = team;
  const { client } = team.admin;
  const { modules } = await client.query(api.settings.get, { orgId });
  await client.mutation(api.settings.update, { orgId, changes: { modules: { ...modules, tours: true } } });
  const { customerId } = await client.mutation(api.customers.create, {
    orgId,
    input: { name: "Maria Ivanova", phone: "+7 701 234 56 78" },
  });
  const agent = await team.join("Anna Agent", "manager");
  const { page, problems } = await openAs(browser, orbit, agent, `/o/${slug}/tours`);

  // The catalogue: from nothing to a tour with a departure.
  await page.getByText("No tours yet").waitFor();
  await page.getByRole("button", { name: "Add a tour" }).first().click();
  const sheet = page.getByRole("dialog");
  await sheet.getByLabel("Name").fill("Altai in autumn");
  await sheet.getByLabel("Price per person").fill("100");
  await sheet.getByLabel("Places").fill("5");
  await sheet.getByLabel("Length in days").fill("3");
  await sheet.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByRole("heading", { name: "Altai in autumn", level: 1 }).waitFor();
  const year = new Date().getUTCFullYear() + 1;
  await page.getByRole("button", { name: "Add a departure" }).click();
  await sheet.getByLabel("Departs on").fill(`03/15/${year}`);
  await sheet.getByRole("button", { name: "Add", exact: true }).click();
  await sheet.waitFor({ state: "detached" });
  await page.getByText("5 of 5 left").waitFor();
  await look(page, "tour");

  const watcher = await team.join("Wanda Watcher", "manager");
  const calendar = await openAs(browser, orbit, watcher, `/o/${slug}/tours/calendar?month=${year}-03`);
  await calendar.page.getByText("5 of 5 left").waitFor();

  // From the customer's own tab.
  await page.goto(`${orbit.url}/o/${slug}/customers/${customerId}?tab=bookings`);
  await page.getByText("No bookings yet").waitFor();
  await page.getByRole("button", { name: "Book a trip" }).first().press("Enter");
  await sheet.getByRole("combobox", { name: "Tour" }).fill("Altai");
  await page.getByRole("option", { name: /Altai in autumn/ }).click();
  await sheet.getByLabel("Departure").click();
  await page.getByRole("option", { name: /5 places left/ }).click();
  await sheet.getByLabel("People").fill("2");
  await sheet.getByText("$200.00").waitFor();
  await sheet.getByRole("button", { name: "Book", exact: true }).click();
  await sheet.waitFor({ state: "detached" });
  const row = page.locator(".thing-row", { hasText: "Altai in autumn" });
  await row.getByText("Confirmed").waitFor();
  await calendar.page.getByText("3 of 5 left").waitFor();
  await look(page, "customer bookings");

  // Two ask for the last places at once: one gets them.
  const { page: departures } = await client.query(api.tours.calendar, {
    orgId,
    from: `${year}-03-01`,
    to: `${year}-03-31`,
    paginationOpts: { numItems: 10, cursor: null },
  });
  const input = { tourDepartureId: departures[0]!._id, numParticipants: 2 };
  const asked = await Promise.allSettled(
    [team.admin, agent].map((who) => who.client.mutation(api.bookings.create, { orgId, customerId, input })),
  );
  expect(asked.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  await calendar.page.getByText("1 of 5 left").waitFor();
  await look(calendar.page, "calendar of departures");

  // Paid in full, it says so by itself.
  await page.locator(".thing-row").last().click();
  const booking = page.getByRole("dialog", { name: "Altai in autumn" });
  await booking.getByRole("button", { name: "Record a payment" }).click();
  await booking.getByRole("button", { name: "Record", exact: true }).click();
  await booking.getByText("Paid", { exact: true }).first().waitFor();
  await booking.getByLabel("Guest’s name").fill("Little Ivan");
  await booking.getByRole("button", { name: "Add", exact: true }).click();
  await booking.getByText("Little Ivan").waitFor();

  // One more comes along: the last place is taken, money is owed again, and it comes in another currency.
  await booking.getByRole("button", { name: "Change" }).click();
  const change = page.getByRole("dialog").last();
  await change.getByLabel("People").fill("3");
  await change.getByText("$300.00").waitFor();
  await change.getByRole("button", { name: "Save" }).click();
  await booking.getByText("Still owed").waitFor();
  await calendar.page.getByText("Full").waitFor();
  await booking.getByRole("button", { name: "Record a payment" }).click();
  await booking.getByRole("combobox", { name: "Currency" }).click();
  await page.getByRole("option", { name: "EUR" }).click();
  await booking.getByLabel("Amount").fill("80");
  await booking.getByRole("button", { name: "Record", exact: true }).click();
  await booking.getByText("Enter how much one EUR is in USD.").waitFor();
  await booking.getByLabel("One EUR in USD").fill("1.25");
  await booking.getByText("Counts as $100.00.").waitFor();
  await booking.getByRole("button", { name: "Record", exact: true }).click();
  await booking.getByText("Still owed").waitFor({ state: "detached" });
  await booking.getByText("€80.00").waitFor();
  await look(page, "booking");

  // The departure has a page of its own: who has booked it, and who travels.
  await booking.getByRole("link", { name: new RegExp(String(year)) }).click();
  await page.getByRole("heading", { name: new RegExp(String(year)), level: 1 }).waitFor();
  await page.getByText("Little Ivan").waitFor();
  expect(await page.locator(".thing-row", { hasText: "Maria Ivanova" }).count()).toBe(2);
  await look(page, "departure");

  // The list of all, wide and on a phone, and in Russian.
  await page.goto(`${orbit.url}/o/${slug}/bookings`);
  await page
    .getByRole("row", { name: /Maria Ivanova/ })
    .first()
    .waitFor();
  await look(page, "bookings");
  expect([...problems, ...calendar.problems]).toEqual([]);
});
