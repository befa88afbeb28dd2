/** A stored file may be named by two rows: a document that was sent with a message is the message's file as well. */
import type { Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";

/** Deletes a stored file unless a row still names it; the caller has taken its own row away. */
export async function releaseFile(ctx: TenantMutationCtx, storageId: Id<"_storage">): Promise<void> {
  if (await isNamedHere(ctx, storageId)) return;
  await ctx.storage.delete(storageId);
}

/** Whether a document or a message of the organization has this very file. */
export async function isNamedHere(
  ctx: Pick<TenantMutationCtx, "db">,
  storageId: Id<"_storage">,
): Promise<boolean> {
  const version = await ctx.db
    .query("documentVersions")
    .withIndex("by_storage", (q) => q.eq("storageId", storageId))
    .first();
  if (version !== null) return true;
  const file = await ctx.db
    .query("messageFiles")
    .withIndex("by_storage", (q) => q.eq("storageId", storageId))
    .first();
  return file !== null;
}
