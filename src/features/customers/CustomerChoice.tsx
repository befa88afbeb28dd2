// Before a quote or an order there is a customer: who it is, and on.
import { useState } from "react";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import type { ComboOption } from "../../ui/Combobox";
import { FormActions, FormField } from "../../ui/FormField";
import { uiMessages } from "../../ui/messages";
import { CustomerPicker } from "./CustomerPicker";

export function CustomerChoice(props: {
  words: { forWhom: string; findCustomer: string; goOn: string };
  onChosen: (customerId: string) => void;
  onCancel: () => void;
}) {
  const { words } = props;
  const ui = useMessages(uiMessages);
  const [chosen, setChosen] = useState<ComboOption | null>(null);
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen !== null) props.onChosen(chosen.value);
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
        <Button onClick={props.onCancel}>{ui.cancel}</Button>
        <Button type="submit" look="primary" disabled={chosen === null}>
          {words.goOn}
        </Button>
      </FormActions>
    </form>
  );
}
