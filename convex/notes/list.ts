/** The notes of one customer, newest first, under what the caller's role may read (NOT-03, NOT-06, NOT-09). */
import type { PaginationOptions, PaginationResult } from "convex/server";
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgQueryCtx } from "../functions";
import { canWrite, readableCustomer } from "../customers/access";
import { fail } from "../shared/errors";
import { reachFor } from "../tenancy/permissions";
import { mostPinned, type NoteType } from "./types";

export interface ListedNote {
  _id: Id<"notes">;
  noteType: NoteType;
  noteText: string;
  isInternal: boolean;
  isPinned: boolean;
  mentioned: { userId: Id<"users">; name: string }[];
  createdAt: number;
  /** "user:<id>" or "key:<id>". */
  createdBy: string;
  createdByName: string;
  /** Epoch ms of the last change of the text; null when it stands as written. */
  editedAt: number | null;
  /** The caller may change and remove it: an author, or a manager (NOT-05, NOT-12). */
  mayEdit: boolean;
}

/** Each row joins at most ten members by name. */
const largestPage = 15;

export async function listNotes(
  ctx: OrgQueryCtx,
  args: { customerId: Id<"customers">; noteType: NoteType | null; paginationOpts: PaginationOptions },
): Promise<PaginationResult<ListedNote>> {
  const customer = await readableCustomer(ctx, args.customerId, "notes:read");
  const { noteType } = args;
  const open = ctx.db.query("notes");
  const rows = readsInternal(ctx)
    ? noteType === null
      ? open.withIndex("by_customer", (q) => q.eq("customerId", customer._id).eq("isRemoved", false))
      : open.withIndex("by_customer_type", (q) =>
          q.eq("customerId", customer._id).eq("isRemoved", false).eq("noteType", noteType),
        )
    : noteType === null
      ? open.withIndex("by_visible", (q) =>
          q.eq("customerId", customer._id).eq("isRemoved", false).eq("isInternal", false),
        )
      : open.withIndex("by_visible_type", (q) =>
          q
            .eq("customerId", customer._id)
            .eq("isRemoved", false)
            .eq("isInternal", false)
            .eq("noteType", noteType),
        );
  const found = await rows
    .order("desc")
    .paginate({ ...args.paginationOpts, numItems: Math.min(args.paginationOpts.numItems, largestPage) });
  return { ...found, page: await describeNotes(ctx, customer, found.page) };
}

/** The few notes that stand above the others, newest first, and whether the caller may write. */
export async function pinnedNotes(
  ctx: OrgQueryCtx,
  customerId: Id<"customers">,
): Promise<{ pinned: ListedNote[]; canWrite: boolean }> {
  const customer = await readableCustomer(ctx, customerId, "notes:read");
  const rows = await ctx.db
    .query("notes")
    .withIndex("by_pinned", (q) => q.eq("customerId", customer._id).eq("isPinned", true))
    .order("desc")
    .take(mostPinned * 2);
  const readable = rows.filter((row) => !row.isRemoved && (readsInternal(ctx) || !row.isInternal));
  return {
    pinned: await describeNotes(ctx, customer, readable),
    canWrite: await canWrite(ctx, customer, "notes:write"),
  };
}

function readsInternal(ctx: OrgQueryCtx): boolean {
  return reachFor(ctx, "notes:readInternal") !== "none";
}

/** NOT_FOUND for a removed note, an internal one the caller may not read, and one of a customer out of reach. */
export async function readableNote(ctx: OrgQueryCtx, noteId: Id<"notes">): Promise<Doc<"notes">> {
  const note = await ctx.db.get("notes", noteId);
  await readableCustomer(ctx, note.customerId, "notes:read");
  if (note.isRemoved || (note.isInternal && !readsInternal(ctx)))
    fail({ code: "NOT_FOUND", entity: "notes" });
  return note;
}

/** With the names of those mentioned; at most ten members each. */
export async function describeNotes(
  ctx: OrgQueryCtx,
  customer: Doc<"customers">,
  rows: readonly Doc<"notes">[],
): Promise<ListedNote[]> {
  const names = new Map<Id<"users">, string>();
  const mayWrite = await canWrite(ctx, customer, "notes:write");
  const editsAny = reachFor(ctx, "notes:editAny") !== "none";
  const listed: ListedNote[] = [];
  for (const row of rows) {
    for (const userId of row.mentioned) {
      if (names.has(userId)) continue;
      const member = await ctx.db
        .query("memberships")
        .withIndex("by_userId", (q) => q.eq("userId", userId))
        .unique();
      names.set(userId, member?.name ?? "");
    }
    listed.push({
      _id: row._id,
      noteType: row.noteType,
      noteText: row.noteText,
      isInternal: row.isInternal,
      isPinned: row.isPinned,
      mentioned: row.mentioned.map((userId) => ({ userId, name: names.get(userId) ?? "" })),
      createdAt: row.createdAt,
      createdBy: row.createdBy,
      createdByName: row.createdByName,
      editedAt: row.updatedAt > row.createdAt ? row.updatedAt : null,
      mayEdit: mayWrite && (editsAny || row.createdBy === ctx.callerId),
    });
  }
  return listed;
}
