// Before a quote there is a customer.
import { useState } from "react";
import { useNavigate } from "react-router";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgQueryKept } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { Combobox, type ComboOption } from "../../ui/Combobox";
import { Dialog } from "../../ui/Dialog";
import { FormActions, FormField } from "../../ui/FormField";
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
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState<ComboOption | null>(null);
  const wanted = text.trim();
  const found = useOrgQueryKept(
    api.customers.search,
    wanted.length < 2 ? "skip" : { text: wanted, limit: 8 },
  );
  const options = wanted.length < 2 ? [] : found?.rows;
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen !== null) void navigate(path(`quotes/new?customer=${chosen.value}`));
      }}
    >
      <FormField label={words.forWhom} required>
        <Combobox
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- it was opened by the person to write in it
          autoFocus
          value={chosen}
          onChange={setChosen}
          onSearch={setText}
          placeholder={words.findCustomer}
          options={options?.map((row) => ({
            value: row._id,
            label: row.name,
            note: [row.customerCode, row.companyName ?? row.email ?? row.phone].filter(Boolean).join(" · "),
          }))}
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
