/** Messages through their providers, against strict doubles: signed or refused, once, to whom they belong, and out again. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import {
  refusalOf,
  codeOf,
  newBackend,
  newOrganization,
  type Backend,
  type Organization,
} from "../world.testkit";
import {
  connectChannel,
  deliverMail,
  deliverSms,
  deliverWhatsapp,
  stubDeployment,
  stubProviders,
  whatsappEvent as value,
  type Answers,
  type Asked,
} from "./providers.testkit";
import { plainText } from "./received";

let backend: Backend;
let org: Organization;
/** What was asked of providers, and what they answer by the beginning of the address. */
let asked: Asked[];
let answers: Answers;

beforeEach(async () => {
  stubDeployment();
  answers = [
    [
      "https://api.resend.com/emails/receiving/",
      () => Response.json({ text: "When do we leave?", html: null }),
    ],
    ["https://api.resend.com/emails", () => Response.json({ id: "re_1" })],
    ["https://graph.facebook.com/v23.0/", () => Response.json({ messages: [{ id: "wamid.out" }] })],
    ["https://api.twilio.com/2010-04-01/", () => Response.json({ sid: "SM1" }, { status: 201 })],
  ];
  asked = stubProviders(answers);
  backend = newBackend();
  org = await newOrganization(backend, "altay");
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
  vi.useRealTimers();
});

const page = { numItems: 30, cursor: null };
const settle = () => backend.finishAllScheduledFunctions(vi.runAllTimers, 1000);
const rows = <T extends "communications" | "unmatchedMessages" | "customers" | "leads" | "outbox">(
  table: T,
) => backend.run((ctx) => ctx.db.query(table).collect());
const newCustomer = async (input: object) =>
  (
    await org.as.sales.mutation(api.customers.create, {
      orgId: org.orgId,
      input: { name: "Alice Johnson", ...input },
    })
  ).customerId;
const messagesOf = async (customerId: Id<"customers">) =>
  (
    await org.as.manager.query(api.communications.list, {
      orgId: org.orgId,
      customerId,
      channel: "all",
      paginationOpts: page,
    })
  ).page;

/** A mail to the organization's address, as Resend tells of it. */
const mail = (from: string, id = "em_1", headers: Record<string, string> = {}, to = "altay@in.orbit.test") =>
  deliverMail(backend, { email_id: id, from, to: [to], subject: "Tour" }, headers);
const connect = (channel: "whatsapp" | "sms") => connectChannel(org, channel);
const whatsapp = (webhook: string, event: object, appSecret?: string) =>
  deliverWhatsapp(backend, webhook, event, appSecret);

const hello = (more: object = {}) =>
  value({
    contacts: [{ wa_id: "77015550001", profile: { name: "Dana K" } }],
    messages: [
      {
        id: "wamid.1",
        from: "77015550001",
        timestamp: String(Date.UTC(2026, 5, 1, 8, 30) / 1000),
        type: "text",
        text: { body: "Is Friday free?" },
        ...more,
      },
    ],
  });

