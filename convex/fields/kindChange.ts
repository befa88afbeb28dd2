/**
 * Changing a field's kind, and taking that back. A field of the new kind is
 * made hidden beside the old one; a job gives every record its value there
 * (fields/becoming.ts says how), and in its last step the two change places.
 * The old field stays put away with every value as it was.
 */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, TenantMutationCtx } from "../functions";
import type { DateOrder } from "../imports/values";
import { cancelJob, startJob, type StepResult } from "../jobs/run";
import { isUnderWay } from "../jobs/status";
import { fail } from "../shared/errors";
import { countCustomers } from "../tallies/customers";
import { renameInViews } from "../views/rename";
import { refreshCustomer } from "../customers/save";
import { canChangeFrom, canChangeTo } from "./convert";
import { built, found, freshKey, record, refuse, refuseChanging, setRow, writeSet } from "./define";
import { earlierOf } from "./earlier";
import { compileFormulas, dependentsOf } from "./graph";
import { leftOf } from "./leftovers";
import { startRefresh } from "./refresh";
import { fieldsOf } from "./sets";
import type { FieldDefinition } from "./table";
import { isComputed, mostFieldsEver, type FieldEntity } from "./words";

/**
 * Starts giving a field another kind; `draft` is fields/shape.ts `FieldDraft`.
 * VALIDATION_ERROR; FIELD_IN_USE names the formulas that could not read it any more.
 */
export async function startKindChange(
  ctx: OrgMutationCtx,
  args: { entity: FieldEntity; key: string; draft: unknown; dateOrder: DateOrder },
): Promise<Id<"jobs">> {
  const row = await setRow(ctx, args.entity);
  const source = found(row, args.key);
  if (source.archivedAt !== undefined) fail({ code: "NOT_FOUND", entity: "fields" });
  const fields = row!.fields;
  refuseChanging(fields, source.key);
  const others = fields.filter(({ key }) => key !== source.key);
  if (others.length + 1 >= mostFieldsEver) {
    fail({ code: "LIMIT_EXCEEDED", what: "fields", limit: mostFieldsEver });
  }
  const key = freshKey("f", (one) => fields.some((field) => field.key === one));
  const kind = (args.draft as { type?: FieldDefinition["type"] } | null)?.type;
  if (kind === undefined || kind === source.type || !canChangeFrom(source.type) || !canChangeTo(kind)) {
    refuse("type", "fixedType", "Choose another kind that values can be entered in.");
  }
  const draft = built(ctx, formulasApart(others), args.draft, null, key, source);
  const target: FieldDefinition = { ...draft, unique: draft.unique && source.unique, replaces: source.key };
  refuseUnreadable(fields, source, target);
  const jobId = await start(ctx, source);
  const hidden = { ...target, archivedAt: ctx.now, becoming: { jobId, dateOrder: args.dateOrder } };
  const at = fields.findIndex((field) => field.key === source.key) + 1;
  await writeSet(ctx, args.entity, row, [...fields.slice(0, at), hidden, ...fields.slice(at)]);
  return jobId;
}

/** Starts taking a change of kind back: values as they were, and what was entered since read as the earlier kind. */
export async function startKindUndo(
  ctx: OrgMutationCtx,
  { entity, key }: { entity: FieldEntity; key: string },
): Promise<Id<"jobs">> {
  const row = await setRow(ctx, entity);
  const source = found(row, key);
  const fields = row!.fields;
  const earlier = earlierOf(fields, key);
  if (source.archivedAt !== undefined || earlier === null) {
    return fail({ code: "NOT_FOUND", entity: "fields" });
  }
  refuseChanging(fields, key);
  refuseChanging(fields, earlier.key);
  refuseUnreadable(fields, source, earlier);
  const jobId = await start(ctx, source);
  const hidden: FieldDefinition = {
    ...earlier,
    // What a person has said of the field since stays said.
    label: source.label,
    section: source.section,
    access: source.access,
    archivedAt: ctx.now,
    replaces: key,
    becoming: { jobId, dateOrder: "dmy" },
  };
  await writeSet(
    ctx,
    entity,
    row,
    fields.map((field) => (field.key === earlier.key ? hidden : field)),
  );
  return jobId;
}

/** Gives a change of kind up before it is done: nothing has changed for anybody. NOT_FOUND when none is under way. */
export async function dropKindChange(
  ctx: TenantMutationCtx,
  { entity, key }: { entity: FieldEntity; key: string },
): Promise<null> {
  const row = await setRow(ctx, entity);
  const target = row?.fields.find((field) => field.becoming !== undefined && field.replaces === key);
  if (row === null || target === undefined) return fail({ code: "NOT_FOUND", entity: "fields" });
  const job = await ctx.db.find("jobs", target.becoming!.jobId);
  if (job !== null && isUnderWay(job)) await cancelJob(ctx, job._id);
  const { becoming: _, ...rest } = target;
  // The way back leads to a field that was there before; a new one goes for good.
  const wasThere = target.replacedBy !== undefined;
  const left: FieldDefinition = wasThere ? rest : { ...rest, discarded: true };
  await writeSet(
    ctx,
    entity,
    row,
    row.fields.map((field) => (field.key === target.key ? left : field)),
  );
  if (!wasThere) await startRefresh(ctx);
  return null;
}

/** A cancelled job leaves no field half made. */
export async function dropKindOf(ctx: TenantMutationCtx, jobId: Id<"jobs">): Promise<void> {
  const pair = (await fieldsOf(ctx)).becoming.find(({ target }) => target.becoming!.jobId === jobId);
  if (pair !== undefined) await dropKindChange(ctx, { entity: "customers", key: pair.source.key });
}

