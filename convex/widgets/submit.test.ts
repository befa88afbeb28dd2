/** The submit pipeline from outside, through its HTTP addresses. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api, internal } from "../_generated/api";
import { maria, newFormWorld, site, stored, Visitor, type FormWorld } from "./visitor.testkit";

let world: FormWorld;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.UTC(2030, 0, 15, 12) });
  world = await newFormWorld();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

describe("a good submission", () => {
  test("WID-04 WID-05 LED-24 makes a customer and a lead with page and campaign, and nothing private stays", async () => {
    const answer = await new Visitor(world).submit(maria, {
      p: `${site}/tours/altai?token=secret#x`,
      r: "https://search.example/find?q=private",
      u: { utm_source: "newsletter", utm_evil: "x", gclid: "g".repeat(300) },
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("access-control-allow-origin")).toBe(site);
    expect(answer.headers.get("vary")).toContain("Origin");
    const { leads, customers, stages, submissions } = await stored(world);
    expect(customers).toMatchObject([
      { name: "Maria Silva", status: "lead", customerSource: "Website Booking", tags: ["website"] },
    ]);
    expect(leads).toMatchObject([
      {
        status: "new",
        source: "website",
        message: "Altai in June?",
        sourcePage: "tenant.example/tours/altai",
        referrerPath: "search.example/find",
        utm: { utm_source: "newsletter", gclid: "g".repeat(200) },
        consent: { rev: 1, text: expect.stringContaining("agree") as string },
      },
    ]);
    expect(stages).toHaveLength(1);
    expect(JSON.stringify(submissions)).not.toContain("203.0.113.7");
    expect(JSON.stringify([leads, submissions])).not.toContain("secret");
    expect(answer.body.id).not.toBe(leads[0]!._id);
  });

  test("LED-25 new leads go round the sales people; a known customer's lead goes to its owner", async () => {
    const second = await addSales(world, "second");
    await new Visitor(world, "203.0.113.1").submit({ name: "One", email: "one@example.com" });
    await new Visitor(world, "203.0.113.2").submit({ name: "Two", email: "two@example.com" });
    await new Visitor(world, "203.0.113.3").submit({ name: "Three", email: "three@example.com" });
    const { leads } = await stored(world);
    const first = world.org.users.sales;
    expect(new Set(leads.slice(0, 2).map(({ ownerId }) => ownerId))).toEqual(new Set([first, second]));
    expect(leads[2]!.ownerId).toBe(leads[0]!.ownerId);
  });

  test("WID-04 LED-03 the same phone in another format is the same customer; its open lead is reused", async () => {
    await new Visitor(world, "203.0.113.1").submit({ name: "Maria", phone: "+7 701 234 56 78" });
    await new Visitor(world, "203.0.113.2").submit({
      name: "M.",
      phone: "8 (701) 2345678",
      message: "Again",
    });
    const { leads, customers } = await stored(world);
    expect(customers).toHaveLength(1);
    expect(leads).toMatchObject([{ inquiries: 2, message: "Again" }]);
  });

  test("WID-04 with reuse switched off the same person gets a second lead, and after a lost one a new one", async () => {
    const { org, widgetId, input } = world;
    const { orgId } = org;
    await org.as.admin.mutation(api.widgets.update, {
      orgId,
      widgetId,
      widget: { ...input, reuseOpenLead: false } as never,
    });
    await new Visitor(world, "203.0.113.1").submit();
    await new Visitor(world, "203.0.113.2").submit();
    const { leads, customers } = await stored(world);
    expect(customers).toHaveLength(1);
    expect(leads).toHaveLength(2);
  });

  test("WID-03 a form that was changed meanwhile takes what its visitor saw, with the consent they saw", async () => {
    const visitor = new Visitor(world);
    const { t } = await visitor.read();
    const { org, widgetId, input } = world;
    const form = { ...input.form, title: "New title", consent: { text: "New words", required: true } };
    await org.as.admin.mutation(api.widgets.update, {
      orgId: org.orgId,
      widgetId,
      widget: { ...input, form } as never,
    });
    expect((await visitor.post({ t, id: "u-1", v: maria })).status).toBe(200);
    const { leads } = await stored(world);
    expect(leads[0]!.consent).toMatchObject({ rev: 1, text: input.form.consent.text });
    expect((await visitor.open("?rev=2")).status).toBe(204);
    expect(await (await visitor.open("?rev=1")).json()).toMatchObject({ rev: 2, title: "New title" });
  });
});

describe("WID-07 refusals", () => {
  test("a foreign origin gets 403 and no answer it may read, for the form and for a submission", async () => {
    const { t } = await new Visitor(world).read();
    for (const origin of [
      "https://evil.example",
      "https://tenant.example.evil.example",
      "http://tenant.example",
    ]) {
      const stranger = new Visitor(world, "203.0.113.9", origin);
      const opened = await stranger.open();
      expect(opened.status).toBe(403);
      expect(opened.headers.get("access-control-allow-origin")).toBeNull();
      const answer = await stranger.post({ t, id: "u-1", v: maria });
      expect(answer.status).toBe(403);
      expect(answer.body.error?.code).toBe("ORIGIN_NOT_ALLOWED");
      expect((await stranger.postPlain(maria)).status).toBe(403);
    }
    expect((await stored(world)).leads).toHaveLength(0);
  });

  test("a page that cannot name its origin is refused, unless the form allows it; then a person looks first", async () => {
    const sandboxed = new Visitor(world, "203.0.113.9", "null");
    expect((await sandboxed.open()).status).toBe(403);
    const { org, widgetId, input } = world;
    const widget = { ...input, allowSandboxed: true } as never;
    await org.as.admin.mutation(api.widgets.update, { orgId: org.orgId, widgetId, widget });
    expect((await sandboxed.submit()).status).toBe(200);
    expect(await stored(world)).toMatchObject({ leads: [], held: [{ reasons: ["sandboxed"] }] });
  });

  test("a forged, foreign or missing token gets 403", async () => {
    const visitor = new Visitor(world);
    const { t } = await visitor.read();
    const [payload, signature] = t.split(".");
    const other = new Visitor(world, "203.0.113.8", "https://shop.tenant.example");
    expect((await visitor.post({ id: "u-1", v: maria })).status).toBe(403);
    expect((await visitor.post({ t: `${payload}x.${signature}`, id: "u-2", v: maria })).status).toBe(403);
    expect((await visitor.post({ t: "x", id: "u-3", v: maria })).status).toBe(403);
    expect((await other.post({ t, id: "u-4", v: maria })).status).toBe(403);
    expect((await stored(world)).leads).toHaveLength(0);
  });

  test("an expired token gets 409, so that the element fetches a new one", async () => {
    const visitor = new Visitor(world);
    const { t } = await visitor.read();
    vi.setSystemTime(Date.now() + 61 * 60 * 1000);
    const answer = await visitor.post({ t, id: "u-1", v: maria });
    expect([answer.status, answer.body.error?.code]).toEqual([409, "FORM_EXPIRED"]);
  });

  test("a repeated request gives the first answer and one lead; the token under another id is refused", async () => {
    const visitor = new Visitor(world);
    const { t } = await visitor.read();
    const first = await visitor.post({ t, id: "u-1", v: maria });
    const again = await visitor.post({ t, id: "u-1", v: { ...maria, message: "changed" } });
    expect(again.body).toEqual(first.body);
    const replayed = await visitor.post({ t, id: "u-2", v: { ...maria, email: "other@example.com" } });
    expect(replayed.status).toBe(409);
    expect((await stored(world)).leads).toMatchObject([{ inquiries: 1, message: "Altai in June?" }]);
  });

  test("more than 32 KB gets 413, another content type 415, nonsense 400, an unknown key 404", async () => {
    const visitor = new Visitor(world);
    const { t } = await visitor.read();
    const large = await visitor.post({ t, id: "u-1", v: { ...maria, message: "й".repeat(17_000) } });
    expect([large.status, large.body.error?.code]).toEqual([413, "PAYLOAD_TOO_LARGE"]);
    const typed = await visitor.fetch("/v1/s", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{}",
    });
    expect(typed.status).toBe(415);
    for (const nonsense of ["", "x", "[]", "null", '{"k":1}', '{"k":"a","v":[]}', '{"k":"a","v":{"a":1}}']) {
      expect((await visitor.post(nonsense)).status, nonsense).toBe(400);
    }
    expect((await visitor.post({ k: "pk_live_unknown", v: {} })).status).toBe(404);
    expect((await visitor.fetch("/v1/f/pk_live_unknown")).status).toBe(404);
    expect((await visitor.fetch("/v1/f/%E0%A4%A")).status).toBe(404);
  });

  test("the sixth in a minute from one address gets 429 with the time to wait; another address goes on", async () => {
    const visitor = new Visitor(world);
    const statuses: number[] = [];
    for (let i = 0; i < 6; i++) {
      const answer = await visitor.submit({ name: "Many", email: `many${i}@example.com` });
      statuses.push(answer.status);
      if (i === 5) expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    }
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
    const neighbour = await new Visitor(world, "203.0.113.8").submit({ name: "New", email: "n@example.com" });
    expect(neighbour.status).toBe(200);
  });

  test("hosts of one IPv6 /64 share a limit", async () => {
    const answers = [];
    for (let i = 0; i < 6; i++) {
      const host = new Visitor(world, `2001:db8:1:2::${i + 1}`);
      answers.push((await host.submit({ name: "Six", email: `six${i}@example.com` })).status);
    }
    expect(answers.at(-1)).toBe(429);
  });

  test("a filled trap and a form sent in under two seconds look like success and leave no lead, but a log", async () => {
    const trapped = new Visitor(world, "203.0.113.1");
    const { t, hp } = await trapped.read();
    const caught = await trapped.post({ t, id: "u-1", v: { ...maria, [hp]: "http://spam.example" } });
    const hasty = new Visitor(world, "203.0.113.2");
    const opened = (await (await hasty.open()).json()) as { t: string };
    const fast = await hasty.post({ t: opened.t, id: "u-2", v: {} });
    for (const answer of [caught, fast]) {
      expect(answer.status).toBe(200);
      expect(answer.body.id).toMatch(/^[\w-]{20}$/);
    }
    const { leads, held, submissions } = await stored(world);
    expect([leads, held]).toEqual([[], []]);
    expect(submissions.map(({ outcome, reasons }) => [outcome, reasons])).toEqual([
      ["dropped", ["honeypot"]],
      ["dropped", ["tooFast"]],
    ]);
  });

  test("WID-08 wrong values get 400 with the rule per field, and the consent is asked for", async () => {
    const visitor = new Visitor(world);
    const { t } = await visitor.read();
    const answer = await visitor.post({
      t,
      id: "u-1",
      c: false,
      v: { name: " ", email: "a@", phone: "12", unknown: "x" },
    });
    expect(answer.status).toBe(400);
    expect(answer.body.error?.fields).toEqual({
      name: "required",
      email: "email",
      phone: "phone",
      consent: "consent",
    });
    const neither = await visitor.post({ t, id: "u-1", v: { name: "Maria" } });
    expect(neither.body.error?.fields).toEqual({ email: "eitherContact" });
    expect((await visitor.post({ t, id: "u-1", v: maria })).status).toBe(200);
  });

  test("WID-16 a form that is switched off refuses at once with a friendly text, and works when switched on", async () => {
    const visitor = new Visitor(world);
    const { t } = await visitor.read();
    const { org, widgetId } = world;
    const { orgId } = org;
    await org.as.admin.mutation(api.widgets.setActive, { orgId, widgetId, active: false });
    const answer = await visitor.post({ t, id: "u-1", v: maria });
    expect([answer.status, answer.body.error?.code]).toEqual([403, "WIDGET_DISABLED"]);
    expect(answer.body.error?.message).toContain("closed at the moment");
    expect((await visitor.open()).status).toBe(403);
    await org.as.admin.mutation(api.widgets.setActive, { orgId, widgetId, active: true });
    expect((await visitor.post({ t, id: "u-1", v: maria })).status).toBe(200);
  });

  test("where forms or leads are switched off, an open form takes nothing more, and the visitor reads that it is closed", async () => {
    const visitor = new Visitor(world);
    const { t } = await visitor.read();
    const { org } = world;
    const { orgId } = org;
    const rows = async () =>
      await world.backend.run(async (ctx) => [
        (await ctx.db.query("leads").collect()).length,
        (await ctx.db.query("customers").collect()).length,
      ]);
    const before = await rows();
    for (const off of [{ leads: false }, { leads: true, forms: false }]) {
      const modules = { quotes: true, tours: false, pos: false, ...off };
      await org.as.admin.mutation(api.settings.update, { orgId, changes: { modules } });
      const answer = await visitor.post({ t, id: `u-${JSON.stringify(off)}`, v: maria });
      expect([answer.status, answer.body.error?.code]).toEqual([403, "WIDGET_DISABLED"]);
      expect(answer.body.error?.message).toContain("closed at the moment");
      expect(await rows()).toEqual(before);
    }
    const modules = { quotes: true, leads: true, tours: false, pos: false };
    await org.as.admin.mutation(api.settings.update, { orgId, changes: { modules } });
    expect((await visitor.post({ t, id: "u-again", v: maria })).status).toBe(200);
  });

  test("without the deployment's secret nothing is signed and nothing is taken", async () => {
    const visitor = new Visitor(world);
    const { t } = await visitor.read();
    vi.stubEnv("ORBIT_SECRET", "");
    expect((await visitor.open()).status).toBe(503);
    expect((await visitor.post({ t, id: "u-1", v: maria })).status).toBe(503);
  });
});

describe("without script", () => {
  test("the plain form ends on a page of thanks, once for a double click", async () => {
    const visitor = new Visitor(world);
    const response = await visitor.postPlain(maria);
    expect(response.status).toBe(303);
    expect(response.headers.get("location")).toBe(`/v1/t/${world.key}`);
    expect((await visitor.postPlain(maria)).status).toBe(303);
    expect((await stored(world)).leads).toMatchObject([{ inquiries: 1 }]);
    const thanks = await visitor.fetch(`/v1/t/${world.key}`);
    expect(await thanks.text()).toContain("Thank you");
  });

  test("a page under no-referrer sends `null`: refused; the Referer stands in where there is one", async () => {
    const hidden = new Visitor(world, "203.0.113.9", "null");
    expect((await hidden.postPlain(maria)).status).toBe(403);
    expect((await hidden.postPlain(maria, { referer: "https://evil.example/x" })).status).toBe(403);
    expect((await hidden.postPlain(maria, { referer: `${site}/contact?x=1` })).status).toBe(303);
    expect((await stored(world)).leads).toMatchObject([{ sourcePage: "tenant.example/contact" }]);
  });

  test("problems come as a page in the form's language, with every word escaped", async () => {
    const { org, widgetId, input } = world;
    const form = {
      ...input.form,
      language: "ru",
      fields: [
        ...input.form.fields,
        { key: "q1", kind: "text", label: "<b>Сколько?", required: true, options: [] },
      ],
    };
    await org.as.admin.mutation(api.widgets.update, {
      orgId: org.orgId,
      widgetId,
      widget: { ...input, form } as never,
    });
    const response = await new Visitor(world).postPlain({ ...maria, email: "a@" });
    expect(response.status).toBe(400);
    const page = await response.text();
    expect(page).toContain("Эл. почта: Введите адрес");
    expect(page).toContain("&lt;b&gt;Сколько?");
    expect(page).not.toContain("<b>");
  });

  test("posts without a token have a small budget; beyond it they are held, not lost", async () => {
    for (let i = 0; i < 12; i++) {
      const visitor = new Visitor(world, `203.0.113.${i}`);
      expect((await visitor.postPlain({ name: "Plain", email: `p${i}@example.com` })).status).toBe(303);
    }
    const { leads, held } = await stored(world);
    expect(leads).toHaveLength(10);
    expect(held).toMatchObject([{ reasons: ["budget"] }, { reasons: ["budget"] }]);
  });
});

describe("the review of held submissions", () => {
  test("links and markup are held; a person takes one as a lead and throws one away", async () => {
    const spam = "https://a.example https://b.example https://c.example";
    await new Visitor(world, "203.0.113.1").submit({ ...maria, message: spam });
    await new Visitor(world, "203.0.113.2").submit({
      name: "Bot",
      email: "bot@example.com",
      message: "[url=x]y[/url]",
    });
    const { org } = world;
    const { orgId } = org;
    const { rows } = await org.as.manager.query(api.widgets.held, { orgId });
    expect(rows.map(({ reasons }) => reasons)).toEqual([["markup"], ["links"]]);
    await org.as.manager.mutation(api.widgets.discard, { orgId, heldId: rows[0]!._id });
    await org.as.manager.mutation(api.widgets.restore, { orgId, heldId: rows[0]!._id });
    await org.as.manager.mutation(api.widgets.discard, { orgId, heldId: rows[0]!._id });
    await org.as.manager.mutation(api.widgets.accept, { orgId, heldId: rows[1]!._id });
    await expect(
      org.as.manager.mutation(api.widgets.accept, { orgId, heldId: rows[1]!._id }),
    ).rejects.toMatchObject({ data: { code: "INVALID_STATUS_CHANGE" } });
    expect((await stored(world)).leads).toMatchObject([{ message: spam, source: "website" }]);
    expect((await org.as.manager.query(api.widgets.held, { orgId })).rows).toEqual([]);
  });

  test("what the organization's rules for customers refuse is held, not lost", async () => {
    await world.backend.run(async (ctx) => {
      await ctx.db.patch("widgets", world.widgetId, { tags: ["x".repeat(60)] });
    });
    expect((await new Visitor(world).submit()).status).toBe(200);
    expect(await stored(world)).toMatchObject({ leads: [], customers: [], held: [{ reasons: ["rules"] }] });
  });

  test("the log and settled submissions are forgotten after 30 days, the lead stays", async () => {
    await new Visitor(world).submit();
    vi.setSystemTime(Date.now() + 31 * 24 * 60 * 60 * 1000);
    await world.backend.mutation(internal.widgets.forget, {});
    const { submissions, leads } = await stored(world);
    expect([submissions.length, leads.length]).toEqual([0, 1]);
  });
});

test("WID-15 views and outcomes are counted exactly, and a repeated request once", async () => {
  const visitor = new Visitor(world);
  const { t } = await visitor.read();
  await visitor.post({ t, id: "u-1", v: maria });
  await visitor.post({ t, id: "u-1", v: maria });
  await visitor.open("");
  await new Visitor(world, "203.0.113.2").submit({ name: "Two", email: "two@example.com" });
  const { org, widgetId } = world;
  const { orgId } = org;
  const counts = { views: 2, accepted: 2, held: 0, dropped: 0, refused: 0 };
  expect((await org.as.admin.query(api.widgets.list, { orgId })).rows).toMatchObject([{ counts }]);
  expect(
    await org.as.admin.query(api.widgets.days, { orgId, widgetId, from: "2030-01-01", to: "2030-01-31" }),
  ).toEqual([{ day: "2030-01-15", ...counts }]);
});

async function addSales(target: FormWorld, name: string) {
  return await target.backend.run(async (ctx) => {
    const now = Date.now();
    const userId = await ctx.db.insert("users", {
      email: `${name}@tenant.test`,
      emailVerified: true,
      name,
      preferredLanguage: "en",
      preferredCurrency: "USD",
      createdAt: now,
      updatedAt: now,
    });
    await ctx.db.insert("memberships", {
      orgId: target.org.orgId,
      userId,
      role: "sales",
      status: "active",
      name,
      email: `${name}@tenant.test`,
      joinedAt: now,
      createdAt: now,
      updatedAt: now,
    });
    return userId;
  });
}
