/** One try at a file that came with a message: fetched from its provider, looked at, stored (COM-09). Never executed, never trusted. */
import { internal } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import type { ActionCtx } from "../_generated/server";
import { endingOf, refusalOf, sniffedBytes } from "../documents/types";
import { openSecret } from "./channels";
import type { Fetched } from "./fetched";
import { messageKinds } from "./fileKinds";
import type { ClaimedFile, FoundFile } from "./files";
import { fetchMailFile } from "./received";
import { fetchTwilioFile } from "./twilio";
import { fetchWhatsappFile } from "./whatsapp";

export async function fetchFile(
  ctx: ActionCtx,
  place: { orgId: Id<"organizations">; fileId: Id<"messageFiles"> },
): Promise<null> {
  const claimed = await ctx.runMutation(internal.messageFiles.claim, place);
  if (claimed === null) return null;
  let found: FoundFile;
  try {
    found = await kept(ctx, claimed, await bytesOf(claimed));
  } catch (error) {
    found = { kind: "missed", error: error instanceof Error ? error.message : String(error) };
  }
  await ctx.runMutation(internal.messageFiles.settle, { ...place, found });
  return null;
}

async function bytesOf({ channel, account, providerId, remote, limit }: ClaimedFile): Promise<Fetched> {
  if (channel === "email" || account === null) return await fetchMailFile(providerId, remote, limit);
  const secret = await openSecret(account.accessToken);
  return channel === "whatsapp"
    ? await fetchWhatsappFile({ accessToken: secret }, remote, limit)
    : await fetchTwilioFile({ accountSid: account.account, authToken: secret }, remote, limit);
}

async function kept(ctx: ActionCtx, { fileName, limit }: ClaimedFile, fetched: Fetched): Promise<FoundFile> {
  if (fetched === "tooLarge") return { kind: "refused", refusal: "size" };
  const head = new Uint8Array(await fetched.slice(0, sniffedBytes).arrayBuffer());
  const refusal = refusalOf({ fileName, size: fetched.size, limit, head }, messageKinds);
  if (refusal !== null) return { kind: "refused", refusal };
  const { mimeType } = messageKinds[endingOf(fileName)]!;
  const storageId = await ctx.storage.store(new Blob([fetched], { type: mimeType }));
  return { kind: "stored", storageId, fileSize: fetched.size, mimeType };
}
