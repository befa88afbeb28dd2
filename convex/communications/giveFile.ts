/** Giving out a file of a message, as documents are: an address with a signed, short-lived token, headers that keep it harmless. */
import type { HttpRouter } from "convex/server";
import { internal } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import type { ActionCtx } from "../_generated/server";
import { httpAction, type OrgMutationCtx, type TenantQueryCtx } from "../functions";
import { fail } from "../shared/errors";
import { appOrigin, givenFile, refusedFile } from "../shared/givenFile";
import { readFacts, signFacts } from "../shared/signed";
import { siteUrl } from "../shared/site";
import { shownAs } from "./fileKinds";
import { readableFile } from "./files";

/** Long enough to look through a conversation and to begin a download. */
const linkLifetimeMs = 15 * 60_000;
const purpose = "messageFile";
const prefix = "/message-files/";

interface LinkFacts {
  org: string;
  file: string;
  /** Whom it was given to: the link stops working when they leave. */
  user: string;
  /** Epoch ms. */
  until: number;
}

function secret(): string {
  return process.env["ORBIT_SECRET"] || fail({ code: "CONFIGURATION_MISSING", name: "ORBIT_SECRET" });
}

/** An address of the file, good for a quarter of an hour. */
export async function fileLink(
  ctx: OrgMutationCtx,
  fileId: Id<"messageFiles">,
): Promise<{ url: string; until: number }> {
  const file = await readableFile(ctx, fileId);
  const until = ctx.now + linkLifetimeMs;
  const facts: LinkFacts = { org: ctx.orgId, file: file._id, user: ctx.user._id, until };
  const base = (process.env.CONVEX_SITE_URL || siteUrl()).replace(/\/+$/, "");
  return { url: `${base}${prefix}${await signFacts(secret(), purpose, facts)}`, until };
}

/** The file behind a link, or null when the message or the person has gone since. */
export async function linkedFile(
  ctx: TenantQueryCtx,
  { fileId, userId }: { fileId: string; userId: Id<"users"> },
): Promise<{ storageId: Id<"_storage">; fileName: string; mimeType: string } | null> {
  const id = ctx.db.normalizeId("messageFiles", fileId);
  const file = id === null ? null : await ctx.db.find("messageFiles", id);
  if (file?.storageId === undefined || (await ctx.staff(userId, "communications:read")) === null) return null;
  return { storageId: file.storageId, fileName: file.fileName, mimeType: file.mimeType };
}

/** `GET /message-files/<token>`, with `?download` as a file to keep. 403 for a bad or old token, 404 when the file is gone. */
async function giveFile(ctx: ActionCtx, request: Request): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  const facts = await readFacts<LinkFacts>(secret(), purpose, pathname.slice(prefix.length));
  if (facts === null)
    return refusedFile(403, "This link is not one of ours. Open the file from its message again.");
  if (facts.until < Date.now())
    return refusedFile(403, "This link has run out. Open the file from its message again.");
  const file = await ctx.runQuery(internal.messageFiles.behindLink, {
    orgId: facts.org as Id<"organizations">,
    fileId: facts.file,
    userId: facts.user as Id<"users">,
  });
  const blob = file === null ? null : await ctx.storage.get(file.storageId);
  if (file === null || blob === null) return refusedFile(404, "This file is not here any more.");
  const shown = shownAs(file.mimeType);
  const ancestors = ["'self'", appOrigin()].filter((origin) => origin !== null).join(" ");
  return givenFile(blob, {
    name: file.fileName,
    type: shown === "text" ? `${file.mimeType}; charset=utf-8` : file.mimeType,
    isInline: shown !== null && !searchParams.has("download"),
    // A sandbox would also switch off the browser's own viewer of PDF.
    security: `default-src 'none'; style-src 'unsafe-inline'; media-src 'self'; frame-ancestors ${ancestors}${shown === "pdf" ? "" : "; sandbox"}`,
    cache: "private, max-age=900",
  });
}

export function mountMessageFiles(http: HttpRouter): void {
  http.route({ pathPrefix: prefix, method: "GET", handler: httpAction(giveFile) });
}
