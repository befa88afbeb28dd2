/** WhatsApp Cloud API: what its webhook says, and what sending takes. Knows nothing of the database. */
import * as z from "zod";
import { afterThrow, type TryResult } from "./answers";
import { bounded, type Fetched } from "./fetched";
import type { WhatsappStatus } from "./words";

const graph = "https://graph.facebook.com/v23.0";

const fileShape = z.looseObject({
  id: z.string(),
  mime_type: z.string().optional(),
  caption: z.string().optional(),
  filename: z.string().optional(),
});
const messageShape = z.looseObject({
  id: z.string(),
  from: z.string(),
  timestamp: z.string(),
  type: z.string(),
  text: z.looseObject({ body: z.string() }).optional(),
  image: fileShape.optional(),
  video: fileShape.optional(),
  audio: fileShape.optional(),
  document: fileShape.optional(),
  sticker: fileShape.optional(),
  button: z.looseObject({ text: z.string() }).optional(),
  interactive: z
    .looseObject({
      button_reply: z.looseObject({ title: z.string() }).optional(),
      list_reply: z.looseObject({ title: z.string() }).optional(),
    })
    .optional(),
  location: z.looseObject({ latitude: z.number(), longitude: z.number() }).optional(),
});
const statusShape = z.looseObject({
  id: z.string(),
  status: z.string(),
  biz_opaque_callback_data: z.string().optional(),
  errors: z
    .array(
      z.looseObject({
        code: z.number().optional(),
        title: z.string().optional(),
        message: z.string().optional(),
      }),
    )
    .optional(),
});
const eventShape = z.looseObject({
  object: z.literal("whatsapp_business_account"),
  entry: z.array(
    z.looseObject({
      changes: z.array(
        z.looseObject({
          field: z.string(),
          value: z.looseObject({
            metadata: z.looseObject({ phone_number_id: z.string() }).optional(),
            contacts: z
              .array(
                z.looseObject({ wa_id: z.string(), profile: z.looseObject({ name: z.string() }).optional() }),
              )
              .optional(),
            messages: z.array(messageShape).optional(),
            statuses: z.array(statusShape).optional(),
          }),
        }),
      ),
    }),
  ),
});

export interface WhatsappMessage {
  id: string;
  /** E.164. */
  from: string;
  name: string | null;
  body: string | null;
  /** Epoch ms. */
  at: number;
  file: { id: string; type: string; name: string | null } | null;
}
export interface WhatsappReport {
  id: string;
  /** What we called the message; null where WhatsApp does not give it back. */
  ours: string | null;
  status: WhatsappStatus;
  error: string | null;
}

/**
 * Messages to this number and reports about its own, or null for a body that is no event of WhatsApp. Events of other
 * numbers under the same signature are none of ours.
 */
export function readEvent(
  body: unknown,
  phoneNumberId: string,
): { messages: WhatsappMessage[]; reports: WhatsappReport[] } | null {
  const event = eventShape.safeParse(body);
  if (!event.success) return null;
  const messages: WhatsappMessage[] = [];
  const reports: WhatsappReport[] = [];
  for (const { changes } of event.data.entry)
    for (const { field, value } of changes) {
      if (field !== "messages" || value.metadata?.phone_number_id !== phoneNumberId) continue;
      const names = new Map((value.contacts ?? []).map((contact) => [contact.wa_id, contact.profile?.name]));
      for (const message of value.messages ?? [])
        messages.push({ ...messageOf(message), name: names.get(message.from) ?? null });
      for (const { id, status, errors, biz_opaque_callback_data: ours = null } of value.statuses ?? []) {
        const known = reported[status];
        if (known === undefined) continue;
        const [error] = errors ?? [];
        const why =
          error === undefined ? null : `${error.code ?? ""} ${error.title ?? error.message ?? ""}`.trim();
        reports.push({ id, ours, status: known, error: why });
      }
    }
  return { messages, reports };
}

const reported: Record<string, WhatsappStatus | undefined> = {
  sent: "sent",
  delivered: "delivered",
  read: "read",
  failed: "failed",
};

function messageOf(message: z.output<typeof messageShape>): Omit<WhatsappMessage, "name"> {
  const { image, video, audio, document, sticker, interactive, location } = message;
  const file = image ?? video ?? audio ?? document ?? sticker;
  const words =
    message.text?.body ??
    file?.caption ??
    message.button?.text ??
    interactive?.button_reply?.title ??
    interactive?.list_reply?.title ??
    (location === undefined ? null : `${location.latitude}, ${location.longitude}`);
  return {
    id: message.id,
    from: `+${message.from.replace(/\D/g, "")}`,
    // What Orbit cannot show is told of, so that nobody waits for an answer.
    body: words ?? (file === undefined ? `[${message.type}]` : null),
    at: Number(message.timestamp) * 1000,
    file:
      file === undefined
        ? null
        : { id: file.id, type: file.mime_type ?? "application/octet-stream", name: file.filename ?? null },
  };
}

export interface WhatsappOutgoing {
  /** Our id of the message. */
  ours: string;
  /** E.164. */
  to: string;
  body?: string | undefined;
  mediaUrl?: string | undefined;
  mediaType?: string | undefined;
  /** A file that was brought to WhatsApp before, by its id there. */
  file?: { id: string; name: string; type: string } | undefined;
  template?: { name: string; language: string; variables: readonly string[] } | undefined;
}
export interface WhatsappAccount {
  phoneNumberId: string;
  accessToken: string;
}

