/**
 * Tells a customer how their order stands (ORD-04): by mail, where they agreed to mail, through the outbox. Who asked
 * for receipts gets one when the order is fulfilled (ORD-05), which needs no further consent. What was told stands
 * among the interactions.
 */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { agreesTo, mayContact } from "../consent/purposes";
import { logInteraction } from "../interactions/log";
import { enqueueMail } from "../mail/outbox";
import { moneyText } from "../quotes/events";
import { orderMail, type ToldStatus } from "./mails";

/** Whether a mail was written. Called in the transaction of the move, so that each move is told at most once. */
export async function tellCustomer(
  ctx: TenantMutationCtx & { user?: Doc<"users"> },
  order: Doc<"orders">,
  customer: Doc<"customers">,
): Promise<boolean> {
  const { status } = order;
  if (status === "draft") return false;
  const isReceipt = status === "fulfilled" && order.wishes?.emailReceipts === true;
  if (!isReceipt && !agreesTo(customer, "email")) return false;
  if (!mayContact(customer, "transactional", "email").allowed) return false;
  const { name: organization } = await ctx.organization();
  const language = customer.preferredLanguage;
  const money = (minor: number) => moneyText(minor, order.currency, language);
  const mail = orderMail({
    language,
    organization,
    recipientName: customer.name,
    orderNumber: order.orderNumber,
    status,
    total: money(order.totalAmount),
    lines: isReceipt ? order.lines.map((line) => ({ ...line, net: money(line.net) })) : null,
    tax: isReceipt && order.taxAmount > 0 ? money(order.taxAmount) : null,
    reason: order.reason,
  });
  await enqueueMail(ctx, {
    to: customer.email ?? "",
    kind: "order",
    // One mail per status of an order, however often its step is tried.
    idempotencyKey: `order/${order._id}/${status}`,
    ...(ctx.user === undefined ? {} : { replyTo: ctx.user.email }),
    ...mail,
  });
  await logTold(ctx, order, customer, status, ctx.user?._id);
  return true;
}

const told = {
  placed: { en: "Told by mail: order placed", ru: "Сообщили письмом: заказ принят" },
  processing: { en: "Told by mail: order in work", ru: "Сообщили письмом: заказ в работе" },
  fulfilled: { en: "Told by mail: order fulfilled", ru: "Сообщили письмом: заказ выполнен" },
  cancelled: { en: "Told by mail: order cancelled", ru: "Сообщили письмом: заказ отменён" },
  refunded: { en: "Told by mail: order refunded", ru: "Сообщили письмом: деньги возвращены" },
} as const;

async function logTold(
  ctx: TenantMutationCtx,
  order: Doc<"orders">,
  customer: Doc<"customers">,
  status: ToldStatus,
  userId: Id<"users"> | undefined,
): Promise<void> {
  const assignedTo = userId ?? order.ownerId ?? customer.ownerId;
  if (assignedTo === undefined) return;
  const { language } = await ctx.settings();
  await logInteraction(
    ctx,
    customer,
    {
      fields: {
        type: "order",
        subject: `${told[status][language]}: ${order.orderNumber}`,
        description: [moneyText(order.totalAmount, order.currency, language), customer.email].join("\n"),
        interactionDate: ctx.now,
        successful: true,
        assignedTo,
        relatedOrderId: order._id,
      },
    },
    true,
  );
}
