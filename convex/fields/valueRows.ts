/** Rows of fieldValues: kept equal to `customers.custom`, for sorting and uniqueness by index. */
import type { Doc } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { fieldsOf, type FieldSet } from "./sets";
import { indexed } from "./values";

/**
 * Brings the rows of a customer in line with its values. `always` also
 * compares when the record looks unchanged, because a definition did.
 */
export async function syncValueRows(
  ctx: TenantMutationCtx,
  before: Doc<"customers"> | null,
  customer: Doc<"customers">,
  { always = false }: { always?: boolean } = {},
): Promise<void> {
  const hadNone = before === null || before.status === "deleted" || before.custom === undefined;
  const hasNone = customer.status === "deleted" || customer.custom === undefined;
  if (hadNone && hasNone && !always) return;
  const isSame =
    before !== null &&
    before.ownerId === customer.ownerId &&
    (before.status === "deleted") === (customer.status === "deleted") &&
    JSON.stringify(before.custom) === JSON.stringify(customer.custom);
  if (isSame && !always) return;

  const wanted = indexedValues(await fieldsOf(ctx), customer, (await ctx.settings()).country);
  const stored =
    hadNone && !always
      ? []
      : await ctx.db
          .query("fieldValues")
          .withIndex("by_customer", (q) => q.eq("customerId", customer._id))
          .collect();
  for (const row of stored) {
    const value = wanted.get(row.fieldKey);
    if (value === undefined) await ctx.db.delete("fieldValues", row._id);
    else if (value !== row.value || row.ownerId !== customer.ownerId) {
      await ctx.db.patch("fieldValues", row._id, { value, ownerId: customer.ownerId });
    }
    wanted.delete(row.fieldKey);
  }
  for (const [fieldKey, value] of wanted) {
    await ctx.db.insert("fieldValues", {
      fieldKey,
      value,
      customerId: customer._id,
      ...(customer.ownerId === undefined ? {} : { ownerId: customer.ownerId }),
    });
  }
}

/** Archived fields keep their rows, so that bringing one back costs nothing. */
function indexedValues(
  set: FieldSet,
  { status, custom = {} }: Doc<"customers">,
  country: string,
): Map<string, string | number> {
  const found = new Map<string, string | number>();
  if (status === "deleted") return found;
  for (const field of set.all) {
    const stored = custom[field.key];
    const value = stored === undefined ? null : indexed(field, stored, country);
    if (value !== null) found.set(field.key, value);
  }
  return found;
}
