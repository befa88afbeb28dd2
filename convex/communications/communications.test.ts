/** Messages written down, their conversations, and what keeps them apart from others. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api, internal } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { newCustomer, newWorld, refusal, type World } from "../engagement.testkit";
import { newKey, sender } from "../rest/caller.testkit";
import schema from "../schema";
import type { Role } from "../tenancy/permissions";
import { refusalOf } from "../world.testkit";
import { inTenant } from "../tallies/tenant.testkit";
import { recordMessage, type NewMessage } from "./record";
import { directions } from "./words";

beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 5, 1, 9) }));
afterEach(() => void vi.useRealTimers());

const page = { numItems: 30, cursor: null };
const hello = { communicationType: "whatsapp", direction: "outbound", body: "Hello" } as const;

function speaking({ backend, org, other, customerId }: World) {
  const { orgId, as } = org;
  const paginationOpts = page;
  return {
    backend,
    org,
    other,
    orgId,
    as,
    customerId,
    write: (input: object = {}, more: object = {}, role: Role = "sales") =>
      as[role].mutation(api.communications.record, {
        orgId,
        customerId,
        input: { ...hello, ...input },
        ...more,
      }),
    /** A message that came in through a channel. */
    receive: (input: object = {}, of = customerId) =>
      inTenant(backend, orgId, async (ctx) => {
        const message = { ...hello, direction: "inbound", deliveryStatus: "received", ...input };
        return await recordMessage(ctx, await ctx.db.get("customers", of), message as NewMessage);
      }),
    list: async (channel: "all" | "email" | "whatsapp" | "phone" = "all", of = customerId) =>
      (await as.sales.query(api.communications.list, { orgId, customerId: of, channel, paginationOpts }))
        .page,
    inbox: async (filter: object = {}, role: Role = "manager") =>
      (
        await as[role].query(api.communications.threads, {
          orgId,
          channel: "all",
          unreadOnly: false,
          owner: null,
          ...filter,
          paginationOpts,
        })
      ).page,
    counts: (owner: Id<"users"> | null = null) =>
      as.manager.query(api.communications.counts, { orgId, owner }),
    customer: () => as.admin.query(api.customers.get, { orgId, customer: customerId }),
    settle: () => backend.finishAllScheduledFunctions(vi.runAllTimers, 1000),
  };
}