/** Meta's codes for what another try may mend: limits and its own faults. */
const passing = new Set([1, 2, 4, 80007, 130429, 131000, 131016, 131048, 131056, 133004]);

/**
 * Hands a message to WhatsApp; never throws. No key makes a repeat harmless: "unknown" where the answer was lost on its
 * way. Our own id goes along and comes back with the reports, by which such a message is known again.
 */
export async function sendByWhatsapp(
  account: WhatsappAccount,
  message: WhatsappOutgoing,
): Promise<TryResult> {
  try {
    const response = await fetch(`${graph}/${encodeURIComponent(account.phoneNumberId)}/messages`, {
      method: "POST",
      headers: { authorization: `Bearer ${account.accessToken}`, "content-type": "application/json" },
      body: JSON.stringify({
        messaging_product: "whatsapp",
        recipient_type: "individual",
        to: message.to.replace(/\D/g, ""),
        biz_opaque_callback_data: message.ours,
        ...content(message),
      }),
    });
    const answer = sentShape.safeParse(await response.json().catch(() => null));
    const id = answer.data?.messages?.[0]?.id;
    if (response.ok && id !== undefined) return { kind: "sent", providerId: id };
    const { code, message: words } = answer.data?.error ?? {};
    // Whoever answered knows nothing of the message: a gateway in between.
    if (code === undefined && (response.ok || response.status >= 500)) return { kind: "unknown" };
    const error = `${code ?? response.status} ${words ?? "WhatsApp did not take the message"}`;
    const mayPass = response.status >= 500 || response.status === 429 || passing.has(code ?? -1);
    return mayPass ? { kind: "retry", error } : { kind: "refused", error };
  } catch (error) {
    return afterThrow(error);
  }
}

const sentShape = z.looseObject({
  messages: z.array(z.looseObject({ id: z.string() })).optional(),
  error: z.looseObject({ code: z.number().optional(), message: z.string().optional() }).optional(),
});

const uploadedShape = z.looseObject({ id: z.string() });

/** Brings a file to WhatsApp, where it stays for thirty days under the id that is given back. Doing it twice does no harm. */
export async function uploadToWhatsapp(
  { phoneNumberId, accessToken }: WhatsappAccount,
  file: { name: string; type: string; bytes: Blob },
): Promise<{ id: string } | Extract<TryResult, { error: string }>> {
  try {
    const form = new FormData();
    form.set("messaging_product", "whatsapp");
    form.set("type", file.type);
    form.set("file", new Blob([file.bytes], { type: file.type }), file.name);
    const response = await fetch(`${graph}/${encodeURIComponent(phoneNumberId)}/media`, {
      method: "POST",
      headers: { authorization: `Bearer ${accessToken}` },
      body: form,
    });
    const given: unknown = await response.json().catch(() => null);
    const uploaded = uploadedShape.safeParse(given);
    if (response.ok && uploaded.success) return { id: uploaded.data.id };
    const { code, message = "WhatsApp did not take the file" } = sentShape.safeParse(given).data?.error ?? {};
    const error = `${code ?? response.status} ${message}`;
    const mayPass = response.status >= 500 || response.status === 429 || passing.has(code ?? -1);
    return { kind: mayPass ? "retry" : "refused", error };
  } catch (error) {
    return { kind: "retry", error: error instanceof Error ? error.message : String(error) };
  }
}

function content({ body, file, mediaUrl, mediaType, template }: WhatsappOutgoing): object {
  if (template !== undefined) {
    const parameters = template.variables.map((text) => ({ type: "text", text }));
    return {
      type: "template",
      template: {
        name: template.name,
        language: { code: template.language },
        ...(parameters.length === 0 ? {} : { components: [{ type: "body", parameters }] }),
      },
    };
  }
  if (file !== undefined || mediaUrl !== undefined) {
    const media = file?.type ?? mediaType;
    const type = ["image", "video", "audio"].find((kind) => media?.startsWith(`${kind}/`)) ?? "document";
    const caption = body === undefined || type === "audio" ? {} : { caption: body };
    const name = file === undefined || type !== "document" ? {} : { filename: file.name };
    return {
      type,
      [type]: { ...(file === undefined ? { link: mediaUrl } : { id: file.id }), ...caption, ...name },
    };
  }
  return { type: "text", text: { preview_url: false, body: body ?? "" } };
}

/** The bytes of a file that came with a message; throws with WhatsApp's words. Its id leads to an address that runs out. */
export async function fetchWhatsappFile(
  { accessToken }: Pick<WhatsappAccount, "accessToken">,
  fileId: string,
  mostBytes: number,
): Promise<Fetched> {
  const headers = { authorization: `Bearer ${accessToken}` };
  const about = await fetch(`${graph}/${encodeURIComponent(fileId)}`, { headers });
  if (!about.ok) throw new Error(`WhatsApp does not tell of the file (${about.status})`);
  const { url, file_size: size } = aboutShape.parse(await about.json());
  if (size !== undefined && size > mostBytes) return "tooLarge";
  return await bounded("WhatsApp", await fetch(url, { headers }), mostBytes);
}

const aboutShape = z.looseObject({
  url: z.url({ protocol: /^https$/ }),
  file_size: z.number().optional(),
});
