/** Door: what staff write down about a customer. */
import { paginationOptsValidator } from "convex/server";
import { v } from "convex/values";
import { internal } from "./_generated/api";
import { orgMutation, orgQuery, tenantMutation } from "./functions";
import { listNotes, pinnedNotes } from "./notes/list";
import { markMention, mentionableMembers, waitingMentions } from "./notes/mentions";
import type { NoteInput, NotePatch } from "./notes/shape";
import { noteTypeValidator } from "./notes/table";
import { followOwner as followOwnerBatch } from "./notes/words";
import { addNote, editNote, pinNote, removeNote, restoreNote } from "./notes/write";

/** Lengths and values are judged by notes/shape.ts, which words what is wrong. */
const entered = {
  isInternal: v.optional(v.boolean()),
  /** Ids of colleagues named in the text. */
  mentioned: v.optional(v.array(v.id("users"))),
};

/**
 * A customer's notes, newest first, all or one type (NOT-04, NOT-06, NOT-09).
 * Brand users get only those that are not internal (NOT-03). NOT_FOUND outside
 * the caller's scope.
 */
export const list = orgQuery({
  permission: "notes:read",
  args: {
    customerId: v.id("customers"),
    noteType: v.union(noteTypeValidator, v.null()),
    paginationOpts: paginationOptsValidator,
  },
  handler: (ctx, args) => listNotes(ctx, args),
});

/** The pinned notes of a customer, and whether the caller may write notes there. */
export const pinned = orgQuery({
  permission: "notes:read",
  args: { customerId: v.id("customers") },
  handler: (ctx, { customerId }) => pinnedNotes(ctx, customerId),
});

/** Adds a note (NOT-01, NOT-02). VALIDATION_ERROR, NOT_FOUND, FORBIDDEN. */
export const create = orgMutation({
  permission: "notes:write",
  args: {
    customerId: v.id("customers"),
    input: v.object({ noteText: v.string(), noteType: v.optional(v.string()), ...entered }),
  },
  handler: (ctx, { customerId, input }) => addNote(ctx, customerId, input as NoteInput),
});

/** Changes a note: an author their own, a manager any (NOT-05). FORBIDDEN for others. */
export const update = orgMutation({
  permission: "notes:write",
  args: {
    noteId: v.id("notes"),
    input: v.object({ noteText: v.optional(v.string()), noteType: v.optional(v.string()), ...entered }),
  },
  handler: (ctx, { noteId, input }) => editNote(ctx, noteId, input as NotePatch),
});

/** Puts a note above the others, or back; LIMIT_EXCEEDED beyond five. */
export const pin = orgMutation({
  permission: "notes:write",
  args: { noteId: v.id("notes"), isPinned: v.boolean() },
  handler: (ctx, { noteId, isPinned }) => pinNote(ctx, noteId, isPinned),
});

/** Takes a note off the record: its author or a manager (NOT-12). */
export const remove = orgMutation({
  permission: "notes:write",
  args: { noteId: v.id("notes") },
  handler: (ctx, { noteId }) => removeNote(ctx, noteId),
});

/** The undo of `remove`. */
export const restore = orgMutation({
  permission: "notes:write",
  args: { noteId: v.id("notes") },
  handler: (ctx, { noteId }) => restoreNote(ctx, noteId),
});

/** Colleagues who can open this customer, by the beginning of the name, at most 50. */
export const mentionable = orgQuery({
  permission: "notes:write",
  args: { customerId: v.id("customers"), beginning: v.optional(v.string()) },
  handler: (ctx, { customerId, beginning }) =>
    mentionableMembers(ctx, { customerId, beginning: beginning ?? "" }),
});

/** Notes in which the caller was named and which they have not ticked off, newest first. */
export const mentions = orgQuery({
  permission: "notes:readInternal",
  args: {},
  handler: (ctx) => waitingMentions(ctx),
});

/** Ticks a mention off, or brings it back. NOT_FOUND for another person's. */
export const markRead = orgMutation({
  permission: "notes:readInternal",
  args: { mentionId: v.id("mentions"), isRead: v.boolean() },
  handler: (ctx, { mentionId, isRead }) => markMention(ctx, mentionId, isRead),
});

/** After a merge or its undo: the search of the notes follows their customer's owner, a batch at a time. */
export const followOwner = tenantMutation({
  actor: { id: "system:notes", name: "Orbit", channel: "schedule" },
  args: { customerId: v.id("customers") },
  handler: async (ctx, { customerId }): Promise<null> => {
    if (await followOwnerBatch(ctx, customerId))
      await ctx.scheduler.runAfter(0, internal.notes.followOwner, { orgId: ctx.orgId, customerId });
    return null;
  },
});
