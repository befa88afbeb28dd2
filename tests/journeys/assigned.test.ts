/** Journey (b): a manager assigns a customer and the rep's own list changes while they look (TEN-27). */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { api } from "../../convex/_generated/api";
import { launchBrowser } from "./support/browser";
import { startOrbit, type Orbit } from "./support/orbit";
import { look } from "./support/look";
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

test("TEN-27 an assigned customer appears in the rep's list without reload, and leaves it when given away", async () => {
  const team = await newTeam(orbit, "Assigned Live");
  const rep = await team.join("Rita Rep", "sales");
  const manager = await team.join("Max Manager", "manager");
  const { customerId } = await team.admin.client.mutation(api.customers.create, {
    orgId: team.orgId,
    input: { name: "Handed Over Ltd", email: "hello@handed.test" },
    ownerId: null,
  });

  const hers = await openAs(browser, orbit, rep, `/o/${team.slug}/accounts`);
  await hers.page.getByRole("heading", { name: "My accounts", level: 1 }).waitFor();
  await hers.page.waitForTimeout(500);
  expect(await hers.page.getByText("Handed Over Ltd").count()).toBe(0);

  const his = await openAs(browser, orbit, manager, `/o/${team.slug}/customers/CUS-001`);
  await his.page
    .getByRole("button", { name: /Unassigned/ })
    .first()
    .click();
  await his.page.getByRole("menuitemcheckbox", { name: /Rita Rep/ }).click();
  await his.page.getByRole("form", { name: "Change of Owner" }).getByRole("button", { name: "Save" }).click();
  await hers.page.getByText("Handed Over Ltd").first().waitFor();

  const viewer = await manager.client.query(api.account.viewer, {});
  await team.admin.client.mutation(api.customers.assign, {
    orgId: team.orgId,
    customerId,
    ownerId: viewer!.user._id,
  });
  await hers.page.getByText("Handed Over Ltd").first().waitFor({ state: "detached" });
  expect([...hers.problems, ...his.problems]).toEqual([]);
});

test("TEN-08 INT-11 a rep who follows a link to a colleague's customer is told whom to ask, and nothing of the customer", async () => {
  const team = await newTeam(orbit, "Sealed Accounts");
  const rep = await team.join("Sam Sales", "sales");
  const viewer = await team.admin.client.query(api.account.viewer, {});
  await team.admin.client.mutation(api.customers.create, {
    orgId: team.orgId,
    input: { name: "Secret Customer", email: "secret@sealed.test" },
    ownerId: viewer!.user._id,
  });
  const { page } = await openAs(browser, orbit, rep, `/o/${team.slug}/customers/CUS-001`);
  await page.getByText("You may not see this customer").first().waitFor();
  await look(page, "out of reach");
  expect(await page.getByText("Secret Customer").count()).toBe(0);
  await page.goto(`${orbit.url}/o/${team.slug}/customers/CUS-002`);
  await page.getByText("There is nothing here").first().waitFor();
});