describe("mail that comes in", () => {
  test("COM-13: from a known address it is on the customer's page, with its text once that is fetched", async () => {
    const customerId = await newCustomer({ email: "alice@example.com" });
    expect((await mail('"Alice J" <Alice@Example.com>')).status).toBe(200);
    expect(await messagesOf(customerId)).toMatchObject([
      { direction: "inbound", subject: "Tour", body: null, deliveryStatus: "received", isUnread: true },
    ]);
    await settle();
    expect(await messagesOf(customerId)).toMatchObject([{ body: "When do we leave?", error: null }]);
    expect(asked[0]).toMatchObject({ authorization: "Bearer re_key" });
  });

  test("CON-13: from a contact's address it stands on the customer, with the contact", async () => {
    const customerId = await newCustomer({ name: "Acme GmbH", type: "business", email: "office@acme.test" });
    const contactId = await org.as.admin.mutation(api.contacts.create, {
      orgId: org.orgId,
      customerId,
      input: { firstName: "Bob", lastName: "Stone", email: "bob@acme.test", mobile: "+77015550002" },
    });
    await mail("bob@acme.test");
    expect(await messagesOf(customerId)).toMatchObject([{ contactId, contactName: "Bob Stone" }]);
    const { webhook } = await connect("whatsapp");
    await whatsapp(webhook, hello({ id: "wamid.2", from: "77015550002" }));
    expect(await messagesOf(customerId)).toMatchObject([
      { contactId, communicationType: "email" },
      { contactId, communicationType: "whatsapp" },
    ]);
    expect(await rows("customers")).toHaveLength(1);
  });

  test("COM-22: a wrong signature is 401 and no row; the same event twice is one row", async () => {
    const customerId = await newCustomer({ email: "alice@example.com" });
    expect((await mail("alice@example.com", "em_1", { "svix-signature": "v1,Zm9yZ2Vk" })).status).toBe(401);
    expect(await rows("communications")).toEqual([]);
    await mail("alice@example.com");
    await mail("alice@example.com");
    expect(await messagesOf(customerId)).toHaveLength(1);
  });

  test("what is addressed to nobody, or to a neighbour, is not ours", async () => {
    const other = await newOrganization(backend, "other");
    await newCustomer({ email: "alice@example.com" });
    expect((await mail("alice@example.com", "em_1", {}, "nobody@in.orbit.test")).status).toBe(200);
    await mail("alice@example.com", "em_2", {}, "other@in.orbit.test");
    expect(await rows("communications")).toEqual([]);
    expect(await rows("unmatchedMessages")).toMatchObject([{ orgId: other.orgId }]);
  });

  test("a text that cannot be fetched is tried again; then the message says why", async () => {
    answers.unshift(["https://api.resend.com/emails/receiving/", () => Response.json({}, { status: 500 })]);
    const customerId = await newCustomer({ email: "alice@example.com" });
    await mail("alice@example.com");
    await settle();
    expect(asked).toHaveLength(5);
    expect((await messagesOf(customerId))[0]!.error).toContain("500");
  });

  test("a mail of HTML alone is read as text", () => {
    expect(plainText("<style>p{}</style><p>Hello&nbsp;<b>you</b></p><p>1 &lt; 2<br>end</p>")).toBe(
      "Hello you\n1 < 2\nend",
    );
  });
});