describe("a message", () => {
  test.each(["whatsapp", "email", "phone", "sms", "chat"] as const)(
    "COM-01 COM-02: one of kind %s is kept as it was given",
    async (communicationType) => {
      const { write, list } = speaking(await newWorld());
      const given = {
        communicationType,
        direction: "inbound",
        subject: "Trip",
        body: "Two lines\nof text",
        mediaUrl: "https://files.example/a.png",
        mediaType: "image/png",
        whatsappMessageId: `wamid.${communicationType}`,
        whatsappStatus: "delivered",
        createdAt: Date.UTC(2026, 4, 30),
      };
      await write(given);
      expect(await list()).toMatchObject([{ ...given, deliveryStatus: "recorded" }]);
    },
  );

  test("COM-03: it came in or went out; over REST anything else is refused by its field", async () => {
    const { backend, org, customerId, list } = speaking(await newWorld());
    const send = sender(backend, (await newKey(org)).key);
    const write = (direction: string) =>
      send("POST", `/customers/${customerId}/communications`, {
        communicationType: "sms",
        direction,
        body: "Hello",
      });
    for (const direction of directions) {
      expect((await write(direction)).status).toBe(201);
      vi.advanceTimersByTime(1000);
    }
    expect((await list()).map(({ direction }) => direction)).toEqual(directions.toReversed());
    const refused = await write("sideways");
    expect(refused).toMatchObject({ status: 400, body: { details: [{ path: "direction" }] } });
    expect(await list()).toHaveLength(2);
  });

  test("COM-05: every channel and the calls stand in one conversation, in the order in which they happened", async () => {
    const { orgId, as, customerId, write, receive, list } = speaking(await newWorld());
    const said = ["whatsapp", "email", "sms"] as const;
    for (const communicationType of said) {
      await write({ communicationType, body: `ours by ${communicationType}` });
      vi.advanceTimersByTime(60_000);
      await receive({ communicationType, body: `theirs by ${communicationType}` });
      vi.advanceTimersByTime(60_000);
    }
    await as.sales.mutation(api.interactions.create, {
      orgId,
      customerId,
      input: { type: "call", subject: "Rang back", description: "They come on Friday" },
    });
    // Told late, and stands where it happened all the same.
    await write({ body: "written down afterwards", createdAt: Date.UTC(2026, 4, 1) });
    const order = (await list()).map(({ body }) => body);
    expect(order.toReversed()).toEqual([
      "written down afterwards",
      ...said.flatMap((channel) => [`ours by ${channel}`, `theirs by ${channel}`]),
      "They come on Friday",
    ]);
    expect(await list("email")).toHaveLength(2);
  });

  test("COM-20: its five ways to be found are indexes of the organization's own rows, and a report finds it by WhatsApp's id", async () => {
    const indexes = new Map(
      (
        schema.tables.communications as unknown as {
          " indexes"(): { indexDescriptor: string; fields: string[] }[];
        }
      )
        [" indexes"]()
        .map(({ indexDescriptor, fields }) => [indexDescriptor, fields.slice(0, 2)]),
    );
    expect(
      ["by_customer", "by_lead", "by_booking", "by_type", "by_whatsapp"].map((name) => indexes.get(name)),
    ).toEqual(
      ["customerId", "leadId", "bookingId", "communicationType", "whatsappMessageId"].map((field) => [
        "orgId",
        field,
      ]),
    );
    const { backend, orgId, other, write, list } = speaking(await newWorld());
    // Known by nothing but WhatsApp's id: another system sent it.
    await write({ whatsappMessageId: "wamid.7", whatsappStatus: "sent" });
    const report = (organization: Id<"organizations">) =>
      backend.mutation(internal.channels.report, {
        orgId: organization,
        report: { id: "wamid.7", status: "read", error: null },
      });
    await report(other.orgId);
    expect(await list()).toMatchObject([{ whatsappStatus: "sent" }]);
    await report(orgId);
    expect(await list()).toMatchObject([{ whatsappStatus: "read", deliveryStatus: "read" }]);
  });

  test("COM-25: a customer is written to by each channel that has an address, theirs and their contacts', and by no other", async () => {
    const { orgId, as, customerId } = speaking(await newWorld());
    const update = (patch: object) => as.admin.mutation(api.customers.update, { orgId, customerId, patch });
    const ways = async () =>
      (await as.sales.query(api.communications.ways, { orgId, customerId })).ways.map(
        ({ channel, address }) => `${channel} ${address}`,
      );
    const send = (channel: "email" | "whatsapp" | "sms", contactId?: Id<"contacts">) =>
      as.sales.mutation(api.communications.send, {
        orgId,
        customerId,
        input: { channel, body: "Hello", ...(channel === "email" ? { subject: "Hello" } : {}) },
        ...(contactId === undefined ? {} : { contactId }),
      });
    await update({ email: "alice@example.com", phone: null });
    expect(await ways()).toEqual(["email alice@example.com"]);
    expect(await refusalOf(send("whatsapp"))).toMatchObject({ code: "CONSENT_MISSING", reason: "noAddress" });
    await update({ phone: "+77015550001" });
    const contactId = await as.admin.mutation(api.contacts.create, {
      orgId,
      customerId,
      input: { firstName: "Bob", lastName: "Stone", email: "bob@example.com" },
    });
    expect(await ways()).toEqual([
      "email alice@example.com",
      "whatsapp +77015550001",
      "sms +77015550001",
      "email bob@example.com",
    ]);
    for (const channel of ["email", "whatsapp", "sms"] as const) await send(channel);
    await send("email", contactId);
    const { page: sent } = await as.sales.query(api.communications.list, {
      orgId,
      customerId,
      channel: "all",
      paginationOpts: page,
    });
    expect(sent.map(({ communicationType, to }) => `${communicationType} ${to}`).toSorted()).toEqual(
      (await ways()).toSorted(),
    );
  });

  test("COM-07: until when WhatsApp takes free words is known by the customer's own last message", async () => {
    const { orgId, as, customerId, write, receive } = speaking(await newWorld());
    const heardAt = async () =>
      (await as.sales.query(api.communications.ways, { orgId, customerId })).whatsappHeardAt;
    await write();
    await receive({ communicationType: "sms" });
    expect(await heardAt()).toBeNull();
    const at = Date.now();
    await receive();
    vi.advanceTimersByTime(60_000);
    await write();
    expect(await heardAt()).toBe(at);
  });

  test.each([
    [{ body: "  " }, "body"],
    [{ body: "x".repeat(50_001) }, "body"],
    [{ mediaUrl: "javascript:alert(1)" }, "mediaUrl"],
    [{ createdAt: Date.UTC(2027, 0, 1) }, "createdAt"],
  ])("COM-01: %j is refused by its field", async (input, path) => {
    const { write } = speaking(await newWorld());
    expect(await refusalOf(write(input))).toMatchObject({ code: "VALIDATION_ERROR", issues: [{ path }] });
  });

  test("COM-04: it is shown on its lead and its booking, and neither can be another customer's", async () => {
    const { org, orgId, as, customerId, write } = speaking(await newWorld());
    const of = (customer: Id<"customers">) =>
      as.manager.mutation(api.leads.create, { orgId, customerId: customer, title: "Trip" });
    const leadId = await of(customerId);
    const strangers = await of(await newCustomer(org, "admin"));
    await write({}, { leadId });
    const { page: found } = await as.sales.query(api.communications.ofLead, {
      orgId,
      leadId,
      paginationOpts: page,
    });
    expect(found).toMatchObject([{ body: "Hello", leadId }]);
    expect(await refusalOf(write({}, { leadId: strangers }))).toMatchObject({
      code: "VALIDATION_ERROR",
      issues: [{ path: "leadId" }],
    });
  });

  test("COM-19: it is the customer's last contact and one entry of the timeline", async () => {
    const { as, orgId, customerId, write, customer } = speaking(await newWorld());
    await write({ body: "See you on Friday" });
    expect(await customer()).toMatchObject({ lastContactAt: Date.now() });
    const { page: told } = await as.sales.query(api.timeline.list, {
      orgId,
      customerId,
      kind: "whatsapp",
      paginationOpts: { numItems: 10, cursor: null },
    });
    expect(told).toMatchObject([{ title: "See you on Friday", history: { action: "sent" } }]);
    // An older one moves nothing back.
    await write({ createdAt: Date.UTC(2026, 3, 1) });
    expect(await customer()).toMatchObject({ lastContactAt: Date.now() });
  });

  test("COM-22: the same message of WhatsApp is one, and never two customers'", async () => {
    const { org, as, orgId, write, list } = speaking(await newWorld());
    await write({ whatsappMessageId: "wamid.1" });
    await write({ whatsappMessageId: "wamid.1" });
    expect(await list()).toHaveLength(1);
    const elsewhere = as.admin.mutation(api.communications.record, {
      orgId,
      customerId: await newCustomer(org, "admin"),
      input: { ...hello, whatsappMessageId: "wamid.1" },
    });
    expect(await refusal(elsewhere)).toBe("VALIDATION_ERROR");
  });
});

