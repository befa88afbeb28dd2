/** Entering and correcting a customer: what the server refuses stands at its field, and a known customer is offered instead. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { api } from "../../convex/_generated/api";
import { httpStatus, orbitError } from "../../convex/shared/errors";
import { launchBrowser } from "./support/browser";
import { startOrbit, type Orbit } from "./support/orbit";
import { newTeam, openAs, type Team } from "./support/people";

let orbit: Orbit;
let browser: Browser;
let team: Team;

beforeAll(async () => {
  [orbit, browser] = await Promise.all([startOrbit(), launchBrowser()]);
  team = await newTeam(orbit, "Forms");
  await team.admin.client.mutation(api.customers.create, {
    orgId: team.orgId,
    input: { name: "Bill Known", email: "bill@forms.test" },
  });
});
afterAll(async () => {
  await browser?.close();
  await orbit?.stop();
});

test("DUP-10 VAL-26 VAL-27: a known e-mail stands at its field with who has it; what is missing and what fails are told each in its place", async () => {
  const { client } = team.admin;
  const again = client.mutation(api.customers.create, {
    orgId: team.orgId,
    input: { name: "Willa Other", email: "BILL@forms.test" },
  });
  const facts = await again.then(() => null, orbitError);
  expect(facts).toMatchObject({
    code: "DUPLICATE_CUSTOMER",
    duplicates: [{ name: "Bill Known", customerCode: "CUS-001" }],
  });
  expect(httpStatus[facts!.code]).toBe(409);

  const manager = await team.join("Mira Manager", "manager");
  const { page, problems } = await openAs(browser, orbit, manager, `/o/${team.slug}/customers`);
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute("name"));
  const form = page.getByRole("dialog", { name: "New customer" });
  const fill = async (name: string, email: string) => {
    await page.getByRole("button", { name: "New customer" }).first().click();
    await form.getByLabel("Name").fill(name);
    await form.getByLabel("E-mail", { exact: true }).fill(email);
    await form.getByRole("button", { name: "Create customer" }).click();
  };

  // DUPLICATE: the sentence under the field, the focus in it, and the one who is there to open.
  await fill("Willa Other", "BILL@forms.test");
  await form.getByText("This customer seems to be here already").waitFor();
  await form.getByText("Bill Known has this e-mail.").waitFor();
  expect(await focused()).toBe("email");
  const refused = form.getByLabel("E-mail", { exact: true });
  expect(await refused.getAttribute("aria-invalid")).toBe("true");
  expect(await form.getByRole("button", { name: "Create anyway" }).count()).toBe(0);
  await form.getByRole("alert").getByRole("button", { name: "Open" }).click();
  await form.waitFor({ state: "detached" });
  await page.getByRole("heading", { name: "Bill Known" }).first().waitFor();

  // Where the organization lets people insist, a reason creates the second one.
  const { identityPolicy } = await client.query(api.settings.get, { orgId: team.orgId });
  await client.mutation(api.settings.update, {
    orgId: team.orgId,
    changes: { identityPolicy: { ...identityPolicy, email: "confirm" } },
  });
  await page.goto(`${orbit.url}/o/${team.slug}/customers`);
  await page.getByRole("button", { name: "New customer" }).first().click();
  await form.getByLabel("Name").fill("Willa Other");
  await form.getByLabel("E-mail", { exact: true }).fill("bill@forms.test");
  await form.getByRole("button", { name: "Create customer" }).click();
  await form.getByLabel("Reason").fill("Couple with one mailbox");
  await form.getByRole("button", { name: "Create anyway" }).click();
  await page.getByText("CUS-002").first().waitFor();
  await client.mutation(api.settings.update, { orgId: team.orgId, changes: { identityPolicy } });

  // The same refusal of a change, on the edit page.
  const { customerId } = await client.mutation(api.customers.create, {
    orgId: team.orgId,
    input: { name: "Cora Plain", email: "cora@forms.test" },
  });
  await page.goto(`${orbit.url}/o/${team.slug}/customers/${customerId}/edit`);
  await page.getByLabel("E-mail", { exact: true }).fill("bill@forms.test");
  await page.getByRole("button", { name: "Review changes" }).click();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText(/already has this e-mail/).waitFor();
  expect(await focused()).toBe("email");

  // NOT_FOUND: its own page.
  await page.goto(`${orbit.url}/o/${team.slug}/customers/CUS-999`);
  await page.getByText("There is nothing here").waitFor();

  // Anything else: one sentence at the bottom.
  for (let n = 1; n <= 6; n++) {
    const noteId = await client.mutation(api.notes.create, {
      orgId: team.orgId,
      customerId,
      input: { noteText: `Note ${n}` },
    });
    if (n <= 5) await client.mutation(api.notes.pin, { orgId: team.orgId, noteId, isPinned: true });
  }
  await page.goto(`${orbit.url}/o/${team.slug}/customers/${customerId}?tab=notes`);
  const last = page.getByRole("listitem").filter({ hasText: "Note 6" });
  await last.getByRole("button", { name: /Actions for the note/ }).click();
  await page.getByRole("menuitem", { name: "Pin to the top" }).click();
  await page.getByText(/more than is allowed here \(5\)/).waitFor();
  expect(problems).toEqual([]);
});

test("VAL-08 CUS-12 CUS-14: without a way to reach them nobody is created, in the words agreed; the ten sources; a website opens beside", async () => {
  const { client } = team.admin;
  const sam = await team.join("Sam Seller", "sales");
  const { page, problems } = await openAs(browser, orbit, sam, `/o/${team.slug}/customers?new=1`);
  const form = page.getByRole("dialog", { name: "New customer" });
  await form.getByLabel("Name").fill("Nora Nowhere");
  await form.getByRole("button", { name: "Create customer" }).click();
  const agreed = "Primary phone or email is required";
  await form.getByText(agreed, { exact: true }).waitFor();
  const nowhere = client.mutation(api.customers.create, {
    orgId: team.orgId,
    input: { name: "Nora" } as never,
  });
  const told = await nowhere.then(() => null, orbitError);
  expect(told).toMatchObject({ code: "VALIDATION_ERROR", issues: [{ message: agreed }] });

  await form.getByLabel("Source").click();
  const sources = [
    "Walk-in",
    "Website Booking",
    "Phone Call",
    "Social Media",
    "Referral",
    "Corporate",
    "Event",
    "Marketing Campaign",
    "Mobile App",
    "Others",
  ];
  expect((await page.getByRole("option").allInnerTexts()).map((text) => text.toLowerCase())).toEqual(
    sources.map((text) => text.toLowerCase()),
  );
  await page.keyboard.press("Escape");
  const sent = { name: "Nora Nowhere", email: "nora@forms.test" };
  const wrong = client.mutation(api.customers.create, {
    orgId: team.orgId,
    input: { ...sent, customerSource: "Carrier pigeon" } as never,
  });
  expect(httpStatus[(await wrong.then(() => null, orbitError))!.code]).toBe(400);

  await form.getByLabel("E-mail", { exact: true }).fill(sent.email);
  await form.getByRole("button", { name: "More fields" }).click();
  await form.getByLabel("Website").fill("not a url");
  await form.getByRole("button", { name: "Create customer" }).click();
  await form.locator("[aria-invalid=true]").waitFor();
  expect(await form.locator("[aria-invalid=true]").getAttribute("name")).toBe("website");
  await form.getByLabel("Website").fill("nowhere.example/about");
  await form.getByRole("button", { name: "Create customer" }).click();
  await form.waitFor({ state: "detached" });
  const { rows } = await sam.client.query(api.customers.search, { orgId: team.orgId, text: sent.email });
  expect(rows).toMatchObject([{ customerSource: "Walk In" }]);
  const link = page.getByRole("link", { name: "Open the site" }).first();
  await link.waitFor();
  expect(await link.getAttribute("href")).toBe("https://nowhere.example/about");
  const opening = page.context().waitForEvent("page");
  await link.click();
  await (await opening).close();
  expect(problems).toEqual([]);
});

test("CNS-04 CUS-07 CUS-13: a business is entered with its company and how it found us; both stand on its record and find it; its three consents are kept with who gave them", async () => {
  const rita = await team.join("Rita Rep", "sales");
  const { page, problems } = await openAs(browser, orbit, rita, `/o/${team.slug}/customers`);
  await page.getByRole("button", { name: "New customer" }).first().click();
  const form = page.getByRole("dialog", { name: "New customer" });
  await form.getByLabel("Name").fill("Dana Reed");
  await form.getByLabel("E-mail", { exact: true }).fill("dana@forms.test");
  await form.getByLabel("Type").click();
  await page.getByRole("option", { name: "Business" }).click();
  await form.getByLabel("Company").fill("Larchwood Hotels");
  await form.getByLabel("Source").click();
  await page.getByRole("option", { name: "Event" }).click();
  const consents = form.getByRole("group", { name: "May be written to" });
  expect(await consents.getByRole("checkbox").count()).toBe(3);
  await consents.getByRole("checkbox", { name: /Marketing/ }).check();
  await consents.getByRole("checkbox", { name: /E-mail/ }).check();
  await form.getByRole("button", { name: "More fields" }).click();
  await form.getByLabel("How they found us").fill("Stand at the spring fair");
  expect(await form.getByLabel("Language").textContent()).toBe("English");
  await form.getByRole("button", { name: "Create customer" }).click();
  await form.waitFor({ state: "detached" });
  const { rows } = await rita.client.query(api.customers.search, { orgId: team.orgId, text: "larchwood" });
  expect(rows).toMatchObject([{ name: "Dana Reed", companyName: "Larchwood Hotels", type: "business" }]);
  await page.goto(`${orbit.url}/o/${team.slug}/customers/${rows[0]!._id}`);
  const facts = page.locator(".split-facts");
  for (const value of ["Larchwood Hotels", "Stand at the spring fair", "Event"])
    await facts.getByText(value, { exact: true }).first().waitFor();
  const customerId = rows[0]!._id;
  const opened = await rita.client.query(api.customers.get, { orgId: team.orgId, customer: customerId });
  expect(opened).toMatchObject({ marketingConsent: true, emailConsent: true, smsConsent: false });
  const paginationOpts = { numItems: 10, cursor: null };
  const given = await rita.client.query(api.consents.list, { orgId: team.orgId, customerId, paginationOpts });
  const said = given.page.map(({ purpose, granted, byName }) => `${purpose} ${granted} ${byName}`);
  expect(said.toSorted()).toEqual(["email true Rita Rep", "marketing true Rita Rep"]);
  expect(problems).toEqual([]);
});
