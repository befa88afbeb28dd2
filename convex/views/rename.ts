/** Saved views follow a field whose kind was changed: its columns, its order, and conditions as far as they can be said. */
import type { Infer } from "convex/values";
import { isGroup, type Condition, type Group } from "../customers/conditions";
import type { TenantMutationCtx } from "../functions";
import { convertShown, shownAs, type Reading } from "../fields/convert";
import { filterOf, isSortable } from "../fields/filtering";
import type { FieldDefinition } from "../fields/table";
import type { lookValidator } from "./table";

type Look = Infer<typeof lookValidator>;

/** Views of one step. */
const batch = 50;

/** One step; returns where the next one goes on, null at the end. */
export async function renameInViews(
  ctx: TenantMutationCtx,
  { source, target, cursor }: { source: FieldDefinition; target: FieldDefinition; cursor: string | null },
  how: Reading,
): Promise<string | null> {
  const views = await ctx.db.query("savedViews").withIndex("by_owner").paginate({ numItems: batch, cursor });
  for (const view of views.page) {
    const look = renamedLook(view.look, source, target, how);
    if (look === view.look) continue;
    await ctx.db.patch("savedViews", view._id, { look, revision: view.revision + 1, updatedAt: ctx.now });
  }
  return views.isDone ? null : views.continueCursor;
}

/** The look with one field in place of another; the same object when it does not speak of the field. Pure. */
export function renamedLook(
  look: Look,
  source: FieldDefinition,
  target: FieldDefinition,
  how: Reading,
): Look {
  const { key } = source;
  const renamed = (name: string) => (name === key ? target.key : name);
  const rule = (one: Condition) => (one.field === key ? renamedCondition(one, source, target, how) : [one]);
  const where: Group | undefined = look.where && {
    ...look.where,
    rules: look.where.rules.flatMap((one): Group["rules"] =>
      isGroup(one) ? [{ ...one, rules: one.rules.flatMap(rule) }] : rule(one),
    ),
  };
  const next: Look = {
    ...look,
    ...(where === undefined ? {} : { where }),
    ...(look.columns === undefined ? {} : { columns: look.columns.map(renamed) }),
    ...(look.widths === undefined
      ? {}
      : {
          widths: Object.fromEntries(Object.entries(look.widths).map(([id, width]) => [renamed(id), width])),
        }),
  };
  if (look.sort?.column === key) {
    if (isSortable(target)) next.sort = { ...look.sort, column: target.key };
    else delete next.sort;
  }
  return JSON.stringify(next) === JSON.stringify(look) ? look : next;
}

/**
 * The condition as the new kind can say it. What it cannot say becomes "has a
 * value" (or "is empty" where values were ruled out): never wider than all.
 */
function renamedCondition(
  { op, values }: Condition,
  source: FieldDefinition,
  target: FieldDefinition,
  how: Reading,
): Condition[] {
  const field = target.key;
  const filter = filterOf(target);
  if (filter === null) return [];
  if (op === "empty" || op === "filled") {
    return filter.optional ? [{ field, op, values: [] }] : [];
  }
  const there = values.map((value) => convertShown(target, shownAs(source, value, how.language), how));
  const known = there.filter((value) => value !== null && !Array.isArray(value)) as (
    string | number | boolean
  )[];
  const from = filterOf(source)?.kind;
  if (known.length === values.length && known.length > 0) {
    if (filter.kind === from) return [{ field, op, values: known }];
    if (op === "is" && known.length === 1) {
      const [only] = known;
      if (filter.kind === "number" || filter.kind === "day") {
        return [{ field, op: "between", values: [only!, only!] }];
      }
      return [{ field, op, values: known }];
    }
    if (op === "between" && filter.kind === "choice" && known[0] === known[1]) {
      return [{ field, op: "is", values: [known[0]!] }];
    }
    if (filter.kind === "choice" && (op === "is" || op === "isNot")) return [{ field, op, values: known }];
  }
  if (!filter.optional) return [];
  return [{ field, op: "filled", values: [] }];
}
