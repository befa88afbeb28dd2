// A new quote for one customer: ?customer=<id>; without one the customer is chosen first.
import { Link, useNavigate, useSearchParams } from "react-router";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgMutation, useOrgQuery } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import { Skeleton } from "../../ui/Feedback";
import { Page } from "../../ui/Page";
import { CustomerChoice } from "../customers/CustomerChoice";
import { messages } from "./messages";
import { QuoteEditor } from "./QuoteEditor";
import "./quotes.css";

/** Nothing is sent from here, so unsaved changes hold nothing back. */
const ignore = () => undefined;

export default function NewQuotePage() {
  const [search] = useSearchParams();
  const customer = search.get("customer") ?? "";
  return customer === "" ? <Choosing /> : <Writing key={customer} of={customer} />;
}

function Choosing() {
  const words = useMessages(messages);
  const navigate = useNavigate();
  const { path } = useOrg();
  return (
    <Page title={words.newQuote} crumbs={[{ label: words.title, to: path("quotes") }]} layout="column">
      <CustomerChoice
        words={words}
        onChosen={(id) => void navigate(path(`quotes/new?customer=${id}`))}
        onCancel={() => void navigate(path("quotes"))}
      />
    </Page>
  );
}

function Writing({ of }: { of: string }) {
  const words = useMessages(messages);
  const navigate = useNavigate();
  const { path } = useOrg();
  const settings = useOrgQuery(api.settings.get, {});
  const customer = useOrgQuery(api.customers.get, { customer: of });
  const create = useOrgMutation(api.quotes.create);
  return (
    <Page title={words.newQuote} crumbs={[{ label: words.title, to: path("quotes") }]} layout="wide">
      <div className="quote-page">
        <div className="quote-main">
          {settings === undefined || customer === undefined ? (
            <Skeleton height={160} />
          ) : (
            <QuoteEditor
              customerId={customer._id}
              quote={null}
              currency={settings.currency}
              timeZone={settings.timeZone}
              onDirty={ignore}
              onSave={async (input) => {
                const id = await create({ customerId: customer._id, input });
                await navigate(path(`quotes/${id}`), { replace: true });
              }}
            />
          )}
        </div>
        <aside className="quote-side">
          {customer !== undefined && (
            <p>
              <span className="meta">{words.customer}</span>
              <br />
              <Link className="link" to={path(`customers/${customer._id}`)}>
                {customer.name}
              </Link>
            </p>
          )}
        </aside>
      </div>
    </Page>
  );
}
