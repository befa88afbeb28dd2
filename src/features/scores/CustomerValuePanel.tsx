// Lifetime value and churn risk with what they rest on; both move by themselves.
import { Fragment } from "react";
import { ArrowDownIcon, ArrowUpIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import { useOrgQuery } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import { Skeleton } from "../../ui/Feedback";
import { LiveValue } from "../../ui/LiveValue";
import { DateText, MoneyText } from "../../ui/Values";
import { ChurnRiskBadge } from "../customers/badges";
import type { CustomerPartProps } from "../customers/openCustomer";
import { reasonWord } from "./factorWords";
import { messages } from "./messages";
import "./scores.css";

export function CustomerValuePanel({ customer }: CustomerPartProps) {
  const words = useMessages(messages);
  const value = useOrgQuery(api.value.get, { customerId: customer._id });
  if (value === undefined || value === null) {
    return (
      <div className="score">
        <h4>{words.value}</h4>
        <Skeleton width={120} height={24} />
        <h4>{words.churn}</h4>
        <Skeleton width={80} />
      </div>
    );
  }
  const { transactions = 0, orders = 0, bookings = 0, jobs = 0, acceptedQuotes = 0 } = value.breakdown ?? {};
  const parts = (
    [
      [words.fromSales, transactions],
      [words.fromOrders, orders],
      [words.fromBookings, bookings],
      [words.fromJobs, jobs],
      [words.fromQuotes, acceptedQuotes],
    ] as const
  ).filter(([, amount]) => amount > 0);
  return (
    <div className="score">
      <h4 data-tip={words.valueHint}>{words.value}</h4>
      <p className="score-figure">
        <LiveValue value={value.totalRevenue}>
          <MoneyText minor={value.totalRevenue} currency={value.currency} trimZeros />
        </LiveValue>
      </p>
      <p className="meta">{words.orders({ n: value.totalOrders })}</p>
      {value.totalOrders > 0 && (
        <dl className="value-facts">
          {parts.length > 1 &&
            parts.map(([label, amount]) => (
              <Fragment key={label}>
                <dt>{label}</dt>
                <dd>
                  <MoneyText minor={amount} currency={value.currency} />
                </dd>
              </Fragment>
            ))}
          <dt>{words.average}</dt>
          <dd>
            <MoneyText minor={value.averageOrderValue} currency={value.currency} />
          </dd>
          {value.lastOrderAt !== undefined && (
            <>
              <dt>{words.lastOrder}</dt>
              <dd>
                <DateText at={value.lastOrderAt} />
              </dd>
            </>
          )}
          {value.predictedValue > 0 && (
            <>
              <dt data-tip={words.predictedHint}>{words.predicted}</dt>
              <dd>
                <MoneyText minor={value.predictedValue} currency={value.currency} />
              </dd>
            </>
          )}
        </dl>
      )}
      {value.otherCurrencies.map(({ currency, amount }) => (
        <p className="meta" key={currency}>
          {words.notConverted}: <MoneyText minor={amount} currency={currency} display="code" />
        </p>
      ))}
      <div className="score-head">
        <h4>{words.churn}</h4>
        <LiveValue value={value.churnRisk}>
          <ChurnRiskBadge risk={value.churnRisk} />
        </LiveValue>
      </div>
      <ul className="risk-reasons">
        {value.churnReasons.map(({ reason, fact, effect }) => (
          <li key={reason} data-effect={effect}>
            <span data-tip={effect === "raises" ? words.raises : words.lowers}>
              {effect === "raises" ? <ArrowUpIcon aria-hidden /> : <ArrowDownIcon aria-hidden />}
              <span className="visually-hidden">{effect === "raises" ? words.raises : words.lowers}: </span>
            </span>
            {reasonWord(words, reason, fact)}
          </li>
        ))}
      </ul>
    </div>
  );
}
