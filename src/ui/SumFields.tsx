// A sum and, beside it, the currency it is in. Import from lazy pieces only.
import type { ReactElement } from "react";
import { useMessages } from "../i18n/messages";
import { CurrencySelect } from "./CurrencySelect";
import { FormField } from "./FormField";
import { uiMessages } from "./messages";
import { MoneyField } from "./MoneyField";

interface Field<Value> {
  value: Value;
  onChange: (value: Value) => void;
  onBlur: () => void;
  name: string;
  ref: (element: HTMLElement | null) => void;
}

/** What of useZodForm the two fields need, for a form that holds `currency` and a sum under another name. */
interface SumForm<Name extends string> {
  error: (name: Name | "currency") => string | undefined;
  control: {
    (name: Name, render: (field: Field<number | null>) => ReactElement): ReactElement;
    (name: "currency", render: (field: Field<string>) => ReactElement): ReactElement;
  };
}

export function SumFields<Name extends string>(props: {
  form: SumForm<Name>;
  /** Minor units. */
  amount: Name;
  label: string;
  /** The organization's own currency, offered first. */
  own: string;
}) {
  const words = useMessages(uiMessages);
  const { form, amount, label, own } = props;
  return form.control("currency", (currency) => (
    <div className="sum-fields">
      <FormField label={label} required error={form.error(amount)}>
        {form.control(amount, (sum) => (
          <MoneyField {...sum} currency={currency.value} />
        ))}
      </FormField>
      <FormField label={words.currency} error={form.error("currency")}>
        <CurrencySelect {...currency} own={own} />
      </FormField>
    </div>
  ));
}
