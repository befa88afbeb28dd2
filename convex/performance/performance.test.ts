/** What people did: the numbers equal the rows behind them, whatever was done to those, and each sees their own. */
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api, internal } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { recordMessage, type NewMessage } from "../communications/record";
import { newCustomer, newWorld, type World } from "../engagement.testkit";
import type { LeadStatus } from "../leads/stages";
import { openLead, removeLead } from "../leads/write";
import { newKey, sender } from "../rest/caller.testkit";
import { recountStep, startRecount } from "../tallies/recount";
import { inTenant } from "../tallies/tenant.testkit";
import type { Role } from "../tenancy/permissions";
import { codeOf, refusalOf } from "../world.testkit";
import type { Behind } from "./behind";

const start = Date.UTC(2026, 5, 10, 9);
const minute = 60_000;
const june = { from: "2026-06-01", to: "2026-06-30" };
const page = { numItems: 100, cursor: null };

beforeEach(() => void vi.useFakeTimers({ now: start }));
afterEach(() => void vi.useRealTimers());

function speaking(world: World) {
  const { backend, org, customerId } = world;
  const { orgId, as, users } = org;
  const people = async (period = june, role: Role = "admin") =>
    (await as[role].query(api.performance.people, { orgId, ...period, paginationOpts: page })).page;
  const of = async (role: Role, period = june) =>
    (await people(period)).find(({ userId }) => userId === users[role])!;
  return {
    ...world,
    orgId,
    as,
    users,
    people,
    of,
    log: (input: object = {}, role: Role = "sales", to = customerId) =>
      as[role].mutation(api.interactions.create, {
        orgId,
        customerId: to,
        input: { type: "call", subject: "Altai", description: "Four places", ...input },
      }),
    send: (role: Role = "sales") =>
      as[role].mutation(api.communications.send, {
        orgId,
        customerId,
        input: { channel: "email", subject: "Hello", body: "Here is the offer" },
      }),
    receive: (more: object = {}) =>
      inTenant(backend, orgId, async (ctx) => {
        const message = {
          communicationType: "whatsapp",
          direction: "inbound",
          deliveryStatus: "received",
          body: "How much?",
          ...more,
        };
        return await recordMessage(ctx, await ctx.db.get("customers", customerId), message as NewMessage);
      }),
    cameIn: (source: "website" | "import" = "website") =>
      inTenant(backend, orgId, (ctx) => openLead(ctx, { customerId, source, ownerId: users.sales })),
    moveLead: (leadId: Id<"leads">, to: LeadStatus, reason?: string) =>
      as.sales.mutation(api.leads.move, { orgId, leadId, to, ...(reason && { reason }) }),
    behind: async (what: Behind, role: Role, period = june) => {
      const rows = [];
      let cursor: string | null = null;
      for (;;) {
        const found: Awaited<ReturnType<typeof ask>> = await ask(cursor);
        rows.push(...found.page);
        if (found.isDone) return rows;
        cursor = found.continueCursor;
      }
      function ask(from: string | null) {
        const paginationOpts = { numItems: 3, cursor: from };
        return as.admin.query(api.performance.behind, {
          orgId,
          userId: users[role],
          what,
          ...period,
          paginationOpts,
        });
      }
    },
    /** What is kept, then what the rows themselves come to. */
    both: async () => {
      const kept = await people();
      await inTenant(backend, orgId, async (ctx) => {
        await startRecount(ctx);
        while ((await recountStep(ctx, 7)) === "more");
      });
      return [kept, await people()] as const;
    },
  };
}

