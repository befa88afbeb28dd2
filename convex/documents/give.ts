/**
 * Giving a document out (DOC-05): a member who may read it gets an address that
 * carries a signed, short-lived token; the address answers with the file under
 * headers that let it do no harm. The storage's own permanent address is never
 * shown to anybody.
 */
import type { HttpRouter } from "convex/server";
import { internal } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import type { ActionCtx } from "../_generated/server";
import { httpAction, type OrgMutationCtx, type TenantQueryCtx } from "../functions";
import { fail } from "../shared/errors";
import { appOrigin, givenFile, refusedFile } from "../shared/givenFile";
import { readFacts, signFacts } from "../shared/signed";
import { siteUrl } from "../shared/site";
import { readableDocument } from "./list";
import { previewOf } from "./types";

/** Long enough to open a preview and to begin a download. */
export const linkLifetimeMs = 5 * 60_000;
const purpose = "document";
const prefix = "/documents/";

interface LinkFacts {
  org: string;
  version: string;
  /** Whom it was given to: the link stops working when they leave. */
  user: string;
  /** Epoch ms. */
  until: number;
}

function secret(): string {
  return process.env["ORBIT_SECRET"] || fail({ code: "CONFIGURATION_MISSING", name: "ORBIT_SECRET" });
}

/** An address of this document's newest or named version, good for five minutes. */
export async function documentLink(
  ctx: OrgMutationCtx,
  args: { documentId: Id<"documents">; version?: number },
): Promise<{ url: string; until: number }> {
  const document = await readableDocument(ctx, args.documentId);
  const version = await ctx.db
    .query("documentVersions")
    .withIndex("by_document", (q) =>
      q.eq("documentId", document._id).eq("version", args.version ?? document.version),
    )
    .unique();
  if (version === null || version.state !== "ready") {
    return fail({ code: "NOT_FOUND", entity: "documentVersions" });
  }
  const until = ctx.now + linkLifetimeMs;
  const facts: LinkFacts = { org: ctx.orgId, version: version._id, user: ctx.user._id, until };
  const token = await signFacts(secret(), purpose, facts);
  const base = (process.env.CONVEX_SITE_URL || siteUrl()).replace(/\/+$/, "");
  return { url: `${base}${prefix}${token}`, until };
}

/** The file behind a link, or null when the document or the person has gone since. */
export async function linkedFile(
  ctx: TenantQueryCtx,
  { versionId, userId }: { versionId: string; userId: Id<"users"> },
): Promise<{ storageId: Id<"_storage">; fileName: string; mimeType: string } | null> {
  const id = ctx.db.normalizeId("documentVersions", versionId);
  const version = id === null ? null : await ctx.db.find("documentVersions", id);
  const document = version === null ? null : await ctx.db.find("documents", version.documentId);
  const member = await ctx.db
    .query("memberships")
    .withIndex("by_userId", (q) => q.eq("userId", userId))
    .unique();
  if (version === null || document === null || document.isRemoved || member?.status !== "active") return null;
  return { storageId: version.storageId, fileName: version.fileName, mimeType: version.mimeType };
}

/** `GET /documents/<token>`, with `?download` as a file to keep. 403 for a bad or old token, 404 when the file is gone. */
async function giveDocument(ctx: ActionCtx, request: Request): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  const facts = await readFacts<LinkFacts>(secret(), purpose, pathname.slice(prefix.length));
  if (facts === null)
    return refusedFile(403, "This link is not one of ours. Open the document from the customer again.");
  if (facts.until < Date.now())
    return refusedFile(403, "This link has run out. Open the document from the customer again.");
  const file = await ctx.runQuery(internal.documents.behindLink, {
    orgId: facts.org as Id<"organizations">,
    versionId: facts.version,
    userId: facts.user as Id<"users">,
  });
  const blob = file === null ? null : await ctx.storage.get(file.storageId);
  if (file === null || blob === null) return refusedFile(404, "This document is not here any more.");
  const shown = previewOf(file.mimeType);
  const inline = shown !== null && !searchParams.has("download");
  const ancestors = ["'self'", appOrigin()].filter((origin) => origin !== null).join(" ");
  return givenFile(blob, {
    name: file.fileName,
    type: shown === "text" ? `${file.mimeType}; charset=utf-8` : file.mimeType,
    isInline: inline,
    // A sandbox would also switch off the browser's own PDF viewer.
    security: `default-src 'none'; style-src 'unsafe-inline'; frame-ancestors ${ancestors}${shown === "pdf" ? "" : "; sandbox"}`,
    cache: "private, max-age=300",
  });
}

export function mountDocuments(http: HttpRouter): void {
  http.route({ pathPrefix: prefix, method: "GET", handler: httpAction(giveDocument) });
}
