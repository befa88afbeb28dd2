import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { api, internal } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { newCustomer, newWorld, refusal, type World } from "../engagement.testkit";
import { addDays, dayMs, dayOf } from "../shared/days";
import { priceQuote } from "./pricing";

const page = { numItems: 50, cursor: null };
const today = () => dayOf(Date.now(), "UTC");
const entry = () => ({
  subject: "Altai in June",
  lines: [
    { sku: "TOUR-1", description: "Tour", quantity: 2000, unitPrice: 45_000, taxRate: 1200 },
    { description: "Transfer", quantity: 1500, unitPrice: 3333, taxRate: 0 },
  ],
  validUntil: addDays(today(), 14),
});

function draft(
  { org, customerId }: World,
  input: object = {},
  role: "sales" | "admin" | "manager" = "sales",
) {
  return org.as[role].mutation(api.quotes.create, {
    orgId: org.orgId,
    customerId,
    input: { ...entry(), ...input },
  });
}
const read = ({ org }: World, quoteId: Id<"quotes">) =>
  org.as.admin.query(api.quotes.get, { orgId: org.orgId, quoteId }).then(({ quote }) => quote);

/** Sends by link and returns the token a customer would have. */
async function send({ org }: World, quoteId: Id<"quotes">): Promise<string> {
  const { path } = await org.as.sales.mutation(api.quotes.send, { orgId: org.orgId, quoteId, mail: null });
  return path.slice("/q/".length);
}
async function answer(world: World, token: string, kind: "accept" | "reject", over: object = {}) {
  const shown = await world.backend.query(api.portal.quote, { token });
  if (shown?.state !== "open") throw new Error("The link does not open a quote");
  const { revision, totalAmount } = shown.quote;
  return await world.backend.action(api.portal.respond, {
    token,
    answer: kind,
    name: "Ada Byron",
    revision,
    totalAmount,
    ...over,
  });
}

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

describe("sending", () => {
  test("QUO-10, QUO-13, INT-21: status, stamp, mail, interaction and a link that is kept only as a hash", async () => {
    const world = await newWorld();
    const { orgId, as } = world.org;
    const quoteId = await draft(world);
    vi.stubEnv("ORBIT_URL", "https://orbit.test/");
    const sent = await as.sales.mutation(api.quotes.send, {
      orgId,
      quoteId,
      mail: { to: "Ada@Example.test", message: "As agreed" },
    });
    const quote = await read(world, quoteId);
    expect(quote).toMatchObject({ status: "sent", isOpen: true, sentTo: "ada@example.test" });
    expect(quote.sentAt).toBeGreaterThan(0);
    const { mail, links } = await world.backend.run(async (ctx) => ({
      mail: await ctx.db.get("outbox", sent.mailId!),
      links: await ctx.db.query("accessLinks").collect(),
    }));
    vi.unstubAllEnvs();
    const token = sent.path.slice("/q/".length);
    expect(token.length).toBeGreaterThanOrEqual(22);
    expect(mail).toMatchObject({ to: "ada@example.test", kind: "quote", replyTo: "sales@ours.test" });
    expect(mail!.text).toContain("As agreed");
    expect(mail!.text).toContain("1,058.00");
    expect(mail!.text).toContain(`https://orbit.test${sent.path}`);
    expect(JSON.stringify(links)).not.toContain(token);
    const { page: entries } = await as.sales.query(api.interactions.list, {
      orgId,
      customerId: world.customerId,
      type: "quote",
      paginationOpts: page,
    });
    expect(entries).toMatchObject([
      { subject: "Quote sent: QUO-0001", quoteNumber: "QUO-0001", automatic: true },
    ]);
    const edit = as.sales.mutation(api.interactions.update, {
      orgId,
      interactionId: entries[0]!._id,
      input: { subject: "x" },
    });
    expect(await refusal(edit)).toBe("VALIDATION_ERROR");
  });

  test("QUO-16: sending moves the customer's newest open lead to quoted, and a won one not at all", async () => {
    const world = await newWorld();
    const { orgId, as } = world.org;
    const { customerId } = world;
    const open = () => as.sales.mutation(api.leads.create, { orgId, customerId });
    const won = await open();
    await as.sales.mutation(api.leads.move, { orgId, leadId: won, to: "won" });
    const fresh = await open();
    await send(world, await draft(world));
    const statuses = await world.backend.run(async (ctx) => [
      (await ctx.db.get("leads", won))!.status,
      (await ctx.db.get("leads", fresh))!.status,
    ]);
    expect(statuses).toEqual(["won", "quoted"]);
  });

  test("CON-06: the recipient offered is the primary contact, else the customer", async () => {
    const world = await newWorld();
    const { orgId, as } = world.org;
    const quoteId = await draft(world);
    const offered = async () => (await as.sales.query(api.quotes.get, { orgId, quoteId })).recipient.email;
    expect(await offered()).toMatch(/^person/);
    await as.sales.mutation(api.contacts.create, {
      orgId,
      customerId: world.customerId,
      input: { firstName: "Ada", lastName: "B", email: "ada@works.test" },
    });
    expect(await offered()).toBe("ada@works.test");
  });

  test("QUO-08, QUO-11: a bad address, a past day and a second sending change nothing", async () => {
    const world = await newWorld();
    const { orgId, as } = world.org;
    const quoteId = await draft(world);
    const mail = { to: "nobody" };
    expect(await refusal(as.sales.mutation(api.quotes.send, { orgId, quoteId, mail }))).toBe(
      "VALIDATION_ERROR",
    );
    expect((await read(world, quoteId)).status).toBe("draft");
    await send(world, quoteId);
    expect(await refusal(send(world, quoteId))).toBe("INVALID_STATUS_CHANGE");
    const edit = as.sales.mutation(api.quotes.update, { orgId, quoteId, input: entry(), revision: 1 });
    expect(await refusal(edit)).toBe("QUOTE_NOT_EDITABLE");
    const old = await draft(world, { validUntil: "2020-01-01" });
    expect(await refusal(send(world, old))).toBe("QUOTE_EXPIRED");
  });
});

