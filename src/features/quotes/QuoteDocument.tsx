// A quote as it reads on screen, on the customer's page and on paper: one layout for all three.
import {
  quantityText,
  rateText,
  taxByRate,
  type LineInput,
  type PricedLine,
} from "../../../convex/quotes/pricing";
import { formatDate, formatDay, formatMoney } from "../../i18n/format";
import type { Locale } from "../../i18n/locale";
import { messagesFor } from "../../i18n/messages";
import { messages } from "./messages";
import "./quotes.css";

export interface QuoteContent {
  quoteNumber: string;
  subject: string;
  description: string | null;
  lines: readonly (LineInput & PricedLine & { description: string; sku?: string | undefined })[];
  subtotal: number;
  totalAmount: number;
  currency: string;
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
  const money = (minor: number) => formatMoney(locale, minor, quote.currency);
  const decimal = (text: string) => (locale === "ru" ? text.replace(".", ",") : text);
  const taxes = taxByRate(quote.lines);
  const hasTax = taxes.length > 0;
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
      <table className="quote-table">
        <thead>
          <tr>
            <th scope="col">{words.item}</th>
            <th scope="col" data-end>
              {words.quantity}
            </th>
            <th scope="col" data-end>
              {words.unitPrice}
            </th>
            {hasTax && (
              <th scope="col" data-end data-wide>
                {words.tax}
              </th>
            )}
            <th scope="col" data-end>
              {words.net}
            </th>
          </tr>
        </thead>
        <tbody>
          {quote.lines.map((line, index) => (
            <tr key={index}>
              <td>
                {line.description}
                {line.sku !== undefined && <span className="meta quote-sku">{line.sku}</span>}
              </td>
              <td data-end className="numeric">
                {decimal(quantityText(line.quantity))}
              </td>
              <td data-end className="numeric">
                {money(line.unitPrice)}
              </td>
              {hasTax && (
                <td data-end data-wide className="numeric">
                  {decimal(rateText(line.taxRate))}
                </td>
              )}
              <td data-end className="numeric">
                {money(line.net)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <dl className="quote-totals">
        {hasTax && (
          <>
            <dt>{words.subtotal}</dt>
            <dd className="numeric">{money(quote.subtotal)}</dd>
            {taxes.map(({ taxRate, tax }) => (
              <div key={taxRate} className="quote-totals-row">
                <dt>{words.taxAt({ rate: decimal(rateText(taxRate)) })}</dt>
                <dd className="numeric">{money(tax)}</dd>
              </div>
            ))}
          </>
        )}
        <dt className="quote-grand">{words.total}</dt>
        <dd className="quote-grand numeric">{money(quote.totalAmount)}</dd>
      </dl>
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
