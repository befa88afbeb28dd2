/** Every night: what Clerk has against what we have, so that a webhook that never came does no lasting harm. */
import { internal } from "../_generated/api";
import type { ActionCtx, QueryCtx } from "../_generated/server";
import type { SystemMutationCtx } from "../functions";
import { clerkApi, pageSize } from "./api";
import { applyNews } from "./receive";
import { findOrganization } from "./find";

/** Users and organizations as Clerk has them; each organization's members follow in a run of their own. */
export async function reconcileAll(ctx: ActionCtx): Promise<null> {
  const secretKey = process.env.CLERK_SECRET_KEY;
  if (!process.env.CLERK_PUBLISHABLE_KEY || !secretKey) return null;
  const api = clerkApi(secretKey);
  for (let offset = 0; ; offset += pageSize) {
    const users = await api.users(offset);
    await ctx.runMutation(internal.clerk.apply, { type: "user.updated", items: users });
    if (users.length < pageSize) break;
  }
  for (let offset = 0; ; offset += pageSize) {
    const { data, total } = await api.organizations(offset);
    await ctx.runMutation(internal.clerk.apply, { type: "organization.updated", items: data });
    if (data.length === 0 || offset + data.length >= total) break;
  }
  await ctx.runMutation(internal.clerk.scheduleOrganizations, { cursor: null });
  return null;
}

/**
 * The members of one organization. A list read page by page may miss somebody while
 * it changes, so nobody is removed for being absent from it: each is asked for by name.
 */
export async function reconcileOrganization(ctx: ActionCtx, externalId: string): Promise<null> {
  const secretKey = process.env.CLERK_SECRET_KEY;
  if (!secretKey) return null;
  const api = clerkApi(secretKey);
  if ((await api.organization(externalId)) === null) {
    const items = [{ id: externalId }];
    return await ctx.runMutation(internal.clerk.apply, { type: "organization.deleted", items });
  }
  const seen = new Set<string>();
  for (let offset = 0; ; offset += pageSize) {
    const { data, total } = await api.memberships(externalId, offset);
    await ctx.runMutation(internal.clerk.apply, { type: "organizationMembership.updated", items: data });
    for (const item of data) {
      seen.add((item as { public_user_data: { user_id: string } }).public_user_data.user_id);
    }
    if (data.length === 0 || offset + data.length >= total) break;
  }
  const ours = await ctx.runQuery(internal.clerk.activeMembers, { externalId });
  for (const userId of ours) {
    if (seen.has(userId) || (await api.isMember(externalId, userId))) continue;
    await ctx.runMutation(internal.clerk.remove, { organization: externalId, user: userId });
  }
  return null;
}

/** Schedules the comparison of every organization that came from Clerk, a page at a time. */
export async function scheduleOrganizations(ctx: SystemMutationCtx, cursor: string | null): Promise<null> {
  const page = await ctx.db
    .query("organizations")
    .withIndex("by_externalId", (q) => q.gt("externalId", cursor ?? ""))
    .take(pageSize);
  for (const { externalId, status } of page) {
    if (externalId === undefined || status !== "active") continue;
    await ctx.scheduler.runAfter(0, internal.clerk.reconcileMembers, { externalId });
  }
  const last = page.at(-1)?.externalId;
  if (page.length === pageSize && last !== undefined) {
    await ctx.scheduler.runAfter(0, internal.clerk.scheduleOrganizations, { cursor: last });
  }
  return null;
}

/** Applies a page of Clerk's objects. */
export async function applyAll(ctx: SystemMutationCtx, type: string, items: unknown[]): Promise<null> {
  for (const item of items) await applyNews(ctx, type, item);
  return null;
}

/** Clerk's user ids of our active members of an organization. */
export async function activeMembers(ctx: QueryCtx, externalId: string): Promise<string[]> {
  const organization = await findOrganization(ctx, externalId);
  if (organization === null) return [];
  const ids: string[] = [];
  const members = ctx.db
    .query("memberships")
    .withIndex("by_status_name", (q) => q.eq("orgId", organization._id).eq("status", "active"));
  for await (const { userId } of members) {
    const token = (await ctx.db.get("users", userId))?.tokenIdentifier;
    if (token !== undefined) ids.push(token.slice(token.lastIndexOf("|") + 1));
  }
  return ids;
}
