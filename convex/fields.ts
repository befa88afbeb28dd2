/** Door: an organization's own fields. */
import { v } from "convex/values";
import { refreshCustomer } from "./customers/save";
import { archiveField, createField, reorderFields, restoreField, updateField } from "./fields/define";
import { definitionsFor, everyDefinition, relatedNames } from "./fields/read";
import { refreshStep } from "./fields/refreshStep";
import { rollUpStep, rollUpStepArgs } from "./fields/rollUpStep";
import { fieldEntityValidator } from "./fields/table";
import { orgMutation, orgQuery, tenantMutation } from "./functions";
import { jobActor, runStep, stepArgs } from "./jobs/run";

const entity = fieldEntityValidator;

/** The fields in use that the caller's role may see, in order, each with what the role may do with it. */
export const list = orgQuery({
  permission: "fields:read",
  args: { entity },
  handler: (ctx, args) => definitionsFor(ctx, args.entity),
});

/** Every definition for the settings page: archived ones too, who reads which, and how many more there may be. */
export const manage = orgQuery({
  permission: "fields:manage",
  args: { entity },
  handler: (ctx, args) => everyDefinition(ctx, args.entity),
});

/** What relations point at, by id (at most 100); null for what the caller may not see. */
export const related = orgQuery({
  permission: "fields:read",
  args: { ids: v.array(v.string()) },
  handler: (ctx, { ids }) => relatedNames(ctx, ids),
});

/**
 * Makes a field; `draft` is fields/shape.ts `FieldDraft`. Returns its key, which
 * never changes. VALIDATION_ERROR by path, LIMIT_EXCEEDED.
 */
export const create = orgMutation({
  permission: "fields:manage",
  args: { entity, draft: v.any() },
  handler: (ctx, args) => createField(ctx, args),
});

/** Changes a field; its kind stays. VALIDATION_ERROR, NOT_FOUND. */
export const update = orgMutation({
  permission: "fields:manage",
  args: { entity, key: v.string(), draft: v.any() },
  handler: (ctx, args) => updateField(ctx, args),
});

/** Sets the order and the sections of all fields in use. */
export const reorder = orgMutation({
  permission: "fields:manage",
  args: { entity, order: v.array(v.object({ key: v.string(), section: v.string() })) },
  handler: (ctx, args) => reorderFields(ctx, args),
});

/** Puts a field away with its values. FIELD_IN_USE while a formula reads it. */
export const archive = orgMutation({
  permission: "fields:manage",
  args: { entity, key: v.string() },
  handler: (ctx, args) => archiveField(ctx, args),
});

/** Brings a field back with its values. */
export const restore = orgMutation({
  permission: "fields:manage",
  args: { entity, key: v.string() },
  handler: (ctx, args) => restoreField(ctx, args),
});

/** One batch of working values out anew. */
export const step = tenantMutation({
  args: stepArgs,
  actor: jobActor("schedule"),
  handler: async (ctx, args): Promise<null> => {
    await runStep(ctx, args, (job) => refreshStep(ctx, job));
    return null;
  },
});

/** Reads on through the many rows of one customer for its roll-ups. */
export const rollUpOn = tenantMutation({
  args: rollUpStepArgs,
  actor: { id: "system:fields", name: "Orbit", channel: "schedule" },
  handler: async (ctx, args): Promise<null> => {
    const values = await rollUpStep(ctx, args);
    const customer = values === null ? null : await ctx.db.find("customers", args.customerId);
    if (values !== null && customer !== null) await refreshCustomer(ctx, customer, values);
    return null;
  },
});
