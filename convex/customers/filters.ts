/** The filters of the customer list as one value: arguments, predicate, and what the tallies call them. */
import { v, type Infer } from "convex/values";
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgQueryCtx } from "../functions";
import { fold } from "../shared/text";
import { inScope, type Scope } from "../tenancy/scope";
import { customerScope } from "./access";
import { customerStatusValidator, customerTypeValidator } from "./table";

export const filtersValidator = v.object({
  /** Any of these; absent or empty means every status but deleted. */
  statuses: v.optional(v.array(customerStatusValidator)),
  types: v.optional(v.array(customerTypeValidator)),
  /** People's ids, "me", or "none" for the unassigned. */
  owners: v.optional(v.array(v.string())),
  tag: v.optional(v.string()),
  isActive: v.optional(v.boolean()),
});
export type CustomerFilters = Infer<typeof filtersValidator>;

/** Filters and row scope together, ready to be read or counted. */
export interface Selection {
  scope: Scope;
  /** Empty means no restriction by status beyond "not deleted". */
  statuses: readonly Doc<"customers">["status"][];
  types: readonly Doc<"customers">["type"][];
  /** Owners asked for and in scope; undefined means everybody, [] nobody. */
  owners: readonly (Id<"users"> | null)[] | undefined;
  tagKey: string | undefined;
  isActive: boolean | undefined;
  matches(customer: Doc<"customers">): boolean;
}

/** Compiles filters under the caller's scope. Deleted customers are shown to admins and managers who ask (C73). */
export async function select(ctx: OrgQueryCtx, filters: CustomerFilters): Promise<Selection> {
  const scope = await customerScope(ctx);
  const seesDeleted = ctx.member.role === "admin" || ctx.member.role === "manager";
  const statuses = [...new Set(filters.statuses ?? [])].filter(
    (status) => status !== "deleted" || seesDeleted,
  );
  const asksOnlyHidden = (filters.statuses ?? []).length > 0 && statuses.length === 0;
  const owners = asksOnlyHidden ? [] : ownersOf(ctx, filters, scope);
  const types = [...new Set(filters.types ?? [])];
  const tagKey = filters.tag === undefined || fold(filters.tag) === "" ? undefined : fold(filters.tag);
  const { isActive } = filters;
  return {
    scope,
    statuses,
    types,
    owners,
    tagKey,
    isActive,
    matches(customer) {
      return (
        inScope(scope, customer) &&
        (statuses.length === 0 ? customer.status !== "deleted" : statuses.includes(customer.status)) &&
        (types.length === 0 || types.includes(customer.type)) &&
        (owners === undefined || owners.includes(customer.ownerId ?? null)) &&
        (tagKey === undefined || customer.tags.some((tag) => fold(tag) === tagKey)) &&
        (isActive === undefined || customer.isActive === isActive)
      );
    },
  };
}

function ownersOf(
  ctx: OrgQueryCtx,
  filters: CustomerFilters,
  scope: Scope,
): readonly (Id<"users"> | null)[] | undefined {
  const asked = (filters.owners ?? []).map((owner) =>
    owner === "me" ? ctx.member.userId : owner === "none" ? null : (owner as Id<"users">),
  );
  const wanted = asked.length === 0 ? undefined : [...new Set(asked)];
  if (scope.kind === "none") return [];
  if (scope.kind !== "owners") return wanted;
  return wanted === undefined ? scope.owners : wanted.filter((owner) => scope.owners.includes(owner));
}
