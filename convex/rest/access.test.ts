/**
 * Who gets in, and how every refusal looks. The first part is generated from the
 * registry: a new route is tested the day it is written down.
 */
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { api } from "../_generated/api";
import { apiScopes, type ApiScope } from "../apiKeys/scopes";
import { fillOrganization, snapshot, type Filled } from "../tenancy/fill.testkit";
import { roles } from "../tenancy/permissions";
import { newBackend, newOrganization, type Backend, type Organization } from "../world.testkit";
import { newKey, sender, type Send } from "./caller.testkit";
import { errorBody, unexpectedBody } from "./errorBody";
import { matchRoute } from "./match";
import { openApi } from "./openApi";
import { routes } from "./registry";
import { nameOf } from "./run";
import type { Route } from "./route";

/** Which row stands in which part of a path. */
const tables: Record<string, string> = {
  customer: "customers",
  contact: "contacts",
  interaction: "interactions",
  note: "notes",
  document: "documents",
  quote: "quotes",
  lead: "leads",
  followUp: "followUps",
  merge: "merges",
};
const pathOf = ({ path }: Route, rows: Filled) =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => rows.ids.get(tables[name] ?? name) ?? "none");
const bodyOf = ({ body, takesFile }: Route) => (takesFile ? "the file" : body === undefined ? undefined : {});
const queryOf = ({ takesFile }: Route) => (takesFile ? "?fileName=a.txt" : "");
const every = routes.map((route) => [nameOf(route), route] as const);

describe("every route", () => {
  let backend: Backend;
  let ours: Organization;
  let theirs: Organization;
  let ourRows: Filled;
  let before: Map<string, string>;
  let foreign: Send;

  beforeAll(async () => {
    backend = newBackend();
    ours = await newOrganization(backend, "ours");
    theirs = await newOrganization(backend, "theirs");
    ourRows = await fillOrganization(backend, ours, "OURS-secret-7391");
    before = await snapshot(backend, ours.orgId);
    foreign = sender(backend, (await newKey(theirs)).key);
  });

  test("there are routes at all, each asks for a scope a key can be given", () => {
    expect(routes.length).toBeGreaterThan(8);
    for (const route of routes) expect(apiScopes).toContain(route.permission);
    expect(new Set(routes.map(nameOf)).size).toBe(routes.length);
  });

  test.each(every)("API-43 %s answers 401 without a key and with a wrong one", async (_, route) => {
    for (const key of [undefined, "orbit_wrong", "nonsense"]) {
      const reply = await sender(backend, key)(route.method, pathOf(route, ourRows), bodyOf(route));
      expect([401, 429]).toContain(reply.status);
      expect(["UNAUTHENTICATED", "RATE_LIMITED"]).toContain(reply.body.code);
      expect(JSON.stringify(reply.body)).not.toContain(ourRows.marker);
    }
  });

  test.each(every)("TEN-01 %s shows another organization's key nothing of ours", async (_, route) => {
    const reply = await foreign(route.method, pathOf(route, ourRows) + queryOf(route), bodyOf(route));
    const text = JSON.stringify(reply.body);
    expect(text).not.toContain(ourRows.marker);
    for (const [table, id] of ourRows.ids) expect(text, table).not.toContain(id);
    expect(reply.status, text).not.toBe(403);
    expect(reply.status, text).not.toBe(500);
    if (route.path.includes("{") && route.body === undefined) expect(reply.status).toBe(404);
    expect(await snapshot(backend, ours.orgId)).toEqual(before);
  });

  test.each(every)("TEN-16 TEN-17 %s refuses a key that has every scope but its own", async (_, route) => {
    const rest = apiScopes.filter((scope) => scope !== route.permission);
    const { key, keyId } = await newKey(theirs, { scopes: rest });
    const reply = await sender(backend, key)(route.method, pathOf(route, ourRows), bodyOf(route));
    // An organization has at most fifty keys in use.
    await theirs.as.admin.mutation(api.apiKeys.revoke, { orgId: theirs.orgId, keyId });
    expect(reply).toMatchObject({ status: 403, body: { code: "FORBIDDEN" } });
  });

  test.each(every)("%s refuses what it does not know", async (_, route) => {
    const path = pathOf(route, ourRows);
    // A key of its own: one key's allowance is less than all routes ask for together.
    const { key, keyId } = await newKey(theirs);
    const send = sender(backend, key);
    const query = await send(route.method, `${path}?unheardOf=1`, bodyOf(route));
    expect(query).toMatchObject({ status: 400, body: { code: "VALIDATION_ERROR" } });
    if (route.method !== "GET")
      for (const body of [{ unheardOf: 1 }, [], "text", '{"broken":'])
        expect((await send(route.method, path, body)).status).toBe(400);
    await theirs.as.admin.mutation(api.apiKeys.revoke, { orgId: theirs.orgId, keyId });
  });

  test("the description names every route and points nowhere", () => {
    const described = openApi("https://crm.example.com") as { paths: Record<string, object> };
    for (const { path, method } of routes) expect(described.paths[path]).toHaveProperty(method.toLowerCase());
    expect(JSON.stringify(described)).not.toContain("undefined");
  });
});

