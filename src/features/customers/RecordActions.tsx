// What the page and the sheet of a customer share in their head: who else is here, the way to the neighbours, the menu.
import { Suspense, useState, type ReactNode } from "react";
import { useNavigate } from "react-router";
import { ChevronDownIcon, ChevronUpIcon, DotsHorizontalIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgMutation } from "../../data/org";
import { reportError } from "../../data/useUndoable";
import { actionsTrigger, useActionsKey } from "../../data/useActionsKey";
import { useMessages } from "../../i18n/messages";
import { AvatarStack } from "../../ui/Avatar";
import { IconButton } from "../../ui/Button";
import { Menu } from "../../ui/Menu";
import { later } from "../../ui/later";
import type { MenuItem } from "../../ui/menuItem";
import { toast } from "../../ui/toast";
import { useActivation } from "./CustomerHead";
import { mayAdd } from "./mayAdd";
import { recordMessages } from "./recordMessages";
import type { OpenCustomer } from "./openCustomer";
import { timelineMessages } from "./timelineMessages";
import type { CustomerEdit } from "./useCustomerEdit";
import type { Neighbours } from "./walk";

const RecordSaleSheet = later(() => import("../transactions/RecordSaleSheet"));
const SellPackageSheet = later(() => import("../packages/SellPackageSheet"));
const BookSheet = later(() => import("../bookings/BookSheet"));

const sheets = { sale: RecordSaleSheet, package: SellPackageSheet, trip: BookSheet };

/** Faces of the others who have the record open. */
export function Present({ names }: { names: readonly string[] }) {
  const words = useMessages(timelineMessages);
  if (names.length === 0) return null;
  return (
    <span className="customer-present" data-noprint>
      <span className="visually-hidden">{words.present({ who: names.join(", ") })}</span>
      <AvatarStack names={names} />
    </span>
  );
}

/** Arrows to the neighbours in the list; nothing where the record was not opened from one. */
export function Walk({ to, onGo }: { to: Neighbours; onGo: (customerId: string) => void }) {
  const words = useMessages(timelineMessages);
  if (to.previous === null && to.next === null) return null;
  return (
    <span className="row customer-walk" data-noprint>
      <IconButton
        label={words.previous}
        shortcut="K"
        disabled={to.previous === null}
        onClick={() => to.previous !== null && onGo(to.previous)}
      >
        <ChevronUpIcon aria-hidden />
      </IconButton>
      <IconButton
        label={words.next}
        shortcut="J"
        disabled={to.next === null}
        onClick={() => to.next !== null && onGo(to.next)}
      >
        <ChevronDownIcon aria-hidden />
      </IconButton>
    </span>
  );
}

/** What can be done with a record as a whole by this person, and the dialog that a choice may open. */
export function useRecordItems(customer: OpenCustomer, edit: CustomerEdit, more: readonly MenuItem[] = []) {
  const words = useMessages(recordMessages);
  const said = useMessages(timelineMessages);
  const org = useOrg();
  const navigate = useNavigate();
  const activation = useActivation(customer, edit);
  const exportPerson = useOrgMutation(api.exports.startPerson);
  const handOut = async () => {
    try {
      await exportPerson({ customerId: customer._id, language: customer.preferredLanguage });
      toast(words.handOutStarted({ name: customer.name }));
    } catch (error) {
      reportError(error);
    }
  };
  const go = (inside: string) => () => void navigate(org.path(`customers/${customer._id}/${inside}`));
  const [selling, setSelling] = useState<keyof typeof sheets | null>(null);
  const items: MenuItem[] = [];
  if (customer.may.recordSale) items.push({ label: words.recordSale, onSelect: () => setSelling("sale") });
  if (customer.may.sellPackage)
    items.push({ label: words.sellPackage, onSelect: () => setSelling("package") });
  if (mayAdd(customer, org, "bookings:write"))
    items.push({ label: words.bookTrip, onSelect: () => setSelling("trip") });
  items.push({
    label: words.copyCode,
    onSelect: () => {
      void navigator.clipboard.writeText(customer.customerCode);
      toast(words.copied({ text: customer.customerCode }));
    },
  });
  if (customer.may.update) items.push({ label: said.editPage, onSelect: go("edit") });
  if (org.can("history:read")) items.push({ label: said.historyPage, onSelect: go("history") });
  if (org.can("duplicates:propose") && customer.status !== "deleted")
    items.push({
      label: words.mergeWith,
      onSelect: () => void navigate(org.path(`merge?records=${customer._id}`)),
    });
  if (customer.may.exportPerson) items.push({ label: words.handOut, onSelect: () => void handOut() });
  const SellingSheet = selling === null ? null : sheets[selling];
  const dialog =
    SellingSheet !== null ? (
      <Suspense>
        <SellingSheet customer={customer} onClose={() => setSelling(null)} />
      </Suspense>
    ) : (
      activation.dialog
    );
  return { items: [...items, ...more, ...activation.items], dialog };
}

export function RecordMenu(props: {
  customer: OpenCustomer;
  edit: CustomerEdit;
  more?: readonly MenuItem[];
}) {
  const words = useMessages(recordMessages);
  const said = useMessages(timelineMessages);
  const print = { label: said.print, onSelect: () => setTimeout(() => globalThis.print(), 200) };
  const { items, dialog } = useRecordItems(props.customer, props.edit, [print, ...(props.more ?? [])]);
  useActionsKey(words.actions);
  return (
    <>
      <Menu
        align="end"
        items={items}
        trigger={(trigger): ReactNode => (
          <IconButton {...trigger} {...actionsTrigger} label={words.actions}>
            <DotsHorizontalIcon aria-hidden />
          </IconButton>
        )}
      />
      {dialog}
    </>
  );
}
