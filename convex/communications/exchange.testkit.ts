/** An organization whose messages go and come through doubles of their providers, for tests. */
import { afterEach, beforeEach, vi } from "vitest";
import { api } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { newBackend, newOrganization, type Backend, type Organization } from "../world.testkit";
import {
  connectChannel,
  deliverMail,
  deliverWhatsapp,
  stubDeployment,
  stubProviders,
  whatsappEvent as value,
  type Answers,
  type Asked,
} from "./providers.testkit";

export let backend: Backend;

export let org: Organization;

/** What was asked of providers, and what they answer by the beginning of the address. */
export let asked: Asked[];

export let answers: Answers;

export const page = { numItems: 30, cursor: null };

export const settle = () => backend.finishAllScheduledFunctions(vi.runAllTimers, 1000);

export const rows = <T extends "communications" | "unmatchedMessages" | "customers" | "leads" | "outbox">(
  table: T,
) => backend.run((ctx) => ctx.db.query(table).collect());

export const newCustomer = async (input: object) =>
  (
    await org.as.sales.mutation(api.customers.create, {
      orgId: org.orgId,
      input: { name: "Alice Johnson", ...input },
    })
  ).customerId;

export const messagesOf = async (customerId: Id<"customers">) =>
  (
    await org.as.manager.query(api.communications.list, {
      orgId: org.orgId,
      customerId,
      channel: "all",
      paginationOpts: page,
    })
  ).page;

/** A mail to the organization's address, as Resend tells of it. */
export const mail = (
  from: string,
  id = "em_1",
  headers: Record<string, string> = {},
  to = "altay@in.orbit.test",
) => deliverMail(backend, { email_id: id, from, to: [to], subject: "Tour" }, headers);

export const connect = (channel: "whatsapp" | "sms") => connectChannel(org, channel);

export const whatsapp = (webhook: string, event: object, appSecret?: string) =>
  deliverWhatsapp(backend, webhook, event, appSecret);

export const hello = (more: object = {}) =>
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

const friendly = (): Answers => [
  [
    "https://api.resend.com/emails/receiving/",
    () => Response.json({ text: "When do we leave?", html: null }),
  ],
  ["https://api.resend.com/emails", () => Response.json({ id: "re_1" })],
  ["https://graph.facebook.com/v23.0/", () => Response.json({ messages: [{ id: "wamid.out" }] })],
  ["https://api.twilio.com/2010-04-01/", () => Response.json({ sid: "SM1" }, { status: 201 })],
];

/** Every test has its own organization and its own doubles; what they answer and were asked is `answers` and `asked`. */
export function withProviders(answersOf: () => Answers = friendly): void {
  beforeEach(async () => {
    stubDeployment();
    answers = answersOf();
    asked = stubProviders(answers);
    backend = newBackend();
    org = await newOrganization(backend, "altay");
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.unstubAllEnvs();
    vi.useRealTimers();
  });
}
