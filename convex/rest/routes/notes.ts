/** Notes over REST (API-11, API-12, NOT-01..06, NOT-12). */
import * as z from "zod";
import type { Id } from "../../_generated/dataModel";
import type { OrgMutationCtx, OrgQueryCtx } from "../../functions";
import { describeNotes, listNotes, readableNote, type ListedNote } from "../../notes/list";
import type { NoteInput } from "../../notes/shape";
import { noteTypes } from "../../notes/types";
import { addNote, editNote, pinNote, removeNote, restoreNote } from "../../notes/write";
import { actor, id, iso, isoOrNull, listPage, moment } from "../answer";
import { cleared, paging, selection, word } from "../entry";
import { childAt, customerAt } from "../place";
import { lists, reads, writes } from "../route";

const noteType = z.enum(noteTypes);

const noteAnswer = z.strictObject({
  id,
  noteType,
  noteText: z.string(),
  isInternal: z.boolean().describe("False: brand users may read it too."),
  isPinned: z.boolean(),
  mentioned: z.array(z.strictObject({ userId: id, name: z.string() })),
  createdBy: actor,
  createdByName: z.string(),
  createdAt: moment,
  editedAt: moment.nullable(),
});

const outward = (row: ListedNote): z.output<typeof noteAnswer> => ({
  id: row._id,
  noteType: row.noteType,
  noteText: row.noteText,
  isInternal: row.isInternal,
  isPinned: row.isPinned,
  mentioned: row.mentioned,
  createdBy: row.createdBy,
  createdByName: row.createdByName,
  createdAt: iso(row.createdAt),
  editedAt: isoOrNull(row.editedAt),
});

/** Judged in words and by field by notes/shape.ts. */
const entered = {
  noteText: word,
  noteType: z
    .string()
    .optional()
    .describe(`One of ${noteTypes.join(", ")}.`),
  isInternal: z.boolean().optional(),
  mentioned: z
    .array(z.string())
    .optional()
    .describe("Ids of members named in the text; they find it on their Today page."),
};
const aliases = { content: "noteText", note_text: "noteText", type: "noteType" };

async function answered(ctx: OrgQueryCtx | OrgMutationCtx, noteId: Id<"notes">) {
  const note = await ctx.db.get("notes", noteId);
  const [row] = await describeNotes(ctx, await ctx.db.get("customers", note.customerId), [note]);
  return outward(row!);
}

const largestPage = 15;
const one = "/customers/{customer}/notes/{note}";

export const noteRoutes = [
  lists({
    method: "GET",
    path: "/customers/{customer}/notes",
    group: "Notes",
    summary: "Notes, newest first; without the scope for internal notes only the visible ones",
    permission: "notes:read",
    query: z.strictObject({ noteType: noteType.optional(), ...paging(largestPage), ...selection }),
    aliases,
    list: "notes",
    largestPage,
    answer: noteAnswer,
    handler: async (ctx, { params, query, page }) => {
      const { _id: customerId } = await customerAt(ctx, params);
      const filter = { customerId, noteType: query.noteType ?? null, paginationOpts: page };
      return listPage(await listNotes(ctx, filter), outward);
    },
  }),
  writes({
    method: "POST",
    path: "/customers/{customer}/notes",
    group: "Notes",
    summary: "Write a note",
    permission: "notes:write",
    status: 201,
    body: z.strictObject(entered),
    aliases,
    example: { noteText: "Prefers a window seat", noteType: "preference" },
    answer: noteAnswer,
    handler: async (ctx, { params, body }) => {
      const { _id } = await customerAt(ctx, params);
      return await answered(ctx, await addNote(ctx, _id, cleared(body) as NoteInput));
    },
  }),
  reads({
    method: "GET",
    path: one,
    group: "Notes",
    summary: "Read one note",
    permission: "notes:read",
    query: z.strictObject(selection),
    answer: noteAnswer,
    handler: async (ctx, { params }) => {
      const { _id } = await childAt(ctx, "notes", params, "note");
      return await answered(ctx, (await readableNote(ctx, _id))._id);
    },
  }),
  writes({
    method: "PUT",
    path: one,
    group: "Notes",
    summary: "Change a note: what the key wrote itself, or any with the scope for others' notes",
    permission: "notes:write",
    body: z.strictObject({ ...entered, isPinned: z.boolean().optional() }),
    aliases,
    example: { isPinned: true },
    answer: noteAnswer,
    handler: async (ctx, { params, body }) => {
      const { isPinned, ...input } = body;
      const { _id } = await childAt(ctx, "notes", params, "note");
      if (Object.keys(input).length > 0 || isPinned === undefined) {
        await editNote(ctx, _id, cleared(input) as Partial<NoteInput>);
      }
      if (isPinned !== undefined) await pinNote(ctx, _id, isPinned);
      return await answered(ctx, _id);
    },
  }),
  writes({
    method: "DELETE",
    path: one,
    group: "Notes",
    summary: "Take a note off the record; it can be brought back",
    permission: "notes:write",
    answer: z.strictObject({ id, isRemoved: z.literal(true) }),
    handler: async (ctx, { params }) => {
      const { _id } = await childAt(ctx, "notes", params, "note");
      await removeNote(ctx, _id);
      return { id: _id, isRemoved: true as const };
    },
  }),
  writes({
    method: "POST",
    path: `${one}/restore`,
    group: "Notes",
    summary: "Bring a note back",
    permission: "notes:write",
    answer: noteAnswer,
    handler: async (ctx, { params }) => {
      const { _id } = await childAt(ctx, "notes", params, "note");
      await restoreNote(ctx, _id);
      return await answered(ctx, _id);
    },
  }),
];
