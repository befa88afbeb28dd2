/** One mail's life after it was enqueued: claim, result, retry, replay. Works on both mail tables. */
import type { Doc, Id } from "../_generated/dataModel";

export type MailDoc = Doc<"outbox"> | Doc<"platformMail">;

/** Waits after the first, second, … failed try; afterwards the mail is failed and waits for a replay. */
const backoffMs = [15_000, 60_000, 5 * 60_000, 30 * 60_000, 2 * 60 * 60_000];
/** A try that reported nothing for so long is taken as lost and repeated; the provider drops the repeat by its key. */
const lostAfterMs = 5 * 60_000;

/** Fields both mail tables share. */
type MailFields = Omit<Doc<"platformMail">, "_id" | "_creationTime">;

export type SendResult =
  | { kind: "sent"; providerId: string }
  /** Worth another try: the network, a limit, the provider's own fault. */
  | { kind: "retry"; error: string; afterMs?: number }
  /** The provider will never take it as it is. */
  | { kind: "refused"; error: string };

export interface Outgoing {
  to: string;
  subject: string;
  text: string;
  html: string;
  replyTo?: string;
  kind: string;
  idempotencyKey: string;
  headers?: Record<string, string>;
  files?: { storageId: Id<"_storage">; fileName: string; mimeType: string }[];
}

/** Fields that start a try, or null when the mail is not due (sent meanwhile, or another try is under way). */
export function claim(mail: MailDoc, now: number): Partial<MailFields> | null {
  const waiting = mail.status === "queued";
  const lost = mail.status === "sending" && mail.nextAttemptAt <= now;
  if (!waiting && !lost) return null;
  return { status: "sending", attempts: mail.attempts + 1, nextAttemptAt: now + lostAfterMs, updatedAt: now };
}

/** Fields after a try; `retryAt` says when the next one is to be scheduled. */
export function settle(
  mail: MailDoc,
  result: SendResult,
  now: number,
): { fields: Partial<MailFields>; retryAt: number | null } {
  switch (result.kind) {
    case "sent":
      return {
        fields: {
          status: "sent",
          providerId: result.providerId,
          sentAt: now,
          lastError: undefined,
          updatedAt: now,
        },
        retryAt: null,
      };
    case "refused":
      return { fields: { status: "failed", lastError: result.error, updatedAt: now }, retryAt: null };
    case "retry": {
      const wait = backoffMs[mail.attempts - 1];
      if (wait === undefined) {
        return { fields: { status: "failed", lastError: result.error, updatedAt: now }, retryAt: null };
      }
      const retryAt = now + Math.max(wait, result.afterMs ?? 0);
      return {
        fields: { status: "queued", nextAttemptAt: retryAt, lastError: result.error, updatedAt: now },
        retryAt,
      };
    }
  }
}

/** Fields that put a failed or held mail back into the queue, with all its tries. */
export function requeue(now: number): Partial<MailFields> {
  return { status: "queued", attempts: 0, nextAttemptAt: now, lastError: undefined, updatedAt: now };
}

/** What the sender needs, with the key the provider deduplicates by (at most 256 characters, kept 24 hours). */
export function outgoing(mail: MailDoc): Outgoing {
  const { to, subject, text, html, kind, replyTo } = mail;
  const unsubscribeUrl = "unsubscribeUrl" in mail ? mail.unsubscribeUrl : undefined;
  return {
    to,
    subject,
    text,
    html,
    kind,
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(unsubscribeUrl === undefined ? {} : { headers: unsubscribeHeaders(unsubscribeUrl) }),
    idempotencyKey: `orbit/${mail._id}`,
  };
}

/** Mail clients show their own button by these, and post to the address when it is pressed (RFC 2369, RFC 8058). */
const unsubscribeHeaders = (url: string) => ({
  "List-Unsubscribe": `<${url}>`,
  "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
});

/** The provider's word on a mail it took (webhook); an older word never overrides a newer state. */
export function reported(mail: MailDoc, event: string, now: number): Partial<MailFields> | null {
  const states: Record<string, MailDoc["status"]> = {
    "email.delivered": "delivered",
    "email.bounced": "bounced",
    "email.complained": "bounced",
    "email.failed": "failed",
    "email.suppressed": "bounced",
  };
  const status = states[event];
  if (status === undefined || mail.status === "bounced" || mail.status === status) return null;
  return {
    status,
    updatedAt: now,
    ...(status === "delivered" ? {} : { lastError: event.replace("email.", "") }),
  };
}
