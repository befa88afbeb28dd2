/** A person asks what is known of them: an admin hands it out from the record's menu, and the zip opens. */
import { readFileSync } from "node:fs";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { api } from "../../convex/_generated/api";
import { textIn, unzip } from "../../convex/exports/unzip.testkit";
import { violations } from "./support/axe";
import { launchBrowser, newPerson, patienceMs } from "./support/browser";
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

test("everything held on a person leaves from the record's menu as a zip, its overview reads well, and the history tells of it", async () => {
  const team = await newTeam(orbit, "Larch & Saddle");
  const { orgId, slug, admin } = team;
  const { customerId } = await admin.client.mutation(api.customers.create, {
    orgId,
    input: { name: "Алия Сапарова", email: "aliya@x.test", preferredLanguage: "ru", emailConsent: true },
  });
  await admin.client.mutation(api.notes.create, {
    orgId,
    customerId,
    input: { noteText: "Likes window seats" },
  });
  const { page, problems } = await openAs(browser, orbit, admin, `/o/${slug}/customers/CUS-001`);
  await page.getByRole("tab", { name: "Documents" }).click();
  await page
    .locator('input[type="file"]')
    .first()
    .setInputFiles({ name: "passport.txt", mimeType: "text/plain", buffer: Buffer.from("a passport") });
  await page.getByText("passport").first().waitFor();
  await expect
    .poll(
      async () =>
        await admin.client.query(api.documents.list, {
          orgId,
          customerId,
          documentType: null,
          paginationOpts: { numItems: 5, cursor: null },
        }),
      { timeout: patienceMs },
    )
    .toMatchObject({ page: [{ state: "ready" }] });

  await page.getByRole("button", { name: "Actions", exact: true }).click();
  await page.getByRole("menuitem", { name: "Everything we hold on this person" }).click();
  const tray = page.getByRole("region", { name: "Background work" });
  const waiting = page.waitForEvent("download");
  await tray.getByRole("button", { name: "Download" }).first().click();
  const download = await waiting;
  expect(download.suggestedFilename()).toMatch(/^CUS-001-\d{4}-\d\d-\d\d\.zip$/);
  const files = unzip(new Uint8Array(readFileSync(await download.path())));
  const [record] = JSON.parse(textIn(files, "data/customers.json")) as { name: string }[];
  expect(record!.name).toBe("Алия Сапарова");
  expect(textIn(files, "data/notes.json")).toContain("Likes window seats");
  const passport = [...files.keys()].find((name) => name.endsWith("passport.txt"))!;
  expect(textIn(files, passport)).toBe("a passport");

  // The overview as the person opens it: in their language, and for everybody's eyes.
  const reader = await newPerson(browser);
  await reader.page.setContent(textIn(files, "overview.html"));
  await reader.page.getByRole("heading", { name: "Все данные о клиенте Алия Сапарова" }).waitFor();
  expect(await violations(reader.page)).toEqual([]);

  await page.getByRole("tab", { name: "History" }).click();
  await page.getByText("took a copy of everything held on this person").first().waitFor();
  expect(problems).toEqual([]);

  // A sales person is not offered it.
  const rep = await team.join("Rita Rep", "sales");
  const reps = await rep.client.mutation(api.customers.create, {
    orgId,
    input: { name: "Own Customer", email: "own@x.test" },
  });
  const seen = await openAs(browser, orbit, rep, `/o/${slug}/customers/${reps.customerId}`);
  await seen.page.getByRole("button", { name: "Actions", exact: true }).click();
  await seen.page.getByRole("menuitem").first().waitFor();
  expect(await seen.page.getByRole("menuitem", { name: "Everything we hold on this person" }).count()).toBe(
    0,
  );
});
