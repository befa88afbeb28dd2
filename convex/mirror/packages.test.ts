/** Packages at the older point of sale: told from their stage on, once, with what is left of them. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { api } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { danglingIds } from "../integrity/dangling.testkit";
import { newKey, sender } from "../rest/caller.testkit";
import { newOrganization } from "../world.testkit";
import { mirrorWorld } from "./mirror.testkit";
import { sendsPackages, stages, type Stage } from "./words";

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 5, 1, 9) });
});
afterEach(() => {
  vi.useRealTimers();
});

async function selling(stage: Stage | null = "packages") {
  const world = await mirrorWorld(stage);
  const { backend, orgId, admin, settle } = world;
  const packageId = await admin.mutation(api.packages.create, {
    orgId,
    input: { name: "Ten visits", price: 50_000, sessions: 10, validDays: 90 },
  });
  return {
    ...world,
    sell: async (customerId: Id<"customers">) => {
      const sold = await admin.mutation(api.packages.sell, {
        orgId,
        customerId,
        packageId,
        input: { method: "card" },
      });
      await settle();
      return sold;
    },
    use: async (customerPackageId: Id<"customerPackages">) => {
      await admin.mutation(api.packages.useSession, { orgId, customerPackageId });
      await settle();
    },
    told: () => backend.run((ctx) => ctx.db.query("legacyPackages").collect()),
    packageJobs: async () => (await world.all("syncJobs")).filter(({ entity }) => entity === "package"),
  };
}

test("PKG-07 POS-35: a package that is sold is one job of its own, completed, and at the point of sale with its customer", async () => {
  const { ours, backend, create, sell, told, packageJobs, all } = await selling();
  const customerId = await create({ name: "Anna Karlsson", email: "anna@x.test" });
  const soldId = await sell(customerId);
  expect(await packageJobs()).toMatchObject([
    {
      direction: "toPos",
      operationType: "INSERT",
      status: "completed",
      customerId,
      customerPackageId: soldId,
    },
  ]);
  const [row] = await all("legacyCustomers");
  expect(await told()).toMatchObject([
    {
      customerPackageId: soldId,
      legacyCustomerId: row!.legacyId,
      name: "Ten visits",
      sessionsTotal: 10,
      sessionsUsed: 0,
      status: "active",
      expiresOn: "2026-08-29",
      syncedAt: expect.any(Number) as unknown,
    },
  ]);
  const send = sender(backend, (await newKey(ours)).key);
  const { body } = await send("GET", "/pos/mirror");
  expect(body.customers).toMatchObject([{ packages: [{ id: soldId, sessionsTotal: 10, sessionsUsed: 0 }] }]);
  const { jobs } = (await send("GET", "/pos/sync/jobs")).body as { jobs: { entity: string }[] };
  expect(jobs.map(({ entity }) => entity).toSorted()).toEqual(["customer", "package"]);
  expect(await danglingIds(backend)).toEqual([]);
});

test("PKG-07: what is used and taken back follows, in the one row of the package", async () => {
  const { orgId, admin, settle, create, sell, use, told } = await selling();
  const soldId = await sell(await create({ name: "Anna Karlsson", email: "anna@x.test" }));
  await use(soldId);
  expect(await told()).toMatchObject([{ sessionsUsed: 1, status: "active" }]);
  await admin.mutation(api.packages.cancel, { orgId, customerPackageId: soldId, reason: "By mistake" });
  await settle();
  expect(await told()).toMatchObject([{ sessionsUsed: 1, status: "cancelled" }]);
});

test("POS-33: only from the stage of packages on; what was sold before follows with its next change", async () => {
  expect(stages.filter(sendsPackages)).toEqual(["packages", "transactionLinking", "newPos"]);
  const { create, sell, use, told, packageJobs, setStage } = await selling("bookingsAndReverse");
  const soldId = await sell(await create({ name: "Anna Karlsson", email: "anna@x.test" }));
  expect([await told(), await packageJobs()]).toEqual([[], []]);
  await setStage("packages");
  await use(soldId);
  expect(await told()).toMatchObject([{ sessionsUsed: 1 }]);
  expect(await packageJobs()).toMatchObject([{ operationType: "UPDATE", status: "completed" }]);
});

test("a paused synchronization keeps it waiting, a stage that went back leaves it out, a neighbour's is theirs", async () => {
  const { backend, orgId, admin, settle, create, sell, told, packageJobs, setStage } = await selling();
  const customerId = await create({ name: "Anna Karlsson", email: "anna@x.test" });
  await admin.mutation(api.mirror.pause, { orgId });
  await sell(customerId);
  expect(await packageJobs()).toMatchObject([{ status: "pending" }]);
  await setStage("buildAndSync");
  await admin.mutation(api.mirror.resume, { orgId });
  await settle();
  expect(await packageJobs()).toMatchObject([{ status: "skipped" }]);
  expect(await told()).toEqual([]);
  const other = await newOrganization(backend, "theirs");
  const send = sender(backend, (await newKey(other)).key);
  expect((await send("GET", "/pos/sync/jobs")).body.jobs).toEqual([]);
});
