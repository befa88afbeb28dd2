/** The views a person has: their own, their team's and the organization's. */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgQueryCtx } from "../functions";
import { fail } from "../shared/errors";
import { reachFor } from "../tenancy/permissions";

/** Most views of each audience, and most of one person; saving refuses more. */
export const mostViews = 60;

export interface ViewRow {
  _id: Id<"savedViews">;
  name: string;
  look: Doc<"savedViews">["look"];
  audience: Doc<"savedViews">["audience"];
  revision: number;
  isMine: boolean;
  /** Whether the caller may rename, change, share and delete it. */
  isEditable: boolean;
  isFavourite: boolean;
  isDefault: boolean;
  position: number;
}

/** By name. Reads at most 180 views and their marks. */
export async function visibleViews(ctx: OrgQueryCtx): Promise<ViewRow[]> {
  const { userId, teamId } = ctx.member;
  const own = await ctx.db
    .query("savedViews")
    .withIndex("by_owner", (q) => q.eq("ownerId", userId).eq("deletedAt", undefined))
    .take(mostViews);
  const shared = async (audience: "team" | "org", team: Id<"teams"> | undefined) =>
    await ctx.db
      .query("savedViews")
      .withIndex("by_audience", (q) =>
        q.eq("audience", audience).eq("teamId", team).eq("deletedAt", undefined),
      )
      .take(mostViews);
  const others = seesShared(ctx)
    ? [
        ...(await shared("org", undefined)),
        ...(teamId === undefined ? [] : await shared("team", teamId)),
      ].filter((view) => view.ownerId !== userId)
    : [];
  const marks = await ctx.db
    .query("viewMarks")
    .withIndex("by_user", (q) => q.eq("userId", userId))
    .take(2 * mostViews);
  const markOf = new Map(marks.map((mark) => [mark.viewId, mark]));
  return [...own, ...others]
    .map((view) => {
      const mark = markOf.get(view._id);
      return {
        _id: view._id,
        name: view.name,
        look: view.look,
        audience: view.audience,
        revision: view.revision,
        isMine: view.ownerId === userId,
        isEditable: mayEdit(ctx, view),
        isFavourite: mark?.isFavourite ?? false,
        isDefault: mark?.isDefault ?? false,
        position: mark?.position ?? 0,
      };
    })
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** A view the caller may use; NOT_FOUND for somebody else's private one and for another team's. */
export async function usableView(ctx: OrgQueryCtx, viewId: Id<"savedViews">): Promise<Doc<"savedViews">> {
  const view = await ctx.db.get("savedViews", viewId);
  const isMine = view.ownerId === ctx.member.userId;
  const isShared =
    seesShared(ctx) &&
    (view.audience === "org" || (view.audience === "team" && view.teamId === ctx.member.teamId));
  return isMine || isShared ? view : fail({ code: "NOT_FOUND", entity: "savedViews" });
}

/** A view the caller may change: their own, or a shared one for admins and managers. */
export async function editableView(ctx: OrgQueryCtx, viewId: Id<"savedViews">): Promise<Doc<"savedViews">> {
  const view = await usableView(ctx, viewId);
  return mayEdit(ctx, view) ? view : fail({ code: "FORBIDDEN", permission: "views:share" });
}

function mayEdit(ctx: OrgQueryCtx, view: Doc<"savedViews">): boolean {
  return (
    view.ownerId === ctx.member.userId ||
    (view.audience !== "private" && reachFor(ctx, "views:share") === "all")
  );
}

/** Brand users keep views of their own only. */
function seesShared(ctx: OrgQueryCtx): boolean {
  return reachFor(ctx, "views:share") !== "none";
}
