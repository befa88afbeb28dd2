/** What orders are worth: from the quote to the payment nothing counts twice (CLV-06, ORD-25). */
import fc from "fast-check";
import { expect, test } from "vitest";
import { api } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { newCustomer, newWorld, refusal, type World } from "../engagement.testkit";
import { newKey, sender } from "../rest/caller.testkit";
import { refusalOf } from "../world.testkit";
import type { OrderStatus } from "./lifecycle";

const line = { description: "Saddle", quantity: 1000, unitPrice: 10_000, taxRate: 0 };

function speaking({ backend, org, customerId }: World) {
  const { orgId, as } = org;
  const value = async (of = customerId) => {
    const row = (await as.admin.query(api.value.get, { orgId, customerId: of }))!;
    const { acceptedQuotes, orders, transactions } = row.breakdown!;
    return {
      total: row.totalRevenue,
      parts: [acceptedQuotes, orders, transactions],
      each: [row.components!.acceptedQuotes, row.components!.orders, row.components!.transactions],
      count: row.totalOrders,
    };
  };
  return {
    backend,
    org,
    orgId,
    as,
    customerId,
    value,
    accepted: async (unitPrice = 10_000) => {
      const quoteId = await as.sales.mutation(api.quotes.create, {
        orgId,
        customerId,
        input: { subject: "Tour", validUntil: "2099-01-01", lines: [{ ...line, unitPrice }] },
      });
      await as.sales.mutation(api.quotes.send, { orgId, quoteId, mail: null });
      await backend.run((ctx) =>
        ctx.db.patch("quotes", quoteId, { status: "accepted", isOpen: false, acceptedAt: Date.now() }),
      );
      await as.admin.mutation(api.value.refresh, { orgId, customerId });
      return quoteId;
    },
    convert: (quoteId: Id<"quotes">) => as.sales.mutation(api.orders.fromQuote, { orgId, quoteId }),
    write: (unitPrice = 10_000, currency = "USD") =>
      as.sales.mutation(api.orders.create, {
        orgId,
        customerId,
        input: { currency, lines: [{ ...line, unitPrice }] },
      }),
    move: (orderId: Id<"orders">, ...steps: OrderStatus[]) =>
      steps.reduce<Promise<unknown>>(
        (before, to) => before.then(() => as.sales.mutation(api.orders.move, { orgId, orderId, to })),
        Promise.resolve(),
      ),
    pay: async (amount: number, of: { quoteId?: Id<"quotes">; orderId?: Id<"orders"> }) =>
      (await as.sales.mutation(api.transactions.record, { orgId, customerId, input: { amount, ...of } }))
        .transactionId,
    take: (transactionId: Id<"transactions">) =>
      as.admin.mutation(api.transactions.voidSale, { orgId, transactionId }),
  };
}

test("ORD-03: an order of 100 that is fulfilled adds 100 to orders and to the lifetime value; a refund takes it away", async () => {
  const { write, move, value, as, orgId, customerId } = speaking(await newWorld());
  const orderId = await write();
  await move(orderId, "placed", "processing");
  expect(await value()).toMatchObject({ total: 0, count: 0 });
  await move(orderId, "fulfilled");
  expect(await value()).toEqual({ total: 10_000, parts: [0, 10_000, 0], each: [0, 10_000, 0], count: 1 });
  expect(await as.sales.query(api.customers.get, { orgId, customer: customerId })).toMatchObject({
    lifetimeValue: 10_000,
  });
  await move(orderId, "refunded");
  expect(await value()).toMatchObject({ total: 0, each: [0, 0, 0], count: 0 });
});

