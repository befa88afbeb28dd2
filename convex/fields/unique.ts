/** Whether another customer has a value already, by the index over values. */
import type { Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { fold } from "../shared/text";
import type { CustomValue, FieldDefinition } from "./table";
import { indexed } from "./values";

/** Long texts share a beginning in the index, so the records themselves are compared. */
const mostCompared = 20;

export async function isTaken(
  ctx: TenantMutationCtx,
  field: FieldDefinition,
  value: CustomValue,
  own: Id<"customers"> | undefined,
): Promise<boolean> {
  const { country } = await ctx.settings();
  const key = indexed(field, value, country);
  if (key === null) return false;
  const rows = await ctx.db
    .query("fieldValues")
    .withIndex("by_value", (q) => q.eq("fieldKey", field.key).eq("value", key))
    .take(mostCompared);
  for (const row of rows) {
    if (row.customerId === own) continue;
    if (field.type !== "text" && field.type !== "url") return true;
    const other = await ctx.db.find("customers", row.customerId);
    if (other !== null && fold(String(other.custom?.[field.key])) === fold(String(value))) return true;
  }
  return false;
}
