/** The mail provider: Resend, when RESEND_API_KEY is set. One mail, one call, one result. */
import { Resend } from "resend";
import type { Outgoing, SendResult } from "./delivery";

/** Errors of Resend that another try cannot mend; everything else is worth one. */
const final = new Set([
  "missing_required_field",
  "invalid_access",
  "invalid_parameter",
  "invalid_region",
  "validation_error",
  "invalid_from_address",
  "invalid_to_address",
  "invalid_idempotent_request",
  "restricted_api_key",
  "missing_api_key",
  "invalid_api_key",
  "not_found",
  "method_not_allowed",
  "security_error",
]);

/** The bytes of what a mail carries, as the provider takes them. */
export interface Attachment {
  filename: string;
  contentType: string;
  content: Blob;
}

/** Hands a mail to the provider; never throws. The idempotency key makes a repeat harmless for 24 hours. */
export async function sendByResend(
  mail: Omit<Outgoing, "files">,
  attachments: readonly Attachment[] = [],
): Promise<SendResult> {
  const apiKey = process.env.RESEND_API_KEY;
  if (!apiKey) return { kind: "refused", error: "RESEND_API_KEY is not set" };
  const { idempotencyKey, kind, ...content } = mail;
  try {
    const { data, error, headers } = await new Resend(apiKey).emails.send(
      {
        ...content,
        from: process.env.RESEND_FROM || "Orbit <onboarding@resend.dev>",
        ...(attachments.length === 0 ? {} : { attachments: await Promise.all(attachments.map(encoded)) }),
        tags: [{ name: "kind", value: kind.replace(/[^A-Za-z0-9_-]/g, "_") }],
      },
      { idempotencyKey },
    );
    if (data !== null) return { kind: "sent", providerId: data.id };
    const text = `${error.name}: ${error.message}`;
    if (final.has(error.name)) return { kind: "refused", error: text };
    const seconds = Number(headers?.["retry-after"]);
    return { kind: "retry", error: text, ...(seconds > 0 ? { afterMs: seconds * 1000 } : {}) };
  } catch (error) {
    return { kind: "retry", error: error instanceof Error ? error.message : String(error) };
  }
}

/** Bytes turned into text at once: more would not fit on the stack. A multiple of three, so that the pieces join. */
const pieceBytes = 0x6000;

async function encoded({ content, ...named }: Attachment) {
  const bytes = new Uint8Array(await content.arrayBuffer());
  let text = "";
  for (let from = 0; from < bytes.length; from += pieceBytes)
    text += btoa(String.fromCharCode(...bytes.subarray(from, from + pieceBytes)));
  return { ...named, content: text };
}
