/** Making, changing, ordering and putting away an organization's fields. */
import type { Doc } from "../_generated/dataModel";
import type { OrgMutationCtx, TenantMutationCtx } from "../functions";
import { diff, recordChange } from "../history/record";
import { fail, type FieldIssue } from "../shared/errors";
import { minorDigits } from "../shared/money";
import { clean, fold } from "../shared/text";
import { parse } from "../shared/validate";
import { customerFacts } from "./facts";
import { isDayMeasure } from "./filtering";
import { toKeys } from "./formula/names";
import { FormulaProblem } from "./formula/parse";
import { compileFormulas, dependentsOf, FormulaRing } from "./graph";
import { startRefresh } from "./refresh";
import { forgetFields } from "./sets";
import { fieldDraftShape } from "./shape";
import type { FieldDefinition } from "./table";
import {
  canBeSearched,
  canBeUnique,
  isComputed,
  mostChoicesEver,
  mostFields,
  mostFieldsEver,
  type FieldEntity,
} from "./words";

/** A new field; its key is made here and never changes. VALIDATION_ERROR, LIMIT_EXCEEDED. */
export async function createField(
  ctx: OrgMutationCtx,
  { entity, draft }: { entity: FieldEntity; draft: unknown },
): Promise<{ key: string }> {
  const row = await setRow(ctx, entity);
  const fields = row?.fields ?? [];
  checkRoom(fields);
  const key = freshKey("f", (one) => fields.some((field) => field.key === one));
  const field = built(ctx, fields, draft, null, key);
  await writeSet(ctx, entity, row, [...fields, field]);
  await record(ctx, field, "created", {}, field);
  if (isComputed(field.type)) await startRefresh(ctx);
  return { key };
}

/** Changes a definition; its kind stays. VALIDATION_ERROR, NOT_FOUND. Values are worked out anew where they depend on it. */
export async function updateField(
  ctx: OrgMutationCtx,
  { entity, key, draft }: { entity: FieldEntity; key: string; draft: unknown },
): Promise<null> {
  const row = await setRow(ctx, entity);
  const before = found(row, key);
  if (before.archivedAt !== undefined) fail({ code: "NOT_FOUND", entity: "fields" });
  refuseChanging(row!.fields, key);
  const after = built(ctx, row!.fields, draft, before, key);
  if (after.unique && !before.unique) await refuseFilled(ctx, after);
  await replace(ctx, entity, row!, after);
  await record(ctx, after, "updated", before, after);
  if (changesValues(row!.fields, before, after)) await startRefresh(ctx);
  return null;
}

/** The whole order of the screens: keys by section; fields that are not named keep their place behind them. */
export async function reorderFields(
  ctx: OrgMutationCtx,
  { entity, order }: { entity: FieldEntity; order: { key: string; section: string }[] },
): Promise<null> {
  const row = await setRow(ctx, entity);
  if (row === null) return null;
  const places = new Map(order.map(({ key, section }, index) => [key, { section: clean(section), index }]));
  const moved = row.fields.map((field) => {
    const place = places.get(field.key);
    return place === undefined ? field : { ...field, section: place.section.slice(0, 40) };
  });
  const at = (field: FieldDefinition) => places.get(field.key)?.index ?? Number.MAX_SAFE_INTEGER;
  const sorted = [...moved].sort((a, b) => at(a) - at(b));
  if (JSON.stringify(sorted) === JSON.stringify(row.fields)) return null;
  await writeSet(ctx, entity, row, sorted);
  await recordChange(ctx, {
    entity: "fieldSets",
    entityId: row._id,
    action: "reordered",
    changes: [{ field: "order", from: labels(row.fields), to: labels(sorted) }],
  });
  return null;
}

