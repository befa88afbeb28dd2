/**
 * What the search finds notes by: one row for each note that is not removed,
 * with the owner of its customer copied, so that row scope and whether a note
 * is internal stay inside the query. Written here only.
 */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { searchWords } from "../search/words";

/** Rows given to another owner in one transaction. */
const batch = 100;

/** The words of a note, each once, as the index spells them. Pure. */
export function noteWordsOf(text: string): string {
  return [...new Set(searchWords(text))].join(" ");
}

/** Makes the row say what the note says now. */
export async function syncNoteWords(ctx: TenantMutationCtx, noteId: Id<"notes">): Promise<void> {
  const note = await ctx.db.find("notes", noteId);
  const row = await rowOf(ctx, noteId);
  const words = note === null || note.isRemoved ? "" : noteWordsOf(note.noteText);
  if (note === null || words === "") {
    if (row !== null) await ctx.db.delete("noteWords", row._id);
    return;
  }
  const customer = await ctx.db.find("customers", note.customerId);
  const fields = {
    customerId: note.customerId,
    ownerId: customer?.ownerId,
    isInternal: note.isInternal,
    words,
  };
  if (row === null) await ctx.db.insert("noteWords", { noteId, ...fields });
  else if (!isSame(row, fields)) await ctx.db.patch("noteWords", row._id, fields);
}

/** A merge or its undo moved the note: the row goes along. One that is missing is the upgrade's to write (customers/reindex.ts). */
export async function moveNoteWords(
  ctx: TenantMutationCtx,
  { _id, customerId }: Pick<Doc<"notes">, "_id" | "customerId">,
): Promise<void> {
  const row = await rowOf(ctx, _id);
  if (row === null) return;
  const customer = await ctx.db.find("customers", customerId);
  await ctx.db.patch("noteWords", row._id, { customerId, ownerId: customer?.ownerId });
}

/**
 * After the customer changed hands: one batch of its rows gets the present
 * owner; true while there are more. Until then the search, which looks at the
 * customer itself, finds too little and never too much.
 */
export async function followOwner(ctx: TenantMutationCtx, customerId: Id<"customers">): Promise<boolean> {
  const customer = await ctx.db.find("customers", customerId);
  if (customer === null) return false;
  const { ownerId } = customer;
  const rows = () => ctx.db.query("noteWords");
  const others = [
    ...(await rows()
      .withIndex("by_customer", (q) => q.eq("customerId", customerId).lt("ownerId", ownerId))
      .take(batch)),
    ...(await rows()
      .withIndex("by_customer", (q) => q.eq("customerId", customerId).gt("ownerId", ownerId))
      .take(batch)),
  ].slice(0, batch);
  for (const row of others) await ctx.db.patch("noteWords", row._id, { ownerId });
  return others.length === batch;
}

export async function forgetNoteWords(ctx: TenantMutationCtx, noteId: Id<"notes">): Promise<void> {
  const row = await rowOf(ctx, noteId);
  if (row !== null) await ctx.db.delete("noteWords", row._id);
}

async function rowOf(ctx: TenantMutationCtx, noteId: Id<"notes">): Promise<Doc<"noteWords"> | null> {
  return await ctx.db
    .query("noteWords")
    .withIndex("by_note", (q) => q.eq("noteId", noteId))
    .unique();
}

function isSame(row: Doc<"noteWords">, fields: Partial<Doc<"noteWords">>): boolean {
  return (Object.keys(fields) as (keyof typeof fields)[]).every((key) => row[key] === fields[key]);
}
