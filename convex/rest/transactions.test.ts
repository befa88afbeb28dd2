/** Sales over REST. */
import { expect, test } from "vitest";
import { newCustomer, newWorld, type World } from "../engagement.testkit";
import { newKey, sender } from "./caller.testkit";

async function speaking(world: World) {
  const { key } = await newKey(world.org);
  return { send: sender(world.backend, key), path: `/customers/${world.customerId}/transactions` };
}

test("ORD-08 API-08 ORD-10: a sale is posted with its older id, page two goes on, and totalAmount is of all of them", async () => {
  const { send, path } = await speaking(await newWorld());
  const posted = await send("POST", path, {
    amount: "100.00",
    date: "2026-01-31T09:00:00Z",
    paymentMethod: "card",
    legacyPosCustomerId: "till-77",
    reference: "R-1",
  });
  expect(posted).toMatchObject({
    status: 201,
    body: {
      amount: 10_000,
      currency: "USD",
      day: "2026-01-31",
      legacyPosCustomerId: "till-77",
      status: "completed",
    },
  });
  for (const amount of [100, 200]) await send("POST", path, { amount, date: "2026-02-01T09:00:00Z" });
  const first = (await send("GET", `${path}?limit=2`)).body;
  const second = (await send("GET", `${path}?limit=2&page=2`)).body;
  expect([first.transactions.length, second.transactions.length]).toEqual([2, 1]);
  expect(second.transactions[0].id).toBe(posted.body.id);
  for (const page of [first, second])
    expect(page).toMatchObject({ totalAmount: 10_300, currency: "USD", pagination: { limit: 2 } });
  const narrowed = (await send("GET", `${path}?minAmount=200&from=2026-02-01`)).body;
  expect(narrowed.transactions.map(({ amount }: { amount: number }) => amount)).toEqual([200]);
});

test("ORD-15: a sale shows the customer's new and older id, and both lead to it", async () => {
  const world = await newWorld();
  const { send, path } = await speaking(world);
  const { body } = await send("POST", path, { amount: 500, posCustomerId: "till-77" });
  expect(body).toMatchObject({ customerId: world.customerId, legacyPosCustomerId: "till-77" });
  const byOld = (await send("GET", "/transactions?legacyPosCustomerId=till-77")).body.transactions;
  const byNew = (await send("GET", path)).body.transactions;
  expect(byOld).toEqual(byNew);
  expect(byOld).toEqual([body]);
  expect((await send("GET", "/transactions?legacyPosCustomerId=till-78")).body.transactions).toEqual([]);
});

test("ORD-23: the same external id twice is one row and the same answer", async () => {
  const { send, path } = await speaking(await newWorld());
  const sale = { amount: 990, externalId: "till-3/41" };
  const once = await send("POST", path, sale);
  const twice = await send("POST", path, sale);
  expect(twice).toMatchObject({ status: once.status, body: once.body });
  expect((await send("GET", path)).body.transactions).toHaveLength(1);
  expect((await send("GET", `/transactions/${encodeURIComponent("till-3/41")}`)).body.id).toBe(once.body.id);
});

test("ORD-12 ORD-22: GET of the customer carries the summary; a void sale leaves it, and comes back", async () => {
  const world = await newWorld();
  const { send, path } = await speaking(world);
  await send("POST", path, { amount: 300, date: "2026-01-31T09:00:00Z" });
  const { body: sale } = await send("POST", path, { amount: 500, date: "2026-02-01T09:00:00Z" });
  const summary = async () => (await send("GET", `/customers/${world.customerId}`)).body.transactionSummary;
  const whole = {
    totalTransactions: 2,
    totalSpent: 800,
    averageTransaction: 400,
    currency: "USD",
    lastTransaction: "2026-02-01T09:00:00.000Z",
    otherCurrencies: [],
  };
  expect(await summary()).toEqual(whole);
  const gone = await send("POST", `/transactions/${sale.id}/void`, { reason: "Wrong till" });
  expect(gone.body).toMatchObject({ status: "void", voidReason: "Wrong till" });
  expect(await summary()).toMatchObject({ totalSpent: 300, lastTransaction: "2026-01-31T09:00:00.000Z" });
  expect((await send("POST", `/transactions/${sale.id}/void`)).status).toBe(409);
  expect((await send("POST", `/transactions/${sale.id}/restore`)).body.status).toBe("completed");
  expect(await summary()).toEqual(whole);
});

test("what is no sale is refused by its field", async () => {
  const { send, path } = await speaking(await newWorld());
  for (const [body, field] of [
    [{ amount: 0 }, "amount"],
    [{ amount: "-5" }, "amount"],
    [{}, "amount"],
    [{ amount: 5, date: "2999-01-01T00:00:00Z" }, "at"],
    [{ amount: 5, paymentMethod: "barter" }, "method"],
  ] as const) {
    const refused = await send("POST", path, body);
    expect(refused).toMatchObject({ status: 400, body: { details: [{ path: field }] } });
  }
});

test("ANA-04 ANA-07: who came 89 days ago is active, 91 days ago not; retention is who came again among who came", async () => {
  const world = await newWorld();
  const { send, path } = await speaking(world);
  const days = (count: number) => new Date(Date.now() - count * 86_400_000).toISOString();
  const kpis = async () => (await send("GET", "/customers/analytics/kpis")).body;
  expect(await kpis()).toMatchObject({
    activeCustomers: 0,
    retentionRate: null,
    averageVisitsPerCustomer: 0,
    averageTransactionValue: 0,
  });
  const second = await newCustomer(world.org, "admin");
  const third = await newCustomer(world.org, "admin");
  await send("POST", path, { amount: 1000, date: days(91) });
  expect((await kpis()).activeCustomers).toBe(0);
  await send("POST", `/customers/${second}/transactions`, { amount: 300, date: days(89) });
  await send("POST", `/customers/${second}/transactions`, { amount: 200, date: days(120) });
  await send("POST", `/customers/${third}/transactions`, { amount: 100, date: days(200) });
  expect(await kpis()).toMatchObject({
    totalCustomers: 3,
    activeCustomers: 1,
    retentionRate: 33.3,
    averageVisitsPerCustomer: 1.33,
    averageTransactionValue: 400,
  });
});
