// A whole number: people, places, days. An empty field is NaN, so that the form's shape can refuse it in words.
import type { Ref } from "react";
import { TextField } from "../../ui/TextField";

export function WholeField({
  value,
  onChange,
  ...rest
}: {
  value: number;
  onChange: (value: number) => void;
  onBlur?: () => void;
  ref?: Ref<HTMLInputElement>;
}) {
  return (
    <TextField
      {...rest}
      inputMode="numeric"
      className="numeric"
      value={Number.isNaN(value) ? "" : String(value)}
      onChange={(event) => {
        const digits = event.target.value.replace(/\D/g, "").slice(0, 6);
        onChange(digits === "" ? Number.NaN : Number(digits));
      }}
    />
  );
}
