/**
 * The only way a mail leaves Orbit: a row in the same transaction as its cause,
 * delivered afterwards. Without a provider the row is held, readable and replayable.
 */
import type { GenericDatabaseWriter, Scheduler } from "convex/server";
import { internal } from "../_generated/api";
import type { DataModel, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";

export interface Mail {
  to: string;
  subject: string;
  text: string;
  html: string;
  /** What it is about, e.g. "invitation" or "quote"; the Outbox screen filters by it. */
  kind: string;
  /** "<event>/<entity id>/<version>": the same key is one mail, however often it is enqueued. */
  idempotencyKey: string;
  /** The mail's one link, offered for copying while no provider is configured. */
  link?: string;
  replyTo?: string;
  /** Marketing: the customer whose consent is asked for again before every try (CNS-07). */
  marketingTo?: string;
  /** The message in the customer's conversation that it carries, where its own key does not name it. */
  messageId?: string;
  /** Marketing: where a mail client posts when its own unsubscribe button is pressed. */
  unsubscribeUrl?: string;
}

/** True when mails really leave; otherwise they are held in the Outbox. */
export function mailConfigured(): boolean {
  return Boolean(process.env.RESEND_API_KEY);
}

/** Enqueues a mail of an organization; returns its outbox row. It leaves at once, or not before an instant (epoch ms). */
export async function enqueueMail(
  ctx: TenantMutationCtx,
  { notBefore = ctx.now, ...mail }: Mail & { notBefore?: number },
): Promise<Id<"outbox">> {
  const known = await ctx.db
    .query("outbox")
    .withIndex("by_idempotencyKey", (q) => q.eq("idempotencyKey", mail.idempotencyKey))
    .unique();
  if (known !== null) return known._id;
  const id = await ctx.db.insert("outbox", { ...mail, ...fresh(ctx.now), nextAttemptAt: notBefore });
  if (mailConfigured()) {
    await ctx.scheduler.runAt(notBefore, internal.outbox.deliver, { orgId: ctx.orgId, mailId: id });
  }
  return id;
}

/** Enqueues a mail about a person's account, which belongs to no organization. */
export async function enqueuePlatformMail(
  ctx: { db: GenericDatabaseWriter<DataModel>; scheduler: Scheduler },
  mail: Mail,
): Promise<Id<"platformMail">> {
  const known = await ctx.db
    .query("platformMail")
    .withIndex("by_idempotencyKey", (q) => q.eq("idempotencyKey", mail.idempotencyKey))
    .unique();
  if (known !== null) return known._id;
  const id = await ctx.db.insert("platformMail", { ...mail, ...fresh(Date.now()) });
  const next = mailConfigured() ? internal.outbox.deliverPlatform : internal.outbox.announcePlatform;
  await ctx.scheduler.runAfter(0, next, { mailId: id });
  return id;
}

function fresh(now: number) {
  const status: "queued" | "held" = mailConfigured() ? "queued" : "held";
  return { status, attempts: 0, nextAttemptAt: now, createdAt: now, updatedAt: now };
}
