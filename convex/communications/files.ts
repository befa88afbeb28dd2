/** Files of messages: expected with their message, fetched from the provider, tried again, let go (COM-09). */
import { internal } from "../_generated/api";
import type { Doc, Id } from "../_generated/dataModel";
import { readableCustomer, writableCustomer } from "../customers/access";
import { endingOf, mostBytes, type Refusal } from "../documents/types";
import { releaseFile } from "../files/release";
import type { OrgMutationCtx, OrgQueryCtx, TenantMutationCtx, TenantQueryCtx } from "../functions";
import { fail } from "../shared/errors";
import { reachFor } from "../tenancy/permissions";
import { sealedAccount, type SealedAccount } from "./channels";
import { messageKinds, nameOfFile, plainType, type FileState } from "./fileKinds";
import type { RemoteFile } from "./incoming";

type MessageFile = Doc<"messageFiles">;
export type FileOwner = { messageId: Id<"communications"> } | { unmatchedId: Id<"unmatchedMessages"> };

/** Waits after the first, second, … try that brought nothing; after the last it waits for a person. */
const waitsMs = [10_000, 60_000, 10 * 60_000, 60 * 60_000];
/** A try that says nothing for so long is taken as lost, and repeated: fetching twice does no harm. */
const lostAfterMs = 5 * 60_000;
/** Files that begin to be fetched with their message; the others follow with the sweep. */
const mostAtOnce = 50;
/** Of one message that are shown; a provider tells of no more. */
const mostShown = 100;

/** Writes down the files a message came with, and starts fetching them. What may not be kept is told at once. */
export async function expectFiles(
  ctx: TenantMutationCtx,
  owner: FileOwner,
  files: readonly RemoteFile[],
): Promise<void> {
  for (const [place, { remote, name, type }] of files.entries()) {
    const fileName = nameOfFile(name, type);
    const isKept = messageKinds[endingOf(fileName)] !== undefined;
    const fileId = await ctx.db.insert("messageFiles", {
      ...owner,
      place,
      fileName,
      mimeType: plainType(type),
      fileSize: 0,
      remote,
      attempts: 0,
      createdAt: ctx.now,
      ...(isKept
        ? { state: "waiting" as const, nextAttemptAt: ctx.now }
        : { state: "refused" as const, refusal: "type" as const }),
    });
    if (isKept && place < mostAtOnce) await scheduleFetch(ctx, fileId, ctx.now);
  }
}

export async function scheduleFetch(
  ctx: TenantMutationCtx,
  fileId: Id<"messageFiles">,
  at: number,
): Promise<void> {
  await ctx.scheduler.runAt(at, internal.messageFiles.fetch, { orgId: ctx.orgId, fileId });
}

export interface ClaimedFile {
  fileName: string;
  /** Largest file that is kept, bytes. */
  limit: number;
  at:
    | { kind: "mail"; emailId: string; attachmentId: string }
    | { kind: "account"; account: SealedAccount; remote: string }
    /** Uploaded here, to leave with a message. */
    | { kind: "here"; storageId: Id<"_storage"> };
}

/** Starts a try; null when it is not due, or nobody is there to fetch it. */
export async function claimFile(
  ctx: TenantMutationCtx,
  fileId: Id<"messageFiles">,
): Promise<ClaimedFile | null> {
  const file = await ctx.db.find("messageFiles", fileId);
  const isDue = file?.state === "waiting" && (file.nextAttemptAt ?? 0) <= ctx.now;
  if (file === null || !isDue) return null;
  const at = await placeOf(ctx, file);
  if (at === null) {
    const error = "The account that could fetch it is switched off; switch it on under Settings, Channels.";
    await ctx.db.patch("messageFiles", fileId, { state: "failed", error, nextAttemptAt: undefined });
    return null;
  }
  await ctx.db.patch("messageFiles", fileId, {
    attempts: file.attempts + 1,
    nextAttemptAt: ctx.now + lostAfterMs,
  });
  const { documentLimitBytes: limit = mostBytes } = await ctx.settings();
  return { fileName: file.fileName, limit, at };
}

/** Where its bytes are; null while the account they are fetched with is switched off. */
async function placeOf(ctx: TenantQueryCtx, file: MessageFile): Promise<ClaimedFile["at"] | null> {
  const { storageId, remote } = file;
  if (storageId !== undefined) return { kind: "here", storageId };
  const message = await messageOf(ctx, file);
  if (message === null || remote === undefined) return null;
  const { channel, providerId } = message;
  if (channel === "email") return { kind: "mail", emailId: providerId, attachmentId: remote };
  const account = await sealedAccount(ctx, channel);
  return account === null ? null : { kind: "account", account, remote };
}

export type FoundFile =
  /** Stored by this try, or where it lay already. */
  | { kind: "stored"; storageId: Id<"_storage">; fileSize: number; mimeType: string }
  | { kind: "refused"; refusal: Refusal }
  | { kind: "missed"; error: string };