describe("the customer's page", () => {
  test("QUO-09, QUO-14: shows the content and nothing of the CRM behind it", async () => {
    const world = await newWorld();
    const quoteId = await draft(world, { paymentTerms: "Now", deliveryTerms: "Later", notes: "Boots" });
    const token = await send(world, quoteId);
    const shown = await world.backend.query(api.portal.quote, { token });
    expect(shown).toMatchObject({
      state: "open",
      organization: "ours",
      quote: {
        status: "sent",
        paymentTerms: "Now",
        deliveryTerms: "Later",
        notes: "Boots",
        totalAmount: 105_800,
      },
    });
    const text = JSON.stringify(shown);
    for (const secret of [quoteId, world.customerId, world.org.orgId, world.org.users.sales, "@"]) {
      expect(text).not.toContain(secret);
    }
  });

  test("QUO-10, QUO-14, QUO-21, CLV-11: viewed, accepted, counted, logged, and answered the same when asked twice", async () => {
    const world = await newWorld();
    const { orgId, as } = world.org;
    const { customerId, backend } = world;
    const quoteId = await draft(world);
    const token = await send(world, quoteId);
    await backend.action(api.portal.opened, { token });
    const viewed = await read(world, quoteId);
    expect(viewed.status).toBe("viewed");
    await backend.action(api.portal.opened, { token });
    expect((await read(world, quoteId)).viewedAt).toBe(viewed.viewedAt);
    expect(await answer(world, token, "accept")).toEqual({ status: "accepted" });
    expect(await answer(world, token, "accept")).toEqual({ status: "accepted" });
    const quote = await read(world, quoteId);
    expect(quote).toMatchObject({ status: "accepted", isOpen: false, respondedBy: "Ada Byron" });
    expect(quote.acceptedAt).toBe(quote.respondedAt);
    const customer = await backend.run((ctx) => ctx.db.get("customers", customerId));
    expect(customer!.lifetimeValue).toBe(105_800);
    expect(await as.sales.query(api.value.get, { orgId, customerId })).toMatchObject({
      totalRevenue: 105_800,
      totalOrders: 1,
      averageOrderValue: 105_800,
    });
    const counts = await as.admin.query(api.quotes.counts, { orgId, owner: null });
    expect(counts.filter(({ count }) => count > 0)).toEqual([
      { status: "accepted", count: 1, amounts: [{ currency: "USD", amount: 105_800 }] },
    ]);
    const audit = await backend.run((ctx) =>
      ctx.db
        .query("auditLog")
        .withIndex("by_entity", (q) => q.eq("orgId", orgId).eq("entity", "quotes").eq("entityId", quoteId))
        .collect(),
    );
    expect(audit.map((row) => row.action)).toEqual(["created", "sent", "viewed", "accepted"]);
    expect(audit.at(-1)).toMatchObject({ channel: "portal", actorName: "Ada Byron" });
    expect(await refusal(answer(world, token, "reject"))).toBe("INVALID_STATUS_CHANGE");
  });

  test("QUO-10: a rejection keeps its reason and has no acceptance", async () => {
    const world = await newWorld();
    const quoteId = await draft(world);
    const token = await send(world, quoteId);
    await answer(world, token, "reject", { reason: "Too far" });
    const quote = await read(world, quoteId);
    expect(quote).toMatchObject({ status: "rejected", rejectReason: "Too far" });
    expect(quote).not.toHaveProperty("acceptedAt");
  });

  test("QUO-14: another total or revision than the one stored binds nobody", async () => {
    const world = await newWorld();
    const quoteId = await draft(world);
    const token = await send(world, quoteId);
    expect(await refusal(answer(world, token, "accept", { totalAmount: 1 }))).toBe("VERSION_CONFLICT");
    expect(await refusal(answer(world, token, "accept", { revision: 7 }))).toBe("VERSION_CONFLICT");
    expect(await refusal(answer(world, token, "accept", { name: " " }))).toBe("VALIDATION_ERROR");
    expect((await read(world, quoteId)).status).toBe("sent");
  });

  test("QUO-14: guessed, empty, endless and revoked tokens open nothing", async () => {
    const world = await newWorld();
    const { orgId, as } = world.org;
    const quoteId = await draft(world);
    const token = await send(world, quoteId);
    const shown = (guess: string) => world.backend.query(api.portal.quote, { token: guess });
    for (const guess of ["", "x", "A".repeat(43), "A".repeat(100_000), `${token}x`, token.slice(1)]) {
      expect(await shown(guess)).toBeNull();
      expect(await refusal(world.backend.action(api.portal.opened, { token: guess }))).toBe("NOT_FOUND");
    }
    expect(await as.sales.mutation(api.quotes.revokeLinks, { orgId, quoteId })).toEqual({ closed: 1 });
    expect(await shown(token)).toEqual({ state: "ended" });
    const late = world.backend.action(api.portal.respond, {
      token,
      answer: "accept",
      name: "Ada",
      revision: 1,
      totalAmount: 105_800,
    });
    expect(await refusal(late)).toBe("LINK_EXPIRED");
    const { path } = await as.sales.mutation(api.quotes.copyLink, { orgId, quoteId });
    expect(await shown(path.slice(3))).toMatchObject({ state: "open" });
  });

  test("QUO-14: tries are counted also when they are refused", async () => {
    const world = await newWorld();
    const token = await send(world, await draft(world));
    const codes: string[] = [];
    for (let index = 0; index < 12; index += 1) {
      codes.push(await refusal(answer(world, token, "accept", { totalAmount: 1 })));
    }
    expect(codes.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => "VERSION_CONFLICT"));
    expect(codes.slice(10)).toEqual(["RATE_LIMITED", "RATE_LIMITED"]);
  });
});

