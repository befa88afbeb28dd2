// The control of a form for one field. Lazy pieces only: it brings Select, Combobox and the like.
import { useState } from "react";
import { api } from "../../../convex/_generated/api";
import { useOrgQuery } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import { Checkbox } from "../../ui/Checkbox";
import { Combobox, type ComboOption } from "../../ui/Combobox";
import { DateField } from "../../ui/DateField";
import { MoneyField } from "../../ui/MoneyField";
import { PhoneField } from "../../ui/PhoneField";
import { Select } from "../../ui/Select";
import { MultiSelect } from "../../ui/TagInput";
import { TextArea } from "../../ui/TextArea";
import { TextField } from "../../ui/TextField";
import { CustomerPicker } from "../customers/CustomerPicker";
import { valueMessages } from "./valueMessages";
import type { ShownField } from "./useFields";

export interface FieldControlProps {
  field: Pick<ShownField, "type" | "label" | "currency" | "choices" | "target">;
  /** As stored, or the text typed so far; undefined or "" for none. */
  value: unknown;
  onChange: (value: unknown) => void;
  onBlur?: () => void;
  country: string;
}

export function FieldControl({ field, value, onChange, onBlur, country }: FieldControlProps) {
  const words = useMessages(valueMessages);
  const blur = onBlur === undefined ? {} : { onBlur };
  const text = typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
  const offered = (field.choices ?? []).filter(({ archived }) => archived !== true);
  switch (field.type) {
    case "longText":
      return <TextArea rows={3} value={text} onChange={(event) => onChange(event.target.value)} {...blur} />;
    case "money":
      return (
        <MoneyField
          value={typeof value === "number" ? value : null}
          onChange={(minor) => onChange(minor ?? "")}
          currency={field.currency ?? "USD"}
          {...blur}
        />
      );
    case "date":
      return <DateField raw value={text || null} onChange={(day) => onChange(day ?? "")} {...blur} />;
    case "select":
      return (
        <Select
          value={text}
          onChange={onChange}
          options={[
            { value: "", label: words.noValue },
            ...offered.map(({ id, label }) => ({ value: id, label })),
          ]}
          {...blur}
        />
      );
    case "multiSelect": {
      const options = offered.map(({ id, label }): ComboOption => ({ value: id, label }));
      const chosen = Array.isArray(value) ? (value as string[]) : [];
      return (
        <MultiSelect
          value={options.filter((option) => chosen.includes(option.value))}
          onChange={(next) => onChange(next.map((option) => option.value))}
          options={options}
        />
      );
    }
    case "checkbox":
      return (
        <Checkbox checked={value === true} onChange={(event) => onChange(event.target.checked)} {...blur}>
          {words.yes}
        </Checkbox>
      );
    case "phone":
      return <PhoneField value={text} onChange={onChange} country={country} {...blur} />;
    case "relation":
      return field.target === "members" ? (
        <MemberControl value={text} onChange={onChange} label={field.label} />
      ) : (
        <CustomerControl value={text} onChange={onChange} label={field.label} />
      );
    default:
      return (
        <TextField
          value={text}
          onChange={(event) => onChange(event.target.value)}
          {...(field.type === "number" ? { inputMode: "decimal" as const, className: "numeric" } : {})}
          {...(field.type === "email" ? { type: "email", inputMode: "email" as const } : {})}
          {...(field.type === "url" ? { inputMode: "url" as const } : {})}
          {...blur}
        />
      );
  }
}

interface RelationProps {
  value: string;
  onChange: (id: string) => void;
  label: string;
}

/** The name of what is chosen already; another choice brings its own. */
function useChosen(value: string): [ComboOption | null, (option: ComboOption | null) => void] {
  const [picked, setPicked] = useState<ComboOption | null>(null);
  const known = useOrgQuery(
    api.fields.related,
    value === "" || picked?.value === value ? "skip" : { ids: [value] },
  );
  const words = useMessages(valueMessages);
  if (value === "") return [null, setPicked];
  if (picked?.value === value) return [picked, setPicked];
  const name = known === undefined ? "…" : (known[value]?.name ?? words.hiddenRecord);
  return [{ value, label: name }, setPicked];
}

function CustomerControl({ value, onChange, label }: RelationProps) {
  const [chosen, choose] = useChosen(value);
  return (
    <CustomerPicker
      aria-label={label}
      value={chosen}
      clearable
      onChange={(option) => {
        choose(option);
        onChange(option?.value ?? "");
      }}
    />
  );
}

function MemberControl({ value, onChange, label }: RelationProps) {
  const [beginning, setBeginning] = useState("");
  const [chosen, choose] = useChosen(value);
  const found = useOrgQuery(api.customers.owners, { beginning });
  return (
    <Combobox
      aria-label={label}
      value={chosen}
      clearable
      onSearch={setBeginning}
      options={found?.members.map(({ userId, name }) => ({ value: userId, label: name }))}
      onChange={(option) => {
        choose(option);
        onChange(option?.value ?? "");
      }}
    />
  );
}
