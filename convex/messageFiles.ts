/** Door: files that came or go with messages (COM-09). */
import { v } from "convex/values";
import { fetchFile } from "./communications/fetchFile";
import { claimFile, fetchAgain, settleFile } from "./communications/files";
import { goOnSending } from "./communications/sending";
import { fileLink, linkedFile } from "./communications/giveFile";
import { fileRefusalValidator } from "./communications/table";
import { internalAction, orgMutation, tenantMutation, tenantQuery } from "./functions";

const fetcher = { id: "system:channels", name: "Messages", channel: "schedule" } as const;

/** An address of a stored file, good for a quarter of an hour and only while the caller is a member. NOT_FOUND, FORBIDDEN as its message. */
export const link = orgMutation({
  permission: "communications:read",
  args: { fileId: v.id("messageFiles") },
  handler: (ctx, { fileId }) => fileLink(ctx, fileId),
});

/** Fetches again what could not be fetched. INVALID_STATUS_CHANGE for a file that is here or may not be kept. */
export const retry = orgMutation({
  permission: "communications:send",
  args: { fileId: v.id("messageFiles") },
  handler: (ctx, { fileId }) => fetchAgain(ctx, fileId),
});

/** The stored file behind a link, for the HTTP address. */
export const behindLink = tenantQuery({
  args: { fileId: v.string(), userId: v.id("users") },
  handler: (ctx, args) => linkedFile(ctx, args),
});

/** Internal: one try at a file. */
export const fetch = internalAction({
  args: { orgId: v.id("organizations"), fileId: v.id("messageFiles") },
  returns: v.null(),
  handler: (ctx, place) => fetchFile(ctx, place),
});

export const claim = tenantMutation({
  actor: fetcher,
  args: { fileId: v.id("messageFiles") },
  handler: (ctx, { fileId }) => claimFile(ctx, fileId),
});

export const settle = tenantMutation({
  actor: fetcher,
  args: {
    fileId: v.id("messageFiles"),
    found: v.union(
      v.object({
        kind: v.literal("stored"),
        storageId: v.id("_storage"),
        fileSize: v.number(),
        mimeType: v.string(),
      }),
      v.object({ kind: v.literal("refused"), refusal: fileRefusalValidator }),
      v.object({ kind: v.literal("missed"), error: v.string() }),
    ),
  },
  handler: async (ctx, { fileId, found }): Promise<null> => {
    const messageId = await settleFile(ctx, fileId, found);
    if (messageId !== null) await goOnSending(ctx, messageId);
    return null;
  },
});
