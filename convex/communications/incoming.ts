/** A message from outside as its provider tells of it, and how much of a stranger's text is stored. Pure. */
import { clean } from "../shared/text";

/** A file as its provider tells of it. */
export interface RemoteFile {
  /** By what the provider gives it: WhatsApp's media id, Twilio's address, Resend's id of the attachment. */
  remote: string;
  name?: string | undefined;
  /** Media type, as the sender's program says. */
  type?: string | undefined;
}

export interface Incoming {
  channel: "email" | "whatsapp" | "sms";
  /** The provider's id of the message: the same event twice is one message (COM-22). */
  providerId: string;
  /** Normalised: e-mail in lower case, phone E.164. */
  from: string;
  fromName?: string | undefined;
  to?: string | undefined;
  subject?: string | undefined;
  body?: string | undefined;
  mediaType?: string | undefined;
  files?: readonly RemoteFile[] | undefined;
  /** Epoch ms. */
  at: number;
}

/** Longest text of a message from outside that is kept with it, in characters. */
const longestText = 200_000;
const cut = "\n[…]";

/** Text of a stranger as it may be stored. */
export function taken(text: string | undefined, most = longestText): string | undefined {
  const cleaned = clean(text ?? "").replace(/\p{Surrogate}/gu, "");
  if (cleaned === "") return undefined;
  return cleaned.length <= most ? cleaned : `${cleaned.slice(0, most - cut.length)}${cut}`;
}

/** How it stands on its customer; `createdAt` in epoch ms. */
export function asReceived(
  {
    channel,
    providerId,
    from,
    to,
    subject,
    body,
    mediaType,
    error,
  }: Omit<Incoming, "fromName" | "at" | "files"> & { error?: string | undefined },
  createdAt: number,
) {
  return {
    communicationType: channel,
    direction: "inbound",
    deliveryStatus: "received",
    providerId,
    from,
    ...(channel === "whatsapp" ? { whatsappMessageId: providerId } : {}),
    ...(to === undefined ? {} : { to }),
    ...(subject === undefined ? {} : { subject }),
    ...(body === undefined ? {} : { body }),
    ...(mediaType === undefined ? {} : { mediaType }),
    ...(error === undefined ? {} : { error }),
    createdAt,
  } as const;
}
