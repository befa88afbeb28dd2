// A customer's quotes on its page.
import { PlusIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgPaginated } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import { ButtonLink } from "../../ui/Button";
import { ThingList } from "../../ui/ThingList";
import { DateText } from "../../ui/Values";
import { mayAdd } from "../customers/mayAdd";
import type { CustomerPartProps } from "../customers/openCustomer";
import { messages } from "./messages";
import { QuoteStatusBadge } from "./QuoteStatusBadge";

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
      <ThingList
        list={list}
        empty={<p className="quiet">{words.emptyHere}</p>}
        more={words.more}
        thing={(quote) => ({
          what: quote.subject,
          about: (
            <>
              <span className="numeric">{quote.quoteNumber}</span> · <DateText at={quote.updatedAt} />
            </>
          ),
          status: quote.status,
          badge: <QuoteStatusBadge status={quote.status} />,
          amount: quote.totalAmount,
          currency: quote.currency,
          opens: path(`quotes/${quote._id}`),
        })}
      />
    </div>
  );
}
