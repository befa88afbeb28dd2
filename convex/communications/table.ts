/** Messages and calls with customers (COM-01), and the conversations they make (COM-16). */
import { defineTable } from "convex/server";
import { v } from "convex/values";
import { fileRefusals, fileStates } from "./fileKinds";
import { communicationTypes, deliveryStatuses, directions, threadChannels, whatsappStatuses } from "./words";

export const communicationTypeValidator = v.union(...communicationTypes.map((type) => v.literal(type)));
export const directionValidator = v.union(...directions.map((direction) => v.literal(direction)));
export const whatsappStatusValidator = v.union(...whatsappStatuses.map((status) => v.literal(status)));
export const deliveryStatusValidator = v.union(...deliveryStatuses.map((status) => v.literal(status)));
export const threadChannelValidator = v.union(...threadChannels.map((channel) => v.literal(channel)));

/**
 * Written only through communications/record.ts, which keeps conversations, last contact, history and timeline true.
 * Kept for ever, through merges and deactivation (INT-25); goes when the person is erased.
 */
export const communications = defineTable({
  orgId: v.id("organizations"),
  customerId: v.id("customers"),
  /** Whose address it was, where it is a contact's of the customer (CON-13). */
  contactId: v.optional(v.id("contacts")),
  leadId: v.optional(v.id("leads")),
  bookingId: v.optional(v.id("bookings")),
  communicationType: communicationTypeValidator,
  direction: directionValidator,
  subject: v.optional(v.string()),
  /** Plain text; hostile where it came from outside, shown as text only. A call's words stand on its interaction. */
  body: v.optional(v.string()),
  whatsappMessageId: v.optional(v.string()),
  whatsappStatus: v.optional(whatsappStatusValidator),
  /** A file that is kept elsewhere, by its https address. */
  mediaUrl: v.optional(v.string()),
  mediaType: v.optional(v.string()),
  deliveryStatus: deliveryStatusValidator,
  /** The provider's id of the message: the same event is recorded once (COM-22). */
  providerId: v.optional(v.string()),
  /** Why it could not be sent or fetched, in the provider's words. */
  error: v.optional(v.string()),
  /** Leaves only while the customer agrees to marketing; asked again at every try (COM-26). */
  isMarketing: v.optional(v.literal(true)),
  /** Of WhatsApp: the approved template it is sent by. */
  template: v.optional(v.object({ name: v.string(), language: v.string(), variables: v.array(v.string()) })),
  /** Failed because the provider's answer was lost: it may have arrived all the same. */
  isUncertain: v.optional(v.literal(true)),
  attempts: v.optional(v.number()),
  /** Epoch ms of the next try, and while one is under way when it counts as lost; e-mail has its own in the outbox. */
  nextAttemptAt: v.optional(v.number()),
  /** Addresses as normalised: e-mail in lower case, phones E.164. */
  from: v.optional(v.string()),
  to: v.optional(v.string()),
  /** The interaction of a call, where its words, minutes and outcome stand (COM-18). */
  interactionId: v.optional(v.id("interactions")),
  /** Inbound and not looked at yet; absent otherwise. */
  isUnread: v.optional(v.literal(true)),
  /** The first of what came in that nobody has answered yet (performance/answers.ts); absent otherwise. */
  isWaiting: v.optional(v.literal(true)),
  /** When it was answered, by whom, and by which interaction or message. */
  answeredAt: v.optional(v.number()),
  answeredBy: v.optional(v.id("users")),
  answeredWith: v.optional(v.string()),
  /** Epoch ms when the message was sent or came. */
  createdAt: v.number(),
  updatedAt: v.number(),
  createdBy: v.string(),
})
  .index("by_customer", ["orgId", "customerId", "createdAt"])
  .index("by_customer_type", ["orgId", "customerId", "communicationType", "createdAt"])
  .index("by_customer_unread", ["orgId", "customerId", "isUnread", "createdAt"])
  .index("by_waiting", ["orgId", "customerId", "isWaiting"])
  .index("by_answered", ["orgId", "answeredBy", "answeredAt"])
  .index("by_author", ["orgId", "createdBy", "createdAt"])
  .index("by_createdAt", ["orgId", "createdAt"])
  .index("by_lead", ["orgId", "leadId", "createdAt"])
  .index("by_booking", ["orgId", "bookingId", "createdAt"])
  .index("by_whatsapp", ["orgId", "whatsappMessageId"])
  .index("by_type", ["orgId", "communicationType", "createdAt"])
  .index("by_provider", ["orgId", "providerId"])
  .index("by_interaction", ["orgId", "interactionId"])
  .index("by_from", ["orgId", "from", "createdAt"])
  .index("global_due", ["deliveryStatus", "nextAttemptAt"]);

export const fileStateValidator = v.union(...fileStates.map((state) => v.literal(state)));
export const fileRefusalValidator = v.union(...fileRefusals.map((refusal) => v.literal(refusal)));

/**
 * Files that came or go with a message (COM-09). Written only by communications/files.ts; they go where their message
 * goes and die with it. A stored file may be a document's as well: files/release.ts deletes it after its last row.
 */
