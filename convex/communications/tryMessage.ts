/** One try at a message of WhatsApp or SMS, its file brought there before it. */
import type { Id } from "../_generated/dataModel";
import type { ActionCtx } from "../_generated/server";
import { openSecret } from "./channels";
import type { TryResult } from "./answers";
import type { Claimed } from "./sending";
import { sendBySms } from "./twilio";
import { sendByWhatsapp, uploadToWhatsapp, type WhatsappAccount } from "./whatsapp";

/** Never throws. */
export async function tryMessage(
  ctx: ActionCtx,
  messageId: Id<"communications">,
  claimed: Claimed,
): Promise<TryResult> {
  const { account, to, body } = claimed;
  let accessToken: string;
  try {
    accessToken = await openSecret(account.accessToken);
  } catch {
    return { kind: "refused", error: "The stored token cannot be read; enter it again in Settings." };
  }
  if (account.channel === "whatsapp")
    return await tryWhatsapp(ctx, { phoneNumberId: account.account, accessToken }, messageId, claimed);
  return await sendBySms(
    { accountSid: account.account, authToken: accessToken, number: account.number },
    { to, body: body ?? "", reportTo: account.webhook.startsWith("https:") ? account.webhook : null },
  );
}

async function tryWhatsapp(
  ctx: ActionCtx,
  account: WhatsappAccount,
  messageId: Id<"communications">,
  { to, body, mediaUrl, mediaType, template, file }: Claimed,
): Promise<TryResult> {
  const message = {
    ours: messageId,
    to,
    body: body ?? undefined,
    mediaUrl: mediaUrl ?? undefined,
    mediaType: mediaType ?? undefined,
    template: template ?? undefined,
  };
  if (file === null) return await sendByWhatsapp(account, message);
  const { fileName: name, mimeType: type } = file;
  const bytes = await ctx.storage.get(file.storageId);
  if (bytes === null) return { kind: "refused", error: `${name}: it is gone` };
  const uploaded = await uploadToWhatsapp(account, { name, type, bytes });
  if ("error" in uploaded) return uploaded;
  return await sendByWhatsapp(account, { ...message, file: { id: uploaded.id, name, type } });
}
