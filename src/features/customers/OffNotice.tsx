// Says that a record is switched off and why, or that it is deleted, with the way back beside it.
import { Suspense } from "react";
import { reportError } from "../../data/useUndoable";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { later } from "../../ui/later";
import { recordMessages } from "./recordMessages";
import type { OpenCustomer } from "./openCustomer";
import type { CustomerEdit } from "./useCustomerEdit";

const EraseCustomer = later(() => import("../erasing/EraseCustomer"));

export function OffNotice({ customer, edit }: { customer: OpenCustomer; edit: CustomerEdit }) {
  const words = useMessages(recordMessages);
  if (customer.isActive) return null;
  if (customer.status === "deleted") {
    return (
      <div className="customer-off row">
        {customer.erasedAt === null && <p className="grow">{words.isDeleted}</p>}
        {customer.may.restore && (
          <Button size="small" onClick={() => void edit.restore().catch(reportError)}>
            {words.restore}
          </Button>
        )}
        {(customer.may.erase || customer.erasedAt !== null) && (
          <Suspense>
            <EraseCustomer customer={customer} />
          </Suspense>
        )}
      </div>
    );
  }
  return (
    <p className="customer-off">
      {customer.deactivationReason === null
        ? words.off
        : words.offBecause({ reason: customer.deactivationReason })}
    </p>
  );
}
