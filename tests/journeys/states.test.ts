/** Journey: what a screen shows while it has nothing to show: its shape, what belongs there, what broke, what was refused. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { api } from "../../convex/_generated/api";
import { launchBrowser, patienceMs } from "./support/browser";
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

/** What the server says passes through `said`, which may hold it back, change it or leave it as it is. */
async function between(page: Page, said: (message: string) => Promise<string> | string) {
  await page.routeWebSocket(/\/sync$/, (socket) => {
    const server = socket.connectToServer();
    let last = Promise.resolve();
    server.onMessage((message) => {
      last = last.then(async () => {
        socket.send(typeof message === "string" ? await said(message) : message);
      });
    });
  });
}

test("UIX-21: on a slow network every list shows its shape first, and an empty organization what belongs there and the next step", async () => {
  const team = await newTeam(orbit, "Empty States");
  const { page, problems } = await openAs(browser, orbit, team.admin, `/o/${team.slug}/settings`);
  await page.getByRole("heading", { level: 1 }).first().waitFor();
  let slow = 0;
  await between(page, async (message) => {
    await new Promise((resolve) => setTimeout(resolve, slow));
    return message;
  });
  slow = 1_200;
  // The picture of an empty list is made of the same grey bars.
  const shape = page.locator(".skeleton:not(.state-picture *)");
  for (const path of ["customers", "leads", "quotes", "transactions", "duplicates", "dashboard"]) {
    await page.goto(`${orbit.url}/o/${team.slug}/${path}`);
    await shape.first().waitFor();
    slow = 0;
    await expect.poll(async () => await shape.count(), { timeout: patienceMs, message: path }).toBe(0);
    if (path !== "dashboard") {
      const told = page.locator(".state").first();
      await told.waitFor();
      // What it is for in a sentence; where there is a next step of one's own, that too.
      expect((await told.textContent())!.length).toBeGreaterThan(40);
      if (path !== "duplicates") expect(await told.locator("a, button").count()).toBeGreaterThan(0);
    }
    slow = 1_200;
  }
  expect(problems).toEqual([]);
});

test("UIX-21: an answer that fails stands in its place on the page with a way to try again, and then the page is there", async () => {
  const team = await newTeam(orbit, "Broken States");
  const { page } = await openAs(browser, orbit, team.admin, `/o/${team.slug}/settings`);
  await page.getByRole("heading", { level: 1 }).first().waitFor();
  let isBroken = true;
  await between(page, (message) => {
    if (!isBroken || !message.includes("newLastMonth")) return message;
    const transition = JSON.parse(message) as {
      modifications: { type: string; queryId: number; value?: object }[];
    };
    transition.modifications = transition.modifications.map((one) =>
      one.value && "newLastMonth" in one.value
        ? {
            type: "QueryFailed",
            queryId: one.queryId,
            errorMessage: "Server Error",
            logLines: [],
            journal: null,
          }
        : one,
    );
    return JSON.stringify(transition);
  });
  await page.goto(`${orbit.url}/o/${team.slug}/dashboard`);
  const retry = page.getByRole("button", { name: "Try again" });
  await retry.waitFor();
  // The frame is still there to go elsewhere.
  expect(await page.getByRole("link", { name: "Customers" }).isVisible()).toBe(true);
  isBroken = false;
  await retry.click();
  await page.getByText("New this month").waitFor();
});

test("a value that is refused in place stays as it was typed, with the reason, until it is mended or given up", async () => {
  const team = await newTeam(orbit, "Refused Values");
  const { customerId } = await team.admin.client.mutation(api.customers.create, {
    orgId: team.orgId,
    input: {
      name: "Ada Lovelace",
      email: "ada@refused.test",
      companyName: "Engines",
      website: "https://ada.example",
    },
  });
  const { page, problems } = await openAs(
    browser,
    orbit,
    team.admin,
    `/o/${team.slug}/customers/${customerId}`,
  );
  await page.getByRole("button", { name: /^Edit Website/ }).click();
  const field = page.getByRole("textbox", { name: "Website" });
  await field.fill("no site at all");
  await page.keyboard.press("Enter");
  const reason = page.locator(".inline-problem");
  await reason.waitFor();
  expect(await field.inputValue()).toBe("no site at all");
  expect(await field.getAttribute("aria-invalid")).toBe("true");
  // Leaving it leaves it so, and takes nobody back from where they went.
  await page.getByRole("button", { name: /^Edit Company/ }).click();
  await page.getByRole("textbox", { name: "Company" }).fill("Analytical Engines");
  expect(await field.inputValue()).toBe("no site at all");
  await page.getByRole("textbox", { name: "Company" }).press("Enter");
  await page.getByRole("button", { name: "Edit Company: Analytical Engines" }).waitFor();
  await field.fill("https://lovelace.example");
  expect(await reason.count()).toBe(0);
  await field.press("Enter");
  await page.getByRole("button", { name: /^Edit Website: .*lovelace\.example/ }).waitFor();
  expect(problems).toEqual([]);
});

test("the palette is there with the key that asks for it: its code came while nothing else was to be done", async () => {
  const team = await newTeam(orbit, "At Once");
  const { page, problems } = await openAs(browser, orbit, team.admin, `/o/${team.slug}/customers`);
  await page.getByText("No customers yet").waitFor();
  await page.waitForFunction(() =>
    performance.getEntriesByType("resource").some(({ name }) => /\/Palette-.*\.js$/.test(name)),
  );
  // Fetched is not yet run.
  await page.waitForTimeout(500);
  const isThere = await page.evaluate(async () => {
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "k", ctrlKey: true, bubbles: true }));
    for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
    return document.querySelector("[cmdk-root]") !== null;
  });
  expect(isThere).toBe(true);
  await page.keyboard.type("impo");
  await page.getByRole("option", { name: "Import customers" }).waitFor();
  expect(problems).toEqual([]);
});
