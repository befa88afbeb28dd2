/** The one write path of notes: who may, who is called, and the history of every change (NOT-04, NOT-05, NOT-12). */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, TenantMutationCtx } from "../functions";
import { writableCustomer } from "../customers/access";
import { diff, recordChange } from "../history/record";
import { fail } from "../shared/errors";
import { parse } from "../shared/validate";
import { reachFor } from "../tenancy/permissions";
import type { NewRow } from "../tenancy/tenantDb";
import { removeEntries } from "../timeline/write";
import { checkMentions, syncMentions } from "./mentions";
import { notePatchShape, noteShape, type NoteInput, type NotePatch } from "./shape";
import { mostPinned } from "./types";
import { syncNoteWords } from "./words";

/** Fields whose changes are told in the history. */
const watched = ["noteType", "noteText", "isInternal", "isPinned"] as const;

/** A new note at the top of the customer's notes. Mentioned people find it on their Today page. */
export async function addNote(
  ctx: OrgMutationCtx,
  customerId: Id<"customers">,
  input: NoteInput,
): Promise<Id<"notes">> {
  const customer = await writableCustomer(ctx, customerId, "notes:write");
  const { mentioned: named, ...entered } = parse(noteShape, input);
  const mentioned = await checkMentions(ctx, customer, named);
  return await insertNote(ctx, {
    ...entered,
    mentioned,
    customerId: customer._id,
    isPinned: false,
    createdAt: ctx.now,
    createdBy: ctx.actor.id,
    createdByName: ctx.actor.name,
  });
}

/** For rooms: writes what was checked. `told`: where it stands in the feed, unless now. */
export async function insertNote(
  ctx: TenantMutationCtx,
  note: Omit<NewRow<"notes">, "isRemoved" | "updatedAt" | "updatedBy">,
  told?: { kind: "note"; at: number },
): Promise<Id<"notes">> {
  const id = await ctx.db.insert("notes", {
    ...note,
    isRemoved: false,
    updatedAt: ctx.now,
    updatedBy: ctx.actor.id,
  });
  await syncMentions(ctx, id, note.mentioned);
  await syncNoteWords(ctx, id);
  await recordChange(
    ctx,
    {
      entity: "notes",
      entityId: id,
      customerId: note.customerId,
      action: "created",
      changes: diff<Partial<Doc<"notes">>>({}, note, ["noteType", "noteText", "isInternal"]),
    },
    told,
  );
  return id;
}

/** Changes the fields named; the history keeps the old text (NOT-05). */
export async function editNote(ctx: OrgMutationCtx, id: Id<"notes">, input: NotePatch): Promise<void> {
  const { note, customer } = await editable(ctx, id);
  const { mentioned: named, ...fields } = parse(notePatchShape, input);
  const mentioned =
    named === undefined ? note.mentioned : await checkMentions(ctx, customer, named, note.mentioned);
  await change(ctx, note, "updated", { ...fields, mentioned }, { touches: true });
  await syncMentions(ctx, id, mentioned);
}

/** Puts a note above the others or back among them; LIMIT_EXCEEDED beyond a handful. */
export async function pinNote(ctx: OrgMutationCtx, id: Id<"notes">, isPinned: boolean): Promise<void> {
  const note = await ctx.db.get("notes", id);
  const customer = await writableCustomer(ctx, note.customerId, "notes:write");
  if (note.isRemoved) fail({ code: "NOT_FOUND", entity: "notes" });
  if (isPinned && !note.isPinned) {
    const others = await ctx.db
      .query("notes")
      .withIndex("by_pinned", (q) => q.eq("customerId", customer._id).eq("isPinned", true))
      .take(mostPinned);
    if (others.length >= mostPinned)
      fail({ code: "LIMIT_EXCEEDED", what: "pinned notes", limit: mostPinned });
  }
  await change(ctx, note, isPinned ? "pinned" : "unpinned", { isPinned });
}

/** Takes a note off the record (NOT-12); it stays for `restoreNote` and in the history. */
export async function removeNote(ctx: OrgMutationCtx, id: Id<"notes">): Promise<void> {
  const { note } = await editable(ctx, id);
  await takeNoteOff(ctx, note);
}

/** For rooms, which know that the caller may. */
export async function takeNoteOff(ctx: TenantMutationCtx, note: Doc<"notes">): Promise<void> {
  await change(ctx, note, "removed", { isRemoved: true, isPinned: false });
  await removeEntries(ctx, "notes", note._id);
  await syncMentions(ctx, note._id, []);
}

/** The undo of a removal. */
export async function restoreNote(ctx: OrgMutationCtx, id: Id<"notes">): Promise<void> {
  const note = await ctx.db.get("notes", id);
  if (!note.isRemoved) return;
  await assertMayEdit(ctx, note);
  await change(ctx, note, "restored", { isRemoved: false });
  await syncMentions(ctx, id, note.mentioned);
}

async function editable(
  ctx: OrgMutationCtx,
  id: Id<"notes">,
): Promise<{ note: Doc<"notes">; customer: Doc<"customers"> }> {
  const note = await ctx.db.get("notes", id);
  const customer = await assertMayEdit(ctx, note);
  if (note.isRemoved) fail({ code: "NOT_FOUND", entity: "notes" });
  return { note, customer };
}

/** The author, or whoever may edit any note of a customer they can write to. */
async function assertMayEdit(ctx: OrgMutationCtx, note: Doc<"notes">): Promise<Doc<"customers">> {
  const customer = await writableCustomer(ctx, note.customerId, "notes:write");
  const isAuthor = note.createdBy === ctx.actor.id;
  if (!isAuthor && reachFor(ctx, "notes:editAny") === "none") {
    fail({ code: "FORBIDDEN", permission: "notes:editAny" });
  }
  return customer;
}

async function change(
  ctx: TenantMutationCtx,
  before: Doc<"notes">,
  action: string,
  fields: Partial<Omit<Doc<"notes">, "_id" | "_creationTime" | "orgId">>,
  { touches = false }: { touches?: boolean } = {},
): Promise<void> {
  const changes = diff<Doc<"notes">>(before, { ...before, ...fields }, watched);
  const named = JSON.stringify(fields.mentioned ?? before.mentioned) !== JSON.stringify(before.mentioned);
  const removal = fields.isRemoved !== undefined && fields.isRemoved !== before.isRemoved;
  if (changes.length === 0 && !named && !removal) return;
  await ctx.db.patch("notes", before._id, {
    ...fields,
    ...(touches ? { updatedAt: ctx.now, updatedBy: ctx.actor.id } : {}),
  });
  if (removal || changes.some(({ field }) => field === "noteText" || field === "isInternal"))
    await syncNoteWords(ctx, before._id);
  if (changes.length === 0 && !removal) return;
  await recordChange(ctx, {
    entity: "notes",
    entityId: before._id,
    customerId: before.customerId,
    action,
    // What was removed or brought back is told by its text; its mark of being removed says nothing more.
    changes: removal
      ? [
          fields.isRemoved
            ? { field: "noteText", from: before.noteText }
            : { field: "noteText", to: before.noteText },
        ]
      : changes,
  });
}
