// One customer on a page of its own: facts at the left, its life in the middle, what to do next at the right.
import { Suspense } from "react";
import { useLocation, useNavigate, useParams } from "react-router";
import { useOrg } from "../../data/org";
import { useShortcut } from "../../data/useShortcut";
import { useMessages } from "../../i18n/messages";
import { Avatar } from "../../ui/Avatar";
import { Skeleton } from "../../ui/Feedback";
import { FieldPresenceContext } from "../../ui/fieldPresence";
import { LiveValue } from "../../ui/LiveValue";
import { Page } from "../../ui/Page";
import { SplitPage } from "../../ui/SplitPage";
import { later } from "../../ui/later";
import { CustomerFacts } from "./CustomerFacts";
import { CustomerHead } from "./CustomerHead";
import { CustomerTabs, NextPanels } from "./CustomerParts";
import { GoneNotice } from "./GoneNotice";
import { OffNotice } from "./OffNotice";
import { messages } from "./messages";
import { Present, RecordMenu, Walk } from "./RecordActions";
import { recordMessages } from "./recordMessages";
import { useCustomerEdit } from "./useCustomerEdit";
import { useCustomer, type Opened } from "../../hooks/useCustomer";
import { usePresence } from "./usePresence";
import { useNeighbours } from "./walk";
import "./customers.css";

const MergeNotice = later(() => import("../merging/MergeNotice"));

export default function CustomerPage() {
  const { customerId = "" } = useParams();
  const opened = useCustomer(customerId);
  return opened === undefined ? <PageShape /> : <Loaded key={opened.asked} {...opened} />;
}

function useCrumbs() {
  const org = useOrg();
  const words = useMessages(messages);
  return [{ label: words.customers, to: org.path("customers") }];
}

function Loaded({ customer, isGone }: Opened) {
  const words = useMessages(recordMessages);
  const org = useOrg();
  const { search } = useLocation();
  const navigate = useNavigate();
  const crumbs = useCrumbs();
  const edit = useCustomerEdit(customer);
  const presence = usePresence(customer._id, isGone);
  const neighbours = useNeighbours(customer._id);
  const go = (id: string | null) => {
    // Walking replaces the address, so that Back leaves the record; the open tab stays open.
    if (id !== null) void navigate(org.path(`customers/${id}`) + search, { replace: true });
  };
  useShortcut("Escape", () => void navigate(-1));
  useShortcut("J", () => go(neighbours.next));
  useShortcut("K", () => go(neighbours.previous));
  return (
    <Page
      title={customer.name}
      crumbs={crumbs}
      count={<span className="customer-code">{customer.customerCode}</span>}
      presence={<Present names={presence.names} />}
      actions={
        <>
          <Walk to={neighbours} onGo={go} />
          {!isGone && <RecordMenu customer={customer} edit={edit} />}
        </>
      }
    >
      <FieldPresenceContext value={presence.value}>
        <SplitPage
          labels={{ facts: words.facts, main: words.activity, next: words.next, parts: words.parts }}
          facts={
            <>
              <div className="customer-title">
                <Avatar name={customer.name} size="large" round={customer.type === "individual"} />
                <div>
                  <p className="title" title={customer.name}>
                    <LiveValue
                      value={customer.name}
                      field={`customer:${customer._id}.name`}
                      by={customer.updatedByName}
                    >
                      {customer.name}
                    </LiveValue>
                  </p>
                  {customer.companyName !== null && (
                    <p className="quiet" title={customer.companyName}>
                      {customer.companyName}
                    </p>
                  )}
                </div>
              </div>
              <OffNotice customer={customer} edit={edit} />
              {!isGone && (customer.mergedFrom !== null || customer.mergedRecords > 0) && (
                <Suspense>
                  <MergeNotice customer={customer} />
                </Suspense>
              )}
              <CustomerHead customer={customer} edit={edit} />
              {customer.erasedAt === null && <CustomerFacts customer={customer} edit={edit} />}
            </>
          }
          next={!isGone && customer.erasedAt === null && <NextPanels customer={customer} />}
        >
          {isGone && <GoneNotice customer={customer} withLink />}
          <CustomerTabs customer={customer} edit={edit} withFacts={false} isGone={isGone} />
        </SplitPage>
      </FieldPresenceContext>
    </Page>
  );
}

function PageShape() {
  const words = useMessages(recordMessages);
  const crumbs = useCrumbs();
  const lines = (count: number) => (
    <div className="stack">
      {Array.from({ length: count }, (_, line) => (
        <Skeleton key={line} width={`${45 + ((line * 17) % 40)}%`} />
      ))}
    </div>
  );
  return (
    <Page title="…" crumbs={crumbs}>
      <SplitPage
        labels={{ facts: words.facts, main: words.activity, next: words.next, parts: words.parts }}
        facts={lines(9)}
        next={lines(4)}
      >
        {lines(6)}
      </SplitPage>
    </Page>
  );
}
