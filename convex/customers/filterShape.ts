/** The filters of the customer list as every door takes them and tables keep them. */
import { v, type Infer } from "convex/values";
import { conditionValidator, groupValidator } from "./conditions";
import { customerStatusValidator, customerTypeValidator } from "./table";

export const filtersValidator = v.object({
  /** Any of these; absent or empty means every status but deleted. */
  statuses: v.optional(v.array(customerStatusValidator)),
  types: v.optional(v.array(customerTypeValidator)),
  /** People's ids, "me", or "none" for the unassigned. */
  owners: v.optional(v.array(v.string())),
  tag: v.optional(v.string()),
  isActive: v.optional(v.boolean()),
  /** Any further conditions (customers/fields.ts says on what), joined with the ones above. */
  where: v.optional(groupValidator),
  /** Conditions that must hold besides, however `where` is built: the group of a grouped list. */
  also: v.optional(v.array(conditionValidator)),
  /** Epoch ms that "today" is taken from; needed where a condition is relative. Round it, or the answer never stays. */
  now: v.optional(v.number()),
});
export type CustomerFilters = Infer<typeof filtersValidator>;
