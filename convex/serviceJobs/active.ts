/** Jobs that keep their customer from being deleted (CUS-45, ORD-20). */
import type { Id } from "../_generated/dataModel";
import type { TenantQueryCtx } from "../functions";
import { activeStatuses } from "./lifecycle";

/** At most `most` of them. */
export async function activeServiceJobs(
  ctx: TenantQueryCtx,
  customerId: Id<"customers">,
  most: number,
): Promise<string[]> {
  const found = await Promise.all(
    activeStatuses.map((status) =>
      ctx.db
        .query("serviceJobs")
        .withIndex("by_customer_status", (q) => q.eq("customerId", customerId).eq("status", status))
        .take(most),
    ),
  );
  return found
    .flat()
    .slice(0, most)
    .map(({ _id }) => _id);
}