describe("conversations", () => {
  test("COM-16: channel, unread and mine work together, and the numbers agree with the lists", async () => {
    const { org, orgId, as, receive, inbox, counts, customerId } = speaking(await newWorld());
    const theirs = await newCustomer(org, "manager");
    await as.manager.mutation(api.customers.assign, {
      orgId,
      customerId: theirs,
      ownerId: org.users.manager,
    });
    await receive({ communicationType: "whatsapp" });
    vi.advanceTimersByTime(1000);
    await receive({ communicationType: "email", subject: "Dates" });
    vi.advanceTimersByTime(1000);
    await receive({ communicationType: "email" }, theirs);
    await as.manager.mutation(api.communications.mark, { orgId, customerId: theirs, isRead: true });
    const ids = async (filter: object) => (await inbox(filter)).map((row) => row.customerId);
    expect(await ids({})).toEqual([theirs, customerId]);
    expect(await ids({ channel: "email" })).toEqual([theirs, customerId]);
    expect(await ids({ channel: "email", unreadOnly: true })).toEqual([customerId]);
    expect(await ids({ channel: "whatsapp", owner: org.users.sales })).toEqual([customerId]);
    expect(await ids({ channel: "whatsapp", owner: org.users.manager })).toEqual([]);
    expect(await ids({ unreadOnly: true, owner: org.users.manager })).toEqual([]);
    expect(await counts()).toMatchObject({
      all: { all: 2, unread: 1 },
      email: { all: 2, unread: 1 },
      whatsapp: { all: 1, unread: 1 },
      sms: { all: 0, unread: 0 },
    });
    expect((await counts(org.users.manager)).all).toEqual({ all: 1, unread: 0 });
    expect((await inbox({ channel: "email", unreadOnly: true }))[0]).toMatchObject({
      unread: 1,
      last: { subject: "Dates", direction: "inbound" },
    });
  });

  test("COM-16: reading takes every message, a long conversation in several steps, and can be taken back", async () => {
    const { orgId, as, receive, inbox, customerId, settle } = speaking(await newWorld());
    for (let count = 0; count < 103; count++) await receive({ body: `No. ${count}` });
    expect(await inbox()).toMatchObject([{ unread: 103, messages: 103 }]);
    await as.sales.mutation(api.communications.mark, { orgId, customerId, isRead: true });
    await settle();
    expect(await inbox()).toMatchObject([{ unread: 0, messages: 103 }]);
    await as.sales.mutation(api.communications.mark, { orgId, customerId, isRead: false });
    expect(await inbox({ unreadOnly: true })).toMatchObject([{ unread: 1 }]);
  });

  test("CUS-01: the inbox shows today's name, for none is kept with the message", async () => {
    const { orgId, as, receive, inbox, customerId } = speaking(await newWorld());
    await receive();
    await as.admin.mutation(api.customers.update, { orgId, customerId, patch: { name: "Renamed" } });
    expect(await inbox()).toMatchObject([{ customerName: "Renamed" }]);
  });

  test("it is listed under the customer's owner, and not while the customer is deleted", async () => {
    const { org, orgId, as, receive, inbox, counts, customerId } = speaking(await newWorld());
    await receive();
    await as.manager.mutation(api.customers.assign, { orgId, customerId, ownerId: org.users.manager });
    expect(await inbox({ owner: org.users.sales })).toEqual([]);
    expect(await inbox({ owner: org.users.manager })).toHaveLength(1);
    await as.manager.mutation(api.customers.remove, { orgId, customerId });
    expect(await inbox()).toEqual([]);
    expect((await counts()).all).toEqual({ all: 0, unread: 0 });
    await as.manager.mutation(api.customers.restore, { orgId, customerId });
    expect(await inbox()).toMatchObject([{ unread: 1 }]);
    expect((await counts()).all).toEqual({ all: 1, unread: 1 });
  });

  test("INT-25: merging moves messages and unread to the survivor, and undoing gives each its own back", async () => {
    const { org, orgId, as, receive, inbox, customerId } = speaking(await newWorld());
    const twin = await newCustomer(org, "admin");
    await receive({ body: "first" });
    await receive({ body: "second", communicationType: "email" }, twin);
    const merged = await as.admin.mutation(api.customers.merge, {
      orgId,
      primaryCustomerId: customerId,
      secondaryCustomerIds: [twin],
      mergeReason: "One person",
    });
    expect(await inbox()).toMatchObject([{ customerId, messages: 2, unread: 2 }]);
    expect(await inbox({ channel: "email" })).toMatchObject([{ customerId, messages: 1 }]);
    await as.admin.mutation(api.merges.undo, { orgId, mergeId: merged.mergeId });
    expect((await inbox()).map((row) => [row.customerId, row.messages])).toEqual(
      expect.arrayContaining([
        [customerId, 1],
        [twin, 1],
      ]),
    );
  });
});

