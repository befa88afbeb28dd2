/** The catalogue: tours, their departures, who may change them and what is refused. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { newKey, sender } from "../rest/caller.testkit";
import { recountStep, startRecount } from "../tallies/recount";
import { inTenant } from "../tallies/tenant.testkit";
import { roles, type Role } from "../tenancy/permissions";
import { codeOf, newBackend, newOrganization, refusalOf } from "../world.testkit";

const now = Date.UTC(2026, 5, 15, 12);
const today = "2026-06-15";
beforeEach(() => void vi.useFakeTimers({ now }));
afterEach(() => void vi.useRealTimers());

const page = { numItems: 50, cursor: null };
const altai = { name: "Altai in autumn", basePrice: 45_000, capacity: 12, durationDays: 7 };

async function catalogue() {
  const backend = newBackend();
  const org = await newOrganization(backend, "ours");
  const other = await newOrganization(backend, "theirs");
  const { orgId, as } = org;
  return {
    backend,
    org,
    other,
    create: (input: object = {}, role: Role = "manager") =>
      as[role].mutation(api.tours.create, { orgId, input: { ...altai, ...input } }),
    update: (tourId: Id<"tours">, changes: object, role: Role = "manager") =>
      as[role].mutation(api.tours.update, { orgId, tourId, changes }),
    add: (tourId: Id<"tours">, input: object) =>
      as.manager.mutation(api.tours.addDate, { orgId, tourId, input: input as never }),
    updateDate: (departureId: Id<"tourDepartures">, changes: object) =>
      as.manager.mutation(api.tours.updateDate, { orgId, departureId, changes }),
    get: (tourId: string) => as.sales.query(api.tours.get, { orgId, tourId }),
    departure: (departureId: string) => as.sales.query(api.tours.departure, { orgId, departureId }),
    names: async (filter: object = {}) =>
      (await as.sales.query(api.tours.list, { orgId, filter, today, paginationOpts: page })).page.map(
        ({ name }) => name,
      ),
    counts: () => as.sales.query(api.tours.counts, { orgId }),
  };
}

/** The fields and rules that a call was refused for. */
async function issues(work: Promise<unknown>): Promise<[string, string][]> {
  const refusal = await refusalOf(work);
  return refusal?.code === "VALIDATION_ERROR" ? refusal.issues.map(({ path, rule }) => [path, rule]) : [];
}

