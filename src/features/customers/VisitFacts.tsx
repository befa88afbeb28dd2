// When a customer came and bought, and for how much in all (CUS-22, ORD-12, UIX-10); follows from sales and visits alone.
import { useMessages } from "../../i18n/messages";
import { Fact } from "../../ui/InlineEdit";
import { LiveValue } from "../../ui/LiveValue";
import { Section } from "../../ui/Page";
import { DateText, MoneyText, NumberText } from "../../ui/Values";
import { messages } from "./messages";
import { recordMessages } from "./recordMessages";
import type { OpenCustomer } from "./tabs";

export function VisitFacts({ customer }: { customer: OpenCustomer }) {
  const words = useMessages(messages);
  const record = useMessages(recordMessages);
  const { transactionSummary: sums } = customer;
  const field = (name: string) => `customer:${customer._id}.${name}`;
  const moments = [
    [words.lastVisit, "lastVisitAt", customer.lastVisitAt],
    [record.firstVisit, "firstVisitAt", customer.firstVisitAt],
    [record.firstSale, "firstTransactionAt", customer.firstTransactionAt],
  ] as const;
  return (
    <Section title={record.visitsAndSales} level={3}>
      <Fact label={words.visits}>
        <p>
          <LiveValue value={customer.totalVisits} field={field("totalVisits")}>
            <NumberText value={customer.totalVisits} />
          </LiveValue>
        </p>
      </Fact>
      {moments.map(([label, name, at]) => (
        <Fact key={name} label={label}>
          <p>
            <LiveValue value={at} field={field(name)}>
              {at === null ? <span className="quiet">{words.never}</span> : <DateText at={at} />}
            </LiveValue>
          </p>
        </Fact>
      ))}
      {sums !== null && (
        <Fact label={record.spent}>
          <p>
            <LiveValue value={sums.totalSpent}>
              <MoneyText minor={sums.totalSpent} currency={sums.currency} />
            </LiveValue>{" "}
            <span className="meta">{record.salesCount({ n: sums.totalTransactions })}</span>
          </p>
        </Fact>
      )}
    </Section>
  );
}