test("QUO-15 ORD-06: an accepted quote becomes an order with its lines, once; the two know each other", async () => {
  const { accepted, convert, as, orgId, move } = speaking(await newWorld());
  const quoteId = await accepted();
  const orderId = await convert(quoteId);
  const { order, quote } = await as.sales.query(api.orders.get, { orgId, orderId });
  const before = (await as.sales.query(api.quotes.get, { orgId, quoteId })).quote;
  expect(order).toMatchObject({ status: "placed", lines: before.lines, totalAmount: 10_000, quoteId });
  expect([quote?.quoteNumber, before.orderId]).toEqual(["QUO-0001", orderId]);
  expect(await refusalOf(convert(quoteId))).toEqual({
    code: "QUOTE_ALREADY_ORDERED",
    orderId,
    orderNumber: "ORD-0001",
  });
  // What was cancelled can be ordered again.
  await move(orderId, "cancelled");
  expect(await convert(quoteId)).not.toBe(orderId);
});

test("QUO-15: a quote that was not accepted, of another organization or out of reach does not become an order", async () => {
  const world = await newWorld();
  const { org, as, orgId, convert, customerId } = speaking(world);
  const quoteId = await as.sales.mutation(api.quotes.create, {
    orgId,
    customerId,
    input: { subject: "Tour", validUntil: "2099-01-01", lines: [line] },
  });
  expect(await refusal(convert(quoteId))).toBe("INVALID_STATUS_CHANGE");
  expect(await refusal(as.support.mutation(api.orders.fromQuote, { orgId, quoteId }))).toBe("FORBIDDEN");
  const { orgId: foreign, as: them } = world.other;
  expect(await refusal(them.admin.mutation(api.orders.fromQuote, { orgId: foreign, quoteId }))).toBe(
    "NOT_FOUND",
  );
  const theirs = await newCustomer(org, "admin");
  const hidden = await as.admin.mutation(api.quotes.create, {
    orgId,
    customerId: theirs,
    input: { subject: "Tour", validUntil: "2099-01-01", lines: [line] },
  });
  expect(await refusal(convert(hidden))).toBe("OUT_OF_REACH");
});

test("CLV-06 ORD-25: a quote of 100, its order and its payment are 100 in all, at every step, and each part is told", async () => {
  const { accepted, convert, move, pay, take, value } = speaking(await newWorld());
  const quoteId = await accepted();
  expect(await value()).toMatchObject({ total: 10_000, parts: [10_000, 0, 0] });
  const orderId = await convert(quoteId);
  expect(await value()).toMatchObject({ total: 10_000, parts: [10_000, 0, 0] });
  await move(orderId, "fulfilled");
  expect(await value()).toMatchObject({ total: 10_000, parts: [0, 10_000, 0], count: 1 });
  const half = await pay(4_000, { orderId });
  expect(await value()).toMatchObject({ total: 10_000, parts: [0, 6_000, 4_000] });
  await pay(6_000, { quoteId });
  expect(await value()).toEqual({
    total: 10_000,
    parts: [0, 0, 10_000],
    each: [10_000, 10_000, 10_000],
    count: 2,
  });
  await take(half);
  expect(await value()).toMatchObject({ total: 10_000, parts: [0, 4_000, 6_000] });
});

test("CLV-06: an order that was cancelled takes its quote's expectation with it; another currency stands apart", async () => {
  const { accepted, convert, move, value, write, as, orgId, customerId } = speaking(await newWorld());
  const orderId = await convert(await accepted());
  await move(orderId, "cancelled");
  expect(await value()).toMatchObject({ total: 0, each: [10_000, 0, 0], count: 0 });
  await move(await write(500, "EUR"), "placed", "fulfilled");
  expect(await value()).toMatchObject({ total: 0 });
  expect((await as.admin.query(api.value.get, { orgId, customerId }))!.otherCurrencies).toEqual([
    { currency: "EUR", amount: 500 },
  ]);
});

