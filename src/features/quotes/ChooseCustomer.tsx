// Before a quote there is a customer.
import { useState } from "react";
import { useNavigate } from "react-router";
import { useOrg } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import type { ComboOption } from "../../ui/Combobox";
import { Dialog } from "../../ui/Dialog";
import { FormActions, FormField } from "../../ui/FormField";
import { CustomerPicker } from "../customers/CustomerPicker";
import { messages } from "./messages";

/** Over the list of quotes. */
export default function ChooseCustomer({ onClose }: { onClose: () => void }) {
  const words = useMessages(messages);
  return (
    <Dialog open onClose={onClose} title={words.newQuote}>
      <CustomerChoice onCancel={onClose} />
    </Dialog>
  );
}

/** The choice itself; goes on to the new quote of the customer chosen. */
export function CustomerChoice({ onCancel }: { onCancel: () => void }) {
  const words = useMessages(messages);
  const navigate = useNavigate();
  const { path } = useOrg();
  const [chosen, setChosen] = useState<ComboOption | null>(null);
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen !== null) void navigate(path(`quotes/new?customer=${chosen.value}`));
      }}
    >
      <FormField label={words.forWhom} required>
        <CustomerPicker
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- it was opened by the person to write in it
          autoFocus
          value={chosen}
          onChange={setChosen}
          placeholder={words.findCustomer}
        />
      </FormField>
      <FormActions>
        <Button onClick={onCancel}>{words.cancel}</Button>
        <Button type="submit" look="primary" disabled={chosen === null}>
          {words.goOn}
        </Button>
      </FormActions>
    </form>
  );
}
