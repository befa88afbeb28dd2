/** The story of a lead: a form is made on screen, stands on a website of another origin, and what a stranger sends appears live. */
import { source as axe } from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser, newPerson } from "./support/browser";
import { newFormFor, newOwner, startWebsite, type FormWorld, type Website } from "./support/formWorld";
import { startOrbit, type Orbit } from "./support/orbit";

let orbit: Orbit;
let browser: Browser;
let website: Website;
let owner: FormWorld;

beforeAll(async () => {
  [orbit, browser, website] = await Promise.all([startOrbit(), launchBrowser(), startWebsite()]);
  owner = await newOwner(orbit, "Larch and Saddle");
});
afterAll(async () => {
  await Promise.all([browser?.close(), orbit?.stop(), website?.stop()]);
});

async function signIn(options: Parameters<typeof newPerson>[1] = {}) {
  const person = await newPerson(browser, options);
  await person.page.goto(`${orbit.url}/sign-in`);
  await person.page.fill("input[type=email]", owner.email);
  await person.page.fill("input[type=password]", owner.password);
  await person.page.keyboard.press("Enter");
  await person.page.waitForURL(/\/o\//);
  return person;
}
const go = (page: Page, path: string) => page.goto(`${orbit.url}/o/${owner.slug}/${path}`);

test("WID-01 WID-15 LED-24 a form made on screen brings a stranger's lead onto the board, live", async () => {
  const staff = await signIn();
  await go(staff.page, "forms/new");
  await staff.page.getByLabel("Websites that may use it").fill(website.origin);
  await staff.page.getByRole("button", { name: "Create form" }).click();
  const snippet = await staff.page.getByRole("textbox", { name: "Put it on a website" }).inputValue();
  expect(snippet).toContain("<orbit-lead-form");

  // The preview is the real element.
  await staff.page.locator("orbit-lead-form [part=form]").waitFor();

  const board = await signIn();
  await go(board.page, "leads");
  await board.page.getByText("No leads yet").waitFor();

  const stranger = await newPerson(browser);
  await stranger.page.goto(`${website.page("/contact", { body: snippet })}?utm_source=ad`);
  await stranger.page.locator("[part=field][name=name]").fill("Maria Silva");
  await stranger.page.locator("[part=field][name=email]").fill("maria@example.com");
  await stranger.page.locator("[part=field][name=message]").fill("Is there room on the Altai tour?");
  await stranger.page.locator("[part=form] input[type=checkbox]").check();
  await stranger.page.locator("[part=submit]").click();
  await stranger.page.locator("[part=success]").waitFor();

  const card = board.page.getByRole("button", { name: /Maria Silva.*Altai tour/ });
  await card.waitFor();
  await card.click();
  const sheet = board.page.getByRole("dialog");
  await sheet.getByText(`${new URL(website.origin).host}/contact`).waitFor();
  await sheet.getByText("utm_source").waitFor();
  await sheet.getByRole("button", { name: "Mark as won" }).click();
  await sheet.getByText("Won", { exact: true }).first().waitFor();

  await staff.page.reload();
  await staff.page.getByText("Conversion").first().waitFor();
  await expect.poll(() => staff.page.locator(".form-figures").innerText()).toMatch(/Views\s+1\s+Leads\s+1/);
  expect([...staff.problems, ...board.problems, ...stranger.problems]).toEqual([]);
  for (const { page } of [staff, board, stranger]) await page.context().close();
});

test("LED-15 a lead is moved with the keyboard and the second screen follows; losing asks why", async () => {
  const form = await newFormFor(orbit, owner, [website.origin]);
  const response = await fetch(`${orbit.url}/v1/s`, {
    method: "POST",
    redirect: "manual",
    headers: { origin: website.origin, "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ k: form.key, consent: "1", name: "Key Board", email: "keys@example.com" }),
  });
  expect(response.status).toBe(303);
  const [first, second] = [await signIn(), await signIn()];
  for (const { page } of [first, second]) await go(page, "leads");
  const card = (page: Page, column: string) =>
    page.getByRole("region", { name: column, exact: true }).getByRole("button", { name: /^Key Board/ });
  await card(first.page, "New").focus();
  await first.page.keyboard.press("Shift+ArrowRight");
  await card(second.page, "Contacted").waitFor();
  await card(second.page, "Contacted").dragTo(second.page.getByRole("region", { name: "Qualified" }));
  await card(first.page, "Qualified").waitFor();
  await card(first.page, "Qualified").click();
  await first.page.getByRole("button", { name: "Mark as lost" }).click();
  const why = first.page.getByRole("dialog", { name: /Why was Key Board lost/ });
  await why.getByRole("button", { name: "Mark as lost" }).click();
  await why.getByText("Write why").waitFor();
  await why.getByRole("textbox").fill("Chose somebody else");
  await why.getByRole("button", { name: "Mark as lost" }).click();
  await card(second.page, "Lost").waitFor();
  expect([...first.problems, ...second.problems]).toEqual([]);
  for (const { page } of [first, second]) await page.context().close();
});

describe("for everybody", () => {
  test.each([
    ["light", 1440],
    ["dark", 1440],
    ["light", 360],
    ["dark", 360],
  ] as const)("UIX axe finds nothing on leads and forms in %s at %i px", async (colorScheme, width) => {
    const { client, orgId } = owner;
    const { api } = await import("../../convex/_generated/api");
    const [form] = (await client.query(api.widgets.list, { orgId })).rows;
    const [lead] = (await client.query(api.leads.list, { orgId, status: "won", limit: 1 })).leads;
    const { page, problems } = await signIn({ colorScheme, viewport: { width, height: 900 } });
    const found: string[] = [];
    for (const path of [
      "leads",
      `leads?lead=${lead!._id}`,
      "leads?new=1",
      "forms",
      `forms/${form!._id}`,
      "forms/review",
    ]) {
      await go(page, path);
      await page.waitForLoadState("networkidle");
      await page.waitForTimeout(400);
      await page.evaluate(axe);
      const violations = await page.evaluate(async () => {
        const { axe: run } = window as unknown as {
          axe: { run(o: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
        };
        return (await run.run({ resultTypes: ["violations"] })).violations;
      });
      found.push(
        ...violations.map(({ id, nodes }) => `${path}: ${id}: ${nodes.map(({ html }) => html).join(" ")}`),
      );
    }
    expect(found).toEqual([]);
    expect(problems).toEqual([]);
    await page.context().close();
  });
});
