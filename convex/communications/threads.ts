/** Keeps a customer's conversations: how many messages, how many unread, and when the last one was. */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx, TenantQueryCtx } from "../functions";
import { countLeadMessage } from "../leads/messages";
import { inOneTally } from "../tallies/bump";
import { tallyThread } from "../tallies/threads";
import { communicationTypes, everyChannel, type ThreadChannel } from "./words";

type Message = Pick<
  Doc<"communications">,
  "customerId" | "communicationType" | "createdAt" | "isUnread" | "leadId"
>;
type Listed = Pick<Doc<"customers">, "_id" | "ownerId" | "status">;

/** A message joins its customer's conversations and its lead's. */
export async function countMessage(ctx: TenantMutationCtx, message: Message): Promise<void> {
  const customer = await ctx.db.get("customers", message.customerId);
  const unread = message.isUnread ? 1 : 0;
  await inOneTally(ctx, async () => {
    for (const channel of [everyChannel, message.communicationType] as const) {
      const thread = await threadOf(ctx, customer._id, channel);
      if (thread === null) {
        const id = await ctx.db.insert("threads", {
          customerId: customer._id,
          channel,
          messages: 1,
          unread,
          isUnread: unread > 0,
          lastMessageAt: message.createdAt,
          createdAt: customer.createdAt,
          ...listing(customer),
        });
        await tallyThread(ctx, null, await ctx.db.get("threads", id));
      } else {
        await save(ctx, thread, {
          messages: thread.messages + 1,
          unread: thread.unread + unread,
          lastMessageAt: Math.max(thread.lastMessageAt, message.createdAt),
        });
      }
    }
  });
  await countLeadMessage(ctx, message.leadId, { unread, at: message.createdAt });
}

/** A message that has left the customer, by a merge or because it never happened; its row is written already. */
export async function uncountMessage(ctx: TenantMutationCtx, message: Message): Promise<void> {
  const unread = message.isUnread ? 1 : 0;
  await inOneTally(ctx, async () => {
    for (const channel of [everyChannel, message.communicationType] as const) {
      const thread = await threadOf(ctx, message.customerId, channel);
      if (thread === null) continue;
      if (thread.messages <= 1) {
        await ctx.db.delete("threads", thread._id);
        await tallyThread(ctx, thread, null);
        continue;
      }
      const isNewest = message.createdAt >= thread.lastMessageAt;
      const newest = isNewest ? await newestMessage(ctx, message.customerId, channel) : null;
      await save(ctx, thread, {
        messages: thread.messages - 1,
        unread: Math.max(0, thread.unread - unread),
        ...(newest === null ? {} : { lastMessageAt: newest.createdAt }),
      });
    }
  });
  await countLeadMessage(ctx, message.leadId, { unread: -unread });
}

/** Rows a mark passes in one transaction. */
const markBatch = 100;

/** Takes unread messages of a customer as read, the oldest first; true while there may be more. */
export async function readMessages(ctx: TenantMutationCtx, customerId: Id<"customers">): Promise<boolean> {
  const unread = await ctx.db
    .query("communications")
    .withIndex("by_customer_unread", (q) => q.eq("customerId", customerId).eq("isUnread", true))
    .take(markBatch);
  await inOneTally(ctx, async () => {
    for (const message of unread) await markMessage(ctx, message, false);
  });
  return unread.length === markBatch;
}

/** One inbound message becomes unread, or read. */
export async function markMessage(
  ctx: TenantMutationCtx,
  message: Doc<"communications">,
  isUnread: boolean,
): Promise<void> {
  if ((message.isUnread ?? false) === isUnread) return;
  const by = isUnread ? 1 : -1;
  await ctx.db.patch("communications", message._id, { isUnread: isUnread ? true : undefined });
  for (const channel of [everyChannel, message.communicationType] as const) {
    const thread = await threadOf(ctx, message.customerId, channel);
    if (thread !== null) await save(ctx, thread, { unread: Math.max(0, thread.unread + by) });
  }
  await countLeadMessage(ctx, message.leadId, { unread: by });
}

/** Conversations are listed under their customer's owner, and not at all once the customer is deleted. */
export async function syncThreads(ctx: TenantMutationCtx, before: Listed, after: Listed): Promise<void> {
  const [was, is] = [listing(before), listing(after)];
  if (was.ownerId === is.ownerId && was.isHidden === is.isHidden) return;
  const rows = await threadsOf(ctx, after._id);
  await inOneTally(ctx, async () => {
    for (const thread of rows) await save(ctx, thread, is);
  });
}

/** At most one row for each channel and one for all. */
export async function threadsOf(ctx: TenantQueryCtx, customerId: Id<"customers">): Promise<Doc<"threads">[]> {
  return await ctx.db
    .query("threads")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId))
    .take(communicationTypes.length + 1);
}

export async function newestMessage(
  ctx: TenantQueryCtx,
  customerId: Id<"customers">,
  channel: ThreadChannel = everyChannel,
): Promise<Doc<"communications"> | null> {
  const messages = ctx.db.query("communications");
  return await (
    channel === everyChannel
      ? messages.withIndex("by_customer", (q) => q.eq("customerId", customerId))
      : messages.withIndex("by_customer_type", (q) =>
          q.eq("customerId", customerId).eq("communicationType", channel),
        )
  )
    .order("desc")
    .first();
}

function listing({ ownerId, status }: Omit<Listed, "_id">) {
  return { ownerId, isHidden: status === "deleted" };
}

async function threadOf(
  ctx: TenantQueryCtx,
  customerId: Id<"customers">,
  channel: ThreadChannel,
): Promise<Doc<"threads"> | null> {
  return await ctx.db
    .query("threads")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId).eq("channel", channel))
    .unique();
}

async function save(
  ctx: TenantMutationCtx,
  before: Doc<"threads">,
  fields: Partial<Pick<Doc<"threads">, "messages" | "unread" | "lastMessageAt" | "isHidden">> & {
    ownerId?: Id<"users"> | undefined;
  },
): Promise<void> {
  const changed = fields.unread === undefined ? fields : { ...fields, isUnread: fields.unread > 0 };
  await ctx.db.patch("threads", before._id, changed);
  await tallyThread(ctx, before, await ctx.db.get("threads", before._id));
}
