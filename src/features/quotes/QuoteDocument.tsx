// A quote as it reads on screen, on the customer's page and on paper: one layout for all three.
import { formatDate, formatDay } from "../../i18n/format";
import type { Locale } from "../../i18n/locale";
import { messagesFor } from "../../i18n/messages";
import { messages } from "./messages";
import { PricedLines, type PricedContent } from "./PricedLines";
import "./quotes.css";

export interface QuoteContent extends PricedContent {
  quoteNumber: string;
  subject: string;
  description: string | null;
  validUntil: string;
  paymentTerms: string | null;
  deliveryTerms: string | null;
  notes: string | null;
  sentAt: number | null;
}

export interface QuoteDocumentProps {
  quote: QuoteContent;
  organization: string;
  customer: readonly string[];
  locale: Locale;
}

export function QuoteDocument({ quote, organization, customer, locale }: QuoteDocumentProps) {
  const words = messagesFor(messages, locale);
  return (
    <article className="quote-paper" lang={locale}>
      <header className="quote-paper-head">
        <div>
          <p className="meta">{words.from}</p>
          <p className="quote-strong">{organization}</p>
        </div>
        <div>
          <p className="meta">{words.forCustomer}</p>
          {customer.map((line, index) => (
            <p key={line} className={index === 0 ? "quote-strong" : "quiet"}>
              {line}
            </p>
          ))}
        </div>
        <dl className="quote-dates">
          <dt className="meta">{words.number}</dt>
          <dd className="numeric">{quote.quoteNumber}</dd>
          {quote.sentAt !== null && (
            <>
              <dt className="meta">{words.date}</dt>
              <dd className="numeric">{formatDate(locale, quote.sentAt, "day")}</dd>
            </>
          )}
          <dt className="meta">{words.validUntil}</dt>
          <dd className="numeric">{formatDay(locale, quote.validUntil)}</dd>
        </dl>
      </header>
      <h2 className="quote-subject">{quote.subject}</h2>
      {quote.description !== null && <p className="quote-prose">{quote.description}</p>}
      <PricedLines {...quote} locale={locale} />
      {[
        [words.paymentTerms, quote.paymentTerms],
        [words.deliveryTerms, quote.deliveryTerms],
        [words.notes, quote.notes],
      ].map(
        ([label, text]) =>
          text !== null && (
            <section key={label} className="quote-terms">
              <h3>{label}</h3>
              <p className="quote-prose">{text}</p>
            </section>
          ),
      )}
    </article>
  );
}
