/** Reads of messages and conversations by staff: the inbox, one customer's conversation, what a lead or a booking holds. */
import type { PaginationOptions, PaginationResult } from "convex/server";
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgQueryCtx } from "../functions";
import { customerScope, readableCustomer } from "../customers/access";
import { memberName } from "../followUps/list";
import { boundedPage } from "../shared/pages";
import { ownerKey } from "../tallies/metrics";
import { tally, total } from "../tallies/read";
import { inScope, scopeOfOwner } from "../tenancy/scope";
import { filesOf, type ListedFile } from "./files";
import { newestMessage } from "./threads";
import {
  threadChannels,
  type CommunicationType,
  type DeliveryStatus,
  type Direction,
  type ThreadChannel,
  type WhatsappStatus,
} from "./words";

export interface ListedMessage {
  _id: Id<"communications">;
  customerId: Id<"customers">;
  communicationType: CommunicationType;
  direction: Direction;
  subject: string | null;
  /** A call's is what its interaction says. */
  body: string | null;
  mediaUrl: string | null;
  mediaType: string | null;
  /** What came or goes with it and is kept here (COM-09). */
  files: ListedFile[];
  deliveryStatus: DeliveryStatus;
  whatsappMessageId: string | null;
  whatsappStatus: WhatsappStatus | null;
  providerId: string | null;
  error: string | null;
  /** Failed, but the provider's answer was lost: it may have arrived. */
  isUncertain: boolean;
  from: string | null;
  to: string | null;
  contactId: Id<"contacts"> | null;
  contactName: string | null;
  leadId: Id<"leads"> | null;
  bookingId: Id<"bookings"> | null;
  /** The member of staff who wrote it; null where it came from outside. */
  authorName: string | null;
  /** Of a call: its subject, minutes, and whether anybody answered. */
  call: { subject: string; minutes: number | null; successful: boolean } | null;
  isUnread: boolean;
  createdAt: number;
  updatedAt: number;
}

export interface ListedThread {
  customerId: Id<"customers">;
  customerName: string;
  customerCode: string;
  ownerName: string | null;
  messages: number;
  unread: number;
  lastMessageAt: number;
  /** The newest message of the channel asked for. */
  last:
    | (Pick<
        ListedMessage,
        "communicationType" | "direction" | "subject" | "body" | "deliveryStatus" | "authorName"
      > & {
        /** The caller wrote it. */
        isOwn: boolean;
        /** Of the first file, where it has some. */
        fileName: string | null;
      })
    | null;
}

/** A message joins at most a contact, an interaction and a member; a conversation a customer, a message and a member. */
const largestPage = 40;
/** What a list shows of a message's text. */
const shownText = 200;

/** One customer's messages, newest first, of all channels or one (COM-05). NOT_FOUND outside the caller's reach. */
export async function listMessages(
  ctx: OrgQueryCtx,
  customerId: string,
  channel: ThreadChannel,
  page: PaginationOptions,
): Promise<PaginationResult<ListedMessage>> {
  const customer = await readableCustomer(ctx, customerId, "communications:read");
  const messages = ctx.db.query("communications");
  const found = await (
    channel === "all"
      ? messages.withIndex("by_customer", (q) => q.eq("customerId", customer._id))
      : messages.withIndex("by_customer_type", (q) =>
          q.eq("customerId", customer._id).eq("communicationType", channel),
        )
  )
    .order("desc")
    .paginate(boundedPage(page, largestPage));
  return { ...found, page: await listed(ctx, found.page) };
}

/** Messages of one channel, newest first, for those who see every customer. */
export async function listByType(
  ctx: OrgQueryCtx,
  type: CommunicationType,
  page: PaginationOptions,
): Promise<PaginationResult<ListedMessage>> {
  await scopeOfOwner(ctx, "communications:read", "everybody");
  const found = await ctx.db
    .query("communications")
    .withIndex("by_type", (q) => q.eq("communicationType", type))
    .order("desc")
    .paginate(boundedPage(page, largestPage));
  return { ...found, page: await listed(ctx, found.page) };
}

/** Messages about a lead, newest first (COM-04). */
export async function listLeadMessages(
  ctx: OrgQueryCtx,
  leadId: Id<"leads">,
  page: PaginationOptions,
): Promise<PaginationResult<ListedMessage>> {
  const lead = await ctx.db.get("leads", leadId);
  await readableCustomer(ctx, lead.customerId, "communications:read");
  const found = await ctx.db
    .query("communications")
    .withIndex("by_lead", (q) => q.eq("leadId", leadId))
    .order("desc")
    .paginate(boundedPage(page, largestPage));
  return { ...found, page: await listed(ctx, found.page) };
}

/** Messages about a booking, newest first (COM-04). */
export async function listBookingMessages(
  ctx: OrgQueryCtx,
  bookingId: Id<"bookings">,
  page: PaginationOptions,
): Promise<PaginationResult<ListedMessage>> {
  const booking = await ctx.db.get("bookings", bookingId);
  await readableCustomer(ctx, booking.customerId, "communications:read");
  const found = await ctx.db
    .query("communications")
    .withIndex("by_booking", (q) => q.eq("bookingId", bookingId))
    .order("desc")
    .paginate(boundedPage(page, largestPage));
  return { ...found, page: await listed(ctx, found.page) };
}

/** NOT_FOUND when the caller may not see its customer. */
export async function readMessage(ctx: OrgQueryCtx, key: string): Promise<ListedMessage> {
  const message = await ctx.db.getNamed("communications", key);
  await readableCustomer(ctx, message.customerId, "communications:read");
  const [row] = await listed(ctx, [message]);
  return row!;
}

