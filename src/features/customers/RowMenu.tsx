// What can be done with a row of the list without opening it (UIX-06): the record's own actions, as this person may.
import { useEffect, useState } from "react";
import { useNavigate } from "react-router";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgQuery } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import MenuSurface from "../../ui/MenuSurface";
import type { RowMenuProps } from "../../ui/DataTable";
import { recordMessages } from "./recordMessages";
import { useRecordItems } from "./RecordActions";
import type { OpenCustomer } from "./openCustomer";
import type { CustomerRow } from "../../hooks/useCustomers";
import { useCustomerEdit } from "./useCustomerEdit";

export default function RowMenu(props: RowMenuProps<CustomerRow>) {
  // Rows do not say what one may do with them; the record does.
  const customer = useOrgQuery(api.customers.get, { customer: props.row._id });
  return customer ? <Opened {...props} customer={customer} /> : null;
}

function Opened({ customer, anchor, onClose }: RowMenuProps<CustomerRow> & { customer: OpenCustomer }) {
  const words = useMessages(recordMessages);
  const org = useOrg();
  const navigate = useNavigate();
  const [isOpen, setOpen] = useState(true);
  const { items, dialog } = useRecordItems(customer, useCustomerEdit(customer));
  const isAsking = Boolean(dialog);
  useEffect(() => {
    if (!isOpen && !isAsking) onClose();
  }, [isOpen, isAsking, onClose]);
  const view = {
    label: words.openExisting,
    onSelect: () => void navigate(org.path(`customers/${customer._id}`)),
  };
  return (
    <>
      {isOpen && (
        <MenuSurface
          anchor={anchor}
          items={[view, ...items]}
          align="start"
          side="bottom"
          onClose={() => setOpen(false)}
        />
      )}
      {dialog}
    </>
  );
}
