/** Mails: delivered once, tried again, held without a provider, told by the provider's webhook. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Webhook } from "svix";
import { api, internal } from "./_generated/api";
import type { Doc } from "./_generated/dataModel";
import { codeOf, newBackend, newOrganization, type Backend, type Organization } from "./world.testkit";

let backend: Backend;
let org: Organization;
/** Answers of the provider, in turn; the last one stays. */
let answers: { status: number; body: object }[];
let calls: { to: string; key: string | null }[];

beforeEach(async () => {
  vi.useFakeTimers();
  answers = [{ status: 200, body: { id: "re_1" } }];
  calls = [];
  vi.stubGlobal("fetch", (url: string | URL, init?: RequestInit) => {
    expect(String(url)).toBe("https://api.resend.com/emails");
    const { to } = JSON.parse(init!.body as string) as { to: string };
    calls.push({ to, key: new Headers(init!.headers).get("idempotency-key") });
    const { status, body } = answers.length > 1 ? answers.shift()! : answers[0]!;
    return Promise.resolve(Response.json(body, { status }));
  });
  vi.stubEnv("ORBIT_URL", "https://orbit.test");
  backend = newBackend();
  org = await newOrganization(backend, "altay");
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
  vi.useRealTimers();
});

const deliver = () => backend.finishAllScheduledFunctions(vi.runAllTimers);
const mails = async (): Promise<Doc<"outbox">[]> => backend.run((ctx) => ctx.db.query("outbox").collect());
const invite = (email = "dana@example.com") =>
  org.as.admin.mutation(api.invitations.create, { orgId: org.orgId, email, role: "sales" });

describe("with a provider", () => {
  beforeEach(() => vi.stubEnv("RESEND_API_KEY", "re_key"));

  test("a mail is sent once, with a key that makes a repeat harmless", async () => {
    await invite();
    expect(await mails()).toMatchObject([{ status: "queued", attempts: 0 }]);
    await deliver();
    const [mail] = await mails();
    expect(mail).toMatchObject({ status: "sent", attempts: 1, providerId: "re_1" });
    expect(calls).toEqual([{ to: "dana@example.com", key: `orbit/${mail!._id}` }]);
  });

  test("limits and faults of the provider are tried again with growing waits", async () => {
    answers = [
      { status: 429, body: { name: "rate_limit_exceeded", message: "slow", statusCode: 429 } },
      { status: 500, body: { name: "application_error", message: "down", statusCode: 500 } },
      { status: 200, body: { id: "re_9" } },
    ];
    await invite();
    await deliver();
    expect(await mails()).toMatchObject([{ status: "sent", attempts: 3, providerId: "re_9" }]);
    expect(new Set(calls.map(({ key }) => key)).size).toBe(1);
  });

  test("after six tries it is failed, stands in the list, and can be replayed", async () => {
    answers = [{ status: 500, body: { name: "application_error", message: "down", statusCode: 500 } }];
    await invite();
    await deliver();
    const [mail] = await mails();
    expect(mail).toMatchObject({ status: "failed", attempts: 6, lastError: "application_error: down" });
    answers = [{ status: 200, body: { id: "re_2" } }];
    await org.as.manager.mutation(api.outbox.replay, { orgId: org.orgId, mailId: mail!._id });
    await deliver();
    expect(await mails()).toMatchObject([{ status: "sent", attempts: 1 }]);
    const again = org.as.manager.mutation(api.outbox.replay, { orgId: org.orgId, mailId: mail!._id });
    expect(await codeOf(again)).toBe("INVALID_STATUS_CHANGE");
  });

  test("what the provider refuses for good is not tried again", async () => {
    answers = [
      { status: 422, body: { name: "validation_error", message: "no such domain", statusCode: 422 } },
    ];
    await invite();
    await deliver();
    expect(await mails()).toMatchObject([{ status: "failed", attempts: 1 }]);
    expect(calls).toHaveLength(1);
  });

  test("a try whose process died is repeated by the sweep", async () => {
    await invite();
    await backend.run(async (ctx) => {
      const [mail] = await ctx.db.query("outbox").collect();
      await ctx.db.patch("outbox", mail!._id, {
        status: "sending",
        attempts: 1,
        nextAttemptAt: Date.now() - 120_000,
      });
    });
    await backend.mutation(internal.outbox.sweep, {});
    await deliver();
    expect(await mails()).toMatchObject([{ status: "sent", attempts: 2 }]);
  });

  describe("webhook", () => {
    const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const send = (event: object, headers: Record<string, string> = {}) => {
      const body = JSON.stringify(event);
      const at = new Date();
      const signed = {
        "svix-id": "msg_1",
        "svix-timestamp": String(Math.floor(at.getTime() / 1000)),
        "svix-signature": new Webhook(secret).sign("msg_1", at, body),
      };
      return backend.fetch("/resend/webhook", { method: "POST", body, headers: { ...signed, ...headers } });
    };
    const event = (type: string) => ({ type, data: { email_id: "re_1" } });

    test("moves a mail to what became of it; a bounce stays a bounce", async () => {
      vi.stubEnv("RESEND_WEBHOOK_SECRET", secret);
      await invite();
      await deliver();
      expect((await send(event("email.delivered"))).status).toBe(200);
      expect(await mails()).toMatchObject([{ status: "delivered" }]);
      await send(event("email.bounced"));
      await send(event("email.delivered"));
      expect(await mails()).toMatchObject([{ status: "bounced", lastError: "bounced" }]);
      expect((await send({ type: "email.delivered", data: { email_id: "unknown" } })).status).toBe(200);
    });

    test("refuses forged and old calls, and is closed without a secret", async () => {
      expect((await send(event("email.bounced"))).status).toBe(404);
      vi.stubEnv("RESEND_WEBHOOK_SECRET", secret);
      await invite();
      await deliver();
      expect((await send(event("email.bounced"), { "svix-signature": "v1,Zm9yZ2Vk" })).status).toBe(401);
      expect((await send(event("email.bounced"), { "svix-timestamp": "1600000000" })).status).toBe(401);
      expect(await mails()).toMatchObject([{ status: "sent" }]);
    });
  });
});

