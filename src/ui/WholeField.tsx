// A whole number: people, places, days, sessions.
import type { Ref } from "react";
import { TextField } from "./TextField";

export interface WholeFieldProps {
  /** NaN and null are an empty field. */
  value: number | null;
  /** What an empty field is: NaN, so that the form's shape can refuse it in words, or null where it may be empty. */
  empty?: number | null;
  onChange: (value: number | null) => void;
  onBlur?: () => void;
  /** At most so many; 6 unless told. */
  digits?: number;
  ref?: Ref<HTMLInputElement>;
}

export function WholeField({ value, empty = Number.NaN, digits = 6, onChange, ...rest }: WholeFieldProps) {
  return (
    <TextField
      {...rest}
      inputMode="numeric"
      className="numeric"
      value={value === null || Number.isNaN(value) ? "" : String(value)}
      onChange={(event) => {
        const typed = event.target.value.replace(/\D/g, "").slice(0, digits);
        onChange(typed === "" ? empty : Number(typed));
      }}
    />
  );
}