/** Puts a field away; its values stay. FIELD_IN_USE names the formulas that read it. */
export async function archiveField(
  ctx: OrgMutationCtx,
  { entity, key }: { entity: FieldEntity; key: string },
): Promise<null> {
  const row = await setRow(ctx, entity);
  const before = found(row, key);
  if (before.archivedAt !== undefined) return null;
  refuseChanging(row!.fields, key);
  const dependents = dependentsOf(row!.fields, key);
  if (dependents.length > 0) fail({ code: "FIELD_IN_USE", names: dependents });
  const after = { ...before, archivedAt: ctx.now, updatedAt: ctx.now };
  await replace(ctx, entity, row!, after);
  await record(ctx, after, "archived", before, after);
  return null;
}

/** Brings it back with its values; refused as a new field would be. */
export async function restoreField(
  ctx: OrgMutationCtx,
  { entity, key }: { entity: FieldEntity; key: string },
): Promise<null> {
  const row = await setRow(ctx, entity);
  const before = found(row, key);
  if (before.archivedAt === undefined) return null;
  checkRoom(row!.fields.filter((field) => field.key !== key));
  // From here on it is a field of its own again, whatever stands in its place.
  const { archivedAt: _, replacedBy: _by, ...rest } = before;
  const after = { ...rest, updatedAt: ctx.now };
  checkLabel(row!.fields, after);
  checkFormulas(row!.fields.map((field) => (field.key === key ? after : field)));
  await replace(ctx, entity, row!, after);
  await record(ctx, after, "restored", before, after);
  // Records changed meanwhile without it.
  await startRefresh(ctx);
  return null;
}

// ---------------------------------------------------------------- the definition

export function built(
  ctx: OrgMutationCtx,
  fields: readonly FieldDefinition[],
  input: unknown,
  before: FieldDefinition | null,
  key: string,
  /** Whose choices go on, by id. */
  kin: Pick<FieldDefinition, "choices"> | null = before,
): FieldDefinition {
  const draft = parse(fieldDraftShape, input);
  const { type } = draft;
  if (before !== null && before.type !== type)
    refuse("type", "fixedType", "The kind of a field stays as it is.");
  const field: FieldDefinition = {
    key,
    label: draft.label,
    type,
    section: draft.section,
    required: draft.required && !isComputed(type) && type !== "checkbox",
    unique: draft.unique && canBeUnique(type),
    searchable: draft.searchable && canBeSearched(type),
    access: draft.access,
    ...(draft.help === "" ? {} : { help: draft.help }),
    ...(type === "number" || type === "formula" ? { precision: draft.precision } : {}),
    ...(type === "money" ? { currency: currencyOf(draft.currency, before) } : {}),
    ...(type === "select" || type === "multiSelect" ? { choices: choicesOf(draft.choices, kin) } : {}),
    ...(type === "relation" ? { target: before?.target ?? draft.target } : {}),
    ...(type === "rollUp" ? { rollUp: rollUpOf(draft.rollUp) } : {}),
    ...(before?.replaces === undefined ? {} : { replaces: before.replaces }),
    ...(before?.replacedAt === undefined ? {} : { replacedAt: before.replacedAt }),
    createdAt: before?.createdAt ?? ctx.now,
    updatedAt: ctx.now,
  };
  checkLabel(fields, field);
  const others = fields.filter((one) => one.key !== key);
  if (type === "formula") {
    const active = others.filter(({ archivedAt }) => archivedAt === undefined);
    const names = new Map<string, string>([
      ...Object.keys(customerFacts).map((fact) => [fact, fact] as const),
      ...active.map((one) => [one.key, one.label] as const),
      [key, field.label],
    ]);
    field.expression = toKeys(draft.expression, names);
  }
  const choices = [...others, field].reduce((sum, one) => sum + (one.choices?.length ?? 0), 0);
  if (choices > mostChoicesEver) fail({ code: "LIMIT_EXCEEDED", what: "choices", limit: mostChoicesEver });
  const checked = checkFormulas([...others, field]).find((one) => one.key === key)!;
  // Filters and index rows know a value by its kind, and so does whoever reads it.
  if (before?.result !== undefined && before.result !== checked.result) {
    refuse("expression", "fixedResult", "A formula goes on giving the same kind of value.");
  }
  const wasDay = before?.rollUp?.of !== undefined && isDayMeasure(before.rollUp.of);
  const isDay = checked.rollUp?.of !== undefined && isDayMeasure(checked.rollUp.of);
  if (before?.rollUp !== undefined && wasDay !== isDay) {
    refuse("rollUp.of", "fixedResult", "A roll-up goes on giving the same kind of value.");
  }
  return checked;
}

