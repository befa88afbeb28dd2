/** An organization's archive is brought into another one in the browser, sheet by sheet, its documents with their files; and taken back. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { api } from "../../convex/_generated/api";
import { emptyDraft } from "../../convex/fields/shape";
import { launchBrowser, patienceMs } from "./support/browser";
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

const pdf = "%PDF-1.7\nthe contract";

/** A customer with a call, a note and a document, and all that there is as an archive. */
async function archived(team: Team): Promise<Buffer> {
  const { orgId } = team;
  const { client } = team.admin;
  const input = { name: "Ann Lee", email: "ann@x.test" };
  const { customerId } = await client.mutation(api.customers.create, { orgId, input });
  for (let n = 0; n < 3; n++)
    await client.mutation(api.interactions.create, {
      orgId,
      customerId,
      input: {
        type: "call",
        subject: `Winter tour ${n}`,
        description: "Asked about prices",
        duration: 5 + n,
      },
    });
  await client.mutation(api.notes.create, { orgId, customerId, input: { noteText: "Likes window seats" } });
  const url = await client.mutation(api.documents.startUpload, { orgId, customerId });
  const sent = await fetch(url, { method: "POST", body: pdf });
  const { storageId } = (await sent.json()) as { storageId: never };
  await client.mutation(api.documents.create, {
    orgId,
    customerId,
    storageId,
    fileName: "contract.pdf",
    fileSize: pdf.length,
    input: { documentName: "Frame contract", documentType: "contract" },
  });
  const documents = async () =>
    await client.query(api.documents.list, {
      orgId,
      customerId,
      documentType: null,
      paginationOpts: { numItems: 5, cursor: null },
    });
  await expect.poll(async () => (await documents()).page[0]?.state).toBe("ready");
  return await everything(team);
}

/** The archive of all that an organization has. */
async function everything({ orgId, admin: { client } }: Team): Promise<Buffer> {
  const jobId = await client.mutation(api.exports.startOrganization, { orgId });
  await expect
    .poll(async () => (await client.query(api.jobs.get, { orgId, jobId })).status, { timeout: patienceMs })
    .toBe("done");
  const { url: file } = await client.mutation(api.exports.link, { orgId, jobId });
  return Buffer.from(await (await fetch(file)).arrayBuffer());
}

test("what was done with a customer comes with the archive, documents with their files, once; and goes when it is taken back", async () => {
  const from = await newTeam(orbit, "The Old Place");
  const buffer = await archived(from);
  const team = await newTeam(orbit, "The New Place");
  const { orgId } = team;
  const { client } = team.admin;
  const { page, problems } = await openAs(browser, orbit, team.admin, `/o/${team.slug}/import`);
  const choose = async (sheet: string) => {
    await page.goto(`${orbit.url}/o/${team.slug}/import`);
    await page.setInputFiles("input[type=file]", { name: "old.zip", mimeType: "application/zip", buffer });
    if (sheet === "Customers") return;
    await page.getByRole("combobox", { name: "Sheet" }).click();
    await page.getByRole("option", { name: sheet }).click();
    await page
      .getByRole("combobox", { name: "Each row is" })
      .getByText(/interaction|note|document/i)
      .waitFor();
  };
  const run = async (rows: string) => {
    await page.getByRole("button", { name: "Check the file" }).click();
    await page.getByRole("button", { name: `Import ${rows}` }).click();
    await page.getByText(/accounted for/).waitFor({ timeout: patienceMs });
  };
  await choose("Customers");
  await run("1 row");
  await choose("Interactions");
  await page.locator(".import-table tbody tr").nth(2).waitFor();
  await look(page, "archive-columns");
  await page.getByRole("button", { name: "Check the file" }).click();
  await page.getByRole("button", { name: "3 Will be created" }).click();
  await page.getByText("Winter tour 1").first().waitFor();
  await look(page, "archive-tried");
  await page.getByRole("button", { name: "Import 3 rows" }).click();
  await page.getByText("All 3 rows are accounted for").waitFor();
  await choose("Notes");
  await run("1 row");
  await choose("Documents");
  await look(page, "archive-documents");
  await run("1 row");
  const result = page.url();

  const customer = await client.query(api.customers.get, { orgId, customer: "CUS-001" });
  await page.goto(`${orbit.url}/o/${team.slug}/customers/${customer.customerCode}?tab=documents`);
  await page.getByText("Frame contract").first().waitFor();
  const kept = async () =>
    await client.query(api.documents.list, {
      orgId,
      customerId: customer._id,
      documentType: null,
      paginationOpts: { numItems: 5, cursor: null },
    });
  await expect.poll(async () => (await kept()).page[0]?.state).toBe("ready");
  const documentId = (await kept()).page[0]!._id;
  const { url } = await client.mutation(api.documents.link, { orgId, documentId });
  expect(await (await fetch(url)).text()).toBe(pdf);
  await page.goto(`${orbit.url}/o/${team.slug}/customers/${customer.customerCode}?tab=interactions`);
  await page.getByText("Winter tour 2").first().waitFor();

  // A second time there is nothing to import.
  await choose("Interactions");
  await page.getByRole("button", { name: "Check the file" }).click();
  await page.getByRole("button", { name: "3 Already at the customer" }).waitFor();
  expect(await page.getByRole("button", { name: "3 Already at the customer" }).isVisible()).toBe(true);

  await page.goto(result);
  await page.getByRole("button", { name: "Take the import back" }).click();
  await page.getByText("Entries removed: 1.").waitFor();
  expect(problems).toEqual([]);
});

