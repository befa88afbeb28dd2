/** Website profiles: a file of them comes in, one is linked, a colleague sees it live, and it is taken back and found in the history. */
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

const vips = JSON.stringify([
  { id: "vip-1", vip_display_name: "Lady Alice", vip_tier_id: 3, stable_hash_id: "hash-1" },
]);
const profiles = [
  "id,email,display_name,phone_number,vip_customer_data_id",
  "web-1,alice@x.test,Alice Johnson,+1 202 555 0101,vip-1",
  "web-2,not an address,Broken Row,,",
  "web-3,bob@x.test,Bob Stone,,",
].join("\n");

test("PRL-01 PRL-02 PRL-05 PRL-07 PRL-11: profiles come from a file, one is linked from the queue, a second browser sees it, and it is unlinked", async () => {
  const team = await newTeam(orbit, "Profiles");
  const { orgId, slug, admin } = team;
  await admin.client.mutation(api.customers.create, {
    orgId,
    input: { name: "Alice Johnson", email: "alice@x.test" },
  });
  const { page, problems } = await openAs(browser, orbit, admin, `/o/${slug}/profiles`);
  await page.getByRole("link", { name: "Bring in profiles" }).click();
  const file = (name: string, text: string) => ({
    name,
    mimeType: "text/plain",
    buffer: Buffer.from(text),
  });
  const input = page.getByLabel("Choose a file");
  await input.setInputFiles(file("vips.json", vips));
  await page.getByRole("heading", { name: "VIP customers of the website" }).waitFor();
  await page.getByRole("button", { name: "Bring in", exact: true }).click();
  await page.getByText("Done").waitFor();
  await page.getByRole("button", { name: "Another file" }).click();
  await input.setInputFiles(file("profiles.csv", profiles));
  await page.getByRole("heading", { name: "Accounts of the website" }).waitFor();
  await page.getByText("3 rows").waitFor();
  await page.getByRole("button", { name: "Bring in", exact: true }).click();
  await page.getByText("Done").waitFor();
  await page.getByText("Row 2").waitFor();
  expect(await violations(page)).toEqual([]);

  await page.getByRole("link", { name: "To the profiles" }).click();
  const row = page.getByRole("listitem", { name: "Alice Johnson" });
  await row.getByText("95% sure").waitFor();
  await row.getByText("Same e-mail").waitFor();
  await row.getByText("VIP · Tier 3").waitFor();
  await page.getByRole("listitem", { name: "Bob Stone" }).getByText("No customer looks like").waitFor();

  // A colleague has the record open.
  const colleague = await openAs(
    browser,
    orbit,
    await team.join("Mia Manager", "manager"),
    `/o/${slug}/customers/CUS-001`,
  );
  const panel = colleague.page.locator("section", {
    has: colleague.page.getByRole("heading", { name: "Website profile" }),
  });
  await panel.getByRole("button", { name: "Link Alice Johnson" }).waitFor();
  await row.getByRole("button", { name: "Link: Alice Johnson" }).click();
  await panel.getByText(/^Linked by e-mail/).waitFor();
  await panel.getByText("Lady Alice").waitFor();
  await row.waitFor({ state: "detached" });
  expect(await violations(colleague.page)).toEqual([]);

  await panel.getByRole("button", { name: "Unlink" }).click();
  await row.waitFor();
  await colleague.page.getByText("Alice Johnson is unlinked").waitFor();
  await colleague.page
    .getByRole("region", { name: /Notifications/ })
    .getByRole("button", { name: "Undo" })
    .click();
  await panel.getByText(/^Linked by e-mail/).waitFor();
  await colleague.page.getByRole("tab", { name: "History" }).click();
  await colleague.page.getByText("unlinked the website profile").first().waitFor();
  expect([...problems, ...colleague.problems]).toEqual([]);
});

test("UIX-11 PRL-04: the form of a new customer has four parts, and the fourth links a profile", async () => {
  const team = await newTeam(orbit, "Four Parts");
  const { orgId, slug, admin } = team;
  await admin.client.mutation(api.profiles.take, {
    orgId,
    kind: "profiles",
    rows: [{ id: "web-7", email: "zora@x.test", display_name: "Zora Neale" }],
  });
  const { page, problems } = await openAs(browser, orbit, admin, `/o/${slug}/customers?new=1`);
  const sheet = page.getByRole("dialog");
  for (const part of ["Basic", "Contact", "Business", "Profile linking"])
    await sheet.getByRole("heading", { name: part }).waitFor();
  await sheet.getByRole("textbox", { name: "Name" }).fill("Zora Neale");
  await sheet.getByLabel("E-mail", { exact: true }).fill("zora@x.test");
  const option = sheet.getByRole("radio", { name: /Zora Neale/ });
  await option.waitFor();
  await option.check();
  expect(await violations(page)).toEqual([]);
  await sheet.getByRole("button", { name: "Create customer" }).click();
  await page.getByText(/^Linked by hand/).waitFor();
  const customer = await admin.client.query(api.customers.get, { orgId, customer: "CUS-001" });
  expect(customer).toMatchObject({ profileLinkMethod: "manual", profileLinkConfidence: 1 });
  expect(problems).toEqual([]);
});
