/** Tills over REST: their customers, their sales, and sales whose customer nobody knows yet. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { connectChannel, stubDeployment, stubProviders } from "../communications/providers.testkit";
import { refusal } from "../engagement.testkit";
import { newBackend, newOrganization } from "../world.testkit";
import { newKey, sender } from "./caller.testkit";

beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 5, 15, 12) }));
afterEach(() => void vi.useRealTimers());

async function till() {
  const backend = newBackend();
  const org = await newOrganization(backend, "ours");
  const other = await newOrganization(backend, "theirs");
  const { orgId, as } = org;
  const send = sender(backend, (await newKey(org)).key);
  const create = async (input: { name: string; phone?: string; email?: string; preferences?: object }) =>
    (await as.admin.mutation(api.customers.create, { orgId, input })).customerId;
  const row = async (id: Id<"customers">) =>
    (await backend.run(async (ctx) => await ctx.db.get("customers", id)))!;
  const waiting = async (isWaiting = true) =>
    (
      await as.admin.query(api.pos.waiting, {
        orgId,
        isWaiting,
        paginationOpts: { numItems: 50, cursor: null },
      })
    ).page;
  const sales = async () => await backend.run(async (ctx) => await ctx.db.query("transactions").collect());
  const customers = async () => await backend.run(async (ctx) => await ctx.db.query("customers").collect());
  const settle = () => backend.finishAllScheduledFunctions(vi.runAllTimers);
  return { backend, org, other, orgId, as, send, create, row, waiting, sales, customers, settle };
}

test("POS-10: a till's customer is linked by e-mail or phone, and by its id ever after; who is new is created", async () => {
  const { send, create, row, customers } = await till();
  const ann = await create({ name: "Ann Lee", phone: "+7 701 234 56 78" });
  const bob = await create({ name: "Bob Stone", email: "bob@x.test" });
  const hand = async (body: object) => await send("POST", "/pos/customers", body);
  const byPhone = await hand({ id: 17, customer_name: "A. Lee", contact_number: "8 (701) 234-56-78" });
  expect(byPhone).toMatchObject({ status: 200, body: { customerId: ann, linked: true } });
  expect(Object.keys(byPhone.body)).toEqual(["customerId", "linked"]);
  expect((await hand({ id: "23", name: "Bobby", email: "BOB@x.test" })).body).toEqual({
    customerId: bob,
    linked: true,
  });
  expect(await row(ann)).toMatchObject({ legacyIds: ["17"], name: "Ann Lee" });
  const fresh = await hand({ id: "31", name: "Cid Ray", phone: "+7 702 000 11 22" });
  expect(fresh.body).toEqual({ customerId: expect.any(String), created: true });
  // The same till's id again is the same customer, whatever phone it has by now, under a second id too.
  expect((await hand({ id: "31", name: "Cid Ray", phone: "+7 705 555 55 55" })).body).toEqual({
    customerId: fresh.body.customerId,
    linked: true,
  });
  await hand({ id: "99", phone: "+7 701 234 56 78" });
  expect((await hand({ id: "99" })).body).toEqual({ customerId: ann, linked: true });
  expect((await row(ann)).legacyIds).toEqual(["17", "99"]);
  for (const id of ["17", "99"]) expect((await send("GET", `/customers/${id}`)).body.id).toBe(ann);
  expect(await customers()).toHaveLength(3);
});

test("POS-10: two customers with one phone are told apart by name, or the till is told of both; a namesake is somebody new", async () => {
  const { backend, orgId, send, create, customers } = await till();
  await backend.run(async (ctx) => {
    const settings = (await ctx.db.query("orgSettings").collect()).find((row) => row.orgId === orgId)!;
    const identityPolicy = { ...settings.identityPolicy, phone: "warn" as const };
    await ctx.db.patch("orgSettings", settings._id, { identityPolicy });
  });
  const phone = "+7 701 234 56 78";
  await create({ name: "Ann Lee", phone });
  const ben = await create({ name: "Ben Lee", phone });
  expect((await send("POST", "/pos/customers", { id: 1, name: "ben lee", phone })).body.customerId).toBe(ben);
  const unsure = await send("POST", "/pos/customers", { id: 2, name: "Somebody", phone });
  expect(unsure).toMatchObject({ status: 409, body: { code: "DUPLICATE_CUSTOMER" } });
  const namesake = await send("POST", "/pos/customers", {
    id: 3,
    name: "Ann Lee",
    phone: "+7 702 000 11 22",
  });
  expect(namesake.body.created).toBe(true);
  expect(await customers()).toHaveLength(3);
});

test("POS-15 ORD-14 ORD-15: a till's sale finds its customer by the till's id or a known phone, and their numbers follow", async () => {
  const { send, create, row } = await till();
  const ann = await create({ name: "Ann Lee", phone: "+7 701 234 56 78" });
  await send("POST", "/pos/customers", { id: 17, phone: "+7 701 234 56 78" });
  const sale = { amount: 4990, date: "2026-06-14T09:00:00Z", paymentMethod: "card" };
  const first = await send("POST", "/pos/transactions", { posCustomerId: 17, ...sale });
  expect(first).toMatchObject({ status: 201, body: { customerId: ann, unassignedId: null } });
  expect(await row(ann)).toMatchObject({
    lifetimeValue: 4990,
    totalVisits: 1,
    lastVisitAt: Date.UTC(2026, 5, 14, 9),
  });
  expect((await send("GET", `/transactions/${first.body.transactionId}`)).body).toMatchObject({
    customerId: ann,
    legacyPosCustomerId: "17",
  });
  const byPhone = await send("POST", "/pos/transactions", {
    posCustomerId: 18,
    phone: "8 701 234 56 78",
    amount: "10.00",
  });
  expect(byPhone.body).toMatchObject({ customerId: ann });
  expect(await row(ann)).toMatchObject({ legacyIds: ["17", "18"], lifetimeValue: 5990 });
  const again = await send("POST", "/pos/transactions", { posCustomerId: 18, amount: 10 });
  expect(again.body.customerId).toBe(ann);
});

test("POS-16 ORD-14: a sale under an unknown id waits with all it said, once, and goes to whom it is assigned with every other of its id", async () => {
  const { orgId, as, send, create, row, waiting, sales, settle } = await till();
  const sale = { posCustomerId: "77", amount: 500, currency: "EUR", reference: "R-1", externalId: "t/1" };
  const first = await send("POST", "/pos/transactions", sale);
  expect(first).toMatchObject({ status: 201, body: { transactionId: null, customerId: null } });
  expect((await send("POST", "/pos/transactions", sale)).body).toEqual(first.body);
  const other = await send("POST", "/pos/transactions", { ...sale, amount: 501 });
  expect(other).toMatchObject({ status: 400, body: { details: [{ path: "externalId" }] } });
  // More of one id than one transaction moves.
  for (let n = 2; n <= 25; n++)
    await send("POST", "/pos/transactions", { posCustomerId: "77", amount: n, externalId: `t/${n}` });
  await send("POST", "/pos/transactions", { posCustomerId: "78", amount: 1 });
  expect(await waiting()).toHaveLength(26);
  expect((await waiting()).at(-1)).toMatchObject({ posCustomerId: "77", amount: 500, reference: "R-1" });
  expect(await sales()).toEqual([]);
  const ann = await create({ name: "Ann Lee", email: "ann@x.test" });
  const saleId = first.body.unassignedId as Id<"unassignedSales">;
  await as.manager.mutation(api.pos.assign, { orgId, saleId, customerId: ann });
  await settle();
  expect((await waiting()).map(({ posCustomerId }) => posCustomerId)).toEqual(["78"]);
  expect(await sales()).toHaveLength(25);
  expect(await row(ann)).toMatchObject({ legacyIds: ["77"], totalVisits: 25 });
  // The till repeats itself, and goes on.
  const known = await send("POST", "/pos/transactions", sale);
  expect(known.body).toMatchObject({ customerId: ann, transactionId: expect.any(String) });
  await send("POST", "/pos/transactions", { posCustomerId: "77", amount: 9 });
  expect(await sales()).toHaveLength(26);
});

test("POS-16: what waits follows as soon as the till hands its customer in, new or known", async () => {
  const { send, create, row, waiting } = await till();
  const ann = await create({ name: "Ann Lee", email: "ann@x.test" });
  for (const posCustomerId of ["1", "2"])
    await send("POST", "/pos/transactions", { posCustomerId, amount: 300 });
  await send("POST", "/pos/customers", { id: "1", email: "ann@x.test" });
  const { body } = await send("POST", "/pos/customers", {
    id: "2",
    name: "Cid Ray",
    phone: "+7 702 000 11 22",
  });
  expect(await waiting()).toEqual([]);
  for (const id of [ann, body.customerId]) expect(await row(id)).toMatchObject({ lifetimeValue: 300 });
});

test("POS-16: where the organization refuses unknown ids the sale is a 404 and nothing waits", async () => {
  const { orgId, as, send, waiting } = await till();
  await as.admin.mutation(api.settings.update, { orgId, changes: { unknownPosCustomer: "refuse" } });
  const refused = await send("POST", "/pos/transactions", { posCustomerId: "77", amount: 500 });
  expect(refused).toMatchObject({ status: 404, body: { code: "CUSTOMER_NOT_FOUND" } });
  expect(await waiting()).toEqual([]);
});

test("POS-16: a waiting sale is put aside with a reason and taken up again, by admins and managers of its own organization", async () => {
  const { other, orgId, as, send, create, waiting } = await till();
  const { body } = await send("POST", "/pos/transactions", { posCustomerId: "77", amount: 500 });
  const saleId = body.unassignedId as Id<"unassignedSales">;
  const aside = async (reason: string | null, role: "admin" | "sales" = "admin") =>
    await as[role].mutation(api.pos.putAside, { orgId, saleId, reason });
  expect(await refusal(aside("  "))).toBe("REASON_REQUIRED");
  expect(await refusal(aside(null))).toBe("UNDO_CONFLICT");
  expect(await refusal(aside("Test sale", "sales"))).toBe("FORBIDDEN");
  await aside("Test sale");
  expect([await waiting(), await waiting(false)]).toMatchObject([
    [],
    [{ posCustomerId: "77", putAside: { reason: "Test sale", actorName: "ours admin" } }],
  ]);
  // What is put aside stays so when its customer is known.
  const ann = await create({ name: "Ann Lee", email: "ann@x.test" });
  await send("POST", "/pos/customers", { id: "77", email: "ann@x.test" });
  expect(await waiting(false)).toHaveLength(1);
  await aside(null);
  const bob = await create({ name: "Bob Stone", email: "bob@x.test" });
  const assign = (customerId: Id<"customers">, who = as.admin, org = orgId) =>
    who.mutation(api.pos.assign, { orgId: org, saleId, customerId });
  expect(await refusal(assign(bob))).toBe("VALIDATION_ERROR");
  expect(await refusal(assign(ann, as.support))).toBe("FORBIDDEN");
  expect(await refusal(assign(ann, other.as.admin, other.orgId))).toBe("NOT_FOUND");
  expect(await assign(ann)).toEqual({ moved: 1 });
  expect(await waiting()).toEqual([]);
});

test("POS-15: what is no sale, and no till's id, is refused by its field and waits nowhere", async () => {
  const { send, waiting } = await till();
  for (const [body, path] of [
    [{ posCustomerId: "", amount: 5 }, "posCustomerId"],
    [{ posCustomerId: "x".repeat(121), amount: 5 }, "posCustomerId"],
    [{ posCustomerId: 1.5, amount: 5 }, "posCustomerId"],
    [{ amount: 5 }, "posCustomerId"],
    [{ posCustomerId: 1, amount: 0 }, "amount"],
    [{ posCustomerId: 1, amount: 5, date: "2999-01-01T00:00:00Z" }, "at"],
    [{ posCustomerId: 1, amount: 5, currency: "XX" }, "currency"],
  ] as const) {
    const refused = await send("POST", "/pos/transactions", body);
    expect(refused).toMatchObject({ status: 400, body: { details: [{ path }] } });
  }
  expect(await waiting()).toEqual([]);
  expect((await send("POST", "/pos/customers", { id: 5, name: "No Number" })).status).toBe(400);
});

test("POS-17: older programs read an array of id, customer_name, contact_number and stable_hash_id, page after page", async () => {
  const { send, create } = await till();
  await send("POST", "/customers", { name: "Ann Lee", phone: "+7 701 234 56 78", stableHashId: "hash-1" });
  await send("POST", "/pos/customers", { id: 17, phone: "+7 701 234 56 78" });
  const bob = await create({ name: "Bob Stone", email: "bob@x.test" });
  const first = await send("GET", "/customers/legacy?limit=1");
  expect(first.body).toEqual([
    {
      id: "17",
      customer_name: "Ann Lee",
      contact_number: "+7 701 234 56 78",
      stable_hash_id: "hash-1",
    },
  ]);
  const next = new URL(/<(.+)>; rel="next"/.exec(first.headers.get("Link")!)![1]!);
  const second = await send("GET", `${next.pathname.slice("/api".length)}${next.search}`);
  expect(second.body).toEqual([
    { id: bob, customer_name: "Bob Stone", contact_number: null, stable_hash_id: null },
  ]);
  const all = await send("GET", "/customers/legacy");
  expect(all.body).toHaveLength(2);
  expect(all.headers.get("Link")).toBeNull();
});

test("CNS-10: a sale of who wants receipts sends one mail, in their language and once; an older sale and who wants none get none", async () => {
  const { backend, orgId, as, send, create } = await till();
  const ann = await create({
    name: "Ann Lee",
    email: "ann@x.test",
    preferences: { emailReceipts: true, smsReceipts: true },
  });
  await as.admin.mutation(api.customers.update, {
    orgId,
    customerId: ann,
    patch: { preferredLanguage: "ru" },
  });
  const bob = await create({ name: "Bob Stone", email: "bob@x.test" });
  const mails = async () => await backend.run(async (ctx) => await ctx.db.query("outbox").collect());
  const sale = { amount: 4990, paymentMethod: "card", reference: "R-7", externalId: "t/1" };
  await send("POST", "/pos/customers", { id: 17, email: "ann@x.test" });
  for (let times = 0; times < 2; times++)
    await send("POST", "/pos/transactions", { posCustomerId: 17, ...sale });
  expect(await mails()).toMatchObject([{ to: "ann@x.test", kind: "receipt" }]);
  const [mail] = await mails();
  for (const part of ["49,90", "R-7", "картой", "Ann Lee"]) expect(mail!.text).toContain(part);
  // Without a service for text messages the sale says that none was sent.
  const [page] = (
    await as.admin.query(api.transactions.ofCustomer, {
      orgId,
      customerId: ann,
      filter: {},
      paginationOpts: { numItems: 5, cursor: null },
    })
  ).page;
  expect(page!.receipts).toEqual([
    { channel: "email", state: "sent" },
    { channel: "sms", state: "notSent", reason: "noService" },
  ]);
  await send("POST", `/customers/${ann}/transactions`, { amount: 5, date: "2026-06-01T09:00:00Z" });
  await send("POST", `/customers/${bob}/transactions`, { amount: 5 });
  expect(await mails()).toHaveLength(1);
});

describe("CNS-10: a receipt as a text message", () => {
  beforeEach(stubDeployment);
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.unstubAllEnvs();
    vi.useRealTimers();
  });

  async function texting(preferences: object = { smsReceipts: true }, phone: string | null = "+77015550001") {
    const asked = stubProviders([
      [
        "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json",
        () => Response.json({ sid: "SM1" }, { status: 201 }),
      ],
    ]);
    const world = await till();
    await connectChannel(world.org, "sms");
    const ann = await world.create({
      name: "Ann Lee",
      email: "ann@x.test",
      ...(phone === null ? {} : { phone }),
      preferences,
    });
    const sell = async (more: object = {}) =>
      await world.send("POST", `/customers/${ann}/transactions`, {
        amount: 4990,
        paymentMethod: "card",
        reference: "R-7",
        externalId: "t/1",
        ...more,
      });
    const read = { orgId: world.orgId, customerId: ann, paginationOpts: { numItems: 5, cursor: null } };
    return {
      ...world,
      ann,
      asked,
      sell,
      settle: () => world.backend.finishAllScheduledFunctions(vi.runAllTimers, 1000),
      receipts: async () =>
        (await world.as.admin.query(api.transactions.ofCustomer, { ...read, filter: {} })).page[0]!.receipts,
      messages: async () =>
        (await world.as.admin.query(api.communications.list, { ...read, channel: "sms" })).page,
    };
  }

  test("it leaves once through the organization's own number, in the customer's language, and stands in the conversation", async () => {
    const { orgId, as, ann, asked, sell, settle, receipts, messages } = await texting();
    await as.admin.mutation(api.customers.update, {
      orgId,
      customerId: ann,
      patch: { preferredLanguage: "ru" },
    });
    for (let times = 0; times < 2; times++) await sell();
    await settle();
    expect(asked).toHaveLength(1);
    const form = new URLSearchParams(asked[0]!.body);
    expect([form.get("To"), form.get("From")]).toEqual(["+77015550001", "+77010000000"]);
    for (const part of ["49,90", "картой", "R-7", "Спасибо"]) expect(form.get("Body")).toContain(part);
    expect(await receipts()).toEqual([{ channel: "sms", state: "sent" }]);
    expect(await messages()).toMatchObject([
      { direction: "outbound", deliveryStatus: "sent", providerId: "SM1", body: form.get("Body") },
    ]);
  });

  test("without a phone, with the account switched off, for an older sale, and for who wants none, none leaves and the sale says so", async () => {
    const nowhere = await texting({ smsReceipts: true }, null);
    await nowhere.sell();
    expect(await nowhere.receipts()).toEqual([{ channel: "sms", state: "notSent", reason: "noAddress" }]);
    const { orgId, as, asked, sell, settle, receipts, messages } = await texting();
    await as.admin.mutation(api.channels.save, {
      orgId,
      channel: "sms",
      input: { account: "AC1", number: "+77010000000", isActive: false },
    });
    await sell();
    expect(await receipts()).toEqual([{ channel: "sms", state: "notSent", reason: "noService" }]);
    await sell({ externalId: "t/2", date: "2026-05-20T09:00:00Z" });
    const none = await texting({ emailReceipts: false });
    await none.sell();
    await settle();
    expect([asked, none.asked, await messages()]).toEqual([[], [], []]);
  });
});
