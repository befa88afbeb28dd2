/** What an organization has done of its first three steps; they tick themselves off. */
import type { OrgQueryCtx } from "../functions";

export interface FirstSteps {
  /** More than one member, or somebody is invited. */
  people: boolean;
  /** At least one customer. */
  customers: boolean;
  /** At least one form for a website. */
  form: boolean;
}

export async function firstSteps(ctx: OrgQueryCtx): Promise<FirstSteps> {
  const members = await ctx.db.query("memberships").withIndex("by_userId").take(2);
  const invitation = await ctx.db.query("invitations").withIndex("by_status").first();
  const customer = await ctx.db.query("customers").withIndex("by_createdAt").first();
  const widget = await ctx.db.query("widgets").withIndex("by_createdAt").first();
  return {
    people: members.length > 1 || invitation !== null,
    customers: customer !== null,
    form: widget !== null,
  };
}
