/** Quotes on their way: sent, read and answered by the customer, replaced by a newer version, ended by the day. */
import { describe, expect, test, vi } from "vitest";
import { api, internal } from "../_generated/api";
import { newWorld, refusal, type World } from "../engagement.testkit";
import { dayMs } from "../shared/days";
import { draft, entry, page, read, send, today } from "./quotes.testkit";

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
