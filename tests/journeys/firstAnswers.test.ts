/** The head start of the first load: what it shows, and to whom. The socket is cut, so that nothing else can answer. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { api } from "../../convex/_generated/api";
import { launchBrowser } from "./support/browser";
import { startOrbit, type Orbit } from "./support/orbit";
import { newTeam, openAs, type Team } from "./support/people";

let orbit: Orbit;
let browser: Browser;
let team: Team;
let page: Page;
let list: string;
let problems: string[];

beforeAll(async () => {
  [orbit, browser] = await Promise.all([startOrbit(), launchBrowser()]);
  team = await newTeam(orbit, "Head Start");
  list = `/o/${team.slug}/customers`;
  await add("Alma Reyes");
  ({ page, problems } = await openAs(browser, orbit, team.admin, list));
  await name("Alma Reyes").waitFor();
});
afterAll(async () => {
  await browser?.close();
  await orbit?.stop();
});

const add = (customer: string) =>
  team.admin.client.mutation(api.customers.create, {
    orgId: team.orgId,
    input: { name: customer, email: `${customer.replace(/\W/g, "")}@start.test` },
  });
const name = (customer: string) => page.getByText(customer, { exact: true }).first();
const questions = () => page.evaluate(() => localStorage.getItem("orbit.first") ?? "");

test("a returning person's list is there before the live connection, as it is now and not as it was", async () => {
  await add("Bea Ortiz");
  const live = await cutSockets();
  await page.reload();
  await name("Bea Ortiz").waitFor();
  await name("Alma Reyes").waitFor();
  expect(live.opened, "the live connection is asked for as well").toBe(true);
  expect(await questions()).toContain("customers:list");
  expect(await questions()).not.toContain("Alma");
});

test("whoever is signed in gets their own answers: the same browser shows a stranger nothing", async () => {
  const other = await newTeam(orbit, "Neighbour");
  await page.evaluate((token) => localStorage.setItem("orbit.refreshToken", token), other.admin.refreshToken);
  const asked = page.waitForResponse(
    (response) =>
      response.url().endsWith("/api/query") && response.request().postData()!.includes("customers:list"),
  );
  await page.reload();
  expect(await (await asked).text()).not.toContain("Alma Reyes");
  await page.waitForTimeout(1_500);
  expect(await name("Alma Reyes").count()).toBe(0);
});

test("signing out takes the questions along", async () => {
  await page.unrouteAll();
  const person = await team.join("Sam Seller", "admin");
  ({ page, problems } = await openAs(browser, orbit, person, list));
  await name("Bea Ortiz").waitFor();
  await expect.poll(questions).toContain("customers:list");
  await page.getByRole("button", { name: "Sam Seller" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.waitForURL("**/sign-in*");
  expect(await questions()).toBe("");
  expect(problems).toEqual([]);
});

/** Sockets open and stay silent. */
async function cutSockets(): Promise<{ opened: boolean }> {
  const seen = { opened: false };
  await page.routeWebSocket(/\/api\//, () => {
    seen.opened = true;
  });
  return seen;
}