describe("a tour", () => {
  test("TRV-01: is created, edited and switched off; every field comes back", async () => {
    const { create, update, get, counts, backend } = await catalogue();
    const tourId = await create({ description: "  Lakes and larches  ", currency: "EUR" });
    const made = { ...altai, description: "Lakes and larches", currency: "EUR", active: true };
    expect(await get(tourId)).toMatchObject({ ...made, createdAt: now, updatedAt: now });
    vi.setSystemTime(now + 1000);
    const changes = { name: "Altai", basePrice: 50_000, currency: "KZT", capacity: 10, durationDays: 8 };
    await update(tourId, { ...changes, description: "", active: false });
    expect(await get(tourId)).toMatchObject({
      ...changes,
      description: null,
      active: false,
      createdAt: now,
      updatedAt: now + 1000,
    });
    expect(await counts()).toEqual({ active: 0, inactive: 1 });
    const told = await backend.run(async (ctx) => await ctx.db.query("auditLog").collect());
    expect(told.filter(({ entity }) => entity === "tours").map(({ action }) => action)).toEqual([
      "created",
      "updated",
    ]);
  });

  test("TRV-01: has the organization's currency unless told", async () => {
    const { create, get } = await catalogue();
    expect((await get(await create())).currency).toBe("USD");
  });

  test("TRV-02: switched off, it leaves what is offered and stays in the catalogue", async () => {
    const { create, update, names, counts } = await catalogue();
    const tourId = await create();
    await create({ name: "Charyn canyon" });
    await update(tourId, { active: false });
    expect(await names({ active: true })).toEqual(["Charyn canyon"]);
    expect(await names({ active: true, search: "altai" })).toEqual([]);
    expect(await names()).toEqual(["Altai in autumn", "Charyn canyon"]);
    expect(await names({ search: "alt" })).toEqual(["Altai in autumn"]);
    expect(await counts()).toEqual({ active: 1, inactive: 1 });
  });

  test("TRV-01: numbers that cannot be are refused by field", async () => {
    const { create, update } = await catalogue();
    expect(await issues(create({ name: " " }))).toEqual([["name", "required"]]);
    expect(await issues(create({ basePrice: -1, capacity: 0, durationDays: 400 }))).toEqual([
      ["basePrice", "negative"],
      ["capacity", "outside"],
      ["durationDays", "outside"],
    ]);
    expect(await issues(create({ basePrice: 10.5, currency: "usd" }))).toEqual([
      ["basePrice", "whole"],
      ["currency", "invalidCurrency"],
    ]);
    expect(await issues(create({ capacity: Number.NaN, name: "x".repeat(121) }))).toEqual([
      ["name", "too_big"],
      ["capacity", "whole"],
    ]);
    const tourId = await create();
    expect(await issues(update(tourId, { name: "" }))).toEqual([["name", "required"]]);
  });

  test("TRV-01: admins and managers change it; everybody reads it; another organization sees none of it", async () => {
    const { org, other, create } = await catalogue();
    const tourId = await create();
    for (const role of roles) {
      const may = role === "admin" || role === "manager";
      const change = org.as[role].mutation(api.tours.update, {
        orgId: org.orgId,
        tourId,
        changes: { capacity: 9 },
      });
      expect([role, await codeOf(change)]).toEqual([role, may ? "no error" : "FORBIDDEN"]);
      expect((await org.as[role].query(api.tours.get, { orgId: org.orgId, tourId })).name).toBe(altai.name);
    }
    const foreign = { orgId: other.orgId, tourId };
    expect(await codeOf(other.as.admin.query(api.tours.get, foreign))).toBe("NOT_FOUND");
    expect(await codeOf(other.as.admin.mutation(api.tours.update, { ...foreign, changes: {} }))).toBe(
      "NOT_FOUND",
    );
  });

  test("TRV-01: with the module switched off nothing new is taken and what is there is read", async () => {
    const { org, create, get } = await catalogue();
    const tourId = await create();
    const { modules } = await org.as.admin.query(api.settings.get, { orgId: org.orgId });
    await org.as.admin.mutation(api.settings.update, {
      orgId: org.orgId,
      changes: { modules: { ...modules, tours: false } },
    });
    expect(await codeOf(create())).toBe("MODULE_OFF");
    expect((await get(tourId)).name).toBe(altai.name);
  });

  test("TRV-01: the counts follow from the rows, whatever was counted before", async () => {
    const { backend, org, create, update, counts } = await catalogue();
    for (let n = 0; n < 7; n++) await create({ name: `Tour ${n}` });
    await update(await create(), { active: false });
    const before = await counts();
    await inTenant(backend, org.orgId, async (ctx) => {
      await startRecount(ctx);
      while ((await recountStep(ctx, 3)) === "more");
    });
    expect(await counts()).toEqual(before);
    expect(before).toEqual({ active: 7, inactive: 1 });
  });
});

