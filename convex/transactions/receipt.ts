/**
 * A receipt after a sale, for customers who asked for one (CNS-10): by mail through the outbox and as a text message,
 * in the customer's language. What became of it stands on the sale, so that the till can say so.
 */
import type { Doc } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { canText, sendText } from "../communications/texting";
import { mayContact } from "../consent/purposes";
import { composeMail } from "../mail/compose";
import { enqueueMail } from "../mail/outbox";
import { moneyText } from "../quotes/events";
import { dayMs } from "../shared/days";
import type { PaymentMethod } from "./words";

export type Receipt = NonNullable<Doc<"transactions">["receipts"]>[number];

/** Older sales are entered for the books; nobody waits for their receipt. */
const soon = dayMs;

/** Sends what the customer asked for and notes it on the sale; nothing for who asked for none. */
export async function sendReceipts(
  ctx: TenantMutationCtx & { user?: Doc<"users"> },
  customer: Doc<"customers">,
  sale: Doc<"transactions">,
): Promise<Receipt[]> {
  const { smsReceipts = false, emailReceipts = false } = customer.preferences ?? {};
  // An order has a receipt of its own, once it is fulfilled.
  if (ctx.now - sale.at > soon || sale.orderId !== undefined) return [];
  const receipts: Receipt[] = [
    ...(emailReceipts ? [await mailReceipt(ctx, customer, sale)] : []),
    ...(smsReceipts ? [await textReceipt(ctx, customer, sale)] : []),
  ];
  if (receipts.length > 0) await ctx.db.patch("transactions", sale._id, { receipts });
  return receipts;
}

async function mailReceipt(
  ctx: TenantMutationCtx & { user?: Doc<"users"> },
  customer: Doc<"customers">,
  sale: Doc<"transactions">,
): Promise<Receipt> {
  if (!mayContact(customer, "transactional", "email").allowed)
    return { channel: "email", state: "notSent", reason: "noAddress" };
  const mail = receiptMail(await wordsOf(ctx, customer, sale));
  await enqueueMail(ctx, {
    to: customer.email ?? "",
    kind: "receipt",
    idempotencyKey: `receipt/${sale._id}`,
    ...(ctx.user === undefined ? {} : { replyTo: ctx.user.email }),
    ...mail,
  });
  return { channel: "email", state: "sent" };
}

async function textReceipt(
  ctx: TenantMutationCtx,
  customer: Doc<"customers">,
  sale: Doc<"transactions">,
): Promise<Receipt> {
  if (!(await canText(ctx))) return { channel: "sms", state: "notSent", reason: "noService" };
  const { phoneE164 } = customer;
  if (phoneE164 === undefined) return { channel: "sms", state: "notSent", reason: "noAddress" };
  await sendText(ctx, { ...customer, phoneE164 }, receiptText(await wordsOf(ctx, customer, sale)));
  return { channel: "sms", state: "sent" };
}

async function wordsOf(
  ctx: TenantMutationCtx,
  customer: Doc<"customers">,
  sale: Doc<"transactions">,
): Promise<ReceiptWords> {
  const { name: organization } = await ctx.organization();
  const { timeZone } = await ctx.settings();
  const language = customer.preferredLanguage;
  return {
    language,
    organization,
    recipientName: customer.name,
    amount: moneyText(sale.amount, sale.currency, language),
    when: new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short", timeZone }).format(
      sale.at,
    ),
    method: sale.method,
    reference: sale.reference,
  };
}

const methodWords: Record<"en" | "ru", Record<PaymentMethod, string | null>> = {
  en: { cash: "cash", card: "card", transfer: "bank transfer", online: "online", other: null },
  ru: { cash: "наличными", card: "картой", transfer: "переводом", online: "онлайн", other: null },
};

interface ReceiptWords {
  language: "en" | "ru";
  organization: string;
  recipientName: string;
  /** With its currency, ready to read. */
  amount: string;
  when: string;
  method: PaymentMethod;
  reference: string | undefined;
}

/** Short: a text message is paid for by its length. */
function receiptText({ language, organization, amount, when, method, reference }: ReceiptWords): string {
  const paid = [amount, methodWords[language][method]].filter((part) => part !== null).join(", ");
  const number =
    reference === undefined ? "" : language === "ru" ? `, чек ${reference}` : `, receipt ${reference}`;
  return language === "ru"
    ? `${organization}: оплачено ${paid}, ${when}${number}. Спасибо за покупку.`
    : `${organization}: paid ${paid}, ${when}${number}. Thank you for your purchase.`;
}

function receiptMail(sale: ReceiptWords): { subject: string; text: string; html: string } {
  const { language, organization, recipientName, amount, when, reference } = sale;
  const method = methodWords[language][sale.method];
  const words =
    language === "ru"
      ? {
          subject: `Чек от ${organization}: ${amount}`,
          greeting: `Здравствуйте, ${recipientName}!`,
          paid: `Оплачено: ${amount}`,
          when: `Когда: ${when}`,
          method: `Способ: ${method}`,
          reference: `Номер чека: ${reference}`,
          thanks: "Спасибо за покупку.",
          footer: "Вы получили это письмо, потому что просили присылать чеки по почте.",
        }
      : {
          subject: `Receipt from ${organization}: ${amount}`,
          greeting: `Hello ${recipientName},`,
          paid: `Paid: ${amount}`,
          when: `When: ${when}`,
          method: `By: ${method}`,
          reference: `Receipt number: ${reference}`,
          thanks: "Thank you for your purchase.",
          footer: "You get this mail because you asked for receipts by mail.",
        };
  const composed = composeMail({
    language,
    heading: words.subject,
    paragraphs: [
      words.greeting,
      words.paid,
      words.when,
      ...(method === null ? [] : [words.method]),
      ...(reference === undefined ? [] : [words.reference]),
      words.thanks,
    ],
    footer: words.footer,
  });
  return { subject: words.subject, text: composed.text, html: composed.html };
}
