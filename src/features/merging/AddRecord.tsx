// Finds one more record to compare.
import { useState } from "react";
import { api } from "../../../convex/_generated/api";
import { useOrgQueryKept } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { Combobox } from "../../ui/Combobox";
import { FormField } from "../../ui/FormField";
import { messages } from "./messages";

export function AddRecord(props: {
  known: readonly string[];
  onAdd: (customerId: string) => void;
  isFirst?: boolean;
}) {
  const words = useMessages(messages);
  const [isOpen, setOpen] = useState(props.isFirst === true);
  const [text, setText] = useState("");
  const wanted = text.trim();
  const found = useOrgQueryKept(
    api.customers.search,
    wanted.length < 2 ? "skip" : { text: wanted, limit: 8 },
  );
  if (!isOpen)
    return (
      <div className="merge-plus">
        <Button look="ghost" size="small" onClick={() => setOpen(true)}>
          {words.addOne}
        </Button>
      </div>
    );
  const rows = found?.rows.filter(({ _id }) => !props.known.includes(_id));
  return (
    <div className="merge-add">
      <FormField label={words.addOne}>
        <Combobox
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- it was opened by the person to write in it
          autoFocus
          value={null}
          onChange={(option) => {
            if (option === null) return;
            props.onAdd(option.value);
            setOpen(props.isFirst === true);
            setText("");
          }}
          onSearch={setText}
          placeholder={words.findOne}
          options={(wanted.length < 2 ? [] : rows)?.map((row) => ({
            value: row._id,
            label: row.name,
            note: [row.customerCode, row.companyName ?? row.email ?? row.phone].filter(Boolean).join(" · "),
          }))}
        />
      </FormField>
    </div>
  );
}
