/** Files that leave with a message: uploaded for it, or one of the customer's documents (COM-09). */
import type { Doc, Id } from "../_generated/dataModel";
import { readableDocument } from "../documents/list";
import { endingOf, mostBytes } from "../documents/types";
import { isNamedHere } from "../files/release";
import type { OrgMutationCtx, TenantMutationCtx, TenantQueryCtx } from "../functions";
import { fail, orbitError } from "../shared/errors";
import { reachFor } from "../tenancy/permissions";
import { attachmentLimits, messageKinds, nameOfFile, whatsappBytes } from "./fileKinds";
import { scheduleFetch } from "./files";

export type GivenFile = { storageId: Id<"_storage">; fileName: string } | { documentId: Id<"documents"> };

interface Attachment {
  storageId: Id<"_storage">;
  fileName: string;
  mimeType: string;
  fileSize: number;
  /** A document's content was looked at when it came; an upload's is before it leaves. */
  isChecked: boolean;
}

const refuse = (rule: string, message: string): never =>
  fail({ code: "VALIDATION_ERROR", issues: [{ path: "files", rule, message }] });

/** What is to go with a message, as it may. VALIDATION_ERROR names the file and what to do; NOT_FOUND, FORBIDDEN for a document. */
export async function chosenFiles(
  ctx: OrgMutationCtx,
  customer: Doc<"customers">,
  channel: "email" | "whatsapp" | "sms",
  given: readonly GivenFile[],
): Promise<Attachment[]> {
  if (given.length === 0) return [];
  if (channel === "sms") return refuse("otherChannel", "Files leave by e-mail and WhatsApp alone.");
  const { most, bytes } = attachmentLimits[channel];
  if (given.length > most)
    refuse(
      "tooManyFiles",
      most === 1 ? "WhatsApp takes one file with a message." : `Attach at most ${most} files.`,
    );
  const files: Attachment[] = [];
  for (const one of given)
    files.push(
      "documentId" in one ? await documentAs(ctx, customer, one.documentId) : await uploadAs(ctx, one),
    );
  if (new Set(files.map(({ storageId }) => storageId)).size < files.length)
    refuse("twice", "The same file is attached twice.");
  if (files.reduce((sum, { fileSize }) => sum + fileSize, 0) > bytes)
    refuse("tooLarge", `Files of one message may have ${Math.floor(bytes / 1024 / 1024)} MB together.`);
  if (channel === "whatsapp") {
    for (const { fileName, mimeType, fileSize } of files) {
      const limit = whatsappBytes(mimeType);
      if (limit === null)
        return refuse("whatsappKind", `WhatsApp does not take ${fileName}: send it by e-mail.`);
      if (fileSize > limit)
        refuse("tooLarge", `WhatsApp takes files like ${fileName} up to ${limit / 1024 / 1024} MB.`);
    }
  }
  return files;
}

async function documentAs(
  ctx: OrgMutationCtx,
  customer: Doc<"customers">,
  documentId: Id<"documents">,
): Promise<Attachment> {
  if (reachFor(ctx, "documents:read") === "none") fail({ code: "FORBIDDEN", permission: "documents:read" });
  const document = await readableDocument(ctx, documentId);
  if (document.customerId !== customer._id) refuse("otherCustomer", "Choose a document of this customer.");
  const version = await ctx.db
    .query("documentVersions")
    .withIndex("by_document", (q) => q.eq("documentId", documentId).eq("version", document.version))
    .unique();
  if (document.state !== "ready" || version === null)
    return refuse("notReady", `${document.documentName} is still being checked: attach it in a moment.`);
  const { storageId, fileName, mimeType, fileSize } = version;
  return { storageId, fileName, mimeType, fileSize, isChecked: true };
}

async function uploadAs(
  ctx: OrgMutationCtx,
  { storageId, fileName: given }: Extract<GivenFile, { storageId: unknown }>,
): Promise<Attachment> {
  const fileName = nameOfFile(given, null);
  const stored = await storedFile(ctx, storageId);
  // A file that is somebody's already would be handed out under a new name.
  if (stored === null || (await isNamedHere(ctx, storageId)))
    return refuse("missing", `${fileName} is not here: attach it again.`);
  const kind = messageKinds[endingOf(fileName)];
  if (kind === undefined) return refuse("kind", `${fileName} is of a kind that is not sent.`);
  const { documentLimitBytes: limit = mostBytes } = await ctx.settings();
  if (stored.size === 0) refuse("empty", `${fileName} is empty.`);
  if (stored.size > limit)
    refuse("tooLarge", `${fileName} is larger than ${Math.floor(limit / 1024 / 1024)} MB.`);
  return { storageId, fileName, mimeType: kind.mimeType, fileSize: stored.size, isChecked: false };
}

/** Null also for what is no id of a file at all. */
async function storedFile(ctx: OrgMutationCtx, storageId: Id<"_storage">) {
  try {
    return await ctx.stored(storageId);
  } catch (error) {
    if (orbitError(error) !== null) throw error;
    return null;
  }
}

/** Writes the files down with their message; those that were uploaded are looked at before it leaves. */
export async function attachFiles(
  ctx: TenantMutationCtx,
  messageId: Id<"communications">,
  files: readonly Attachment[],
): Promise<void> {
  for (const [place, { isChecked, ...file }] of files.entries()) {
    const fileId = await ctx.db.insert("messageFiles", {
      ...file,
      messageId,
      place,
      attempts: 0,
      createdAt: ctx.now,
      ...(isChecked ? { state: "ready" as const } : { state: "waiting" as const, nextAttemptAt: ctx.now }),
    });
    if (!isChecked) await scheduleFetch(ctx, fileId, ctx.now);
  }
}

/** A file on its way out. */
export interface OutgoingFile {
  storageId: Id<"_storage">;
  fileName: string;
  mimeType: string;
}

/** What leaves with a message: its files once all were looked at, or why it cannot leave. */
export async function outgoingFiles(
  ctx: TenantQueryCtx,
  messageId: Id<"communications">,
): Promise<OutgoingFile[] | "waiting" | { refused: string }> {
  const rows = await ctx.db
    .query("messageFiles")
    .withIndex("by_message", (q) => q.eq("messageId", messageId))
    .collect();
  const files: OutgoingFile[] = [];
  let isWaiting = false;
  for (const { state, refusal, storageId, fileName, mimeType } of rows) {
    if (state === "refused" || state === "failed")
      return { refused: `${fileName}: ${sentences[refusal ?? "missing"]}` };
    if (state === "waiting" || storageId === undefined) isWaiting = true;
    else files.push({ storageId, fileName, mimeType });
  }
  return isWaiting ? "waiting" : files;
}

const sentences: Record<NonNullable<Doc<"messageFiles">["refusal"]>, string> = {
  type: "files of this kind are not sent",
  content: "its content is not what its name says",
  size: "it is larger than documents may be",
  empty: "it is empty",
  missing: "it is gone",
};
