/** Erasing a person: after deletion, with the name typed; what was said is gone, the quote's number stays. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { api } from "../../convex/_generated/api";
import { violations } from "./support/axe";
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

test("CUS-48: an admin erases a deleted customer; notes are gone, the quote stays without a name", async () => {
  const team = await newTeam(orbit, "Erasing");
  const { orgId, admin } = team;
  const { customerId } = await admin.client.mutation(api.customers.create, {
    orgId,
    input: { name: "Zebulon Quark", email: "zebulon@quark.test" },
  });
  await admin.client.mutation(api.notes.create, {
    orgId,
    customerId,
    input: { noteText: "Zebulon likes tea" },
  });
  await admin.client.mutation(api.quotes.create, {
    orgId,
    customerId,
    input: {
      subject: "Zebulon's tour",
      lines: [{ description: "Tour", quantity: 1000, unitPrice: 5000, taxRate: 0 }],
      validUntil: "2099-01-01",
    },
  } as never);
  await admin.client.mutation(api.customers.remove, { orgId, customerId });
  const { page, problems } = await openAs(browser, orbit, admin, `/o/${team.slug}/customers/CUS-001`);
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.getByRole("button", { name: "Erase for ever…" }).click();
  const dialog = page.getByRole("dialog", { name: "Erase Zebulon Quark for ever" });
  const confirm = dialog.getByRole("button", { name: "Erase for ever" });
  expect(await confirm.isDisabled()).toBe(true);
  await dialog.getByLabel("Type the customer's name").fill("Zebulon");
  expect(await confirm.isDisabled()).toBe(true);
  await dialog.getByLabel("Type the customer's name").fill("Zebulon Quark");
  expect(await violations(page)).toEqual([]);
  await confirm.click();
  await page.getByText(/^Erased on/).waitFor();
  await page.getByRole("button", { name: "Restore" }).waitFor({ state: "detached" });
  await page.getByRole("tab", { name: "Quotes" }).click();
  await page.getByText("QUO-0001").first().waitFor();
  expect(await page.getByRole("link", { name: "New quote" }).count()).toBe(0);
  await expect
    .poll(async () => {
      const jobs = await admin.client.query(api.jobs.list, { orgId });
      return jobs.finished.find(({ kind }) => kind === "erase")?.status;
    })
    .toBe("done");
  const notes = await admin.client.query(api.notes.list, {
    orgId,
    customerId,
    noteType: null,
    paginationOpts: { numItems: 5, cursor: null },
  });
  expect(notes.page).toEqual([]);
  await page.getByText("Zebulon Quark is being erased").waitFor({ state: "detached", timeout: patienceMs });
  expect(await page.locator("main").innerText()).not.toMatch(/zebulon/i);
  expect(await violations(page)).toEqual([]);
  expect(problems).toEqual([]);
});