test("a sale pays only an order of its customer that stands, in its own currency", async () => {
  const { write, move, pay, value, org, as, orgId } = speaking(await newWorld());
  const draft = await write();
  const issue = async (orderId: Id<"orders">) => {
    const error = await refusalOf(pay(100, { orderId }));
    return error?.code === "VALIDATION_ERROR" ? [error.issues[0]!.path, error.issues[0]!.rule] : error;
  };
  expect(await issue(draft)).toEqual(["orderId", "notPayable"]);
  const euros = await write(10_000, "EUR");
  await move(euros, "placed");
  expect(await issue(euros)).toEqual(["orderId", "otherCurrency"]);
  const theirs = await as.admin.mutation(api.orders.create, {
    orgId,
    customerId: await newCustomer(org, "admin"),
    input: { lines: [line] },
  });
  expect(await issue(theirs)).toEqual(["orderId", "otherCustomer"]);
  // Paid before it is done: the payment counts, and what is left of the order once it is done.
  await move(draft, "placed");
  await pay(3_000, { orderId: draft });
  expect(await value()).toMatchObject({ total: 3_000, parts: [0, 0, 3_000] });
  await move(draft, "fulfilled");
  expect(await value()).toMatchObject({ total: 10_000, parts: [0, 7_000, 3_000] });
});

test("CLV-06: whatever happens in whatever order, the kept sums are those of the rows", async () => {
  type Deed = "accept" | "convert" | "write" | "place" | "fulfil" | "refund" | "cancel" | "pay" | "void";
  const deeds = fc.array(
    fc.record({
      deed: fc.constantFrom<Deed>(
        "accept",
        "convert",
        "write",
        "place",
        "fulfil",
        "refund",
        "cancel",
        "pay",
        "void",
      ),
      which: fc.nat(2),
      amount: fc.constantFrom(1_000, 10_000),
    }),
    { minLength: 4, maxLength: 14 },
  );
  await fc.assert(
    fc.asyncProperty(deeds, async (list) => {
      const { accepted, convert, write, move, pay, take, value, backend } = speaking(await newWorld());
      const quotes: Id<"quotes">[] = [];
      const orders: Id<"orders">[] = [];
      const sales: Id<"transactions">[] = [];
      for (const { deed, which, amount } of list) {
        const quoteId = quotes[which];
        const orderId = orders[which];
        const to = { place: "placed", fulfil: "fulfilled", refund: "refunded", cancel: "cancelled" } as const;
        try {
          if (deed === "accept") quotes.push(await accepted(amount));
          else if (deed === "write") orders.push(await write(amount));
          else if (deed === "convert" && quoteId) orders.push(await convert(quoteId));
          else if (deed === "pay" && (quoteId ?? orderId))
            sales.push(await pay(amount, orderId ? { orderId } : { quoteId: quoteId! }));
          else if (deed === "void" && sales[which]) await take(sales[which]);
          else if (deed in to && orderId) await move(orderId, to[deed as keyof typeof to]);
        } catch (error) {
          // An illegal step is refused and changes nothing; anything else is a fault.
          await refusal(Promise.reject(error as Error));
        }
      }
      const [stored, kept] = await backend.run(async (ctx) => [
        await ctx.db.query("orders").collect(),
        await ctx.db.query("revenueFacts").collect(),
      ]);
      const realized = stored.filter(({ status }) => status === "fulfilled");
      const sum = (of: (order: (typeof realized)[number]) => number) =>
        realized.reduce((all, order) => all + of(order), 0);
      const unpaid = (order: (typeof realized)[number]) =>
        Math.max(0, order.totalAmount - (order.paidAmount ?? 0));
      expect(kept.flatMap(({ totals }) => totals)).toMatchObject(
        realized.length === 0
          ? []
          : [{ count: realized.length, amount: sum((order) => order.totalAmount), unpaid: sum(unpaid) }],
      );
      if (list.some(({ deed }) => deed === "accept" || deed === "write" || deed === "convert")) {
        const all = await value().catch(() => null);
        if (all !== null)
          expect(all.parts.reduce<number>((sum, part) => sum + (part ?? 0), 0)).toBe(all.total);
      }
    }),
    { numRuns: 12 },
  );
});

