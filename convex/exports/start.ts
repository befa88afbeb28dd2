/** Begins an export and stops one. Who asked for what stands in the history from the first moment. */
import type { Infer } from "convex/values";
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, OrgQueryCtx } from "../functions";
import { readableCustomer, survivorOf } from "../customers/access";
import { countSelected } from "../customers/count";
import { sortNames } from "../customers/sortNames";
import { isSortable } from "../fields/filtering";
import { fieldsOf, visibleFields } from "../fields/sets";
import { familyOf } from "../merging/family";
import { recordChange } from "../history/record";
import { cancelJob, startJob } from "../jobs/run";
import { dayOf } from "../shared/days";
import { fail } from "../shared/errors";
import { exportableColumns, findExport, ownOnly, requireExport } from "./access";
import { scheduleSweep } from "./store";
import type { exportFormatValidator, exportTargetValidator } from "./table";
import { cardColumns } from "./vcard";
import { keptForMs, mostNamed } from "./words";

type Target = Infer<typeof exportTargetValidator>;

export interface ExportRequest {
  target: Target;
  format: Infer<typeof exportFormatValidator>;
  /** Keys of the columns in their order; null for all that the caller may see. */
  columns: string[] | null;
  language: "en" | "ru";
  mark: boolean;
}

/** Starts the job and returns it. */
export async function startExport(ctx: OrgMutationCtx, request: ExportRequest): Promise<Id<"jobs">> {
  await requireExport(ctx);
  const target = await checkedTarget(ctx, request.target);
  const columns = await chosenColumns(ctx, request);
  const total =
    target.kind === "rows"
      ? target.customerIds.length
      : Math.max(0, ((await countSelected(ctx, target.filters)) ?? 0) - (target.except?.length ?? 0));
  const { timeZone } = await ctx.settings();
  const fileName = `customers-${dayOf(ctx.now, timeZone)}.${request.format}`;
  const { format, language, mark } = request;
  return await begin(ctx, "export", fileName, total, {
    kind: "customers",
    format,
    target,
    columns,
    language,
    mark: mark && format === "csv",
  });
}

/** Starts the archive of everything the organization has. */
export async function startOrganizationExport(ctx: OrgMutationCtx): Promise<Id<"jobs">> {
  const { timeZone } = await ctx.settings();
  const { slug } = await ctx.organization();
  const fileName = `${slug}-${dayOf(ctx.now, timeZone)}.zip`;
  return await begin(ctx, "exportAll", fileName, 0, { kind: "organization" });
}

/** Starts collecting everything that is held on one person, whatever records they were merged from. */
export async function startPersonExport(
  ctx: OrgMutationCtx,
  args: { customerId: string; language: "en" | "ru" },
): Promise<Id<"jobs">> {
  const asked = await readableCustomer(ctx, args.customerId, "customers:exportPerson");
  const customer = (await survivorOf(ctx, asked)) ?? asked;
  if (customer.erasure !== undefined)
    fail({ code: "INVALID_STATUS_CHANGE", entity: "customers", from: "erased", to: "exported" });
  const { timeZone } = await ctx.settings();
  // The name would tell who it is to everybody who sees the list of exports.
  const fileName = `${customer.customerCode}-${dayOf(ctx.now, timeZone)}.zip`;
  const members = await familyOf(ctx, customer);
  const content = { kind: "person" as const, members, language: args.language };
  const jobId = await begin(ctx, "export", fileName, 0, content, customer._id);
  await recordTaken(ctx, customer, fileName);
  return jobId;
}

/** The customer's history tells who took it out, and as which file. */
export async function recordTaken(
  ctx: OrgMutationCtx,
  customer: Doc<"customers">,
  fileName: string,
): Promise<void> {
  await recordChange(
    ctx,
    {
      entity: "customers",
      entityId: customer._id,
      customerId: customer._id,
      action: "dataExported",
      changes: [{ field: "fileName", to: fileName }],
    },
    null,
  );
}

async function begin(
  ctx: OrgMutationCtx,
  kind: "export" | "exportAll",
  fileName: string,
  total: number,
  content: Doc<"exportFiles">["content"],
  customerId?: Id<"customers">,
): Promise<Id<"jobs">> {
  const jobId = await startJob(ctx, { kind, title: fileName, total });
  const exportId = await ctx.db.insert("exportFiles", {
    jobId,
    userId: ctx.member.userId,
    userName: ctx.user.name,
    fileName,
    content,
    ...(customerId === undefined ? {} : { customerId }),
    rows: 0,
    bytes: 0,
    parts: 0,
    createdAt: ctx.now,
    expiresAt: ctx.now + keptForMs,
  });
  const facts =
    content.kind !== "customers"
      ? []
      : [
          { field: "format", to: content.format },
          { field: "columns", to: content.columns },
          content.target.kind === "rows"
            ? { field: "customers", to: content.target.customerIds }
            : { field: "filters", to: content.target.filters },
        ];
  await recordChange(ctx, {
    entity: "exportFiles",
    entityId: exportId,
    action: "started",
    changes: [{ field: "fileName", to: fileName }, ...facts],
  });
  await scheduleSweep(ctx, exportId, ctx.now + keptForMs);
  return jobId;
}

async function checkedTarget(ctx: OrgQueryCtx & { now: number }, target: Target): Promise<Target> {
  const named = target.kind === "rows" ? target.customerIds : (target.except ?? []);
  if (named.length > mostNamed) fail({ code: "LIMIT_EXCEEDED", what: "selected rows", limit: mostNamed });
  if (target.kind === "rows") return { kind: "rows", customerIds: [...new Set(target.customerIds)] };
  await checkSort(ctx, target.sort);
  return {
    ...target,
    filters: ownOnly(ctx, { ...target.filters, now: target.filters.now ?? ctx.now }),
  };
}

/** What would fail in the job is refused at once; filters are checked by being counted. */
async function checkSort(ctx: OrgQueryCtx, sort: string | undefined): Promise<void> {
  if (sort === undefined || (sortNames as readonly string[]).includes(sort)) return;
  const fields = visibleFields(await fieldsOf(ctx), ctx.member.role);
  if (fields.some((field) => field.key === sort && isSortable(field))) return;
  const message = "There is no such field to sort by.";
  fail({ code: "VALIDATION_ERROR", issues: [{ path: "target.sort", rule: "unknownField", message }] });
}

async function chosenColumns(ctx: OrgQueryCtx, { columns, format }: ExportRequest): Promise<string[]> {
  const known = (await exportableColumns(ctx)).map(({ key }) => key);
  if (format === "vcf") return cardColumns.filter((key) => known.includes(key));
  if (columns === null) return known;
  const chosen = [...new Set(columns)].filter((key) => known.includes(key));
  if (chosen.length === 0) {
    const message = "Choose at least one column.";
    fail({ code: "VALIDATION_ERROR", issues: [{ path: "columns", rule: "required", message }] });
  }
  return chosen;
}

/** Stops an export; what it has written goes with its next step. NOT_FOUND for somebody else's. */
export async function cancelExport(ctx: OrgMutationCtx, jobId: Id<"jobs">): Promise<void> {
  await cancelJob(ctx, (await findExport(ctx, jobId)).jobId);
}
