// A calendar day or a local date and time. The browser's own picker speaks every language and works on every phone.
import type { Ref } from "react";
import { TextField } from "./TextField";

export interface DateFieldProps {
  /** `YYYY-MM-DD`, or null for no day. */
  value: string | null;
  onChange: (day: string | null) => void;
  min?: string;
  max?: string;
  onBlur?: () => void;
  disabled?: boolean;
  "aria-label"?: string;
  ref?: Ref<HTMLInputElement>;
}

/** A calendar day without a time zone. */
export function DateField({ value, onChange, ...rest }: DateFieldProps) {
  return (
    <TextField
      {...rest}
      type="date"
      className="numeric"
      value={value ?? ""}
      onChange={(event) => onChange(event.target.value || null)}
    />
  );
}

/** An instant (epoch ms) edited as local date and time. */
export function DateTimeField({
  value,
  onChange,
  ...rest
}: Omit<DateFieldProps, "value" | "onChange"> & {
  value: number | null;
  onChange: (instant: number | null) => void;
}) {
  return (
    <TextField
      {...rest}
      type="datetime-local"
      className="numeric"
      value={value === null ? "" : toLocalInput(value)}
      onChange={(event) => onChange(event.target.value ? new Date(event.target.value).getTime() : null)}
    />
  );
}

function toLocalInput(instant: number): string {
  const shifted = new Date(instant - new Date(instant).getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}
