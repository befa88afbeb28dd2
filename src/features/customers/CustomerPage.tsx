// One customer on a page of its own: facts at the left, its life in the middle, what to do next at the right.
import { useNavigate, useParams } from "react-router";
import { DotsHorizontalIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgQuery } from "../../data/org";
import { actionsTrigger, useActionsKey } from "../../data/useActionsKey";
import { useShortcut } from "../../data/useShortcut";
import { useMessages } from "../../i18n/messages";
import { Avatar } from "../../ui/Avatar";
import { IconButton } from "../../ui/Button";
import { Skeleton } from "../../ui/Feedback";
import { LiveValue } from "../../ui/LiveValue";
import { Menu } from "../../ui/Menu";
import { Page } from "../../ui/Page";
import { toast } from "../../ui/toast";
import { SplitPage } from "../../ui/SplitPage";
import { CustomerFacts } from "./CustomerFacts";
import { CustomerHead, useActivation } from "./CustomerHead";
import { CustomerTabs, NextPanels } from "./CustomerParts";
import { OffNotice } from "./OffNotice";
import { messages } from "./messages";
import { recordMessages } from "./recordMessages";
import type { OpenCustomer } from "./tabs";
import { useCustomerEdit } from "./useCustomerEdit";
import "./customers.css";

export default function CustomerPage() {
  const { customerId = "" } = useParams();
  const customer = useOrgQuery(api.customers.get, { customer: customerId });
  return customer === undefined ? <PageShape /> : <Loaded key={customer._id} customer={customer} />;
}

function useCrumbs() {
  const org = useOrg();
  const words = useMessages(messages);
  return [{ label: words.customers, to: org.path("customers") }];
}

function Loaded({ customer }: { customer: OpenCustomer }) {
  const words = useMessages(recordMessages);
  const navigate = useNavigate();
  const crumbs = useCrumbs();
  const edit = useCustomerEdit(customer);
  const activation = useActivation(customer, edit);
  useActionsKey(words.actions);
  useShortcut("Escape", () => void navigate(-1));
  const copyCode = () => {
    void navigator.clipboard.writeText(customer.customerCode);
    toast(words.copied({ text: customer.customerCode }));
  };
  return (
    <Page
      title={customer.name}
      crumbs={crumbs}
      count={<span className="customer-code">{customer.customerCode}</span>}
      actions={
        <Menu
          align="end"
          items={[{ label: words.copyCode, onSelect: copyCode }, ...activation.items]}
          trigger={(trigger) => (
            <IconButton {...trigger} {...actionsTrigger} label={words.actions}>
              <DotsHorizontalIcon aria-hidden />
            </IconButton>
          )}
        />
      }
    >
      <SplitPage
        labels={{ facts: words.facts, main: words.activity, next: words.next, parts: words.parts }}
        facts={
          <>
            <div className="customer-title">
              <Avatar name={customer.name} size="large" round={customer.type === "individual"} />
              <div>
                <p className="title">
                  <LiveValue
                    value={customer.name}
                    field={`customer:${customer._id}.name`}
                    by={customer.updatedByName}
                  >
                    {customer.name}
                  </LiveValue>
                </p>
                {customer.companyName !== null && <p className="quiet">{customer.companyName}</p>}
              </div>
            </div>
            <OffNotice customer={customer} edit={edit} />
            <CustomerHead customer={customer} edit={edit} />
            <CustomerFacts customer={customer} edit={edit} />
          </>
        }
        next={<NextPanels customer={customer} />}
      >
        <CustomerTabs customer={customer} edit={edit} withFacts={false} />
      </SplitPage>
      {activation.dialog}
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