/** The fields with what their formulas give; VALIDATION_ERROR on "expression" where one does not read. */
export function checkFormulas(fields: readonly FieldDefinition[]): FieldDefinition[] {
  try {
    const results = new Map(compileFormulas(fields).map(({ key, result }) => [key, result]));
    return fields.map((field) => {
      const result = results.get(field.key);
      return result === undefined ? field : { ...field, result };
    });
  } catch (error) {
    if (error instanceof FormulaRing) {
      return refuse("expression", "cycle", `These fields are worked out from each other: ${error.message}.`);
    }
    if (error instanceof FormulaProblem) return refuse("expression", `formula.${error.rule}`, error.message);
    throw error;
  }
}

function checkLabel(fields: readonly FieldDefinition[], { key, label }: FieldDefinition): void {
  const isTaken = fields.some(
    (other) => other.key !== key && other.archivedAt === undefined && fold(other.label) === fold(label),
  );
  if (isTaken) refuse("label", "taken", "Another field has this name.");
}

function currencyOf(currency: string, before: FieldDefinition | null): string {
  const known = before?.currency;
  if (known !== undefined && minorDigits(known) !== minorDigits(currency)) {
    return refuse("currency", "currencyDigits", "Choose a currency with as many decimals.");
  }
  return currency;
}

/** Choices that were taken out stay for the values that have them, no longer offered. */
function choicesOf(
  given: readonly {
    id?: string | undefined;
    label: string;
    color: NonNullable<FieldDefinition["choices"]>[number]["color"];
  }[],
  before: Pick<FieldDefinition, "choices"> | null,
): FieldDefinition["choices"] {
  const known = before?.choices ?? [];
  const used = new Set<string>();
  const kept = given.map(({ id, label, color }) => {
    const same =
      known.find((choice) => choice.id === id && !used.has(choice.id)) ??
      known.find((choice) => choice.archived && fold(choice.label) === fold(label) && !used.has(choice.id));
    const choiceId =
      same?.id ?? freshKey("c", (one) => used.has(one) || known.some((choice) => choice.id === one));
    used.add(choiceId);
    return { id: choiceId, label, color };
  });
  const gone = known.filter(({ id }) => !used.has(id)).map((choice) => ({ ...choice, archived: true }));
  return [...kept, ...gone];
}

function rollUpOf({
  source,
  measure,
  of,
  only,
}: NonNullable<ReturnType<typeof fieldDraftShape.parse>["rollUp"]>): FieldDefinition["rollUp"] {
  return { source, measure, ...(measure === "count" || of === undefined ? {} : { of }), only };
}

/** Whether stored values (formulas, words of the search, order of choices) have to be worked out anew. */
function changesValues(
  fields: readonly FieldDefinition[],
  before: FieldDefinition,
  after: FieldDefinition,
): boolean {
  const differs = (name: keyof FieldDefinition) =>
    JSON.stringify(before[name]) !== JSON.stringify(after[name]);
  if (isComputed(after.type)) return differs("expression") || differs("precision") || differs("rollUp");
  const isRead = dependentsOf(fields, after.key).length > 0;
  return (
    differs("searchable") || (differs("choices") && (isRead || after.searchable || after.type === "select"))
  );
}

