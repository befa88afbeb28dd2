// A customer over its list: the list stays usable beside it, J and K walk it, Esc closes, O opens the page.
import { useNavigate } from "react-router";
import { EnterFullScreenIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import { ErrorBoundary } from "../../app/ErrorBoundary";
import { useOrg, useOrgQuery } from "../../data/org";
import { useShortcut } from "../../data/useShortcut";
import { useMessages } from "../../i18n/messages";
import { Avatar } from "../../ui/Avatar";
import { IconButton } from "../../ui/Button";
import { FieldPresenceContext } from "../../ui/fieldPresence";
import { Skeleton } from "../../ui/Feedback";
import { Sheet } from "../../ui/Sheet";
import { useAddress } from "../../ui/useAddress";
import { CustomerHead } from "./CustomerHead";
import { CustomerTabs } from "./CustomerParts";
import { GoneNotice } from "./GoneNotice";
import { OffNotice } from "./OffNotice";
import { Present, RecordMenu, Walk } from "./RecordActions";
import { recordMessages } from "./recordMessages";
import type { OpenCustomer } from "./openCustomer";
import { useCustomerEdit } from "./useCustomerEdit";
import { useCustomer, type Opened } from "../../hooks/useCustomer";
import { usePresence } from "./usePresence";
import { useNeighbours } from "./walk";

/** Walking the list keeps the record before on screen until the next one is here. */
const useOpened = (customerId: string) => useCustomer(customerId, { keepsLast: true });

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
  const opened = useOpened(customerId);
  if (opened === undefined) return <Skeleton width={160} />;
  const { customer } = opened;
  return (
    <span className="customer-name">
      <Avatar name={customer.name} round={customer.type === "individual"} />
      <span className="truncate">{customer.name}</span>
      <span className="meta numeric sheet-code">{customer.customerCode}</span>
    </span>
  );
}

function Actions({ customerId }: { customerId: string }) {
  const opened = useOpened(customerId);
  return opened === undefined || opened.isGone ? null : <LoadedActions customer={opened.customer} />;
}

function LoadedActions({ customer }: { customer: OpenCustomer }) {
  const words = useMessages(recordMessages);
  const org = useOrg();
  const navigate = useNavigate();
  const [search, setAddress] = useAddress();
  const tab = search.get("tab");
  const expand = () =>
    void navigate(org.path(`customers/${customer._id}`) + (tab === null ? "" : `?tab=${tab}`));
  useShortcut("O", expand, words.expand);
  return (
    <>
      <PresentHere customerId={customer._id} />
      <Walk to={useNeighbours(customer._id)} onGo={(open) => setAddress({ open })} />
      <IconButton className="sheet-expand" label={words.expand} shortcut="O" onClick={expand}>
        <EnterFullScreenIcon aria-hidden />
      </IconButton>
      <RecordMenu customer={customer} edit={useCustomerEdit(customer)} />
    </>
  );
}

/** The body tells that one is here; the head only shows who else is. */
function PresentHere({ customerId }: { customerId: string }) {
  const others = useOrgQuery(api.presence.here, { customerId });
  return <Present names={(others ?? []).map(({ name }) => name)} />;
}

function Body({ customerId }: { customerId: string }) {
  const opened = useOpened(customerId);
  if (opened === undefined) {
    return (
      <div className="stack">
        <Skeleton width="55%" />
        <Skeleton width="80%" />
        <Skeleton width="65%" />
      </div>
    );
  }
  return <Loaded key={opened.asked} {...opened} />;
}

function Loaded({ customer, isGone }: Opened) {
  const edit = useCustomerEdit(customer);
  const presence = usePresence(customer._id, isGone);
  return (
    <FieldPresenceContext value={presence.value}>
      {isGone && <GoneNotice customer={customer} withLink={false} />}
      <OffNotice customer={customer} edit={edit} />
      <CustomerHead customer={customer} edit={edit} />
      <CustomerTabs customer={customer} edit={edit} withFacts isGone={isGone} />
    </FieldPresenceContext>
  );
}
