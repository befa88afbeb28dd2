// A new order, of a customer that is chosen first.
import { useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgMutation, useOrgQuery } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import type { ComboOption } from "../../ui/Combobox";
import { Skeleton } from "../../ui/Feedback";
import { FormActions, FormField } from "../../ui/FormField";
import { Page } from "../../ui/Page";
import { CustomerPicker } from "../customers/CustomerPicker";
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
  const [chosen, setChosen] = useState<ComboOption | null>(null);
  return (
    <Page title={words.newOrder} crumbs={[{ label: words.title, to: path("orders") }]} layout="column">
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (chosen !== null) void navigate(path(`orders/new?customer=${chosen.value}`), { replace: true });
        }}
      >
        <FormField label={words.forWhom} required>
          <CustomerPicker
            // oxlint-disable-next-line jsx-a11y/no-autofocus -- it was opened by the person to write in it
            autoFocus
            value={chosen}
            onChange={setChosen}
            placeholder={words.findCustomer}
          />
        </FormField>
        <FormActions>
          <Button onClick={() => void navigate(path("orders"))}>{words.cancel}</Button>
          <Button type="submit" look="primary" disabled={chosen === null}>
            {words.goOn}
          </Button>
        </FormActions>
      </form>
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
