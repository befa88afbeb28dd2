/**
 * Giving an export out: its person gets an address with a signed, short-lived
 * token, as with documents; large files are fetched part by part, because an
 * answer has a limit.
 */
import type { HttpRouter } from "convex/server";
import { internal } from "../_generated/api";
import type { Doc, Id } from "../_generated/dataModel";
import type { ActionCtx } from "../_generated/server";
import { httpAction, type OrgMutationCtx, type TenantQueryCtx } from "../functions";
import { recordChange } from "../history/record";
import { fail } from "../shared/errors";
import { givenFile, refusedFile } from "../shared/givenFile";
import { readFacts, signFacts } from "../shared/signed";
import { siteUrl } from "../shared/site";
import { reachFor } from "../tenancy/permissions";
import { findExport, maySee, mayExport, permissionOf } from "./access";
import { fileOfJob } from "./store";
import { largestAnswer, mediaTypes } from "./words";

/** Long enough to fetch every part of a large file. */
const linkLifetimeMs = 15 * 60_000;
const purpose = "export";
const prefix = "/exports/";

interface LinkFacts {
  org: string;
  job: string;
  /** Whom it was given to: the link stops working when they leave or may not export any more. */
  user: string;
  /** Epoch ms. */
  until: number;
}

function secret(): string {
  return process.env["ORBIT_SECRET"] || fail({ code: "CONFIGURATION_MISSING", name: "ORBIT_SECRET" });
}

export interface ExportLink {
  url: string;
  fileName: string;
  until: number;
  bytes: number;
  /** Fetch `url?part=0` and so on and put them together; 1 for a file that the address gives at once. */
  parts: number;
}

/** An address of a finished file; LINK_EXPIRED once it is gone. Each is told in the history. */
export async function exportLink(ctx: OrgMutationCtx, jobId: Id<"jobs">): Promise<ExportLink> {
  const file = await findExport(ctx, jobId);
  if (file.content.kind === "customers" && !(await mayExport(ctx))) {
    fail({ code: "FORBIDDEN", permission: "customers:export" });
  }
  const permission = permissionOf(file);
  if (reachFor(ctx, permission) === "none") fail({ code: "FORBIDDEN", permission });
  const job = await ctx.db.get("jobs", jobId);
  if (job.status !== "done") fail({ code: "NOT_FOUND", entity: "exportFiles" });
  if (isGone(file, ctx.now)) fail({ code: "LINK_EXPIRED", kind: "export" });
  const until = Math.min(ctx.now + linkLifetimeMs, file.expiresAt);
  const facts: LinkFacts = { org: ctx.orgId, job: jobId, user: ctx.user._id, until };
  const token = await signFacts(secret(), purpose, facts);
  const base = (process.env.CONVEX_SITE_URL || siteUrl()).replace(/\/+$/, "");
  await recordChange(ctx, {
    entity: "exportFiles",
    entityId: file._id,
    action: "downloaded",
    changes: [{ field: "fileName", to: file.fileName }],
  });
  return {
    url: `${base}${prefix}${token}`,
    fileName: file.fileName,
    until,
    bytes: file.bytes,
    parts: file.bytes <= largestAnswer ? 1 : file.parts,
  };
}

const isGone = (file: Doc<"exportFiles">, now: number) => file.sweptAt !== undefined || file.expiresAt <= now;

/** Parts of an answer at once: files this small have no more. */
const mostStitched = 200;

export interface LinkedParts {
  fileName: string;
  mediaType: string;
  storageIds: Id<"_storage">[];
}

/** The stored parts behind a link, or null when the file, the person or their right has gone since. */
export async function linkedParts(
  ctx: TenantQueryCtx,
  args: { jobId: string; userId: Id<"users">; part: number | null },
): Promise<LinkedParts | null> {
  const jobId = ctx.db.normalizeId("jobs", args.jobId);
  const file = jobId === null ? null : await fileOfJob(ctx, jobId);
  if (file === null || file.sweptAt !== undefined) return null;
  const staff = await ctx.staff(args.userId, permissionOf(file));
  if (staff === null || !maySee(staff, file)) return null;
  if (file.content.kind === "customers" && !(await mayExport(staff))) return null;
  const { part } = args;
  if (part === null && file.bytes > largestAnswer) return null;
  const parts = await ctx.db
    .query("exportParts")
    .withIndex("by_export", (q) =>
      part === null ? q.eq("exportId", file._id) : q.eq("exportId", file._id).eq("number", part),
    )
    .take(mostStitched);
  if (parts.length === 0) return null;
  const format = file.content.kind === "customers" ? file.content.format : "zip";
  return {
    fileName: file.fileName,
    mediaType: mediaTypes[format],
    storageIds: parts.map(({ storageId }) => storageId),
  };
}

/** `GET /exports/<token>`, `?part=<n>` for one part of a large file. 403 for a bad or old token, 404 when it is gone. */
async function giveExport(ctx: ActionCtx, request: Request): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  const facts = await readFacts<LinkFacts>(secret(), purpose, pathname.slice(prefix.length));
  if (facts === null)
    return refusedFile(403, "This link is not one of ours. Download the export from Orbit again.");
  if (facts.until < Date.now()) {
    return refusedFile(403, "This link has run out. Download the export from Orbit again.");
  }
  const asked = searchParams.get("part");
  const part = asked === null ? null : Number(asked);
  if (part !== null && !(Number.isSafeInteger(part) && part >= 0))
    return refusedFile(404, "There is no such part.");
  const found: LinkedParts | null = await ctx.runQuery(internal.exports.behindLink, {
    orgId: facts.org as Id<"organizations">,
    jobId: facts.job,
    userId: facts.user as Id<"users">,
    part,
  });
  if (found === null)
    return refusedFile(404, "This export is not here any more, or is fetched part by part.");
  const blobs: Blob[] = [];
  for (const storageId of found.storageIds) {
    const blob = await ctx.storage.get(storageId);
    if (blob === null) return refusedFile(404, "This export is not here any more.");
    blobs.push(blob);
  }
  return givenFile(new Blob(blobs), {
    name: found.fileName,
    type: found.mediaType,
    security: "default-src 'none'; sandbox",
    cache: "no-store",
  });
}

export function mountExports(http: HttpRouter): void {
  http.route({ pathPrefix: prefix, method: "GET", handler: httpAction(giveExport) });
}
