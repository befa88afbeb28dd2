/** Mail that goes out: in the conversation, failed with its words, sent again. */
import { describe, expect, test, vi } from "vitest";
import { api } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { refusalOf, codeOf } from "../world.testkit";
import {
  answers,
  asked,
  messagesOf,
  newCustomer,
  org,
  rows,
  settle,
  withProviders,
} from "./exchange.testkit";

withProviders();

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
