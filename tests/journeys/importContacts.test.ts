/** Contacts of companies come in from a file: tried out, imported, mended, taken back; and go out again unchanged. */
import { readFileSync } from "node:fs";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { api } from "../../convex/_generated/api";
import { launchBrowser, patienceMs } from "./support/browser";
import { look } from "./support/look";
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

const file = (text: string) => ({ name: "people.csv", mimeType: "text/csv", buffer: Buffer.from(text) });

test("a file of contacts finds its companies, creates those that are new, and is taken back", async () => {
  const team = await newTeam(orbit, "People Of Companies");
  const { orgId } = team;
  const { client } = team.admin;
  const input = { name: "Globex", email: "hello@globex.test", type: "business" as const };
  const { customerId, customerCode } = await client.mutation(api.customers.create, { orgId, input });
  const { page, problems } = await openAs(browser, orbit, team.admin, `/o/${team.slug}/import?as=contacts`);
  const rows =
    `Contact,Position,Email,Mobile,Decision maker,Primary,Company\n` +
    `Ann Lee,Head of purchasing,ann@globex.test,+7 701 234 56 78,yes,yes,Globex\n` +
    `Bob Ray,,bob@globex.test,12,,,Globex (${customerCode})\n` +
    `Cid Fox,Owner,cid@initech.test,,yes,,Initech\n` +
    `Dee,,,,,,Globex\n`;
  await page.setInputFiles("input[type=file]", file(rows));
  await page.getByText("4 rows").waitFor();
  await page.getByText("Head of purchasing").first().waitFor();
  await page.locator(".import-table tbody tr").first().waitFor();
  await look(page, "contacts-columns");
  await page.getByRole("combobox", { name: "When the customer is not found" }).click();
  await page.getByRole("option", { name: "Create the company with it" }).click();
  await page.getByRole("button", { name: "Check the file" }).click();
  await page.getByText("1 company would be created.").waitFor();
  await page.getByRole("button", { name: /Will be created/ }).click();
  await page.getByText("Initech, new").waitFor();
  await look(page, "contacts-tried");
  await page.getByRole("button", { name: "Import 4 rows" }).click();
  await page.getByText("All 4 rows are accounted for · 1 company created").waitFor();
  await page.getByRole("button", { name: "1 Not imported" }).click();
  await page.getByRole("button", { name: "Mend: Row 4" }).click();
  await look(page, "contacts-result");
  await page.getByRole("textbox", { name: "Name", exact: true }).last().fill("Dee Lim");
  await page.getByRole("button", { name: "Import this row" }).click();
  const people = async () => {
    const { contacts } = await client.query(api.contacts.list, { orgId, customerId });
    return contacts.map(({ firstName, lastName }) => `${firstName} ${lastName}`);
  };
  await expect
    .poll(people, { timeout: patienceMs })
    .toEqual(["Ann Lee", "Bob Ray", "Dee Lim", "Globex Globex"]);

  // Out as a file and in again: nothing changes.
  await page.goto(`${orbit.url}/o/${team.slug}/customers/${customerCode}?tab=contacts`);
  await look(page, "contacts-tab");
  await page.getByRole("button", { name: "More with contacts" }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: "Export as CSV" }).click();
  const text = readFileSync(await (await download).path(), "utf8");
  await page.goto(`${orbit.url}/o/${team.slug}/import?as=contacts`);
  await page.setInputFiles("input[type=file]", file(text));
  await page.getByRole("combobox", { name: "When the person is there already" }).click();
  await page.getByRole("option", { name: "Update the contact from the file" }).click();
  await page.getByRole("button", { name: "Check the file" }).click();
  await page.getByRole("button", { name: "4 Known, nothing changes" }).waitFor();

  await page.goto(`${orbit.url}/o/${team.slug}/import`);
  await page.getByRole("link", { name: "people.csv" }).click();
  await page.getByRole("button", { name: "Take the import back" }).click();
  await page.getByText("Contacts removed: 3.").waitFor();
  expect(await people()).toEqual(["Globex Globex"]);
  expect(problems).toEqual([]);
});

test("the same page in Russian", async () => {
  const team = await newTeam(orbit, "Контакты");
  await team.admin.client.mutation(api.account.updateProfile, {
    name: "Анна",
    preferredLanguage: "ru",
    preferredCurrency: "USD",
  });
  const { page, problems } = await openAs(browser, orbit, team.admin, `/o/${team.slug}/import?as=contacts`, {
    locale: "ru-RU",
  });
  const rows = "Имя,Фамилия,Должность,Почта,Компания\nАнна,Ли,Директор,anna@globex.test,Глобекс\n";
  await page.setInputFiles("input[type=file]", file(rows));
  await page.getByText("Директор").first().waitFor();
  await look(page, "contacts-columns-ru");
  expect(problems).toEqual([]);
});