describe("what is counted", () => {
  test("ANA-25 INT-12: interactions by who is responsible and who wrote them down, by kind and day", async () => {
    const { log, of, users, behind } = speaking(await newWorld());
    await log();
    await log({ type: "meeting", interactionDate: Date.UTC(2026, 4, 31, 23) });
    await log({ type: "visit", assignedTo: users.support }, "manager");
    await log({ type: "call", assignedTo: users.sales }, "manager");
    expect(await of("sales")).toMatchObject({ interactions: 2, byType: { call: 2 }, calls: 2, logged: 1 });
    expect(await of("manager")).toMatchObject({ interactions: 0, logged: 2 });
    expect(await of("support")).toMatchObject({ interactions: 1, byType: { visit: 1 }, logged: 0 });
    expect(await of("sales", { from: "2026-05-31", to: "2026-05-31" })).toMatchObject({
      byType: { meeting: 1 },
    });
    expect(await behind("interactions", "sales")).toHaveLength(2);
    expect((await behind("logged", "manager")).map(({ kind }) => kind)).toEqual(["call", "visit"]);
  });

  test("ANA-25: a day is one of the organization's calendar, and a new zone counts anew", async () => {
    const { as, orgId, log, of, both } = speaking(await newWorld());
    await log({ interactionDate: Date.UTC(2026, 4, 31, 20) });
    expect((await of("sales")).interactions).toBe(0);
    await as.admin.mutation(api.settings.update, { orgId, changes: { timeZone: "Asia/Almaty" } } as never);
    const [, anew] = await both();
    expect(anew.find(({ interactions }) => interactions === 1)).toBeDefined();
  });

  test("ANA-25: messages sent, leads that came and those of them that were won", async () => {
    const { send, cameIn, moveLead, of, behind } = speaking(await newWorld());
    await send();
    await send("manager");
    const [first] = [await cameIn(), await cameIn("import")];
    await moveLead(first, "won");
    expect(await of("sales")).toMatchObject({ messages: 1, leads: 2, won: 1 });
    expect(await of("manager")).toMatchObject({ messages: 1, leads: 0 });
    expect(await behind("messages", "sales")).toMatchObject([{ kind: "email", text: "Hello" }]);
    expect(await behind("won", "sales")).toMatchObject([{ id: first, kind: "won" }]);
    expect(await behind("leads", "sales")).toHaveLength(2);
  });

  test("ANA-25: revenue is what the customers of a person are worth, each deal once, wherever it has got to", async () => {
    const world = await newWorld();
    const { backend, org, orgId, as, customerId, of, behind, both } = speaking(world);
    const line = { description: "Saddle", quantity: 1000, unitPrice: 10_000, taxRate: 0 };
    const quoteId = await as.sales.mutation(api.quotes.create, {
      orgId,
      customerId,
      input: { subject: "Tour", validUntil: "2099-01-01", lines: [line] },
    });
    await as.sales.mutation(api.quotes.send, { orgId, quoteId, mail: null });
    const { revision } = (await backend.run((ctx) => ctx.db.get("quotes", quoteId)))!;
    const post = sender(backend, (await newKey(org)).key);
    const accepted = await post("POST", `/customers/${customerId}/quotes/${quoteId}/accept`, {
      name: "Ada",
      revision,
    });
    expect(accepted.status).toBe(200);
    const revenue = async () => (await of("sales")).bySource.map(({ source, sum }) => [source, sum]);
    expect(await revenue()).toEqual([["acceptedQuotes", 10_000]]);
    const orderId = await as.sales.mutation(api.orders.fromQuote, { orgId, quoteId });
    await as.sales.mutation(api.transactions.record, {
      orgId,
      customerId,
      input: { amount: 4_000, orderId },
    });
    expect(await revenue()).toEqual([
      ["acceptedQuotes", 6_000],
      ["transactions", 4_000],
    ]);
    for (const to of ["processing", "fulfilled"] as const)
      await as.sales.mutation(api.orders.move, { orgId, orderId, to });
    expect(await revenue()).toEqual([
      ["orders", 6_000],
      ["transactions", 4_000],
    ]);
    await as.admin.mutation(api.pos.updateCustomerSpending, { orgId, customerId, amount: -1_000 });
    const value = await as.admin.query(api.value.get, { orgId, customerId });
    expect((await of("sales")).revenue).toEqual([{ currency: "USD", sum: value!.totalRevenue, count: 3 }]);
    expect(value!.totalRevenue).toBe(9_000);
    expect(await behind("orders", "sales")).toMatchObject([{ amount: 6_000, currency: "USD" }]);
    expect((await behind("transactions", "sales")).map(({ amount }) => amount)).toEqual([-1_000, 4_000]);
    const [kept, anew] = await both();
    expect(kept).toEqual(anew);
  });

  test("ANA-25: what somebody's customer bought goes with the customer to a new owner", async () => {
    const { as, orgId, users, customerId, of, both, backend } = speaking(await newWorld());
    await as.sales.mutation(api.transactions.record, { orgId, customerId, input: { amount: 700 } });
    await as.admin.mutation(api.customers.assign, { orgId, customerId, ownerId: users.manager });
    await backend.finishAllScheduledFunctions(vi.runAllTimers);
    expect((await of("sales")).bySource).toEqual([]);
    expect((await of("manager")).revenue).toMatchObject([{ sum: 700 }]);
    const [kept, anew] = await both();
    expect(kept).toEqual(anew);
  });
});

