/** An organization's own fields: what they are, and the index over their values. */
import { defineTable } from "convex/server";
import { v, type Infer } from "convex/values";

export const fieldTypeValidator = v.union(
  v.literal("text"),
  v.literal("longText"),
  v.literal("number"),
  v.literal("money"),
  v.literal("date"),
  v.literal("select"),
  v.literal("multiSelect"),
  v.literal("checkbox"),
  v.literal("url"),
  v.literal("email"),
  v.literal("phone"),
  v.literal("relation"),
  v.literal("formula"),
  v.literal("rollUp"),
);
export const fieldEntityValidator = v.literal("customers");
const fieldAccessValidator = v.union(v.literal("write"), v.literal("read"), v.literal("hidden"));

export const choiceValidator = v.object({
  /** Generated; values hold this, never the label. */
  id: v.string(),
  label: v.string(),
  color: v.union(
    v.literal("neutral"),
    v.literal("info"),
    v.literal("positive"),
    v.literal("warning"),
    v.literal("danger"),
    v.literal("live"),
  ),
  /** Kept for the values that have it, no longer offered. */
  archived: v.optional(v.boolean()),
});

export const rollUpValidator = v.object({
  source: v.union(
    v.literal("quotes"),
    v.literal("interactions"),
    v.literal("followUps"),
    v.literal("contacts"),
  ),
  measure: v.union(v.literal("count"), v.literal("sum"), v.literal("min"), v.literal("max")),
  /** What is summed or compared; absent for "count". */
  of: v.optional(v.string()),
  /** Only rows with one of these words (status, type); empty means all. */
  only: v.array(v.string()),
});

export const accessValidator = v.object({
  manager: fieldAccessValidator,
  sales: fieldAccessValidator,
  support: fieldAccessValidator,
  brand: fieldAccessValidator,
});

export const fieldValidator = v.object({
  /** "f_" and random characters: the name in `custom`, the same whatever the label becomes; another kind is another key. */
  key: v.string(),
  label: v.string(),
  type: fieldTypeValidator,
  /** Heading it stands under; "" is the first, unnamed one. */
  section: v.string(),
  help: v.optional(v.string()),
  required: v.boolean(),
  unique: v.boolean(),
  searchable: v.boolean(),
  access: accessValidator,
  /** Decimals of a number, 0 to 6. */
  precision: v.optional(v.number()),
  /** ISO 4217 of a money field; its values are minor units. */
  currency: v.optional(v.string()),
  /** In the order in which they are offered and sorted. */
  choices: v.optional(v.array(choiceValidator)),
  target: v.optional(v.union(v.literal("customers"), v.literal("members"))),
  /** A formula as formula/parse.ts reads it, fields by key: "{f_1a2b3c4d} * 2". */
  expression: v.optional(v.string()),
  /** What the formula gives, worked out when it was saved. */
  result: v.optional(
    v.union(v.literal("number"), v.literal("text"), v.literal("date"), v.literal("checkbox")),
  ),
  rollUp: v.optional(rollUpValidator),
  /** The field of another kind whose values these were made of (fields/kindChange.ts). */
  replaces: v.optional(v.string()),
  /** When it took that field's place. */
  replacedAt: v.optional(v.number()),
  /** The field that has stood in its place since its kind was changed. */
  replacedBy: v.optional(v.string()),
  /** Set while its values are being made of `replaces`, which people go on using. */
  becoming: v.optional(
    v.object({ jobId: v.id("jobs"), dateOrder: v.union(v.literal("dmy"), v.literal("mdy")) }),
  ),
  /** Its making was given up: a job takes what there is of its values away, then the definition goes. */
  discarded: v.optional(v.boolean()),
  /** Set while it is put away: values are kept, nobody sees them. */
  archivedAt: v.optional(v.number()),
  createdAt: v.number(),
  updatedAt: v.number(),
});
export type FieldDefinition = Infer<typeof fieldValidator>;

/**
 * All definitions of an entity as one document, in the order of the screens:
 * every list, form and write needs them all, and so reads one document.
 * Written by fields/define.ts and fields/kindChange.ts; never deleted.
 */
export const fieldSets = defineTable({
  orgId: v.id("organizations"),
  entity: fieldEntityValidator,
  fields: v.array(fieldValidator),
  updatedAt: v.number(),
}).index("by_entity", ["orgId", "entity"]);

/** What `custom` of a record holds under a field's key. */
export const customValueValidator = v.union(v.string(), v.number(), v.boolean(), v.array(v.string()));
export type CustomValue = Infer<typeof customValueValidator>;
export type CustomValues = Record<string, CustomValue>;

/**
 * One row per customer and filled field, for sorting and uniqueness by index.
 * Written only by fields/valueRows.ts in the customer's own transaction, with
 * copies as customerTags has them; deleted customers have none.
 */
export const fieldValues = defineTable({
  orgId: v.id("organizations"),
  fieldKey: v.string(),
  /** fields/values.ts `indexed`: folded text, number, day, or place of the choice. */
  value: v.union(v.string(), v.number()),
  customerId: v.id("customers"),
  /** Copy of the customer's owner. */
  ownerId: v.optional(v.id("users")),
})
  .index("by_customer", ["orgId", "customerId", "fieldKey"])
  .index("by_value", ["orgId", "fieldKey", "value"])
  .index("by_owner_value", ["orgId", "fieldKey", "ownerId", "value"]);
