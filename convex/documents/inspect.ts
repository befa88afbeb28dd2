/** Looks at an uploaded file before anybody may open it (DOC-06): the kind by its content, the size as measured. */
import { internal } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import type { ActionCtx } from "../_generated/server";
import type { TenantQueryCtx } from "../functions";
import { endingOf, kinds, mostBytes, refusalOf, sniffedBytes } from "./types";

export async function uploadedFile(ctx: TenantQueryCtx, versionId: Id<"documentVersions">) {
  const version = await ctx.db.find("documentVersions", versionId);
  if (version === null || version.state !== "checking") return null;
  const settings = await ctx.settings();
  return {
    storageId: version.storageId,
    fileName: version.fileName,
    limit: settings.documentLimitBytes ?? mostBytes,
  };
}

export async function inspectUpload(
  ctx: ActionCtx,
  place: { orgId: Id<"organizations">; versionId: Id<"documentVersions"> },
): Promise<void> {
  const file = await ctx.runQuery(internal.documents.uploaded, place);
  if (file === null) return;
  const blob = await ctx.storage.get(file.storageId);
  if (blob === null) {
    await ctx.runMutation(internal.documents.settleUpload, { ...place, found: { refusal: "missing" } });
    return;
  }
  const head = new Uint8Array(await blob.slice(0, sniffedBytes).arrayBuffer());
  const refusal = refusalOf({ fileName: file.fileName, size: blob.size, limit: file.limit, head });
  await ctx.runMutation(internal.documents.settleUpload, {
    ...place,
    found:
      refusal === null
        ? { fileSize: blob.size, mimeType: kinds[endingOf(file.fileName)]!.mimeType }
        : { refusal },
  });
}
