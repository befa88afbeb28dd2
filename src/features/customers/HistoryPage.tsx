// The history of a customer on a page of its own, to be linked and printed (INT-15).
import { useParams } from "react-router";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgQuery } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import { Skeleton } from "../../ui/Feedback";
import { Page } from "../../ui/Page";
import HistoryTab from "./HistoryTab";
import { messages } from "./messages";
import { recordMessages } from "./recordMessages";
import "./customers.css";

export default function HistoryPage() {
  const { customerId = "" } = useParams();
  const org = useOrg();
  const words = useMessages(recordMessages);
  const list = useMessages(messages);
  const customer = useOrgQuery(api.customers.get, { customer: customerId });
  return (
    <Page
      title={words.history}
      crumbs={[
        { label: list.customers, to: org.path("customers") },
        ...(customer === undefined
          ? []
          : [{ label: customer.name, to: org.path(`customers/${customer._id}`) }]),
      ]}
      layout="column"
    >
      {customer === undefined ? <Skeleton height={240} /> : <HistoryTab customer={customer} />}
    </Page>
  );
}
