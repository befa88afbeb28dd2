/** The fixed words of messages with customers (COM-02, COM-03). Pure. */

export const communicationTypes = ["whatsapp", "email", "phone", "sms", "chat"] as const;
export type CommunicationType = (typeof communicationTypes)[number];

export const directions = ["inbound", "outbound"] as const;
export type Direction = (typeof directions)[number];

/** What WhatsApp itself says of a message it took (COM-08). */
export const whatsappStatuses = ["queued", "sent", "delivered", "read", "failed"] as const;
export type WhatsappStatus = (typeof whatsappStatuses)[number];

/**
 * What became of a message.
 *
 *  queued, sending  waits for its turn, or a try is under way
 *  sent             taken by the provider; delivered and read are the provider's later word
 *  failed           every try is used up, or the provider refuses it; can be sent again (COM-24)
 *  simulated        nobody is configured who would send it: kept, marked, never lost (COM-21)
 *  received         came from the customer
 *  recorded         happened elsewhere and was written down: a call, a message of another system
 */
export const deliveryStatuses = [
  "queued",
  "sending",
  "sent",
  "delivered",
  "read",
  "failed",
  "simulated",
  "received",
  "recorded",
] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];

/** So long after a customer's own message WhatsApp lets free words through; later only a template it has approved. */
export const whatsappWindowMs = 24 * 60 * 60_000;

/** A conversation's own row for each channel, and one for all of them together. */
export const everyChannel = "all";
export const threadChannels = [everyChannel, ...communicationTypes] as const;
export type ThreadChannel = (typeof threadChannels)[number];
