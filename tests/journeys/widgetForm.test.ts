/** The lead form on other people's pages, in a real browser against the real host (design of widgets, test plan). */
import { source as axe } from "axe-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { api } from "../../convex/_generated/api";
import { launchBrowser, patienceMs } from "./support/browser";
import {
  anotherOrganization,
  leadsOf,
  newFormFor,
  newOwner,
  startWebsite,
  type Form,
  type FormWorld,
  type Website,
} from "./support/formWorld";
import { startOrbit, type Orbit } from "./support/orbit";

let orbit: Orbit;
let browser: Browser;
let website: Website;
let owner: FormWorld;
let form: Form;

beforeAll(async () => {
  [orbit, browser, website] = await Promise.all([startOrbit(), launchBrowser(), startWebsite()]);
});
afterAll(async () => {
  await Promise.all([browser?.close(), orbit?.stop(), website?.stop()]);
});

let founded = 0;

/** Each test its own organization and form, so that limits and leads are its own; a person may found twenty an hour. */
async function freshForm(change: Parameters<typeof newFormFor>[3] = {}): Promise<void> {
  owner = founded++ % 15 === 0 ? await newOwner(orbit) : await anotherOrganization(owner);
  form = await newFormFor(orbit, owner, [website.origin], change);
}

interface Opened {
  page: Page;
  violations: string[];
  errors: string[];
  posts: string[];
}

async function open(url: string, options: BrowserContextOptions = {}, init?: () => void): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 900, height: 1000 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(patienceMs);
  const opened: Opened = { page, violations: [], errors: [], posts: [] };
  page.on("pageerror", (error) => opened.errors.push(String(error)));
  page.on("console", (message) => {
    if (/Content Security Policy|Trusted/i.test(message.text())) opened.violations.push(message.text());
  });
  page.on("request", (request) => {
    if (request.url().endsWith("/v1/s")) opened.posts.push(request.method());
  });
  if (init) await page.addInitScript(init);
  await page.addInitScript(() => {
    const seen = window as unknown as { orbitSeen: { type: string; detail: unknown }[] };
    seen.orbitSeen = [];
    for (const type of ["ready", "beforesubmit", "invalid", "submitted", "error"]) {
      document.addEventListener(`orbit:${type}`, (event) =>
        seen.orbitSeen.push({ type, detail: (event as CustomEvent).detail }),
      );
    }
  });
  await page.goto(url);
  return opened;
}

const events = (page: Page) =>
  page.evaluate(() => (window as unknown as { orbitSeen: { type: string; detail: unknown }[] }).orbitSeen);

/** Playwright looks through open shadow roots; the part tells our controls from the plain form's. */
const field = (page: Page, name: string) => page.locator(`[part=field][name=${name}]`);

async function fillIn(page: Page, values: Record<string, string>): Promise<void> {
  await page.locator("[part=form]").first().waitFor();
  for (const [name, value] of Object.entries(values)) await field(page, name).fill(value);
  await page.locator("[part=form] input[type=checkbox]").check();
}
const send = (page: Page) => page.locator("[part=submit]").click();
const thanked = (page: Page) => page.locator("[part=success]").waitFor();
const person = () => ({ name: "Maria Silva", email: `maria.${crypto.randomUUID()}@example.com` });

async function fillAndSend(page: Page, values: Record<string, string>): Promise<void> {
  await fillIn(page, values);
  await send(page);
  await thanked(page);
}