/** While a field's kind is being changed, its definition stands still. */
export function refuseChanging(fields: readonly FieldDefinition[], key: string): void {
  const isChanging = fields.some(
    (one) => one.becoming !== undefined && (one.key === key || one.replaces === key),
  );
  if (isChanging)
    refuse("type", "kindChanging", "The kind of this field is being changed; wait until that is done.");
}

/** Uniqueness can be asked for as long as no record has a value. */
async function refuseFilled(ctx: OrgMutationCtx, { key }: FieldDefinition): Promise<void> {
  const some = await ctx.db
    .query("fieldValues")
    .withIndex("by_value", (q) => q.eq("fieldKey", key))
    .first();
  if (some !== null) refuse("unique", "hasValues", "Records have values already; some may be equal.");
}

// ---------------------------------------------------------------- the document

export async function setRow(ctx: TenantMutationCtx, entity: FieldEntity): Promise<Doc<"fieldSets"> | null> {
  return await ctx.db
    .query("fieldSets")
    .withIndex("by_entity", (q) => q.eq("entity", entity))
    .unique();
}

export async function writeSet(
  ctx: TenantMutationCtx,
  entity: FieldEntity,
  row: Doc<"fieldSets"> | null,
  fields: FieldDefinition[],
): Promise<void> {
  if (row === null) await ctx.db.insert("fieldSets", { entity, fields, updatedAt: ctx.now });
  else await ctx.db.patch("fieldSets", row._id, { fields, updatedAt: ctx.now });
  forgetFields(ctx);
}

async function replace(
  ctx: OrgMutationCtx,
  entity: FieldEntity,
  row: Doc<"fieldSets">,
  field: FieldDefinition,
): Promise<void> {
  const fields = row.fields.map((one) => (one.key === field.key ? field : one));
  // A choice or a kind may change what other formulas give.
  await writeSet(ctx, entity, row, field.archivedAt === undefined ? checkFormulas(fields) : fields);
}

export function found(row: Doc<"fieldSets"> | null, key: string): FieldDefinition {
  return row?.fields.find((field) => field.key === key) ?? fail({ code: "NOT_FOUND", entity: "fields" });
}

export function checkRoom(fields: readonly FieldDefinition[]): void {
  const active = fields.filter(({ archivedAt }) => archivedAt === undefined).length;
  if (active >= mostFields) fail({ code: "LIMIT_EXCEEDED", what: "fields", limit: mostFields });
  if (fields.length >= mostFieldsEver) {
    fail({ code: "LIMIT_EXCEEDED", what: "fields", limit: mostFieldsEver });
  }
}

const alphabet = "abcdefghijkmnpqrstuvwxyz23456789";

export function freshKey(prefix: string, isTaken: (key: string) => boolean): string {
  for (;;) {
    const letters = Array.from({ length: 8 }, () => alphabet[Math.floor(Math.random() * alphabet.length)]);
    const key = `${prefix}_${letters.join("")}`;
    if (!isTaken(key)) return key;
  }
}

const told = [
  "label",
  "type",
  "section",
  "help",
  "required",
  "unique",
  "searchable",
  "access",
  "precision",
  "currency",
  "choices",
  "target",
  "expression",
  "rollUp",
  "archivedAt",
] as const satisfies readonly (keyof FieldDefinition)[];

export async function record(
  ctx: TenantMutationCtx,
  { key }: FieldDefinition,
  action: string,
  before: Partial<FieldDefinition>,
  after: FieldDefinition,
): Promise<void> {
  const changes = diff<FieldDefinition>(before, after, told);
  if (changes.length > 0) await recordChange(ctx, { entity: "fieldSets", entityId: key, action, changes });
}

const labels = (fields: readonly FieldDefinition[]) =>
  fields.filter(({ archivedAt }) => archivedAt === undefined).map(({ label }) => label);

export function refuse(path: string, rule: string, message: string): never {
  const issues: FieldIssue[] = [{ path, rule, message }];
  return fail({ code: "VALIDATION_ERROR", issues });
}
