/** SMS against a strict double, and the accounts at providers. */
import { describe, expect, test, vi } from "vitest";
import { api } from "../_generated/api";
import { refusalOf, codeOf } from "../world.testkit";
import { deliverSms } from "./providers.testkit";
import {
  asked,
  backend,
  connect,
  hello,
  messagesOf,
  newCustomer,
  org,
  settle,
  whatsapp,
  withProviders,
} from "./exchange.testkit";

withProviders();

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
