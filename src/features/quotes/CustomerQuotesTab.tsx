// A customer's quotes on its page.
import { Link } from "react-router";
import { PlusIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgPaginated } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import { ButtonLink } from "../../ui/Button";
import { SkeletonLines } from "../../ui/Feedback";
import { LiveValue } from "../../ui/LiveValue";
import { LoadMore } from "../../ui/LoadMore";
import { DateText, MoneyText } from "../../ui/Values";
import { mayAdd } from "../customers/mayAdd";
import type { CustomerPartProps } from "../customers/openCustomer";
import { messages } from "./messages";
import { QuoteStatusBadge } from "./QuoteStatusBadge";
import "./quotes.css";

export function CustomerQuotesTab({ customer }: CustomerPartProps) {
  const words = useMessages(messages);
  const org = useOrg();
  const { path } = org;
  const list = useOrgPaginated(
    api.quotes.ofCustomer,
    { customerId: customer._id },
    { initialNumItems: 20, pageSize: 20 },
  );
  const mayWrite = mayAdd(customer, org, "quotes:write");
  return (
    <div className="stack">
      {mayWrite && (
        <div className="row">
          <ButtonLink
            size="small"
            to={path(`quotes/new?customer=${customer._id}`)}
            icon={<PlusIcon aria-hidden />}
          >
            {words.newQuote}
          </ButtonLink>
        </div>
      )}
      {list.rows === undefined ? (
        <SkeletonLines widths={["80%", "65%"]} />
      ) : list.rows.length === 0 ? (
        <p className="quiet">{words.emptyHere}</p>
      ) : (
        <ul className="quote-list">
          {list.rows.map((row) => (
            <li key={row._id}>
              <Link className="quote-list-row" to={path(`quotes/${row._id}`)}>
                <span className="quote-list-what">
                  <span className="truncate">{row.subject}</span>
                  <span className="meta truncate">
                    <span className="numeric">{row.quoteNumber}</span> · <DateText at={row.updatedAt} />
                  </span>
                </span>
                <LiveValue value={row.status}>
                  <QuoteStatusBadge status={row.status} />
                </LiveValue>
                <span className="quote-list-total">
                  <MoneyText minor={row.totalAmount} currency={row.currency} />
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
      <LoadMore list={list}>{words.more}</LoadMore>
    </div>
  );
}