describe("the queue of unknown senders", () => {
  const queue = async (status: "open" | "discarded" = "open") =>
    (await org.as.support.query(api.unmatched.list, { orgId: org.orgId, status, paginationOpts: page })).page;

  test("COM-14: linking one mail moves all of the sender's, and what they write next goes there by itself", async () => {
    const customerId = await newCustomer({ phone: "+77015550009" });
    for (const id of ["em_1", "em_2", "em_3"]) await mail("new@example.com", id);
    await mail("else@example.com", "em_4");
    await settle();
    const [, third] = await queue();
    expect(await queue()).toHaveLength(4);
    await org.as.manager.mutation(api.unmatched.link, {
      orgId: org.orgId,
      messageId: third!._id,
      customerId,
    });
    expect((await messagesOf(customerId)).map(({ body }) => body)).toEqual(
      Array.from({ length: 3 }, () => "When do we leave?"),
    );
    expect(await queue()).toMatchObject([{ from: "else@example.com" }]);
    await mail("new@example.com", "em_5");
    expect(await messagesOf(customerId)).toHaveLength(4);
    expect(await org.as.manager.query(api.unmatched.counts, { orgId: org.orgId })).toEqual({
      open: 1,
      discarded: 0,
    });
  });

  test("COM-14 DUP-25: a sender becomes a customer with their address, unless somebody is known by it", async () => {
    await mail("Bob New <new@example.com>", "em_1");
    const [first] = await queue();
    const { orgId, as } = org;
    const customerId = await as.support.mutation(api.unmatched.adopt, {
      orgId,
      messageId: first!._id,
      name: "Bob New",
    });
    expect(await rows("customers")).toMatchObject([
      { _id: customerId, name: "Bob New", email: "new@example.com" },
    ]);
    expect(await messagesOf(customerId)).toHaveLength(1);
    expect(await queue()).toEqual([]);
    await newCustomer({ name: "Carl Old", email: "carl@example.com" });
    await mail("else@example.com", "em_2");
    const [second] = await queue();
    const twice = as.manager.mutation(api.unmatched.adopt, {
      orgId,
      messageId: second!._id,
      name: "Bob New",
    });
    expect(await codeOf(twice)).toBe("CUSTOMER_NAME_CONFLICT");
    expect(await queue()).toHaveLength(1);
  });

  test("COM-14: what is put aside is kept and comes back", async () => {
    await mail("spam@example.com", "em_1");
    await mail("spam@example.com", "em_2");
    const [first] = await queue();
    const { orgId, as } = org;
    await as.support.mutation(api.unmatched.discard, { orgId, messageId: first!._id });
    expect(await queue()).toEqual([]);
    expect(await queue("discarded")).toHaveLength(2);
    const link = as.manager.mutation(api.unmatched.link, {
      orgId,
      messageId: first!._id,
      customerId: await newCustomer({ phone: "+77015550009" }),
    });
    expect(await codeOf(link)).toBe("INVALID_STATUS_CHANGE");
    await as.support.mutation(api.unmatched.restore, { orgId, messageId: first!._id });
    expect(await queue()).toHaveLength(2);
  });

  test("an address that two customers share waits for somebody to decide", async () => {
    await backend.run(async (ctx) => {
      const settings = (await ctx.db.query("orgSettings").collect())[0]!;
      await ctx.db.patch("orgSettings", settings._id, {
        identityPolicy: { ...settings.identityPolicy, email: "warn", name: "warn" },
      });
    });
    await newCustomer({ email: "shared@example.com" });
    await newCustomer({ email: "shared@example.com", name: "Alan Johnson" });
    await mail("shared@example.com");
    expect(await queue()).toHaveLength(1);
    expect(await rows("communications")).toEqual([]);
  });

  test("sales does not see the queue, and a neighbour's stays theirs", async () => {
    await mail("new@example.com");
    const { orgId, as } = org;
    const read = as.sales.query(api.unmatched.list, { orgId, status: "open", paginationOpts: page });
    expect(await codeOf(read)).toBe("FORBIDDEN");
    const other = await newOrganization(backend, "other");
    const [first] = await queue();
    const discard = other.as.admin.mutation(api.unmatched.discard, {
      orgId: other.orgId,
      messageId: first!._id,
    });
    expect(await codeOf(discard)).toBe("NOT_FOUND");
  });
});

