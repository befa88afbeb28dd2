/** Quotes: drafted, listed, put away. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { api } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { newCustomer, newWorld, refusal } from "../engagement.testkit";
import { addDays } from "../shared/days";
import { priceQuote } from "./pricing";
import { draft, entry, page, read, send, today } from "./quotes.testkit";

describe("drafting", () => {
  test("QUO-01, QUO-06: every field comes back and the totals are the server's", async () => {
    const world = await newWorld();
    const extras = {
      description: "Four days",
      paymentTerms: "50 % ahead",
      deliveryTerms: "By bus",
      notes: "Bring boots",
    };
    const quote = await read(world, await draft(world, extras));
    expect(quote).toMatchObject({
      ...entry(),
      ...extras,
      quoteNumber: "QUO-0001",
      status: "draft",
      currency: "USD",
      subtotal: 95_000,
      taxAmount: 10_800,
      totalAmount: 105_800,
      revision: 1,
      ownerId: world.org.users.sales,
    });
    expect(quote.lines[1]).toMatchObject({ net: 5000, tax: 0 });
  });

  test("QUO-06: whatever the lines, what is stored equals the recomputation of what is stored", async () => {
    const world = await newWorld();
    const line = fc.record({
      description: fc.constantFrom("a", "b"),
      quantity: fc.integer({ min: 1, max: 1_000_000_000 }),
      unitPrice: fc.integer({ min: 0, max: 1_000_000 }),
      taxRate: fc.integer({ min: 0, max: 10_000 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 8 }), async (lines) => {
        const stored = await read(world, await draft(world, { lines }));
        const { subtotal, taxAmount, totalAmount } = priceQuote(stored.lines);
        expect(stored).toMatchObject({ subtotal, taxAmount, totalAmount });
      }),
      { numRuns: 20 },
    );
  });

  test.each([
    ["no subject", { subject: "  " }],
    ["no lines", { lines: [] }],
    ["201 lines", { lines: Array.from({ length: 201 }, () => entry().lines[0]!) }],
    ["quantity 0", { lines: [{ description: "x", quantity: 0, unitPrice: 1, taxRate: 0 }] }],
    ["half a thousandth", { lines: [{ description: "x", quantity: 1.5, unitPrice: 1, taxRate: 0 }] }],
    ["a negative price", { lines: [{ description: "x", quantity: 1000, unitPrice: -1, taxRate: 0 }] }],
    ["tax over 100 %", { lines: [{ description: "x", quantity: 1000, unitPrice: 1, taxRate: 10_001 }] }],
    ["an astronomic line", { lines: [{ description: "x", quantity: 1e9, unitPrice: 1e13, taxRate: 0 }] }],
    ["a day that does not exist", { validUntil: "2026-02-30" }],
    ["no currency", { currency: "dollars" }],
    ["a number of spaces", { quoteNumber: "   " }],
  ])("QUO-03, QUO-05: %s is refused and takes no number", async (_, bad) => {
    const world = await newWorld();
    expect(await refusal(draft(world, bad))).toBe("VALIDATION_ERROR");
    expect((await read(world, await draft(world))).quoteNumber).toBe("QUO-0001");
  });

  test("QUO-04: numbers are unique also under parallel creation; a taken one is a conflict; an own one is skipped", async () => {
    const world = await newWorld();
    const ids = await Promise.all(Array.from({ length: 8 }, () => draft(world)));
    const numbers = await Promise.all(ids.map(async (id) => (await read(world, id)).quoteNumber));
    expect(new Set(numbers).size).toBe(8);
    expect(await refusal(draft(world, { quoteNumber: "QUO-0003" }))).toBe("QUOTE_NUMBER_CONFLICT");
    await draft(world, { quoteNumber: "QUO-0009" });
    expect((await read(world, await draft(world))).quoteNumber).toBe("QUO-0010");
    const neighbour = await newCustomer(world.other);
    const theirs = await world.other.as.admin.mutation(api.quotes.create, {
      orgId: world.other.orgId,
      customerId: neighbour,
      input: entry(),
    });
    const { quote } = await world.other.as.admin.query(api.quotes.get, {
      orgId: world.other.orgId,
      quoteId: theirs,
    });
    expect(quote.quoteNumber).toBe("QUO-0001");
  });

  test("QUO-19: a draft is edited at the revision that was seen; a faster writer wins; cleared fields are gone", async () => {
    const world = await newWorld();
    const { orgId, as } = world.org;
    const quoteId = await draft(world, { notes: "old" });
    const edit = (revision: number) =>
      as.sales.mutation(api.quotes.update, {
        orgId,
        quoteId,
        input: { ...entry(), subject: "Charyn" },
        revision,
      });
    expect(await edit(1)).toEqual({ revision: 2 });
    expect(await refusal(edit(1))).toBe("VERSION_CONFLICT");
    const quote = await read(world, quoteId);
    expect(quote).toMatchObject({ subject: "Charyn", quoteNumber: "QUO-0001" });
    expect(quote).not.toHaveProperty("notes");
  });

  test("QUO-07: any currency of ISO 4217, the organization's when none is said; what is none is refused", async () => {
    const world = await newWorld();
    const { orgId, as } = world.org;
    const without = entry();
    const currencyOf = async (input: object) => {
      const quoteId = await as.sales.mutation(api.quotes.create, {
        orgId,
        customerId: world.customerId,
        input: input as never,
      });
      return (await as.sales.query(api.quotes.get, { orgId, quoteId })).quote.currency;
    };
    expect(await currencyOf(without)).toBe("USD");
    for (const currency of ["USD", "KZT", "EUR", "RUB", "JPY", "CHF"])
      expect(await currencyOf({ ...without, currency })).toBe(currency);
    for (const currency of ["XX", "usd", "Dollar", ""])
      expect(await refusal(currencyOf({ ...without, currency })), currency).toBe("VALIDATION_ERROR");
  });

  test("QUO-18: foreign customers are NOT_FOUND; support reads, brand and other reps do not write", async () => {
    const world = await newWorld();
    const { org, other } = world;
    const foreign = await newCustomer(other);
    const create = (role: "admin" | "support" | "sales", customerId: Id<"customers">) =>
      refusal(org.as[role].mutation(api.quotes.create, { orgId: org.orgId, customerId, input: entry() }));
    expect(await create("admin", foreign)).toBe("NOT_FOUND");
    expect(await create("support", world.customerId)).toBe("FORBIDDEN");
    expect(await create("sales", await newCustomer(org, "manager"))).toBe("OUT_OF_REACH");
    const quoteId = await draft(world);
    const shown = await org.as.support.query(api.quotes.get, { orgId: org.orgId, quoteId });
    expect(shown).toMatchObject({ canWrite: false, canSend: false });
    const get = (id: string) =>
      refusal(org.as.admin.query(api.quotes.get, { orgId: org.orgId, quoteId: id }));
    expect(await get("nonsense")).toBe("NOT_FOUND");
    expect(await get(world.customerId)).toBe("NOT_FOUND");
  });
});

describe("lists", () => {
  test("QUO-02, QUO-20: by status, by owner and by coming end, within the caller's scope", async () => {
    const world = await newWorld();
    const { org } = world;
    const { orgId, as, users } = org;
    const soon = await draft(world, { validUntil: addDays(today(), 3) });
    await send(world, soon);
    await draft(world);
    const managers = await newCustomer(org, "manager");
    await as.manager.mutation(api.quotes.create, { orgId, customerId: managers, input: entry() });
    const list = (role: "sales" | "manager", filter: object) =>
      as[role].query(api.quotes.list, {
        orgId,
        status: null,
        owner: null,
        expiring: null,
        paginationOpts: page,
        ...filter,
      });
    expect((await list("manager", {})).page).toHaveLength(3);
    expect((await list("manager", { status: "draft" })).page).toHaveLength(2);
    expect((await list("manager", { owner: users.sales })).page).toHaveLength(2);
    const expiring = { from: today(), to: addDays(today(), 7) };
    expect((await list("manager", { expiring })).page.map((row) => row._id)).toEqual([soon]);
    expect((await list("sales", { owner: users.sales, expiring })).page.map((row) => row._id)).toEqual([
      soon,
    ]);
    expect(await refusal(list("sales", {}))).toBe("FORBIDDEN");
    expect(await refusal(list("sales", { owner: users.manager }))).toBe("FORBIDDEN");
    const own = await as.sales.query(api.quotes.ofCustomer, {
      orgId,
      customerId: world.customerId,
      paginationOpts: page,
    });
    expect(own.page).toHaveLength(2);
  });

  test("QUO-20: a page reads at most 200 documents among thousands", async () => {
    const world = await newWorld({ documentsRead: 200 });
    const { orgId, users, as } = world.org;
    await world.backend.run(async (ctx) => {
      for (let index = 0; index < 3000; index += 1) {
        await ctx.db.insert("quotes", {
          orgId,
          customerId: world.customerId,
          ownerId: users.sales,
          quoteNumber: `X-${index}`,
          status: index % 7 === 0 ? "sent" : "draft",
          isOpen: index % 7 === 0,
          subject: "s",
          lines: [],
          subtotal: 0,
          taxAmount: 0,
          totalAmount: 0,
          currency: "USD",
          validUntil: addDays(today(), index % 90),
          revision: 1,
          createdAt: index,
          updatedAt: index,
          createdBy: "x",
        });
      }
    });
    const base = {
      orgId,
      status: null,
      owner: null,
      expiring: null,
      paginationOpts: { numItems: 500, cursor: null },
    };
    expect((await as.manager.query(api.quotes.list, base)).page).toHaveLength(60);
    const sent = await as.sales.query(api.quotes.list, { ...base, owner: users.sales, status: "sent" });
    expect(sent.page).toHaveLength(60);
    expect(sent.page.every((row) => row.status === "sent")).toBe(true);
    const expiring = { from: today(), to: addDays(today(), 7) };
    expect((await as.manager.query(api.quotes.list, { ...base, expiring })).page.length).toBeGreaterThan(10);
  });
});

describe("discarding", () => {
  test("QUO-19: an unwanted draft leaves the lists and the score, keeps its number, and comes back by undo", async () => {
    const world = await newWorld();
    const { org, customerId } = world;
    const { orgId, as } = org;
    const quoteId = await draft(world);
    const kept = await draft(world);
    const { quoteNumber } = await read(world, quoteId);
    await as.sales.mutation(api.quotes.discard, { orgId, quoteId });
    const everything = { orgId, owner: org.users.sales, expiring: null, paginationOpts: page };
    const listed = await as.sales.query(api.quotes.list, { ...everything, status: null });
    expect(listed.page.map(({ _id }) => _id)).toEqual([kept]);
    const away = await as.sales.query(api.quotes.list, { ...everything, status: "discarded" });
    expect(away.page.map(({ _id }) => _id)).toEqual([quoteId]);
    const ofCustomer = await as.sales.query(api.quotes.ofCustomer, {
      orgId,
      customerId,
      paginationOpts: page,
    });
    expect(ofCustomer.page.map(({ _id }) => _id)).toEqual([kept]);
    const send = as.sales.mutation(api.quotes.send, { orgId, quoteId, mail: null });
    expect(await refusal(send)).toBe("INVALID_STATUS_CHANGE");
    const { page: history } = await as.sales.query(api.history.list, {
      orgId,
      customerId,
      paginationOpts: page,
    });
    const entry = history.find(({ action }) => action === "discarded")!;
    expect(entry.undoableUntil).not.toBeNull();
    await as.sales.mutation(api.history.undo, { orgId, auditId: entry._id });
    expect(await read(world, quoteId)).toMatchObject({ status: "draft", quoteNumber });
    const again = as.sales.mutation(api.history.undo, { orgId, auditId: entry._id });
    expect(await refusal(again)).toBe("UNDO_CONFLICT");
    await as.sales.mutation(api.quotes.discard, { orgId, quoteId });
    await as.sales.mutation(api.quotes.restore, { orgId, quoteId });
    expect((await read(world, quoteId)).status).toBe("draft");
  });

  test("QUO-19: a sent quote is not discarded; support, brand and strangers discard nothing", async () => {
    const world = await newWorld();
    const { orgId, as } = world.org;
    const quoteId = await draft(world);
    for (const role of ["support", "brand"] as const) {
      expect(await refusal(as[role].mutation(api.quotes.discard, { orgId, quoteId }))).toBe("FORBIDDEN");
    }
    await send(world, quoteId);
    expect(await refusal(as.sales.mutation(api.quotes.discard, { orgId, quoteId }))).toBe(
      "INVALID_STATUS_CHANGE",
    );
  });
});
