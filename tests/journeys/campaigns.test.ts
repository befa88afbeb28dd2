/** A text is written, sent to those who agreed and to nobody else; one press in a mail client ends it, and the next campaign knows. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { api } from "../../convex/_generated/api";
import type { Id } from "../../convex/_generated/dataModel";
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

async function addCustomer(name: string, email: string, agrees: boolean): Promise<Id<"customers">> {
  const { orgId } = team;
  const { client } = team.admin;
  const { customerId } = await client.mutation(api.customers.create, { orgId, input: { name, email } });
  for (const purpose of agrees ? (["marketing", "email"] as const) : [])
    await client.mutation(api.consents.set, { orgId, customerId, purpose, granted: true });
  return customerId;
}

test("COM-10 COM-11 CNS-07 CNS-13: a template is written and previewed, a campaign reaches who agreed, a mail client's button ends it, and the next one skips them", async () => {
  const { orgId, slug } = team;
  const { client } = team.admin;
  const reader = await addCustomer("Aroha Williams", "aroha@larch.test", true);
  await addCustomer("Never Asked", "never@larch.test", false);
  const manager = await team.join("Mila Manager", "manager");
  const { page, problems } = await openAs(browser, orbit, manager, `/o/${slug}/settings/templates`);
  await page.getByText("No templates yet").waitFor();

  // The text: what is missing is refused in words, and the preview fills as it is typed.
  await page.getByRole("button", { name: "New template" }).first().click();
  const sheet = page.getByRole("dialog", { name: "New template" });
  await sheet.getByLabel("Name", { exact: true }).fill("June in Altai");
  await sheet.getByLabel("Subject").fill("June, {{firstName}}");
  await sheet.getByLabel("Message").fill("Ten days from {{price");
  await sheet.getByRole("button", { name: "Add template" }).click();
  await sheet.getByText("Write a place to be filled as {{name}}: two braces on each side.").waitFor();
  await sheet.getByLabel("Message").fill("Ten days from {{price}}, dear ");
  await sheet.getByRole("button", { name: "First name" }).click();
  expect(await sheet.getByLabel("Message").inputValue()).toBe("Ten days from {{price}}, dear {{firstName}}");
  await sheet.getByRole("combobox", { name: "As this customer reads it" }).fill("Aroha");
  await page.getByRole("option", { name: /Aroha Williams/ }).click();
  await sheet.getByRole("heading", { name: "June, Aroha" }).waitFor();
  await sheet.getByText("Filled in when it is sent: price").waitFor();
  await look(page, "template form");
  await sheet.getByRole("button", { name: "Add template" }).click();
  await sheet.waitFor({ state: "detached" });
  await page.getByRole("button", { name: /June in Altai/ }).waitFor();

  // The campaign: a value that is missing is named, then everybody is accounted for before anything leaves.
  await page.goto(`${orbit.url}/o/${slug}/campaigns`);
  await page.getByText("No campaigns yet").waitFor();
  await page.keyboard.press("n");
  const form = page.getByRole("dialog", { name: "New campaign" });
  await form.getByLabel("Name", { exact: true }).fill("Summer letter");
  await form.getByRole("combobox", { name: "Template" }).click();
  await page.getByRole("option", { name: "June in Altai" }).click();
  await form.getByLabel("Value of {{price}}").fill("$900");
  await form.getByText("2 customers").waitFor();
  await look(page, "campaign form");
  await form.getByRole("button", { name: "Save and see who gets it" }).click();
  await page.getByRole("heading", { name: "1 customer gets it" }).waitFor();
  await page.getByRole("button", { name: "Never agreed to marketing 1" }).click();
  await page.getByRole("link", { name: "Never Asked" }).waitFor();
  await page.getByRole("button", { name: "All 2" }).click();
  await look(page, "campaign ready");

  await page.getByRole("button", { name: "Send to 1 customer" }).click();
  const question = page.getByRole("dialog", { name: "Send to 1 customer" });
  await question.getByRole("button", { name: "Send to 1 customer" }).click();
  await page.getByRole("heading", { name: "1 mail is in the outbox" }).waitFor();
  await page
    .getByRole("listitem")
    .filter({ hasText: "aroha@larch.test" })
    .getByText("Held: no mail provider")
    .waitFor();
  await look(page, "campaign sent");

  // The button of a mail client: opening its address changes nothing, a post does.
  const mails = await client.query(api.outbox.list, {
    orgId,
    status: null,
    paginationOpts: { numItems: 10, cursor: null },
  });
  const letter = mails.page.find(({ kind }) => kind === "marketing")!;
  const mail = await client.query(api.outbox.get, { orgId, mailId: letter._id });
  expect(mail.text).toContain("Ten days from $900, dear Aroha");
  const agreed = async () =>
    (await client.query(api.consents.state, { orgId, customerId: reader })).granted.marketing;
  const opened = await fetch(mail.unsubscribeUrl!);
  expect(new URL(opened.url).pathname).toBe(new URL(mail.link!).pathname);
  expect(await agreed()).toBe(true);
  const pressed = await fetch(mail.unsubscribeUrl!, { method: "POST", body: "List-Unsubscribe=One-Click" });
  expect([pressed.status, await agreed()]).toEqual([200, false]);

  await page.goto(`${orbit.url}/o/${slug}/campaigns?new=1`);
  await form.getByLabel("Name", { exact: true }).fill("Autumn letter");
  await form.getByRole("combobox", { name: "Template" }).click();
  await page.getByRole("option", { name: "June in Altai" }).click();
  await form.getByRole("button", { name: "Save and see who gets it" }).click();
  await form.getByText("Give a value for {{price}}.").waitFor();
  await form.getByLabel("Value of {{price}}").fill("$800");
  await form.getByRole("button", { name: "Save and see who gets it" }).click();
  await page.getByRole("heading", { name: "Nobody of this audience can be written to" }).waitFor();
  await page.getByRole("button", { name: "Unsubscribed 1" }).waitFor();
  expect(problems).toEqual([]);
});

test("the list and a campaign in Russian, on a phone too", async () => {
  const { orgId, slug } = team;
  const manager = await team.join("Rita Russian", "manager");
  await manager.client.mutation(api.account.updateProfile, {
    name: manager.name,
    preferredLanguage: "ru",
    preferredCurrency: "USD",
  });
  const { page, problems } = await openAs(browser, orbit, manager, `/o/${slug}/campaigns`, {
    locale: "ru-RU",
  });
  await page.getByRole("heading", { level: 1, name: "Рассылки" }).waitFor();
  await page.getByText("Summer letter").waitFor();
  await look(page, "campaigns russian");
  const { page: campaigns } = await manager.client.query(api.campaigns.list, {
    orgId,
    isArchived: false,
    paginationOpts: { numItems: 5, cursor: null },
  });
  const sent = campaigns.find(({ name }) => name === "Summer letter")!;
  await page.goto(`${orbit.url}/o/${slug}/campaigns/${sent._id}`);
  await page.getByRole("heading", { name: "В исходящих 1 письмо" }).waitFor();
  await look(page, "campaign russian");
  expect(problems).toEqual([]);
});