describe("how long people waited", () => {
  test("ANA-25: the first message since our last word waits; the next message answers it, once", async () => {
    const { receive, send, of, behind } = speaking(await newWorld());
    await receive();
    vi.setSystemTime(start + 10 * minute);
    await receive({ body: "Hello?" });
    vi.setSystemTime(start + 30 * minute);
    await send();
    await send();
    expect(await of("sales")).toMatchObject({ answers: 1, responseMs: 30 * minute });
    expect(await behind("answers", "sales")).toMatchObject([
      { waitedMs: 30 * minute, at: start + 30 * minute, text: "How much?" },
    ]);
    vi.setSystemTime(start + 60 * minute);
    await receive();
    vi.setSystemTime(start + 70 * minute);
    await send("manager");
    expect(await of("manager")).toMatchObject({ answers: 1, responseMs: 10 * minute });
    expect(await of("sales")).toMatchObject({ answers: 1 });
  });

  test.each([
    [{ type: "note" }, 0],
    [{ successful: false }, 0],
    [{ direction: "inbound" }, 0],
    [{ interactionDate: start - minute }, 0],
    [{ type: "meeting", interactionDate: start + 99 * minute }, 0],
    [{ type: "meeting" }, 1],
    [{}, 1],
  ])("ANA-25: after an entry of %j so many were answered: %i", async (input, answers) => {
    const { receive, log, of } = speaking(await newWorld());
    await receive();
    vi.setSystemTime(start + minute);
    await log(input);
    expect((await of("sales")).answers).toBe(answers);
  });

  test("ANA-25: a call that is withdrawn answered nobody, and one that was corrected answers anew", async () => {
    const { as, orgId, receive, log, of, both, backend } = speaking(await newWorld());
    await receive();
    vi.setSystemTime(start + 20 * minute);
    const interactionId = await log();
    expect(await of("sales")).toMatchObject({ answers: 1, responseMs: 20 * minute });
    const at = start + 5 * minute;
    await as.sales.mutation(api.interactions.update, {
      orgId,
      interactionId,
      input: { interactionDate: at },
    });
    expect(await of("sales")).toMatchObject({ answers: 1, responseMs: 5 * minute });
    const logged = await backend.run(async (ctx) =>
      (await ctx.db.query("auditLog").collect()).filter(({ entityId }) => entityId === interactionId),
    );
    await as.admin.mutation(api.history.undo, { orgId, auditId: logged.at(-1)!._id });
    expect(await of("sales")).toMatchObject({ answers: 1, responseMs: 20 * minute });
    await as.admin.mutation(api.history.undo, { orgId, auditId: logged[0]!._id });
    expect(await of("sales")).toMatchObject({ interactions: 0, answers: 0, responseMs: null });
    await as.sales.mutation(api.interactions.create, {
      orgId,
      customerId: (await backend.run((ctx) => ctx.db.query("communications").first()))!.customerId,
      input: { type: "call", subject: "Again", description: "Again" },
    });
    expect(await of("sales")).toMatchObject({ answers: 1, responseMs: 20 * minute });
    const [kept, anew] = await both();
    expect(kept).toEqual(anew);
  });

  test("ANA-25: without the call that was withdrawn, our next word is the answer, or the first message waits alone", async () => {
    const { as, orgId, receive, log, send, of, both, backend } = speaking(await newWorld());
    const undo = async (interactionId: Id<"interactions">) => {
      const entry = await backend.run(async (ctx) =>
        (await ctx.db.query("auditLog").collect()).find(({ entityId }) => entityId === interactionId),
      );
      await as.admin.mutation(api.history.undo, { orgId, auditId: entry!._id });
    };
    await receive();
    vi.setSystemTime(start + 2 * minute);
    const first = await log();
    vi.setSystemTime(start + 9 * minute);
    await send("manager");
    const input = { duration: 12 };
    await as.sales.mutation(api.interactions.update, { orgId, interactionId: first, input });
    expect(await of("sales")).toMatchObject({ answers: 1, responseMs: 2 * minute });
    await undo(first);
    expect(await of("sales")).toMatchObject({ answers: 0 });
    expect(await of("manager")).toMatchObject({ answers: 1, responseMs: 9 * minute });
    vi.setSystemTime(start + 20 * minute);
    await receive();
    vi.setSystemTime(start + 21 * minute);
    const second = await log();
    vi.setSystemTime(start + 25 * minute);
    await receive();
    await undo(second);
    vi.setSystemTime(start + 50 * minute);
    await log();
    expect(await of("sales")).toMatchObject({ answers: 1, responseMs: 30 * minute });
    const [kept, anew] = await both();
    expect(kept).toEqual(anew);
  });

  test("ANA-25: a lead of a form waits for the first deed, one that is lost or brought in from a file does not", async () => {
    const { cameIn, moveLead, of, behind, log } = speaking(await newWorld());
    const [first, second] = [await cameIn(), await cameIn()];
    await cameIn("import");
    vi.setSystemTime(start + 8 * minute);
    await moveLead(second, "lost", "Too dear");
    await moveLead(first, "contacted");
    expect(await of("sales")).toMatchObject({ answers: 1, responseMs: 8 * minute });
    expect(await behind("answeredLeads", "sales")).toMatchObject([{ id: first, waitedMs: 8 * minute }]);
    await cameIn();
    vi.setSystemTime(start + 10 * minute);
    await log();
    expect(await of("sales")).toMatchObject({ answers: 2, responseMs: 5 * minute });
  });

  test("ANA-25: marketing answers nobody, and a program's answer is nobody's and ends the waiting", async () => {
    const { backend, orgId, org, customerId, receive, send, of, people } = speaking(await newWorld());
    await receive();
    await inTenant(backend, orgId, async (ctx) => {
      const customer = await ctx.db.get("customers", customerId);
      const mail = { communicationType: "email", direction: "outbound", deliveryStatus: "sent" } as const;
      await recordMessage(ctx, customer, { ...mail, isMarketing: true });
    });
    expect((await people()).every(({ answers }) => answers === 0)).toBe(true);
    const post = sender(backend, (await newKey(org)).key);
    const reply = await post("POST", `/customers/${customerId}/communications`, {
      communicationType: "email",
      direction: "outbound",
      body: "Hello",
    });
    expect(reply.status).toBe(201);
    await send();
    expect((await of("sales")).answers).toBe(0);
  });
});

