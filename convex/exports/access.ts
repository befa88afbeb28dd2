/** Who may take customers out, and which (permissions.md: export). */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgQueryCtx } from "../functions";
import type { CustomerFilters } from "../customers/filterShape";
import { fieldsOf, visibleFields } from "../fields/sets";
import { fail } from "../shared/errors";
import { reachFor, type Permission } from "../tenancy/permissions";
import { columnsFor, type ExportColumn } from "./columns";

/** Sales may only where the organization has switched it on. */
export async function mayExport(ctx: OrgQueryCtx): Promise<boolean> {
  const { role } = ctx.member;
  if (reachFor(ctx, "customers:export") === "none") return false;
  return role !== "sales" || (await ctx.settings()).salesExport === true;
}

export async function requireExport(ctx: OrgQueryCtx): Promise<void> {
  if (!(await mayExport(ctx))) fail({ code: "FORBIDDEN", permission: "customers:export" });
}

/** Sales take only what is theirs, however much they may read. */
export function ownOnly(ctx: OrgQueryCtx, filters: CustomerFilters): CustomerFilters {
  if (!takesOnlyOwn(ctx)) return filters;
  return { ...filters, also: [...(filters.also ?? []), { field: "owner", op: "is", values: ["me"] }] };
}

export function isTheirs(ctx: OrgQueryCtx, customer: Doc<"customers">): boolean {
  return !takesOnlyOwn(ctx) || customer.ownerId === ctx.member.userId;
}

const takesOnlyOwn = (ctx: OrgQueryCtx) => reachFor(ctx, "customers:export") === "own";

const permissions = {
  customers: "customers:export",
  organization: "organization:export",
  person: "customers:exportPerson",
} as const satisfies Record<Doc<"exportFiles">["content"]["kind"], Permission>;

/** What one must be allowed to do, from asking for a file to fetching its last byte. */
export function permissionOf({ content }: Pick<Doc<"exportFiles">, "content">): Permission {
  return permissions[content.kind];
}

/** What the caller's role may see, in the order of a full export. */
export async function exportableColumns(ctx: OrgQueryCtx): Promise<readonly ExportColumn[]> {
  return columnsFor(ctx.member.role, visibleFields(await fieldsOf(ctx), ctx.member.role));
}

/** An export of the caller's own, or anybody's for admins; NOT_FOUND otherwise. */
export async function findExport(ctx: OrgQueryCtx, jobId: Id<"jobs">): Promise<Doc<"exportFiles">> {
  const file = await ctx.db
    .query("exportFiles")
    .withIndex("by_job", (q) => q.eq("jobId", jobId))
    .unique();
  if (file === null || !maySee(ctx, file)) return fail({ code: "NOT_FOUND", entity: "exportFiles" });
  return file;
}

/** Whole organizations only for who may take one; other people's files only for admins. */
export function maySee(ctx: OrgQueryCtx, file: Doc<"exportFiles">): boolean {
  const mayTakeAll = reachFor(ctx, "organization:export") === "all";
  return mayTakeAll || (file.content.kind !== "organization" && file.userId === ctx.member.userId);
}
