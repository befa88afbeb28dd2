/** Files of a customer: several at once, checked, opened in place, deleted and brought back; strangers get nothing. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { api } from "../../convex/_generated/api";
import { launchBrowser } from "./support/browser";
import { look } from "./support/look";
import { startOrbit, type Orbit } from "./support/orbit";
import { newTeam, openAs, type Team } from "./support/people";

let orbit: Orbit;
let browser: Browser;

beforeAll(async () => {
  [orbit, browser] = await Promise.all([startOrbit(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await orbit?.stop();
});

/** One red pixel. */
const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==",
  "base64",
);

test("DOC-02 DOC-03 DOC-06: files are dragged onto the tab and given one of four types; one sees what was refused, read one in place, delete it and bring it back", async () => {
  const team = await newTeam(orbit, "Documents");
  const rita = await team.join("Rita Lund", "support");
  await team.admin.client.mutation(api.customers.create, {
    orgId: team.orgId,
    input: { name: "Aroha Williams", email: "aroha@example.test" },
  });
  const address = `/o/${team.slug}/customers/CUS-001?tab=documents`;
  const { page: hers } = await openAs(browser, orbit, rita, address);
  const { page } = await openAs(browser, orbit, team.admin, address);
  const chips = page.getByRole("group", { name: "Type of document" }).getByRole("button");
  await chips.first().waitFor();
  expect((await chips.allInnerTexts()).slice(1)).toEqual(["Contract", "Invoice", "Agreement", "Other"]);
  const dragged = await page.evaluateHandle(() => {
    const files = new DataTransfer();
    files.items.add(new File(["%PDF-1.4\n%%EOF\n"], "Route.pdf", { type: "application/pdf" }));
    return files;
  });
  for (const event of ["dragover", "drop"])
    await page.locator(".documents-tab").dispatchEvent(event, { dataTransfer: dragged });
  await hers.getByRole("button", { name: "Route.pdf", exact: true }).waitFor();
  await page.getByRole("button", { name: "Actions for Route.pdf" }).click();
  const types = page.getByRole("menuitemcheckbox");
  await types.nth(3).waitFor();
  const offered = (await types.allInnerTexts()).map((text) => text.trim());
  expect(offered).toEqual(["Contract", "Invoice", "Agreement", "Other"]);
  await types.filter({ hasText: "Agreement" }).click();
  await chips.filter({ hasText: "Agreement" }).click();
  await page.getByRole("button", { name: "Route.pdf", exact: true }).waitFor();
  await chips.first().click();
  await page.getByLabel("Choose files").setInputFiles([
    { name: "Directions.txt", mimeType: "text/plain", buffer: Buffer.from("Turn left at the larch.") },
    { name: "Gate.png", mimeType: "image/png", buffer: png },
    { name: "setup.pdf", mimeType: "application/pdf", buffer: Buffer.from([0x4d, 0x5a, 0x90, 0, 3, 0]) },
  ]);
  await page.getByText("The content is not what the file's ending says.").waitFor();
  await hers.getByRole("button", { name: "Directions.txt", exact: true }).waitFor();
  expect(await hers.getByText("setup.pdf").count()).toBe(0);
  await page.getByRole("button", { name: "Dismiss" }).click();
  await page.getByText("setup.pdf").waitFor({ state: "detached" });

  await hers.getByRole("button", { name: "Directions.txt", exact: true }).click();
  await hers.getByText("Turn left at the larch.").waitFor();
  // Which of the two came later is chance; the file that was dragged before them stands last.
  const isFirst = await hers.getByRole("button", { name: "Previous document" }).isDisabled();
  await hers.keyboard.press(isFirst ? "ArrowRight" : "ArrowLeft");
  const other = hers.getByRole("img", { name: "Gate.png" });
  await other.waitFor();
  expect(
    await other.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth)),
  ).toBe(1);
  const src = (await other.getAttribute("src"))!;
  expect((await fetch(src)).status).toBe(200);
  expect((await fetch(src.replace(/[^/]{6}$/, "AAAAAA"))).status).toBe(403);
  await hers.keyboard.press("Escape");

  await page.getByRole("button", { name: "Actions for Gate.png" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await hers.getByText("Gate.png").waitFor({ state: "detached" });
  expect((await fetch(src, { cache: "no-store" })).status).toBe(404);
  await page.getByRole("button", { name: "Undo" }).click();
  await hers.getByRole("button", { name: "Gate.png", exact: true }).waitFor();
});