describe("content security policies", () => {
  const policies = {
    "allow-list": `default-src 'none'; script-src ORBIT; connect-src ORBIT; style-src 'self'; img-src 'self'`,
    "nonce and strict-dynamic": `default-src 'none'; script-src 'nonce-n1' 'strict-dynamic'; connect-src ORBIT; style-src 'self'`,
    "nonce only": `default-src 'none'; script-src 'nonce-n1'; connect-src ORBIT; style-src 'self'`,
    "Trusted Types": `default-src 'none'; script-src ORBIT; connect-src ORBIT; style-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'`,
  };
  test.each(Object.entries(policies))(
    "WID-09 under %s the form draws, submits and breaks no rule",
    async (name, policy) => {
      await freshForm();
      const url = website.page(`/csp/${encodeURIComponent(name)}`, {
        // A page under such a policy keeps the room for the form in its own stylesheet instead of a style attribute.
        body: form.snippet.replace("<script async", '<script nonce="n1" async').replace(/ style="[^"]*"/, ""),
        headers: { "content-security-policy": policy.replaceAll("ORBIT", orbit.url) },
      });
      const { page, violations, errors } = await open(url);
      await fillAndSend(page, person());
      expect({ violations, errors }).toEqual({ violations: [], errors: [] });
      expect(await leadsOf(owner)).toHaveLength(1);
      await page.context().close();
    },
  );
});

describe("hostile pages", () => {
  test("WID-09 aggressive styles do not reach the form", async () => {
    await freshForm();
    const url = website.page("/hostile-css", {
      head: `<style>
        *{all:unset!important}
        input,label,button{display:none!important;visibility:hidden!important}
        body{direction:rtl;text-transform:uppercase;letter-spacing:9px;font-size:40px;line-height:3;color:lime}
      </style>`,
      body: form.snippet,
    });
    const { page } = await open(url);
    await page.locator("[part=form]").waitFor();
    const looks = await field(page, "email").evaluate((element) => {
      const style = getComputedStyle(element);
      const label = getComputedStyle(element.parentElement!.querySelector("label")!);
      return {
        font: style.fontSize,
        direction: style.direction,
        letters: label.letterSpacing,
        words: label.textTransform,
        shown: element.checkVisibility({ visibilityProperty: true }),
        height: element.getBoundingClientRect().height >= 44,
      };
    });
    expect(looks).toEqual({
      font: "16px",
      direction: "ltr",
      letters: "normal",
      words: "none",
      shown: true,
      height: true,
    });
    await fillAndSend(page, person());
    await page.context().close();
  });

  test("WID-09 old libraries, hotkeys and missing functions do not break it, and every letter arrives", async () => {
    await freshForm();
    const url = website.page("/hostile-js", { body: form.snippet });
    const { page, errors } = await open(url, {}, () => {
      const hostile = (prototype: object, name: string, value: unknown) =>
        Object.defineProperty(prototype, name, {
          value,
          enumerable: true,
          configurable: true,
          writable: true,
        });
      const quoted = function (this: unknown) {
        return `"quoted twice: ${String(this)}"`;
      };
      hostile(Array.prototype, "toJSON", quoted);
      hostile(String.prototype, "toJSON", quoted);
      hostile(Object.prototype, "toJSON", quoted);
      hostile(Array.prototype, "intruder", "array");
      hostile(Object.prototype, "intruder", "object");
      hostile(Element.prototype, "remove", () => undefined);
      hostile(Array, "from", (list: ArrayLike<unknown>) => Array.prototype.slice.call(list));
      Object.defineProperty(crypto, "randomUUID", { value: undefined });
      const original = window.fetch;
      window.fetch = (...all) => original.apply(window, all);
      document.addEventListener("keydown", (event) => event.preventDefault());
    });
    const message = 'Quotes " and \\ back\nnew line, emoji 👩‍🚀, Ёлка, \u2028 line';
    await page.locator("[part=form]").waitFor();
    await field(page, "name").click();
    await page.keyboard.type("Maria Silva");
    await fillIn(page, { email: "hostile@example.com", message });
    await send(page);
    await thanked(page);
    expect(errors).toEqual([]);
    const [lead] = await leadsOf(owner);
    expect(lead!.customer.name).toBe("Maria Silva");
    expect(lead!.message).toBe(message);
    await page.context().close();
  });
});

