// The sums under the lines of a quote or an order, following each key.
import { rateText, taxByRate } from "../../../convex/quotes/pricing";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import type { preview } from "./editor";
import { messages } from "./messages";
import "./quotes.css";

export function LineTotals({ totals, currency }: { totals: ReturnType<typeof preview>; currency: string }) {
  const words = useMessages(messages);
  const format = useFormat();
  const money = (minor: number) => format.money(minor, currency);
  return (
    <dl className="quote-totals" aria-live="polite">
      <dt>{words.subtotal}</dt>
      <dd className="numeric">{money(totals.subtotal)}</dd>
      {taxByRate(totals.lines).map(({ taxRate, tax }) => (
        <div key={taxRate} className="quote-totals-row">
          <dt>{words.taxAt({ rate: rateText(taxRate) })}</dt>
          <dd className="numeric">{money(tax)}</dd>
        </div>
      ))}
      <dt className="quote-grand">{words.total}</dt>
      <dd className="quote-grand numeric">{money(totals.totalAmount)}</dd>
    </dl>
  );
}
