/** WhatsApp against a strict double: signed or refused, once, to whom it belongs, and out again. */
import { describe, expect, test, vi } from "vitest";
import { api } from "../_generated/api";
import { codeOf, newOrganization } from "../world.testkit";
import { whatsappEvent as value } from "./providers.testkit";
import {
  answers,
  asked,
  backend,
  connect,
  hello,
  messagesOf,
  newCustomer,
  org,
  rows,
  settle,
  whatsapp,
  withProviders,
} from "./exchange.testkit";

withProviders();

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