describe("without the script", () => {
  test("WID-09 the plain form works with JavaScript switched off and ends on the thanks", async () => {
    await freshForm();
    const url = website.page("/no-js", { body: form.snippet });
    const { page } = await open(url, { javaScriptEnabled: false });
    await page.locator("input[name=name]").fill("Plain Person");
    await page.locator("input[name=phone]").fill("8 (701) 234-56-78");
    await page.locator("input[name=consent]").check();
    await page.locator("button").click();
    await page.waitForURL(/\/v1\/t\//);
    expect(await page.locator("h1").textContent()).toContain("Thank you");
    expect(await leadsOf(owner)).toMatchObject([
      { customer: { name: "Plain Person" }, sourcePage: expect.stringContaining("127.0.0.1") as string },
    ]);
    await page.context().close();
  });

  test("WID-09 when the form's file is blocked the plain form stays usable and the page is told", async () => {
    await freshForm();
    const url = website.page("/blocked", { body: form.snippet });
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.route(/lead-form-.*\.js$/, (route) => route.abort());
    await page.addInitScript(() =>
      document.addEventListener("orbit:error", (event) => {
        (window as unknown as { told: unknown }).told = (event as CustomEvent).detail;
      }),
    );
    await page.goto(url);
    await page.waitForFunction(() => (window as unknown as { told?: unknown }).told !== undefined);
    expect(await page.evaluate(() => (window as unknown as { told: unknown }).told)).toMatchObject({
      phase: "load",
    });
    await page.locator("input[name=name]").fill("Blocked Person");
    await page.locator("input[name=email]").fill("blocked@example.com");
    await page.locator("input[name=consent]").check();
    await page.locator("orbit-lead-form button").click();
    await page.waitForURL(/\/v1\/t\//);
    expect(await leadsOf(owner)).toHaveLength(1);
    await context.close();
  });
});

describe("sending", () => {
  test("WID-04 seven quick clicks make one request without a preflight, and one lead", async () => {
    await freshForm();
    const { page, posts } = await open(website.page("/seven", { body: form.snippet }));
    await fillIn(page, person());
    await page.locator("[part=submit]").evaluate((button: HTMLButtonElement) => {
      for (let i = 0; i < 7; i++) button.click();
    });
    await thanked(page);
    expect(posts).toEqual(["POST"]);
    expect(await leadsOf(owner)).toHaveLength(1);
    await page.context().close();
  });

  test("WID-05 the lead knows its page and campaign; events tell a receipt and never the answers", async () => {
    await freshForm();
    const url = website.page("/landing", {
      body: `<script>window.orbit=window.orbit||[];orbit.push(["on","submitted",(event)=>{window.receipt=event.detail}])</script>${form.snippet}`,
    });
    const { page } = await open(`${url}?utm_source=ad&utm_campaign=june&email=private@example.com`);
    await fillAndSend(page, person());
    const [lead] = await leadsOf(owner);
    const { client, orgId } = owner;
    const detail = await client.query(api.leads.get, { orgId, leadId: lead!._id });
    expect(detail.utm).toEqual({ utm_source: "ad", utm_campaign: "june" });
    expect(detail.sourcePage).toBe(`${new URL(website.origin).host}/landing`);
    const receipt = await page.evaluate(() => (window as unknown as { receipt: { id: string } }).receipt);
    expect(Object.keys(receipt)).toEqual(["id"]);
    expect(receipt.id).not.toBe(lead!._id);
    await page.context().close();
  });

  test("WID-07 an expired token is renewed without a word, and a lost answer sends the same form again", async () => {
    await freshForm();
    const { page, posts } = await open(website.page("/retry", { body: form.snippet }));
    const readable = { "access-control-allow-origin": website.origin, "content-type": "application/json" };
    let answers = 0;
    await page.route("**/v1/s", async (route) => {
      answers += 1;
      if (answers === 1) return await route.fulfill({ status: 409, headers: readable, body: '{"error":{}}' });
      // The second request reaches the server, but its answer is lost on the way back.
      if (answers === 2) await route.fetch();
      if (answers === 2) return await route.abort();
      return await route.continue();
    });
    await fillIn(page, person());
    await send(page);
    await page.getByText("could not be sent").waitFor();
    expect(await field(page, "name").inputValue()).toBe("Maria Silva");
    await send(page);
    await thanked(page);
    expect(posts).toHaveLength(3);
    expect(await leadsOf(owner)).toMatchObject([{ inquiries: 1 }]);
    await page.context().close();
  });

  test("WID-07 from a sandboxed frame nothing comes, until the form allows it; then a person looks first", async () => {
    await freshForm();
    const { client, orgId } = owner;
    website.page("/inner", { body: form.snippet });
    const url = website.page("/sandbox", {
      body: `<iframe title="Form" width="600" height="900" sandbox="allow-scripts allow-forms" src="/inner"></iframe>`,
    });
    const refused = await open(url);
    await refused.page.frameLocator("iframe").locator("input[name=name]").waitFor();
    await refused.page.waitForTimeout(500);
    expect(await refused.page.frameLocator("iframe").locator("[part=form]").count()).toBe(0);
    const widget = { ...form.input, allowSandboxed: true };
    await client.mutation(api.widgets.update, { orgId, widgetId: form.widgetId, widget: widget as never });
    const { page } = await open(url);
    const frame = page.frameLocator("iframe");
    await frame.locator("[part=field][name=name]").fill("Sandboxed Person");
    await frame.locator("[part=field][name=email]").fill("sandbox@example.com");
    await frame.locator("[part=form] input[type=checkbox]").check();
    await frame.locator("[part=submit]").click();
    await frame.locator("[part=success]").waitFor();
    expect(await leadsOf(owner)).toEqual([]);
    const held = await client.query(api.widgets.held, { orgId });
    expect(held.rows).toMatchObject([{ reasons: ["sandboxed"], person: { name: "Sandboxed Person" } }]);
    for (const opened of [refused.page, page]) await opened.context().close();
  });

  test("WID-08 errors stand at their fields, the first gets the focus, and mending one clears it", async () => {
    await freshForm();
    const { page } = await open(website.page("/errors", { body: form.snippet }));
    await page.locator("[part=form]").waitFor();
    await field(page, "email").fill("a@");
    await send(page);
    expect(await page.locator("#e-name").textContent()).toBe("Fill this in");
    expect(await page.locator("#e-email").textContent()).toContain("name@example.com");
    expect(await page.locator("#e-consent").textContent()).not.toBe("");
    const focused = () =>
      page.evaluate(() => (document.activeElement!.shadowRoot!.activeElement as HTMLElement).id);
    expect(await focused()).toBe("name");
    await field(page, "name").fill("Maria");
    expect(await page.locator("#e-name").textContent()).toBe("");
    expect(await field(page, "name").getAttribute("aria-invalid")).toBeNull();
    expect((await events(page)).filter(({ type }) => type === "invalid")).toHaveLength(1);
    await page.context().close();
  });

  test("WID-16 a form that is switched off says so in friendly words, and works again when switched on", async () => {
    await freshForm();
    const { client, orgId } = owner;
    const { page } = await open(website.page("/off", { body: form.snippet }));
    await fillIn(page, person());
    await client.mutation(api.widgets.setActive, { orgId, widgetId: form.widgetId, active: false });
    await send(page);
    await page.getByText("closed at the moment").waitFor();
    await client.mutation(api.widgets.setActive, { orgId, widgetId: form.widgetId, active: true });
    await send(page);
    await thanked(page);
    await page.context().close();
  });

  test("WID-07 on a page that is not on the list the plain form stays and its post is refused", async () => {
    await freshForm();
    const stranger = await startWebsite();
    const { page } = await open(stranger.page("/stolen", { body: form.snippet }));
    await page.waitForFunction(() =>
      (window as unknown as { orbitSeen: { type: string }[] }).orbitSeen.some(({ type }) => type === "error"),
    );
    expect(await page.locator("[part=form]").count()).toBe(0);
    await page.locator("input[name=name]").fill("Stolen Form");
    await page.locator("input[name=email]").fill("stolen@example.com");
    await page.locator("input[name=consent]").check();
    await page.locator("orbit-lead-form button").click();
    await page.getByText("does not work on this page").waitFor();
    expect(await leadsOf(owner)).toHaveLength(0);
    await page.context().close();
    await stranger.stop();
  });
});

describe("living pages", () => {
  test("WID-17 two forms on a page go their own ways; the script twice, a div and five in-and-outs do no harm", async () => {
    await freshForm();
    const first = form;
    const second = await newFormFor(orbit, owner, [website.origin], { title: "Second form" });
    const loader = `<script async src="${orbit.url}/v1/orbit.js"></script>`;
    const { page, errors } = await open(
      website.page("/two", {
        body: `${loader}${loader}
          <orbit-lead-form id="first" form-key="${first.key}" loading="eager"></orbit-lead-form>
          <div data-orbit="lead-form" data-form-key="${second.key}" data-lang="ru"></div>`,
      }),
    );
    await page.getByText("Second form").waitFor();
    expect(await page.locator("[data-orbit] [part=submit]").textContent()).toBe("Отправить");
    for (let i = 0; i < 5; i++) {
      await page.evaluate(() => {
        const element = document.querySelector("#first")!;
        const parent = element.parentNode!;
        parent.removeChild(element);
        parent.appendChild(element);
      });
    }
    expect(await page.locator("#first [part=form]").count()).toBe(1);
    const inSecond = page.locator("[data-orbit]");
    await inSecond.locator("[name=name]").fill("Second Person");
    await inSecond.locator("[name=email]").fill("second@example.com");
    await inSecond.locator("input[type=checkbox]").check();
    await inSecond.locator("[part=submit]").click();
    await thanked(page);
    expect(errors).toEqual([]);
    const { client, orgId } = owner;
    const { rows } = await client.query(api.widgets.list, { orgId });
    const accepted = Object.fromEntries(rows.map(({ publicKey, counts }) => [publicKey, counts.accepted]));
    expect(accepted).toEqual({ [first.key]: 0, [second.key]: 1 });
    await page.context().close();
  });

  test("WID-03 a changed title appears in the open form without a reload and keeps what was typed", async () => {
    await freshForm();
    const { client, orgId } = owner;
    const { page } = await open(website.page("/live", { body: form.snippet }));
    await page.getByText("Get in touch").last().waitFor();
    await field(page, "name").fill("Half a na");
    await page.waitForTimeout(3100);
    const widget = { ...form.input, form: { ...form.input.form, title: "Ask us anything" } };
    await client.mutation(api.widgets.update, { orgId, widgetId: form.widgetId, widget: widget as never });
    await page.evaluate(() => window.dispatchEvent(new Event("focus")));
    await page.getByText("Ask us anything").waitFor();
    expect(await field(page, "name").inputValue()).toBe("Half a na");
    await page.context().close();
  });

  test("WID-19 the demo page of the running app shows the form in its own look, and it submits", async () => {
    await freshForm();
    const { page, violations, errors } = await open(`${orbit.url}/demo.html?key=${form.key}`);
    await fillAndSend(page, person());
    expect({ violations, errors }).toEqual({ violations: [], errors: [] });
    expect(await leadsOf(owner)).toMatchObject([{ sourcePage: `127.0.0.1:${orbit.port}/demo.html` }]);
    await page.context().close();
  });

  test("WID-02 the single file works under an integrity hash", async () => {
    await freshForm();
    const address = `${orbit.url}/v1/lead-form.single.js`;
    const file = await (await fetch(address)).arrayBuffer();
    const hash = Buffer.from(await crypto.subtle.digest("SHA-384", file)).toString("base64");
    const { page, errors } = await open(
      website.page("/single", {
        body: `<script type="module" src="${address}" integrity="sha384-${hash}" crossorigin></script>
          <orbit-lead-form form-key="${form.key}"></orbit-lead-form>`,
      }),
    );
    await fillAndSend(page, person());
    expect(errors).toEqual([]);
    expect(await leadsOf(owner)).toHaveLength(1);
    await page.context().close();
  });

  test("WID-06 a form that waits for consent sends nothing before it is given", async () => {
    await freshForm();
    const asked: string[] = [];
    const body = `<script async src="${orbit.url}/v1/orbit.js"></script>
      <orbit-lead-form form-key="${form.key}" consent="required"></orbit-lead-form>`;
    const { page } = await open(website.page("/consent", { body }));
    page.on("request", (request) => asked.push(request.url()));
    await page.waitForTimeout(500);
    expect(asked.filter((url) => url.includes("/v1/f/"))).toEqual([]);
    await page.evaluate(() => (window.orbit as unknown as { consent(granted: boolean): void }).consent(true));
    await page.locator("[part=form]").waitFor();
    await page.context().close();
  });
});

describe("for everybody", () => {
  test.each(["light", "dark"] as const)(
    "WID-09 axe finds nothing in %s, empty, with errors and thanked",
    async (scheme) => {
      await freshForm();
      const url = website.page(`/axe-${scheme}`, {
        head: `<style>html{color-scheme:${scheme};background:${scheme === "dark" ? "#111" : "#fff"}}</style>`,
        body: `<h1 style="color:${scheme === "dark" ? "#fff" : "#000"}">Contact</h1>${form.snippet}`,
      });
      const { page } = await open(url, { colorScheme: scheme });
      await page.locator("[part=form]").waitFor();
      await page.evaluate(axe);
      const violations = () =>
        page.evaluate(async () => {
          const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
          const run = (
            window as unknown as {
              axe: { run(o: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
            }
          ).axe;
          const { violations: found } = await run.run({ runOnly: tags });
          return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
        });
      expect(await violations()).toEqual([]);
      await send(page);
      await page.locator("[aria-invalid]").first().waitFor();
      expect(await violations()).toEqual([]);
      await fillAndSend(page, person());
      expect(await violations()).toEqual([]);
      await page.context().close();
    },
  );

  test("WID-09 nothing on the page jumps when the form arrives", async () => {
    await freshForm();
    const url = website.page("/shift", {
      body: `${form.snippet}<p id="below">What stands below the form.</p>`,
    });
    const { page } = await open(url, {}, () => {
      const seen = window as unknown as { shift: number };
      seen.shift = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) seen.shift += (entry as unknown as { value: number }).value;
      }).observe({ type: "layout-shift", buffered: true });
    });
    await page.locator("[part=form]").waitFor();
    await page.waitForTimeout(300);
    expect(await page.evaluate(() => (window as unknown as { shift: number }).shift)).toBeLessThanOrEqual(
      0.01,
    );
    await page.context().close();
  });

  test("WID-09 the keyboard alone fills and sends it, right to left too", async () => {
    await freshForm();
    const body = form.snippet.replace("<orbit-lead-form", '<orbit-lead-form dir="rtl"');
    const { page } = await open(website.page("/keys", { body }));
    await page.locator("[part=form]").waitFor();
    expect(await field(page, "name").evaluate((element) => getComputedStyle(element).direction)).toBe("rtl");
    await page.keyboard.press("Tab");
    await page.keyboard.type("Key Person");
    await page.keyboard.press("Tab");
    await page.keyboard.type("keys@example.com");
    for (let i = 0; i < 3; i++) await page.keyboard.press("Tab");
    await page.keyboard.press("Space");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await thanked(page);
    expect(await leadsOf(owner)).toMatchObject([{ customer: { name: "Key Person" } }]);
    await page.context().close();
  });
});