/** What a try brought; the file's message once it is settled. A second one of the same file is thrown away. */
export async function settleFile(
  ctx: TenantMutationCtx,
  fileId: Id<"messageFiles">,
  found: FoundFile,
): Promise<Id<"communications"> | null> {
  const file = await ctx.db.find("messageFiles", fileId);
  if (file?.state !== "waiting") {
    if (found.kind === "stored") await releaseFile(ctx, found.storageId);
    return null;
  }
  const { messageId = null } = file;
  if (found.kind === "stored") {
    const { kind: _kind, ...stored } = found;
    await ctx.db.patch("messageFiles", fileId, {
      ...stored,
      state: "ready",
      error: undefined,
      nextAttemptAt: undefined,
    });
    return messageId;
  }
  if (found.kind === "refused") {
    const { refusal } = found;
    await ctx.db.patch("messageFiles", fileId, {
      state: "refused",
      refusal,
      storageId: undefined,
      nextAttemptAt: undefined,
    });
    // What was uploaded and may not leave is not kept either.
    if (file.storageId !== undefined) await releaseFile(ctx, file.storageId);
    return messageId;
  }
  const wait = waitsMs[file.attempts - 1];
  const { error } = found;
  if (wait === undefined) {
    await ctx.db.patch("messageFiles", fileId, { state: "failed", error, nextAttemptAt: undefined });
    return messageId;
  }
  await ctx.db.patch("messageFiles", fileId, { error, nextAttemptAt: ctx.now + wait });
  await scheduleFetch(ctx, fileId, ctx.now + wait);
  return null;
}

/** Asks the provider again for what failed, or was too large before. NOT_FOUND, FORBIDDEN, INVALID_STATUS_CHANGE. */
export async function fetchAgain(ctx: OrgMutationCtx, fileId: Id<"messageFiles">): Promise<null> {
  const file = await ctx.db.get("messageFiles", fileId);
  if (file.messageId === undefined) mustSort(ctx);
  else {
    const { customerId } = await ctx.db.get("communications", file.messageId);
    await writableCustomer(ctx, customerId, "communications:send");
  }
  const mayHelp = file.state === "failed" || (file.state === "refused" && file.refusal === "size");
  if (!mayHelp || file.remote === undefined)
    return fail({ code: "INVALID_STATUS_CHANGE", entity: "messageFiles", from: file.state, to: "waiting" });
  await ctx.db.patch("messageFiles", fileId, {
    state: "waiting",
    refusal: undefined,
    error: undefined,
    attempts: 0,
    nextAttemptAt: ctx.now,
  });
  await scheduleFetch(ctx, fileId, ctx.now);
  return null;
}

/** A file whose message the caller may read; NOT_FOUND otherwise, and while it is not stored. */
export async function readableFile(ctx: OrgQueryCtx, fileId: Id<"messageFiles">): Promise<MessageFile> {
  const file = await ctx.db.get("messageFiles", fileId);
  if (file.messageId === undefined) mustSort(ctx);
  else {
    const { customerId } = await ctx.db.get("communications", file.messageId);
    await readableCustomer(ctx, customerId, "communications:read");
  }
  return file.state === "ready" ? file : fail({ code: "NOT_FOUND", entity: "messageFiles" });
}

/** The queue of unknown senders is for those who sort it. */
function mustSort(ctx: OrgQueryCtx): void {
  if (reachFor(ctx, "communications:sort") === "none")
    fail({ code: "FORBIDDEN", permission: "communications:sort" });
}

async function messageOf(
  ctx: TenantQueryCtx,
  { messageId, unmatchedId }: MessageFile,
): Promise<{ channel: "email" | "whatsapp" | "sms"; providerId: string } | null> {
  if (unmatchedId !== undefined) return await ctx.db.find("unmatchedMessages", unmatchedId);
  const message = messageId === undefined ? null : await ctx.db.find("communications", messageId);
  const channel = message?.communicationType;
  if (channel !== "email" && channel !== "whatsapp" && channel !== "sms") return null;
  return message?.providerId === undefined ? null : { channel, providerId: message.providerId };
}

export interface ListedFile {
  _id: Id<"messageFiles">;
  fileName: string;
  mimeType: string;
  /** Bytes; 0 until it is stored. */
  fileSize: number;
  state: FileState;
  refusal: Refusal | null;
  error: string | null;
}

export async function filesOf(ctx: TenantQueryCtx, owner: FileOwner): Promise<ListedFile[]> {
  const files = await rowsOf(ctx, owner).take(mostShown);
  return files.map(({ _id, fileName, mimeType, fileSize, state, refusal, error }) => ({
    _id,
    fileName,
    mimeType,
    fileSize,
    state,
    refusal: refusal ?? null,
    error: error ?? null,
  }));
}

function rowsOf(ctx: TenantQueryCtx, owner: FileOwner) {
  const files = ctx.db.query("messageFiles");
  return "messageId" in owner
    ? files.withIndex("by_message", (q) => q.eq("messageId", owner.messageId))
    : files.withIndex("by_unmatched", (q) => q.eq("unmatchedId", owner.unmatchedId));
}

/** A message that waited stands on its customer now, and its files with it. */
export async function handOverFiles(
  ctx: TenantMutationCtx,
  unmatchedId: Id<"unmatchedMessages">,
  messageId: Id<"communications">,
): Promise<void> {
  for (const { _id } of await rowsOf(ctx, { unmatchedId }).collect())
    await ctx.db.patch("messageFiles", _id, { unmatchedId: undefined, messageId });
}

/** For rooms that delete a message: its files go with it. */
export async function dropFiles(ctx: TenantMutationCtx, messageId: Id<"communications">): Promise<void> {
  for (const { _id, storageId } of await rowsOf(ctx, { messageId }).collect()) {
    await ctx.db.delete("messageFiles", _id);
    if (storageId !== undefined) await releaseFile(ctx, storageId);
  }
}
