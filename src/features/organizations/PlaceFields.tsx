// Country, currency and time zone, each chosen by typing.
import { useMemo } from "react";
import { useLocale } from "../../i18n/locale";
import { Combobox, type ComboOption } from "../../ui/Combobox";
import { countryOptions, currencyOptions, timeZoneOptions } from "./places";

type Choice = { value: string; onChange: (value: string) => void; "aria-label"?: string };

function Chosen({ options, value, onChange, ...rest }: Choice & { options: readonly ComboOption[] }) {
  const chosen = options.find((option) => option.value === value) ?? { value, label: value };
  return (
    <Combobox
      {...rest}
      value={chosen}
      options={options}
      onChange={(option) => option && onChange(option.value)}
    />
  );
}

export function CountryField(props: Choice) {
  const locale = useLocale();
  return <Chosen {...props} options={useMemo(() => countryOptions(locale), [locale])} />;
}
export function CurrencyField(props: Choice) {
  const locale = useLocale();
  return <Chosen {...props} options={useMemo(() => currencyOptions(locale), [locale])} />;
}
export function TimeZoneField(props: Choice) {
  return <Chosen {...props} options={useMemo(() => timeZoneOptions(), [])} />;
}