const batch = 25;
const inViews = "views:";

/** One batch of a change of kind; the last one of the customers makes the two fields change places. */
export async function kindStep(ctx: TenantMutationCtx, job: Doc<"jobs">): Promise<StepResult> {
  if (job.cursor?.startsWith(inViews)) return await viewStep(ctx, job.cursor.slice(inViews.length));
  const set = await fieldsOf(ctx);
  const pair = set.becoming.find(({ target }) => target.becoming!.jobId === job._id);
  if (pair === undefined) return { done: 0, finished: true };
  const { target } = pair;
  // Formulas are worked out anew once they are back: there is nothing to convert.
  const customers = isComputed(target.type)
    ? []
    : await ctx.db
        .query("customers")
        .withIndex("by_code", (q) => q.gt("customerCode", job.cursor ?? ""))
        .take(batch);
  const counts = { converted: 0, unfit: 0 };
  let looked = 0;
  for (const customer of customers) {
    if (customer.erasure !== undefined) continue;
    await refreshCustomer(ctx, customer, {});
    if (customer.status === "deleted") continue;
    looked++;
    const { custom = {} } = await ctx.db.get("customers", customer._id);
    if (custom[target.key] !== undefined) counts.converted++;
    else if (custom[leftOf(target.key)] !== undefined) counts.unfit++;
  }
  const isLast = customers.length < batch;
  if (isLast) await changePlaces(ctx, pair.source, target);
  return {
    done: looked,
    counts,
    cursor: isLast
      ? inViews + JSON.stringify({ from: pair.source.key, to: target.key, cursor: null })
      : customers.at(-1)!.customerCode,
    finished: false,
    ...(job.total === 0 ? { total: await countCustomers(ctx, {}) } : {}),
  };
}

async function changePlaces(
  ctx: TenantMutationCtx,
  source: FieldDefinition,
  { becoming: _, archivedAt: _at, replacedBy: _by, ...made }: FieldDefinition,
): Promise<void> {
  const row = await setRow(ctx, "customers");
  const target: FieldDefinition = { ...made, replacedAt: ctx.now, updatedAt: ctx.now };
  const away: FieldDefinition = {
    ...source,
    archivedAt: ctx.now,
    replacedBy: target.key,
    updatedAt: ctx.now,
  };
  const swapped = row!.fields
    .filter(({ key }) => key !== target.key)
    .flatMap((field) =>
      field.key === source.key ? [target, away] : [repointed(field, source.key, target.key)],
    );
  const results = new Map(compileFormulas(swapped).map(({ key, result }) => [key, result]));
  const fields = swapped.map((field) => {
    const result = results.get(field.key);
    return result === undefined ? field : { ...field, result };
  });
  await writeSet(ctx, "customers", row, fields);
  await record(ctx, target, "kindChanged", source, target);
  // Words of the search and formulas; the values themselves stand already.
  await startRefresh(ctx);
}

async function viewStep(ctx: TenantMutationCtx, place: string): Promise<StepResult> {
  const { from, to, cursor } = JSON.parse(place) as { from: string; to: string; cursor: string | null };
  const fields = new Map((await fieldsOf(ctx)).all.map((field) => [field.key, field]));
  const source = fields.get(from);
  const target = fields.get(to);
  if (source === undefined || target === undefined) return { done: 0, finished: true };
  const { country, language } = await ctx.settings();
  const next = await renameInViews(ctx, { source, target, cursor }, { country, language, dateOrder: "dmy" });
  return {
    done: 0,
    cursor: inViews + JSON.stringify({ from, to, cursor: next }),
    finished: next === null,
  };
}

async function start(ctx: OrgMutationCtx, { label }: FieldDefinition): Promise<Id<"jobs">> {
  return await startJob(ctx, { kind: "changeKind", title: label, total: 0, cursor: "" });
}

function repointed(field: FieldDefinition, from: string, to: string): FieldDefinition {
  if (field.expression === undefined) return field;
  return { ...field, expression: field.expression.replaceAll(`{${from}}`, `{${to}}`) };
}

/** The formulas are checked together with the change itself, and named. */
const formulasApart = (fields: readonly FieldDefinition[]) => fields.filter(({ type }) => type !== "formula");

function refuseUnreadable(
  fields: readonly FieldDefinition[],
  source: FieldDefinition,
  target: FieldDefinition,
): void {
  const names = unreadable(fields, source, target);
  if (names.length > 0) fail({ code: "FIELD_IN_USE", names });
}

/** Labels of the formulas that read the field and would make no sense with the other one in its place. */
export function unreadable(
  fields: readonly FieldDefinition[],
  source: FieldDefinition,
  target: FieldDefinition,
): string[] {
  const readers = dependentsOf(fields, source.key);
  if (readers.length === 0) return [];
  const { becoming: _, archivedAt: _at, ...shown } = target;
  const swapped = fields
    .filter(({ key }) => key !== source.key && key !== target.key)
    .map((field) => repointed(field, source.key, target.key));
  try {
    const results = new Map(compileFormulas([...swapped, shown]).map(({ key, result }) => [key, result]));
    // A formula goes on giving the same kind of value: filters and index rows know it by that.
    return swapped
      .filter(
        ({ key, result, archivedAt }) =>
          archivedAt === undefined && result !== undefined && results.get(key) !== result,
      )
      .map(({ label }) => label);
  } catch {
    return readers;
  }
}