test("DUP-16: a merge brings the orders and what they are worth to the survivor, and its undo returns them", async () => {
  const world = await newWorld();
  const { write, move, value, as, orgId, customerId, org } = speaking(world);
  await move(await write(), "placed", "fulfilled");
  await move(await write(2_500), "placed");
  const survivor = await newCustomer(org, "admin");
  const { mergeId } = await as.admin.mutation(api.customers.merge, {
    orgId,
    primaryCustomerId: survivor,
    secondaryCustomerIds: [customerId],
    mergeReason: "The same person",
    mergeStrategy: {
      keepPrimaryContact: true,
      combineTransactionHistory: true,
      combinePackages: true,
      combineNotes: true,
    },
    fieldChoices: {},
  });
  await settled(world);
  const ofCustomer = async (id: Id<"customers">) =>
    (
      await as.admin.query(api.orders.ofCustomer, {
        orgId,
        customerId: id,
        paginationOpts: { numItems: 10, cursor: null },
      })
    ).page.length;
  expect(await ofCustomer(survivor)).toBe(2);
  expect(await value(survivor)).toMatchObject({ total: 10_000, parts: [0, 10_000, 0] });
  await as.admin.mutation(api.merges.undo, { orgId, mergeId });
  await settled(world);
  expect([await ofCustomer(survivor), await ofCustomer(customerId)]).toEqual([0, 2]);
  expect(await value(customerId)).toMatchObject({ total: 10_000 });
  expect(await value(survivor)).toMatchObject({ total: 0 });
});

async function settled({ backend }: World): Promise<void> {
  await backend.finishInProgressScheduledFunctions();
}

test("ORD-01 ORD-24 QUO-15: over REST an order is written, changed, moved on and made of a quote; an illegal step is 422, a second conversion 409", async () => {
  const world = await newWorld();
  const { accepted } = speaking(world);
  const send = sender(world.backend, (await newKey(world.org)).key);
  const all = `/customers/${world.customerId}/orders`;
  const written = await send("POST", all, {
    items: [{ description: "Saddle", quantity: 1.5, unitPrice: 10_000, taxRate: 12 }],
    note: "Ring first",
    address: { line1: "Abay 1" },
  });
  expect(written).toMatchObject({
    status: 201,
    body: { orderNumber: "ORD-0001", status: "draft", totalAmount: 16_800, address: { line1: "Abay 1" } },
  });
  const one = `${all}/${written.body.id}`;
  expect((await send("PUT", one, { note: null })).body).toMatchObject({ note: null, revision: 2 });
  expect((await send("PUT", one, { note: "x", revision: 1 })).status).toBe(409);
  expect((await send("POST", all, { items: [] })).status).toBe(400);
  expect((await send("POST", `${one}/status`, { status: "fulfilled" })).status).toBe(422);
  for (const status of ["placed", "processing", "fulfilled"])
    expect((await send("POST", `${one}/status`, { status })).body.status).toBe(status);
  expect(await send("POST", `${one}/status`, { status: "draft" })).toMatchObject({
    status: 422,
    body: { code: "INVALID_STATUS_CHANGE" },
  });
  expect((await send("GET", `/orders?status=fulfilled`)).body.orders).toHaveLength(1);
  expect((await send("GET", one)).body.fulfilledAt).not.toBeNull();
  const quote = `/customers/${world.customerId}/quotes/${await accepted()}/order`;
  const made = await send("POST", quote);
  expect(made).toMatchObject({ status: 201, body: { status: "placed", totalAmount: 10_000 } });
  expect(await send("POST", quote)).toMatchObject({ status: 409, body: { code: "QUOTE_ALREADY_ORDERED" } });
  expect(await send("DELETE", `/crm/customers/${world.customerId}`)).toMatchObject({
    status: 422,
    body: { code: "OPEN_ORDERS", details: { ids: [made.body.id] } },
  });
});