describe("calls", () => {
  const call = { type: "call", subject: "Dates", description: "Agreed on May", duration: 7 };

  test("COM-18: a call logged once is one message and one entry of the timeline", async () => {
    const { orgId, as, customerId, list } = speaking(await newWorld());
    await as.sales.mutation(api.interactions.create, {
      orgId,
      customerId,
      input: { ...call, direction: "inbound" },
    });
    expect(await list("phone")).toMatchObject([
      {
        direction: "inbound",
        body: "Agreed on May",
        call: { subject: "Dates", minutes: 7, successful: true },
      },
    ]);
    const counts = await as.sales.query(api.timeline.counts, { orgId, customerId });
    expect(counts["call"]).toBe(1);
  });

  test("COM-18: a corrected call says the same in both places, one that became a meeting is no message", async () => {
    const { orgId, as, customerId, list, inbox } = speaking(await newWorld());
    const interactionId = await as.sales.mutation(api.interactions.create, {
      orgId,
      customerId,
      input: call,
    });
    const edit = (input: object) =>
      as.sales.mutation(api.interactions.update, { orgId, interactionId, input });
    const at = Date.UTC(2026, 4, 2);
    await edit({ description: "Agreed on June", interactionDate: at });
    expect(await list("phone")).toMatchObject([{ body: "Agreed on June", createdAt: at }]);
    expect(await inbox({ channel: "phone" })).toMatchObject([{ lastMessageAt: at }]);
    await edit({ type: "meeting" });
    expect(await list()).toEqual([]);
    expect(await inbox()).toEqual([]);
    await edit({ type: "call" });
    expect(await list("phone")).toHaveLength(1);
  });

  test("taking a logged call back takes the message back, and last contact is the newest message that is left", async () => {
    const { orgId, as, customerId, write, list, customer } = speaking(await newWorld());
    const at = Date.now();
    await write();
    vi.advanceTimersByTime(60_000);
    await as.sales.mutation(api.interactions.create, { orgId, customerId, input: call });
    const { page: told } = await as.sales.query(api.history.list, {
      orgId,
      customerId,
      paginationOpts: page,
    });
    const logged = told.find(({ entity }) => entity === "interactions");
    await as.sales.mutation(api.history.undo, { orgId, auditId: logged!._id as Id<"auditLog"> });
    expect((await list()).map(({ communicationType }) => communicationType)).toEqual(["whatsapp"]);
    expect(await customer()).toMatchObject({ lastContactAt: at });
  });
});

