/** A new organization's first minutes: steps that tick themselves off, sample data in and out, numbers that follow. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { api } from "../../convex/_generated/api";
import { violations } from "./support/axe";
import { launchBrowser } from "./support/browser";
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

test("DEP-12 sample data comes and goes in one press each, and the dashboard follows by itself", async () => {
  const team = await newTeam(orbit, "First Minutes");
  const { page, problems } = await openAs(browser, orbit, team.admin, `/o/${team.slug}/start`);
  const watching = await openAs(
    browser,
    orbit,
    await team.join("Dora Director", "manager"),
    `/o/${team.slug}/dashboard`,
  );
  await watching.page.getByRole("link", { name: /^Customers\s*0/ }).waitFor();

  await page.getByRole("button", { name: "Load sample data" }).click();
  await watching.page.getByRole("link", { name: /^Customers\s*60/ }).waitFor();
  await page.getByText("This organization holds sample data.").waitFor();
  await page.getByText("Done").first().waitFor();
  expect(await violations(page)).toEqual([]);
  for (const colorScheme of ["light", "dark"] as const) {
    await watching.page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    // Every colour has changed when two frames have been drawn after the ground has.
    await watching.page.waitForFunction((isDark) => {
      const [red = "255"] = /\d+/.exec(getComputedStyle(document.body).backgroundColor) ?? [];
      return Number(red) < 128 === isDark;
    }, colorScheme === "dark");
    await watching.page.evaluate(
      () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
    );
    expect(await violations(watching.page)).toEqual([]);
  }

  await page.getByRole("button", { name: "Remove sample data" }).click();
  await watching.page.getByRole("link", { name: /^Customers\s*0/ }).waitFor();
  expect(await team.admin.client.query(api.sampleData.state, { orgId: team.orgId })).toBe("absent");
  expect([...problems, ...watching.problems]).toEqual([]);
});
