/** Bad habits: leaving in the middle, losing the network, pressing twice, names without an end. Nothing typed is lost by any. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { api } from "../../convex/_generated/api";
import type { Id } from "../../convex/_generated/dataModel";
import { launchBrowser } from "./support/browser";
import { startOrbit, type Orbit } from "./support/orbit";
import { newTeam, openAs, type Person, type Team } from "./support/people";

let orbit: Orbit;
let browser: Browser;
let team: Team;
let rita: Person;

beforeAll(async () => {
  [orbit, browser] = await Promise.all([startOrbit(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await orbit?.stop();
});

beforeEach(async () => {
  team = await newTeam(orbit, "Bad Habits");
  rita = await team.join("Rita Rep", "sales");
});

async function add(input: { name: string; email: string; industry?: string; companyName?: string }) {
  const made = await rita.client.mutation(api.customers.create, { orgId: team.orgId, input });
  return made.customerId;
}

const opened = (customer: Id<"customers">) =>
  team.admin.client.query(api.customers.get, { orgId: team.orgId, customer });

test("what is typed on the edit page is there after Back, Forward and a reload, beside what others saved since, and once it is saved or given up it is gone", async () => {
  const customerId = await add({ name: "Half Way", email: "half@way.test", industry: "Hotels" });
  const record = `/o/${team.slug}/customers/${customerId}`;
  const { page, problems } = await openAs(browser, orbit, rita, record);
  await page.getByRole("button", { name: "Edit Industry: Hotels" }).waitFor();
  await page.goto(`${orbit.url}${record}/edit`);
  const industry = page.getByRole("textbox", { name: "Industry" });
  await industry.fill("Ferries");
  await page.goBack();
  await page.getByRole("button", { name: "Edit Industry: Hotels" }).waitFor();
  await page.goForward();
  await expect.poll(() => industry.inputValue()).toBe("Ferries");
  await page.reload();
  await expect.poll(() => industry.inputValue()).toBe("Ferries");

  await page.goBack();
  await page.getByRole("button", { name: "Edit Industry: Hotels" }).waitFor();
  await team.admin.client.mutation(api.customers.update, {
    orgId: team.orgId,
    customerId,
    patch: { industry: "Trains", notes: "Likes tea" },
  });
  await page.goForward();
  const conflict = page.getByRole("alert").filter({ hasText: "Trains" });
  await conflict.getByText("Ferries").waitFor();
  expect(await page.getByLabel("Good to know").inputValue()).toBe("Likes tea");
  await conflict.getByRole("button", { name: "Keep mine" }).click();
  // Pressed twice, it is looked at first and not saved unseen.
  await page.getByRole("button", { name: "Review changes" }).dblclick();
  await page.getByText("1 field changed").waitFor();
  expect((await opened(customerId)).industry).toBe("Trains");
  await page.getByRole("button", { name: "Save", exact: true }).dblclick();
  await page.getByRole("button", { name: "Edit Industry: Ferries" }).waitFor();

  await page.goto(`${orbit.url}${record}/edit`);
  await page.getByRole("textbox", { name: "Company" }).fill("Given Up Ltd");
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Edit Industry: Ferries" }).waitFor();
  await page.goto(`${orbit.url}${record}/edit`);
  await expect.poll(() => industry.inputValue()).toBe("Ferries");
  expect(await page.getByRole("textbox", { name: "Company" }).inputValue()).toBe("");
  expect(problems).toEqual([]);
});

test("what is typed in place is there after Back, Forward and a reload, beside what others saved since, in this window only, and once it is saved or given up it is gone", async () => {
  const customerId = await add({ name: "In Place", email: "in@place.test", industry: "Hotels" });
  const record = `/o/${team.slug}/customers/${customerId}`;
  const { page, problems } = await openAs(browser, orbit, rita, `/o/${team.slug}/customers`);
  await page.getByRole("link", { name: "In Place" }).waitFor();
  await page.goto(orbit.url + record);
  const industry = page.getByRole("textbox", { name: "Industry" });
  await page.getByRole("button", { name: "Edit Industry: Hotels" }).click();
  await industry.fill("Ferries");
  await page.goBack();
  await page.getByRole("link", { name: "In Place" }).waitFor();
  await page.goForward();
  await expect.poll(() => industry.inputValue()).toBe("Ferries");
  // Another window in front is no leaving of the field.
  await industry.evaluate((element) => element.dispatchEvent(new FocusEvent("focusout", { bubbles: true })));
  await industry.pressSequentially(" and ports");
  await page.reload();
  await expect.poll(() => industry.inputValue()).toBe("Ferries and ports");
  const second = await page.context().newPage();
  await second.goto(orbit.url + record);
  await second.getByRole("button", { name: "Edit Industry: Hotels" }).waitFor();
  await second.close();

  await page.goBack();
  await page.getByRole("link", { name: "In Place" }).waitFor();
  await team.admin.client.mutation(api.customers.update, {
    orgId: team.orgId,
    customerId,
    patch: { industry: "Trains" },
  });
  await page.goForward();
  const conflict = page.getByRole("alert").filter({ hasText: "Trains" });
  await conflict.getByText("Ferries and ports").waitFor();
  await conflict.getByRole("button", { name: "Keep mine" }).click();
  await industry.press("Enter");
  await page.getByRole("button", { name: "Edit Industry: Ferries and ports" }).click();
  await industry.fill("Given up");
  await industry.press("Escape");
  await page.reload();
  await page.getByRole("button", { name: "Edit Industry: Ferries and ports" }).waitFor();
  expect((await opened(customerId)).industry).toBe("Ferries and ports");

  // The same in the sheet over the list, with a fact that stands behind the button for more.
  await page.goto(`${orbit.url}/o/${team.slug}/customers?open=${customerId}`);
  await page.getByRole("button", { name: "More facts" }).click();
  await page.getByRole("button", { name: /^Edit City/ }).click();
  await page.getByRole("textbox", { name: "City" }).fill("Lviv");
  await page.reload();
  await expect.poll(() => page.getByRole("textbox", { name: "City" }).inputValue()).toBe("Lviv");
  await page.getByRole("textbox", { name: "City" }).press("Enter");
  await page.getByRole("button", { name: "Edit City: Lviv" }).waitFor();
  expect(problems).toEqual([]);
});

test("on a record without a network only changes are counted as kept, and not that one is there", async () => {
  const customerId = await add({ name: "Train Tunnel", email: "train@tunnel.test", industry: "Hotels" });
  const { page } = await openAs(browser, orbit, rita, `/o/${team.slug}/customers/${customerId}`);
  await page.getByRole("button", { name: "Edit Industry: Hotels" }).click();
  await page.context().setOffline(true);
  await page.getByText("No connection").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Edit Industry: Hotels" }).click();
  // Longer than a field must be stayed in to be told.
  await page.waitForTimeout(1_000);
  expect(await page.getByText(/kept here/).count()).toBe(0);
  await page.getByRole("textbox", { name: "Industry" }).fill("Ferries");
  await page.keyboard.press("Enter");
  await page.getByText("1 change is kept here").waitFor();
  await page.context().setOffline(false);
  await page.getByText("No connection").waitFor({ state: "detached" });
  await expect.poll(async () => (await opened(customerId)).industry).toBe("Ferries");
});

test.each(["sales", "manager"] as const)(
  "a record deleted while %s edits all its fields says so, keeps what was typed, and is edited on when it comes back",
  async (role) => {
    const customerId = await add({ name: "Gone Soon", email: "gone@soon.test" });
    const editor = role === "sales" ? rita : await team.join("Max Manager", "manager");
    const { page, problems } = await openAs(
      browser,
      orbit,
      editor,
      `/o/${team.slug}/customers/${customerId}/edit`,
    );
    const company = page.getByRole("textbox", { name: "Company" });
    await company.fill("Typed Meanwhile");
    await team.admin.client.mutation(api.customers.remove, { orgId: team.orgId, customerId });
    const told = page.getByRole("alert").filter({ hasText: "Gone Soon has just been taken away" });
    await told.waitFor();
    expect(await company.inputValue()).toBe("Typed Meanwhile");
    expect(await page.getByRole("button", { name: "Review changes" }).isDisabled()).toBe(true);
    await team.admin.client.mutation(api.customers.restore, { orgId: team.orgId, customerId });
    await told.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Review changes" }).click();
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("button", { name: "Edit Company: Typed Meanwhile" }).waitFor();
    expect(problems).toEqual([]);
  },
);

test("UIX-27: without a network it is said at once; what was sent waits and is done once, and a part that was not here yet comes with the network instead of the browser's own page", async () => {
  await add({ name: "Still Here", email: "still@here.test" });
  const { page } = await openAs(browser, orbit, rita, `/o/${team.slug}/today`);
  // The figures over the list are still on their way when the network goes: they take nothing with them.
  const figures = /assets\/CustomerKpis/;
  let lose = (): void => undefined;
  const lost = new Promise<void>((resolve) => (lose = resolve));
  await page.context().route(figures, (route) => lost.then(() => route.abort("internetdisconnected")));
  const asked = page.waitForRequest(figures);
  await page.goto(`${orbit.url}/o/${team.slug}/customers?new=1`);
  await asked;
  const form = page.getByRole("dialog", { name: "New customer" });
  await form.getByLabel("Name").fill("Olga Offline");
  await form.getByLabel("E-mail", { exact: true }).fill("olga@offline.test");
  await page.context().setOffline(true);
  lose();
  await form.getByRole("button", { name: "Create customer" }).click();
  await page.getByText(/No connection.*(is|are) kept here/).waitFor();
  expect(await form.getByLabel("Name").inputValue()).toBe("Olga Offline");
  expect(await page.locator(".kpis button").count()).toBe(0);
  await page.context().unroute(figures);
  await page.context().setOffline(false);
  await form.waitFor({ state: "detached" });
  await page.locator(".kpis button").first().waitFor({ state: "attached" });
  await page.getByText("No connection").waitFor({ state: "detached" });
  const found = async (text: string) =>
    (await team.admin.client.query(api.customers.search, { orgId: team.orgId, text })).rows.length;
  expect(await found("olga offline")).toBe(1);

  await page.goto(`${orbit.url}/o/${team.slug}/customers`);
  await page.getByRole("link", { name: "Still Here" }).waitFor();
  await page.context().setOffline(true);
  await page.getByRole("link", { name: "Dashboard" }).click();
  await page.getByText("It opens by itself when the connection is back").waitFor();
  expect(page.url()).toBe(`${orbit.url}/o/${team.slug}/dashboard`);
  await page.context().setOffline(false);
  await page.getByText("Latest events").waitFor();
});

test("a customer is made once by a double click and once by Enter pressed twice", async () => {
  const { page, problems } = await openAs(browser, orbit, rita, `/o/${team.slug}/customers`);
  const form = page.getByRole("dialog", { name: "New customer" });
  const made = [
    ["Double Dora", () => form.getByRole("button", { name: "Create customer" }).dblclick()],
    ["Enter Erik", () => page.keyboard.press("Enter").then(() => page.keyboard.press("Enter"))],
  ] as const;
  for (const [name, send] of made) {
    await page.goto(`${orbit.url}/o/${team.slug}/customers?new=1`);
    await form.getByLabel("Name").fill(name);
    await form.getByLabel("E-mail", { exact: true }).fill(`${name.replace(" ", ".")}@twice.test`);
    await send();
    await form.waitFor({ state: "detached" });
    await page.getByText(name).first().waitFor();
  }
  expect(await team.admin.client.query(api.customers.count, { orgId: team.orgId })).toBe(2);
  expect(problems).toEqual([]);
});

test("names without an end, a mark that turns the writing and one letter fit the list, the record and a phone", async () => {
  const long = `"مرحبا" <b>x</b> ${"Общество с ограниченной ответственностью ".repeat(6)}`
    .slice(0, 250)
    .trim();
  const customerId = await add({ name: long, companyName: long, email: "long@name.test" });
  const { page, problems } = await openAs(browser, orbit, rita, `/o/${team.slug}/customers`);
  for (const width of [1440, 360]) {
    await page.setViewportSize({ width, height: 740 });
    for (const path of ["customers", `customers?open=${customerId}`, `customers/${customerId}`]) {
      await page.goto(`${orbit.url}/o/${team.slug}/${path}`);
      await page.getByText("Общество с ограниченной").first().waitFor();
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow, `${path} at ${width}`).toBeLessThanOrEqual(0);
    }
    // What a person came for is in the first picture: the name takes three lines at most.
    const head = (await page.locator(".customer-title").boundingBox())!;
    expect(head.height).toBeLessThan(180);
    await page.locator(".customer-head").waitFor();
  }
  expect(problems).toEqual([]);
});
