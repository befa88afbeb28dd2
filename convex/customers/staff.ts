/** Creating and changing customers as a member of staff: who may own, confirm and override. */
import type { Id } from "../_generated/dataModel";
import type { OrgMutationCtx } from "../functions";
import { fail } from "../shared/errors";
import { reachFor, type Permission } from "../tenancy/permissions";
import { staleFields } from "../shared/conflict";
import { isJudgedAnew } from "../value/facts";
import { refreshInsights, refreshRollUps } from "../value/refresh";
import { customerScope, writableCustomer } from "./access";
import { actorName } from "./row";
import type { CustomerDraft } from "./shape";
import { createCustomer, updateCustomer, type Created } from "./write";
import type { Saved } from "./saved";

/**
 * A new customer entered by hand (CUS-37). Sales own what they create; an admin
 * or manager may name an owner; support leaves it unassigned.
 */
export async function createByStaff(
  ctx: OrgMutationCtx,
  args: {
    input: CustomerDraft;
    ownerId?: Id<"users"> | null;
    customerCode?: string;
    confirmDuplicate?: boolean;
    reason?: string;
    linkedProfileId?: string | null;
    /** "collect" where a program cannot be asked whether it means somebody else. */
    duplicates?: "policy" | "collect";
  },
): Promise<Created> {
  const self = ctx.member.userId;
  const isSales = ctx.member.role === "sales";
  const ownerId = args.ownerId === undefined ? (isSales ? self : null) : args.ownerId;
  if (isSales ? ownerId !== self : ownerId !== null) requirePermission(ctx, "customers:assign");
  if (args.confirmDuplicate) requirePermission(ctx, "customers:confirmDuplicate");
  if (args.linkedProfileId) requirePermission(ctx, "profiles:link");
  const { availableCredit, loyaltyPoints, vipTierId } = args.input;
  if (availableCredit || loyaltyPoints) requirePermission(ctx, "credit:adjust");
  if (vipTierId) requirePermission(ctx, "vip:assign");
  const created = await createCustomer(ctx, args.input, {
    duplicates: args.duplicates ?? "policy",
    isJudged: true,
    role: ctx.member.role,
    scope: await customerScope(ctx),
    ...(ownerId === null ? {} : { ownerId }),
    ...(args.customerCode === undefined ? {} : { customerCode: args.customerCode }),
    ...(args.confirmDuplicate === undefined ? {} : { confirmDuplicate: args.confirmDuplicate }),
    ...(args.reason === undefined ? {} : { reason: args.reason }),
    ...(args.linkedProfileId ? { linkedProfileId: args.linkedProfileId } : {}),
  });
  await refreshRollUps(ctx, created.customerId);
  return created;
}

export async function updateByStaff(
  ctx: OrgMutationCtx,
  args: {
    customerId: string;
    patch: object;
    expected?: Record<string, unknown>;
    confirmDuplicate?: boolean;
    reason?: string;
  },
): Promise<Saved> {
  const customer = await writableCustomer(ctx, args.customerId, "customers:update");
  if (args.confirmDuplicate) requirePermission(ctx, "customers:confirmDuplicate");
  if (args.expected !== undefined) {
    const conflicts = staleFields(customer, args.patch, args.expected);
    const byName = conflicts.length === 0 ? null : await actorName(ctx, customer.updatedBy);
    if (conflicts.length > 0) fail({ code: "CONFLICT", entity: "customers", conflicts, byName });
  }
  const saved = await updateCustomer(ctx, customer._id, args.patch, {
    scope: await customerScope(ctx),
    role: ctx.member.role,
    mayOverrideLifecycle: ctx.member.role === "admin" || ctx.member.role === "manager",
    ...(args.confirmDuplicate === undefined ? {} : { confirmDuplicate: args.confirmDuplicate }),
    ...(args.reason === undefined ? {} : { reason: args.reason }),
  });
  if (saved.auditId === null) return saved;
  // What is known of a customer is part of its score; most edits only put it differently.
  const isDue = customer.leadScore === undefined;
  if (isDue || isJudgedAnew(customer, await ctx.db.get("customers", customer._id)))
    await refreshInsights(ctx, customer._id);
  else await refreshRollUps(ctx, customer._id);
  return saved;
}

function requirePermission(ctx: OrgMutationCtx, permission: Permission): void {
  if (reachFor(ctx, permission) === "none") fail({ code: "FORBIDDEN", permission });
}
