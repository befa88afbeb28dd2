/** Doubles of the providers of messages: they sign what they deliver, and note what they are asked. */
import { Webhook } from "svix";
import { vi } from "vitest";
import { api } from "../_generated/api";
import { hmac, toBase64, toHex } from "../shared/hmac";
import type { Backend, Organization } from "../world.testkit";

export const mailSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
export const site = "https://orbit.test";

/** A deployment with every provider set, at nine on the first of June 2026. */
export function stubDeployment(): void {
  vi.useFakeTimers({ now: Date.UTC(2026, 5, 1, 9) });
  for (const [name, value] of Object.entries({
    ORBIT_SECRET: "a secret of this deployment",
    ORBIT_URL: site,
    CONVEX_SITE_URL: site,
    RESEND_WEBHOOK_SECRET: mailSecret,
    RESEND_API_KEY: "re_key",
    RESEND_INBOUND_DOMAIN: "in.orbit.test",
  }))
    vi.stubEnv(name, value);
}

export interface Asked {
  method: string;
  url: string;
  body: string;
  authorization: string | null;
  form: FormData | null;
}
/** By the beginning of the address; the first that fits answers. */
export type Answers = [string, (body: string) => Response][];

/** Notes every call and answers it; an address that nobody answers at is an error. */
export function stubProviders(answers: Answers): Asked[] {
  const asked: Asked[] = [];
  vi.stubGlobal("fetch", (url: string | URL, init?: RequestInit) => {
    const body = typeof init?.body === "string" ? init.body : "";
    asked.push({
      method: init?.method ?? "GET",
      url: String(url),
      body,
      authorization: new Headers(init?.headers).get("authorization"),
      form: init?.body instanceof FormData ? init.body : null,
    });
    const answer = answers.find(([beginning]) => String(url).startsWith(beginning));
    if (answer === undefined) throw new Error(`Nobody answers at ${String(url)}`);
    return Promise.resolve(answer[1](body));
  });
  return asked;
}

/** Tells of a mail as Resend does. */
export function deliverMail(
  backend: Backend,
  data: { email_id: string; from: string; to: string[]; subject?: string; attachments?: object[] },
  headers: Record<string, string> = {},
): Promise<Response> {
  const body = JSON.stringify({ type: "email.received", created_at: "2026-06-01T08:59:00.000Z", data });
  const at = new Date();
  const id = `msg_${data.email_id}`;
  const signed = {
    "svix-id": id,
    "svix-timestamp": String(Math.floor(at.getTime() / 1000)),
    "svix-signature": new Webhook(mailSecret).sign(id, at, body),
  };
  return backend.fetch("/resend/webhook", { method: "POST", body, headers: { ...signed, ...headers } });
}

/** Stores an account at the provider, and gives it with the address the provider calls. */
export async function connectChannel({ orgId, as }: Organization, channel: "whatsapp" | "sms") {
  await as.admin.mutation(api.channels.save, {
    orgId,
    channel,
    input: {
      account: channel === "whatsapp" ? "1055" : "AC1",
      number: "+77010000000",
      accessToken: "token",
      ...(channel === "whatsapp" ? { appSecret: "app secret" } : {}),
      isActive: true,
    },
  });
  const { channels } = await as.admin.query(api.channels.list, { orgId });
  return channels.find((one) => one.channel === channel)!;
}

/** An event of the number that `connectChannel` stores. */
export const whatsappEvent = (fields: object) => ({
  object: "whatsapp_business_account",
  entry: [
    {
      id: "1",
      changes: [
        {
          field: "messages",
          value: { messaging_product: "whatsapp", metadata: { phone_number_id: "1055" }, ...fields },
        },
      ],
    },
  ],
});

export async function deliverWhatsapp(
  backend: Backend,
  webhook: string,
  event: object,
  appSecret = "app secret",
): Promise<Response> {
  const body = JSON.stringify(event);
  const signature = `sha256=${toHex(await hmac("SHA-256", appSecret, body))}`;
  return await backend.fetch(new URL(webhook).pathname, {
    method: "POST",
    body,
    headers: { "x-hub-signature-256": signature },
  });
}

export async function deliverSms(
  backend: Backend,
  webhook: string,
  fields: Record<string, string>,
  token = "token",
): Promise<Response> {
  const form = new URLSearchParams(fields);
  const sorted = [...form].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const text = webhook + sorted.map(([name, given]) => name + given).join("");
  return await backend.fetch(new URL(webhook).pathname, {
    method: "POST",
    body: form.toString(),
    headers: {
      "x-twilio-signature": toBase64(await hmac("SHA-1", token, text)),
      "content-type": "application/x-www-form-urlencoded",
    },
  });
}
