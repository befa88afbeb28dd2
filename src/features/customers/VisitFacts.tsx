// When a customer came and bought, for how much, and what is left on their account (CUS-22, ORD-12, UIX-10); edited nowhere.
import { useOrg } from "../../data/org";
import { useFeatureFlag } from "../../hooks/useFeatureFlag";
import { useMessages } from "../../i18n/messages";
import { Fact } from "../../ui/InlineEdit";
import { LiveValue } from "../../ui/LiveValue";
import { Section } from "../../ui/Page";
import { DateText, MoneyText, NumberText } from "../../ui/Values";
import { messages } from "./messages";
import { recordMessages } from "./recordMessages";
import type { OpenCustomer } from "./openCustomer";

export function VisitFacts({ customer }: { customer: OpenCustomer }) {
  const words = useMessages(messages);
  const record = useMessages(recordMessages);
  const isLoyaltyOn = useFeatureFlag("loyalty");
  const seesBalances = useOrg().can("credit:read") && isLoyaltyOn;
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
      {sums !== null && (
        <Fact label={record.averageSale}>
          <p>
            <MoneyText minor={sums.averageTransaction} currency={sums.currency} />
          </p>
        </Fact>
      )}
      {seesBalances && (
        <>
          <Fact label={record.creditNow}>
            <p>
              <LiveValue value={customer.availableCredit} field={field("availableCredit")}>
                <MoneyText minor={customer.availableCredit} currency={customer.creditCurrency} />
              </LiveValue>
            </p>
          </Fact>
          <Fact label={record.pointsNow}>
            <p>
              <LiveValue value={customer.loyaltyPoints} field={field("loyaltyPoints")}>
                <NumberText value={customer.loyaltyPoints} />
              </LiveValue>
            </p>
          </Fact>
        </>
      )}
    </Section>
  );
}