describe("a departure", () => {
  test("TRV-03: has the tour's price, currency and places unless told, and can be changed", async () => {
    const { create, update, add, updateDate, departure } = await catalogue();
    const tourId = await create({ currency: "EUR" });
    const own = await add(tourId, { departureDate: "2026-09-12" });
    const other = await add(tourId, {
      departureDate: "2026-10-01",
      price: 39_900,
      currency: "USD",
      capacity: 8,
    });
    expect(await departure(own)).toMatchObject({
      tourId,
      tourName: altai.name,
      departureDate: "2026-09-12",
      endDate: "2026-09-18",
      price: 45_000,
      currency: "EUR",
      capacity: 12,
      seatsTaken: 0,
      seatsLeft: 12,
    });
    expect(await departure(other)).toMatchObject({ price: 39_900, currency: "USD", capacity: 8 });
    await update(tourId, { basePrice: 99_000, durationDays: 3 });
    await updateDate(own, { departureDate: "2026-09-30", capacity: 20 });
    expect(await departure(own)).toMatchObject({
      departureDate: "2026-09-30",
      // As long as it was when it was planned.
      endDate: "2026-10-06",
      price: 45_000,
      capacity: 20,
    });
  });

  test("TRV-03 TRV-28: a tour's are listed from today on and before; a range of days shows all tours'", async () => {
    const { org, create, add } = await catalogue();
    const { orgId, as } = org;
    const [first, second] = [await create(), await create({ name: "Charyn canyon" })];
    for (const day of ["2026-06-14", today, "2026-07-01"]) await add(first, { departureDate: day });
    await add(second, { departureDate: "2026-06-20" });
    const days = async (when: "upcoming" | "past") =>
      (
        await as.brand.query(api.tours.departures, {
          orgId,
          tourId: first,
          when,
          today,
          paginationOpts: page,
        })
      ).page.map(({ departureDate }) => departureDate);
    expect(await days("upcoming")).toEqual([today, "2026-07-01"]);
    expect(await days("past")).toEqual(["2026-06-14"]);
    const range = { from: today, to: "2026-06-30" };
    const shown = await as.sales.query(api.tours.calendar, { orgId, ...range, paginationOpts: page });
    expect(shown.page.map(({ tourName, departureDate }) => [tourName, departureDate])).toEqual([
      ["Altai in autumn", today],
      ["Charyn canyon", "2026-06-20"],
    ]);
    const [listed] = (
      await as.sales.query(api.tours.list, { orgId, filter: {}, today, paginationOpts: page })
    ).page;
    expect(listed!.next).toMatchObject({ departureDate: today, seatsLeft: 12 });
  });

  test("TRV-03: a day that does not exist is refused, in a read as well", async () => {
    const { org, create, add } = await catalogue();
    const tourId = await create();
    expect(await issues(add(tourId, { departureDate: "2026-02-30" }))).toEqual([
      ["departureDate", "invalidDay"],
    ]);
    expect(await issues(add(tourId, { departureDate: "2026-03-01", capacity: 0, price: -5 }))).toEqual([
      ["price", "negative"],
      ["capacity", "outside"],
    ]);
    const range = { from: "2026-06-01", to: "soon", paginationOpts: page };
    expect(await issues(org.as.sales.query(api.tours.calendar, { orgId: org.orgId, ...range }))).toEqual([
      ["to", "invalidDay"],
    ]);
  });

  test("TRV-03: one that nobody has booked is taken off; its tour's next one shows", async () => {
    const { org, create, add, departure } = await catalogue();
    const tourId = await create();
    const departureId = await add(tourId, { departureDate: "2026-07-01" });
    const { orgId, as } = org;
    expect(await codeOf(as.sales.mutation(api.tours.removeDate, { orgId, departureId }))).toBe("FORBIDDEN");
    await as.manager.mutation(api.tours.removeDate, { orgId, departureId });
    expect(await codeOf(departure(departureId))).toBe("NOT_FOUND");
  });
});

test("TRV-01 TRV-03: tours and departures over REST, in and out unchanged; a reader's key changes nothing", async () => {
  const { backend, org } = await catalogue();
  const send = sender(backend, (await newKey(org)).key);
  const tour = { ...altai, description: "Lakes", currency: "KZT", active: true };
  const made = await send("POST", "/tours", { ...tour, basePrice: "450.00" });
  expect(made).toMatchObject({ status: 201, body: tour });
  const path = `/tours/${made.body.id}`;
  expect((await send("GET", path)).body).toEqual(made.body);
  expect(await send("PUT", path, { capacity: 0 })).toMatchObject({
    status: 400,
    body: { code: "VALIDATION_ERROR" },
  });
  expect((await send("PUT", path, { description: null })).body.description).toBeNull();
  const departure = await send("POST", `${path}/departures`, { departureDate: "2026-09-12" });
  expect(departure).toMatchObject({ status: 201, body: { price: 45_000, currency: "KZT", seatsLeft: 12 } });
  expect((await send("GET", `${path}/departures`)).body.departures).toEqual([departure.body]);
  expect((await send("GET", `${path}/departures?past=true`)).body.departures).toEqual([]);
  const all = (await send("GET", "/departures?from=2026-09-01&to=2026-09-30")).body.departures;
  expect(all).toEqual([departure.body]);
  const one = `/departures/${departure.body.id}`;
  expect((await send("PUT", one, { price: "399.50" })).body.price).toBe(39_950);
  expect((await send("GET", one)).body.price).toBe(39_950);
  expect((await send("GET", "/tours?active=true&search=altai")).body.tours).toHaveLength(1);
  const reader = sender(backend, (await newKey(org, { scopes: ["tours:read"] })).key);
  expect((await reader("POST", "/tours", tour)).status).toBe(403);
  expect((await reader("GET", "/tours")).body.tours).toHaveLength(1);
  expect((await send("DELETE", one)).status).toBe(200);
  expect((await send("GET", one)).status).toBe(404);
  expect((await send("GET", "/tours/none")).status).toBe(404);
});
