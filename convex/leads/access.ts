/** Which leads a caller reaches: their own and the pool's by the organization's policy (LED-30). */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, OrgQueryCtx, TenantMutationCtx } from "../functions";
import { fail } from "../shared/errors";
import { inScope, scopeOf } from "../tenancy/scope";

/** OUT_OF_REACH for a colleague's lead that the caller may not see, NOT_FOUND for another organization's. */
export async function readableLead(
  ctx: OrgQueryCtx | OrgMutationCtx,
  leadId: Id<"leads">,
): Promise<Doc<"leads">> {
  const lead = await ctx.db.get("leads", leadId);
  if (!inScope(await scopeOf(ctx, "leads:read"), lead)) fail({ code: "OUT_OF_REACH", entity: "leads" });
  return lead;
}

/** FORBIDDEN for a lead the caller sees but may not change. */
export async function writableLead(
  ctx: OrgMutationCtx & TenantMutationCtx,
  leadId: Id<"leads">,
): Promise<Doc<"leads">> {
  const lead = await readableLead(ctx, leadId);
  if (!inScope(await scopeOf(ctx, "leads:write"), lead))
    fail({ code: "FORBIDDEN", permission: "leads:write" });
  return lead;
}