export interface ThreadFilter {
  channel: ThreadChannel;
  unreadOnly: boolean;
  /** Conversations of this person's customers; null for everybody's. */
  owner: Id<"users"> | null;
}

/** The inbox: conversations by their newest message (COM-16). Who does not see everything lists one owner within reach. */
export async function listThreads(
  ctx: OrgQueryCtx,
  filter: ThreadFilter,
  page: PaginationOptions,
): Promise<PaginationResult<ListedThread>> {
  await scopeOfOwner(ctx, "communications:read", filter.owner ?? "everybody");
  const found = await ordered(ctx, filter).order("desc").paginate(boundedPage(page, largestPage));
  const scope = await customerScope(ctx);
  const rows: ListedThread[] = [];
  for (const thread of found.page) {
    // The name is read where it stands, never copied (CUS-01).
    const customer = await ctx.db.find("customers", thread.customerId);
    if (customer === null || !inScope(scope, customer)) continue;
    const last = await newestMessage(ctx, customer._id, thread.channel);
    rows.push({
      customerId: customer._id,
      customerName: customer.name,
      customerCode: customer.customerCode,
      ownerName: customer.ownerId === undefined ? null : await memberName(ctx, customer.ownerId),
      messages: thread.messages,
      unread: thread.unread,
      lastMessageAt: thread.lastMessageAt,
      last:
        last === null
          ? null
          : { ...preview((await listed(ctx, [last]))[0]!), isOwn: last.createdBy === ctx.callerId },
    });
  }
  return { ...found, page: rows };
}

function ordered(ctx: OrgQueryCtx, { channel, unreadOnly, owner }: ThreadFilter) {
  const threads = ctx.db.query("threads");
  if (owner === null) {
    return unreadOnly
      ? threads.withIndex("by_channel_unread", (q) =>
          q.eq("isHidden", false).eq("channel", channel).eq("isUnread", true),
        )
      : threads.withIndex("by_channel", (q) => q.eq("isHidden", false).eq("channel", channel));
  }
  return unreadOnly
    ? threads.withIndex("by_owner_unread", (q) =>
        q.eq("isHidden", false).eq("ownerId", owner).eq("channel", channel).eq("isUnread", true),
      )
    : threads.withIndex("by_owner", (q) =>
        q.eq("isHidden", false).eq("ownerId", owner).eq("channel", channel),
      );
}

export type ThreadCounts = Record<ThreadChannel, { all: number; unread: number }>;

/** Exact numbers of conversations per channel, everybody's or one owner's; a handful of rows at any size. */
export async function threadCounts(ctx: OrgQueryCtx, owner: Id<"users"> | null): Promise<ThreadCounts> {
  await scopeOfOwner(ctx, "communications:read", owner ?? "everybody");
  const cells =
    owner === null
      ? await tally(ctx, "threads")
      : await tally(ctx, "threadsByOwner", { key: ownerKey(owner) });
  const counts = threadChannels.map((channel) => [
    channel,
    {
      all: total(cells, ([first]) => first === channel).count,
      unread: total(cells, ([first, state]) => first === channel && state === "unread").count,
    },
  ]);
  return Object.fromEntries(counts) as ThreadCounts;
}

function preview({
  communicationType,
  direction,
  subject,
  body,
  deliveryStatus,
  authorName,
  files,
}: ListedMessage) {
  return {
    communicationType,
    direction,
    authorName,
    fileName: files[0]?.fileName ?? null,
    subject: subject?.slice(0, shownText) ?? null,
    body: body?.slice(0, shownText) ?? null,
    deliveryStatus,
  };
}

async function listed(
  ctx: OrgQueryCtx,
  messages: readonly Doc<"communications">[],
): Promise<ListedMessage[]> {
  const names = new Map<string, string>();
  const rows: ListedMessage[] = [];
  for (const message of messages) {
    const contact = message.contactId === undefined ? null : await ctx.db.find("contacts", message.contactId);
    const call =
      message.interactionId === undefined ? null : await ctx.db.find("interactions", message.interactionId);
    rows.push({
      _id: message._id,
      customerId: message.customerId,
      communicationType: message.communicationType,
      direction: message.direction,
      subject: message.subject ?? null,
      body: call?.description ?? message.body ?? null,
      mediaUrl: message.mediaUrl ?? null,
      mediaType: message.mediaType ?? null,
      files: await filesOf(ctx, { messageId: message._id }),
      deliveryStatus: message.deliveryStatus,
      whatsappMessageId: message.whatsappMessageId ?? null,
      whatsappStatus: message.whatsappStatus ?? null,
      providerId: message.providerId ?? null,
      error: message.error ?? null,
      isUncertain: message.isUncertain ?? false,
      from: message.from ?? null,
      to: message.to ?? null,
      contactId: message.contactId ?? null,
      contactName: contact === null ? null : `${contact.firstName} ${contact.lastName}`.trim(),
      leadId: message.leadId ?? null,
      bookingId: message.bookingId ?? null,
      authorName: await authorOf(ctx, message.createdBy, names),
      call:
        call === null
          ? null
          : { subject: call.subject, minutes: call.duration ?? null, successful: call.successful },
      isUnread: message.isUnread ?? false,
      createdAt: message.createdAt,
      updatedAt: message.updatedAt,
    });
  }
  return rows;
}

async function authorOf(
  ctx: OrgQueryCtx,
  createdBy: string,
  names: Map<string, string>,
): Promise<string | null> {
  const key = createdBy.startsWith("user:") ? createdBy.slice("user:".length) : null;
  if (key === null) return null;
  const known = names.get(key);
  if (known !== undefined) return known;
  const name = await memberName(ctx, key as Id<"users">);
  names.set(key, name);
  return name;
}
