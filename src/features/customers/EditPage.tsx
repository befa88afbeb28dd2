// All fields of a customer on one page, in four parts: what changed is shown old beside new before it is saved.
import { useState } from "react";
import { useNavigate, useParams } from "react-router";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgQuery } from "../../data/org";
import { useCustomer } from "../../hooks/useCustomer";
import { useMessages } from "../../i18n/messages";
import { EmptyState, Skeleton } from "../../ui/Feedback";
import { FieldPresenceContext } from "../../ui/fieldPresence";
import { Page } from "../../ui/Page";
import { EditForm } from "./EditForm";
import { GoneNotice } from "./GoneNotice";
import { messages } from "./messages";
import { Present } from "./RecordActions";
import type { OpenCustomer } from "./openCustomer";
import { timelineMessages } from "./timelineMessages";
import { usePresence } from "./usePresence";
import "./customers.css";

export default function EditPage() {
  const { customerId = "" } = useParams();
  const opened = useCustomer(customerId);
  const rules = useOrgQuery(api.customers.rules, {});
  const words = useMessages(timelineMessages);
  if (opened === undefined || rules === undefined) {
    return (
      <Page title={words.editPage} layout="column">
        <Skeleton height={320} />
      </Page>
    );
  }
  return <Loaded key={opened.asked} {...opened} rules={rules} />;
}

function Loaded(props: {
  customer: OpenCustomer;
  isGone: boolean;
  rules: NonNullable<ReturnType<typeof useOrgQuery<typeof api.customers.rules>>>;
}) {
  const { customer } = props;
  // A manager still sees a deleted record; whoever was editing it goes on when it is restored.
  const [mayHaveEdited] = useState(customer.may.update);
  const isGone = props.isGone || customer.status === "deleted";
  const words = useMessages(timelineMessages);
  const list = useMessages(messages);
  const org = useOrg();
  const navigate = useNavigate();
  const presence = usePresence(customer._id, isGone);
  const back = org.path(`customers/${customer._id}`);
  return (
    <Page
      title={words.editPage}
      crumbs={[
        { label: list.customers, to: org.path("customers") },
        { label: customer.name, to: back },
      ]}
      presence={<Present names={presence.names} />}
      layout="column"
    >
      {customer.may.update || (mayHaveEdited && isGone) ? (
        <FieldPresenceContext value={presence.value}>
          {isGone && <GoneNotice customer={customer} withLink />}
          <EditForm {...props} isGone={isGone} onDone={() => void navigate(back)} />
        </FieldPresenceContext>
      ) : (
        <EmptyState title={words.mayNotEdit}>{words.mayNotEditBody}</EmptyState>
      )}
    </Page>
  );
}