test("fields and tiers of an archive that are not here are made by a press, and the customers come with them", async () => {
  const from = await newTeam(orbit, "Old Fields");
  const old = { orgId: from.orgId, client: from.admin.client };
  const draft = (label: string) => ({ ...emptyDraft("USD"), label });
  const define = async (made: Partial<ReturnType<typeof emptyDraft>> & { label: string }) =>
    (
      await old.client.mutation(api.fields.create, {
        orgId: old.orgId,
        entity: "customers",
        draft: { ...draft(made.label), ...made },
      })
    ).key;
  const seat = await define({
    label: "Seat",
    type: "select",
    choices: [{ id: "c1", label: "Window", color: "info" }],
  });
  const shoe = await define({ label: "Shoe size", type: "number", precision: 1 });
  const [choice] = (await old.client.query(api.fields.list, { orgId: old.orgId, entity: "customers" })).find(
    ({ key }) => key === seat,
  )!.choices!;
  const tierId = await old.client.mutation(api.vip.create, {
    orgId: old.orgId,
    input: { name: "First class", color: "warning" },
  });
  const { customerId } = await old.client.mutation(api.customers.create, {
    orgId: old.orgId,
    input: { name: "Ann Lee", email: "ann@x.test", custom: { [seat]: choice!.id, [shoe]: 38.5 } },
  });
  await old.client.mutation(api.vip.assign, { orgId: old.orgId, customerId, tierId });
  const buffer = await everything(from);

  const team = await newTeam(orbit, "New Fields");
  const { orgId } = team;
  const { client } = team.admin;
  const { page, problems } = await openAs(browser, orbit, team.admin, `/o/${team.slug}/import`);
  await page.setInputFiles("input[type=file]", { name: "old.zip", mimeType: "application/zip", buffer });
  const fields = page.getByRole("button", { name: "Create these 2 fields" });
  await fields.waitFor();
  await look(page, "archive-fields");
  await fields.click();
  await fields.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Check the file" }).click();
  const tier = page.getByRole("button", { name: "Create this tier" });
  await tier.waitFor();
  await look(page, "archive-tiers");
  await tier.click();
  await tier.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Import 1 row" }).click();
  await page.getByText(/accounted for/).waitFor({ timeout: patienceMs });

  const made = await client.query(api.fields.list, { orgId, entity: "customers" });
  const labelled = (label: string) => made.find((field) => field.label === label)!;
  expect(labelled("Shoe size")).toMatchObject({ type: "number", precision: 1 });
  expect(labelled("Seat").choices).toMatchObject([{ label: "Window", color: "info" }]);
  const customer = await client.query(api.customers.get, { orgId, customer: "CUS-001" });
  expect(customer.custom).toMatchObject({
    [labelled("Seat").key]: labelled("Seat").choices![0]!.id,
    [labelled("Shoe size").key]: 38.5,
  });
  await page.goto(`${orbit.url}/o/${team.slug}/customers/CUS-001`);
  await page.getByText("First class").first().waitFor();
  await page.getByText("Window", { exact: true }).first().waitFor();
  expect(problems).toEqual([]);
});
