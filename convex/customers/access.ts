/** Which customer a caller may open or change; every room that hangs on a customer asks here. */
import type { Doc } from "../_generated/dataModel";
import type { OrgMutationCtx, OrgQueryCtx } from "../functions";
import { fail } from "../shared/errors";
import { reachFor, type Permission, type Reach } from "../tenancy/permissions";
import { inScope, scopeOf, type Scope } from "../tenancy/scope";

type StaffCtx = OrgQueryCtx | OrgMutationCtx;

/**
 * The customer, if the caller reaches it with `permission` (default
 * customers:read). OUT_OF_REACH for a colleague's record that one may not see;
 * NOT_FOUND for a foreign or malformed id, for whoever sees linked customers
 * only, and for a deleted record unless the caller is admin or manager (C73).
 */
export async function readableCustomer(
  ctx: StaffCtx,
  id: string,
  permission: Permission = "customers:read",
): Promise<Doc<"customers">> {
  const customerId = ctx.db.normalizeId("customers", id);
  const customer = customerId === null ? null : await ctx.db.find("customers", customerId);
  if (customer === null) return notFound();
  const scope = await reachedScope(ctx, permission);
  // A record that was merged away is read by whoever reads the one it went into (DUP-19).
  const survivor = await survivorOf(ctx, customer);
  if (survivor !== null) return inScope(scope, survivor) ? customer : refused(scope);
  if (!mayOpen(ctx, customer)) return notFound();
  return inScope(scope, customer) ? customer : refused(scope);
}

/** The live record that a merged one went into, through any number of merges; null for every other record. */
export async function survivorOf(
  ctx: { db: StaffCtx["db"] },
  customer: Doc<"customers">,
): Promise<Doc<"customers"> | null> {
  let survivor = customer;
  while (survivor.status === "deleted" && survivor.mergedIntoId !== undefined) {
    const next = await ctx.db.find("customers", survivor.mergedIntoId);
    if (next === null) return null;
    survivor = next;
  }
  return survivor === customer || survivor.status === "deleted" ? null : survivor;
}

/**
 * The customer, if the caller may change it with `permission`. FORBIDDEN when
 * the caller may only read it, as `readableCustomer` when not even that: a
 * record that was taken away from its creator is out of the creator's reach.
 */
export async function writableCustomer(
  ctx: StaffCtx,
  id: string,
  permission: Permission,
): Promise<Doc<"customers">> {
  const customer = await readableCustomer(ctx, id);
  if (customer.status === "deleted") return notFound();
  if (!inScope(await reachedScope(ctx, permission), customer)) fail({ code: "FORBIDDEN", permission });
  return customer;
}

/** Whether the caller could change this customer with `permission`; for showing or hiding a control. */
export async function canWrite(
  ctx: StaffCtx,
  customer: Doc<"customers">,
  permission: Permission,
): Promise<boolean> {
  if (customer.status === "deleted" || !inScope(await customerScope(ctx), customer)) return false;
  return inScope(await reachedScope(ctx, permission), customer);
}

/** The caller's scope over customers, for lists and searches of rooms that hang on customers. */
export async function customerScope(ctx: StaffCtx): Promise<Scope> {
  return await reachedScope(ctx, "customers:read");
}

/** Scopes already worked out in this call: a scope by team reads every team mate. */
const scopes = new WeakMap<StaffCtx, Map<Reach, Promise<Scope>>>();

async function reachedScope(ctx: StaffCtx, permission: Permission): Promise<Scope> {
  const known = scopes.get(ctx) ?? new Map<Reach, Promise<Scope>>();
  scopes.set(ctx, known);
  const reach = reachFor(ctx, permission);
  let scope = known.get(reach);
  if (scope === undefined) known.set(reach, (scope = scopeOf(ctx, permission)));
  return await scope;
}

function mayOpen(ctx: StaffCtx, customer: Doc<"customers">): boolean {
  return customer.status !== "deleted" || ctx.member.role === "admin" || ctx.member.role === "manager";
}

/** Partners who see linked customers alone are no colleagues: they are not told that there are others. */
function refused(scope: Scope): never {
  return scope.kind === "owners" ? fail({ code: "OUT_OF_REACH", entity: "customers" }) : notFound();
}

function notFound(): never {
  return fail({ code: "NOT_FOUND", entity: "customers" });
}