describe("WhatsApp", () => {
  test("its address is answered for the verify token alone", async () => {
    const { webhook, verifyToken } = await connect("whatsapp");
    const ask = (token: string) =>
      backend.fetch(
        `${new URL(webhook).pathname}?hub.mode=subscribe&hub.challenge=42&hub.verify_token=${token}`,
      );
    const answer = await ask(verifyToken!);
    expect([answer.status, await answer.text()]).toEqual([200, "42"]);
    expect((await ask("guess")).status).toBe(403);
    expect((await backend.fetch("/whatsapp/guess?hub.mode=subscribe")).status).toBe(404);
  });

  test("COM-06: a stranger becomes a customer with a lead, unread, and writes into it again", async () => {
    const { webhook } = await connect("whatsapp");
    expect((await whatsapp(webhook, hello())).status).toBe(200);
    const [customer] = await rows("customers");
    expect(customer).toMatchObject({ name: "Dana K", phoneE164: "+77015550001", status: "lead" });
    const at = Date.UTC(2026, 5, 1, 8, 30);
    expect(await rows("leads")).toMatchObject([
      { source: "whatsapp", customerId: customer!._id, unreadMessagesCount: 1, lastMessageAt: at },
    ]);
    vi.advanceTimersByTime(60_000);
    await whatsapp(webhook, hello({ id: "wamid.2" }));
    expect(await rows("leads")).toMatchObject([{ unreadMessagesCount: 2, inquiries: 1 }]);
    expect(await messagesOf(customer!._id)).toMatchObject([
      { body: "Is Friday free?", whatsappMessageId: "wamid.2" },
      { createdAt: at, whatsappMessageId: "wamid.1", from: "+77015550001" },
    ]);
    expect(await rows("customers")).toHaveLength(1);
  });

  test("COM-22 SEC-12: a wrong signature is 401 and no row; the same event twice is one row", async () => {
    const { webhook } = await connect("whatsapp");
    expect((await whatsapp(webhook, hello(), "another secret")).status).toBe(401);
    expect(await rows("communications")).toEqual([]);
    await whatsapp(webhook, hello());
    await whatsapp(webhook, hello());
    expect(await rows("communications")).toHaveLength(1);
  });

  test("what is for another number is left alone, and what is no event is told so", async () => {
    const { webhook } = await connect("whatsapp");
    const event = hello();
    event.entry[0]!.changes[0]!.value.metadata.phone_number_id = "999";
    expect((await whatsapp(webhook, event)).status).toBe(200);
    expect(await rows("communications")).toEqual([]);
    expect((await whatsapp(webhook, { object: "page" })).status).toBe(400);
  });

  test("COM-07 COM-08: text, template and picture leave with their ids, and ticks follow the reports", async () => {
    const { webhook } = await connect("whatsapp");
    const customerId = await newCustomer({ phone: "+77015550001" });
    const send = (input: object) =>
      org.as.sales.mutation(api.communications.send, {
        orgId: org.orgId,
        customerId,
        input: { channel: "whatsapp", ...input },
      });
    let serial = 0;
    answers.unshift([
      "https://graph.facebook.com/v23.0/1055/messages",
      () => Response.json({ messages: [{ id: `wamid.${++serial}` }] }),
    ]);
    await send({ body: "Yes, it is" });
    await settle();
    vi.advanceTimersByTime(1000);
    await send({ body: "Dear Dana", template: { name: "hello", language: "en", variables: ["Dana"] } });
    await settle();
    vi.advanceTimersByTime(1000);
    await send({ mediaUrl: "https://files.test/map.png", mediaType: "image/png", body: "The map" });
    await settle();
    expect(asked.map(({ body }) => JSON.parse(body) as object)).toMatchObject([
      { messaging_product: "whatsapp", to: "77015550001", type: "text", text: { body: "Yes, it is" } },
      {
        type: "template",
        template: {
          name: "hello",
          language: { code: "en" },
          components: [{ type: "body", parameters: [{ type: "text", text: "Dana" }] }],
        },
      },
      { type: "image", image: { link: "https://files.test/map.png", caption: "The map" } },
    ]);
    expect((await messagesOf(customerId)).map((row) => [row.whatsappMessageId, row.deliveryStatus])).toEqual([
      ["wamid.3", "sent"],
      ["wamid.2", "sent"],
      ["wamid.1", "sent"],
    ]);
    const report = (id: string, status: string) => whatsapp(webhook, value({ statuses: [{ id, status }] }));
    const sent = (await messagesOf(customerId)).map(({ _id }) => _id);
    expect(
      asked.map(({ body }) => (JSON.parse(body) as object)["biz_opaque_callback_data" as never]),
    ).toEqual(sent.toReversed());
    await report("wamid.1", "read");
    await report("wamid.1", "delivered");
    await report("wamid.2", "failed");
    expect((await report("wamid.unknown", "read")).status).toBe(200);
    expect((await messagesOf(customerId)).map((row) => row.whatsappStatus)).toEqual([
      "sent",
      "failed",
      "read",
    ]);
  });

  test("COM-24: a refusal is failed with its words; sending again sends it", async () => {
    await connect("whatsapp");
    const customerId = await newCustomer({ phone: "+77015550001" });
    const refused = () =>
      Response.json({ error: { code: 131047, message: "Re-engagement message" } }, { status: 400 });
    answers.unshift(["https://graph.facebook.com/", refused]);
    const { orgId, as } = org;
    const messageId = await as.sales.mutation(api.communications.send, {
      orgId,
      customerId,
      input: { channel: "whatsapp", body: "Hello" },
    });
    await settle();
    expect(await messagesOf(customerId)).toMatchObject([
      { deliveryStatus: "failed", whatsappStatus: "failed", error: "131047 Re-engagement message" },
    ]);
    answers.shift();
    await as.sales.mutation(api.communications.retry, { orgId, messageId });
    await settle();
    expect(await messagesOf(customerId)).toMatchObject([{ deliveryStatus: "sent", error: null }]);
    expect(await codeOf(as.sales.mutation(api.communications.retry, { orgId, messageId }))).toBe(
      "INVALID_STATUS_CHANGE",
    );
  });

  test("what may pass is tried again by itself", async () => {
    await connect("whatsapp");
    const customerId = await newCustomer({ phone: "+77015550001" });
    let tries = 0;
    answers.unshift([
      "https://graph.facebook.com/",
      () =>
        ++tries < 3
          ? Response.json({ error: { code: 130429, message: "Slow down" } }, { status: 400 })
          : Response.json({ messages: [{ id: "wamid.late" }] }),
    ]);
    await org.as.sales.mutation(api.communications.send, {
      orgId: org.orgId,
      customerId,
      input: { channel: "whatsapp", body: "Hello" },
    });
    await settle();
    expect(await messagesOf(customerId)).toMatchObject([
      { deliveryStatus: "sent", whatsappMessageId: "wamid.late" },
    ]);
  });

  describe("an answer that was lost on its way", () => {
    async function lost(answer: () => Response) {
      const { webhook } = await connect("whatsapp");
      const customerId = await newCustomer({ phone: "+77015550001" });
      answers.unshift(["https://graph.facebook.com/", answer]);
      const { orgId, as } = org;
      const messageId = await as.sales.mutation(api.communications.send, {
        orgId,
        customerId,
        input: { channel: "whatsapp", body: "Hello" },
      });
      await settle();
      return { webhook, customerId, messageId };
    }
    const gateway = () => new Response("Bad gateway", { status: 502 });
    const broken = () => {
      throw new TypeError("terminated");
    };

    test.each([
      ["the connection broke", broken],
      ["a gateway answered", gateway],
    ])(
      "COM-24: %s: it is sent once, and a person decides whether it is sent again",
      async (_what, answer) => {
        const { customerId, messageId } = await lost(answer);
        expect(asked).toHaveLength(1);
        expect(await messagesOf(customerId)).toMatchObject([
          {
            deliveryStatus: "failed",
            isUncertain: true,
            error: expect.stringContaining("may have arrived") as unknown,
          },
        ]);
        answers.shift();
        await org.as.sales.mutation(api.communications.retry, { orgId: org.orgId, messageId });
        await settle();
        expect(asked).toHaveLength(2);
        expect(await messagesOf(customerId)).toMatchObject([{ deliveryStatus: "sent", isUncertain: false }]);
      },
    );

    test("COM-08: the report of one that arrived all the same settles it, by our own id alone", async () => {
      const { webhook, customerId, messageId } = await lost(gateway);
      const other = await newOrganization(backend, "other");
      const report = (fields: object) =>
        whatsapp(webhook, value({ statuses: [{ id: "wamid.7", ...fields }] }));
      await report({ status: "delivered", biz_opaque_callback_data: other.orgId });
      expect(await messagesOf(customerId)).toMatchObject([{ deliveryStatus: "failed" }]);
      await report({ status: "delivered", biz_opaque_callback_data: messageId });
      expect(await messagesOf(customerId)).toMatchObject([
        { deliveryStatus: "delivered", isUncertain: false, whatsappMessageId: "wamid.7", error: null },
      ]);
      await report({ status: "read" });
      expect(await messagesOf(customerId)).toMatchObject([{ deliveryStatus: "read" }]);
    });

    test("what surely never reached WhatsApp is tried again by itself", async () => {
      let tries = 0;
      const { customerId } = await lost(() => {
        if (++tries > 2) return Response.json({ messages: [{ id: "wamid.late" }] });
        throw new TypeError("fetch failed", { cause: { code: "ECONNREFUSED" } });
      });
      expect(await messagesOf(customerId)).toMatchObject([{ deliveryStatus: "sent", isUncertain: false }]);
    });
  });
});

