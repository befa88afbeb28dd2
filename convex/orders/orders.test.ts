/** Orders: written, priced, moved, told, counted, handed over, and what keeps them apart from others. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { newCustomer, newWorld, refusal, type World } from "../engagement.testkit";
import type { Role } from "../tenancy/permissions";
import { refusalOf } from "../world.testkit";
import type { OrderStatus } from "./lifecycle";

beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 5, 1, 9) }));
afterEach(() => void vi.useRealTimers());

const page = { numItems: 50, cursor: null };
const line = { description: "Saddle", quantity: 1000, unitPrice: 10_000, taxRate: 0 };

function speaking({ backend, org, other, customerId }: World) {
  const { orgId, as } = org;
  const write = (input: object = {}, role: Role = "sales", of = customerId) =>
    as[role].mutation(api.orders.create, {
      orgId,
      customerId: of,
      input: { lines: [line], ...input },
    });
  const move = (orderId: Id<"orders">, to: OrderStatus, more: object = {}) =>
    as.sales.mutation(api.orders.move, { orgId, orderId, to, ...more });
  return {
    backend,
    org,
    other,
    orgId,
    as,
    customerId,
    write,
    move,
    read: (orderId: string, role: Role = "sales") => as[role].query(api.orders.get, { orgId, orderId }),
    live: async (...steps: OrderStatus[]) => {
      const orderId = await write();
      for (const to of steps) await move(orderId, to);
      return orderId;
    },
    list: async (filter: object = {}, role: Role = "manager") =>
      (
        await as[role].query(api.orders.list, {
          orgId,
          status: null,
          owner: null,
          ...filter,
          paginationOpts: page,
        })
      ).page.map(({ orderNumber }) => orderNumber),
    counts: async (owner: Id<"users"> | null = null) =>
      Object.fromEntries(
        (await as.manager.query(api.orders.counts, { orgId, owner }))
          .filter(({ count }) => count > 0)
          .map(({ status, count, amounts }) => [status, [count, amounts[0]?.amount]]),
      ),
    set: (patch: object) => as.admin.mutation(api.customers.update, { orgId, customerId, patch }),
    mails: async () => await backend.run((ctx) => ctx.db.query("outbox").collect()),
    settle: () => backend.finishAllScheduledFunctions(vi.runAllTimers, 1000),
  };
}

describe("writing", () => {
  test("ORD-01: two orders of one customer are listed on it with status and total, newest first", async () => {
    const { write, move, as, orgId, customerId } = speaking(await newWorld());
    await write();
    vi.advanceTimersByTime(1000);
    const second = await write({ lines: [line, { ...line, unitPrice: 250, quantity: 1500, taxRate: 1200 }] });
    await move(second, "placed");
    const { page: rows } = await as.sales.query(api.orders.ofCustomer, {
      orgId,
      customerId,
      paginationOpts: page,
    });
    expect(rows).toMatchObject([
      { orderNumber: "ORD-0002", status: "placed", totalAmount: 10_420, currency: "USD", lineCount: 2 },
      { orderNumber: "ORD-0001", status: "draft", totalAmount: 10_000, summary: "Saddle", lineCount: 1 },
    ]);
  });

  test("ORD-02: an order shows the customer's name and phone of today, and the address of when it was written", async () => {
    const { set, write, read } = speaking(await newWorld());
    await set({ address: { line1: "Abay 1", city: "Almaty" }, phone: "+77011234567" });
    const orderId = await write();
    await set({ name: "New Name", phone: "+77017654321", address: { line1: "Elsewhere 2", city: "Oral" } });
    expect(await read(orderId)).toMatchObject({
      order: { address: { line1: "Abay 1", city: "Almaty" } },
      customer: { name: "New Name", phone: "+77017654321" },
    });
    const elsewhere = await write({ address: { line1: "Office 5" } });
    expect((await read(elsewhere)).order.address).toEqual({ line1: "Office 5" });
  });

  test("ORD-05 CNS-12: the form shows what the customer wishes, and the order keeps it as it was when placed", async () => {
    const { as, orgId, set, write, move, read, customerId } = speaking(await newWorld());
    await set({ preferences: { dietary: ["vegan"], emailReceipts: true } });
    expect(await as.sales.query(api.orders.beginning, { orgId, customer: customerId })).toMatchObject({
      wishes: { dietary: ["vegan"], emailReceipts: true },
    });
    const orderId = await write();
    expect((await read(orderId)).order.wishes).toEqual({ dietary: ["vegan"], emailReceipts: true });
    await set({ preferences: { dietary: ["vegan", "no nuts"], emailReceipts: true } });
    await move(orderId, "placed");
    await set({ preferences: { dietary: [] } });
    expect((await read(orderId)).order.wishes).toMatchObject({ dietary: ["vegan", "no nuts"] });
  });

  test("a draft is edited by whoever read its present state; a placed order is not", async () => {
    const { write, move, read, as, orgId } = speaking(await newWorld());
    const orderId = await write({ note: "Ring first" });
    const edit = (revision: number, input: object = {}) =>
      as.sales.mutation(api.orders.update, { orgId, orderId, revision, input: { lines: [line], ...input } });
    expect(await edit(1, { lines: [{ ...line, quantity: 3000 }] })).toEqual({ revision: 2 });
    expect((await read(orderId)).order).toMatchObject({ totalAmount: 30_000, revision: 2 });
    expect((await read(orderId)).order.note).toBeUndefined();
    expect(await refusal(edit(1))).toBe("VERSION_CONFLICT");
    await move(orderId, "placed");
    expect(await refusalOf(edit(2))).toEqual({ code: "ORDER_NOT_EDITABLE", status: "placed" });
  });

  test.each([
    [{ lines: [] }, "lines"],
    [{ lines: [{ ...line, quantity: 0 }] }, "lines.0.quantity"],
    [{ lines: [{ ...line, unitPrice: -1 }] }, "lines.0.unitPrice"],
    [{ currency: "coins" }, "currency"],
    [{ address: { line1: "x".repeat(201) } }, "address.line1"],
  ])("%j is refused by its field", async (input, path) => {
    const { write } = speaking(await newWorld());
    expect(await refusalOf(write(input))).toMatchObject({ code: "VALIDATION_ERROR", issues: [{ path }] });
  });
});

describe("moving", () => {
  test("ORD-24 VAL-18: the legal way goes through with its moments; an illegal step is INVALID_STATUS_CHANGE and changes nothing", async () => {
    const { write, move, read } = speaking(await newWorld());
    const orderId = await write();
    for (const to of ["placed", "processing", "fulfilled"] as const) {
      vi.advanceTimersByTime(60_000);
      expect(await move(orderId, to)).toMatchObject({ status: to });
      expect((await read(orderId)).order[`${to}At`]).toBe(Date.now());
    }
    expect(await refusalOf(move(orderId, "draft"))).toEqual({
      code: "INVALID_STATUS_CHANGE",
      entity: "orders",
      from: "fulfilled",
      to: "draft",
    });
    expect((await read(orderId)).order.status).toBe("fulfilled");
    expect(await refusal(move(orderId, "refunded", { from: "processing" }))).toBe("VERSION_CONFLICT");
    await move(orderId, "refunded", { reason: "Came broken" });
    expect((await read(orderId)).order).toMatchObject({ status: "refunded", reason: "Came broken" });
    expect((await read(orderId)).next).toEqual([]);
  });

  test("INT-20: a change of status is one entry of history and timeline, from old to new", async () => {
    const { live, as, orgId, customerId } = speaking(await newWorld());
    await live("placed", "processing");
    const { page: feed } = await as.sales.query(api.timeline.list, {
      orgId,
      customerId,
      kind: "order",
      paginationOpts: { numItems: 20, cursor: null },
    });
    expect(feed.map(({ history, title }) => [history?.action, title])).toEqual([
      ["processing", "ORD-0001"],
      ["placed", "ORD-0001"],
      ["created", "ORD-0001"],
    ]);
    const { page: told } = await as.sales.query(api.history.list, {
      orgId,
      customerId,
      paginationOpts: page,
    });
    const steps = told.filter(({ entity, action }) => entity === "orders" && action === "processing");
    expect(steps.map(({ changes }) => changes.filter(({ field }) => field === "status"))).toEqual([
      [{ field: "status", from: "placed", to: "processing" }],
    ]);
  });

  test("C14: open orders keep a customer from being deleted, by their ids; once they are done it goes", async () => {
    const { write, live, move, as, orgId, customerId } = speaking(await newWorld());
    await write();
    await live("placed", "fulfilled");
    const open = await live("placed");
    const remove = () => as.manager.mutation(api.customers.remove, { orgId, customerId });
    expect(await refusalOf(remove())).toEqual({ code: "OPEN_ORDERS", ids: [open] });
    await move(open, "processing");
    expect(await refusalOf(remove())).toEqual({ code: "OPEN_ORDERS", ids: [open] });
    await move(open, "cancelled");
    await remove();
    expect(await as.manager.query(api.customers.get, { orgId, customer: customerId })).toMatchObject({
      status: "deleted",
    });
  });
});

describe("telling the customer", () => {
  test("ORD-04: placed and fulfilled are told by mail to who agreed to mail, once each, and stand among the interactions", async () => {
    const { set, live, mails, as, orgId, customerId } = speaking(await newWorld());
    await set({ emailConsent: true });
    const orderId = await live("placed", "fulfilled");
    expect(
      (await mails()).map(({ kind, subject, idempotencyKey }) => [kind, subject, idempotencyKey]),
    ).toEqual([
      ["order", "Order ORD-0001 from ours", `order/${orderId}/placed`],
      ["order", "Order ORD-0001 from ours", `order/${orderId}/fulfilled`],
    ]);
    const { page: talks } = await as.sales.query(api.interactions.list, {
      orgId,
      customerId,
      type: "order",
      paginationOpts: { numItems: 20, cursor: null },
    });
    expect(talks).toHaveLength(2);
    expect(talks[0]).toMatchObject({ automatic: true, relatedOrderId: orderId, orderNumber: "ORD-0001" });
  });

  test("ORD-04: nothing is sent without consent, without an address, or when the person who moves it says no", async () => {
    const { set, live, move, mails, write } = speaking(await newWorld());
    await live("placed", "fulfilled");
    await set({ emailConsent: true });
    const orderId = await write();
    expect(await move(orderId, "placed", { tell: false })).toMatchObject({ isTold: false });
    await set({ email: null, phone: "+77011234567" });
    expect(await move(orderId, "processing")).toMatchObject({ isTold: false });
    expect(await mails()).toEqual([]);
  });

  test("ORD-05: who wants receipts by mail gets one with the lines when the order is fulfilled, in their language", async () => {
    const { set, live, mails } = speaking(await newWorld());
    await set({ preferences: { emailReceipts: true }, preferredLanguage: "ru" });
    await live("placed", "fulfilled");
    const [receipt, ...others] = await mails();
    expect(others).toEqual([]);
    expect(receipt!.subject).toBe("Чек по заказу ORD-0001, ours");
    expect(receipt!.text).toContain("1 × Saddle");
    expect(receipt!.text).toMatch(/Итого: 100,00\s\$/);
  });
});

describe("lists and counts", () => {
  test("orders are listed by status and owner, counted exactly, and follow their customer to a new owner", async () => {
    const { live, write, list, counts, as, org, orgId, customerId, settle } = speaking(await newWorld());
    await live("placed");
    await live("placed", "fulfilled");
    await write({ lines: [{ ...line, quantity: 2000 }] });
    expect(await list()).toEqual(["ORD-0003", "ORD-0002", "ORD-0001"]);
    expect(await list({ status: "fulfilled" })).toEqual(["ORD-0002"]);
    expect(await list({ owner: org.users.sales, status: "placed" })).toEqual(["ORD-0001"]);
    const all = { draft: [1, 20_000], placed: [1, 10_000], fulfilled: [1, 10_000] };
    expect(await counts()).toEqual(all);
    expect(await counts(org.users.sales)).toEqual(all);
    await as.manager.mutation(api.customers.assign, { orgId, customerId, ownerId: org.users.manager });
    await settle();
    expect(await counts()).toEqual(all);
    expect(await counts(org.users.sales)).toEqual({});
    expect(await list({ owner: org.users.manager })).toHaveLength(3);
  });

  test("a seller sees and writes orders of their own customers, support reads, brand sees none, and no neighbour reaches in", async () => {
    const world = await newWorld();
    const { write, read, list, org, orgId, other, move } = speaking(world);
    const theirs = await newCustomer(org, "admin");
    const hidden = await write({}, "admin", theirs);
    const own = await write();
    expect(await refusal(read(hidden))).toBe("OUT_OF_REACH");
    expect(await refusal(write({}, "sales", theirs))).toBe("OUT_OF_REACH");
    expect(await refusal(move(hidden, "placed"))).toBe("OUT_OF_REACH");
    expect(await refusal(list({}, "sales"))).toBe("FORBIDDEN");
    expect(await list({ owner: org.users.sales }, "sales")).toEqual(["ORD-0002"]);
    expect((await read(own, "support")).canWrite).toBe(false);
    expect(await refusal(write({}, "support"))).toBe("FORBIDDEN");
    expect(await refusal(read(own, "brand"))).toBe("FORBIDDEN");
    const foreign = other.as.admin.query(api.orders.get, { orgId: other.orgId, orderId: own });
    expect(await refusal(foreign)).toBe("NOT_FOUND");
    // A neighbour who names our organization is no member of it.
    expect(await refusal(other.as.admin.query(api.orders.get, { orgId, orderId: own }))).toBe("NOT_FOUND");
  });

  test("INT-01: an interaction names the order and the item it is about, of this customer only", async () => {
    const { write, as, org, orgId, customerId } = speaking(await newWorld());
    const orderId = await write();
    const itemId = await as.manager.mutation(api.items.create, {
      orgId,
      input: { sku: "SADDLE", name: "Saddle", unitPrice: 10_000 },
    });
    const log = (relatedOrderId: Id<"orders">) =>
      as.sales.mutation(api.interactions.create, {
        orgId,
        customerId,
        input: {
          type: "call",
          subject: "Where it is",
          description: "Asked when the saddle comes.",
          relatedOrderId,
          relatedItemId: itemId,
        },
      });
    await log(orderId);
    const { page: rows } = await as.sales.query(api.interactions.list, {
      orgId,
      customerId,
      type: "call",
      paginationOpts: { numItems: 20, cursor: null },
    });
    expect(rows).toMatchObject([{ relatedOrderId: orderId, relatedItemId: itemId, orderNumber: "ORD-0001" }]);
    const elsewhere = await write({}, "admin", await newCustomer(org, "admin"));
    expect(await refusalOf(log(elsewhere))).toMatchObject({
      code: "VALIDATION_ERROR",
      issues: [{ path: "relatedOrderId" }],
    });
  });
});
