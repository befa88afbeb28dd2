/** Packages over REST. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { internal } from "../_generated/api";
import { newWorld, type World } from "../engagement.testkit";
import { newKey, sender } from "./caller.testkit";

const now = Date.UTC(2026, 5, 15, 12);
beforeEach(() => void vi.useFakeTimers({ now }));
afterEach(() => void vi.useRealTimers());

async function speaking(world: World) {
  const { key } = await newKey(world.org);
  return { send: sender(world.backend, key), path: `/customers/${world.customerId}` };
}

test("API-46 PKG-10: a package is made, read, changed, put away and offered again", async () => {
  const { send } = await speaking(await newWorld());
  const made = await send("POST", "/packages", {
    name: "Ten visits",
    price: "800.00",
    sessions: 10,
    validDays: 180,
  });
  expect(made).toMatchObject({
    status: 201,
    body: { name: "Ten visits", price: 80_000, currency: "USD", sessions: 10, validDays: 180 },
  });
  const path = `/packages/${made.body.id}`;
  expect((await send("GET", path)).body).toEqual(made.body);
  expect((await send("GET", "/packages")).body.packages).toEqual([made.body]);
  expect((await send("PATCH", path, { price: 85_000, validDays: null })).body).toMatchObject({
    name: "Ten visits",
    price: 85_000,
    sessions: 10,
    validDays: null,
  });
  expect((await send("DELETE", path)).body).toMatchObject({ isArchived: true });
  expect((await send("GET", "/packages")).body.packages).toEqual([]);
  expect((await send("GET", "/packages?archived=true")).body.packages).toHaveLength(1);
  expect((await send("POST", `${path}/restore`)).body).toMatchObject({ isArchived: false });
  for (const wrong of [{ price: 100 }, { name: "A" }, { name: "A", price: "much" }, { name: "A", price: -1 }])
    expect(await send("POST", "/packages", wrong), JSON.stringify(wrong)).toMatchObject({
      status: 400,
      body: { code: "VALIDATION_ERROR" },
    });
  expect((await send("GET", "/packages/none")).status).toBe(404);
});

test("PKG-03 API-09 PKG-04: packages are the active and the expired ones together; one whose end is past is expired", async () => {
  const world = await newWorld();
  const { send, path } = await speaking(world);
  const offer = async (body: object) => (await send("POST", "/packages", body)).body.id as string;
  const short = await offer({ name: "Day", price: 500, validDays: 1 });
  const long = await offer({ name: "Year", price: 10_000, sessions: 2, validDays: 365 });
  expect((await send("GET", path)).body.packageSummary).toEqual({ activePackages: 0, totalPackages: 0 });
  const first = await send("POST", `${path}/packages`, { packageId: short, paymentMethod: "card" });
  expect(first).toMatchObject({
    status: 201,
    body: { name: "Day", status: "active", startsAt: "2026-06-15", expiresAt: "2026-06-15" },
  });
  vi.setSystemTime(now + 86_400_000);
  await world.backend.mutation(internal.packages.expire, { orgId: world.org.orgId });
  const second = await send("POST", `${path}/packages`, { packageId: long, price: "80.00" });
  const { body } = await send("GET", `${path}/packages`);
  const ids = (rows: { id: string }[]) => rows.map(({ id }) => id);
  expect(ids(body.activePackages)).toEqual([second.body.id]);
  expect(ids(body.expiredPackages)).toEqual([first.body.id]);
  expect(ids(body.packages)).toEqual([second.body.id, first.body.id]);
  expect(body.expiredPackages[0].status).toBe("expired");
  expect((await send("GET", `${path}/packages?limit=1&page=2`)).body).toMatchObject({
    packages: [{ id: first.body.id }],
    activePackages: [],
    expiredPackages: [{ id: first.body.id }],
  });
  expect((await send("GET", path)).body).toMatchObject({
    packageSummary: {
      activePackages: 1,
      totalPackages: 2,
      lastPackagePurchase: new Date(now + 86_400_000).toISOString(),
    },
    lifetimeValue: 8500,
  });
  const { related } = (await send("GET", `${path}?include=packages`)).body;
  expect(ids(related.packages)).toEqual([second.body.id, first.body.id]);
});

test("PKG-10 PKG-11: sessions are used and given back, a package is cancelled with its sale and comes back", async () => {
  const { send, path } = await speaking(await newWorld());
  const offer = await send("POST", "/packages", { name: "One", price: 1000, sessions: 1 });
  const sold = (await send("POST", `${path}/packages`, { packageId: offer.body.id })).body;
  const own = `/customer-packages/${sold.id}`;
  expect((await send("POST", `${own}/use`)).body).toMatchObject({ status: "used", sessionsRemaining: 0 });
  expect(await send("POST", `${own}/use`)).toMatchObject({
    status: 400,
    body: { code: "VALIDATION_ERROR", message: expect.stringContaining("No session is left") },
  });
  expect((await send("POST", `${own}/return`)).body).toMatchObject({
    status: "active",
    sessionsRemaining: 1,
  });
  expect((await send("POST", `${own}/cancel`, { reason: "Moved away" })).body).toMatchObject({
    status: "cancelled",
    cancelReason: "Moved away",
  });
  expect((await send("GET", `/transactions/${sold.transactionId}`)).body).toMatchObject({
    status: "void",
    customerPackageId: sold.id,
    packageName: "One",
  });
  expect((await send("POST", `${own}/cancel`)).status).toBe(409);
  expect((await send("POST", `${own}/restore`)).body.status).toBe("active");
  expect((await send("GET", own)).body.status).toBe("active");
  expect((await send("GET", `/packages/${offer.body.id}/customers`)).body.customerPackages).toMatchObject([
    { id: sold.id },
  ]);
});

test("a key does with packages only what it was given", async () => {
  const world = await newWorld();
  const { send, path } = await speaking(world);
  const offer = await send("POST", "/packages", { name: "One", price: 1000 });
  const sold = (await send("POST", `${path}/packages`, { packageId: offer.body.id })).body;
  const given = await newKey(world.org, { scopes: ["customers:read", "packages:browse"] });
  const reader = sender(world.backend, given.key);
  expect((await reader("GET", "/packages")).body.packages).toMatchObject([{ name: "One", sold: null }]);
  expect((await reader("GET", path)).body.packageSummary).toBeNull();
  for (const [method, to, body] of [
    ["POST", "/packages", { name: "Two", price: 1 }],
    ["GET", `${path}/packages`, undefined],
    ["POST", `${path}/packages`, { packageId: offer.body.id }],
    ["POST", `/customer-packages/${sold.id}/use`, undefined],
    ["POST", `/customer-packages/${sold.id}/cancel`, undefined],
  ] as const)
    expect((await reader(method, to, body)).status, `${method} ${to}`).toBe(403);
});