describe("SMS", () => {
  const twilio = (webhook: string, fields: Record<string, string>, token?: string) =>
    deliverSms(backend, webhook, fields, token);

  test("COM-17 COM-22: it leaves to an E.164 number, its report is taken, and a wrong signature is 401", async () => {
    const { webhook } = await connect("sms");
    const customerId = await newCustomer({ phone: "8 701 555 00 01" });
    await org.as.sales.mutation(api.communications.send, {
      orgId: org.orgId,
      customerId,
      input: { channel: "sms", body: "We meet at nine" },
    });
    await settle();
    expect(Object.fromEntries(new URLSearchParams(asked[0]!.body))).toEqual({
      To: "+77015550001",
      From: "+77010000000",
      Body: "We meet at nine",
      StatusCallback: webhook,
    });
    const report = { MessageSid: "SM1", MessageStatus: "delivered" };
    expect((await twilio(webhook, report, "another")).status).toBe(401);
    expect(await messagesOf(customerId)).toMatchObject([{ deliveryStatus: "sent", providerId: "SM1" }]);
    await twilio(webhook, report);
    expect(await messagesOf(customerId)).toMatchObject([{ deliveryStatus: "delivered" }]);
    const answer = { MessageSid: "SM2", From: "+77015550001", To: "+77010000000", Body: "Fine" };
    vi.advanceTimersByTime(1000);
    await twilio(webhook, answer);
    await twilio(webhook, answer);
    expect(await messagesOf(customerId)).toMatchObject([{ body: "Fine", direction: "inbound" }, {}]);
  });

  test("COM-17: without a number that can be dialled nothing leaves", async () => {
    await connect("sms");
    const customerId = await newCustomer({ email: "alice@example.com" });
    const send = org.as.sales.mutation(api.communications.send, {
      orgId: org.orgId,
      customerId,
      input: { channel: "sms", body: "Hello" },
    });
    expect(await refusalOf(send)).toEqual({ code: "CONSENT_MISSING", reason: "noAddress" });
  });
});

