/** A package is offered, sold to a new customer in place, used, given back and cancelled, in a real browser; a second person's screens follow. */
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
  team = await newTeam(orbit, "Spa");
});
afterAll(async () => {
  await browser?.close();
  await orbit?.stop();
});

test("PKG-10 PKG-01 PKG-05 PKG-11 UIX-24 SRC-22: a package is added, sold to a customer who is new, used to its end and cancelled; another person's list follows without a reload", async () => {
  const { orgId, slug } = team;
  const { client } = team.admin;
  const manager = await team.join("Mila Manager", "manager");
  const watcher = await team.join("Wanda Watcher", "manager");
  const seen = await openAs(browser, orbit, watcher, `/o/${slug}/packages`);
  const { page, problems } = await openAs(browser, orbit, manager, `/o/${slug}/packages`);
  await page.getByText("No packages yet").waitFor();
  await look(page, "packages empty");

  // The catalogue: what is missing is refused in words, then it stands in both lists.
  await page.keyboard.press("n");
  const form = page.getByRole("dialog", { name: "New package" });
  await form.getByRole("button", { name: "Add package" }).click();
  await form.getByText("Enter the package's name.").waitFor();
  await form.getByText("Enter a price; 0 for a gift.").waitFor();
  await form.getByLabel("Name").fill("Ten massages");
  await form.getByLabel("Price").fill("800");
  await form.getByLabel("Sessions").fill("2");
  await form.getByLabel("Good for, days").fill("30");
  await form.getByLabel("Description").fill("Back and neck");
  await look(page, "package form");
  await form.getByRole("button", { name: "Add package" }).click();
  await form.waitFor({ state: "detached" });
  await page.getByRole("row", { name: /Ten massages/ }).waitFor();
  const other = seen.page.getByRole("row", { name: /Ten massages/ });
  await other.getByText("$800.00").waitFor();

  // Sold from the package to somebody who is not there yet: the customer's own form, with its look at duplicates.
  await page.getByRole("row", { name: /Ten massages/ }).click();
  const open = page.getByRole("dialog", { name: "Ten massages" });
  await open.getByText("Nobody has bought it yet.").waitFor();
  await open.getByRole("button", { name: "Sell", exact: true }).click();
  const sale = page.getByRole("dialog", { name: "Sell a package" });
  await sale.getByRole("combobox", { name: "Customer" }).fill("Nadia New");
  await page.getByRole("option", { name: /Create.*Nadia New/ }).click();
  const person = page.getByRole("dialog", { name: "New customer" });
  await expect.poll(() => person.getByLabel("Name", { exact: true }).inputValue()).toBe("Nadia New");
  await person.getByLabel("E-mail", { exact: true }).fill("nadia@spa.test");
  await person.getByRole("button", { name: "Create customer" }).click();
  await person.waitFor({ state: "detached" });
  await expect.poll(() => sale.getByRole("combobox", { name: "Customer" }).inputValue()).toBe("Nadia New");
  expect(await sale.getByLabel("Price").inputValue()).toBe("800.00");
  await look(page, "sell a package");
  await sale.getByRole("button", { name: "Sell", exact: true }).click();
  await sale.waitFor({ state: "detached" });
  await open.getByRole("link", { name: /Nadia New/ }).waitFor();
  await look(page, "package and its buyers");
  await expect.poll(() => other.textContent()).toMatch(/Ten massages.*\$800\.00/);

  // On the record: used to its end, the last one taken back, cancelled with its sale and brought back.
  await open.getByRole("link", { name: /Nadia New/ }).click();
  const row = page.locator(".pack-row", { hasText: "Ten massages" });
  await row.getByText("2 of 2 left").waitFor();
  const customerId = /customers\/([^/?]+)/.exec(page.url())![1]!;
  const value = async () => {
    const customer = await client.query(api.customers.get, { orgId, customer: customerId });
    return [customer.lifetimeValue, customer.packageSummary?.activePackages];
  };
  expect(await value()).toEqual([80_000, 1]);
  await row.getByRole("button", { name: "Use a session" }).click();
  await row.getByText("1 of 2 left").waitFor();
  await look(page, "packages tab");
  await row.getByRole("button", { name: "Use a session" }).click();
  await page.getByText("None at present.").waitFor();
  await row.getByText("Used up").waitFor();
  await row.getByRole("button", { name: "Actions: Ten massages" }).click();
  await page.getByRole("menuitem", { name: "Give a session back" }).click();
  await row.getByText("1 of 2 left").waitFor();
  await row.getByRole("button", { name: "Actions: Ten massages" }).click();
  await page.getByRole("menuitem", { name: "Cancel and make its sale void" }).click();
  await row.getByText("Cancelled", { exact: true }).waitFor();
  await expect.poll(value).toEqual([0, 0]);
  await page
    .locator(".toast", { hasText: "is cancelled and counts no more" })
    .getByRole("button", { name: "Undo" })
    .click();
  await row.getByText("1 of 2 left").waitFor();
  await expect.poll(value).toEqual([80_000, 1]);

  // The sale names the package, and the timeline tells of it once.
  await page.getByRole("tab", { name: "Transactions" }).click();
  await page.locator(".sale-row", { hasText: "Ten massages" }).waitFor();
  await page.getByRole("tab", { name: /Timeline/ }).click();
  await page.getByText("sold a package").waitFor();
  expect(await page.getByText("recorded a sale").count()).toBe(0);
  expect([...problems, ...seen.problems]).toEqual([]);
});

