/**
 * A module that is switched off, from every side at once: no function and no route is named here, all are found by the
 * permission they ask for. To see it bite, drop `refuseSwitchedOff` from functions.ts or from rest/run.ts.
 */
import { beforeAll, describe, expect, test } from "vitest";
import { newKey, sender, type Send } from "../rest/caller.testkit";
import { routes } from "../rest/registry";
import type { Route } from "../rest/route";
import { newBackend, newOrganization, type Backend, type Organization } from "../world.testkit";
import { call, published } from "./doors.testkit";
import { fillOrganization, snapshot, type Filled } from "./fill.testkit";
import { moduleNames, moduleOf, type ModuleName } from "./modules";
import { permissions } from "./permissions";

let backend: Backend;
let org: Organization;
let rows: Filled;
let send: Send;
let key: string;

beforeAll(async () => {
  backend = newBackend();
  org = await newOrganization(backend, "ours");
  rows = await fillOrganization(backend, org, "ours");
  ({ key } = await newKey(org));
  send = sender(backend, key);
  // That a key is used is told of the key, once in a while; what is compared below comes after that.
  await ask("/customers");
});

/** An answer as it stands: rows made up from their table alone need not be what the reference says of them. */
const ask = async (path: string) =>
  await (await backend.fetch(`/api${path}`, { headers: { Authorization: `Bearer ${key}` } })).text();

/** Switches off this module alone. */
async function without(module: ModuleName): Promise<void> {
  await backend.run(async (ctx) => {
    const settings = (await ctx.db.query("orgSettings").collect()).find(({ orgId }) => orgId === org.orgId)!;
    const on = { quotes: true, leads: true, tours: true, pos: true };
    await ctx.db.patch("orgSettings", settings._id, { modules: { ...on, [module]: false } });
  });
}

const permissionOf = ({ audience }: (typeof published)[number]) =>
  audience.kind === "org" ? audience.permission : null;
const functionsIn = (module: ModuleName, kind: "query" | "mutation") =>
  published.filter((one) => one.kind === kind && moduleOf(permissionOf(one) ?? "") === module);
const routesIn = (module: ModuleName, kind: Route["kind"]) =>
  routes.filter((route) => route.kind === kind && moduleOf(route.permission) === module);

/** A path whose parts name what there is, or nobody: the refusal comes before either is looked for. */
const pathOf = ({ path }: Route) =>
  path.replaceAll("{customer}", rows.ids.get("customers")!).replaceAll(/\{\w+\}/g, "nothing");

test("TEN-32 every module has permissions, and at least one function that asks for one", () => {
  for (const module of moduleNames) {
    expect(Object.keys(permissions).filter((one) => moduleOf(one) === module)).not.toEqual([]);
    expect([...functionsIn(module, "query"), ...functionsIn(module, "mutation")], module).not.toEqual([]);
  }
});

describe.each(moduleNames)("without %s", (module) => {
  beforeAll(() => without(module));

  test("TEN-32 each of its changes is refused and changes nothing, from the screen as over the API", async () => {
    const before = await snapshot(backend, org.orgId);
    for (const found of functionsIn(module, "mutation")) {
      const answer = await call(org.as.admin, found, org.orgId, rows);
      expect(answer, found.name).toEqual({ ok: false, code: "MODULE_OFF" });
    }
    for (const route of routesIn(module, "write")) {
      const body = route.takesFile ? new Blob(["x"]) : route.example;
      const { status, body: answer } = await send(route.method, pathOf(route), body);
      expect([status, answer.code, answer.details?.module], `${route.method} ${route.path}`).toEqual([
        403,
        "MODULE_OFF",
        module,
      ]);
    }
    expect(await snapshot(backend, org.orgId)).toEqual(before);
  });

  test("TEN-32 what is in it can be read", async () => {
    for (const found of functionsIn(module, "query")) {
      const answer = await call(org.as.admin, found, org.orgId, rows);
      expect(answer.ok ? "" : answer.code, found.name).not.toBe("MODULE_OFF");
    }
    for (const route of routesIn(module, "read")) {
      expect(await ask(pathOf(route)), route.path).not.toContain("MODULE_OFF");
    }
  });
});
