/** A consent given on the customer's word: its proof is seen at once, here and on a colleague's screen. */
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

test("CNS-06: a switch shows its proof, a colleague sees it live, undo is kept too, and wishes are saved", async () => {
  const team = await newTeam(orbit, "Consents");
  const rita = await team.join("Rita Lund", "support");
  const { customerId } = await team.admin.client.mutation(api.customers.create, {
    orgId: team.orgId,
    input: { name: "Aroha Williams", email: "aroha@example.test" },
  });
  const address = `/o/${team.slug}/customers/CUS-001?tab=consent`;
  const { page: hers, problems: herProblems } = await openAs(browser, orbit, rita, address);
  const { page, problems } = await openAs(browser, orbit, team.admin, address);
  const marketing = (on: typeof page) => on.getByRole("switch", { name: /^Marketing/ });
  await marketing(hers).waitFor();
  expect(await marketing(hers).isChecked()).toBe(false);

  await page.getByLabel("How is it known?").fill("Said on the phone");
  await marketing(page).click();
  const proof = page.getByRole("listitem").filter({ hasText: "Said on the phone" });
  await proof.waitFor();
  await hers.getByRole("listitem").filter({ hasText: "Said on the phone" }).waitFor();
  expect(await marketing(hers).isChecked()).toBe(true);
  expect(await violations(page)).toEqual([]);

  await page.getByRole("button", { name: "Undo" }).last().click();
  await page.getByRole("listitem").filter({ hasText: "no consent" }).waitFor();
  await proof.waitFor();
  expect(await marketing(page).isChecked()).toBe(false);

  // Support speaks with customers too, on their word.
  await marketing(hers).click();
  await page.getByRole("listitem").filter({ hasText: "Rita Lund" }).waitFor();

  const food = page.getByRole("combobox", { name: "Food" }).or(page.getByRole("textbox", { name: "Food" }));
  await food.fill("vegan");
  await food.press("Enter");
  await hers.getByText("vegan").waitFor();
  await page.getByRole("switch", { name: "Receipts by e-mail" }).click();
  await expect
    .poll(async () =>
      JSON.parse(
        (await team.admin.client.query(api.customers.get, { orgId: team.orgId, customer: customerId }))
          .preferences,
      ),
    )
    .toEqual({ dietary: ["vegan"], marketing_consent: true, emailReceipts: true, smsReceipts: false });

  // A wish nobody made a field for is a row of its own: added, changed where it stands, and gone when emptied.
  const wishes = async () =>
    JSON.parse(
      (await team.admin.client.query(api.customers.get, { orgId: team.orgId, customer: customerId }))
        .preferences,
    ) as Record<string, unknown>;
  await page.getByRole("button", { name: "Another wish" }).click();
  await page.getByRole("textbox", { name: "About what" }).fill("dietary");
  await page.getByRole("textbox", { name: "What they like" }).fill("KC 123");
  await page.keyboard.press("Enter");
  await page.getByText("This name is in use already").waitFor();
  expect(await violations(page)).toEqual([]);
  await page.getByRole("textbox", { name: "About what" }).fill("Loyalty card");
  await page.keyboard.press("Enter");
  // Support sees it at once, and does not change it.
  await hers.getByText("KC 123", { exact: true }).waitFor();
  expect(await hers.getByRole("button", { name: /^Edit Loyalty card/ }).count()).toBe(0);
  await page.getByRole("button", { name: /^Edit Loyalty card: KC 123/ }).click();
  await page.getByRole("textbox", { name: "Loyalty card" }).fill("KC 456");
  await page.keyboard.press("Enter");
  await expect.poll(wishes).toMatchObject({ "Loyalty card": "KC 456", dietary: ["vegan"] });
  await page.getByRole("button", { name: /^Edit Loyalty card: KC 456/ }).click();
  await page.getByRole("textbox", { name: "Loyalty card" }).fill("");
  await page.keyboard.press("Enter");
  await expect.poll(async () => "Loyalty card" in (await wishes())).toBe(false);
  expect([...problems, ...herProblems]).toEqual([]);
});

test("CNS-11: the link under a marketing mail unsubscribes at once, live on the record, and can be taken back there", async () => {
  const team = await newTeam(orbit, "Unsubscribe");
  const { orgId, admin } = team;
  const { customerId } = await admin.client.mutation(api.customers.create, {
    orgId,
    input: {
      name: "Aroha Williams",
      email: "aroha@example.test",
      emailConsent: true,
      marketingConsent: true,
    },
  });
  const { page, problems } = await openAs(
    browser,
    orbit,
    admin,
    `/o/${team.slug}/customers/CUS-001?tab=consent`,
  );
  await page.getByRole("button", { name: "Write marketing mail" }).click();
  await page.getByLabel("Subject").fill("Altai in June");
  await page.getByRole("textbox", { name: "Message" }).fill("Ten days.");
  expect(await violations(page)).toEqual([]);
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.getByText("The mail is in the outbox").waitFor();
  const mails = await admin.client.query(api.outbox.list, {
    orgId,
    status: null,
    paginationOpts: { numItems: 5, cursor: null },
  });
  const mail = mails.page.find(({ kind }) => kind === "marketing");
  const reader = await browser.newPage();
  await reader.setViewportSize({ width: 1440, height: 800 });
  await reader.goto(mail!.link!);
  await reader.getByText(/You are unsubscribed/).waitFor();
  await reader.emulateMedia({ reducedMotion: "reduce" });
  expect(await violations(reader)).toEqual([]);
  await page.getByText("No marketing mail: the customer has not agreed to marketing.").waitFor();
  await page.getByRole("listitem").filter({ hasText: "by the customer" }).waitFor();
  await reader.getByRole("button", { name: "Subscribe again" }).click();
  await reader
    .getByText(/may send you offers and news\.$/)
    .first()
    .waitFor();
  await page.getByRole("button", { name: "Write marketing mail" }).waitFor();
  await reader.close();
  const { granted } = await admin.client.query(api.consents.state, { orgId, customerId });
  expect(granted.marketing).toBe(true);
  expect(problems).toEqual([]);
});
