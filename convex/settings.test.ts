/** Creating an organization, and changing what it has set up. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api } from "./_generated/api";
import { slugOf } from "./organizations/slug";
import { newKey, sender } from "./rest/caller.testkit";
import { orbitError } from "./shared/errors";
import { codeOf, newBackend, newOrganization, type Backend, type Organization } from "./world.testkit";

let backend: Backend;
let org: Organization;

beforeEach(async () => {
  vi.useFakeTimers();
  backend = newBackend();
  org = await newOrganization(backend, "altay");
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
});

const form = {
  name: "Алтай Тур",
  template: "tours" as const,
  language: "ru" as const,
  currency: "KZT",
  country: "KZ",
  timeZone: "Asia/Almaty",
};

describe("a new organization", () => {
  test("TEN-02 has settings by its template, its creator as admin, and an address of its own", async () => {
    const first = await org.as.sales.mutation(api.organizations.create, form);
    expect(first.slug).toBe("altai-tur");
    const second = await org.as.sales.mutation(api.organizations.create, form);
    expect(second.slug).toBe("altai-tur-2");
    const viewer = await org.as.sales.query(api.account.viewer, {});
    expect(viewer?.memberships.find(({ orgId }) => orgId === first.orgId)).toMatchObject({ role: "admin" });
    const settings = await org.as.sales.query(api.settings.get, { orgId: first.orgId });
    expect(settings).toMatchObject({
      name: "Алтай Тур",
      currency: "KZT",
      timeZone: "Asia/Almaty",
      activeWindowDays: 365,
      modules: { tours: true, pos: false },
    });
  });

  test("refuses bad input and strangers", async () => {
    const bad = [
      { name: " " },
      { currency: "tenge" },
      { country: "Kazakhstan" },
      { timeZone: "Asia/Nowhere" },
      { name: "x".repeat(81) },
    ];
    for (const change of bad) {
      const work = org.as.sales.mutation(api.organizations.create, { ...form, ...change });
      expect(await codeOf(work)).toBe("VALIDATION_ERROR");
    }
    expect(await codeOf(backend.mutation(api.organizations.create, form))).toBe("UNAUTHENTICATED");
  });

  test("is created in Clerk where Clerk keeps organizations", async () => {
    vi.stubEnv("CLERK_PUBLISHABLE_KEY", "pk_test_x");
    expect(await codeOf(org.as.sales.mutation(api.organizations.create, form))).toBe("IDENTITY_DISABLED");
  });
});

describe("settings (TEN-31)", () => {
  const update = (changes: Partial<(typeof api.settings.update)["_args"]["changes"]>, as = org.as.admin) =>
    as.mutation(api.settings.update, { orgId: org.orgId, changes });

  test("change one by one and are told in the history", async () => {
    await update({ recordVisibility: "team", codePrefix: "alt-" });
    const settings = await org.as.brand.query(api.settings.get, { orgId: org.orgId });
    expect(settings).toMatchObject({ recordVisibility: "team", codePrefix: "ALT-", activeWindowDays: 90 });
    const history = await backend.run((ctx) => ctx.db.query("auditLog").collect());
    expect(history.map(({ changes }) => changes.map(({ field }) => field))).toEqual([
      ["codePrefix", "recordVisibility"],
    ]);
  });

  test("another time zone recounts the numbers by day", async () => {
    await update({ timeZone: "Asia/Almaty" });
    await backend.finishAllScheduledFunctions(vi.runAllTimers);
    const jobs = await backend.run((ctx) => ctx.db.query("jobs").collect());
    expect(jobs).toMatchObject([{ kind: "recount", status: "done" }]);
  });

  test.each([
    ["other churn thresholds", { churn: { mediumAfterDays: 10, highAfterDays: 20 } }],
    ["another rule of visits", { visitRule: "perDay" }],
    ["another currency", { currency: "EUR" }],
  ] as const)("%s: everybody is computed anew", async (_, changes) => {
    await update(changes);
    await backend.finishAllScheduledFunctions(vi.runAllTimers);
    const jobs = await backend.run((ctx) => ctx.db.query("jobs").collect());
    expect(jobs).toMatchObject([{ kind: "recompute", status: "done" }]);
  });

  test("TEN-32 a module that is switched off is offered nowhere; what is in it stays", async () => {
    const offered = async () =>
      (await org.as.sales.query(api.account.viewer, {}))!.memberships[0]!.permissions["quotes:write"];
    expect(await offered()).toBe("own");
    await update({ modules: { quotes: false, leads: true, tours: true, pos: false } });
    expect(await offered()).toBe("none");
    await update({ modules: { quotes: true, leads: true, tours: true, pos: false } });
    expect(await offered()).toBe("own");
  });

  test("TEN-32 nobody adds to a module that is switched off, by hand or by API; its data is read, and the history says who", async () => {
    const { as, orgId } = org;
    const { customerId } = await as.admin.mutation(api.customers.create, {
      orgId,
      input: { name: "Ann Lee", email: "ann@x.test" },
    });
    const lead = await as.admin.mutation(api.leads.create, { orgId, customerId, title: "A tour" });
    const modules = { quotes: true, leads: false, tours: false, pos: false, documents: false };
    await update({ modules });
    const viewer = (await as.sales.query(api.account.viewer, {}))!.memberships[0]!;
    expect(viewer.switchedOff).toEqual(["leads", "forms", "pos", "tours", "documents"]);
    expect(viewer.permissions["widgets:manage"]).toBe("none");
    const again = as.admin.mutation(api.leads.create, { orgId, customerId, title: "Another" });
    expect(await codeOf(again)).toBe("MODULE_OFF");
    expect(await as.admin.query(api.leads.get, { orgId, leadId: lead })).toMatchObject({
      title: "A tour",
    });
    const send = sender(backend, (await newKey(org)).key);
    const refused = await send("POST", `/customers/${customerId}/leads`, { title: "By API" });
    expect([refused.status, refused.body.code]).toEqual([403, "MODULE_OFF"]);
    const [entry] = (await backend.run((ctx) => ctx.db.query("auditLog").collect())).filter(
      ({ entity }) => entity === "orgSettings",
    );
    expect(entry).toMatchObject({
      actor: `user:${org.users.admin}`,
      changes: [{ field: "modules", to: modules }],
    });
    await update({ modules: { ...modules, leads: true } });
    await as.admin.mutation(api.leads.create, { orgId, customerId, title: "Another" });
  });

  test("refuse contradictions, with the field to mend", async () => {
    const churn = { mediumAfterDays: 60, highAfterDays: 60 };
    await update({ churn }).catch((error: unknown) => {
      expect(orbitError(error)).toMatchObject({
        code: "VALIDATION_ERROR",
        issues: [{ path: "churn.highAfterDays", message: "High risk must come later than medium risk" }],
      });
    });
    for (const changes of [{ churn }, { activeWindowDays: 0 }, { codePrefix: "--" }, { timeZone: "x" }]) {
      expect(await codeOf(update(changes))).toBe("VALIDATION_ERROR");
    }
  });

  test("TEN-30 only admins change them; the name changes everywhere, the address stays", async () => {
    const rename = (as: Organization["as"]["admin"]) =>
      as.mutation(api.settings.rename, { orgId: org.orgId, name: "Altay Travel" });
    for (const as of [org.as.manager, org.as.sales, org.as.support, org.as.brand]) {
      expect(await codeOf(update({ currency: "EUR" }, as))).toBe("FORBIDDEN");
      expect(await codeOf(rename(as))).toBe("FORBIDDEN");
    }
    const neighbour = await newOrganization(backend, "bolat");
    expect(await codeOf(rename(neighbour.as.admin))).toBe("NOT_FOUND");
    await rename(org.as.admin);
    expect((await org.as.sales.query(api.account.viewer, {}))?.memberships).toMatchObject([
      { name: "Altay Travel", slug: "altay" },
    ]);
  });
});

test("slugs: Latin for Cyrillic, never empty, never an address of the app", () => {
  expect(["Алтай Тур & Co.", "  ", "Sign in", "Ёлка Щука", "Қазақ", "a".repeat(90)].map(slugOf)).toEqual([
    "altai-tur-co",
    "organization",
    "sign-in-crm",
    "elka-schuka",
    "kazak",
    "a".repeat(40),
  ]);
});