describe("mail that goes out", () => {
  const send = (customerId: Id<"customers">, input: object = {}) =>
    org.as.sales.mutation(api.communications.send, {
      orgId: org.orgId,
      customerId,
      input: { channel: "email", subject: "Your tour", body: "We meet at nine.\n\nBring water.", ...input },
    });

  test("COM-12: it is in the conversation with its subject and the provider's id, and answers come back to the inbox", async () => {
    const customerId = await newCustomer({ email: "alice@example.com" });
    await send(customerId);
    await settle();
    expect(await messagesOf(customerId)).toMatchObject([
      { subject: "Your tour", providerId: "re_1", deliveryStatus: "sent", authorName: "altay sales" },
    ]);
    expect(JSON.parse(asked[0]!.body)).toMatchObject({
      to: "alice@example.com",
      reply_to: "altay@in.orbit.test",
      subject: "Your tour",
    });
  });

  test("COM-24: what the provider refuses is failed with its words, and sending again sends it", async () => {
    answers.unshift([
      "https://api.resend.com/emails",
      () =>
        Response.json(
          { name: "validation_error", message: "no such domain", statusCode: 422 },
          { status: 422 },
        ),
    ]);
    const customerId = await newCustomer({ email: "alice@example.com" });
    const messageId = await send(customerId);
    await settle();
    expect(await messagesOf(customerId)).toMatchObject([
      { deliveryStatus: "failed", error: "validation_error: no such domain" },
    ]);
    answers.shift();
    await org.as.sales.mutation(api.communications.retry, { orgId: org.orgId, messageId });
    await settle();
    expect(await messagesOf(customerId)).toMatchObject([{ deliveryStatus: "sent", error: null }]);
  });

  test("COM-21: without a provider every message is kept and marked as simulated", async () => {
    vi.stubEnv("RESEND_API_KEY", "");
    const customerId = await newCustomer({ email: "alice@example.com", phone: "+77015550001" });
    const messageId = await send(customerId);
    for (const channel of ["whatsapp", "sms"] as const)
      await send(customerId, { channel, subject: undefined });
    await settle();
    expect((await messagesOf(customerId)).map(({ deliveryStatus }) => deliveryStatus)).toEqual(
      Array.from({ length: 3 }, () => "simulated"),
    );
    expect(await rows("outbox")).toMatchObject([{ status: "held", kind: "message" }]);
    expect(asked).toEqual([]);
    const { leaves } = await org.as.sales.query(api.communications.ways, { orgId: org.orgId, customerId });
    expect(leaves).toEqual({ email: false, whatsapp: false, sms: false });
    expect(
      await codeOf(org.as.sales.mutation(api.communications.retry, { orgId: org.orgId, messageId })),
    ).toBe("CONFIGURATION_MISSING");
  });

  test("COM-26: marketing needs consent, an answer does not", async () => {
    const customerId = await newCustomer({ email: "alice@example.com" });
    expect(await refusalOf(send(customerId, { purpose: "marketing" }))).toEqual({
      code: "CONSENT_MISSING",
      reason: "noMarketingConsent",
    });
    await send(customerId);
    expect(await messagesOf(customerId)).toHaveLength(1);
  });

  test.each([
    [{ subject: "" }, "subject"],
    [{ channel: "sms", body: "x".repeat(1_601) }, "body"],
    [{ mediaUrl: "https://files.test/a.png" }, "channel"],
  ])("%j is refused by its field", async (input, path) => {
    const customerId = await newCustomer({ email: "alice@example.com", phone: "+77015550001" });
    expect(await refusalOf(send(customerId, input))).toMatchObject({
      code: "VALIDATION_ERROR",
      issues: [{ path }],
    });
  });
});

