/** A note that names a colleague: live on the customer and on the colleague's Today page, edited, removed and brought back. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { api } from "../../convex/_generated/api";
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

test("NOT-05: a colleague named in a note sees it appear on Today, opens it, and it changes while they look", async () => {
  const team = await newTeam(orbit, "Notes");
  const rita = await team.join("Rita Lund", "support");
  await team.admin.client.mutation(api.customers.create, {
    orgId: team.orgId,
    input: { name: "Aroha Williams", email: "aroha@example.test" },
  });
  const { page: hers } = await openAs(browser, orbit, rita, `/o/${team.slug}/today`);
  const { page } = await openAs(browser, orbit, team.admin, `/o/${team.slug}/customers/CUS-001?tab=notes`);
  const kinds = page.getByRole("group", { name: "What to show" }).getByRole("button");
  await kinds.nth(7).waitFor();
  const lines = await kinds.evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top));
  expect(new Set(lines).size).toBe(1);
  const text = page.getByRole("combobox", { name: "Note" });
  await text.fill("Gate code changed. ");
  await text.press("End");
  await page.keyboard.type("@rit");
  await page.getByRole("option", { name: "Rita Lund" }).waitFor();
  await page.keyboard.press("Enter");
  await page.keyboard.type("please tell the driver");
  await page.keyboard.press("Control+Enter");

  const waiting = hers.getByRole("link", { name: /Aroha Williams.*@Rita Lund please tell the driver/s });
  await waiting.waitFor();
  await waiting.click();
  await hers.waitForURL(/tab=notes/);
  await hers.getByText("please tell the driver").waitFor();

  await page.getByRole("button", { name: /Actions for the note/ }).click();
  await page.getByRole("menuitem", { name: "Edit" }).click();
  const edit = page.getByRole("combobox", { name: "Note" }).last();
  await edit.fill("Gate code is 4411. @Rita Lund please tell the driver");
  await page.keyboard.press("Control+Enter");
  await hers.getByText("Gate code is 4411.").waitFor();

  await page.getByRole("button", { name: /Actions for the note/ }).click();
  await page.getByRole("menuitem", { name: "Remove" }).click();
  await hers.getByText("Gate code is 4411.").waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Undo" }).last().click();
  await hers.getByText("Gate code is 4411.").waitFor();

  await hers.goto(`${orbit.url}/o/${team.slug}/today`);
  await hers.getByRole("button", { name: "Seen: note about Aroha Williams" }).click();
  await hers.getByRole("heading", { name: "Notes for you" }).waitFor({ state: "detached" });
  const { mentions } = await rita.client.query(api.notes.mentions, { orgId: team.orgId });
  expect(mentions).toEqual([]);
});

test("NOT-02 NOT-08: notes and talks stand in one stream, each with its kind, and every kind of note is chosen in the form", async () => {
  const team = await newTeam(orbit, "Streams");
  const { client } = team.admin;
  const { orgId } = team;
  const { customerId } = await client.mutation(api.customers.create, {
    orgId,
    input: { name: "Aroha Williams", email: "aroha@example.test" },
  });
  const note = (noteText: string, noteType: string) =>
    client.mutation(api.notes.create, { orgId, customerId, input: { noteText, noteType } });
  const log = (subject: string, type: string) =>
    client.mutation(api.interactions.create, {
      orgId,
      customerId,
      input: { type, subject, description: subject },
    });
  await note("Gate code is 4411", "general");
  await log("Asked about June", "call");
  await note("Bus was late", "complaint");
  await log("Showed the hall", "visit");
  const { page } = await openAs(browser, orbit, team.admin, `/o/${team.slug}/customers/CUS-001?tab=notes`);
  const stream = page.getByRole("tabpanel").getByRole("listitem");
  await stream.nth(3).waitFor();
  const told = [
    ["Showed the hall", "Visit"],
    ["Bus was late", "Complaint"],
    ["Asked about June", "Call"],
    ["Gate code is 4411", "General"],
  ] as const;
  for (const [at, [text, kind]] of told.entries()) {
    await stream.nth(at).getByText(text, { exact: true }).first().waitFor();
    await stream.nth(at).getByText(kind, { exact: true }).waitFor();
  }

  const form = page.getByRole("form", { name: "New note" });
  const kinds = ["General", "Complaint", "Feedback", "Request", "Preference", "Other"];
  for (const kind of kinds) {
    await form.getByRole("button", { name: /^Kind of note/ }).click();
    await page.getByRole("menuitemcheckbox").nth(5).waitFor();
    expect((await page.getByRole("menuitemcheckbox").allInnerTexts()).map((text) => text.trim())).toEqual(
      kinds,
    );
    await page.getByRole("menuitemcheckbox", { name: kind, exact: true }).click();
    await form.getByRole("combobox", { name: "Note" }).fill(`Chosen as ${kind}`);
    await page.keyboard.press("Control+Enter");
    const written = stream.filter({ hasText: `Chosen as ${kind}` });
    await written.getByText(kind, { exact: true }).waitFor();
    // The next one is a general note again.
    await form.getByRole("button", { name: "Kind of note: General" }).waitFor();
  }
  const { page: stored } = await client.query(api.notes.list, {
    orgId,
    customerId,
    noteType: null,
    paginationOpts: { numItems: 10, cursor: null },
  });
  expect(stored.slice(0, 6).map(({ noteType }) => noteType)).toEqual(
    kinds.map((kind) => kind.toLowerCase()).toReversed(),
  );
});
