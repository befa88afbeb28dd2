// A draft order, written on.
import { useState } from "react";
import { Navigate, useNavigate, useParams } from "react-router";
import type { FunctionReturnType } from "convex/server";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgMutation, useOrgQuery } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import { Skeleton } from "../../ui/Feedback";
import { Page } from "../../ui/Page";
import { messages } from "./messages";
import { OrderEditor } from "./OrderEditor";

export default function EditOrderPage() {
  const { orderId = "" } = useParams();
  const words = useMessages(messages);
  const { path } = useOrg();
  const opened = useOrgQuery(api.orders.get, { orderId });
  return (
    <Page
      title={opened?.order.orderNumber ?? words.order}
      crumbs={[{ label: words.title, to: path("orders") }]}
      layout="wide"
    >
      {opened === undefined ? <Skeleton height={160} /> : <Editing key={opened.order._id} opened={opened} />}
    </Page>
  );
}

function Editing({ opened }: { opened: FunctionReturnType<typeof api.orders.get> }) {
  const navigate = useNavigate();
  const { path } = useOrg();
  const update = useOrgMutation(api.orders.update);
  const beginning = useOrgQuery(api.orders.beginning, { customer: opened.customer._id });
  /** The version the fields stand on. */
  const [base] = useState(opened.order);
  const back = path(`orders?order=${base._id}`);
  // What was placed meanwhile is read, not written.
  if (opened.order.status !== "draft" || !opened.canWrite) return <Navigate to={back} replace />;
  return (
    <OrderEditor
      customer={opened.customer}
      wishes={beginning?.wishes ?? null}
      address={base.address ?? null}
      order={base}
      currency={base.currency}
      onSave={async (input) => {
        await update({ orderId: base._id, input, revision: base.revision });
        await navigate(back, { replace: true });
      }}
    />
  );
}
