/** Journey (a): a stranger signs up, makes an organization, adds a customer; a colleague's open screen shows it. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser, newPerson } from "./support/browser";
import { startOrbit, type Orbit } from "./support/orbit";
import { newTeam, openAs, password } from "./support/people";

let orbit: Orbit;
let browser: Browser;

beforeAll(async () => {
  [orbit, browser] = await Promise.all([startOrbit(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await orbit?.stop();
});

test("TEN-02 sign-up, organization, first customer, and it survives on another device (CUS-54)", async () => {
  const { page, problems } = await newPerson(browser);
  await page.goto(orbit.url);
  await page.waitForURL(/sign-up/);
  await page.getByLabel("Your name").fill("Zarina");
  await page.getByLabel("Work e-mail").fill("zarina@altai.test");
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.waitForURL(/\/new$/);
  await page.getByLabel("Name", { exact: true }).fill("Altai Travel");
  await page.getByRole("button", { name: "Create organization" }).click();
  await page.waitForURL(/\/o\/altai-travel/);

  await page.goto(`${orbit.url}/o/altai-travel/customers`);
  await page.getByRole("button", { name: "New customer" }).first().click();
  const form = page.getByRole("dialog", { name: "New customer" });
  await form.getByLabel("Name").fill("Maria Ivanova");
  await form.getByLabel("Phone").fill("+7 701 234-56-78");
  await form.getByRole("button", { name: "Create customer" }).click();
  await page.getByText("CUS-001").first().waitFor();

  const other = await newPerson(browser);
  await other.page.goto(`${orbit.url}/sign-in`);
  await other.page
    .getByLabel("Work e-mail")
    .or(other.page.getByLabel("E-mail", { exact: true }))
    .first()
    .fill("zarina@altai.test");
  await other.page.getByLabel("Password", { exact: true }).fill(password);
  await other.page.keyboard.press("Enter");
  await other.page.waitForURL(/\/o\/altai-travel/);
  await other.page.goto(`${orbit.url}/o/altai-travel/customers`);
  await other.page.getByText("Maria Ivanova").first().waitFor();
  expect([...problems, ...other.problems]).toEqual([]);
});

test("CUS-37 a customer added in one browser appears in another without reload", async () => {
  const team = await newTeam(orbit, "Live Lists");
  const manager = await team.join("Mira Manager", "manager");
  const watching = await openAs(browser, orbit, manager, `/o/${team.slug}/customers`);
  await watching.page.getByText("No customers yet").waitFor();
  const adding = await openAs(browser, orbit, team.admin, `/o/${team.slug}/customers`);
  await adding.page.getByRole("button", { name: "New customer" }).first().click();
  const form = adding.page.getByRole("dialog", { name: "New customer" });
  await form.getByLabel("Name").fill("Live Lena");
  await form.getByLabel("E-mail", { exact: true }).fill("lena@live.test");
  await form.getByRole("button", { name: "Create customer" }).click();
  await watching.page.getByText("Live Lena").first().waitFor();
  expect([...watching.problems, ...adding.problems]).toEqual([]);
});

test("DUP-01 UIX-12 typing a known phone in another format shows whom it belongs to, before anything is saved", async () => {
  const team = await newTeam(orbit, "Known Phones");
  const { page, problems } = await openAs(browser, orbit, team.admin, `/o/${team.slug}/customers`);
  await page.getByText("No customers yet").waitFor();
  await page.keyboard.press("n");
  const form = page.getByRole("dialog", { name: "New customer" });
  await form.getByLabel("Name").fill("Bill Known");
  await form.getByLabel("Phone").fill("(212) 555-0143");
  await form.getByRole("button", { name: "Create customer" }).click();
  await page.getByText("CUS-001").first().waitFor();
  await page.goto(`${orbit.url}/o/${team.slug}/customers`);
  await page.getByRole("button", { name: "New customer" }).first().click();
  // What goes over the socket: nothing asks for duplicates while the keys are still falling.
  const phone = form.getByLabel("Phone");
  const typed = "+1 212 555 01 43";
  await phone.click();
  await page.evaluate(() => {
    const watched = globalThis as unknown as { asked: number[] };
    watched.asked = [];
    const send = WebSocket.prototype.send;
    WebSocket.prototype.send = function (data) {
      if (typeof data === "string" && data.includes("checkDuplicates")) watched.asked.push(performance.now());
      return send.call(this, data);
    };
  });
  // The best of three: other work on the machine may stand in the way of one.
  const waited: number[] = [];
  for (let round = 0; round < 3 && Math.min(...waited, Infinity) >= 500; round++) {
    await phone.fill("");
    await form.getByText("Bill Known").waitFor({ state: "detached" });
    await page.evaluate(() => void ((globalThis as unknown as { asked: number[] }).asked.length = 0));
    await page.keyboard.type(typed, { delay: 60 });
    const paused = await page.evaluate(() => performance.now());
    await form.getByText("Bill Known").first().waitFor();
    waited.push((await page.evaluate(() => performance.now())) - paused);
    const asked = await page.evaluate(() => (globalThis as unknown as { asked: number[] }).asked);
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.length).toBeLessThan(typed.length / 2);
  }
  expect(Math.min(...waited)).toBeLessThan(500);
  expect(problems).toEqual([]);
});
