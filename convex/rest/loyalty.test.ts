/** Credit, points and tiers over REST, as a program outside meets them. */
import { beforeEach, describe, expect, test } from "vitest";
import { api } from "../_generated/api";
import { newBackend, newOrganization, type Backend, type Organization } from "../world.testkit";
import { newKey, sender, type Send } from "./caller.testkit";

let backend: Backend;
let org: Organization;
let send: Send;

beforeEach(async () => {
  backend = newBackend();
  org = await newOrganization(backend, "ours");
  send = sender(backend, (await newKey(org)).key);
});
const sorted = (...ids: string[]) => ids.toSorted();
const person = (n: number, more: object = {}) => ({ name: `Person ${n}`, email: `p${n}@x.test`, ...more });

test("LOY-01 VAL-07: a new customer has no credit, -1 is refused by its field, and text is rounded to two decimals", async () => {
  expect((await send("POST", "/customers", person(1))).body).toMatchObject({
    availableCredit: 0,
    loyaltyPoints: 0,
  });
  for (const availableCredit of [-1, "-0.01", 10.5, "ten", 10_000_000_000]) {
    const refused = await send("POST", "/customers", person(2, { availableCredit }));
    expect(refused).toMatchObject({ status: 400, body: { details: [{ path: "availableCredit" }] } });
  }
  expect((await send("POST", "/customers", person(3, { availableCredit: "10.005" }))).body).toMatchObject({
    availableCredit: 1001,
    creditCurrency: "USD",
  });
  expect((await send("POST", "/customers", person(4, { availableCredit: 0 }))).status).toBe(201);
});

test("LOY-02: points are whole, 0 unless told", async () => {
  const refused = await send("POST", "/customers", person(1, { loyaltyPoints: 1.5 }));
  expect(refused).toMatchObject({ status: 400, body: { details: [{ path: "loyaltyPoints" }] } });
  expect((await send("POST", "/customers", person(1, { loyaltyPoints: 5 }))).body.loyaltyPoints).toBe(5);
  expect((await send("POST", "/customers", person(2))).body.loyaltyPoints).toBe(0);
});

describe("the ledger", () => {
  test("LOY-03: movements are added, read and taken back; the balance never goes below zero", async () => {
    const { body } = await send("POST", "/customers", person(1));
    const ledger = `/customers/${body.id}/ledger`;
    const added = await send("POST", ledger, {
      direction: "add",
      amount: "25.50",
      reason: "Gift",
      reference: "R-1",
    });
    expect(added).toMatchObject({
      status: 201,
      body: {
        unit: "credit",
        kind: "added",
        delta: 2550,
        balanceAfter: 2550,
        currency: "USD",
        reference: "R-1",
      },
    });
    const short = await send("POST", ledger, { direction: "use", amount: 2551, reason: "Too much" });
    expect(short).toMatchObject({
      status: 422,
      body: { code: "BALANCE_TOO_LOW", details: { unit: "credit", balance: 2550, currency: "USD" } },
    });
    for (const wrong of [
      { amount: 0 },
      { amount: "x" },
      { amount: 5, reason: "" },
      { unit: "points", amount: "1.5" },
    ]) {
      const refused = await send("POST", ledger, { direction: "add", reason: "Gift", ...wrong });
      expect(refused.status).toBe(400);
    }
    await send("POST", ledger, { unit: "points", direction: "add", amount: 3, reason: "Visit" });
    expect((await send("GET", `/customers/${body.id}/balances`)).body).toEqual({
      availableCredit: 2550,
      currency: "USD",
      loyaltyPoints: 3,
    });
    const back = await send("POST", `${ledger}/${added.body.id}/take-back`);
    expect(back).toMatchObject({ status: 201, body: { kind: "takenBack", delta: -2550, balanceAfter: 0 } });
    expect((await send("POST", `${ledger}/${added.body.id}/take-back`)).status).toBe(409);
    const { entries } = (await send("GET", `${ledger}?unit=credit`)).body;
    expect(entries.map((row: { kind: string }) => row.kind)).toEqual(["takenBack", "added"]);
    const other = (await send("POST", "/customers", person(2))).body.id;
    expect((await send("POST", `/customers/${other}/ledger/${added.body.id}/take-back`)).status).toBe(404);
  });

  test("a repeated request with the same Idempotency-Key moves the balance once", async () => {
    const { id } = (await send("POST", "/customers", person(1))).body;
    const once = { "Idempotency-Key": "gift-1" };
    const gift = { direction: "add", amount: 100, reason: "Gift" };
    const replies = [
      await send("POST", `/customers/${id}/ledger`, gift, once),
      await send("POST", `/customers/${id}/ledger`, gift, once),
    ];
    expect(replies.map(({ status }) => status)).toEqual([201, 201]);
    expect(replies[1]!.body).toEqual(replies[0]!.body);
    expect((await send("GET", `/customers/${id}/balances`)).body.availableCredit).toBe(100);
  });

  test("a key without the scope neither moves nor gives", async () => {
    const { id } = (await send("POST", "/customers", person(1))).body;
    const reader = sender(
      backend,
      (await newKey(org, { scopes: ["customers:read", "customers:create"] })).key,
    );
    expect((await reader("GET", `/customers/${id}/ledger`)).status).toBe(403);
    const gift = { direction: "add", amount: 1, reason: "Gift" };
    expect((await reader("POST", `/customers/${id}/ledger`, gift)).status).toBe(403);
    expect((await reader("POST", "/customers", person(2, { availableCredit: 5 }))).status).toBe(403);
    const sales = sender(backend, (await newKey(org, { role: "sales" })).key);
    expect((await sales("POST", "/customers", person(3, { availableCredit: 5 }))).status).toBe(403);
  });
});

test("tiers are read, given and taken away, and lists are filtered by vipStatus, vipTier and hasCredit", async () => {
  const gold = await org.as.admin.mutation(api.vip.create, {
    orgId: org.orgId,
    input: { name: "Gold", description: "Free coffee", minLifetimeValue: 50_000 },
  });
  expect((await send("GET", "/vip-tiers")).body.tiers).toMatchObject([
    { id: gold, name: "Gold", description: "Free coffee", minLifetimeValue: 50_000, isArchived: false },
  ]);
  const vip = (await send("POST", "/customers", person(1, { vipTierId: gold }))).body;
  const rich = (await send("POST", "/customers", person(2, { availableCredit: 500 }))).body;
  const plain = (await send("POST", "/customers", person(3))).body;
  expect(vip).toMatchObject({ vipTierId: gold, vipStatusDate: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) });
  const ids = async (query: string) =>
    (await send("GET", `/customers?${query}`)).body.customers.map((row: { id: string }) => row.id).toSorted();
  expect(await ids("vipStatus=vip")).toEqual([vip.id]);
  expect(await ids("vipStatus=non-vip")).toEqual(sorted(rich.id, plain.id));
  expect(await ids("vipStatus=all")).toHaveLength(3);
  expect(await ids(`vipTier=${gold}`)).toEqual([vip.id]);
  expect(await ids("hasCredit=true")).toEqual([rich.id]);
  expect(await ids("hasCredit=false")).toEqual(sorted(vip.id, plain.id));
  expect((await send("GET", "/customers?vipStatus=gold")).status).toBe(400);
  const given = await send("PUT", `/customers/${plain.id}`, { vipTierId: gold });
  expect(given.body.vipTierId).toBe(gold);
  expect((await send("PUT", `/customers/${plain.id}`, { vipTierId: null })).body.vipTierId).toBeNull();
  expect((await send("PUT", `/customers/${plain.id}`, { vipTierId: "none" })).status).toBe(400);
});