describe("accounts", () => {
  test("secrets are stored sealed, never shown, and kept when they are left out", async () => {
    const first = await connect("whatsapp");
    expect(JSON.stringify(first)).not.toContain("app secret");
    const stored = async () => (await backend.run((ctx) => ctx.db.query("channels").collect()))[0]!;
    const { appSecret, accessToken } = await stored();
    expect([appSecret, accessToken].join()).not.toMatch(/app secret|token/);
    const { orgId, as } = org;
    const input = { account: "1055", number: "+77010000001", isActive: true };
    await as.admin.mutation(api.channels.save, { orgId, channel: "whatsapp", input });
    expect(await stored()).toMatchObject({ appSecret, accessToken, number: "+77010000001" });
    expect((await whatsapp(first.webhook, hello())).status).toBe(200);
    await as.admin.mutation(api.channels.save, {
      orgId,
      channel: "whatsapp",
      input: { ...input, isActive: false },
    });
    expect((await whatsapp(first.webhook, hello({ id: "wamid.9" }))).status).toBe(404);
  });

  test("a new account needs its secrets and a number; only an admin stores one", async () => {
    const { orgId, as } = org;
    const save = (role: "admin" | "manager") =>
      as[role].mutation(api.channels.save, {
        orgId,
        channel: "whatsapp",
        input: { account: "1055", number: "12", isActive: true },
      });
    expect(await refusalOf(save("admin"))).toMatchObject({
      code: "VALIDATION_ERROR",
      issues: [{ path: "number" }, { path: "accessToken" }, { path: "appSecret" }],
    });
    expect(await codeOf(save("manager"))).toBe("FORBIDDEN");
  });
});
