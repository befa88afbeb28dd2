/** Puts earlier values back into a customer, as undo does: the identity policy holds for what comes back. */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { fail } from "../shared/errors";
import { toE164 } from "../shared/phone";
import type { Scope } from "../tenancy/scope";
import { saveCustomer, type CustomerFields } from "./save";
import { hasRequiredContact, contactIssue } from "./shape";
import { customerRules, recheckDuplicates, type Saved } from "./write";

export async function restoreCustomer(
  ctx: TenantMutationCtx,
  customer: Doc<"customers">,
  earlier: Record<string, unknown>,
  deed: { action: string; undoes: Id<"auditLog">; scope: Scope },
): Promise<Saved> {
  const rules = await customerRules(ctx);
  const changed: Partial<CustomerFields> = { ...earlier };
  for (const field of ["phone", "secondaryPhone"] as const) {
    if (!(field in earlier)) continue;
    const typed = changed[field];
    changed[`${field}E164`] = (typed === undefined ? null : toE164(typed, rules.country)) ?? undefined;
  }
  const after = { ...customer, ...changed };
  if (("phone" in earlier || "email" in earlier) && !hasRequiredContact(rules.requiredContact, after)) {
    fail({ code: "VALIDATION_ERROR", issues: [contactIssue(rules.requiredContact)] });
  }
  await recheckDuplicates(ctx, customer, after, { scope: deed.scope, reason: undefined });
  const { auditId } = await saveCustomer(ctx, customer, changed, {
    action: deed.action,
    undoes: deed.undoes,
  });
  return { customerId: customer._id, auditId };
}
