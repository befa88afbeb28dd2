/** Door: saved views of the customer list (SRC-14). */
import { v } from "convex/values";
import { orgMutation, orgQuery } from "./functions";
import { visibleViews } from "./views/read";
import { audienceValidator, lookValidator } from "./views/table";
import { createView, markView, setDeleted, updateView } from "./views/write";

/** The caller's views and those shared with them, by name, with what each is to the caller. */
export const list = orgQuery({
  permission: "views:use",
  args: {},
  handler: (ctx) => visibleViews(ctx),
});

/** Keeps a view; FORBIDDEN to share, LIMIT_EXCEEDED past sixty, VALIDATION_ERROR for the name. */
export const create = orgMutation({
  permission: "views:use",
  args: { name: v.string(), look: lookValidator, audience: v.optional(audienceValidator) },
  handler: (ctx, args) => createView(ctx, args),
});

/** Renames, changes or shares a view; VERSION_CONFLICT when somebody else did meanwhile. */
export const update = orgMutation({
  permission: "views:use",
  args: {
    viewId: v.id("savedViews"),
    revision: v.number(),
    name: v.optional(v.string()),
    look: v.optional(lookValidator),
    audience: v.optional(audienceValidator),
  },
  handler: async (ctx, args) => {
    await updateView(ctx, args);
    return null;
  },
});

/** Deletes a view; `restore` brings it back. */
export const remove = orgMutation({
  permission: "views:use",
  args: { viewId: v.id("savedViews") },
  handler: async (ctx, { viewId }) => {
    await setDeleted(ctx, { viewId, isDeleted: true });
    return null;
  },
});

/** The undo of `remove`. */
export const restore = orgMutation({
  permission: "views:use",
  args: { viewId: v.id("savedViews") },
  handler: async (ctx, { viewId }) => {
    await setDeleted(ctx, { viewId, isDeleted: false });
    return null;
  },
});

/** Puts a view into the caller's sidebar or makes it what their list opens with; false takes it back. */
export const mark = orgMutation({
  permission: "views:use",
  args: {
    viewId: v.id("savedViews"),
    isFavourite: v.optional(v.boolean()),
    isDefault: v.optional(v.boolean()),
  },
  handler: async (ctx, args) => {
    await markView(ctx, args);
    return null;
  },
});
