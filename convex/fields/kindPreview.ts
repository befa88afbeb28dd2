/** What a change of kind would do, page by page, before anything is written. */
import type { Id } from "../_generated/dataModel";
import type { OrgQueryCtx } from "../functions";
import type { DateOrder } from "../imports/values";
import { fail } from "../shared/errors";
import { fold } from "../shared/text";
import { parse } from "../shared/validate";
import { become } from "./becoming";
import { convertValue, shownAs } from "./convert";
import { unreadable } from "./kindChange";
import { leftOf } from "./leftovers";
import { fieldsOf } from "./sets";
import { fieldDraftShape } from "./shape";
import type { CustomValue, FieldDefinition } from "./table";
import { indexed } from "./values";
import { isComputed, longestLabel, mostChoices, type FieldEntity } from "./words";

export interface KindPreview {
  /** Customers of this page, deleted ones left out. */
  looked: number;
  /** Values that fit the new kind. */
  fits: number;
  unfit: number;
  /** A few values that do not fit, each with whose it is and why. */
  misfits: {
    customerId: Id<"customers">;
    customerCode: string;
    name: string;
    shown: string;
    rule: string;
    message: string;
  }[];
  /** A few that fit, as they are and as they would be. */
  examples: { from: string; to: CustomValue }[];
  /** What the values say, by how many say it: choices in the making. Only for a choice. */
  found: { label: string; count: number }[];
  /** Values as they are compared, where no two may be the same. */
  same: string[];
  /** Labels of formulas that could not read the field any more. */
  blockedBy: string[];
  /** For the next page; null after the last. */
  cursor: string | null;
}

const pageSize = 250;
const mostExamples = 8;

export async function previewKindChange(
  ctx: OrgQueryCtx,
  args: { entity: FieldEntity; key: string; draft: unknown; dateOrder: DateOrder; cursor?: string },
): Promise<KindPreview> {
  const set = await fieldsOf(ctx, args.entity);
  const source = set.byKey.get(args.key);
  if (source === undefined) return fail({ code: "NOT_FOUND", entity: "fields" });
  const target = drafted(source, args.draft);
  const { country, language } = await ctx.settings();
  const how = { country, language, dateOrder: args.dateOrder };
  const customers = await ctx.db
    .query("customers")
    .withIndex("by_code", (q) => q.gt("customerCode", args.cursor ?? ""))
    .take(pageSize);
  const preview: KindPreview = {
    looked: 0,
    fits: 0,
    unfit: 0,
    misfits: [],
    examples: [],
    found: [],
    same: [],
    blockedBy: unreadable(set.all, source, target),
    cursor: customers.length < pageSize ? null : customers.at(-1)!.customerCode,
  };
  const found = new Map<string, { label: string; count: number }>();
  for (const { _id, customerCode, name, status, custom = {} } of customers) {
    if (status === "deleted") continue;
    preview.looked++;
    const stored = custom[source.key];
    const after = become({ source, target }, custom, how)[target.key];
    const left = custom[leftOf(source.key)];
    if (stored === undefined && left === undefined) continue;
    const shown = stored === undefined ? String(left) : shownAs(source, stored, language);
    for (const label of labelsIn(target, shown)) {
      const known = found.get(fold(label)) ?? { label, count: 0 };
      if (found.size < mostChoices * 2 || known.count > 0)
        found.set(fold(label), { ...known, count: known.count + 1 });
    }
    if (after !== undefined) {
      preview.fits++;
      if (target.unique) preview.same.push(String(indexed(target, after, country) ?? ""));
      if (preview.examples.length < mostExamples) preview.examples.push({ from: shown, to: after });
      continue;
    }
    preview.unfit++;
    if (preview.misfits.length >= mostExamples) continue;
    const why = stored === undefined ? null : convertValue(source, target, stored, how);
    const { rule, message } =
      why === null || why.ok
        ? { rule: "invalid_value", message: "It did not fit the kind before, either." }
        : why;
    preview.misfits.push({ customerId: _id, customerCode, name, shown: shown.slice(0, 255), rule, message });
  }
  if (target.type === "select" || target.type === "multiSelect") preview.found = [...found.values()];
  return preview;
}

/** The draft as far as values depend on it; a choice may have none yet, so that its values can be offered. */
function drafted(source: FieldDefinition, input: unknown): FieldDefinition {
  const given = input as { type?: string; choices?: unknown[] };
  const hasNone = (given.type === "select" || given.type === "multiSelect") && given.choices?.length === 0;
  const draft = parse(
    fieldDraftShape,
    hasNone ? { ...given, choices: [{ label: "\u2013", color: "neutral" }] } : input,
  );
  const { archivedAt: _, expression: _e, rollUp: _r, result: _t, ...rest } = source;
  return {
    ...rest,
    key: "f_preview0",
    type: draft.type,
    precision: draft.precision,
    unique: draft.unique && source.unique && !isComputed(draft.type),
    ...(draft.type === "money" ? { currency: draft.currency } : {}),
    choices: hasNone
      ? []
      : draft.choices.map((choice, index) => ({ ...choice, id: choice.id ?? `new-${index}` })),
    target: draft.target,
  };
}

function labelsIn({ type }: FieldDefinition, shown: string): string[] {
  const parts = type === "multiSelect" ? shown.split(/[,;|\n]/) : [shown];
  return parts.map((part) => part.trim()).filter((part) => part !== "" && part.length <= longestLabel);
}
