/** What the organization's identity policy makes of duplicates: refuse, ask, or warn (DUP-09, C04, C05). */
import type { TenantQueryCtx } from "../functions";
import { fail } from "../shared/errors";
import type { Scope } from "../tenancy/scope";
import { factsOf, type DuplicateMatch, type Duplicates } from "./find";
import type { ReasonKind } from "./score";

export interface PolicyOptions {
  /** The caller insists, and has been found to have customers:confirmDuplicate. */
  confirmed: boolean;
  /** What the caller may see; hidden matches are masked in the refusal. */
  scope: Scope;
  /** Fields to hold against the policy: all for a new customer, the changed ones for an update. */
  fields: readonly ("email" | "phone" | "name")[];
}

/** Throws DUPLICATE_CUSTOMER or CUSTOMER_NAME_CONFLICT as the policy says; returns when the write may go on. */
export async function enforcePolicy(
  ctx: TenantQueryCtx,
  duplicates: Duplicates,
  { confirmed, scope, fields }: PolicyOptions,
): Promise<void> {
  const { identityPolicy } = await ctx.settings();
  for (const field of fields) {
    const level = identityPolicy[field];
    if (!duplicates.exact[field] || level === "warn") continue;
    if (level === "confirm" && confirmed) continue;
    const confirmable = level === "confirm";
    const facts = factsOf(relevant(duplicates.matches, field), scope);
    if (field === "name") fail({ code: "CUSTOMER_NAME_CONFLICT", duplicates: facts, confirmable });
    fail({ code: "DUPLICATE_CUSTOMER", field, duplicates: facts, confirmable });
  }
}

const reasonsOf: Record<"email" | "phone" | "name", readonly ReasonKind[]> = {
  email: ["sameEmail", "sharedEmail"],
  phone: ["samePhone", "samePhoneOtherFormat"],
  name: ["sameName"],
};

function relevant(matches: readonly DuplicateMatch[], field: "email" | "phone" | "name"): DuplicateMatch[] {
  return matches.filter((match) => match.reasons.some(({ kind }) => reasonsOf[field].includes(kind)));
}
