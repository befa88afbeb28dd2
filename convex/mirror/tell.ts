/** A customer that was made or changed here is put on its way to the point of sale; called by the one write path. */
import type { Doc } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { valuesOfCustomer } from "./fields";
import { enqueue, isPending, wake } from "./queue";
import { directionOf, sendsPackages, sharedFields } from "./words";

/** Nothing for organizations whose stage sends nothing, and for what came from the point of sale itself. */
async function isTold(ctx: TenantMutationCtx): Promise<boolean> {
  const { transition } = await ctx.settings();
  return directionOf(transition?.stage).reverse && ctx.actor.channel !== "pos";
}

/** Files and samples bring many at once: those are found by what they lack (reverse.ts). */
export async function tellOfNew(ctx: TenantMutationCtx, customer: Doc<"customers">): Promise<void> {
  if (customer.legacyIds.length > 0 || customer.importJobId !== undefined || customer.isSample) return;
  if (!(await isTold(ctx))) return;
  await enqueue(ctx, {
    direction: "toPos",
    entity: "customer",
    operationType: "INSERT",
    customerId: customer._id,
    dataPayload: "",
  });
  await wake(ctx);
}

export async function tellOfChange(
  ctx: TenantMutationCtx,
  before: Doc<"customers">,
  customer: Doc<"customers">,
): Promise<void> {
  const { legacyId } = customer;
  if (legacyId === undefined || !(await isTold(ctx))) return;
  const [was, is] = [valuesOfCustomer(before), valuesOfCustomer(customer)];
  if (sharedFields.every((field) => was[field] === is[field])) return;
  if (await isPending(ctx, legacyId)) return;
  await enqueue(ctx, {
    direction: "toPos",
    entity: "customer",
    operationType: "UPDATE",
    customerId: customer._id,
    legacyCustomerId: legacyId,
    dataPayload: "",
  });
  await wake(ctx);
}

/** A package that was sold, used, ended or taken back (PKG-07, POS-35). Called by packages/keep.ts. */
export async function tellOfPackage(
  ctx: TenantMutationCtx,
  { _id, customerId }: Doc<"customerPackages">,
  operationType: "INSERT" | "UPDATE",
): Promise<void> {
  const { transition } = await ctx.settings();
  if (!sendsPackages(transition?.stage)) return;
  if ((await ctx.db.get("customers", customerId)).isSample) return;
  await enqueue(ctx, {
    direction: "toPos",
    entity: "package",
    operationType,
    customerId,
    customerPackageId: _id,
    dataPayload: "",
  });
  await wake(ctx);
}
