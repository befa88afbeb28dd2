/** Journey: a filtered view and a selection leave as files whose contents are checked; who may not, sees nothing and gets nothing; everything leaves as an archive. */
import { readFileSync } from "node:fs";
import { inflateRawSync } from "node:zlib";
import Papa from "papaparse";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { api } from "../../convex/_generated/api";
import { unzip } from "../../convex/exports/unzip.testkit";
import { violations } from "./support/axe";
import { launchBrowser } from "./support/browser";
import { startOrbit, type Orbit } from "./support/orbit";
import { newTeam, openAs, type Team } from "./support/people";

let orbit: Orbit;
let browser: Browser;
let team: Team;

beforeAll(async () => {
  [orbit, browser] = await Promise.all([startOrbit(), launchBrowser()]);
  team = await newTeam(orbit, "Export Story");
  const people = [
    { name: "Ann Lee", phone: "+77015550001", status: "active" },
    { name: '=HYPERLINK("http://bad.example")', email: "evil@x.test", status: "active" },
    { name: "Иван Петров", email: "ivan@x.test", status: "active", tags: ["vip", "spring"] },
    { name: "Zoe Lead", email: "zoe@x.test", status: "lead" },
  ];
  for (const input of people) {
    await team.admin.client.mutation(api.customers.create, { orgId: team.orgId, input });
  }
});
afterAll(async () => {
  await browser?.close();
  await orbit?.stop();
});

async function downloadFrom(
  page: Page,
  press: () => Promise<void>,
): Promise<{ name: string; bytes: Buffer }> {
  const waiting = page.waitForEvent("download");
  await press();
  const download = await waiting;
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}
const tray = (page: Page) => page.getByRole("region", { name: "Background work" });
const fetchLatest = (page: Page) =>
  downloadFrom(page, () => tray(page).getByRole("button", { name: "Download" }).first().click());

test("IMX-16 SRC-18 a filtered view leaves as CSV and as XLSX, a selection as JSON, exactly as it is seen", async () => {
  const { page, problems } = await openAs(
    browser,
    orbit,
    team.admin,
    `/o/${team.slug}/customers?status=active&sort=-name`,
  );
  await page.getByText("Ann Lee").first().waitFor();
  await page.getByRole("button", { name: "Export this view" }).click();
  const dialog = page.getByRole("dialog", { name: "Export customers" });
  await dialog.getByText("3 customers").first().waitFor();
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Export 3 customers" }).click();
  await dialog.waitFor({ state: "hidden" });
  const csv = await fetchLatest(page);
  expect(csv.name).toMatch(/^customers-\d{4}-\d\d-\d\d\.csv$/);
  const text = csv.bytes.toString("utf8");
  expect(text.startsWith("\uFEFF")).toBe(true);
  const [headings, ...rows] = Papa.parse<string[]>(text.slice(1), { skipEmptyLines: true }).data;
  const shown = await page.getByRole("columnheader").allInnerTexts();
  expect(headings!.slice(0, 3)).toEqual(["Name", "Status", "Owner"]);
  // One column of the table is for ticking.
  expect(shown.filter((name) => name.trim() !== "").length).toBe(headings!.length);
  expect(rows.map(([name]) => name)).toEqual(["Иван Петров", "Ann Lee", `'=HYPERLINK("http://bad.example")`]);
  await page.getByRole("button", { name: "Put away" }).click();

  await page.getByRole("button", { name: "Export this view" }).click();
  await dialog.getByRole("radio", { name: "Excel" }).click();
  await dialog.getByRole("radio", { name: /All fields/ }).click();
  await dialog.getByRole("button", { name: "Export 3 customers" }).click();
  const xlsx = await fetchLatest(page);
  expect(xlsx.name).toMatch(/\.xlsx$/);
  const sheet = Buffer.from(unzip(xlsx.bytes).get("xl/worksheets/sheet1.xml")!).toString("utf8");
  expect(sheet).toContain(`=HYPERLINK("http://bad.example")</t>`);
  expect(sheet).not.toContain("<f>");
  expect(sheet).toContain("vip, spring");
  expect(sheet.match(/<row /g)).toHaveLength(4);
  // Node's own inflate agrees that the stream is sound from its first byte.
  const header = xlsx.bytes.subarray(0, 30);
  const from = 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  expect(inflateRawSync(xlsx.bytes.subarray(from)).toString("utf8")).toBe(sheet);
  await page.getByRole("button", { name: "Put away" }).click();

  await page
    .getByRole("row", { name: /Ann Lee/ })
    .getByRole("checkbox")
    .check();
  await page.getByRole("button", { name: "Export", exact: true }).click();
  await dialog.getByText("1 customer").first().waitFor();
  await dialog.getByRole("radio", { name: "JSON" }).click();
  await dialog.getByRole("button", { name: "Export 1 customer" }).click();
  const json = JSON.parse((await fetchLatest(page)).bytes.toString("utf8")) as { name: string }[];
  expect(json.map(({ name }) => name)).toEqual(["Ann Lee"]);
  expect(problems).toEqual([]);
  await page.context().close();
});

test("IMX-16 a sales rep sees no export and gets none from the API until the organization allows it, and then only their own", async () => {
  const rita = await team.join("Rita Rep", "sales");
  await team.admin.client.mutation(api.settings.update, {
    orgId: team.orgId,
    changes: { recordVisibility: "org" },
  });
  const { page, problems } = await openAs(browser, orbit, rita, `/o/${team.slug}/customers`);
  await page.getByText("Ann Lee").first().waitFor();
  await page.waitForLoadState("networkidle").catch(() => undefined);
  const button = page.getByRole("button", { name: "Export this view" });
  expect(await button.count()).toBe(0);
  const asked = {
    orgId: team.orgId,
    target: { kind: "everything" as const, filters: {} },
    format: "csv" as const,
    columns: null,
    language: "en" as const,
    mark: false,
  };
  await expect(rita.client.mutation(api.exports.start, asked)).rejects.toThrow("FORBIDDEN");
  const mine = { name: "Rita's Own", email: "own@x.test" };
  await rita.client.mutation(api.customers.create, { orgId: team.orgId, input: mine });

  const second = await team.join("Second Admin", "admin");
  const admin = await openAs(browser, orbit, second, `/o/${team.slug}/settings/data`);
  await admin.page.getByLabel("Sales reps export their own customers").click();
  // The other person's screen changes while they look.
  await button.click();
  await page.getByText("Only customers that are yours").waitFor();
  await page.getByRole("button", { name: "Export 1 customer" }).click();
  const { bytes } = await fetchLatest(page);
  expect(bytes.toString("utf8")).toContain("Rita's Own");
  expect(bytes.toString("utf8")).not.toContain("Ann Lee");
  expect(problems).toEqual([]);
  await page.context().close();

  await admin.page.getByText("Rita Rep").first().waitFor();
  await admin.page.getByRole("button", { name: "Export everything" }).click();
  const archive = await fetchLatest(admin.page);
  expect(archive.name).toMatch(new RegExp(`^${team.slug}-.*\\.zip$`));
  const files = unzip(archive.bytes);
  expect(Buffer.from(files.get("tables/customers.jsonl")!).toString("utf8").trim().split("\n")).toHaveLength(
    5,
  );
  expect(files.has("manifest.json")).toBe(true);
  expect(await violations(admin.page)).toEqual([]);
  expect(admin.problems).toEqual([]);
  await admin.page.context().close();
});
