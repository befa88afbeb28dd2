// Which customers a brand user sees (TEN-10).
import { Cross2Icon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import type { MemberFacts } from "../../../convex/members/roster";
import { useOrgMutation, useOrgQuery } from "../../data/org";
import { reportError } from "../../data/useUndoable";
import { useMessages } from "../../i18n/messages";
import { Button, IconButton } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { FormActions } from "../../ui/FormField";
import { CustomerPicker } from "../customers/CustomerPicker";
import { memberMessages } from "./messages";
import "./Members.css";

export default function CustomersDialog({ member, onClose }: { member: MemberFacts; onClose: () => void }) {
  const words = useMessages(memberMessages);
  const { membershipId, name } = member;
  const linked = useOrgQuery(api.members.linkedCustomers, { membershipId });
  const setRole = useOrgMutation(api.members.setRole);
  const ids = linked?.map(({ _id }) => _id) ?? [];
  const save = (linkedCustomerIds: Id<"customers">[]) =>
    void setRole({ membershipId, role: "brand", linkedCustomerIds }).catch(reportError);
  return (
    <Dialog
      open
      onClose={onClose}
      title={words.linkCustomers}
      description={words.linkCustomersLead({ name })}
    >
      <CustomerPicker
        aria-label={words.findCustomer}
        placeholder={words.findCustomer}
        value={null}
        except={ids}
        onChange={(option) => {
          const id = option?.value as Id<"customers"> | undefined;
          if (id !== undefined && !ids.includes(id)) save([...ids, id]);
        }}
      />
      <ul className="people">
        {linked?.map((customer) => (
          <li key={customer._id} className="person" data-plain>
            <span className="truncate">
              {customer.name} <span className="meta">{customer.customerCode}</span>
            </span>
            <IconButton
              label={words.removeCustomer({ name: customer.name })}
              onClick={() => save(ids.filter((id) => id !== customer._id))}
            >
              <Cross2Icon aria-hidden />
            </IconButton>
          </li>
        ))}
      </ul>
      <FormActions>
        <Button look="primary" onClick={onClose}>
          {words.done}
        </Button>
      </FormActions>
    </Dialog>
  );
}
