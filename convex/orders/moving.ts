/** An order goes on: by staff or the API, with the customer told where they wish it (ORD-04, ORD-24). */
import type { OrgMutationCtx } from "../functions";
import { fail } from "../shared/errors";
import { parse } from "../shared/validate";
import { refreshInsights } from "../value/refresh";
import { changeableOrder, wishesOf } from "./entering";
import type { OrderStatus } from "./lifecycle";
import { moveOrder } from "./save";
import { orderReasonShape } from "./shape";
import { tellCustomer } from "./telling";

export interface Moved {
  status: OrderStatus;
  /** Whether a mail to the customer is on its way. */
  isTold: boolean;
}

/**
 * Moves an order to its next status. `tell: false` keeps it from the customer. INVALID_STATUS_CHANGE for an illegal
 * step, VERSION_CONFLICT when `from` is given and it has moved on.
 */
export async function changeStatus(
  ctx: OrgMutationCtx,
  orderId: string,
  { to, from, reason, tell = true }: { to: OrderStatus; from?: OrderStatus; reason?: string; tell?: boolean },
): Promise<Moved> {
  const { order, customer } = await changeableOrder(ctx, orderId);
  if (from !== undefined && from !== order.status) fail({ code: "VERSION_CONFLICT", entity: "orders" });
  if (to === "draft") {
    return fail({ code: "INVALID_STATUS_CHANGE", entity: "orders", from: order.status, to });
  }
  const why = parse(orderReasonShape, reason);
  const after = await moveOrder(ctx, order, to, {
    ...(to === "placed" ? { wishes: wishesOf(customer) } : {}),
    ...(why === undefined ? {} : { reason: why }),
  });
  const isTold = tell && (await tellCustomer(ctx, after, customer));
  await refreshInsights(ctx, customer._id);
  return { status: after.status, isTold };
}
