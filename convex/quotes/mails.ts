/** The mail that carries a quote, in the customer's language. Pure. */
import { composeMail } from "../mail/compose";

export interface QuoteMail {
  language: "en" | "ru";
  organization: string;
  recipientName: string;
  quoteNumber: string;
  subject: string;
  /** Written with currency, ready to read. */
  total: string;
  /** Written in the language, ready to read. */
  validUntil: string;
  message: string | undefined;
  url: string;
}

export function quoteMail(mail: QuoteMail): { subject: string; text: string; html: string; link?: string } {
  const words = {
    en: {
      subject: `Quote ${mail.quoteNumber} from ${mail.organization}: ${mail.subject}`,
      greeting: `Hello ${mail.recipientName},`,
      body: `${mail.organization} has prepared quote ${mail.quoteNumber} for you: ${mail.total}, valid until ${mail.validUntil}.`,
      label: "Read and answer the quote",
      footer:
        "Everybody who has this link can read and answer the quote; pass it on only to people you trust.",
    },
    ru: {
      subject: `Предложение ${mail.quoteNumber} от ${mail.organization}: ${mail.subject}`,
      greeting: `Здравствуйте, ${mail.recipientName}!`,
      body: `${mail.organization}: для вас подготовлено предложение ${mail.quoteNumber} на сумму ${mail.total}, действует до ${mail.validUntil}.`,
      label: "Открыть предложение и ответить",
      footer:
        "По этой ссылке предложение может прочитать и принять каждый, у кого она есть: передавайте её только тем, кому доверяете.",
    },
  }[mail.language];
  const composed = composeMail({
    language: mail.language,
    heading: mail.subject,
    paragraphs: [words.greeting, ...(mail.message === undefined ? [] : [mail.message]), words.body],
    action: { label: words.label, url: mail.url },
    footer: words.footer,
  });
  return { subject: words.subject, ...composed };
}
