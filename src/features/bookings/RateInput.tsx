// How much one unit of a currency is in another: a decimal, with a comma or a point, kept as typed.
import { useState, type Ref } from "react";
import { TextField } from "../../ui/TextField";

export function RateInput({
  value,
  onChange,
  ...rest
}: {
  /** Undefined for an empty field, NaN for what is no number, so that the form's shape can refuse it in words. */
  value: number | undefined;
  onChange: (rate: number | undefined) => void;
  onBlur?: () => void;
  ref?: Ref<HTMLInputElement>;
}) {
  const [typed, setTyped] = useState(value === undefined ? "" : String(value));
  return (
    <TextField
      {...rest}
      inputMode="decimal"
      className="numeric"
      maxLength={20}
      value={typed}
      onChange={(event) => {
        const text = event.target.value;
        setTyped(text);
        const plain = text.replaceAll(/\s/g, "").replace(",", ".");
        onChange(plain === "" ? undefined : /^\d+(\.\d*)?$/.test(plain) ? Number(plain) : Number.NaN);
      }}
    />
  );
}
