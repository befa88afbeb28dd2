// Whether a person may add something to a record: a deleted one takes nothing any more.
import type { Permission } from "../../../convex/tenancy/permissions";
import type { useOrg } from "../../data/org";
import type { OpenCustomer } from "./openCustomer";

/** Sales add to what is theirs, others wherever their role allows it. */
export function mayAdd(
  customer: OpenCustomer,
  { can, role }: Pick<ReturnType<typeof useOrg>, "can" | "role">,
  permission: Permission,
): boolean {
  return customer.status !== "deleted" && can(permission) && (role !== "sales" || customer.may.update);
}
