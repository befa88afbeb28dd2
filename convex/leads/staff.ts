/** Opening and listing leads as a member of staff, whichever door they come by. */
import type { Id } from "../_generated/dataModel";
import type { OrgMutationCtx, OrgQueryCtx } from "../functions";
import { readableCustomer } from "../customers/access";
import { assertAssignable } from "../customers/assignable";
import { parse } from "../shared/validate";
import { inScope, scopeOf } from "../tenancy/scope";
import { leadsOfCustomer, type LeadRow } from "./list";
import { ownerInTurn } from "./members";
import { newLeadShape } from "./shape";
import { openLead } from "./write";

/** Without an owner it goes to the customer's, else in turn (LED-25); what sales open is theirs. */
export async function openLeadByStaff(
  ctx: OrgMutationCtx,
  args: { customerId: Id<"customers">; title?: string; message?: string; ownerId?: Id<"users"> },
): Promise<Id<"leads">> {
  const { title, message } = parse(newLeadShape, args);
  const customer = await readableCustomer(ctx, args.customerId);
  if (args.ownerId !== undefined) await assertAssignable(ctx, args.ownerId);
  const own = ctx.member.role === "sales" ? ctx.user._id : undefined;
  const ownerId = args.ownerId ?? own ?? (await ownerInTurn(ctx, [customer.ownerId]));
  return await openLead(ctx, {
    customerId: customer._id,
    source: "manual",
    ownerId,
    ...(title ? { title } : {}),
    ...(message ? { message } : {}),
  });
}

/** The newest 50 leads of a customer the caller may see, as far as the leads are in reach too (LED-29). */
export async function leadsInReach(ctx: OrgQueryCtx, customerId: Id<"customers">): Promise<LeadRow[]> {
  const customer = await readableCustomer(ctx, customerId);
  const scope = await scopeOf(ctx, "leads:read");
  const leads = await leadsOfCustomer(ctx, customer._id);
  return leads.filter(({ _id, ownerId, createdBy }) =>
    inScope(scope, { _id, createdBy, ...(ownerId === null ? {} : { ownerId }) }),
  );
}
