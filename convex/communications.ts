/** Door: messages and calls with customers, and the inbox they come together in. */
import { paginationOptsValidator } from "convex/server";
import { v } from "convex/values";
import { orgMutation, orgQuery, tenantMutation } from "./functions";
import {
  listBookingMessages,
  listLeadMessages,
  listMessages,
  listThreads,
  threadCounts,
} from "./communications/list";
import { writableCustomer } from "./customers/access";
import { markConversation, readOn } from "./communications/marking";
import { recordCommunication } from "./communications/record";
import { retryMessage, sendMessage } from "./communications/sending";
import { waysOf } from "./communications/ways";
import {
  communicationTypeValidator,
  directionValidator,
  threadChannelValidator,
  whatsappStatusValidator,
} from "./communications/table";

const owner = v.union(v.id("users"), v.null());

/** Conversations by their newest message; the filters hold together (COM-16). FORBIDDEN for an owner outside the caller's reach. */
export const threads = orgQuery({
  permission: "communications:read",
  args: {
    channel: threadChannelValidator,
    unreadOnly: v.boolean(),
    owner,
    paginationOpts: paginationOptsValidator,
  },
  handler: (ctx, { paginationOpts, ...filter }) => listThreads(ctx, filter, paginationOpts),
});

/** Exact numbers of conversations per channel, everybody's or one owner's. */
export const counts = orgQuery({
  permission: "communications:read",
  args: { owner },
  handler: (ctx, args) => threadCounts(ctx, args.owner),
});

/** A customer's messages, newest first, of every channel or one (COM-05). NOT_FOUND outside the caller's scope. */
export const list = orgQuery({
  permission: "communications:read",
  args: {
    customerId: v.id("customers"),
    channel: threadChannelValidator,
    paginationOpts: paginationOptsValidator,
  },
  handler: (ctx, { customerId, channel, paginationOpts }) =>
    listMessages(ctx, customerId, channel, paginationOpts),
});

/** Messages about a lead, newest first (COM-04). */
export const ofLead = orgQuery({
  permission: "communications:read",
  args: { leadId: v.id("leads"), paginationOpts: paginationOptsValidator },
  handler: (ctx, { leadId, paginationOpts }) => listLeadMessages(ctx, leadId, paginationOpts),
});

/** Messages about a booking, newest first (COM-04). */
export const ofBooking = orgQuery({
  permission: "communications:read",
  args: { bookingId: v.id("bookings"), paginationOpts: paginationOptsValidator },
  handler: (ctx, { bookingId, paginationOpts }) => listBookingMessages(ctx, bookingId, paginationOpts),
});

/** Takes a conversation as read, or its newest inbound message as unread again. */
export const mark = orgMutation({
  permission: "communications:send",
  args: { customerId: v.id("customers"), isRead: v.boolean() },
  handler: (ctx, { customerId, isRead }) => markConversation(ctx, customerId, isRead),
});

/** Internal: the rest of a long conversation that was marked as read. */
export const markOn = tenantMutation({
  actor: { id: "system:inbox", name: "Inbox", channel: "schedule" },
  args: { customerId: v.id("customers") },
  handler: (ctx, { customerId }) => readOn(ctx, customerId),
});

/**
 * Writes down a message that was exchanged elsewhere; nothing is sent (COM-01). VALIDATION_ERROR by field, NOT_FOUND,
 * FORBIDDEN.
 */
export const record = orgMutation({
  permission: "communications:send",
  args: {
    customerId: v.id("customers"),
    input: v.object({
      communicationType: communicationTypeValidator,
      direction: directionValidator,
      subject: v.optional(v.string()),
      body: v.optional(v.string()),
      mediaUrl: v.optional(v.string()),
      mediaType: v.optional(v.string()),
      whatsappMessageId: v.optional(v.string()),
      whatsappStatus: v.optional(whatsappStatusValidator),
      /** Epoch ms. */
      createdAt: v.optional(v.number()),
    }),
    contactId: v.optional(v.id("contacts")),
    leadId: v.optional(v.id("leads")),
    bookingId: v.optional(v.id("bookings")),
  },
  handler: (ctx, { customerId, input, ...about }) => recordCommunication(ctx, customerId, input, about),
});

const about = {
  contactId: v.optional(v.id("contacts")),
  leadId: v.optional(v.id("leads")),
  bookingId: v.optional(v.id("bookings")),
};

/** By which channels the customer and their contacts can be written to, and which of them really leave (COM-15, COM-25). */
export const ways = orgQuery({
  permission: "communications:read",
  args: { customerId: v.id("customers") },
  handler: (ctx, { customerId }) => waysOf(ctx, customerId),
});

/**
 * Sends a message (COM-07, COM-12, COM-17). CONSENT_MISSING without an address or, for marketing, without consent;
 * VALIDATION_ERROR, NOT_FOUND, FORBIDDEN. Without an account at the provider it is kept as simulated (COM-21).
 */
export const send = orgMutation({
  permission: "communications:send",
  args: {
    customerId: v.id("customers"),
    input: v.object({
      channel: v.union(v.literal("email"), v.literal("whatsapp"), v.literal("sms")),
      subject: v.optional(v.string()),
      body: v.optional(v.string()),
      mediaUrl: v.optional(v.string()),
      mediaType: v.optional(v.string()),
      template: v.optional(
        v.object({ name: v.string(), language: v.string(), variables: v.array(v.string()) }),
      ),
      purpose: v.optional(v.union(v.literal("transactional"), v.literal("marketing"))),
    }),
    /** What goes with it: sent to `startUpload`'s address before, or documents of the customer. */
    files: v.optional(
      v.array(
        v.union(
          v.object({ storageId: v.id("_storage"), fileName: v.string() }),
          v.object({ documentId: v.id("documents") }),
        ),
      ),
    ),
    ...about,
  },
  handler: (ctx, { customerId, input, files, ...rest }) => sendMessage(ctx, customerId, input, rest, files),
});

/** An address to POST one file to; its answer `{ storageId }` goes with `send`. */
export const startUpload = orgMutation({
  permission: "communications:send",
  args: { customerId: v.id("customers") },
  handler: async (ctx, { customerId }): Promise<string> => {
    await writableCustomer(ctx, customerId, "communications:send");
    return await ctx.storage.generateUploadUrl();
  },
});

/** Sends again what failed or was simulated (COM-24). INVALID_STATUS_CHANGE, CONFIGURATION_MISSING. */
export const retry = orgMutation({
  permission: "communications:send",
  args: { messageId: v.id("communications") },
  handler: (ctx, { messageId }) => retryMessage(ctx, messageId),
});
