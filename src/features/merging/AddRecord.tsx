// Finds one more record to compare.
import { useState } from "react";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { FormField } from "../../ui/FormField";
import { CustomerPicker } from "../customers/CustomerPicker";
import { messages } from "./messages";

export function AddRecord(props: {
  known: readonly string[];
  onAdd: (customerId: string) => void;
  isFirst?: boolean;
}) {
  const words = useMessages(messages);
  const [isOpen, setOpen] = useState(props.isFirst === true);
  if (!isOpen)
    return (
      <div className="merge-plus">
        <Button look="ghost" size="small" onClick={() => setOpen(true)}>
          {words.addOne}
        </Button>
      </div>
    );
  return (
    <div className="merge-add">
      <FormField label={words.addOne}>
        <CustomerPicker
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- it was opened by the person to write in it
          autoFocus
          value={null}
          except={props.known}
          onChange={(option) => {
            if (option === null) return;
            props.onAdd(option.value);
            setOpen(props.isFirst === true);
          }}
          placeholder={words.findOne}
        />
      </FormField>
    </div>
  );
}
