/** Calling colleagues to a note: whom one may name, and what waits for the person named. */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, OrgQueryCtx, TenantMutationCtx, TenantQueryCtx } from "../functions";
import { readableCustomer } from "../customers/access";
import { fail } from "../shared/errors";
import { reachOf } from "../tenancy/permissions";
import type { NoteType } from "./types";

/** Most people the picker offers; typing narrows them by the beginning of the name. */
const offered = 50;
/** Unread mentions shown at once; each joins its note and customer. */
const shown = 20;
/** Unread mentions looked at for them: what the caller may not open any more must not hide what they may. */
const lookedAt = 200;

export interface Mentionable {
  userId: Id<"users">;
  name: string;
}

/**
 * Active members who can open this customer and its internal notes, by name.
 * The scope is worked out once for the customer and not once per member, so
 * this reads one row per member looked at.
 */
export async function mentionableMembers(
  ctx: OrgQueryCtx,
  { customerId, beginning }: { customerId: Id<"customers">; beginning: string },
): Promise<Mentionable[]> {
  const customer = await readableCustomer(ctx, customerId, "notes:read");
  const sees = await readersOf(ctx, customer);
  const rows = await ctx.db
    .query("memberships")
    .withIndex("by_status_name", (q) =>
      beginning === ""
        ? q.eq("status", "active")
        : q.eq("status", "active").gte("name", beginning).lt("name", `${beginning}\u{10FFFF}`),
    )
    .take(offered);
  return rows.filter((row) => sees(row)).map(({ userId, name }) => ({ userId, name }));
}

/**
 * The people named, each once; VALIDATION_ERROR when one of them could not open the note. `before`: who was named
 * already, and stays so whatever they may open by now: an old note can be mended after somebody has left.
 */
export async function checkMentions(
  ctx: TenantMutationCtx,
  customer: Doc<"customers">,
  named: readonly string[],
  before: readonly Id<"users">[] = [],
): Promise<Id<"users">[]> {
  const people = [...new Set(named)] as Id<"users">[];
  const added = people.filter((userId) => !before.includes(userId));
  if (added.length === 0) return people;
  const sees = await readersOf(ctx, customer);
  for (const userId of added) {
    const member = await memberOf(ctx, userId);
    if (member === null || member.status !== "active" || !sees(member)) {
      fail({
        code: "VALIDATION_ERROR",
        issues: [
          {
            path: "mentioned",
            rule: "cannotSee",
            message: `${member?.name ?? "This person"} cannot open this customer; leave the name out or give them access first.`,
          },
        ],
      });
    }
  }
  return people;
}

/** Makes the rows say what the note says: new people are called, people no longer named are not. */
export async function syncMentions(
  ctx: TenantMutationCtx,
  noteId: Id<"notes">,
  people: readonly Id<"users">[],
): Promise<void> {
  const rows = await ctx.db
    .query("mentions")
    .withIndex("by_note", (q) => q.eq("noteId", noteId))
    .collect();
  for (const row of rows) if (!people.includes(row.userId)) await ctx.db.delete("mentions", row._id);
  const known = new Set(rows.map((row) => row.userId));
  for (const userId of people) {
    if (known.has(userId) || ctx.actor.id === `user:${userId}`) continue;
    await ctx.db.insert("mentions", {
      userId,
      noteId,
      byName: ctx.actor.name,
      at: ctx.now,
      isRead: false,
    });
  }
}

export interface WaitingMention {
  _id: Id<"mentions">;
  at: number;
  byName: string;
  noteType: NoteType;
  /** The beginning of the note. */
  text: string;
  customer: { _id: Id<"customers">; name: string; code: string };
}

/** Unread mentions of the caller, newest first; one whose customer the caller no longer sees is left out. */
export async function waitingMentions(
  ctx: OrgQueryCtx,
): Promise<{ mentions: WaitingMention[]; hasMore: boolean }> {
  const rows = ctx.db
    .query("mentions")
    .withIndex("by_user", (q) => q.eq("userId", ctx.user._id).eq("isRead", false))
    .order("desc");
  const mentions: WaitingMention[] = [];
  let looked = 0;
  for await (const row of rows) {
    if (++looked > lookedAt) return { mentions, hasMore: true };
    const note = await ctx.db.find("notes", row.noteId);
    const customer = note === null ? null : await ctx.db.find("customers", note.customerId);
    if (note === null || customer === null || customer.status === "deleted") continue;
    if (!(await readersOf(ctx, customer))(ctx.member)) continue;
    if (mentions.length === shown) return { mentions, hasMore: true };
    mentions.push({
      _id: row._id,
      at: row.at,
      byName: row.byName,
      noteType: note.noteType,
      text: note.noteText.slice(0, 240),
      customer: { _id: customer._id, name: customer.name, code: customer.customerCode },
    });
  }
  return { mentions, hasMore: false };
}

/** Only the person named can have read it. */
export async function markMention(ctx: OrgMutationCtx, id: Id<"mentions">, isRead: boolean): Promise<void> {
  const row = await ctx.db.get("mentions", id);
  if (row.userId !== ctx.user._id) fail({ code: "NOT_FOUND", entity: "mentions" });
  if (row.isRead !== isRead) await ctx.db.patch("mentions", id, { isRead });
}

/** Whether a member reaches this customer's internal notes: the row scope of tenancy/scope.ts, asked from the other side. */
async function readersOf(
  ctx: TenantQueryCtx,
  customer: Doc<"customers">,
): Promise<(member: Doc<"memberships">) => boolean> {
  const { recordVisibility, unassignedPoolVisible } = await ctx.settings();
  const owner =
    recordVisibility === "team" && customer.ownerId !== undefined
      ? await memberOf(ctx, customer.ownerId)
      : null;
  return (member) => {
    switch (reachOf(member.role, "notes:read")) {
      case "all":
        return true;
      case "visible":
        if (recordVisibility === "org" || member.userId === customer.ownerId) return true;
        if (customer.ownerId === undefined) return unassignedPoolVisible;
        return member.teamId !== undefined && owner?.teamId === member.teamId;
      // Brand users read visible notes only, and are no colleagues to call.
      case "own":
      case "linked":
      case "none":
        return false;
    }
  };
}

async function memberOf(ctx: TenantQueryCtx, userId: Id<"users">): Promise<Doc<"memberships"> | null> {
  return await ctx.db
    .query("memberships")
    .withIndex("by_userId", (q) => q.eq("userId", userId))
    .unique();
}
