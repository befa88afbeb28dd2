/** One deed on one customer, through the same door as a single change: same rights, same rules, same history. */
import type { Infer } from "convex/values";
import type { Id } from "../_generated/dataModel";
import type { OrgMutationCtx } from "../functions";
import { deactivate, reactivate } from "../customers/activation";
import { writableCustomer } from "../customers/access";
import { assignByStaff } from "../customers/owning";
import { updateByStaff } from "../customers/staff";
import { setTags } from "../customers/tags";
import { fold } from "../shared/text";
import type { Permission } from "../tenancy/permissions";
import type { deedValidator } from "./table";

export type Deed = Infer<typeof deedValidator>;

/** What every row needs; the row's own check asks again. */
export const permissionOf: Record<Deed["kind"], Permission> = {
  update: "customers:update",
  addTags: "customers:tag",
  removeTags: "customers:tag",
  assign: "customers:assign",
  deactivate: "customers:deactivate",
  reactivate: "customers:reactivate",
};

/** Throws what the single change throws; a null audit id means that nothing had to be changed. */
export async function doDeed(
  ctx: OrgMutationCtx,
  customerId: Id<"customers">,
  deed: Deed,
): Promise<Id<"auditLog"> | null> {
  return (await saved(ctx, customerId, deed)).auditId;
}

async function saved(ctx: OrgMutationCtx, customerId: Id<"customers">, deed: Deed) {
  switch (deed.kind) {
    case "update": {
      const { field, value, reason } = deed;
      const patch = { [field]: value };
      return await updateByStaff(ctx, { customerId, patch, ...(reason === undefined ? {} : { reason }) });
    }
    case "addTags":
    case "removeTags": {
      const { tags } = await writableCustomer(ctx, customerId, "customers:tag");
      const named = new Set(deed.tags.map(fold));
      const others = tags.filter((tag) => !named.has(fold(tag)));
      if (deed.kind === "removeTags") return await setTags(ctx, { customerId, tags: others });
      const held = new Set(tags.map(fold));
      const added = deed.tags.filter((tag) => !held.has(fold(tag)));
      return await setTags(ctx, { customerId, tags: [...tags, ...added] });
    }
    case "assign":
      return await assignByStaff(ctx, { customerId, ownerId: deed.ownerId });
    case "deactivate":
      return await deactivate(ctx, { customerId, reason: deed.reason });
    case "reactivate":
      return await reactivate(ctx, { customerId });
  }
}
