/** Rows of fieldValues: kept equal to `customers.custom` and the visits, for sorting and uniqueness by index. */
import type { Doc } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { visitOrders } from "../customers/visitOrders";
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
  const hadNone = before === null || before.status === "deleted" || !carries(before);
  const hasNone = customer.status === "deleted" || !carries(customer);
  if (hadNone && hasNone && !always) return;
  const isSame =
    before !== null &&
    before.ownerId === customer.ownerId &&
    (before.status === "deleted") === (customer.status === "deleted") &&
    before.lastVisitAt === customer.lastVisitAt &&
    before.totalVisits === customer.totalVisits &&
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

/** Own fields, or visits, which are ordered by the same rows. */
const carries = ({ custom, totalVisits }: Doc<"customers">) =>
  custom !== undefined || totalVisits !== undefined;

/** Archived fields keep their rows, so that bringing one back costs nothing. */
function indexedValues(
  set: FieldSet,
  customer: Doc<"customers">,
  country: string,
): Map<string, string | number> {
  const { status, custom = {} } = customer;
  const found = new Map<string, string | number>();
  if (status === "deleted") return found;
  for (const field of set.all) {
    const stored = custom[field.key];
    const value = stored === undefined ? null : indexed(field, stored, country);
    if (value !== null) found.set(field.key, value);
  }
  for (const { key, read } of Object.values(visitOrders)) {
    const value = read(customer);
    if (value !== undefined) found.set(key, value);
  }
  return found;
}