test("PKG-02 UIX-09 TEN-32: current and past packages in Russian; the module off takes them from the menu, the record and the address", async () => {
  const { orgId, slug } = team;
  const { client } = team.admin;
  const { customerId } = await client.mutation(api.customers.create, {
    orgId,
    input: { name: "Алия Сапарова", email: "aliya@spa.test" },
  });
  const offer = async (name: string, validDays: number) =>
    await client.mutation(api.packages.create, {
      orgId,
      input: { name, price: 150_000, sessions: 10, validDays },
    });
  const [long, short] = [await offer("Абонемент на бассейн", 365), await offer("Пробная неделя", 7)];
  const sell = (packageId: typeof long, at: number) =>
    client.mutation(api.packages.sell, { orgId, customerId, packageId, input: { at } });
  await sell(long, Date.now() - 60_000);
  await sell(short, Date.now() - 30 * 86_400_000);
  const seller = await team.join("Sela Seller", "manager");
  await seller.client.mutation(api.account.updateProfile, {
    name: "Села",
    preferredLanguage: "ru",
    preferredCurrency: "USD",
  });
  const { page, problems } = await openAs(
    browser,
    orbit,
    seller,
    `/o/${slug}/customers/${customerId}?tab=packages`,
    { locale: "ru-RU" },
  );
  await page.getByRole("heading", { name: "Действующие" }).waitFor();
  await page.getByRole("heading", { name: "Прошлые" }).waitFor();
  await page.locator(".pack-row", { hasText: "Пробная неделя" }).getByText("Истёк").waitFor();
  await look(page, "packages tab in Russian");
  await page.goto(`${orbit.url}/o/${slug}/packages`);
  await page.getByRole("row", { name: /Абонемент на бассейн/ }).waitFor();
  await look(page, "packages in Russian");

  const modules = { quotes: true, leads: true, tours: true, pos: true };
  await client.mutation(api.settings.update, {
    orgId,
    changes: { modules: { ...modules, packages: false } },
  });
  await page.getByRole("link", { name: "Пакеты" }).waitFor({ state: "detached" });
  await page.goto(`${orbit.url}/o/${slug}/customers/${customerId}`);
  await page.getByRole("tab", { name: "Продажи" }).waitFor();
  expect(await page.getByRole("tab", { name: "Пакеты" }).count()).toBe(0);
  await client.mutation(api.settings.update, { orgId, changes: { modules } });
  await page.getByRole("tab", { name: "Пакеты" }).waitFor();
  expect(problems).toEqual([]);
});
