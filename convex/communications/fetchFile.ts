/**
 * One try at a file of a message: fetched from its provider, looked at, stored; one that is to leave is only looked at
 * (COM-09). Never executed, never trusted.
 */
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
    found = await kept(ctx, claimed, await bytesOf(ctx, claimed));
  } catch (error) {
    found = { kind: "missed", error: error instanceof Error ? error.message : String(error) };
  }
  await ctx.runMutation(internal.messageFiles.settle, { ...place, found });
  return null;
}

async function bytesOf(ctx: ActionCtx, { at, limit }: ClaimedFile): Promise<Fetched | null> {
  if (at.kind === "here") return await ctx.storage.get(at.storageId);
  if (at.kind === "mail") return await fetchMailFile(at.emailId, at.attachmentId, limit);
  const secret = await openSecret(at.account.accessToken);
  return at.account.channel === "whatsapp"
    ? await fetchWhatsappFile({ accessToken: secret }, at.remote, limit)
    : await fetchTwilioFile({ accountSid: at.account.account, authToken: secret }, at.remote, limit);
}

async function kept(
  ctx: ActionCtx,
  { fileName, limit, at }: ClaimedFile,
  fetched: Fetched | null,
): Promise<FoundFile> {
  if (fetched === null) return { kind: "refused", refusal: "missing" };
  if (fetched === "tooLarge") return { kind: "refused", refusal: "size" };
  const head = new Uint8Array(await fetched.slice(0, sniffedBytes).arrayBuffer());
  const refusal = refusalOf({ fileName, size: fetched.size, limit, head }, messageKinds);
  if (refusal !== null) return { kind: "refused", refusal };
  const { mimeType } = messageKinds[endingOf(fileName)]!;
  const storageId =
    at.kind === "here" ? at.storageId : await ctx.storage.store(new Blob([fetched], { type: mimeType }));
  return { kind: "stored", storageId, fileSize: fetched.size, mimeType };
}