describe("keys", () => {
  let backend: Backend;
  let org: Organization;
  beforeEach(async () => {
    backend = newBackend();
    org = await newOrganization(backend, "ours");
  });
  afterEach(() => void vi.useRealTimers());

  test("SEC-11 a key is shown once, kept as a hash, revocable at once, and its last use moves", async () => {
    const { keyId, key } = await newKey(org);
    const rows = await backend.run((ctx) => ctx.db.query("apiKeys").collect());
    expect(JSON.stringify(rows)).not.toContain(key);
    const listed = () => org.as.admin.query(api.apiKeys.list, { orgId: org.orgId });
    expect(JSON.stringify(await listed())).not.toContain(key);
    expect(JSON.stringify(await listed())).not.toContain(rows[0]!.hash);
    expect((await listed())[0]).toMatchObject({ name: "Shop", lastUsedAt: null, isMemberActive: true });
    const send = sender(backend, key);
    expect((await send("GET", "/customers")).status).toBe(200);
    expect((await listed())[0]!.lastUsedAt).toBeGreaterThan(0);
    await org.as.admin.mutation(api.apiKeys.revoke, { orgId: org.orgId, keyId });
    expect((await send("GET", "/customers")).status).toBe(401);
    const told = await backend.run((ctx) => ctx.db.query("auditLog").collect());
    expect(told.filter(({ entity }) => entity === "apiKeys").map(({ action }) => action)).toEqual([
      "created",
      "revoked",
    ]);
  });

  test("a key ends with its time, with its member and with its organization", async () => {
    const expiring = sender(backend, (await newKey(org, { days: 1 })).key);
    const ofSales = sender(backend, (await newKey(org, { role: "sales" })).key);
    const ofAdmin = sender(backend, (await newKey(org)).key);
    expect((await expiring("GET", "/customers")).status).toBe(200);
    vi.useFakeTimers({ now: Date.now() + 25 * 60 * 60_000, toFake: ["Date"] });
    expect((await expiring("GET", "/customers")).status).toBe(401);
    expect((await ofSales("GET", "/customers")).status).toBe(200);
    await backend.run(async (ctx) => {
      const members = await ctx.db.query("memberships").collect();
      const sales = members.find(({ role }) => role === "sales")!;
      await ctx.db.patch("memberships", sales._id, { status: "deactivated" });
    });
    expect((await ofSales("GET", "/customers")).status).toBe(401);
    expect((await ofAdmin("GET", "/customers")).status).toBe(200);
    await backend.run((ctx) => ctx.db.patch("organizations", org.orgId, { status: "suspended" }));
    expect((await ofAdmin("GET", "/customers")).status).toBe(401);
  });

  test("a key reaches the rows of the member it acts for, and no right beyond that role", async () => {
    const all = sender(backend, (await newKey(org)).key);
    const { body } = await all("POST", "/customers", { name: "Not theirs", email: "a@example.com" });
    const ofSales = sender(backend, (await newKey(org, { role: "sales" })).key);
    expect((await ofSales("GET", "/customers")).body.customers).toEqual([]);
    for (const path of ["", "/interactions", "/notes", "/quotes"])
      expect(await ofSales("GET", `/customers/${body.id}${path}`), path).toMatchObject({
        status: 403,
        body: { code: "FORBIDDEN", details: { entity: "customers" } },
      });
    const ofSupport = sender(backend, (await newKey(org, { role: "support" })).key);
    expect((await ofSupport("PUT", `/customers/${body.id}`, { notes: "x" })).status).toBe(403);
    const ofBrand = sender(backend, (await newKey(org, { role: "brand" })).key);
    expect((await ofBrand("POST", "/customers", { name: "Brand", email: "b@example.com" })).status).toBe(403);
  });

  test("a key for handing customers in does not read them, and reading alone changes nothing", async () => {
    const only = async (...scopes: ApiScope[]) => sender(backend, (await newKey(org, { scopes })).key);
    const intake = await only("customers:create");
    const created = await intake("POST", "/customers", { name: "Handed in", email: "a@example.com" });
    expect(created.status).toBe(201);
    const { customer, duplicateWarnings, ...facts } = created.body;
    expect(Object.keys(facts).sort()).toEqual(["customerCode", "id", "name"]);
    expect([customer, duplicateWarnings]).toEqual([facts, []]);
    expect((await intake("GET", `/customers/${created.body.id}`)).status).toBe(403);
    const twin = await intake("POST", "/customers", { name: "Another", email: "a@example.com" });
    expect(twin).toMatchObject({ status: 409, body: { details: { duplicates: [{ customerId: null }] } } });
    const reader = await only("customers:read");
    const path = `/customers/${created.body.id}`;
    expect((await reader("DELETE", path, { reason: "x" })).status).toBe(403);
    expect((await reader("DELETE", `${path}?mode=delete`)).status).toBe(403);
    const updater = await only("customers:read", "customers:update");
    expect((await updater("PUT", path, { ownerId: org.users.sales })).status).toBe(403);
    expect((await updater("PUT", path, { tags: ["x"] })).status).toBe(403);
  });

  test.each(roles.filter((role) => role !== "admin"))(
    "a member with the role %s makes no keys",
    async (role) => {
      const input = { name: "Shop", scopes: ["customers:read"], userId: org.users[role], days: null };
      await expect(
        org.as[role].mutation(api.apiKeys.create, { orgId: org.orgId, input }),
      ).rejects.toMatchObject({
        data: { code: "FORBIDDEN" },
      });
    },
  );

  test.each([
    [{ name: "" }, "VALIDATION_ERROR"],
    [{ scopes: [] }, "VALIDATION_ERROR"],
    [{ scopes: ["members:manage"] }, "VALIDATION_ERROR"],
    [{ days: 0 }, "VALIDATION_ERROR"],
    [{ userId: "nobody" }, "INVALID_ASSIGNMENT"],
  ])("a key with %j is refused", async (wrong, code) => {
    const input = { name: "Shop", scopes: ["customers:read"], userId: org.users.admin, days: null, ...wrong };
    await expect(
      org.as.admin.mutation(api.apiKeys.create, { orgId: org.orgId, input }),
    ).rejects.toMatchObject({
      data: { code },
    });
  });
});

