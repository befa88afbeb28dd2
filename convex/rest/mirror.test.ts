/** The older point of sale over REST. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { internal } from "../_generated/api";
import { mirrorWorld } from "../mirror/mirror.testkit";
import { stages } from "../mirror/words";
import { newKey, sender } from "./caller.testkit";

beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 5, 15, 12) }));
afterEach(() => void vi.useRealTimers());

const anna = { customer_name: "Anna Karlsson", contact_number: "+7 701 111 22 33" };

test("POS-04 POS-07 POS-08 POS-37 POS-38: a program tells of changes; mirror, queue, report and discrepancies are read under their keys", async () => {
  const { backend, ours, settle, customerOf, update, orgId } = await mirrorWorld();
  const send = sender(backend, (await newKey(ours)).key);
  const told = await send("POST", "/pos/changes", {
    events: [
      { operationType: "INSERT", legacyCustomerId: 7, dataPayload: anna, eventId: "e-1" },
      { operationType: "INSERT", legacyCustomerId: 7, dataPayload: anna, eventId: "e-1" },
      { operationType: "DELETE", legacyCustomerId: "none" },
      { operationType: "UPDATE", dataPayload: anna },
    ],
  });
  expect(told.status).toBe(200);
  expect(told.body.events.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
    "queued",
    "repeated",
    "unknown",
    "invalid",
  ]);
  await settle();
  const { _id: customerId } = await customerOf("7");
  expect((await send("GET", "/pos/mirror?search=karlsson")).body.customers).toMatchObject([
    { legacyId: "7", ...anna, state: "synced", customerId },
  ]);
  await update(customerId, { name: "Anna Berg" });
  await backend.mutation(internal.mirror.daily, { orgId });
  await settle();
  const [report] = (await send("GET", "/pos/reconciliations")).body.reconciliations;
  expect(report).toMatchObject({
    totalCustomers: { legacy: 1, new: 1 },
    autoResolved: 0,
    manualReviewRequired: 1,
  });
  const found = (await send("GET", `/pos/reconciliations/${report.id}/discrepancies`)).body.discrepancies;
  expect(found).toMatchObject([
    { customerId, field: "name", legacyValue: "Anna Karlsson", newValue: "Anna Berg", status: "open" },
  ]);
  expect(
    (await send("POST", "/pos/changes", { events: [{ operationType: "DELETE", legacyCustomerId: "7" }] }))
      .status,
  ).toBe(200);
  expect((await send("GET", "/pos/sync/jobs?status=pending")).body.jobs).toMatchObject([
    { operationType: "DELETE", legacyCustomerId: "7", customerId, attempts: 0 },
  ]);
  expect((await send("GET", "/pos/sync")).body).toMatchObject({
    stage: "buildAndSync",
    isPaused: false,
    jobs: { pending: 1, completed: 1 },
    differences: { all: 1, critical: 1 },
  });
});

test("what is no event is refused by field, and a key without the scope tells nothing", async () => {
  const { backend, ours } = await mirrorWorld();
  const send = sender(backend, (await newKey(ours)).key);
  for (const events of [[], [{ operationType: "MERGE" }], [{ operationType: "INSERT", other: 1 }]])
    expect(await send("POST", "/pos/changes", { events })).toMatchObject({
      status: 400,
      body: { code: "VALIDATION_ERROR" },
    });
  expect((await send("GET", "/pos/reconciliations/none/discrepancies")).status).toBe(404);
  const reader = sender(backend, (await newKey(ours, { scopes: ["mirror:read"] })).key);
  expect((await reader("GET", "/pos/sync")).status).toBe(200);
  const event = { operationType: "INSERT", legacyCustomerId: "1", dataPayload: anna };
  expect((await reader("POST", "/pos/changes", { events: [event] })).status).toBe(403);
});

test.each([null, ...stages])(
  "POS-32: in stage %s the point of sale tells its changes, hands customers and sales in, and reads them back; nothing is lost",
  async (stage) => {
    const { backend, ours, settle, all, setStage } = await mirrorWorld(stage);
    const send = sender(backend, (await newKey(ours)).key);
    const told = await send("POST", "/pos/changes", {
      events: [{ operationType: "INSERT", legacyCustomerId: 7, dataPayload: anna }],
    });
    expect(told.status).toBe(200);
    expect(["queued", "kept"]).toContain(told.body.events[0].outcome);
    const handed = await send("POST", "/pos/customers", {
      id: 8,
      name: "Boris Stone",
      phone: "+7 701 222 33 44",
    });
    expect(handed).toMatchObject({ status: 200, body: { created: true } });
    await settle();
    const sale = await send("POST", "/pos/transactions", {
      posCustomerId: 8,
      amount: 500,
      externalId: "t-1",
    });
    expect(sale).toMatchObject({ status: 201, body: { customerId: handed.body.customerId } });
    const read = await send("GET", "/customers/legacy");
    expect(read.body.map(({ id }: { id: string }) => id)).toContain("8");
    expect(await all("legacyCustomers")).toMatchObject([{ legacyId: "7" }]);
    // Whatever the stage kept back is taken over by a later one.
    await setStage("bookingsAndReverse");
    expect((await all("customers")).map(({ name }) => name).toSorted()).toEqual([
      "Anna Karlsson",
      "Boris Stone",
    ]);
  },
);
