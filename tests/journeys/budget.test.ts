/** What the first load of the customer list costs in bytes, asked of a real browser. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { visit } from "../../bench/front/measure";
import { api } from "../../convex/_generated/api";
import { launchBrowser } from "./support/browser";
import { startOrbit, type Orbit } from "./support/orbit";
import { newTeam, openAs } from "./support/people";

const scriptBudget = 190_000;
const styleBudget = 62_000;

let orbit: Orbit;
let browser: Browser;

beforeAll(async () => {
  [orbit, browser] = await Promise.all([startOrbit(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await orbit?.stop();
});

test("PRF-01 the first load of the customer list is at most 190 kB of script and 62 kB of styles, gzipped", async () => {
  const team = await newTeam(orbit, "Light Weight");
  for (let number = 0; number < 30; number++) {
    await team.admin.client.mutation(api.customers.create, {
      orgId: team.orgId,
      input: { name: `Row ${number}`, email: `row${number}@light.test` },
    });
  }
  const { page } = await openAs(browser, orbit, team.admin, `/o/${team.slug}/customers`);
  await page.getByText("Row 0", { exact: true }).waitFor();
  const storageState = await page.context().storageState();
  await page.context().close();

  const cost = await visit(browser, `${orbit.url}/o/${team.slug}/customers`, "[role=row]", 20, {
    storageState,
  });
  console.log(
    `scripts ${cost.scriptBytes} B, styles ${cost.styleBytes} B, gzip level 9, until the list is usable`,
  );
  expect(cost.scriptBytes).toBeGreaterThan(50_000);
  expect(cost.scriptBytes).toBeLessThanOrEqual(scriptBudget);
  expect(cost.styleBytes).toBeLessThanOrEqual(styleBudget);
});