test("DOC-04 DOC-09: a picture and a PDF open in place, an office file is downloaded, and an invoice stands on its own tab", async () => {
  const team = await newTeam(orbit, "Invoices");
  await team.admin.client.mutation(api.customers.create, {
    orgId: team.orgId,
    input: { name: "Aroha Williams", email: "aroha@example.test" },
  });
  const { page, problems } = await openAs(
    browser,
    orbit,
    team.admin,
    `/o/${team.slug}/customers/CUS-001?tab=invoices`,
  );
  await page.getByText("No invoices yet").waitFor();
  const pdf = Buffer.from("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n");
  const office = Buffer.from([0x50, 0x4b, 0x03, 0x04, 0, 0, 0, 0, 0, 0]);
  await page
    .getByLabel("Choose files")
    .setInputFiles([{ name: "Invoice 7.pdf", mimeType: "application/pdf", buffer: pdf }]);
  await page.getByRole("button", { name: "Invoice 7.pdf", exact: true }).click();
  const frame = page.getByTitle("Invoice 7.pdf");
  await frame.waitFor();
  const shown = await fetch((await frame.getAttribute("src"))!);
  expect(shown.headers.get("content-type")).toBe("application/pdf");
  expect(shown.headers.get("content-disposition")).toMatch(/^inline/);
  await page.keyboard.press("Escape");

  await page.getByRole("tab", { name: "Documents" }).click();
  // The filter by type stands on this tab only: the one before has left with its chooser.
  await page.getByRole("button", { name: "Contract", exact: true }).waitFor();
  await page.getByRole("button", { name: "Invoice 7.pdf", exact: true }).waitFor();
  await page.getByLabel("Choose files").setInputFiles([
    { name: "Gate.png", mimeType: "image/png", buffer: png },
    { name: "Prices.xlsx", mimeType: "application/octet-stream", buffer: office },
  ]);
  await page.getByRole("button", { name: "Gate.png", exact: true }).click();
  await page.getByRole("img", { name: "Gate.png" }).waitFor();
  await page.keyboard.press("Escape");
  const downloading = page.waitForEvent("download");
  await page.getByRole("button", { name: "Prices.xlsx", exact: true }).click();
  expect((await downloading).suggestedFilename()).toBe("Prices.xlsx");
  expect(await page.getByRole("dialog").count()).toBe(0);

  // Of another type, it stands among the documents only.
  await page.getByRole("tab", { name: "Invoices" }).click();
  await page.getByRole("button", { name: "Invoice 7.pdf", exact: true }).waitFor();
  expect(await page.getByText("Gate.png").count()).toBe(0);
  expect(problems).toEqual([]);
});

test("a file that is here already waits for a decision: one is kept, it becomes a version, or it is added all the same, and each is taken back", async () => {
  const team = await newTeam(orbit, "Same Files");
  await team.admin.client.mutation(api.customers.create, {
    orgId: team.orgId,
    input: { name: "Aroha Williams", email: "aroha@example.test" },
  });
  const address = `/o/${team.slug}/customers/CUS-001?tab=documents`;
  const { page, problems } = await openAs(browser, orbit, team.admin, address);
  const file = (name: string) => ({
    name,
    mimeType: "text/plain",
    buffer: Buffer.from("Turn left at the larch."),
  });
  const named = (name: string) => page.getByRole("button", { name, exact: true });
  const undo = async (said: string) =>
    await page
      .locator("[data-sonner-toast]")
      .filter({ hasText: said })
      .getByRole("button", { name: "Undo" })
      .click();
  const choose = page.getByLabel("Choose files");

  // Twice in one drop: one document, and one question.
  await choose.setInputFiles([file("Directions.txt"), file("Way.txt")]);
  await page.getByText("The same file is here already:").waitFor();
  await page.getByRole("button", { name: "Keep the one" }).click();
  await page.getByText("The same file is here already:").waitFor({ state: "detached" });
  const kept = (await named("Directions.txt").isVisible()) ? "Directions.txt" : "Way.txt";
  const other = kept === "Way.txt" ? "Directions.txt" : "Way.txt";
  await undo(`Kept as it is: ${kept}`);
  await named(other).waitFor();
  await page.getByRole("button", { name: `Actions for ${other}` }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await named(other).waitFor({ state: "detached" });

  await choose.setInputFiles([file("Again.txt")]);
  await page.getByText(`The same file is here already: ${kept}`).waitFor();
  await look(page, "a file that is here already");
  await page.getByRole("button", { name: "New version", exact: true }).click();
  await page.getByText("Version 2").waitFor();
  await undo(`${kept} has a newer version`);
  await page.getByText("Version 2").waitFor({ state: "detached" });

  await choose.setInputFiles([file("Again.txt")]);
  await page.getByRole("button", { name: "Add anyway" }).click();
  await named("Again.txt").waitFor();
  await undo("Again.txt added once more");
  await named("Again.txt").waitFor({ state: "detached" });

  // Somebody deletes the other one meanwhile.
  await choose.setInputFiles([file("Again.txt")]);
  await page.getByText(`The same file is here already: ${kept}`).waitFor();
  const { page: rows } = await team.admin.client.query(api.documents.list, {
    orgId: team.orgId,
    customerId: await customerId(team),
    documentType: null,
    paginationOpts: { numItems: 10, cursor: null },
  });
  await team.admin.client.mutation(api.documents.remove, { orgId: team.orgId, documentId: rows[0]!._id });
  await page.getByText("The document with the same content is not here any more.").waitFor();
  await page.getByRole("button", { name: "Add this one" }).click();
  await named("Again.txt").waitFor();
  expect(problems).toEqual([]);
});

async function customerId(team: Team) {
  const { rows } = await team.admin.client.query(api.customers.search, { orgId: team.orgId, text: "Aroha" });
  return rows[0]!._id;
}
