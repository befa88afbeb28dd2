// Says that a record is switched off, and why.
import { useMessages } from "../../i18n/messages";
import { recordMessages } from "./recordMessages";
import type { OpenCustomer } from "./tabs";

export function OffNotice({ customer }: { customer: OpenCustomer }) {
  const words = useMessages(recordMessages);
  if (customer.isActive) return null;
  return (
    <p className="customer-off">
      {customer.deactivationReason === null
        ? words.off
        : words.offBecause({ reason: customer.deactivationReason })}
    </p>
  );
}