/** What a random step does. */
const step = fc.constantFrom(
  "log",
  "logOther",
  "edit",
  "withdraw",
  "receive",
  "send",
  "lead",
  "win",
  "reopen",
  "dropLead",
  "sell",
  "assign",
  "merge",
  "wait",
);

test("ANA-25: whatever is done, undone, merged and erased, what is kept equals a recount and the rows behind it", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 22 }), fc.nat(1000), async (steps, seed) => {
      vi.setSystemTime(start);
      const world = speaking(await newWorld());
      const { backend, orgId, as, users, org, customerId } = world;
      let pick = seed;
      const settle = () => backend.finishAllScheduledFunctions(() => vi.advanceTimersByTime(1000));
      const some = <T>(rows: readonly T[]): T | undefined => rows[pick++ % Math.max(1, rows.length)];
      for (const deed of steps) {
        const rows = await backend.run(async (ctx) => ({
          interactions: (await ctx.db.query("interactions").collect()).filter((row) => !row.automatic),
          leads: await ctx.db.query("leads").collect(),
          logged: (await ctx.db.query("auditLog").collect()).filter(
            (row) => row.entity === "interactions" && row.action === "logged",
          ),
        }));
        const entry = some(rows.interactions);
        const lead = some(rows.leads);
        vi.setSystemTime(Date.now() + 7 * minute);
        switch (deed) {
          case "log":
            await world.log(
              { type: some(["call", "visit", "note", "email"]), assignedTo: users.sales },
              "admin",
            );
            break;
          case "logOther":
            await world.log({ assignedTo: users.support }, "manager");
            break;
          case "edit":
            if (entry !== undefined)
              await as.manager.mutation(api.interactions.update, {
                orgId,
                interactionId: entry._id,
                input: some([
                  { type: "meeting" },
                  { assignedTo: users.manager },
                  { interactionDate: start },
                ])!,
              });
            break;
          case "withdraw": {
            const told = some(rows.logged);
            if (told !== undefined)
              await refusalOf(as.admin.mutation(api.history.undo, { orgId, auditId: told._id }));
            break;
          }
          case "receive":
            await world.receive();
            break;
          case "send":
            await world.send(some(["admin", "manager"] as const));
            break;
          case "lead":
            await world.cameIn();
            break;
          case "win":
          case "reopen":
            if (lead !== undefined)
              await refusalOf(
                as.manager.mutation(api.leads.move, {
                  orgId,
                  leadId: lead._id,
                  to: deed === "win" ? "won" : "contacted",
                }),
              );
            break;
          case "dropLead":
            if (lead !== undefined)
              await inTenant(backend, orgId, (ctx) => removeLead(ctx, lead, "import taken back"));
            break;
          case "sell":
            await as.manager.mutation(api.transactions.record, {
              orgId,
              customerId,
              input: { amount: 100 + (pick++ % 50) },
            });
            break;
          case "assign":
            await as.admin.mutation(api.customers.assign, {
              orgId,
              customerId,
              ownerId: some([users.manager, users.sales])!,
            });
            await settle();
            break;
          case "merge": {
            const other = await newCustomer(org, "admin");
            await world.log({}, "admin", other);
            const { mergeId } = await as.admin.mutation(api.customers.merge, {
              orgId,
              primaryCustomerId: customerId,
              secondaryCustomerIds: [other],
              mergeReason: "Same person",
            });
            await settle();
            if (pick++ % 2 === 0) await refusalOf(as.admin.mutation(api.merges.undo, { orgId, mergeId }));
            break;
          }
          case "wait":
            vi.setSystemTime(Date.now() + 26 * 60 * minute);
            break;
        }
      }
      const [kept, anew] = await world.both();
      expect(kept).toEqual(anew);
      for (const person of kept) {
        const role = (Object.keys(users) as Role[]).find((one) => users[one] === person.userId)!;
        const rows = async (what: Behind) => (await world.behind(what, role)).length;
        expect([await rows("interactions"), await rows("logged"), await rows("messages")]).toEqual([
          person.interactions,
          person.logged,
          person.messages,
        ]);
        expect([await rows("leads"), await rows("won"), await rows("transactions")]).toEqual([
          person.leads,
          person.won,
          person.bySource.find(({ source }) => source === "transactions")?.count ?? 0,
        ]);
        expect((await rows("answers")) + (await rows("answeredLeads"))).toBe(person.answers);
      }
    }),
    { numRuns: 12 },
  );
});