describe("versions and time", () => {
  test("QUO-19: a revision is a linked draft, made once; sending it ends the older one", async () => {
    const world = await newWorld();
    const { orgId, as } = world.org;
    const first = await draft(world);
    const token = await send(world, first);
    const second = await as.sales.mutation(api.quotes.revise, { orgId, quoteId: first });
    expect(await as.sales.mutation(api.quotes.revise, { orgId, quoteId: first })).toBe(second);
    expect(await read(world, second)).toMatchObject({
      status: "draft",
      revisionOf: first,
      totalAmount: 105_800,
    });
    expect((await read(world, first)).status).toBe("sent");
    await send(world, second);
    expect((await read(world, first)).status).toBe("expired");
    expect(await world.backend.query(api.portal.quote, { token })).toMatchObject({
      quote: { status: "expired", isReplaced: true },
    });
    expect(await refusal(answer(world, token, "accept"))).toBe("QUOTE_EXPIRED");
  });

  test("QUO-08: the organization's day ends it; the last day itself does not; accepting late is refused before the cron came", async () => {
    vi.useFakeTimers();
    const world = await newWorld();
    const quoteId = await draft(world, { validUntil: today() });
    const token = await send(world, quoteId);
    const { orgId } = world.org;
    await world.backend.mutation(internal.quotes.expire, { orgId });
    expect((await read(world, quoteId)).status).toBe("sent");
    vi.setSystemTime(Date.now() + dayMs);
    expect(await refusal(answer(world, token, "accept"))).toBe("QUOTE_EXPIRED");
    await world.backend.mutation(internal.quotes.expire, { orgId });
    vi.useRealTimers();
    expect(await read(world, quoteId)).toMatchObject({ status: "expired", isOpen: false });
  });

  test("QUO-08: more expired quotes than one batch are all ended, and old links with them", async () => {
    vi.useFakeTimers();
    const world = await newWorld();
    const { orgId } = world.org;
    const tokens: string[] = [];
    for (let index = 0; index < 45; index += 1) tokens.push(await send(world, await draft(world)));
    vi.setSystemTime(Date.now() + 15 * dayMs);
    await world.backend.mutation(internal.value.forEachOrganization, { work: "expire", cursor: null });
    await world.backend.finishAllScheduledFunctions(vi.runAllTimers);
    const counts = await world.org.as.admin.query(api.quotes.counts, { orgId, owner: null });
    expect(counts.find(({ status }) => status === "expired")?.count).toBe(45);
    vi.setSystemTime(Date.now() + 120 * dayMs);
    await world.backend.mutation(internal.quotes.expire, { orgId });
    await world.backend.finishAllScheduledFunctions(vi.runAllTimers);
    vi.useRealTimers();
    expect(await world.backend.query(api.portal.quote, { token: tokens[0]! })).toEqual({ state: "ended" });
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
