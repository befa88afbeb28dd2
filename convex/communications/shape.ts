/** What may be entered of a message (COM-01..03). */
import * as z from "zod";
import { optional, text } from "../shared/entry";
import { communicationTypes, directions, whatsappStatuses } from "./words";

/** Longest text of a message that is kept with it, in characters. */
export const longestBody = 50_000;
export const longestSubject = 500;

/** An address of the web; nothing else is ever opened from a message. */
export const webAddress = z
  .string()
  .max(2_000, "Use at most 2,000 characters.")
  .refine((value) => /^https?:\/\/[^\s]+$/i.test(value), {
    message: "Enter an address that begins with https:// or http://.",
    params: { rule: "invalidUrl" },
  });

export const hasContent = (message: {
  body?: string | undefined;
  subject?: string | undefined;
  mediaUrl?: string | undefined;
}) => message.body !== undefined || message.subject !== undefined || message.mediaUrl !== undefined;
export const empty = { path: ["body"], message: "Write the message.", params: { rule: "required" } };

const content = {
  subject: optional(longestSubject),
  body: text(longestBody)
    .optional()
    .transform((value) => (value === "" ? undefined : value)),
  mediaUrl: webAddress.optional(),
  mediaType: optional(100),
};

/** A message as it happened elsewhere: written down, not sent. */
export const communicationShape = z
  .object({
    communicationType: z.enum(communicationTypes, {
      error: "Choose whatsapp, email, phone, sms or chat.",
    }),
    direction: z.enum(directions, { error: "Choose inbound or outbound." }),
    ...content,
    whatsappMessageId: optional(200),
    whatsappStatus: z.enum(whatsappStatuses).optional(),
    /** Epoch ms; now when left out. */
    createdAt: z.number().int().optional(),
  })
  .refine(hasContent, empty);
export type CommunicationInput = z.input<typeof communicationShape>;
