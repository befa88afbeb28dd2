/** Journey: a key is made in Settings; what a program does with it appears on open screens, and ends with the key. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { violations } from "./support/axe";
import { launchBrowser } from "./support/browser";
import { startOrbit, type Orbit } from "./support/orbit";
import { newTeam, openAs, type Team } from "./support/people";

let orbit: Orbit;
let browser: Browser;
let team: Team;
let page: Page;
let problems: string[];
let key = "";

beforeAll(async () => {
  [orbit, browser] = await Promise.all([startOrbit(), launchBrowser()]);
  team = await newTeam(orbit, "API Story");
  ({ page, problems } = await openAs(browser, orbit, team.admin, `/o/${team.slug}/settings/api`));
});
afterAll(async () => {
  await browser?.close();
  await orbit?.stop();
});

const ask = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  await fetch(`${orbit.url}/api${path}`, {
    method,
    headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json", ...headers },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });

const ada = { name: "Ada Lovelace", email: "ada@example.com" };

test("a key is made in Settings and shown once", async () => {
  await page.getByRole("button", { name: "New key" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Name" }).fill("Web shop");
  await dialog.getByRole("button", { name: "Everything" }).click();
  await dialog.getByRole("button", { name: "Make key" }).click();
  const shown = page.getByRole("dialog", { name: "Copy the key now" }).getByLabel("Key", { exact: true });
  key = await shown.inputValue();
  expect(key).toMatch(/^orbit_/);
  await page.getByRole("button", { name: "Done" }).click();
  await page.getByText("Web shop").first().waitFor();
});

test("what a program creates appears on an open list, once however often it is sent", async () => {
  await page.goto(`${orbit.url}/o/${team.slug}/customers`);
  await page.getByRole("heading", { level: 1 }).first().waitFor();
  await page.waitForTimeout(500);
  expect(await page.getByText(ada.name).count()).toBe(0);
  const repeat = { "Idempotency-Key": "order-17" };
  const first = await ask("POST", "/customers", ada, repeat);
  expect(first.status).toBe(201);
  await page.getByText(ada.name).first().waitFor();
  const again = await ask("POST", "/customers", ada, repeat);
  expect([again.status, again.headers.get("idempotent-replayed")]).toEqual([201, "true"]);
  expect(await again.json()).toEqual(await first.json());
  const { pagination } = (await (await ask("GET", "/customers")).json()) as { pagination: { total: number } };
  expect(pagination.total).toBe(1);
  // How many are left grows with time; with this one taken it is never all of them.
  const { headers } = await ask("GET", "/customers/CUS-001");
  const [left, limit] = ["ratelimit-remaining", "ratelimit-limit"].map((name) => Number(headers.get(name)));
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThan(limit!);
});

test("the record's page is written to live, down to a file that opens by its link", async () => {
  await page.goto(`${orbit.url}/o/${team.slug}/customers/CUS-001?tab=notes`);
  await page.getByRole("heading", { level: 1 }).first().waitFor();
  const note = await ask("POST", "/customers/CUS-001/notes", { noteText: "Written by the shop" });
  expect(note.status).toBe(201);
  await page.getByText("Written by the shop").first().waitFor();
  const type = { "Content-Type": "application/octet-stream" };
  const sent = await ask("POST", "/customers/CUS-001/documents?fileName=hello.txt", "Hello", type);
  expect(sent.status).toBe(201);
  const { id } = (await sent.json()) as { id: string };
  await expect
    .poll(async () => {
      const document = await ask("GET", `/customers/CUS-001/documents/${id}`);
      return ((await document.json()) as { state: string }).state;
    })
    .toBe("ready");
  const link = await ask("POST", `/customers/CUS-001/documents/${id}/link`);
  const { url } = (await link.json()) as { url: string };
  expect(await (await fetch(url)).text()).toBe("Hello");
});

test("the reference is searched, linked into, and its request works as it is copied", async () => {
  await page.goto(`${orbit.url}/o/${team.slug}/settings/api`);
  await page.getByRole("link", { name: /API reference/ }).click();
  await page.getByRole("heading", { name: "API reference", level: 1 }).waitFor();
  await page.getByRole("searchbox", { name: "Search addresses" }).fill("post notes");
  const row = page.getByRole("button", { name: /POST\s*\/customers\/\{customer\}\/notes Write a note/ });
  await row.click();
  expect(new URL(page.url()).hash).toBe("#postCustomersCustomerNotes");
  const request = await page.getByLabel("Request").innerText();
  expect(request).toContain(`'${orbit.url}/api/customers/CUS-001/notes'`);
  expect(await violations(page)).toEqual([]);
  const body = /-d '([\s\S]+)'$/.exec(request)![1]!;
  expect((await ask("POST", "/customers/CUS-001/notes", body)).status).toBe(201);
  await page.reload();
  await page.getByLabel("Request").waitFor();
});

test("SEC-11 a revoked key is refused from the next request on", async () => {
  await page.goto(`${orbit.url}/o/${team.slug}/settings/api`);
  await page.getByRole("button", { name: "Revoke Web shop" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await page.getByText("Revoked").first().waitFor();
  const refused = await ask("GET", "/customers");
  expect(refused.status).toBe(401);
  expect(await refused.json()).toMatchObject({ code: "UNAUTHENTICATED" });
  expect(problems).toEqual([]);
});
