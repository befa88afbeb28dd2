/** The mail that tells how an order stands, in the customer's language; with its lines it is a receipt. Pure. */
import { composeMail } from "../mail/compose";
import { quantityText } from "../quotes/pricing";
import type { OrderStatus } from "./lifecycle";

export type ToldStatus = Exclude<OrderStatus, "draft">;

export interface OrderMail {
  language: "en" | "ru";
  organization: string;
  recipientName: string;
  orderNumber: string;
  status: ToldStatus;
  /** Sums are written with their currency, ready to read. */
  total: string;
  lines: readonly { description: string; quantity: number; net: string }[] | null;
  tax: string | null;
  reason: string | undefined;
}

const english: Record<ToldStatus, (mail: OrderMail) => string> = {
  placed: ({ organization }) => `${organization} has taken your order and will tell you when it moves on.`,
  processing: ({ organization }) => `${organization} is working on your order.`,
  fulfilled: () => "Your order is fulfilled. Thank you.",
  cancelled: () => "Your order was cancelled.",
  refunded: ({ total }) => `Your order was refunded: ${total}.`,
};
const russian: Record<ToldStatus, (mail: OrderMail) => string> = {
  placed: ({ organization }) => `${organization}: заказ принят. Мы сообщим, когда он продвинется.`,
  processing: ({ organization }) => `${organization}: заказ в работе.`,
  fulfilled: () => "Ваш заказ выполнен. Спасибо.",
  cancelled: () => "Ваш заказ отменён.",
  refunded: ({ total }) => `Деньги за заказ возвращены: ${total}.`,
};

export function orderMail(mail: OrderMail): { subject: string; text: string; html: string } {
  const { organization, orderNumber, recipientName, total, tax, reason, lines } = mail;
  const isRussian = mail.language === "ru";
  const isReceipt = lines !== null;
  const words = isRussian
    ? {
        subject: `${isReceipt ? "Чек по заказу" : "Заказ"} ${orderNumber}, ${organization}`,
        greeting: `Здравствуйте, ${recipientName}!`,
        sum: `Заказ ${orderNumber}, сумма ${total}.`,
        total: `Итого: ${total}`,
        tax: `В том числе налог: ${tax}`,
        reason: `Причина: ${reason}`,
        footer: isReceipt
          ? "Вы получили это письмо, потому что просили присылать чеки по почте."
          : "Вы получили это письмо, потому что согласились получать письма о своих заказах.",
      }
    : {
        subject: `${isReceipt ? "Receipt for order" : "Order"} ${orderNumber} from ${organization}`,
        greeting: `Hello ${recipientName},`,
        sum: `Order ${orderNumber}, ${total}.`,
        total: `Total: ${total}`,
        tax: `Tax in it: ${tax}`,
        reason: `Reason: ${reason}`,
        footer: isReceipt
          ? "You get this mail because you asked for receipts by mail."
          : "You get this mail because you agreed to mails about your orders.",
      };
  const composed = composeMail({
    language: mail.language,
    heading: words.subject,
    paragraphs: [
      words.greeting,
      (isRussian ? russian : english)[mail.status](mail),
      ...(reason === undefined ? [] : [words.reason]),
      ...(lines === null
        ? [words.sum]
        : [
            ...lines.map(
              ({ description, quantity, net }) => `${quantityText(quantity)} × ${description}: ${net}`,
            ),
            ...(tax === null ? [] : [words.tax]),
            words.total,
          ]),
    ],
    footer: words.footer,
  });
  return { subject: words.subject, text: composed.text, html: composed.html };
}
