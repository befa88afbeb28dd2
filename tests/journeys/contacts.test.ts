/** The people at a customer, added, changed, promoted and removed by hand, while a colleague looks on. */
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

test("CON-01 CON-03 CON-07: three people are added with every field there is, one is changed, promoted and removed, and a colleague sees each at once", async () => {
  const team = await newTeam(orbit, "People At Work");
  const rita = await team.join("Rita Rep", "sales");
  const { orgId } = team;
  const { customerId } = await rita.client.mutation(api.customers.create, {
    orgId,
    input: { name: "Larch Stables", email: "office@larch.test" },
  });
  const address = `/o/${team.slug}/customers/${customerId}?tab=contacts`;
  const { page, problems } = await openAs(browser, orbit, rita, address);
  const colleague = await openAs(browser, orbit, team.admin, address);
  const rows = colleague.page.locator(".contact-row");
  const dialog = page.getByRole("dialog");
  const fields = {
    "First name": "Ada",
    "Last name": "Lind",
    Position: "Head of purchasing",
    Department: "Office",
    "E-mail": "ada@larch.test",
    Phone: "+1 202 555 0143",
    Mobile: "+1 202 555 0144",
    Notes: "Prefers mornings",
  };
  const add = async (values: Partial<typeof fields>) => {
    await page.getByRole("button", { name: "Add contact" }).first().click();
    for (const [label, value] of Object.entries(values)) await dialog.getByLabel(label).fill(value);
  };
  const save = () => dialog.getByRole("button", { name: /^(Add contact|Save)$/ }).click();

  await add(fields);
  await dialog.getByRole("checkbox", { name: "Decides about buying" }).check();
  expect(await violations(page)).toEqual([]);
  await save();
  await rows.filter({ hasText: "Ada Lind" }).getByText("Primary").waitFor();
  const stored = async () =>
    (await rita.client.query(api.contacts.list, { orgId, customerId })).contacts.map(
      ({ _id, _creationTime, ...contact }) => contact,
    );
  expect(await stored()).toMatchObject([
    {
      firstName: "Ada",
      lastName: "Lind",
      title: "Head of purchasing",
      department: "Office",
      email: "ada@larch.test",
      phone: "+1 202 555 0143",
      mobile: "+1 202 555 0144",
      notes: "Prefers mornings",
      isDecisionMaker: true,
      isPrimary: true,
      isActive: true,
    },
  ]);

  // Without a last name it is not sent, and a second press on the button does not make a second contact.
  await add({ "First name": "Bo" });
  await save();
  await dialog.getByText("Fill this in").or(dialog.locator("[aria-invalid=true]")).first().waitFor();
  await dialog.getByLabel("Last name").fill("Berg");
  await dialog.getByRole("button", { name: "Add contact" }).dblclick();
  await rows.filter({ hasText: "Bo Berg" }).waitFor();
  await dialog.waitFor({ state: "detached" });
  await add({ "First name": "Cleo", "Last name": "Cask", "E-mail": "cleo@larch.test" });
  await save();
  await rows.nth(2).waitFor();
  expect(await rows.count()).toBe(3);

  const deed = async (name: string, item: string) => {
    await page.getByRole("button", { name: `Actions for ${name}` }).click();
    await page.getByRole("menuitem", { name: item }).click();
  };
  await deed("Cleo Cask", "Edit contact");
  await dialog.getByLabel("Position").fill("Bookkeeper");
  await save();
  await rows.filter({ hasText: "Cleo Cask" }).getByText("Bookkeeper").waitFor();
  await deed("Bo Berg", "Make primary");
  await rows.filter({ hasText: "Bo Berg" }).getByText("Primary").waitFor();
  expect(await rows.getByText("Primary").count()).toBe(1);
  await deed("Ada Lind", "Remove");
  await rows.filter({ hasText: "Ada Lind" }).waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Undo" }).first().click();
  await rows.filter({ hasText: "Ada Lind" }).waitFor();
  expect(await rows.count()).toBe(3);
  expect([...problems, ...colleague.problems]).toEqual([]);
});
