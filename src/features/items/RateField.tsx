// A share of a hundred, kept in basis points. What a person types is kept as typed until they leave the field.
import { useState, type Ref } from "react";
import { TextField } from "../../ui/TextField";

export function RateField({
  value,
  onChange,
  onBlur,
  read,
  write,
  ref,
}: {
  value: number;
  /** NaN for a text that is no share, so that the form's schema can refuse it. */
  onChange: (rate: number) => void;
  onBlur?: () => void;
  read: (text: string) => number | null;
  write: (rate: number) => string;
  ref?: Ref<HTMLInputElement>;
}) {
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <TextField
      {...(ref === undefined ? {} : { ref })}
      inputMode="decimal"
      className="numeric"
      value={typed ?? (Number.isNaN(value) ? "" : write(value))}
      onChange={(event) => {
        const text = event.target.value;
        setTyped(text);
        onChange(text.trim() === "" ? 0 : (read(text) ?? Number.NaN));
      }}
      onBlur={() => {
        if (!Number.isNaN(value)) setTyped(null);
        onBlur?.();
      }}
    />
  );
}