describe("without a provider", () => {
  test("mails are held with text and link; replay says what is missing; a provider set later takes them all", async () => {
    await invite();
    await invite("erlan@example.com");
    await deliver();
    expect(calls).toEqual([]);
    const [mail] = await mails();
    expect(mail).toMatchObject({ status: "held", attempts: 0 });
    const replay = org.as.admin.mutation(api.outbox.replay, { orgId: org.orgId, mailId: mail!._id });
    expect(await codeOf(replay)).toBe("CONFIGURATION_MISSING");
    vi.stubEnv("RESEND_API_KEY", "re_key");
    expect(await org.as.admin.mutation(api.outbox.replayAll, { orgId: org.orgId })).toBe(2);
    await deliver();
    expect((await mails()).map(({ status }) => status)).toEqual(["sent", "sent"]);
  });
});

test("TEN-01 the outbox is for admins and managers of its own organization", async () => {
  await invite();
  const [mail] = await mails();
  const paginationOpts = { numItems: 10, cursor: null };
  const list = (as: Organization["as"]["admin"]) =>
    as.query(api.outbox.list, { orgId: org.orgId, status: null, paginationOpts });
  expect((await list(org.as.manager)).page).toMatchObject([{ to: "dana@example.com", status: "held" }]);
  for (const as of [org.as.sales, org.as.support, org.as.brand])
    expect(await codeOf(list(as))).toBe("FORBIDDEN");
  const neighbour = await newOrganization(backend, "bolat");
  expect(await codeOf(list(neighbour.as.admin))).toBe("NOT_FOUND");
  const foreign = { orgId: neighbour.orgId, mailId: mail!._id };
  expect(await codeOf(neighbour.as.admin.query(api.outbox.get, foreign))).toBe("NOT_FOUND");
});
