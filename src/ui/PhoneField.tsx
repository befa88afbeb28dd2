// A phone number as typed. Formatting and checking need the phone metadata (29 kB), which is fetched when the field gets focus.
import { useState, type Ref } from "react";
import { TextField } from "./TextField";

export interface PhoneFieldProps {
  value: string;
  onChange: (text: string) => void;
  /** ISO 3166 country assumed for numbers without "+". */
  country?: string;
  onBlur?: () => void;
  placeholder?: string;
  disabled?: boolean;
  "aria-label"?: string;
  ref?: Ref<HTMLInputElement>;
}

const loadPhones = () => import("libphonenumber-js/min");

/** On leaving, a valid number is rewritten in international form; anything else stays as typed for the form to judge. */
export function PhoneField({ value, onChange, country, onBlur, ...rest }: PhoneFieldProps) {
  const [place, setPlace] = useState<string | null>(null);
  return (
    <TextField
      {...rest}
      type="tel"
      inputMode="tel"
      autoComplete="off"
      className="numeric"
      value={value}
      onFocus={() => void loadPhones()}
      onChange={(event) => {
        setPlace(null);
        onChange(event.target.value);
      }}
      onBlur={async () => {
        onBlur?.();
        const text = value.trim();
        if (text === "") return;
        const { parsePhoneNumberFromString } = await loadPhones();
        const parsed = parsePhoneNumberFromString(
          text,
          country as Parameters<typeof parsePhoneNumberFromString>[1],
        );
        if (parsed?.isValid()) {
          setPlace(parsed.country ?? null);
          const formatted = parsed.formatInternational();
          if (formatted !== value) onChange(formatted);
        }
      }}
      after={place && <span className="input-unit">{place}</span>}
    />
  );
}
