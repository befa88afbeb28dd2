/** Door: texts that are written once and sent often (COM-10, COM-11, COM-23). */
import { paginationOptsValidator } from "convex/server";
import { v } from "convex/values";
import { orgMutation, orgQuery } from "./functions";
import {
  listTemplates,
  offeredTemplates,
  previewFacts,
  previewTemplate,
  readTemplate,
  templateCounts,
} from "./templates/read";
import {
  templateCategoryValidator,
  templateChannelValidator,
  templateTextsValidator,
} from "./templates/table";
import { createTemplate, setTemplateActive, updateTemplate } from "./templates/write";

/** Values are judged by templates/shape.ts. */
const entryValidator = v.object({
  name: v.string(),
  channel: templateChannelValidator,
  category: templateCategoryValidator,
  texts: templateTextsValidator,
});

/** By name, at most 100 a page; without `channel` those of every channel. */
export const list = orgQuery({
  permission: "templates:read",
  args: {
    isActive: v.boolean(),
    channel: v.optional(templateChannelValidator),
    paginationOpts: paginationOptsValidator,
  },
  handler: (ctx, { paginationOpts, ...filter }) => listTemplates(ctx, filter, paginationOpts),
});

/** Exact numbers: those that are offered, and those that are not any more. */
export const counts = orgQuery({
  permission: "templates:read",
  args: {},
  handler: (ctx) => templateCounts(ctx),
});

/** One template; NOT_FOUND when the id is none. */
export const get = orgQuery({
  permission: "templates:read",
  args: { templateId: v.string() },
  handler: (ctx, { templateId }) => readTemplate(ctx, templateId),
});

/** What the known places hold for a customer and in which language they read, for a preview while writing. NOT_FOUND. */
export const facts = orgQuery({
  permission: "templates:read",
  args: { customerId: v.string() },
  handler: (ctx, { customerId }) => previewFacts(ctx, customerId),
});

/**
 * Up to twenty active templates of a channel as a customer will read them, those in their language first; `search` is how
 * the name begins (COM-10, COM-23). Places that nothing fills stay as they are written and are named. NOT_FOUND.
 */
export const offered = orgQuery({
  permission: "templates:read",
  args: { customerId: v.string(), channel: templateChannelValidator, search: v.string() },
  handler: (ctx, args) => offeredTemplates(ctx, args),
});

/**
 * A template as a customer will read it, in their language (COM-11, COM-23); `values` fills places that are not the
 * customer's own. VALIDATION_ERROR names each value that is missing, INVALID_STATUS_CHANGE for one that is not active.
 */
export const preview = orgQuery({
  permission: "templates:read",
  args: {
    templateId: v.string(),
    customerId: v.string(),
    values: v.optional(v.record(v.string(), v.string())),
  },
  handler: (ctx, args) => previewTemplate(ctx, args),
});

/** Adds a template. VALIDATION_ERROR by field, `taken` for a name that another has. */
export const create = orgMutation({
  permission: "templates:manage",
  args: { input: entryValidator },
  handler: (ctx, { input }) => createTemplate(ctx, input),
});

/** Replaces a template's words; what was sent with it keeps its own. */
export const update = orgMutation({
  permission: "templates:manage",
  args: { templateId: v.id("messageTemplates"), input: entryValidator },
  handler: async (ctx, { templateId, input }): Promise<null> => {
    await updateTemplate(ctx, templateId, input);
    return null;
  },
});

/** Offers a template no more, or again. */
export const setActive = orgMutation({
  permission: "templates:manage",
  args: { templateId: v.id("messageTemplates"), isActive: v.boolean() },
  handler: async (ctx, { templateId, isActive }): Promise<null> => {
    await setTemplateActive(ctx, templateId, isActive);
    return null;
  },
});
