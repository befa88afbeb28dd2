// A sum in minor units with its currency. What a person types is kept as typed until they leave the field.
import { useState, type Ref } from "react";
import { TextField } from "./TextField";
import { moneyInput } from "../i18n/format";
import { parseMoney } from "../../convex/shared/money";
import { useLocale } from "../i18n/locale";

export interface MoneyFieldProps {
  /** Minor units (cents), or null for no sum. */
  value: number | null;
  /** Called with null for an empty field and NaN for a text that is no sum, so that the form's schema can refuse it. */
  onChange: (minor: number | null) => void;
  /** ISO 4217. */
  currency: string;
  placeholder?: string;
  onBlur?: () => void;
  disabled?: boolean;
  "aria-label"?: string;
  ref?: Ref<HTMLInputElement>;
}

/** Reads "1,299.50" and "1 299,50" alike; shows the locale's notation when left. */
export function MoneyField({ value, onChange, currency, onBlur, ...rest }: MoneyFieldProps) {
  const locale = useLocale();
  const [typed, setTyped] = useState<string | null>(null);
  const shown = typed ?? (value === null || Number.isNaN(value) ? "" : moneyInput(locale, value, currency));
  return (
    <TextField
      {...rest}
      inputMode="decimal"
      className="numeric"
      value={shown}
      after={<span className="input-unit">{currency}</span>}
      onChange={(event) => {
        const text = event.target.value;
        setTyped(text);
        onChange(text.trim() === "" ? null : (parseMoney(text, currency) ?? Number.NaN));
      }}
      onBlur={() => {
        // A text that is no sum stays as typed, beside its error.
        if (value === null || !Number.isNaN(value)) setTyped(null);
        onBlur?.();
      }}
    />
  );
}
