/** Door: an organization's own fields. */
import { v } from "convex/values";
import { refreshCustomer } from "./customers/save";
import { archiveField, createField, reorderFields, restoreField, updateField } from "./fields/define";
import {
  dropKindChange,
  kindStep as kindChangeStep,
  startKindChange,
  startKindUndo,
} from "./fields/kindChange";
import { previewKindChange } from "./fields/kindPreview";
import { definitionsFor, everyDefinition, relatedNames } from "./fields/read";
import { refreshStep } from "./fields/refreshStep";
import { rollUpStep, rollUpStepArgs } from "./fields/rollUpStep";
import { fieldEntityValidator } from "./fields/table";
import { orgMutation, orgQuery, tenantMutation } from "./functions";
import { jobActor, runStep, stepArgs } from "./jobs/run";

const entity = fieldEntityValidator;
/** Which of 04/11/2022 is the day, where texts become dates. */
const dateOrder = v.union(v.literal("dmy"), v.literal("mdy"));

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

/**
 * What a change of kind would make of the customers of one page (250, by
 * code): how many values fit, what does not and why. Nothing is written; ask
 * on with `cursor` until it is null. VALIDATION_ERROR, NOT_FOUND.
 */
export const previewKind = orgQuery({
  permission: "fields:manage",
  args: { entity, key: v.string(), draft: v.any(), dateOrder, cursor: v.optional(v.string()) },
  handler: (ctx, args) => previewKindChange(ctx, args),
});

/**
 * Gives a field another kind by a job, which it returns: values are converted,
 * what does not fit is kept beside the field, and the change can be taken
 * back. VALIDATION_ERROR; FIELD_IN_USE names formulas that could not read it.
 */
export const changeKind = orgMutation({
  permission: "fields:manage",
  args: { entity, key: v.string(), draft: v.any(), dateOrder },
  handler: (ctx, args) => startKindChange(ctx, args),
});

/** Takes a change of kind back by a job, which it returns. NOT_FOUND when there is none to take back. */
export const undoKind = orgMutation({
  permission: "fields:manage",
  args: { entity, key: v.string() },
  handler: (ctx, args) => startKindUndo(ctx, args),
});

/** Gives up a change of kind that is under way or has stopped. NOT_FOUND when there is none. */
export const dropKind = orgMutation({
  permission: "fields:manage",
  args: { entity, key: v.string() },
  handler: (ctx, args) => dropKindChange(ctx, args),
});

/** One batch of a change of kind. */
export const kindStep = tenantMutation({
  args: stepArgs,
  actor: jobActor("schedule"),
  handler: async (ctx, args): Promise<null> => {
    await runStep(ctx, args, (job) => kindChangeStep(ctx, job));
    return null;
  },
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