describe("how it answers", () => {
  let backend: Backend;
  let org: Organization;
  let send: Send;
  beforeEach(async () => {
    backend = newBackend();
    org = await newOrganization(backend, "ours");
    send = sender(backend, (await newKey(org)).key);
  });

  test("API-45 unknown addresses, wrong methods, other bodies and preflights", async () => {
    expect(await send("GET", "/nope")).toMatchObject({ status: 404, body: { code: "NOT_FOUND" } });
    const wrong = await send("PATCH", "/customers");
    expect(wrong).toMatchObject({ status: 405, body: { code: "METHOD_NOT_ALLOWED" } });
    expect(wrong.headers.get("Allow")).toBe("GET, POST, OPTIONS");
    expect((await send("POST", "/customers", "not json")).status).toBe(400);
    const form = { "Content-Type": "application/x-www-form-urlencoded" };
    expect((await send("POST", "/customers", "name=x", form)).status).toBe(400);
    const preflight = await sender(backend)("OPTIONS", "/customers", undefined, {
      Origin: "https://shop.example",
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("Access-Control-Allow-Origin")).toBe("*");
    expect(preflight.headers.get("Access-Control-Allow-Methods")).toBe("GET, POST");
    expect(preflight.headers.get("Access-Control-Allow-Headers")).toContain("authorization");
  });

  test("API-39 reserved words are never ids", () => {
    for (const path of ["legacy", "merge", "search-duplicates", "analytics", "reports", "interactions"]) {
      const match = matchRoute(routes, "GET", `/api/customers/${path}`);
      expect(match.found ? match.route.path : null, path).toBeOneOf([null, `/customers/${path}`]);
    }
    expect(matchRoute(routes, "GET", "/api/customers/CUS-001")).toMatchObject({ found: true });
  });

  test("VAL-20 API-42 every refusal has the same keys, and its time is ISO 8601", async () => {
    const ada = { name: "Ada Lovelace", email: "ada@example.com" };
    const reader = sender(backend, (await newKey(org, { scopes: ["customers:read"] })).key);
    await send("POST", "/customers", ada);
    const refusals = [
      await sender(backend)("GET", "/customers"),
      await send("POST", "/customers", { name: "A" }),
      await send("GET", "/customers/none"),
      await send("PATCH", "/customers"),
      await send("POST", "/customers", { ...ada, name: "Other" }),
      await send("PUT", "/customers/CUS-001", { ownerId: "nobody" }),
      await reader("PUT", "/customers/CUS-001", { notes: "x" }),
    ];
    expect(refusals.map(({ status }) => status)).toEqual([401, 400, 404, 405, 409, 422, 403]);
    const told = [
      ...refusals.map(({ body }) => body),
      errorBody({ code: "RATE_LIMITED", retryAfterMs: 1000 }, Date.now()).body,
      unexpectedBody(Date.now()),
    ];
    for (const body of told) {
      expect(Object.keys(body).filter((key) => key !== "details")).toEqual([
        "error",
        "message",
        "code",
        "timestamp",
      ]);
      expect(new Date(body.timestamp as string).toISOString()).toBe(body.timestamp);
    }
    expect(refusals[4]!.body.details.duplicates[0].name).toBe(ada.name);
  });

  test.each([
    ["/customers/none", undefined, "CUSTOMER_NOT_FOUND"],
    ["/customers", { name: "Ada Lovelace", email: "a@" }, "INVALID_EMAIL_FORMAT"],
    ["/customers", { name: "Ada Lovelace", phone: "        " }, "VALIDATION_ERROR"],
    ["/customers", { name: "Ada Lovelace", phone: "12" }, "INVALID_PHONE_FORMAT"],
    ["/customers", { name: "Ada Lovelace" }, "VALIDATION_ERROR"],
  ])("%s with %j is refused as %s", async (path, body, code) => {
    const reply = await send(body === undefined ? "GET" : "POST", path, body);
    expect(reply.body.code).toBe(code);
  });

  test("VAL-08 neither phone nor e-mail is told in the words agreed", async () => {
    const { status, body } = await send("POST", "/customers", { name: "Ada Lovelace" });
    expect([status, body.message]).toEqual([400, "Primary phone or email is required"]);
  });

  test("SEC-05 beyond its rate a key waits as Retry-After says, while others go on", async () => {
    vi.useFakeTimers({ now: Date.now(), toFake: ["Date"] });
    try {
      const first = await send("GET", "/customers");
      const most = Number(first.headers.get("RateLimit-Limit"));
      expect(Number(first.headers.get("RateLimit-Remaining"))).toBe(most - 1);
      for (let left = most - 1; left > 0; left--) {
        expect((await send("OPTIONS", "/customers")).status).toBe(204);
        expect((await send("GET", "/customers/none")).status).toBe(404);
      }
      const refused = await send("GET", "/customers");
      expect(refused).toMatchObject({ status: 429, body: { code: "RATE_LIMITED" } });
      expect(Number(refused.headers.get("Retry-After"))).toBeGreaterThan(0);
      const other = await newOrganization(backend, "theirs");
      expect((await sender(backend, (await newKey(other)).key)("GET", "/customers")).status).toBe(200);
      vi.setSystemTime(Date.now() + 61_000);
      expect((await send("GET", "/customers")).status).toBe(200);
    } finally {
      vi.useRealTimers();
    }
  });

  test("the description is open to everybody", async () => {
    const { status, body } = await sender(backend)("GET", "/openapi.json");
    expect([status, body.openapi]).toEqual([200, "3.1.0"]);
  });
});
