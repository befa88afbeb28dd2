/** Mail that came in through Resend: its webhook tells of it, its text is fetched afterwards. Knows nothing of the database. */
import * as z from "zod";
import { normalizeEmail } from "../shared/email";
import { bounded, type Fetched } from "./fetched";
import type { RemoteFile } from "./incoming";

const receivedShape = z.looseObject({
  type: z.literal("email.received"),
  created_at: z.string().optional(),
  data: z.looseObject({
    email_id: z.string(),
    from: z.string(),
    to: z.array(z.string()).default([]),
    cc: z.array(z.string()).default([]),
    received_for: z.array(z.string()).default([]),
    subject: z.string().nullish(),
    created_at: z.string().optional(),
    attachments: z
      .array(
        z.looseObject({
          id: z.string(),
          filename: z.string().nullish(),
          content_type: z.string().nullish(),
        }),
      )
      .default([]),
  }),
});

export interface ReceivedMail {
  emailId: string;
  from: string;
  fromName: string | null;
  /** Everybody it was addressed to or delivered for, in lower case. */
  to: string[];
  subject: string | null;
  files: RemoteFile[];
  /** Epoch ms; NaN where the provider does not say. */
  at: number;
}

/** The facts of a verified event, or null for one of another kind or from no address. */
export function readReceived(event: unknown): ReceivedMail | null {
  const parsed = receivedShape.safeParse(event);
  if (!parsed.success) return null;
  const { email_id, from, to, cc, received_for, subject, created_at, attachments } = parsed.data.data;
  const sender = addressIn(from);
  if (sender === null) return null;
  const name = /^\s*"?([^"<]*?)"?\s*</.exec(from)?.[1]?.trim();
  return {
    emailId: email_id,
    from: sender,
    fromName: name || null,
    to: [...new Set([...received_for, ...to, ...cc].map(addressIn).filter((one) => one !== null))],
    subject: subject ?? null,
    files: attachments.map(({ id, filename, content_type }) => ({
      remote: id,
      name: filename ?? undefined,
      type: content_type ?? undefined,
    })),
    at: Date.parse(created_at ?? parsed.data.created_at ?? ""),
  };
}

/** "Alice <Alice@Example.com>" -> "alice@example.com". */
function addressIn(text: string): string | null {
  return normalizeEmail(/<([^<>]+)>/.exec(text)?.[1] ?? text);
}

const contentShape = z.looseObject({ text: z.string().nullish(), html: z.string().nullish() });

/** The text of a mail that was received; throws with the provider's words. */
export async function fetchReceived(emailId: string): Promise<string> {
  const response = await askResend(emailId);
  if (!response.ok) throw new Error(`Resend does not give the text (${response.status})`);
  const { text, html } = contentShape.parse(await response.json());
  return text?.trim() ? text : plainText(html ?? "");
}

async function askResend(emailId: string, below = ""): Promise<Response> {
  const key = process.env.RESEND_API_KEY;
  if (!key) throw new Error("RESEND_API_KEY is not set, so nothing can be fetched");
  return await fetch(`https://api.resend.com/emails/receiving/${encodeURIComponent(emailId)}${below}`, {
    headers: { authorization: `Bearer ${key}` },
  });
}

const attachmentShape = z.looseObject({ download_url: z.url({ protocol: /^https$/ }) });

/** The bytes of a mail's attachment: Resend tells of an address that needs no key and runs out. Throws with its words. */
export async function fetchMailFile(
  emailId: string,
  attachmentId: string,
  mostBytes: number,
): Promise<Fetched> {
  const about = await askResend(emailId, `/attachments/${encodeURIComponent(attachmentId)}`);
  if (!about.ok) throw new Error(`Resend does not tell of the file (${about.status})`);
  const { download_url } = attachmentShape.parse(await about.json());
  return await bounded("Resend", await fetch(download_url), mostBytes);
}

const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'", nbsp: " " };

/** What a mail of HTML alone says, as text; it is shown as text only, whatever is left in it. */
export function plainText(html: string): string {
  return html
    .replace(/<(style|script|head)\b[\s\S]*?<\/\1>/gi, "")
    .replace(/<br\s*\/?>|<\/(p|div|tr|li|h[1-6])>/gi, "\n")
    .replace(/<[^>]+>/g, "")
    .replace(/&(amp|lt|gt|quot|#39|nbsp);/g, (_whole, name: string) => entities[name] ?? "")
    .replace(/[ \t]+\n/g, "\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}
