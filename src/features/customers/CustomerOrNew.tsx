// Choosing a customer, or adding one in place with the same look at duplicates as everywhere (PKG-05).
import { Suspense, useEffect, useState } from "react";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgQuery } from "../../data/org";
import { CustomerPicker, type CustomerPickerProps } from "./CustomerPicker";
import { later } from "../../ui/later";

const NewCustomerSheet = later(() => import("./NewCustomerSheet"));

/** The picker, which offers to add whoever is not found to those who may. */
export function CustomerOrNew(props: Omit<CustomerPickerProps, "onCreate">) {
  const mayCreate = useOrg().can("customers:create");
  const [name, setName] = useState<string | null>(null);
  return (
    <>
      <CustomerPicker {...props} {...(mayCreate ? { onCreate: setName } : {})} />
      {name !== null && <NewCustomer name={name} onChoose={props.onChange} onClose={() => setName(null)} />}
    </>
  );
}

/** Whoever the form makes, or finds to be there already, is chosen. */
function NewCustomer(props: {
  name: string;
  onChoose: CustomerPickerProps["onChange"];
  onClose: () => void;
}) {
  const { name, onChoose, onClose } = props;
  const [madeId, setMadeId] = useState<string | null>(null);
  const made = useOrgQuery(api.customers.get, madeId === null ? "skip" : { customer: madeId });
  useEffect(() => {
    if (made === undefined) return;
    onChoose({ value: made._id, label: made.name, note: made.customerCode });
    onClose();
  }, [made, onChoose, onClose]);
  // Events rise through the tree, not through the page: sending this form must not send the one around it.
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- it only keeps what rises
    <span onSubmit={(event) => event.stopPropagation()}>
      <Suspense>
        <NewCustomerSheet name={name} onClose={onClose} onOpen={setMadeId} />
      </Suspense>
    </span>
  );
}
