/** What people did, in a real browser: a lead of the team sees everybody live and looks behind a number, a rep sees one row. */
import { readFile } from "node:fs/promises";
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
  team = await newTeam(orbit, "Larch");
});
afterAll(async () => {
  await browser?.close();
  await orbit?.stop();
});

test("ANA-25 REP-12 INT-12: numbers of everybody move while one looks, lead to their rows and into a file; a rep sees one row", async () => {
  const { orgId, slug } = team;
  const rep = await team.join("Rita Rep", "sales");
  const { customerId } = await rep.client.mutation(api.customers.create, {
    orgId,
    input: { name: "Alma Reyes", email: "alma@larch.test" },
  });
  const { page, problems } = await openAs(browser, orbit, team.admin, `/o/${slug}/people`);
  const row = (name: RegExp) => page.getByRole("row", { name });
  await row(/Rita Rep/).waitFor();
  const log = (subject: string) =>
    rep.client.mutation(api.interactions.create, {
      orgId,
      customerId,
      input: { type: "call", subject, description: "Wants four places" },
    });
  await log("Altai in autumn");
  await log("Altai again");
  await rep.client.mutation(api.transactions.record, { orgId, customerId, input: { amount: 125_000 } });
  await row(/Rita Rep.*2.*2.*\$1,250\.00/).waitFor();

  // The most revenue first; by name when asked.
  await expect.poll(() => page.getByRole("row").nth(1).textContent()).toContain("Rita Rep");
  await page.getByRole("button", { name: "Person", exact: true }).click();
  await expect.poll(() => page.getByRole("row").nth(1).textContent()).toContain("Larch Admin");

  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Export CSV" }).click(),
  ]);
  const lines = (await readFile(await file.path(), "utf8")).trim().split("\r\n");
  expect(lines[0]).toContain("Person,Interactions,Logged,Calls,Messages");
  expect(lines.find((line) => line.startsWith("Rita Rep"))).toMatch(/^Rita Rep,2,2,2,0,.*1250\.00,USD/);

  await row(/Rita Rep/).click();
  const sheet = page.getByRole("dialog", { name: "Rita Rep" });
  await sheet.getByText("Altai in autumn").waitFor();
  await sheet.getByRole("button", { name: /^Sales/ }).click();
  await sheet.getByText("$1,250.00").waitFor();
  await look(page, "people behind");
  await page.getByRole("button", { name: "Close" }).click();

  // Of a day on which nothing happened: days of one's own, in the address.
  await page.goto(`${orbit.url}/o/${slug}/people?period=custom&from=2026-01-01&to=2026-01-31`);
  await row(/Rita Rep.*0.*\$0\.00/).waitFor();
  expect(problems).toEqual([]);

  const own = await openAs(browser, orbit, rep, `/o/${slug}/people`);
  await own.page.getByRole("row", { name: /Rita Rep.*2/ }).waitFor();
  expect(await own.page.getByRole("row").count()).toBe(2);
  expect(own.problems).toEqual([]);

  // A colleague writes down what the rep is responsible for: both stand on the entry.
  const members = await team.admin.client.query(api.members.list, { orgId, status: "active" });
  const { userId } = members.find(({ name }) => name === "Rita Rep")!;
  await team.admin.client.mutation(api.interactions.create, {
    orgId,
    customerId,
    input: { type: "meeting", subject: "In the office", description: "Signed", assignedTo: userId },
  });
  await own.page.goto(`${orbit.url}/o/${slug}/customers/${customerId}?tab=interactions`);
  await own.page.getByText("responsible: Rita Rep · logged by Larch Admin").waitFor();
  await own.page.context().close();
});