test("ANA-25: an erased person's talks count no more, and what they bought goes on counting", async () => {
  const { as, orgId, backend, customerId, log, send, receive, of, both } = speaking(await newWorld());
  await log();
  await receive();
  await send();
  await as.sales.mutation(api.transactions.record, { orgId, customerId, input: { amount: 500 } });
  expect(await of("sales")).toMatchObject({ interactions: 1, logged: 1, messages: 1, answers: 1 });
  const { name } = (await backend.run((ctx) => ctx.db.get("customers", customerId)))!;
  await as.admin.mutation(api.customers.remove, { orgId, customerId });
  await as.admin.mutation(api.erasing.start, { orgId, customerId, confirmation: name });
  await backend.finishAllScheduledFunctions(vi.runAllTimers);
  expect(await of("sales")).toMatchObject({ interactions: 0, logged: 0, messages: 0, answers: 0 });
  expect((await of("sales")).revenue).toMatchObject([{ sum: 500 }]);
  const [kept, anew] = await both();
  expect(kept).toEqual(anew);
});

describe("who sees what", () => {
  test("ANA-25 REP-12: managers see everybody, sales and support their own row, brand nobody's", async () => {
    const { people, as, orgId, users, log } = speaking(await newWorld());
    await log();
    expect((await people()).map(({ role }) => role).sort()).toEqual(["admin", "manager", "sales", "support"]);
    expect(await people(june, "manager")).toEqual(await people());
    for (const role of ["sales", "support"] as const)
      expect((await people(june, role)).map(({ userId }) => userId)).toEqual([users[role]]);
    const look = (role: Role, userId: Id<"users">) =>
      as[role].query(api.performance.behind, {
        orgId,
        userId,
        what: "interactions",
        ...june,
        paginationOpts: page,
      });
    expect((await look("sales", users.sales)).page).toHaveLength(1);
    expect(await codeOf(look("support", users.sales))).toBe("FORBIDDEN");
    expect(await codeOf(people(june, "brand"))).toBe("FORBIDDEN");
  });

  test("ANA-25: another organization's people are nobody here, and its deeds count there alone", async () => {
    const world = await newWorld();
    const { as, orgId, other, people } = speaking(world);
    const theirs = await newCustomer(other);
    await other.as.sales.mutation(api.interactions.create, {
      orgId: other.orgId,
      customerId: theirs,
      input: { type: "call", subject: "x", description: "x" },
    });
    expect((await people()).every(({ interactions }) => interactions === 0)).toBe(true);
    const asked = { orgId, userId: other.users.sales, what: "calls" as const, ...june, paginationOpts: page };
    expect(await codeOf(as.admin.query(api.performance.behind, asked))).toBe("NOT_FOUND");
  });

  test("ANA-25: somebody who has left is listed for as long as they did something then", async () => {
    const { as, orgId, users, log, people, backend } = speaking(await newWorld());
    await log({}, "manager");
    const membershipId = (await backend.run(async (ctx) =>
      (await ctx.db.query("memberships").collect()).find(({ userId }) => userId === users.manager),
    ))!._id;
    await as.admin.mutation(api.members.deactivate, {
      orgId,
      membershipId,
      successorId: users.admin,
    } as never);
    const gone = async (period = june) => (await people(period)).find(({ isActive }) => !isActive);
    expect(await gone()).toMatchObject({ userId: users.manager, interactions: 1 });
    expect(await gone({ from: "2026-01-01", to: "2026-01-31" })).toBeUndefined();
  });

  test.each([
    [{ from: "June", to: "2026-06-30" }, "from"],
    [{ from: "2026-06-01", to: "2026-06-31" }, "to"],
    [{ from: "2026-06-02", to: "2026-06-01" }, "to"],
    [{ from: "2025-01-01", to: "2026-01-02" }, "to"],
  ])("ANA-25: a period of %j is refused by its field", async (period, path) => {
    const { people } = speaking(await newWorld());
    expect(await refusalOf(people(period))).toMatchObject({ code: "VALIDATION_ERROR", issues: [{ path }] });
  });

  test("REP-12: over REST as on the screen", async () => {
    const { backend, org, log, send } = speaking(await newWorld());
    await log();
    await send();
    const get = sender(backend, (await newKey(org)).key);
    const { status, body } = await get("GET", "/customers/analytics/people?from=2026-06-01&to=2026-06-30");
    expect(status).toBe(200);
    expect(body.people.find((one: { name: string }) => one.name === "ours sales")).toMatchObject({
      interactions: 1,
      interactionsByType: { call: 1 },
      messages: 1,
      conversionRate: null,
      revenue: [{ currency: "USD", count: 0, sum: 0 }],
    });
    expect((await get("GET", "/customers/analytics/people?from=2026-06-01")).status).toBe(400);
  });

  test("ANA-25: a month of a person is one row of each number, however much was done", async () => {
    const { backend, orgId, as, users } = speaking(await newWorld({ documentsRead: 60 }));
    const read = () => as.manager.query(api.performance.people, { orgId, ...june, paginationOpts: page });
    await read();
    await backend.run(async (ctx) => {
      const cells = Object.fromEntries(
        Array.from({ length: 30 }, (_, day) => [
          `${String(day + 1).padStart(2, "0")}.call`,
          { count: 40, sum: 0 },
        ]),
      );
      const row = { orgId, generation: 0, key: users.sales, part: "2026-06", shard: 0, cells };
      await ctx.db.insert("tallies", { ...row, metric: "responsible" });
    });
    expect((await read()).page.find(({ userId }) => userId === users.sales)!.calls).toBe(1200);
  });
});

test("INT-12: an organization of an older Orbit is counted by itself", async () => {
  const { backend, log, of } = speaking(await newWorld());
  await log();
  await backend.run(async (ctx) => {
    for (const row of await ctx.db.query("tallies").collect())
      if (row.metric === "responsible" || row.metric === "logged") await ctx.db.delete("tallies", row._id);
    for (const row of await ctx.db.query("orgSettings").collect())
      await ctx.db.patch("orgSettings", row._id, { searchVersion: 6 });
  });
  expect((await of("sales")).interactions).toBe(0);
  await backend.mutation(internal.search.upgradeAll, {});
  await backend.finishAllScheduledFunctions(vi.runAllTimers);
  expect(await of("sales")).toMatchObject({ interactions: 1, logged: 1 });
});
