/**
 * What is still promised to a customer keeps the record from being deleted or erased (C14). Each room that promises
 * something adds one line: its error and how its rows are found.
 */
import type { Id } from "../_generated/dataModel";
import { activeBookings } from "../bookings/active";
import type { TenantMutationCtx } from "../functions";
import { openOrders } from "../orders/open";
import { activeServiceJobs } from "../serviceJobs/active";
import { fail, type BlockingCode } from "../shared/errors";

interface Blocker {
  code: BlockingCode;
  /** Ids of what stands against it, at most `most`. */
  find: (ctx: TenantMutationCtx, customerId: Id<"customers">, most: number) => Promise<string[]>;
}

const blockers: readonly Blocker[] = [
  { code: "OPEN_ORDERS", find: openOrders },
  { code: "ACTIVE_BOOKINGS", find: activeBookings },
  { code: "ACTIVE_JOBS", find: activeServiceJobs },
];

/** Ids named in a refusal; a customer with more open promises than that has enough to do. */
const mostNamed = 20;

/** The error of the first room that has something open, with its ids. */
export async function refuseWhilePromised(
  ctx: TenantMutationCtx,
  customerId: Id<"customers">,
): Promise<void> {
  for (const { code, find } of blockers) {
    const ids = await find(ctx, customerId, mostNamed);
    if (ids.length > 0) fail({ code, ids });
  }
}
