// What can be done with a row of the list without opening it (UIX-06): the record's own actions, as this person may.
import { Suspense, useLayoutEffect, useState } from "react";
import { useNavigate } from "react-router";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { useOrg, useOrgQuery } from "../../data/org";
import { reportError } from "../../data/useUndoable";
import { useMessages } from "../../i18n/messages";
import { ChangeStrip } from "../../ui/ChangeStrip";
import MenuSurface from "../../ui/MenuSurface";
import { later } from "../../ui/later";
import type { MenuItem } from "../../ui/menuItem";
import PopoverSurface from "../../ui/PopoverSurface";
import type { RowMenuProps } from "../../ui/DataTable";
import { messages } from "./messages";
import { useOwnerItems } from "./OwnerMenu";
import { recordMessages } from "./recordMessages";
import { useRecordItems } from "./RecordActions";
import type { OpenCustomer } from "./openCustomer";
import type { CustomerRow } from "../../hooks/useCustomers";
import { useCustomerEdit } from "./useCustomerEdit";

const TagsDialog = later(() => import("./TagsDialog"));

/** What stands open over the list: a menu, what one of its lines asks, or nothing any more. */
type Open = "menu" | "owner" | "tags" | { ownerId: Id<"users"> | null; who: string } | null;

export default function RowMenu(props: RowMenuProps<CustomerRow>) {
  // Rows do not say what one may do with them; the record does.
  const customer = useOrgQuery(api.customers.get, { customer: props.row._id });
  return customer ? <Opened {...props} customer={customer} /> : null;
}

function Opened({ customer, deed, anchor, onClose }: RowMenuProps<CustomerRow> & { customer: OpenCustomer }) {
  const words = useMessages(recordMessages);
  const list = useMessages(messages);
  const org = useOrg();
  const navigate = useNavigate();
  const { may } = customer;
  const [open, setOpen] = useState<Open>(() => {
    if (deed === "owner") return may.assign ? deed : null;
    if (deed === "tags") return may.tag ? deed : null;
    return "menu";
  });
  const edit = useCustomerEdit(customer);
  const { items, dialog } = useRecordItems(customer, edit);
  const owners = useOwnerItems({
    ownerId: customer.ownerId,
    onChoose: (ownerId, who) => ownerId !== customer.ownerId && setOpen({ ownerId, who }),
  });
  const isAsking = Boolean(dialog);
  // Before the next key, which may open this again for another row.
  useLayoutEffect(() => {
    if (open === null && !isAsking) onClose();
  }, [open, isAsking, onClose]);
  const close = () => setOpen(null);
  /** A menu closes after its choice, which may have opened something else. */
  const closeOnly = (menu: Open) => () => setOpen((now) => (now === menu ? null : now));
  const lines: MenuItem[] = [
    { label: words.openExisting, onSelect: () => void navigate(org.path(`customers/${customer._id}`)) },
  ];
  if (may.assign) lines.push({ label: words.changeOwner, shortcut: "A", onSelect: () => setOpen("owner") });
  if (may.tag) lines.push({ label: words.changeTags, shortcut: "T", onSelect: () => setOpen("tags") });
  const menu = { anchor, align: "start", side: "bottom" } as const;
  return (
    <>
      {open === "menu" && <MenuSurface {...menu} items={[...lines, ...items]} onClose={closeOnly("menu")} />}
      {open === "owner" && (
        <MenuSurface
          {...menu}
          items={[{ heading: words.ownerOf({ name: customer.name }) }, ...owners]}
          onClose={closeOnly("owner")}
        />
      )}
      {open === "tags" && (
        <Suspense>
          <TagsDialog
            title={words.tagsOf({ name: customer.name })}
            tags={customer.tags}
            onClose={close}
            onSubmit={edit.setTags}
          />
        </Suspense>
      )}
      {open !== null && typeof open === "object" && (
        <PopoverSurface
          anchor={anchor}
          align="start"
          label={words.ownerOf({ name: customer.name })}
          onClose={close}
        >
          <ChangeStrip
            label={list.owner}
            from={customer.ownerName ?? list.nobody}
            to={open.who}
            withReason
            onCancel={close}
            onSave={(reason) => {
              close();
              void edit.assign(open.ownerId, open.who, reason).catch(reportError);
            }}
          />
        </PopoverSurface>
      )}
      {dialog}
    </>
  );
}
