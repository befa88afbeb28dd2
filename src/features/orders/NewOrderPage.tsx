// A new order, of a customer that is chosen first.
import { useNavigate, useSearchParams } from "react-router";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgMutation, useOrgQuery } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import { Skeleton } from "../../ui/Feedback";
import { Page } from "../../ui/Page";
import { CustomerChoice } from "../customers/CustomerChoice";
import { messages } from "./messages";
import { OrderEditor } from "./OrderEditor";

export default function NewOrderPage() {
  const [search] = useSearchParams();
  const customer = search.get("customer") ?? "";
  return customer === "" ? <Choosing /> : <Writing key={customer} of={customer} />;
}

function Choosing() {
  const words = useMessages(messages);
  const navigate = useNavigate();
  const { path } = useOrg();
  return (
    <Page title={words.newOrder} crumbs={[{ label: words.title, to: path("orders") }]} layout="column">
      <CustomerChoice
        words={words}
        onChosen={(id) => void navigate(path(`orders/new?customer=${id}`), { replace: true })}
        onCancel={() => void navigate(path("orders"))}
      />
    </Page>
  );
}

function Writing({ of }: { of: string }) {
  const words = useMessages(messages);
  const navigate = useNavigate();
  const { path } = useOrg();
  const settings = useOrgQuery(api.settings.get, {});
  const beginning = useOrgQuery(api.orders.beginning, { customer: of });
  const create = useOrgMutation(api.orders.create);
  return (
    <Page title={words.newOrder} crumbs={[{ label: words.title, to: path("orders") }]} layout="wide">
      {settings === undefined || beginning === undefined ? (
        <Skeleton height={160} />
      ) : (
        <OrderEditor
          customer={beginning.customer}
          wishes={beginning.wishes}
          address={beginning.address}
          order={null}
          currency={settings.currency}
          onSave={async (input) => {
            const orderId = await create({ customerId: beginning.customer._id, input });
            await navigate(path(`orders?order=${orderId}`), { replace: true });
          }}
        />
      )}
    </Page>
  );
}
