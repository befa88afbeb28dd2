/** A quote from the first keystroke to the customer's answer, and the follow-up that is ticked off by keyboard. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { api } from "../../convex/_generated/api";
import { violations } from "./support/axe";
import { launchBrowser, newPerson } from "./support/browser";
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

const dayMs = 86_400_000;

test("QUO-14, QUO-20, CLV-11 written by keyboard, sent as a link, accepted by the customer, seen live by staff", async () => {
  const team = await newTeam(orbit, "Quote Journey");
  const { orgId } = team;
  const { customerId } = await team.admin.client.mutation(api.customers.create, {
    orgId,
    input: { name: "Nomad Logistics", email: "office@nomad.test" },
  });
  const staff = await openAs(browser, orbit, team.admin, `/o/${team.slug}/quotes/new?customer=${customerId}`);
  const { page } = staff;
  await page.getByLabel("Subject").fill("Altai in June");
  await page.getByLabel("Line 1: Item").fill("Tour");
  await page.getByLabel("Line 1: Quantity").fill("2");
  await page.getByLabel("Line 1: Unit price").fill("450.50");
  await page.getByLabel("Line 1: Tax %").fill("12");
  await page.keyboard.press("Enter");
  await page.keyboard.type("Transfer");
  await page.getByLabel("Line 2: Unit price").fill("100");
  // 2 x 450.50 = 901.00, transfer 100.00, 12 % of both: 120.12
  await page.getByText("$1,121.12").waitFor();
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press("Control+s");
  await page.getByRole("heading", { name: "QUO-0001" }).waitFor();

  await page.getByRole("button", { name: "Send quote" }).click();
  await page.getByRole("button", { name: "Only make a link" }).click();
  const link = await page.getByLabel("Link").inputValue();
  expect(await violations(page, ".dialog")).toEqual([]);
  await page.keyboard.press("Escape");

  const stranger = await newPerson(browser, { viewport: { width: 360, height: 780 } });
  await stranger.page.goto(link);
  await stranger.page.getByText("$1,121.12").first().waitFor();
  expect(await violations(stranger.page)).toEqual([]);
  await page.getByText("Opened by the customer").waitFor();

  await stranger.page.getByRole("button", { name: "Accept for $1,121.12" }).click();
  await stranger.page.getByText("Enter your name first.").waitFor();
  await stranger.page.getByLabel("Your name").fill("Aigerim Sadykova");
  await stranger.page.keyboard.press("Enter");
  await stranger.page.getByText("You accepted this quote.").waitFor();
  await page.getByText("Accepted by Aigerim Sadykova").waitFor();

  await page.goto(`${orbit.url}/o/${team.slug}/customers/${customerId}`);
  await page.getByText("1 purchase").first().waitFor();
  expect([...staff.problems, ...stranger.problems]).toEqual([]);
});

test("QUO-14 a wrong address and an ended link say so and nothing else", async () => {
  const { page, problems } = await newPerson(browser);
  await page.goto(`${orbit.url}/q/${"A".repeat(43)}`);
  await page.getByText("There is no quote here").waitFor();
  expect(await violations(page)).toEqual([]);
  expect(problems).toEqual([]);
});

test("FUP-02, FUP-04 Today: ticked off, told and put off by single keys, and undone", async () => {
  const team = await newTeam(orbit, "Today Journey");
  const { orgId } = team;
  const { client } = team.admin;
  const { customerId } = await client.mutation(api.customers.create, {
    orgId,
    input: { name: "Maria Ivanova", email: "maria@today.test" },
  });
  const plan = (title: string, days: number) =>
    client.mutation(api.followUps.create, {
      orgId,
      customerId,
      input: { title, dueAt: Date.now() + days * dayMs },
    });
  await plan("Call about the bus", -0.5);
  await plan("Send the photos", 1.5);
  await plan("Ask for passports", 3);
  const { page, problems } = await openAs(browser, orbit, team.admin, `/o/${team.slug}/today`);
  await page.getByText("Call about the bus").waitFor();
  await page.getByRole("heading", { name: /Overdue/ }).waitFor();
  expect(await violations(page)).toEqual([]);

  await page.keyboard.press("j");
  await page.keyboard.press("d");
  await page.getByText("Done: Call about the bus").waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByRole("heading", { name: /Overdue/ }).waitFor();

  await page.getByRole("listitem").filter({ hasText: "Send the photos" }).focus();
  await page.keyboard.press("o");
  await page.keyboard.type("Sent them on WhatsApp");
  await page.keyboard.press("Enter");
  await page.getByText("Done: Send the photos").waitFor();
  const logged = await client.query(api.interactions.list, {
    orgId,
    customerId,
    type: null,
    paginationOpts: { numItems: 10, cursor: null },
  });
  expect(logged.page.map((entry) => entry.subject)).toEqual(["Sent them on WhatsApp"]);

  // Somebody else plans something: it appears without reload.
  await plan("Book the guide", 2);
  await page.getByText("Book the guide").waitFor();
  expect(problems).toEqual([]);
});
