/** Keeping, changing, sharing and deleting views. */
import type { Infer } from "convex/values";
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx } from "../functions";
import { fail } from "../shared/errors";
import { clean } from "../shared/text";
import { reachFor } from "../tenancy/permissions";
import { editableView, mostViews, usableView } from "./read";
import type { audienceValidator, lookValidator } from "./table";

type Audience = Infer<typeof audienceValidator>;
type Look = Infer<typeof lookValidator>;

const longestName = 60;

export async function createView(
  ctx: OrgMutationCtx,
  { name, look, audience = "private" }: { name: string; look: Look; audience?: Audience },
): Promise<Id<"savedViews">> {
  const mine = await ctx.db
    .query("savedViews")
    .withIndex("by_owner", (q) => q.eq("ownerId", ctx.member.userId).eq("deletedAt", undefined))
    .take(mostViews);
  if (mine.length >= mostViews) fail({ code: "LIMIT_EXCEEDED", what: "saved views", limit: mostViews });
  return await ctx.db.insert("savedViews", {
    name: checkedName(name),
    look,
    ...(await audienceOf(ctx, audience)),
    ownerId: ctx.member.userId,
    revision: 1,
    createdAt: ctx.now,
    updatedAt: ctx.now,
  });
}

/** Changes name, look or audience. VERSION_CONFLICT when somebody changed it after `revision`. */
export async function updateView(
  ctx: OrgMutationCtx,
  args: { viewId: Id<"savedViews">; revision: number; name?: string; look?: Look; audience?: Audience },
): Promise<void> {
  const view = await editableView(ctx, args.viewId);
  if (view.revision !== args.revision) fail({ code: "VERSION_CONFLICT", entity: "savedViews" });
  await ctx.db.patch("savedViews", view._id, {
    ...(args.name === undefined ? {} : { name: checkedName(args.name) }),
    ...(args.look === undefined ? {} : { look: args.look }),
    ...(args.audience === undefined ? {} : await audienceOf(ctx, args.audience)),
    revision: view.revision + 1,
    updatedAt: ctx.now,
  });
}

/** Deletes, or brings back what was deleted. */
export async function setDeleted(
  ctx: OrgMutationCtx,
  { viewId, isDeleted }: { viewId: Id<"savedViews">; isDeleted: boolean },
): Promise<void> {
  const view = await editableView(ctx, viewId);
  if ((view.deletedAt !== undefined) === isDeleted) return;
  await ctx.db.patch("savedViews", view._id, { deletedAt: isDeleted ? ctx.now : undefined });
}

/** Makes a view a favourite (at the end of them) or the one the list opens with; there is one default at most. */
export async function markView(
  ctx: OrgMutationCtx,
  args: { viewId: Id<"savedViews">; isFavourite?: boolean; isDefault?: boolean },
): Promise<void> {
  const view = await usableView(ctx, args.viewId);
  const { userId } = ctx.member;
  const marks = await ctx.db
    .query("viewMarks")
    .withIndex("by_user", (q) => q.eq("userId", userId))
    .take(2 * mostViews);
  const before = marks.find((mark) => mark.viewId === view._id);
  if (args.isDefault) {
    for (const mark of marks) {
      if (mark.isDefault && mark !== before) await keep(ctx, mark, { ...mark, isDefault: false });
    }
  }
  const last = Math.max(0, ...marks.filter((mark) => mark.isFavourite).map((mark) => mark.position));
  const after = {
    userId,
    viewId: view._id,
    isFavourite: args.isFavourite ?? before?.isFavourite ?? false,
    isDefault: args.isDefault ?? before?.isDefault ?? false,
    position: before?.isFavourite ? before.position : last + 1,
  };
  if (before !== undefined) await keep(ctx, before, after);
  else if (after.isFavourite || after.isDefault) await ctx.db.insert("viewMarks", after);
}

async function keep(
  ctx: OrgMutationCtx,
  mark: Doc<"viewMarks">,
  { isFavourite, isDefault, position }: Pick<Doc<"viewMarks">, "isFavourite" | "isDefault" | "position">,
): Promise<void> {
  if (isFavourite || isDefault) {
    await ctx.db.patch("viewMarks", mark._id, { isFavourite, isDefault, position });
  } else await ctx.db.delete("viewMarks", mark._id);
}

function checkedName(given: string): string {
  const name = clean(given);
  if (name !== "" && name.length <= longestName && !/\p{Surrogate}/u.test(name)) return name;
  const message = `Use a name of 1 to ${longestName} characters.`;
  return fail({ code: "VALIDATION_ERROR", issues: [{ path: "name", rule: "name", message }] });
}

async function audienceOf(
  ctx: OrgMutationCtx,
  audience: Audience,
): Promise<{ audience: Audience; teamId: Id<"teams"> | undefined }> {
  if (audience === "private") return { audience, teamId: undefined };
  const permission = "views:share";
  if (reachFor(ctx, permission) === "none") fail({ code: "FORBIDDEN", permission });
  const { teamId } = ctx.member;
  if (audience === "team" && teamId === undefined) fail({ code: "NOT_FOUND", entity: "teams" });
  const shared = await ctx.db
    .query("savedViews")
    .withIndex("by_audience", (q) =>
      q
        .eq("audience", audience)
        .eq("teamId", audience === "team" ? teamId : undefined)
        .eq("deletedAt", undefined),
    )
    .take(mostViews);
  if (shared.length >= mostViews) fail({ code: "LIMIT_EXCEEDED", what: "shared views", limit: mostViews });
  return { audience, teamId: audience === "team" ? teamId : undefined };
}
