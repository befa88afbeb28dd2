/** Notes that come with a file, as old and by whom as the file says (NOT-01). */
import type { Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { mostPinned, type NoteType } from "./types";
import { insertNote } from "./write";

export interface BroughtNote {
  noteType: NoteType;
  noteText: string;
  isInternal: boolean;
  /** Kept where there is room among the customer's pinned notes. */
  isPinned: boolean;
  /** Epoch ms. */
  at: number;
  /** A member is the note's author; a name alone is only told. */
  author: { id: Id<"users"> | undefined; name: string | undefined };
}

export async function bringNote(
  ctx: TenantMutationCtx,
  customerId: Id<"customers">,
  { at, author, isPinned, ...said }: BroughtNote,
): Promise<Id<"notes">> {
  const writer = author.id === undefined ? null : await memberName(ctx, author.id);
  return await insertNote(
    ctx,
    {
      ...said,
      customerId,
      mentioned: [],
      isPinned: isPinned && (await hasRoom(ctx, customerId)),
      createdAt: at,
      createdBy: author.id === undefined ? ctx.actor.id : `user:${author.id}`,
      createdByName: writer ?? author.name ?? ctx.actor.name,
    },
    { kind: "note", at },
  );
}

async function hasRoom(ctx: TenantMutationCtx, customerId: Id<"customers">): Promise<boolean> {
  const pinned = await ctx.db
    .query("notes")
    .withIndex("by_pinned", (q) => q.eq("customerId", customerId).eq("isPinned", true))
    .take(mostPinned);
  return pinned.length < mostPinned;
}

async function memberName(ctx: TenantMutationCtx, userId: Id<"users">): Promise<string | null> {
  const member = await ctx.db
    .query("memberships")
    .withIndex("by_userId", (q) => q.eq("userId", userId))
    .unique();
  return member?.name ?? null;
}