describe("who may", () => {
  test("sales lists its own conversations only, and reads no other's", async () => {
    const { org, orgId, as, receive, inbox } = speaking(await newWorld());
    const theirs = await newCustomer(org, "manager");
    await receive({}, theirs);
    expect(await refusal(inbox({}, "sales"))).toBe("FORBIDDEN");
    expect(await inbox({ owner: org.users.sales }, "sales")).toEqual([]);
    const read = as.sales.query(api.communications.list, {
      orgId,
      customerId: theirs,
      channel: "all",
      paginationOpts: page,
    });
    expect(await refusal(read)).toBe("OUT_OF_REACH");
    const write = as.sales.mutation(api.communications.record, { orgId, customerId: theirs, input: hello });
    expect(await refusal(write)).toBe("OUT_OF_REACH");
  });

  test("another organization neither reads nor writes, and its numbers stay its own", async () => {
    const { other, customerId, receive } = speaking(await newWorld());
    await receive();
    const { orgId, as } = other;
    const read = as.admin.query(api.communications.list, {
      orgId,
      customerId,
      channel: "all",
      paginationOpts: page,
    });
    expect(await refusal(read)).toBe("NOT_FOUND");
    expect(
      await refusal(as.admin.mutation(api.communications.record, { orgId, customerId, input: hello })),
    ).toBe("NOT_FOUND");
    expect((await as.admin.query(api.communications.counts, { orgId, owner: null })).all.all).toBe(0);
  });

  test("where the module is off nothing is added, and what is there is read", async () => {
    const { orgId, as, write, list } = speaking(await newWorld());
    await write();
    const { modules } = await as.admin.query(api.settings.get, { orgId });
    await as.admin.mutation(api.settings.update, {
      orgId,
      changes: { modules: { ...modules, inbox: false } },
    });
    expect(await refusal(write())).toBe("MODULE_OFF");
    expect(await list()).toHaveLength(1);
  });
});
