/** Puts earlier values back into a customer, as undo does: the identity policy holds for what comes back. */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { enterValues } from "../fields/enter";
import type { Role } from "../tenancy/permissions";
import { fail } from "../shared/errors";
import { toE164 } from "../shared/phone";
import type { Scope } from "../tenancy/scope";
import { saveCustomer, type CustomerFields } from "./save";
import { hasRequiredContact, contactIssue } from "./shape";
import { customerRules, recheckDuplicates } from "./write";
import type { Saved } from "./saved";

export async function restoreCustomer(
  ctx: TenantMutationCtx,
  customer: Doc<"customers">,
  earlier: Record<string, unknown>,
  /** Without a role, as jobs have none, every field may be written. */
  deed: { action: string; undoes: Id<"auditLog">; scope: Scope; role?: Role; reason?: string },
): Promise<Saved> {
  const rules = await customerRules(ctx);
  const { own, custom: values } = apart(earlier);
  const changed: Partial<CustomerFields> = { ...own };
  if (values !== null) {
    const entering = { role: deed.role, customerId: customer._id };
    changed.custom = await enterValues(ctx, customer.custom, values, entering);
  }
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
    reason: deed.reason,
  });
  return { customerId: customer._id, auditId };
}

const customPrefix = "custom.";

/** The history names the organization's own fields "custom.<key>". */
function apart(earlier: Record<string, unknown>): {
  own: Partial<CustomerFields>;
  custom: Record<string, unknown> | null;
} {
  const entries = Object.entries(earlier);
  const custom = entries
    .filter(([field]) => field.startsWith(customPrefix))
    .map(([field, value]) => [field.slice(customPrefix.length), value ?? null] as const);
  return {
    own: Object.fromEntries(entries.filter(([field]) => !field.startsWith(customPrefix))),
    custom: custom.length === 0 ? null : Object.fromEntries(custom),
  };
}
