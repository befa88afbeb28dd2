// The way out for good, beside a deleted record: asked once, with the name typed, because nothing brings it back (CUS-48).
import { useState } from "react";
import { api } from "../../../convex/_generated/api";
import { errorMessage } from "../../data/errorMessage";
import { useOrgMutation } from "../../data/org";
import { useFormat } from "../../i18n/format";
import { useLocale } from "../../i18n/locale";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { toast } from "../../ui/toast";
import type { OpenCustomer } from "../customers/openCustomer";
import { messages } from "./messages";

export default function EraseCustomer({ customer }: { customer: OpenCustomer }) {
  const words = useMessages(messages);
  const locale = useLocale();
  const format = useFormat();
  const erase = useOrgMutation(api.erasing.start);
  const [isAsking, setAsking] = useState(false);
  const { name } = customer;
  if (customer.erasedAt !== null)
    return <p>{words.erased({ when: format.date(customer.erasedAt, "day") })}</p>;
  if (!customer.may.erase) return null;
  return (
    <>
      <Button size="small" onClick={() => setAsking(true)}>
        {words.erase}
      </Button>
      <ConfirmDialog
        open={isAsking}
        onClose={() => setAsking(false)}
        title={words.title({ name })}
        action={words.action}
        typed={{ label: words.typed, value: name }}
        onConfirm={async () => {
          try {
            await erase({ customerId: customer._id, confirmation: name });
          } catch (error) {
            throw new Error(errorMessage(error, locale));
          }
          toast(words.started({ name }));
        }}
      >
        <p>{words.goes}</p>
        <p>{words.stays}</p>
        <p>
          <strong>{words.never}</strong>
        </p>
      </ConfirmDialog>
    </>
  );
}
