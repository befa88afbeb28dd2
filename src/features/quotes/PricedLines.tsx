// Priced lines and their sums, as a quote and an order show them on screen and on paper.
import {
  quantityText,
  rateText,
  taxByRate,
  type LineInput,
  type PricedLine,
} from "../../../convex/quotes/pricing";
import { formatMoney } from "../../i18n/format";
import type { Locale } from "../../i18n/locale";
import { messagesFor } from "../../i18n/messages";
import { messages } from "./messages";
import "./quotes.css";

export interface PricedContent {
  lines: readonly (LineInput & PricedLine & { description: string; sku?: string | undefined })[];
  /** Minor units of `currency`. */
  subtotal: number;
  totalAmount: number;
  currency: string;
}

export function PricedLines({
  lines,
  subtotal,
  totalAmount,
  currency,
  locale,
}: PricedContent & { locale: Locale }) {
  const words = messagesFor(messages, locale);
  const money = (minor: number) => formatMoney(locale, minor, currency);
  const decimal = (text: string) => (locale === "ru" ? text.replace(".", ",") : text);
  const taxes = taxByRate(lines);
  const hasTax = taxes.length > 0;
  return (
    <>
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
          {lines.map((line, index) => (
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
            <dd className="numeric">{money(subtotal)}</dd>
            {taxes.map(({ taxRate, tax }) => (
              <div key={taxRate} className="quote-totals-row">
                <dt>{words.taxAt({ rate: decimal(rateText(taxRate)) })}</dt>
                <dd className="numeric">{money(tax)}</dd>
              </div>
            ))}
          </>
        )}
        <dt className="quote-grand">{words.total}</dt>
        <dd className="quote-grand numeric">{money(totalAmount)}</dd>
      </dl>
    </>
  );
}