export const messageFiles = defineTable({
  orgId: v.id("organizations"),
  /** The message on its customer, or the one that waits for somebody to place it: one of the two. */
  messageId: v.optional(v.id("communications")),
  unmatchedId: v.optional(v.id("unmatchedMessages")),
  /** Its place among the files of the message, from 0. */
  place: v.number(),
  fileName: v.string(),
  /** As the provider says until it is stored, then as measured; 0 bytes until then. */
  mimeType: v.string(),
  fileSize: v.number(),
  state: fileStateValidator,
  refusal: v.optional(fileRefusalValidator),
  /** Why the last try brought nothing, in the provider's words. */
  error: v.optional(v.string()),
  /** Where the provider keeps it: WhatsApp's media id, Twilio's address, Resend's id of the attachment. */
  remote: v.optional(v.string()),
  attempts: v.number(),
  /** Epoch ms of the next try, and while one is under way when it counts as lost; absent once it is settled. */
  nextAttemptAt: v.optional(v.number()),
  storageId: v.optional(v.id("_storage")),
  createdAt: v.number(),
})
  .index("by_message", ["orgId", "messageId", "place"])
  .index("by_unmatched", ["orgId", "unmatchedId", "place"])
  .index("by_storage", ["orgId", "storageId"])
  .index("global_storage", ["storageId"])
  .index("global_due", ["state", "nextAttemptAt"]);

/**
 * A customer's conversation: one row for everything and one for each channel used, so that every combination of the
 * inbox's filters is one index range. Kept by communications/threads.ts in the transaction of each message.
 */
export const threads = defineTable({
  orgId: v.id("organizations"),
  customerId: v.id("customers"),
  /** Copy of the customer's owner, under whom it is listed and counted. */
  ownerId: v.optional(v.id("users")),
  channel: threadChannelValidator,
  messages: v.number(),
  /** Inbound messages that nobody has looked at. */
  unread: v.number(),
  isUnread: v.boolean(),
  /** The customer is deleted or was merged away: kept, not listed. */
  isHidden: v.boolean(),
  /** Epoch ms of its newest message. */
  lastMessageAt: v.number(),
  /** The customer's, so that a conversation that is made anew is the same. */
  createdAt: v.number(),
})
  .index("by_customer", ["orgId", "customerId", "channel"])
  .index("by_channel", ["orgId", "isHidden", "channel", "lastMessageAt"])
  .index("by_channel_unread", ["orgId", "isHidden", "channel", "isUnread", "lastMessageAt"])
  .index("by_owner", ["orgId", "isHidden", "ownerId", "channel", "lastMessageAt"])
  .index("by_owner_unread", ["orgId", "isHidden", "ownerId", "channel", "isUnread", "lastMessageAt"])
  .index("by_createdAt", ["orgId", "createdAt"]);

export const channelValidator = v.union(v.literal("whatsapp"), v.literal("sms"));

/** The organization's accounts at providers of messages, at most one for each channel. Written only by communications/channels.ts. */
export const channels = defineTable({
  orgId: v.id("organizations"),
  channel: channelValidator,
  isActive: v.boolean(),
  /** WhatsApp's phone number id, or Twilio's account SID. */
  account: v.string(),
  /** The number customers see, E.164. */
  number: v.string(),
  /** Sealed under the deployment's secret (shared/sealed.ts), as what follows. */
  accessToken: v.string(),
  /** WhatsApp: signs what it delivers. Twilio signs with its token. */
  appSecret: v.optional(v.string()),
  /** WhatsApp: what it is told when the address is entered there. */
  verifyToken: v.optional(v.string()),
  /** Stands in the address the provider calls, and leads to the organization. */
  token: v.string(),
  createdAt: v.number(),
  updatedAt: v.number(),
})
  .index("by_channel", ["orgId", "channel"])
  .index("global_token", ["token"]);

export const unmatchedStatusValidator = v.union(v.literal("open"), v.literal("discarded"));

/** Messages whose sender nobody knows (COM-14). One that is linked becomes a row of `communications`; one that is put aside stays. */
export const unmatchedMessages = defineTable({
  orgId: v.id("organizations"),
  channel: v.union(v.literal("email"), v.literal("whatsapp"), v.literal("sms")),
  providerId: v.string(),
  /** Normalised, as in `communications`. */
  from: v.string(),
  fromName: v.optional(v.string()),
  to: v.optional(v.string()),
  subject: v.optional(v.string()),
  body: v.optional(v.string()),
  mediaType: v.optional(v.string()),
  /** Why its text is missing. */
  error: v.optional(v.string()),
  status: unmatchedStatusValidator,
  /** Epoch ms when it was sent. */
  createdAt: v.number(),
})
  .index("by_status", ["orgId", "status", "createdAt"])
  .index("by_from", ["orgId", "from", "status"])
  .index("by_provider", ["orgId", "providerId"])
  .index("by_createdAt", ["orgId", "createdAt"]);
