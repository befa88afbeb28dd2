// A customer over its list: the list stays usable beside it, J and K walk it, Esc closes, O opens the page.
import { useNavigate } from "react-router";
import { DotsHorizontalIcon, EnterFullScreenIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import { ErrorBoundary } from "../../app/ErrorBoundary";
import { useOrg, useOrgQueryKept } from "../../data/org";
import { actionsTrigger, useActionsKey } from "../../data/useActionsKey";
import { useShortcut } from "../../data/useShortcut";
import { useMessages } from "../../i18n/messages";
import { Avatar } from "../../ui/Avatar";
import { IconButton } from "../../ui/Button";
import { Skeleton } from "../../ui/Feedback";
import { Menu } from "../../ui/Menu";
import { Sheet } from "../../ui/Sheet";
import { toast } from "../../ui/toast";
import { CustomerHead, useActivation } from "./CustomerHead";
import { CustomerTabs } from "./CustomerParts";
import { OffNotice } from "./OffNotice";
import { recordMessages } from "./recordMessages";
import type { OpenCustomer } from "./tabs";
import { useCustomerEdit } from "./useCustomerEdit";

/** Walking the list keeps the record before on screen until the next one is here. */
const useCustomer = (customerId: string) => useOrgQueryKept(api.customers.get, { customer: customerId });

export default function CustomerSheet({ customerId, onClose }: { customerId: string; onClose: () => void }) {
  return (
    <Sheet
      open
      onClose={onClose}
      title={
        <ErrorBoundary resetKey={customerId} silent>
          <Title customerId={customerId} />
        </ErrorBoundary>
      }
      actions={
        <ErrorBoundary resetKey={customerId} silent>
          <Actions customerId={customerId} />
        </ErrorBoundary>
      }
    >
      <ErrorBoundary resetKey={customerId}>
        <Body customerId={customerId} />
      </ErrorBoundary>
    </Sheet>
  );
}

function Title({ customerId }: { customerId: string }) {
  const customer = useCustomer(customerId);
  if (customer === undefined) return <Skeleton width={160} />;
  return (
    <span className="customer-name">
      <Avatar name={customer.name} round={customer.type === "individual"} />
      <span className="truncate">{customer.name}</span>
      <span className="meta numeric">{customer.customerCode}</span>
    </span>
  );
}

function Actions({ customerId }: { customerId: string }) {
  const customer = useCustomer(customerId);
  return customer === undefined ? null : <LoadedActions customer={customer} />;
}

function LoadedActions({ customer }: { customer: OpenCustomer }) {
  const words = useMessages(recordMessages);
  const org = useOrg();
  const navigate = useNavigate();
  const activation = useActivation(customer, useCustomerEdit(customer));
  const expand = () => void navigate(org.path(`customers/${customer._id}`));
  useShortcut("O", expand, words.expand);
  useActionsKey(words.actions);
  const copyCode = () => {
    void navigator.clipboard.writeText(customer.customerCode);
    toast(words.copied({ text: customer.customerCode }));
  };
  return (
    <>
      <IconButton label={words.expand} shortcut="O" onClick={expand}>
        <EnterFullScreenIcon aria-hidden />
      </IconButton>
      <Menu
        align="end"
        items={[{ label: words.copyCode, onSelect: copyCode }, ...activation.items]}
        trigger={(trigger) => (
          <IconButton {...trigger} {...actionsTrigger} label={words.actions}>
            <DotsHorizontalIcon aria-hidden />
          </IconButton>
        )}
      />
      {activation.dialog}
    </>
  );
}

function Body({ customerId }: { customerId: string }) {
  const customer = useCustomer(customerId);
  if (customer === undefined) {
    return (
      <div className="stack">
        <Skeleton width="55%" />
        <Skeleton width="80%" />
        <Skeleton width="65%" />
      </div>
    );
  }
  return <Loaded key={customer._id} customer={customer} />;
}

function Loaded({ customer }: { customer: OpenCustomer }) {
  const edit = useCustomerEdit(customer);
  return (
    <>
      <OffNotice customer={customer} edit={edit} />
      <CustomerHead customer={customer} edit={edit} />
      <CustomerTabs customer={customer} edit={edit} withFacts />
    </>
  );
}
